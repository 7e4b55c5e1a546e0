"""From an organisation as its file states it to one whose bodies, offices and plans fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from zeren.model.language.calendar import is_day_of_year
from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import check_chance, check_delay, check_length
from zeren.model.language.limits import how_to_raise, limits
from zeren.model.language.link_behaviour import check_behaviour
from zeren.model.language.link_filings import check_zone
from zeren.model.language.organisation import BodyShape, Organisation, OrganisationShape, Plan
from zeren.model.language.own_limits import check_limits, with_limits
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.statements import Duty
from zeren.model.language.terms import read_date


def link_organisation(source: Source, shape: OrganisationShape, find: Callable[[str, Path], Regulation | None]) -> Organisation:
    """Check an organisation. Faults go to `source`; the result is sound only if there are none."""
    regulations: dict[str, Regulation] = {}
    for name, body in shape.bodies.items():
        if body is MISSING:
            continue
        path = ("bodies", name)
        if body.outside and (body.regulation or body.superior):
            source.fault(path, said("is outside so it has neither", name), said("leave them out or leave outside"))
        if body.count is not MISSING and body.count < 1:
            source.fault((*path, "count"), said("it", body.count), said("expected 1 or more"))
        if body.reads not in (None, MISSING) and body.reads.per_day is not MISSING and body.reads.per_day < 1:
            source.fault((*path, "reads", "per_day"), said("it", body.reads.per_day), said("a body that reads nothing hears"))
        if body.superior is not None and body.superior not in shape.bodies:
            source.fault((*path, "superior"), said("unknown body", body.superior), nearest(str(body.superior), shape.bodies))
        if (
            body.regulation not in (None, MISSING)
            and body.regulation not in regulations
            and (found := find(str(body.regulation), (*path, "regulation"))) is not None
        ):
            regulations[str(body.regulation)] = found
        _bearers(source, body, regulations.get(str(body.regulation)), path)
    many = sum(body.count for body in shape.bodies.values() if body is not MISSING and body.count is not MISSING)
    if many > limits().organisation_bodies:
        source.fault(("bodies",), said("bodies", many), how_to_raise("organisation_bodies", many), key=True)
        source.refuse_if_faulty()
    _tree(source, shape)
    _offices(source, shape)
    duties = _duties(shape, regulations)
    _superiors(source, shape, regulations, duties)
    _plans(source, shape, regulations, duties)
    _names(source, shape)
    _readings(source, shape, regulations)
    check_zone(source, shape.zone, shape.holidays)
    check_limits(source, shape.limits, regulations)
    if not source.faults:
        regulations = {name: with_limits(one, shape.limits) for name, one in regulations.items()}
    check_behaviour(source, shape, {name: _borne(own, shape, name, regulations) for name, own in duties.items()}, regulations)
    if shape.warm_up is not MISSING and shape.years is not MISSING and shape.warm_up and not 0 <= shape.warm_up < shape.years:
        source.fault(("warm_up",), said("it", shape.warm_up), said("expected fewer years than the organisation"))
    if shape.years is not MISSING and not 1 <= shape.years <= 1000:
        source.fault(("years",), said("it", shape.years), said("expected 1 to 1000 years"))
    return Organisation(shape, regulations)


def _bearers(source: Source, body: BodyShape, regulation: Regulation | None, path: Path) -> None:
    known = regulation.file.bearers if regulation else {}
    for place, bearer in enumerate(body.as_):
        if bearer is not MISSING and bearer not in known:
            source.fault((*path, "as", place), said("unknown bearer", bearer), nearest(bearer, known))


def _names(source: Source, shape: OrganisationShape) -> None:
    known = {*shape.bodies, *shape.offices, *shape.incidents, *shape.decisions}
    for incident in shape.incidents.values():
        if incident is not MISSING:
            known |= {*incident.marks}
    for board in shape.decisions.values():
        if board is not MISSING and board.members is not MISSING:
            known |= {*board.members}
    for case in [one.case for one in (*shape.incidents.values(), *shape.missed.values()) if one is not MISSING]:  # type: ignore[attr-defined]
        if case is not MISSING:
            known |= {*case.people}
    for name in shape.names:
        if name not in known:
            source.fault(("names", name), said("nothing here is called", name), nearest(name, known), key=True)


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
        if last not in (None, MISSING) and last is not None and last.superior == name == min(trail):  # each circle once
            shown = " → ".join(f"`{one}`" for one in [*trail, name])
            source.fault(("bodies", name, "superior"), said("a cycle among superiors", shown))


def _offices(source: Source, shape: OrganisationShape) -> None:
    for name, office in shape.offices.items():
        if office is MISSING:
            continue
        if office.of is not MISSING and office.of not in shape.bodies:
            source.fault(("offices", name, "of"), said("unknown body", office.of), nearest(str(office.of), shape.bodies))
        spans: list[tuple[dt.date, dt.date, str]] = []
        for index, holder in enumerate(office.holders):
            if MISSING in (holder.name, holder.from_, holder.to):
                continue
            start, end = holder.from_ or dt.date.min, holder.to or dt.date.max
            path: Path = ("offices", name, "holders", index)
            if start > end:
                source.fault(path, said("the tenure of ends before it", holder.name))
            for earlier_start, earlier_end, earlier in spans:
                if start <= earlier_end and earlier_start <= end:
                    source.fault(path, said("and hold on the same day", earlier, holder.name, name), said("one office has one holder at"))
            spans.append((start, end, holder.name))


def _duties(shape: OrganisationShape, regulations: Mapping[str, Regulation]) -> dict[str, tuple[Duty, ...]]:
    """The duties of each body, whether they can be counted or not."""
    found: dict[str, tuple[Duty, ...]] = {}
    for name, body in shape.bodies.items():
        if body is not MISSING and body.regulation in regulations and not body.outside:
            duties = regulations[str(body.regulation)].file.duties
            found[name] = tuple(duty for duty in duties if not body.as_ or duty.who in body.as_)
    return found


def _borne(duties: tuple[Duty, ...], shape: OrganisationShape, name: str, regulations: Mapping[str, Regulation]) -> tuple[str, ...]:
    """The duties and filings of a body, by id."""
    body = shape.bodies[name]
    filings = regulations[str(body.regulation)].file.filings
    return (*(duty.id for duty in duties), *(one.id for one in filings if not body.as_ or one.who is None or one.who in body.as_))


def _superiors(
    source: Source, shape: OrganisationShape, regulations: Mapping[str, Regulation], duties: Mapping[str, tuple[Duty, ...]]
) -> None:
    for name, own in duties.items():
        body = shape.bodies[name]
        up = [duty.id for duty in own if duty.to in regulations[str(body.regulation)].file.above and duty.at_least]
        if up and body.superior is None:
            source.fault(("bodies", name), said("reports upwards and has no superior", name, up[0]), said("name one it may be outside"))


def _plans(source: Source, shape: OrganisationShape, regulations: Mapping[str, Regulation], duties: Mapping[str, tuple[Duty, ...]]) -> None:
    every = [duty.id for regulation in regulations.values() for duty in regulation.file.duties]
    borne = {duty.id for own in duties.values() for duty in own}
    for name, plan in shape.plans.items():
        path: Path = ("plans", name)
        body, _, duty = name.rpartition("/")
        if body and body not in shape.bodies:
            source.fault(path, said("unknown body", body), nearest(body, shape.bodies), key=True)
        elif regulations and duty not in every:
            source.fault(path, said("unknown duty", duty), nearest(duty, every), key=True)
        elif regulations and duty not in ([one.id for one in duties.get(body, ())] if body else borne):
            source.fault(path, said("nobody here has the duty", duty), said("say with as what each body"), key=True)
        if plan is not MISSING:
            _plan(source, shape, plan, path, every)


def _plan(source: Source, shape: OrganisationShape, plan: Plan, path: Path, duties: list[str]) -> None:
    if (plan.when == "dates") != bool(plan.dates):
        source.fault(path, said("when dates and a list of"))
    for index, day in enumerate(plan.dates):
        if day is not MISSING and not is_day(day):
            source.fault((*path, "dates", index), said("it", day), said("expected a day of the year"))
    check_delay(source, plan.delay, (*path, "delay"))
    check_chance(source, plan.skipped, (*path, "skipped"))
    if plan.office not in (None, MISSING) and plan.office not in shape.offices:
        source.fault((*path, "office"), said("unknown office", plan.office), nearest(str(plan.office), shape.offices))
    if plan.after not in (None, MISSING):
        check_length(source, plan.after.at_most, (*path, "after", "at_most"))
        if plan.after.duty is not MISSING and plan.after.duty not in duties:
            source.fault((*path, "after", "duty"), said("unknown duty", plan.after.duty), nearest(plan.after.duty, duties))
    if plan.returned not in (None, MISSING):
        check_chance(source, plan.returned.chance, (*path, "returned", "chance"))
        check_delay(source, plan.returned.again, (*path, "returned", "again"))


def is_day(text: str) -> bool:
    """Whether a text is a date, or names a day of the year."""
    if is_day_of_year(text):
        return True
    try:
        return read_date(text) is not None
    except ValueError:
        return False


def _readings(source: Source, shape: OrganisationShape, regulations: Mapping[str, Regulation]) -> None:
    known = {name: reading for regulation in regulations.values() for name, reading in regulation.readings.items()}
    for name, option in shape.readings.items():
        if regulations and name not in known:
            source.fault(("readings", name), said("unknown reading", name), nearest(name, known), key=True)
        elif regulations and option is not MISSING and option not in known[name].one_of:
            source.fault(("readings", name), said("is no option of", option, name), nearest(option, known[name].one_of))
