"""Until when each person can still do what a text counts only in time: before a meeting ends, within hours after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import MATTER, ME, Arithmetic, Compare, Constant, Expr, Fact, walk
from zeren.model.language.lengths_text import within
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, write_value
from zeren.model.meaning.truth import calculate
from zeren.moments import moment_word
from zeren.voice.keys import MEMO
from zeren.words import Language

_TURNED = {">": "<", ">=": "<="}


class InTime(msgspec.Struct, frozen=True):
    """One thing that somebody can do until a moment: what the text calls it, and when, `None` where the case does not date it.

    Args:
        strict: whether it must be before the moment, and not at it.
        base: what the moment is counted from, in words, and `plus`, how long after.
    """

    name: str
    what: str
    until: dt.datetime | None
    strict: bool
    base: str
    plus: str = ""

    def told(self, language: Language, zone: dt.tzinfo) -> str:
        """In words, by the clock of a zone."""
        if self.until is None:
            when = MEMO.say("not dated with" if self.plus else "not dated", language, self.base, *([self.plus] if self.plus else []))
        else:
            when = moment_word(self.until, zone)
        return MEMO.say("before" if self.strict else "by", language, self.name, self.what, when)


def still_in_time(regulation: Regulation, case: Case, name: str, language: Language) -> Iterator[InTime]:
    """What a person has not done yet, as far as the case says, and until when it counts.

    It is read from every fact that follows from a comparison of a moment in the person's own hands with another moment.
    """
    for term, expr in regulation.follows.items():
        if regulation.terms[term].sort != "person" or case.facts.get(FactId("person", name, term)) is False:
            continue
        for part in walk(expr):
            if isinstance(part, Compare) and (found := _limit(regulation, part)) is not None:
                own, operator, limit = found
                if _stated(case, FactId("person", name, own)) is None:
                    base, plus = _base(regulation, limit, language)
                    what = regulation.terms[term].text.in_(language)
                    yield InTime(name, what, _moment(case, regulation, limit, name), operator == "<", base, plus)


def _limit(regulation: Regulation, part: Compare) -> tuple[str, str, Expr] | None:
    """The moment in somebody's hands that a comparison bounds from above, how, and by what."""
    for own, operator, other in ((part.left, part.operator, part.right), (part.right, _TURNED.get(part.operator, ""), part.left)):
        if isinstance(own, Fact) and own.of == ME and operator in ("<", "<="):
            term = regulation.terms[own.term]
            if term.kind == "moment" and term.controllable:
                return own.term, operator, other
    return None


def _stated(case: Case, fact: FactId) -> Any:
    value = case.facts.get(fact)
    return None if value is UNKNOWN else value


def _moment(case: Case, regulation: Regulation, expr: Expr, name: str) -> Any:
    """What a quantity is worth; None where the case does not say."""
    match expr:
        case Constant(value):
            return value
        case Fact(term, of):
            sort = regulation.terms[term].sort
            return _stated(case, FactId(sort, "" if of == MATTER or sort == "matter" else name, term))
        case Arithmetic(sign, left, right):
            a, b = _moment(case, regulation, left, name), _moment(case, regulation, right, name)
            return None if a is None or b is None else calculate(sign, a, b)
        case _:
            return None


def _base(regulation: Regulation, expr: Expr, language: Language) -> tuple[str, str]:
    """What a limit is counted from, and how long after, in words."""
    parts = list(walk(expr))
    base = next((regulation.terms[one.term].text.in_(language) for one in parts if isinstance(one, Fact)), "")
    plus = [within(write_value(one.value), language) for one in parts if isinstance(one, Constant)]
    return base, "".join(f"+ {one}" for one in plus)
