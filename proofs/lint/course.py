"""What a duty's wording lets happen: a shortest course of real dates, put before `judge`.

A defect of a duty in time has no case that shows it, but a span of days in which something was done or left undone and nobody is
in breach. Each course is judged twice: by the text as it stands, and by the same text with the defect mended. It is the
shortest span of days, from its first one on, in which the mended text would have been broken; nothing more is done in it than
the defect needs. Other duties of the regulation are left out of account.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from zeren.model.language.calendar import ONE_DAY, Period
from zeren.model.language.organisation import BodyShape, Organisation, OrganisationShape
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Validity
from zeren.model.language.terms import Text
from zeren.model.language.trace import Act, Event, Trace
from zeren.model.language.units import units
from zeren.model.meaning.filings import WEEKENDS
from zeren.model.meaning.judge import Judgement, judge

LONGEST = 4_000  # days after which no wording that can be missed is still not due
_FIRST = dt.date(2026, 1, 1)
_MISSED = ("late", "no_performance")
_EVENT = "event"


class Unconfirmed(AssertionError):
    """A course that `judge` does not find to be what it is told to be; this is a defect of zeren."""


class Done(msgspec.Struct, frozen=True):
    """A performance: whose, of which duty, and when."""

    by: str
    duty: str
    on: dt.date


class Happened(msgspec.Struct, frozen=True):
    """The event on which a duty arises: to whom, and when."""

    to: str
    on: dt.date


class Found(msgspec.Struct, frozen=True):
    """What `judge` says of one duty of one body (of nobody, where the text names none)."""

    body: str | None
    duty: str
    status: str

    @property
    def missed(self) -> bool:
        return self.status in _MISSED


class Course(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happens from the first day to the last, what `judge` finds, and what it would find were the text mended.

    `bodies` are those that the text names, each with the one above it; `reached` says whether anything came to the top;
    `story` tells it, a line for each thing to say.
    """

    first: dt.date
    last: dt.date
    bodies: Mapping[str, str | None]
    event: Happened | None = None
    done: tuple[Done, ...] = ()
    found: tuple[Found, ...] = ()
    mended: tuple[Found, ...] = ()
    reached: bool | None = None
    story: tuple[Text, ...] = ()


class Setting(msgspec.Struct, frozen=True):
    """Who is there, what happens to whom, and what is done: everything but how long is looked on.

    Args:
        bodies: who stands above each; what a body bears is its name, unless it is `plain`.
        plain: a body of which the text says nothing: every duty is its own.
    """

    bodies: Mapping[str, str | None]
    first: dt.date
    event: str | None = None
    done: tuple[Done, ...] = ()
    plain: str | None = None


def first_day(regulation: Regulation) -> dt.date:
    """The day on which courses begin: a New Year's Day on which the regulation is in force."""
    valid = regulation.file.valid.from_
    if valid is None or valid <= _FIRST:
        return _FIRST
    return valid if (valid.month, valid.day) == (1, 1) else dt.date(valid.year + 1, 1, 1)


def course(regulation: Regulation, setting: Setting, stated: Sequence[Duty], mended: Sequence[Duty]) -> Course:
    """The shortest course in which the mended duties are broken, judged by the stated ones too.

    Raises:
        Unconfirmed: if they are broken by no course.
    """
    event = setting.event
    last = shortest(regulation, setting, mended)
    judgement = _judged(regulation, setting, stated, last)
    return Course(
        first=setting.first,
        last=last,
        bodies=dict(setting.bodies),
        event=None if event is None else Happened(event, setting.first),
        done=setting.done,
        found=found(judgement, stated, setting),
        mended=found(_judged(regulation, setting, mended, last), mended, setting),
        reached=any(one.arrivals for one in judgement.chains) if judgement.chains else None,
    )


def shortest(regulation: Regulation, setting: Setting, duties: Sequence[Duty]) -> dt.date:
    """The last day of the shortest span that begins on the first day and in which one of these duties is missed.

    What is missed once stays missed however long one looks on, so the days can be halved.
    """

    def broken(days: int) -> bool:
        return is_missed(regulation, setting, duties, setting.first + (days - 1) * ONE_DAY)

    days = bisect_left(range(1, LONGEST), True, key=broken) + 1
    if days >= LONGEST:
        raise Unconfirmed(f"{[one.id for one in duties]} cannot be missed within {LONGEST} days")
    return setting.first + (days - 1) * ONE_DAY


def is_missed(regulation: Regulation, setting: Setting, duties: Sequence[Duty], last: dt.date) -> bool:
    """Whether `judge` finds one of these duties late or not done, looking on until this day."""
    return any(one.missed for one in found(_judged(regulation, setting, duties, last), duties, setting))


def found(judgement: Judgement, duties: Iterable[Duty], setting: Setting) -> tuple[Found, ...]:
    """What a judgement says of each duty of each body, but for what cannot be told yet."""
    unnamed = {one.id for one in duties if one.who is None} if setting.plain is None else set[str]()
    every = [Found(row.body, row.duty, one.status) for row in judgement.duties for one in row.record.instances]
    every += [Found(None if one.filing in unnamed else one.by, one.filing, one.status) for one in judgement.filings]
    return tuple(dict.fromkeys(one for one in every if one.status != "not_assessable"))


def _judged(regulation: Regulation, setting: Setting, duties: Sequence[Duty], last: dt.date) -> Judgement:
    """What `judge` says under these duties alone, on any date and however the text counts its periods."""
    replace = msgspec.structs.replace
    own = replace(regulation, file=replace(regulation.file, duties=tuple(duties), filings=(), valid=Validity()))
    shapes = {
        name: BodyShape(regulation=regulation.id, superior=above, as_=() if name == setting.plain else (name,))
        for name, above in setting.bodies.items()
    }
    organisation = Organisation(OrganisationShape("course", setting.first, 1, shapes), {regulation.id: own})
    assert set(units(organisation)) == set(setting.bodies)
    moment = WEEKENDS.midnight(setting.first)
    acts = tuple(
        Act(one.duty, one.by, one.on, at=None if setting.event is None else moment, reference=_EVENT if setting.event else "")
        for one in setting.done
    )
    started = {one.id: moment for one in duties if one.on is not None}
    events = () if setting.event is None else (Event(_EVENT, setting.event, {}, started),)
    return judge(own, organisation, Trace(Period(setting.first, last), acts, events), {})
