"""Bounds on gaps for any number of missed periods: found by hand over pairs of days, or said to be impossible."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from pathlib import Path

import msgspec
import pytest

from zeren.model.language.calendar import Period, anchored_period, calendar_period
from zeren.model.language.load import built_in, load_organisation, load_regulation, parse_organisation
from zeren.model.language.statements import Duty, Span
from zeren.model.language.terms import Text
from zeren.model.meaning.judge import judge
from zeren.proofs.cycles.bounds import bounds
from zeren.proofs.cycles.rows import ALWAYS_A_LEAP_DAY, report_on, table
from zeren.proofs.cycles.steps import Kind, Rule
from zeren.proving.cycle_text import CycleText
from zeren.sim import reference
from zeren.sim.judged import tally_of
from zeren.sim.plans import compile_program
from zeren.sim.program import DAY, Moment
from zeren.sim.tally import STATUSES, Tally
from zeren.simulating.bounds import check_bounds
from zeren.simulating.simulated import Settings, simulate

ANCHOR = dt.date(2024, 8, 31)
BESIDE = str(Path("scenarios/organisations/x.organisation.yaml"))


def duty(per: Span) -> Duty:
    return Duty(id="report", article="1", act=Text("", ""), at_least=1, per=per)


def by_hand(per: Span, kind: Kind, missed: int, *, leap_days: bool) -> int | None:
    """The longest gap over the years 2090 to 2112, which hold the longest time without a 29 February, and an ordinary one."""
    periods: list[Period] = []
    day = dt.date(2090, 1, 1)
    while day < dt.date(2113, 1, 1):
        periods.append(calendar_period(day, per) if kind == "calendar" else anchored_period(day, per, ANCHOR))
        day = periods[-1].last + dt.timedelta(days=1)
    leaps = [dt.date(year, 2, 29) for year in range(2089, 2116) if isleap(year)]
    best: int | None = None
    for place, one in enumerate(periods[: -missed - 1]):
        next_one = periods[place + missed + 1]
        starts = [one.first] if leap_days else [one.first, *(leap + dt.timedelta(days=1) for leap in leaps if one.holds(leap))]
        for start in starts:
            end = next_one.last if leap_days else min([next_one.last, *(leap - dt.timedelta(days=1) for leap in leaps if leap >= start)])
            if end >= next_one.first and one.holds(start):
                best = max(best or 0, (end - start).days)
    return best


@pytest.mark.parametrize("missed", range(1, 18))
@pytest.mark.parametrize("per", ["quarter", "half_year", "year"])
@pytest.mark.parametrize("kind", ["calendar", "anchored"])
def test_the_bound_is_the_one_found_by_hand(kind: Kind, per: Span, missed: int) -> None:
    found = bounds([duty(per)], [Rule(1, per, anchor=ANCHOR if kind == "anchored" else None)], kind, missed=missed)
    assert found.any_year.days >= (by_hand(per, kind, missed, leap_days=True) or 0)
    if per == "year" and missed < 4:  # twenty years hold every way in which four leap years may lie
        assert found.any_year.days == by_hand(per, kind, missed, leap_days=True)
    assert (None if found.common_year is None else found.common_year.days) == by_hand(per, kind, missed, leap_days=False)


@pytest.mark.parametrize("missed", [7, 8, 20, 399, 400, 401, 1000])
def test_yearly_duties_have_bounds_for_any_number_of_misses(missed: int) -> None:
    for rule in (Rule(1, "year"), Rule(2, "year", 1), Rule(1, "year", by="12-20"), Rule(1, "year", anchor=ANCHOR)):
        kind: Kind = "anchored" if rule.anchor else "calendar"
        found = bounds([duty("year")], [rule], kind, missed=missed)
        assert (missed + 1) * 365 < found.any_year.days <= (missed + 2) * 366
        assert (found.common_year is None) == (missed > 7)


@pytest.mark.parametrize("name", built_in())
def test_every_regulation_has_its_rows_for_eight_misses(name: str) -> None:
    regulation = load_regulation(name)
    rows = [row for row in table(regulation, levels=1, missed=8) if row.missed > 6]
    assert all(row.schedule_common_year or row.why == ALWAYS_A_LEAP_DAY for row in rows)


def test_the_command_says_why_there_is_no_bound_without_a_leap_day() -> None:
    regulation = load_regulation("county-bureau")
    report = report_on(regulation, levels=1, missed=8)
    for language, words in (("zh", "其间必有2月29日"), ("en", "always with a 29 February")):
        assert words in "\n".join(CycleText(regulation, language).lines(report))  # type: ignore[arg-type]  # one of its words


SKIPPING = """
organisation: skipping
from: 2026-01-01
years: 60
bodies:
  top: {outside: yes}
  low: {regulation: county-bureau, superior: top, count: 3, as: [committee]}
plans:
  study: {when: even, skipped: {chance: 0.97}}
"""


def test_a_simulation_that_misses_a_duty_for_decades_is_held_to_its_bound() -> None:
    found = simulate(parse_organisation(SKIPPING, name=BESIDE), Settings(replications=4)).results
    assert max(one.missed for one in found.bounds) > 8
    assert all(one.observed <= one.bound for one in found.bounds)


def test_a_plan_that_reports_for_periods_to_come_contradicts_nothing() -> None:
    organisation = load_organisation(Path("scenarios/organisations/bureau.organisation.yaml"))
    organisation = msgspec.structs.replace(organisation, file=msgspec.structs.replace(organisation.file, years=4))

    def three_at_once(moment: Moment) -> int:
        return (moment.slot // 3 * 3 * 182 + 5) * DAY

    program = compile_program(organisation, {"school/report": three_at_once})
    run = reference.simulate(program, 1, 0, keep_trace=True)
    tally, judged = run.tally, Tally()
    assert run.trace is not None
    for regulation in organisation.regulations.values():
        judged += tally_of(program, [judge(regulation, organisation, run.trace, organisation.file.readings)])
    for measure in STATUSES:
        assert tally[measure, "school", "report", 0] == judged[measure, "school", "report", 0]
    assert tally["no_performance", "school", "report", 0] > 0
    assert tally["not_planned", "school", "report", 0] >= tally["no_performance", "school", "report", 0]
    check_bounds(organisation, program, [tally])
