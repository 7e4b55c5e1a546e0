"""Cases as tests: what a case file expects against what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from zeren.model.language.case import Case, Expectation, ExpectedAct, ExpectedBound, ExpectedDuty, ExpectedOutcomes
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Settled
from zeren.model.language.terms import write_value
from zeren.model.meaning.answer import Answer, QuestionAnswer
from zeren.model.meaning.shares import DecisionAnswer
from zeren.voice.keys import AnswerKey
from zeren.words import Language, answer_word, say


class Difference(msgspec.Struct, frozen=True):
    """Something expected that is not what is answered; `under` names the readings pinned on top, if any."""

    place: str
    expected: str
    answered: str
    under: Mapping[str, str] = {}

    def __str__(self) -> str:
        under = " under " + ", ".join(f"{name}: {option}" for name, option in self.under.items()) if self.under else ""
        return f"{self.place}{under}: expected {self.expected}, answered {self.answered}"

    def told(self, regulation: Regulation, language: Language) -> str:
        """In a sentence, with tiers and answers in words where the language is not that of the file's ids."""
        if language == "en":
            return str(self)

        def worded(text: str) -> str:
            return re.sub(r"[\w-]+", lambda found: _in_words(found[0], regulation, language), text)

        read = (f"{regulation.readings[name].question.in_(language)}：{option}" for name, option in self.under.items())
        return say("other than expected", language, "；".join([self.place, *read]), worded(self.expected), worded(self.answered))


def _in_words(word: str, regulation: Regulation, language: Language) -> str:
    """A tier, an answer or a word between two of them, as people say it; anything else as it stands."""
    if word in regulation.tiers.all:
        return regulation.name_of(word, language)
    between: dict[str, AnswerKey] = {"or": "or", "and": "and", "none": "none", "nobody": "nobody", "nothing": "nobody"}
    return say(between[word], language) if word in between else answer_word(word, language)


def check(regulation: Regulation, case: Case, ask: Callable[[Mapping[str, str], bool], Answer]) -> list[Difference]:
    """Every difference between a case's expectations and its answers.

    `ask` answers the case with some readings pinned or opened on top, and looks for settling sets where told to.
    """
    found: list[Difference] = []
    if case.expect is not None:
        found += _compare(regulation, case, case.expect, ask({}, _wants_settling(case.expect)), {})
    for under in case.expect_under:
        found += _compare(regulation, case, under.expect, ask(under.readings, _wants_settling(under.expect)), under.readings)
    return found


def _wants_settling(expected: Expectation) -> bool:
    outcomes = [*expected.persons.values(), *expected.bodies.values()]
    return any(isinstance(one, ExpectedOutcomes) and one.settled_by is not None for one in outcomes)


def _compare(regulation: Regulation, case: Case, expected: Expectation, answer: Answer, under: Mapping[str, str]) -> Iterable[Difference]:
    for name, outcome in [*expected.persons.items(), *expected.bodies.items()]:
        bearer = answer.bearers[name]
        wanted = _outcomes(outcome)
        got = {frozenset(one.tiers) for one in bearer.outcomes}
        if wanted != got:
            yield Difference(name, _tiers(wanted), _tiers(got), under)
        if isinstance(outcome, ExpectedOutcomes) and outcome.settled_by is not None:
            settled = {frozenset(one) for one in bearer.settled_by}
            if settled != {frozenset(one) for one in outcome.settled_by}:
                yield Difference(f"{name}, settled by", _sets(outcome.settled_by), _sets(bearer.settled_by), under)
    for name, effects in expected.effects.items():
        named = {effects} if isinstance(effects, str) else set(effects)
        shown = {one.effect or "firm" for one in answer.bearers[name].outcomes}
        if named != shown:
            yield Difference(f"{name}, effect", " or ".join(sorted(named)), " or ".join(sorted(shown)), under)
    for one in expected.circumstances:
        found = next(other for other in answer.circumstances if (other.item, other.subject) == (one.item, one.subject))
        if found.answer != one.answer:
            yield Difference(f"circumstance {one.item} against {one.subject}", one.answer, found.answer, under)
    for field in ("permitted", "mandatory", "not_named", "persons_only"):
        measures = getattr(expected.sanctions, field)
        if measures is not None and set(measures) != set(got_measures := getattr(answer.sanctions, field)):
            yield Difference(f"sanctions, {field}", _list(measures), _list(got_measures), under)
    for name, duty in expected.duties.items():
        yield from _duty(name, duty, answer, under)
    for name, labels in expected.labels.items():
        borne = {label.label: label.answer for label in answer.bearers[name].labels}
        for label, wanted_label in labels.items():
            if (got_label := borne.get(label, "excluded")) != wanted_label:
                yield Difference(f"{name}, label {label}", wanted_label, got_label, under)
    for act in expected.procedure:
        yield from _act(act, answer, under)
    for bound in expected.bounds:
        yield from _bound(regulation, bound, answer, under)
    yield from _filings(regulation, case, expected, under)
    yield from _decision(expected, answer, under)
    for name, value in expected.answers.items():
        yield from _question(regulation, name, value, answer.questions.get(name), under)


def _filings(regulation: Regulation, case: Case, expected: Expectation, under: Mapping[str, str]) -> Iterable[Difference]:
    if not expected.filings:
        return
    from zeren.model.language.terms import read_moment
    from zeren.working_days import deadlines_of

    found = {one.filing: one for one in deadlines_of(regulation, case)}
    for name, filing in expected.filings.items():
        for field in ("status", "owed", "governed_by", "waits_for", "strict", "limit", "latest"):
            wanted, got = getattr(filing, field), getattr(found[name], field)
            moments = field in ("strict", "limit", "latest")
            if wanted is not None and (read_moment(wanted) if moments else wanted) != got:
                yield Difference(f"filing {name}, {field}", str(wanted), str(got.isoformat() if moments and got else got), under)


