"""Courses of dates that show what a duty's wording lets happen: left undone without a breach, or a breach that nobody is told of."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.proofs.lint.course import Course, Setting, Unconfirmed, course, first_day
from zeren.proofs.lint.course_told import called, happened, left_undone, mended

_PLAIN = "body"
_YEAR = "months(12)"  # the most generous time limit that a course is held against: that of the longest period


def countable(duty: Duty) -> bool:
    """Whether some record of performances can fall short of a duty."""
    return duty.at_least is not None or duty.within is not None or duty.by is not None


def never_missed(regulation: Regulation, duty: Duty) -> Course:
    """A duty without a number or a time limit that is never performed, where even the widest one would have been broken."""
    body = duty.who or _PLAIN
    setting = Setting({body: None}, first_day(regulation), body if duty.on else None, plain=None if duty.who else _PLAIN)
    made = course(regulation, setting, [duty], [_bounded(duty)])
    if any(one.missed for one in made.found) or not any(one.body == body and one.missed for one in made.mended):
        raise Unconfirmed(f"{regulation.id}, {duty.id}: {made.found}, {made.mended}")
    verdict = Text(zh="按条文审查：没有一项可以认定为未履行或者逾期。", en="Judged by the text: nothing is found missing or late.")
    told = (*happened(made, duty), left_undone(regulation, made, duty), verdict, mended(regulation, made, _bounded(duty)))
    return msgspec.structs.replace(made, story=told)


def nobodys(regulation: Regulation, duty: Duty) -> Course:
    """A duty without a bearer that none of those whom the text names performs, and none of them is in breach."""
    named = list(regulation.file.bearers) or [_PLAIN]
    clear = _bounded(duty) if not countable(duty) else duty
    clear = msgspec.structs.replace(clear, who=named[0], norm="obliged")
    event = named[0] if duty.on else None
    made = course(regulation, Setting(dict.fromkeys(named), first_day(regulation), event), [duty], [clear])
    if any(one.missed and one.body is not None for one in made.found) or not any(one.missed for one in made.mended):
        raise Unconfirmed(f"{regulation.id}, {duty.id}: {made.found}, {made.mended}")
    verdict = Text(
        zh="按条文审查：没有任何一方未履行，因为条文没有写明这是谁的职责。",
        en="Judged by the text: nobody is in breach, since it does not say whose duty this is.",
    )
    told = (*happened(made, duty), left_undone(regulation, made, duty), verdict, mended(regulation, made, clear))
    return msgspec.structs.replace(made, story=told)


def missed(regulation: Regulation, duties: Iterable[Duty]) -> Course | None:
    """The first duty that can be missed, missed; None if none can be."""
    able = [one for one in duties if countable(one) and one.norm == "obliged" and one.filing is None and one.who is not None]
    if not able:
        return None
    duty, body = able[0], able[0].who or ""
    made = course(regulation, Setting({body: None}, first_day(regulation), body if duty.within else None), [duty], [duty])
    if not any(one.body == body and one.missed for one in made.found):
        raise Unconfirmed(f"{regulation.id}, {duty.id}: {made.found}")
    who = called(regulation, body)
    verdict = Text(
        zh=f"按条文审查：{who.zh}未履行这项职责；仅此一点，不使任何人担责：",
        en=f"Judged by the text: a breach of this duty by {who.en}; by itself, it makes nobody answer:",
    )
    told = (*happened(made, duty), left_undone(regulation, made, duty), verdict)
    return msgspec.structs.replace(made, story=told, mended=())


def _bounded(duty: Duty) -> Duty:
    """The same duty with the widest number, or the widest time limit, that it could have."""
    if duty.on is not None:
        return msgspec.structs.replace(duty, within=_YEAR, norm="obliged", filing=None)
    return msgspec.structs.replace(duty, at_least=1, per="year", norm="obliged", filing=None)
