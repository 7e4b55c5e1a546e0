"""An organisation: bodies in a tree under their regulations, offices and who holds them, and plans for their duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Record, Regulation
from zeren.model.language.source import Source
from zeren.model.language.terms import Duration, Mistyped, read_value

TieOrder = Literal["lower_first", "upper_first", "seeded"]


class Reads(Record, frozen=True):
    """How many reports a body can read in a day."""

    per_day: int


class BodyShape(Record, frozen=True, rename={"as_": "as"}):
    """A body, or `count` bodies alike; one that is `outside` stands above the organisation and has no duties here.

    `as` names what it is in its regulation (`[branch]`); a body that does not say has every duty of the regulation.
    """

    outside: bool = False
    regulation: str | None = None
    superior: str | None = None
    count: int = 1
    reads: Reads | None = None
    started: dt.date | None = None
    as_: tuple[str, ...] = ()


class Holder(Record, frozen=True, rename={"from_": "from"}):
    """Somebody who holds an office over some dates."""

    name: str
    from_: dt.date | None = None
    to: dt.date | None = None


class OfficeShape(Record, frozen=True):
    """An office of a body, with its holders; a day that no holder covers is a vacancy."""

    of: str
    holders: tuple[Holder, ...] = ()


class MeanSpread(Record, frozen=True):
    """A distribution by its mean and its coefficient of variation."""

    mean: str
    cv: str


class Mean(Record, frozen=True):
    """A distribution by its mean alone."""

    mean: str


class Between(Record, frozen=True):
    """A distribution between two lengths of time."""

    low: str
    high: str


class Delay(Record, frozen=True):
    """A length of time, fixed or drawn; `guess` marks a number that nobody has measured."""

    fixed: str | None = None
    uniform: Between | None = None
    exponential: Mean | None = None
    lognormal: MeanSpread | None = None
    guess: bool = False


class Plan(Record, frozen=True):
    """When a duty is performed within its period, and how late it runs."""

    when: Literal["even", "deadline", "start", "random", "dates"] = "even"
    dates: tuple[str, ...] = ()
    delay: Delay | None = None


class OrganisationShape(Record, frozen=True, rename={"from_": "from"}):
    """An organisation file."""

    organisation: str
    from_: dt.date
    years: int
    bodies: dict[str, BodyShape]
    tie_order: TieOrder = "lower_first"
    offices: dict[str, OfficeShape] = {}
    plans: dict[str, Plan] = {}


class Organisation(msgspec.Struct, frozen=True):
    """An organisation with the regulations of its bodies."""

    file: OrganisationShape
    regulations: Mapping[str, Regulation]

    @property
    def id(self) -> str:
        return self.file.organisation


def link_organisation(source: Source, shape: OrganisationShape, find: Callable[[str], Regulation | None]) -> Organisation:
    """Check an organisation. Faults go to `source`; the result is sound only if there are none."""
    regulations: dict[str, Regulation] = {}
    for name, body in shape.bodies.items():
        if body is MISSING:
            continue
        path = ("bodies", name)
        if body.outside and (body.regulation or body.superior):
            source.fault(
                path, f"`{name}` is outside, so it has neither regulation nor superior here", "leave them out, or leave `outside` out"
            )
        if body.count is not MISSING and body.count < 1:
            source.fault((*path, "count"), f"`{body.count}`", "expected 1 or more")
        if body.reads not in (None, MISSING) and body.reads.per_day is not MISSING and body.reads.per_day < 1:
            source.fault(
                (*path, "reads", "per_day"), f"`{body.reads.per_day}`", "a body that reads nothing hears nothing; expected 1 or more"
            )
        if body.superior is not None and body.superior not in shape.bodies:
            source.fault((*path, "superior"), f"unknown body `{body.superior}`", nearest(str(body.superior), shape.bodies))
        if (
            body.regulation not in (None, MISSING)
            and body.regulation not in regulations
            and (found := find(str(body.regulation))) is not None
        ):
            regulations[str(body.regulation)] = found
        _bearers(source, body, regulations.get(str(body.regulation)), path)
    _tree(source, shape)
    _offices(source, shape)
    _plans(source, shape, regulations)
    if shape.years is not MISSING and not 1 <= shape.years <= 1000:
        source.fault(("years",), f"`{shape.years}`", "expected 1 to 1000 years")
    return Organisation(shape, regulations)


def _bearers(source: Source, body: BodyShape, regulation: Regulation | None, path: Path) -> None:
    known = regulation.file.bearers if regulation else {}
    for place, bearer in enumerate(body.as_):
        if bearer is not MISSING and bearer not in known:
            source.fault((*path, "as", place), f"unknown bearer `{bearer}`", nearest(bearer, known))


def _tree(source: Source, shape: OrganisationShape) -> None:
    for name in shape.bodies:
        trail = [name]
        while (
            (body := shape.bodies.get(trail[-1])) not in (None, MISSING)
            and body is not None
            and body.superior
            and body.superior not in trail
        ):
            trail.append(body.superior)
        last = shape.bodies.get(trail[-1])
        if last not in (None, MISSING) and last is not None and last.superior == name:
            shown = " → ".join(f"`{one}`" for one in [*trail, name])
            source.fault(("bodies", name, "superior"), f"a cycle among superiors: {shown}")


def _offices(source: Source, shape: OrganisationShape) -> None:
    for name, office in shape.offices.items():
        if office is MISSING:
            continue
        if office.of is not MISSING and office.of not in shape.bodies:
            source.fault(("offices", name, "of"), f"unknown body `{office.of}`", nearest(str(office.of), shape.bodies))
        spans: list[tuple[dt.date, dt.date, str]] = []
        for index, holder in enumerate(office.holders):
            if holder is MISSING:
                continue
            start, end = holder.from_ or dt.date.min, holder.to or dt.date.max
            path: Path = ("offices", name, "holders", index)
            if start > end:
                source.fault(path, f"the tenure of `{holder.name}` ends before it starts")
            for earlier_start, earlier_end, earlier in spans:
                if start <= earlier_end and earlier_start <= end:
                    source.fault(
                        path, f"`{earlier}` and `{holder.name}` hold `{name}` on the same day", "one office has one holder at a time"
                    )
            spans.append((start, end, holder.name))


def _plans(source: Source, shape: OrganisationShape, regulations: Mapping[str, Regulation]) -> None:
    duties = [duty.id for regulation in regulations.values() for duty in regulation.file.duties]
    for name, plan in shape.plans.items():
        path: Path = ("plans", name)
        if regulations and name not in duties:
            source.fault(path, f"unknown duty `{name}`", nearest(name, duties), key=True)
        if plan is MISSING:
            continue
        if (plan.when == "dates") != bool(plan.dates):
            source.fault(path, "`when: dates` and a list of `dates` go together")
        if plan.delay not in (None, MISSING):
            _delay(source, plan.delay, (*path, "delay"))


def _delay(source: Source, delay: Delay, path: Path) -> None:
    stated = [name for name in ("fixed", "uniform", "exponential", "lognormal") if getattr(delay, name) is not None]
    if len(stated) != 1:
        source.fault(path, "a delay of no kind or of several", "state one of `fixed`, `uniform`, `exponential`, `lognormal`")
    if delay.fixed not in (None, MISSING):
        _length(source, delay.fixed, (*path, "fixed"))
    if delay.uniform not in (None, MISSING):
        low = _length(source, delay.uniform.low, (*path, "uniform", "low"))
        high = _length(source, delay.uniform.high, (*path, "uniform", "high"))
        if low and high and low > high:
            source.fault((*path, "uniform"), "`low` is longer than `high`")
    for name in ("exponential", "lognormal"):
        spread = getattr(delay, name)
        if spread not in (None, MISSING):
            _length(source, spread.mean, (*path, name, "mean"))
            if isinstance(spread, MeanSpread) and spread.cv is not MISSING:
                _positive(source, spread.cv, (*path, name, "cv"))


def _length(source: Source, raw: object, path: Path) -> Duration | None:
    if raw is MISSING:
        return None
    try:
        value = read_value(raw, "duration")
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)
        return None
    if not isinstance(value, Duration):
        source.fault(path, "`unknown`", "expected a duration such as days(7)")
        return None
    return value


def _positive(source: Source, raw: object, path: Path) -> None:
    try:
        value = read_value(raw, "number")
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)
        return
    if (not isinstance(value, (int,)) and not hasattr(value, "numerator")) or value <= 0:  # type: ignore[operator]  # a number here
        source.fault(path, f"`{raw}`", "expected a number above 0")
