"""What is open about a filing, in words: how it may stand, until when at most, what that depends on, and what was presumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER
from zeren.model.meaning.deadlines import FilingAnswer, Status
from zeren.model.meaning.references import FactRef
from zeren.voice.keys import DEADLINES_OPEN, DeadlinesOpenKey
from zeren.words import Language, say

SENT: frozenset[Status] = frozenset({"in_time", "late", "sent", "before_start"})


def definite(one: FilingAnswer) -> bool:
    """Whether a filing is owed for certain, until one moment that is the same in every completion."""
    same = one.limit is not None and one.latest is not None and one.limit.timestamp() == one.latest.timestamp()
    return one.owed == "certainly" and same


class OpenTeller:
    """Tells what is open in one language; `moment` writes a moment as the rest of the page does."""

    def __init__(self, regulation: Regulation, language: Language, moment: Callable[[dt.datetime], str]) -> None:
        self.regulation, self.language, self.moment = regulation, language, moment

    def status(self, one: FilingAnswer) -> str:
        """How a filing stands that has no one status."""
        if one.status == "inconsistent":
            pairs = [self.word("before", self.term(later), self.term(earlier)) for later, earlier in one.conflicts]
            return self.word("inconsistent", say("list", self.language).join(pairs))
        said = self.word("or").join(self.state(status) for status in one.possible)
        if one.owed != "possibly":
            return self.word(one.owed, said)
        return self.word("possibly, sent", said) if set(one.possible) & SENT else self.word("possibly")

    def rows(self, one: FilingAnswer) -> Iterator[tuple[str, str]]:
        """Each thing that is open or presumed, with its title."""
        if one.unbounded:
            yield self.word("unbounded"), self.word("unbounded said")
        if one.earliest is not None:
            yield self.word("earlier"), self.word("earlier said", self.moment(one.earliest))
        if one.latest is not None and not definite(one) and (one.limit is None or one.latest.timestamp() != one.limit.timestamp()):
            yield self.word("latest"), self.moment(one.latest)
        for under in one.under:
            reading = self.regulation.readings[under.reading]
            colon = say("colon", self.language)
            said = f"{reading.question.in_(self.language)}{colon}{reading.one_of[under.option].in_(self.language)}{colon}"
            if under.limit is not None and under.latest is not None and under.limit.timestamp() != under.latest.timestamp():
                said += self.word("until at most", self.moment(under.limit), self.moment(under.latest))
            elif under.limit is not None:
                said += self.word("until", self.moment(under.limit))
            else:
                said += self.word("or").join(self.state(status) for status in under.possible)
            yield self.word("under"), said
        told = {under.reading for under in one.under}
        if depends := [ref for ref in one.depends if ref.reading not in told]:
            yield self.word("depends"), self.several(depends, say("list", self.language))
        if one.presumed:
            yield self.word("presumed"), say("list", self.language).join(map(self.presumed, one.presumed))
        for chosen in one.find_out:
            yield self.word("find out"), self.several(chosen, self.word("and"))

    def several(self, refs: Sequence[FactRef], between: str) -> str:
        return between.join(self.reading(str(one.reading)) if isinstance(one.reading, str) else self.term(str(one.term)) for one in refs)

    def reading(self, name: str) -> str:
        return self.word("reading", self.regulation.readings[name].question.in_(self.language))

    def term(self, name: str) -> str:
        return self.regulation.terms[name].text.in_(self.language)

    def presumed(self, name: str) -> str:
        """A term with its usual value."""
        term = self.regulation.terms[name]
        value = term.unless_stated
        if term.kind == "moment" or value is NEVER or value is False:
            return self.word("not so", self.term(name))
        if value is True:
            return self.term(name)
        shown = term.options[str(value)].in_(self.language) if str(value) in term.options else str(value)
        return f"{self.term(name)}{say('colon', self.language)}{shown}"

    def state(self, status: Status) -> str:
        """How a filing may stand; whether it is open, or cannot be as stated, is said otherwise."""
        match status:
            case "open" | "inconsistent":
                raise AssertionError(f"{status} is no way in which a filing stands")
            case _:
                return self.word(status)

    def word(self, key: DeadlinesOpenKey, *values: object) -> str:
        return DEADLINES_OPEN.say(key, self.language, *values)
