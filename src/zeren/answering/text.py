"""An answer as text that a committee's secretary reads at first sight: name, office, verdict, article, why, why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from zeren.answering.decided import DecidedPhrases
from zeren.model.language.case import Case
from zeren.model.language.conditions import Fact, Is, MadeOut
from zeren.model.language.regulation import Regulation, everything_in, terms_in
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.answer import Among, Answer, BearerAnswer, OutcomeAnswer, QuestionAnswer
from zeren.model.meaning.references import Miss, Under
from zeren.moments import zone_word
from zeren.voice.keys import ANSWER_NORM, ANSWER_STANCE, AnswerKey
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint, Style, plain
from zeren.voice.tongue import in_tongue
from zeren.words import Language

SCREEN = 40  # lines: what is longer has its summary above it
MOST_MISSES = 2  # rules shown under “why not”


def render(regulation: Regulation, case: Case, answer: Answer, language: Language, paint: Paint = plain, *, summary: bool = True) -> str:
    """The whole answer, ready to print.

    Args:
        summary: whether a summary stands first where the reasons of several fill more than a screen.
    """
    lines = list(_View(regulation, case, answer, language, paint).lines())
    if not summary or len(lines) <= SCREEN or len(answer.bearers) < 2:
        return sheet(lines)
    from zeren.answering.summary import Summary

    first = lines.index("")
    found = Summary(regulation, case, answer, language)
    return sheet([*lines[:first], "", paint(found.say("summary"), "bold"), *found.lines(), *lines[first:]])


class _View(DecidedPhrases):
    """The answer, part by part, in the order in which it is read."""

    def lines(self) -> Iterator[str]:
        yield from self.heading()
        for name, bearer in self.answer.bearers.items():
            yield ""
            yield from self.bearer(name, bearer)
        for section in (
            self.circumstances,
            self.measures,
            self.organs,
            self.decided,
            self.over_time,
            self.questions,
            self.everything,
            self.stands_on,
            self.around,
        ):
            found = list(section())
            if found:
                yield ""
                yield from found
        yield ""
        if any(isinstance(value, dt.datetime) for value in self.case.facts.values()):
            yield self.say("times", zone_word(self.zone))
        yield self.paint(self.say("disclaimer"), "dim")

    def heading(self) -> Iterator[str]:
        about = self.case.about
        date = f" · {self.case.arose}" if self.case.arose else ""
        yield self.paint(f"{self.case.id}{date} · {self.text(self.regulation.file.title)}", "bold")
        if about is not None:
            yield about if isinstance(about, str) else self.text(about)
        if self.case.partial:
            yield self.say("unlisted")

    def over_time(self) -> Iterator[str]:
        return self.duties(self.answer.duties)

    def everything(self) -> Iterator[str]:
        return self.find_out(self.answer.find_out, "settle all")

    # people and bodies ------------------------------------------------------------------------------------

    def bearer(self, name: str, bearer: BearerAnswer) -> Iterator[str]:
        office = self.office(name)
        who = f"{name}{self.pause}{office}" if office else name
        outcomes = bearer.outcomes
        if len(outcomes) == 1:
            verdict = f"{self.verdict(outcomes[0])}{self.articles(outcomes[0].because)}{self.effect(outcomes[0])}"
            yield f"{self.paint(who, 'bold')}{self.say('colon')}{verdict}{self.marked(name)}"
            yield from self.assuming(name)
            yield from self.reasons(name, outcomes[0], "  ")
        else:
            choices = self.say("or").join(self.measured(one) for one in outcomes)
            unsettled = self.unsettled(outcomes)
            verdict = self.paint((unsettled or self.say("open")) + choices, "open")
            yield f"{self.paint(who, 'bold')}{self.say('colon')}{verdict}{self.marked(name)}"
            yield from self.assuming(name)
            for one in outcomes:
                effect = "" if unsettled and one.effect == "unsettled" else self.effect(one)
                yield from self.given(f"  {self.verdict(one)}{self.articles(one.because)}{effect}", self.under(one.under))
                yield from self.reasons(name, one, "    ")
        yield from self.why(name, bearer)
        yield from self.what_if(name, bearer)
        yield from self.find_out(bearer.find_out)
        if bearer.labels:
            labels = {one.id: one for one in self.regulation.file.labels}
            shown = [
                self.text(labels[one.label].text)
                + self.in_article(one.article)
                + ("" if one.answer == "certain" else self.say("perhaps so"))
                for one in bearer.labels
            ]
            yield self.row("label", self.say("facts").join(shown), "  ")
        for checklist in bearer.checklists:
            steps = " · ".join(self.step(step) for step in checklist.steps)
            yield f"  {in_tongue(checklist.title, self.language)}{self.say('colon')}{steps}"
        for risk in self.answer.readings.outside_stance:
            if bearer.checklists and name in risk.changes and len(outcomes) == 1:
                yield self.row("at risk", self.read_otherwise(risk, [name]))

    def presumed_of(self, name: str) -> list[tuple[str | None, str, Any]]:
        """The smallest set of presumptions without which more would be possible for a bearer or circumstance."""
        return [(one.of, one.term, one.value) for one in self.answer.presumed if name in one.matters_to]

    def marked(self, name: str) -> str:
        return self.paint(self.say("on assumptions"), "open") if self.presumed_of(name) else ""

    def assuming(self, name: str) -> Iterator[str]:
        if found := self.presumed_of(name):
            yield self.row("assuming that", self.together(found))

    def given(self, verdict: str, conditions: Sequence[str]) -> Iterator[str]:
        """A verdict with what it takes: on one line, or a line for each condition."""
        if len(conditions) == 1:
            yield (
                f"{verdict}{self.say('colon')}{self.say('if')} {conditions[0]}"
                if self.language == "en"
                else f"{verdict}：{self.say('if')}{conditions[0]}"
            )
            return
        yield f"{verdict}{self.say('colon')}{self.say('if')}"
        for condition in conditions:
            yield f"      · {condition}"

    def reasons(self, name: str, outcome: OutcomeAnswer, indent: str) -> Iterator[str]:
        for see in outcome.see:
            open_ = "" if see.answer == "certain" else self.say("perhaps so")
            yield self.row("see instead", f"{self.cited([see.article])}{self.dash}{in_tongue(see.text, self.language)}{open_}", indent)
        for rule in outcome.because:
            yield self.row("why", self.text(self.regulation.rules[rule.rule][0].text), indent)
            if facts := self.facts(rule.grounds):
                yield self.row(None, facts, indent)
            yield from self.distances(rule.measured, indent)
        yield from self.relief(outcome, indent)
        tried = {miss.rule: miss for rule in outcome.because for miss in rule.failed if self.tried(name, rule.rule, miss)}
        for miss in tried.values():
            yield from self.failed(miss, indent)
        for miss in self.nearest(outcome):
            yield from self.miss(miss, indent)

    def nearest(self, outcome: OutcomeAnswer) -> Sequence[Miss]:
        """The rules worth telling about: those that an exception defeats, else those that what is open decides, else the nearest."""
        if defeated := [one for one in outcome.missed if one.defeated_by]:
            return defeated
        if outcome.tiers:
            return []
        deciding = {(one.of, one.term) for one in outcome.under.facts}
        decided = [one for one in outcome.missed if deciding & {(ref.of, ref.term) for ref in one.lacks}]
        return decided or outcome.missed[:MOST_MISSES]

    def miss(self, miss: Miss, indent: str) -> Iterator[str]:
        rule = self.regulation.rules[miss.rule][0]
        named = f"{self.regulation.name_of(rule.bears, self.language)}{self.in_article(miss.article)}"
        if miss.defeated_by:
            for defeat in miss.defeated_by:
                text = self.text(self.regulation.exceptions[defeat.rule][0].text)
                yield self.row("why not", f"{named}{self.gap}{self.say('but')}{text}{self.in_article(defeat.article)}", indent)
                if facts := self.facts(defeat.grounds):
                    yield self.row(None, facts, indent)
                yield from self.distances(defeat.measured, indent)
        else:
            yield self.row("why not", f"{named}{self.dash}{self.say('lacks')}{self.facts(miss.lacks, everything=True)}", indent)
            yield from self.distances(miss.measured, indent)

    def tried(self, name: str, rule: str, miss: Miss) -> bool:
        """Whether somebody meant to come under an exception: the case says more of them than the rule asks, and they object at all."""
        regulation = self.regulation
        asked = terms_in(regulation.exceptions[miss.rule][1], regulation) - terms_in(regulation.rules[rule][1], regulation)
        own = ((regulation.terms[fact.term], value) for fact, value in self.case.facts.items() if fact.of == name)
        said = {term.id for term, value in own if value not in (False, UNKNOWN, term.unless_stated)}
        objects = bool(self.answer.bearers[name].checklists) or not regulation.file.checklists
        return objects and bool(asked & said)

    def failed(self, miss: Miss, indent: str) -> Iterator[str]:
        """An exception that somebody meant to come under, and why it is not in force."""
        named = f"{self.text(self.regulation.exceptions[miss.rule][0].text)}{self.in_article(miss.article)}"
        for defeat in miss.defeated_by:
            text = f"{self.text(self.regulation.exceptions[defeat.rule][0].text)}{self.in_article(defeat.article)}"
            yield self.row("not excused", f"{named}{self.dash}{self.say('but')}{text}", indent)
        if not miss.defeated_by:
            yield self.row("not excused", f"{named}{self.dash}{self.say('lacks')}{self.facts(miss.lacks, everything=True)}", indent)
        yield from self.distances(miss.measured, indent)

    def step(self, step: Any) -> str:
        sign = {True: self.paint("✓", "good"), False: self.paint("✗", "bad"), None: self.paint("?", "open")}[step.done]
        advice = (
            self.say("too late") if step.too_late else "" if step.done else f"{self.say('colon')}{in_tongue(step.advice, self.language)}"
        )
        return f"{in_tongue(step.text, self.language)} {sign}{advice}"

    # the rest ---------------------------------------------------------------------------------------------

    def circumstances(self) -> Iterator[str]:
        if self.answer.circumstances:
            yield self.paint(self.say("circumstances"), "bold")
        verdicts: dict[str, tuple[AnswerKey, Style]] = {
            "certain": ("made out", "bad"),
            "possible": ("undetermined", "open"),
            "excluded": ("not made out", "good"),
        }
        for listed, one in zip(self.case.circumstances, self.answer.circumstances, strict=True):
            key, style = verdicts[one.answer]
            text = self.text(self.regulation.circumstances[one.item][0].text)
            against = self.say("against", self.cited([one.article]), one.subject)
            yield f"  {against}{self.say('colon')}{self.paint(self.say(key), style)}{self.dash}{text}{self.marked(listed.id)}"
            if found := self.presumed_of(listed.id):
                yield self.row("assuming that", self.together(found), "    ")
            if one.lacks:
                yield self.row("why not", f"{self.say('lacks')}{self.facts(one.lacks, everything=True)}", "    ")
            ways: tuple[tuple[AnswerKey, Under | None], ...] = (("made out", one.yes_under), ("not made out", one.no_under))
            for word, under in ways:
                if under is not None:
                    yield from self.given(f"    {self.say(word)}", self.under(under))

    def measures(self) -> Iterator[str]:
        stated, found = self.regulation.file.sanctions, self.answer.sanctions
        if stated is None:
            return
        if found.mandatory:
            yield f"{self.paint(self.say('mandatory'), 'bold')}{self.say('colon')}{self.named(found.mandatory, stated.terms)}"
        open_to: tuple[tuple[AnswerKey, Sequence[str]], ...] = (("measures", found.permitted), ("perhaps", found.possible))
        for key, rungs in open_to:
            if rungs and set(rungs) != set(found.mandatory):
                note = self.say("by severity", self.cited([stated.article])) if stated.by_severity else ""
                yield f"{self.paint(self.say(key), 'bold')}{note}{self.say('colon')}{self.named(rungs, stated.terms)}"
        if found.persons_only and stated.persons_only is not None:
            only = self.say("in brackets", self.text(stated.persons_only.text))
            yield f"  {self.say('persons only')}{self.say('colon')}{self.named(found.persons_only, stated.terms)}{only}"
        if found.not_named:
            yield f"  {self.say('not named')}{self.say('colon')}{self.named(found.not_named, stated.terms)}"

    def organs(self) -> Iterator[str]:
        acts = [one for one in self.answer.procedure if one.act == "impose" and one.answer != "excluded"]
        held = any(one.certain or one.possible for one in self.answer.bearers.values()) or self.answer.sanctions.article
        if not held or not self.regulation.file.authority:
            return
        shown = []
        for answer, open_ in (("certain", ""), ("possible", self.say("perhaps so"))):
            if unnamed := [act.article for act in acts if act.organ is None and act.answer == answer]:
                shown.append(f"{self.say('no organ')}{self.in_article(*unnamed)}{open_}")
        for act in acts:
            if act.organ is None:
                continue
            organ = self.text(self.regulation.file.organs[act.organ])
            norm = ANSWER_NORM.say(act.norm, self.language) + self.gap
            open_ = self.say("perhaps so") if act.answer == "possible" else ""
            shown.append(f"{organ}{self.gap}{norm}".strip() + f"{self.in_article(act.article)}{open_}")
        yield f"{self.paint(self.say('organ'), 'bold')}{self.say('colon')}{self.say('facts').join(shown) or self.say('no organ')}"

    def questions(self) -> Iterator[str]:
        """Every question: those that the case touches one by one, the others by what the text answers to them."""
        touched: list[str] = []
        alike: dict[str, dict[str, list[str]]] = {}
        for name, found in self.answer.questions.items():
            question = self.regulation.file.questions[name]
            each = {"": found} if isinstance(found, QuestionAnswer) else found
            for who, one in each.items():
                answers = self.paint(self.answers(one), "bold" if one.settled in ("settled", "condition_not_met", "silent") else "open")
                asked = f"{self.text(question.text)}{self.in_article(one.article)}"
                if self.worth_telling(name, one):
                    before = f"{who}{self.say('colon')}" if who else ""
                    said = f"{before}{self.text(question.text)}{self.say('colon')}{answers}{self.in_article(one.article)}"
                    touched.append(f"  {said}{self.resting(one)}")
                else:
                    alike.setdefault(f"{answers}{self.resting(one)}", {}).setdefault(asked, []).append(who)
        if self.answer.questions:
            yield self.paint(self.say("questions"), "bold")
        yield from touched
        for answers, questions in alike.items():
            whom = [f"{asked}{self.of_whom(names)}" for asked, names in questions.items()]
            yield f"  {answers}{self.say('colon')}{self.say('facts').join(whom)}"

    def of_whom(self, names: Sequence[str]) -> str:
        """Of whom a question is asked, where it is asked of somebody."""
        return self.say("in brackets", self.say("list").join(names)) if any(names) else ""

    def resting(self, found: QuestionAnswer) -> str:
        """What an answer to a question assumes."""
        assumed = [(one.of, one.term, one.value) for one in found.rests_on if one.basis == "assumed" and one.term]
        return self.say("in brackets", f"{self.say('assuming')}{self.together(assumed)}") if assumed else ""

    def answers(self, found: QuestionAnswer) -> str:
        """The answers still possible, or who may be in them."""
        if not isinstance(found.among, Among):
            words = (self.answer_word("condition_not_met" if found.settled == "condition_not_met" else one) for one in found.answers)
            return self.say("or").join(words) + (self.say("two readings") if found.settled == "two_readings" else "")
        maybe = [one for one in found.among.possible if one not in found.among.certain]
        return self.say("list").join([*found.among.certain, self.say("among", self.say("list").join(maybe))])

    def tells_question(self, name: str) -> bool:
        found = self.answer.questions.get(name, {})
        return any(self.worth_telling(name, each) for each in ([found] if isinstance(found, QuestionAnswer) else found.values()))

    def worth_telling(self, name: str, found: QuestionAnswer) -> bool:
        """Whether the case touches a question: it states a fact that only questions look at, or asks nothing else."""
        if self.case.expect is not None and name in self.case.expect.answers:
            return True
        stated = {fact.term for fact in self.case.facts}
        if not stated:
            return "not_settled" not in found.answers
        looks = [one for part in self.regulation.conditions_at("questions", name) for one in everything_in(part, self.regulation)]
        own = {one.term for one in looks if isinstance(one, (Fact, Is))} - self.looked_at_by_rules
        return bool(own & stated) or (bool(self.case.circumstances) and any(isinstance(one, MadeOut) for one in looks))

    @cached_property
    def looked_at_by_rules(self) -> frozenset[str]:
        """The terms that rules and exceptions look at."""
        conditions = [*self.regulation.conditions_at("rules"), *self.regulation.conditions_at("exceptions")]
        return frozenset[str]().union(*(terms_in(one, self.regulation) for one in conditions))

    def stands_on(self) -> Iterator[str]:
        for note in self.answer.notes:
            yield f"{self.paint(self.say('note'), 'bold')}{self.say('colon')}{in_tongue(note, self.language)}"
        if rest := [(one.of, one.term, one.value) for one in self.answer.presumed if not self.told_above & set(one.matters_to)]:
            yield f"{self.paint(self.say('assumed'), 'bold')}{self.say('colon')}{self.together(rest)}"
        if self.answer.readings.adopted:
            yield f"{self.paint(self.say('as adopted'), 'bold')}{self.say('colon').rstrip()}"
            for choice in self.answer.readings.adopted:
                yield f"  {self.as_adopted(choice)}"
        opened = [name for name in self.answer.readings.open if self.matters(name)]
        for name in opened:
            reading = self.regulation.readings[name]
            options = self.say("or").join(self.text(text) for text in reading.one_of.values())
            yield f"{self.say('depends', self.cites(name), self.text(reading.question))}{self.dash}{options}"
        outside = self.answer.readings.outside_stance
        if outside:
            stance = self.say("in brackets", ANSWER_STANCE.say(self.answer.stance, self.language))
            yield f"{self.paint(self.say('outside'), 'bold')}{stance}{self.say('colon').rstrip()}"
            for one in outside:
                yield f"  {self.read_otherwise(one, one.changes)}"

    @property
    def told_above(self) -> set[str]:
        """Whose assumptions stand beside their verdicts."""
        return {*self.answer.bearers, *(one.id for one in self.case.circumstances)}

    def matters(self, reading: str) -> bool:
        unders = [one.under for bearer in self.answer.bearers.values() for one in bearer.outcomes if len(bearer.outcomes) > 1]
        unders += [under for one in self.answer.circumstances for under in (one.yes_under, one.no_under) if under is not None]
        return any(reading in under.readings for under in unders)
