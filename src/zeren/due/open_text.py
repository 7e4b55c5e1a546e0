"""What is open about a filing, in words: how it may stand, until when at most, what that depends on, and what was presumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER
from zeren.model.meaning.deadlines import FilingAnswer, Status
from zeren.model.meaning.references import FactRef
from zeren.words import Language, say

_WORDS = {
    "certainly": ("应当报送，状态未定：{}", "owed, and open: {}"),
    "possibly": ("可能应当报送", "possibly owed"),
    "possibly, sent": ("状态未定：{}", "open: {}"),
    "no": ("尚未应当报送：{}", "not owed by now: {}"),
    "inconsistent": ("所述时间不能成立：{}", "these moments cannot be as stated: {}"),
    "before": ("“{}”早于“{}”", "“{}” before “{}”"),
    "or": ("或者", " or "),
    "in_time": ("按时", "in time"),
    "late": ("迟于法定时限", "late"),
    "due": ("待发出", "due"),
    "overdue": ("已过法定时限", "overdue"),
    "sent": ("已发出，没有可比的时限", "sent, with no limit to measure it by"),
    "before_start": ("早于时限起算", "sent before its clocks began"),
    "not_started": ("尚未起算", "not started"),
    "no_number": ("没有具体时限", "owed without a number"),
    "not_owed": ("不需要", "not owed"),
    "earlier": ("不作推定时最早", "earliest, if unsaid"),
    "earlier said": ("{}（推定不成立时）", "{} (if what is assumed does not hold)"),
    "latest": ("最晚可能的时限", "latest possible"),
    "unbounded": ("最早可能的时限", "earliest possible"),
    "unbounded said": ("可能早已过去：没有事实限定其起算", "may have passed long ago: nothing says when its clock started"),
    "under": ("依解读", "under a reading"),
    "until": ("至{}", "until {}"),
    "until at most": ("最早至{}，最晚至{}", "until {} at the earliest, {} at the latest"),
    "depends": ("取决于", "depends on"),
    "presumed": ("推定", "assumed"),
    "not so": ("并非：{}", "not: {}"),
    "find out": ("查明即可确定", "to find out"),
    "reading": ("解读：{}", "the reading: {}"),
    "and": ("以及", " and "),
}
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
        said = self.word("or").join(self.word(status) for status in one.possible)
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
                said += self.word("or").join(self.word(status) for status in under.possible)
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

    def word(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1].format(*values)
