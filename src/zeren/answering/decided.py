"""How it was decided, in words: the voting rule or the steps, the result, each person's share in it, and where law and cause part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from msgspec import UNSET

from zeren.answering.around import AroundPhrases
from zeren.answering.reasons import MOST_SHOWN
from zeren.model.language.composition import Composition, composition
from zeren.model.language.conditions import And, Expr, Fact, Not, Or
from zeren.model.language.voting import VOTES, RuleShape, Vote
from zeren.model.meaning.shares import CauseAnswer, DecisionAnswer, StageAnswer
from zeren.voice.keys import DECIDED_RULE, DECIDED_SHARE, DECIDED_VOTES, AnswerKey, DecidedShareKey

Taken = Literal["there is", "is made", "carries"]
_NEGATED: Mapping[Taken, AnswerKey] = {"there is": "there is not", "is made": "is made not", "carries": "carries not"}


class DecidedPhrases(AroundPhrases):
    """The words for a decision."""

    def decided(self) -> Iterator[str]:
        """The decision of a case that says how it was taken."""
        found, voting = self.answer.decision, self.case.voting
        if found is UNSET or voting is None:
            return
        assert isinstance(found, DecisionAnswer)
        steps = bool(voting.steps)
        head = self.say("stands if", self.formula(self.composition.passes)) if steps else self.rule(voting)
        yield f"{self.paint(self.say('decided'), 'bold')}{self.say('colon')}{head}"
        words: tuple[AnswerKey, AnswerKey] = ("stands", "falls") if steps else ("carried", "not carried")
        if found.unknown_votes:
            names = self.say("list").join(found.unknown_votes)
            certain = "" if found.adopted is None else self.say("anyway", self.say(words[0 if found.adopted else 1]), names)
            yield self.row("result", certain or self.paint(self.say("not told", names), "open"))
            return
        for stage in found.steps:
            yield f"  · {self.stage(stage, found)}"
        counts = "" if steps else f"{self.say('colon')}{self.counted([one.vote for one in found.shares.values()])}"
        yield self.row("result", self.paint(self.say(words[0 if found.adopted else 1]), "bold") + counts)
        yield from self.shares(found, "step" if steps else "vote")
        yield from self.causes(found)
        yield from self.parting(found)

    def rule(self, rule: RuleShape) -> str:
        """A voting rule with its quorum and casting vote."""
        assert rule.rule is not None, "a vote has its rule"
        parts = [DECIDED_RULE.say(rule.rule, self.language, rule.chair)]
        if rule.casting_vote:
            parts.append(self.say("casting", rule.chair))
        if rule.quorum:
            parts.append(self.say("quorum", rule.quorum))
        return self.say("facts").join(parts)

    def stage(self, stage: StageAnswer, found: DecisionAnswer) -> str:
        """One step: what it asked, whether it was taken, and how it went."""
        assert self.case.voting is not None
        step = self.case.voting.steps[stage.step]
        asked = step.by or self.rule(step)
        head = f"{self.step_name(stage.step)}{self.in_brackets(asked)}{self.say('colon')}"
        if not stage.taken:
            return f"{head}{self.say('not taken', self.formula(self.composition.steps[stage.step].when, 'carries'))}"
        if step.by:
            return f"{head}{self.say('done' if stage.carried else 'not done')}"
        votes = [one.acts[stage.step] for one in found.shares.values() if stage.step in one.acts]
        return f"{head}{self.say('carried' if stage.carried else 'not carried')}{self.say('colon')}{self.counted(votes)}"

    def counted(self, votes: Sequence[Vote | None]) -> str:
        """How many voted in which way."""
        said = [DECIDED_VOTES.say(kind, self.language, votes.count(kind)) for kind in VOTES if kind in votes]
        return self.say("list").join(said)

    def shares(self, found: DecisionAnswer, kind: Literal["step", "vote"]) -> Iterator[str]:
        """Everybody's degree of responsibility, those of one degree together, the largest first."""
        if any(one.degree is None for one in found.shares.values()):
            yield self.row("share", self.say("share not counted"))
            return
        groups: dict[str, list[str]] = {}
        for name, one in found.shares.items():
            groups.setdefault(str(one.degree), []).append(name)
        for degree, names in sorted(groups.items(), key=lambda group: -_size(group[0])):
            others = int(degree.partition("/")[2] or 1) - 1
            why = self.say("share alone") if degree == "1" else DECIDED_SHARE.say(_share(kind, none=degree == "0"), self.language, others)
            yield self.row("share", f"{degree} — {self.say('list').join(names)}{self.say('colon')}{why}")

    def causes(self, found: DecisionAnswer) -> Iterator[str]:
        """The smallest sets of people without whose acts it would have gone the other way."""
        if not found.causes:
            return
        yield f"  {self.say('causes')}{self.say('colon').rstrip()}"
        for cause in found.causes[:MOST_SHOWN]:
            yield f"    · {self.cause(cause)}"
        yield from self.rest(len(found.causes) - MOST_SHOWN, found.causes_all, smallest=True)

    def cause(self, cause: CauseAnswer) -> str:
        groups = []
        for some in cause.people:
            names = self.say("list").join(some.of)
            groups.append(names if some.any == len(some.of) else self.say("any of", some.any, names))
        held = self.say("list").join(self.step_name(one) for one in cause.held)
        return self.say("together").join(groups) + (self.say("held", held) if held else "")

    def parting(self, found: DecisionAnswer) -> Iterator[str]:
        """Where law and cause part."""
        unneeded = tuple(name for name in found.unneeded if name not in found.no_part)
        told: tuple[tuple[AnswerKey, Sequence[str]], ...] = (("unneeded", unneeded), ("no part", found.no_part), ("spared", found.spared))
        for key, names in told:
            if names:
                yield self.row("contrast", f"{self.say(key)}{self.say('colon')}{self.say('list').join(names)}")

    # steps and formulas -----------------------------------------------------------------------------------

    @cached_property
    def composition(self) -> Composition:
        assert self.case.voting is not None
        return composition(self.case.voting, self.case.people)

    def step_name(self, name: str) -> str:
        assert self.case.voting is not None
        text = self.case.voting.steps[name].text
        return name if text is None else self.text(text)

    def formula(self, expr: Expr, there: Taken = "there is", *, inside: bool = False) -> str:
        """What it takes, by the names of steps: that they are there, or that they carry."""
        match expr:
            case And(parts=parts) | Or(parts=parts):
                word = self.say("and step" if isinstance(expr, And) else "or step")
                said = word.join(self.formula(part, there, inside=True) for part in parts)
                return self.in_brackets(said).strip() if inside else said
            case Not(part=Fact(term=step)):
                return self.say(_NEGATED[self.comes(step, there)], self.step_name(step))
            case Not(part=part):
                return self.say("not so", self.formula(part, there))
            case Fact(term=step):
                return self.say(self.comes(step, there), self.step_name(step))
            case _:
                raise AssertionError(expr)

    def comes(self, step: str, there: Taken) -> Taken:
        """What is said of a step that carries: of one taken alone, that it is made."""
        assert self.case.voting is not None
        return "is made" if there == "carries" and self.case.voting.steps[step].by else there

    def in_brackets(self, text: str) -> str:
        return f"（{text}）" if self.language == "zh" else f" ({text})"


def _share(kind: Literal["step", "vote"], *, none: bool) -> DecidedShareKey:
    if kind == "step":
        return "step none" if none else "step some"
    return "vote none" if none else "vote some"


def _size(degree: str) -> float:
    over, _, under = degree.partition("/")
    return int(over) / int(under or 1)