def _decision(expected: Expectation, answer: Answer, under: Mapping[str, str]) -> Iterable[Difference]:
    wanted, found = expected.decision, answer.decision
    if wanted is None or not isinstance(found, DecisionAnswer):
        return
    if wanted.adopted is not None and wanted.adopted != found.adopted:
        shown = "open" if found.adopted is None else write_value(found.adopted)
        yield Difference("decision, adopted", write_value(wanted.adopted), shown, under)
    for name, degree in wanted.shares.items():
        got = found.shares[name].degree if name in found.shares else None
        if degree != got:
            yield Difference(f"decision, share of {name}", degree, got or "none", under)
    for field in ("unneeded", "spared", "no_part"):
        names = getattr(wanted, field)
        if names is not None and set(names) != set(got_names := getattr(found, field)):
            yield Difference(f"decision, {field}", _list(names), _list(got_names), under)


def _duty(name: str, expected: ExpectedDuty, answer: Answer, under: Mapping[str, str]) -> Iterable[Difference]:
    for one in answer.duties:
        if name not in (one.duty, f"{one.by}.{one.duty}"):
            continue
        for field in ("complies", "gap_days"):
            wanted, got = getattr(expected, field), getattr(one, field)
            if wanted is not None and wanted != got:
                yield Difference(f"{one.by}.{one.duty}, {field}", str(wanted), str(got), under)


def _act(expected: ExpectedAct, answer: Answer, under: Mapping[str, str]) -> Iterable[Difference]:
    place = f"{expected.act} by {expected.organ or 'nobody named'}"
    got = {
        one.answer
        for one in answer.procedure
        if (one.act, one.organ) == (expected.act, expected.organ) and expected.norm in (None, one.norm)
    }
    surest = next((one for one in ("certain", "possible") if one in got), "excluded")
    if surest != expected.answer:
        yield Difference(place, expected.answer, surest, under)


def _bound(regulation: Regulation, expected: ExpectedBound, answer: Answer, under: Mapping[str, str]) -> Iterable[Difference]:
    """What the duties allow at worst: for each way of reading that the answer leaves open, the worse of the orders on one day."""
    from zeren.proofs.cycles.rows import bounds_of

    place = "bound of " + " → ".join(expected.chain)
    rows = bounds_of(regulation, expected.chain, expected.missed, answer.readings.fixed)
    if not rows:
        yield Difference(place, "a chain of reports", "no such chain under this regulation", under)
        return
    if expected.unbounded is not None and (got := any(row.unbounded for row in rows)) != expected.unbounded:
        yield Difference(f"{place}, unbounded", write_value(expected.unbounded), write_value(got), under)
    for field in ("gap_days", "gap_days_common_year", "age_days", "age_days_common_year"):
        wanted = getattr(expected, field)
        if wanted is None:
            continue
        worst: dict[tuple[str | None, str | None], int] = {}
        for row in rows:
            days = getattr(row, field)
            if isinstance(days, int) and expected.tie_order in (None, row.tie_order):
                worst[row.window, row.spacing] = max(days, worst.get((row.window, row.spacing), days))
        if ({wanted} if isinstance(wanted, int) else set(wanted)) != set(worst.values()):
            yield Difference(f"{place}, {field}", _days(wanted), _days(sorted(set(worst.values()))) or "no bound", under)


def _days(days: int | Iterable[int]) -> str:
    return str(days) if isinstance(days, int) else " or ".join(map(str, days))


def _question(regulation: Regulation, name: str, value: Any, found: Any, under: Mapping[str, str]) -> Iterable[Difference]:
    question = regulation.file.questions[name]
    bearer = isinstance(question.answer, Settled) and question.answer.bearer is not None
    pairs = [(name, value, found)]
    if question.sort != "matter":
        pairs = [(f"{name}, {one}", expected, (found or {}).get(one)) for one, expected in value.items()]
    for place, expected, got in pairs:
        answers = {_word(one) for one in got.answers} if isinstance(got, QuestionAnswer) else set()
        wanted = _expected_answers(expected, bearer)
        if wanted != answers:
            yield Difference(place, " or ".join(sorted(wanted)), " or ".join(sorted(answers)) or "nothing", under)


def _expected_answers(expected: Any, bearer: bool) -> set[str]:
    if isinstance(expected, dict):
        return {_word(one) for one in expected.get("outcomes", [])}
    if bearer:
        return {_word([] if expected == "nobody" else [expected] if isinstance(expected, str) else expected)}
    return {_word(one) for one in expected} if isinstance(expected, list) else {_word(expected)}


def _word(answer: Any) -> str:
    if isinstance(answer, (list, tuple)):
        return "[" + ", ".join(sorted(map(str, answer))) + "]"
    return write_value(answer) if isinstance(answer, bool) else str(answer)


def _outcomes(outcome: str | tuple[str, ...] | ExpectedOutcomes) -> set[frozenset[str]]:
    if isinstance(outcome, ExpectedOutcomes):
        return {frozenset(tier for tier in one if tier != "none") for one in outcome.outcomes}
    tiers = (outcome,) if isinstance(outcome, str) else outcome
    return {frozenset(tier for tier in tiers if tier != "none")}


def _tiers(outcomes: Iterable[frozenset[str]]) -> str:
    return " or ".join(" and ".join(sorted(one)) or "none" for one in sorted(outcomes, key=lambda one: (not one, sorted(one))))


def _sets(sets: Iterable[Iterable[str]]) -> str:
    return "[" + ", ".join(sorted(_list(one) for one in sets)) + "]"


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(words) + "]"
