"""Bounds on gaps and ages: the known values, every small schedule tried, and random ones over four centuries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, pairwise, product
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from zeren.commands import cycles as command
from zeren.model.language import calendar
from zeren.model.language.calendar import CYCLE_DAYS, ONE_DAY, Period, anchored_period, leap_days, limit
from zeren.model.language.load import built_in, load_regulation, parse_regulation
from zeren.model.language.statements import Duty, Span
from zeren.model.language.terms import Text
from zeren.model.language.trace import Act
from zeren.model.meaning.ages import ages
from zeren.model.meaning.fulfilment import Window, judge_duty
from zeren.proofs.cycles import steps
from zeren.proofs.cycles.bounds import Bound, Strict, Unattained, bounds, no_bound, replay
from zeren.proofs.cycles.chains import chains
from zeren.proofs.cycles.rows import Row, WhatIf, report_on, table
from zeren.proofs.cycles.steps import Kind, Rule, date_of, day_of, repeats, step
from zeren.proving.cycle_text import CycleText
from zeren.schemas import schema_text

MONDAY = dt.date(2026, 1, 5)
TIES: tuple[Strict, ...] = ("lower_first", "upper_first")


def duty(needed: int = 1, per: Span = "half_year") -> Duty:
    return Duty(id="report", article="7", act=Text("汇报", "report"), at_least=needed, per=per)


def both(rules: Sequence[Rule], kind: Kind, tie: Strict = "upper_first", missed: int = 0) -> tuple[int, int]:
    any_year, common = bounds([duty()] * len(rules), rules, kind, tie, missed)
    return any_year.days, common.days


# known values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "days"), [("calendar", (549, 548)), ("rolling", (366, 365)), ("anchored", (729, 728))])
def test_two_links_of_half_yearly_reports(kind: Kind, days: tuple[int, int]) -> None:
    assert both([Rule(1, "half_year")] * 2, kind) == days


@pytest.mark.parametrize(("missed", "days"), [(0, (730, 729)), (1, (1095, 1094)), (2, (1460, 1459))])
def test_a_yearly_gap_grows_by_a_year_with_each_year_left_out(missed: int, days: tuple[int, int]) -> None:
    assert both([Rule(1, "year")], "calendar", missed=missed) == days


def test_twice_a_year_may_leave_almost_two_years() -> None:
    assert both([Rule(2, "year", 1)], "calendar") == (728, 727)  # 2 January to 30 December of the next year
    assert both([Rule(2, "year", 0)], "calendar") == (730, 729)  # both on 1 January, then both on 31 December
    assert both([Rule(2, "year", 1)], "rolling") == (365, 364)


def test_a_day_of_the_year_bounds_the_gap() -> None:
    assert both([Rule(1, "year", by="04-30")], "calendar") == (365 + 120, 364 + 120)  # 1 January to 30 April of the next year
    assert both([Rule(1, "year", by="02-29")], "calendar") == (365 + 59, 365 + 58)


def test_a_distance_shortens_the_gap() -> None:
    assert both([Rule(2, "year", 150)], "calendar")[0] == 730 - 300
    assert both([Rule(2, "year", 182)], "calendar")[0] == 730 - 364


# every small schedule ---------------------------------------------------------------------------------------


def on(offsets: Sequence[int]) -> list[Act]:
    return [Act("report", "x", MONDAY + dt.timedelta(days=one)) for one in offsets]


def spaced(offsets: Sequence[int], distance: int) -> bool:
    return all(later - earlier >= distance for earlier, later in pairwise(offsets))


def keeps(offsets: Sequence[int], needed: int, observed: tuple[int, int], window: Window) -> bool:
    span = Period(*(MONDAY + dt.timedelta(days=one) for one in observed))
    return judge_duty(duty(needed, "week"), on(offsets), span, window).complies is True


@pytest.mark.parametrize(("needed", "distance"), [(1, 0), (2, 0), (2, 1), (2, 3), (3, 1), (3, 2)])
def test_no_schedule_of_two_weeks_has_a_longer_gap(needed: int, distance: int) -> None:
    window = Window("calendar", distinct_days=distance > 0)
    widest = 0
    for acts in combinations_with_replacement(range(14), 2 * needed):
        if spaced(acts, distance) and keeps(acts, needed, (0, 13), window):
            widest = max(widest, *(later - earlier for earlier, later in pairwise(acts)))
    assert widest == both([Rule(needed, "week", distance)], "calendar")[0]


@pytest.mark.parametrize(("needed", "distance"), [(1, 0), (2, 0), (2, 1), (2, 2)])
def test_no_schedule_that_covers_every_stretch_has_a_longer_gap(needed: int, distance: int) -> None:
    window = Window("rolling", distinct_days=distance > 0)
    widest = 0
    for acts in combinations_with_replacement(range(1, 13), 2 * needed):
        if spaced(acts, distance) and keeps(acts, needed, (acts[0], acts[-1]), window):
            widest = max(widest, *(later - earlier for earlier, later in pairwise(acts)))
    assert widest == both([Rule(needed, "week", distance)], "rolling")[0]


def oldest(levels: Sequence[Iterator[Sequence[int]]], tie: Strict) -> int:
    found = 0
    for chain in product(*levels):
        arrivals = ages([on(acts) for acts in chain], tie)
        found = max(found, *(one.age_before or 0 for one in arrivals))
    return found


@pytest.mark.parametrize("tie", TIES)
def test_no_pair_of_weekly_schedules_carries_older_information(tie: Strict) -> None:
    weeks = list(product((0, 1, 3, 5, 6), (7, 8, 10, 12, 13), (14, 15, 17, 19, 20)))
    assert all(keeps(acts, 1, (0, 20), Window()) for acts in weeks)
    assert oldest([iter(weeks), iter(weeks)], tie) == both([Rule(1, "week")] * 2, "calendar", tie)[0]


@pytest.mark.parametrize("tie", TIES)
def test_no_pair_of_shifted_weeks_carries_older_information(tie: Strict) -> None:
    lower = [(first, second) for first, second in product(range(7), range(7, 14))]
    upper: list[tuple[int, int]] = []
    for shift in range(7):
        window = Window("anchored", MONDAY + dt.timedelta(days=shift))
        pairs = product(range(shift, shift + 7), range(shift + 7, shift + 14))
        upper += [one for one in pairs if one[0] >= 5 and keeps(one, 1, (shift, shift + 13), window)]
    upper += [(first + 7, second + 7) for first, second in upper]
    assert oldest([iter(lower), iter(sorted(set(upper)))], tie) == both([Rule(1, "week")] * 2, "anchored", tie)[0]


@pytest.mark.parametrize("tie", TIES)
def test_no_pair_that_covers_every_stretch_carries_older_information(tie: Strict) -> None:
    lower = [(0, second, second + 7, second + 14) for second in range(1, 10)]
    pairs = [(first, second) for first, second in product(range(15), range(25)) if first < second]
    lower, upper = ([one for one in acts if keeps(one, 1, (one[0], one[-1]), Window("rolling"))] for acts in (lower, pairs))
    assert len(lower) == 7
    assert oldest([iter(lower), iter(upper)], tie) == both([Rule(1, "week")] * 2, "rolling", tie)[0]


# random schedules over four centuries -----------------------------------------------------------------------

PLACES = st.lists(st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)), min_size=6, max_size=6)
STARTS = st.dates(dt.date(2026, 1, 1), dt.date(2420, 12, 31))


def schedule(kind: Kind, start: dt.date, places: Sequence[float]) -> list[dt.date]:
    """Days on which a half-yearly duty is kept, each early or late as its place says."""
    if kind == "rolling":
        days = [start]
        for place in places:
            days.append(days[-1] + dt.timedelta(days=1 + round(place * ((limit(days[-1], "half_year") - days[-1]).days - 1))))
        return days
    period = calendar.calendar_period(start, "half_year") if kind == "calendar" else anchored_period(start, "half_year", start)
    days = []
    for place in places:
        days.append(period.first + dt.timedelta(days=round(place * (period.days - 1))))
        after = period.last + ONE_DAY
        period = calendar.calendar_period(after, "half_year") if kind == "calendar" else anchored_period(after, "half_year", start)
    return days


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["calendar", "rolling", "anchored"]),
    STARTS,
    st.lists(st.tuples(st.integers(0, 400), PLACES), min_size=1, max_size=3),
    st.sampled_from(TIES),
)
def test_no_schedule_of_any_century_exceeds_the_bound(
    kind: Kind, start: dt.date, levels: list[tuple[int, list[float]]], tie: Strict
) -> None:
    chain = [schedule(kind, start + dt.timedelta(days=shift), places) for shift, places in levels]
    most, most_in_common_years = both([Rule(1, "half_year")] * len(chain), kind, tie)
    acts = [[Act("report", "x", one) for one in days] for days in chain]
    last_fact = chain[0][-1]  # later reports of the lowest level are not listed, so facts after it are not compared
    known: dt.date | None = None
    for arrival in ages(acts, tie):
        if known is not None and known < last_fact and arrival.age_before is not None and arrival.on <= min(days[-1] for days in chain):
            assert arrival.age_before <= most
            if not leap_days(known, arrival.on):
                assert arrival.age_before <= most_in_common_years
        known = arrival.fact


@pytest.mark.parametrize(("needed", "distance", "missed"), [(1, 0, 0), (2, 0, 0), (2, 1, 0), (2, 1, 1), (3, 30, 0)])
@pytest.mark.parametrize("per", ["quarter", "half_year", "year"])
def test_the_anchored_bound_is_that_of_the_best_start(per: Span, needed: int, distance: int, missed: int) -> None:
    packed, widest = (needed - 1) * distance, 0
    for start in range(366):
        anchor = dt.date(2024, 1, 1) + dt.timedelta(days=start)
        period = anchored_period(dt.date(2026, 1, 1), per, anchor)
        for _ in range(20):
            later = period
            for _ in range(missed + 1):
                later = anchored_period(later.last + ONE_DAY, per, anchor)
            widest = max(widest, (later.last - period.first).days - 2 * packed)
            period = anchored_period(period.last + ONE_DAY, per, anchor)
    assert widest == both([Rule(needed, per, distance)], "anchored", missed=missed)[0]


# known starts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("per", ["week", "month", "quarter", "half_year", "year"])
@pytest.mark.parametrize(("needed", "distance", "missed"), [(1, 0, 0), (2, 0, 1), (2, 1, 0), (2, 1, 2), (3, 2, 0)])
def test_periods_from_the_first_day_are_those_of_the_calendar(per: Span, needed: int, distance: int, missed: int) -> None:
    first = MONDAY if per == "week" else dt.date(2020, 1, 1)
    one, other = step(Rule(needed, per, distance), "calendar", missed), step(Rule(needed, per, distance, anchor=first), "anchored", missed)
    assert np.array_equal(one.act, other.act)
    assert np.array_equal(one.following, other.following)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31)), min_size=2, max_size=3), st.sampled_from(TIES), st.integers(0, 1))
def test_no_known_starts_are_worse_than_the_worst(anchors: list[dt.date], tie: Strict, missed: int) -> None:
    known = both([Rule(1, "half_year", anchor=one) for one in anchors], "anchored", tie, missed)
    worst = both([Rule(1, "half_year")] * len(anchors), "anchored", tie, missed)
    assert known[0] <= worst[0]
    assert known[1] <= worst[1]


def test_an_organisation_has_the_bounds_of_its_own_starts(tmp_path: Path) -> None:
    file = tmp_path / "o.organisation.yaml"
    file.write_text(
        "organisation: o\nfrom: 2026-01-01\nyears: 5\nbodies:\n  county: {outside: yes}\n"
        "  bureau: {regulation: county-bureau, superior: county, started: 2026-03-15}\n"
        "  school: {regulation: county-bureau, superior: bureau, count: 200}\n",
        encoding="utf-8",
    )
    code, out, _ = run("--organisation", str(file), "--format", "json")
    assert code == 0
    (row,) = [one for one in json.loads(out)["rows"] if one.get("bodies")]
    assert row["bodies"] == ["school-1", "bureau", "county"]
    assert (row["age_days"], row["age_days_common_year"]) == (622, 621)  # 1 July 2026 to 14 March 2028
    assert [link["start"] for link in row["schedule"]] == ["2026-01-01", "2026-03-15"]


# the argument -----------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(st.integers(0, 2 * CYCLE_DAYS - 1), st.sampled_from(["week", "month", "quarter", "half_year", "year"]), st.integers(1, 4))
def test_the_tables_say_what_the_calendar_says(day: int, per: Span, periods: int) -> None:
    days, date = np.array([day], dtype=np.int32), date_of(day)
    assert steps.later(days, per, periods)[0] == day_of(calendar.later(date, per, periods))
    assert steps.limit(days, per)[0] == day_of(calendar.limit(date, per))
    assert steps.period_start(days, per)[0] == day_of(calendar.calendar_period(date, per).first)


@pytest.mark.parametrize("kind", ["calendar", "rolling", "anchored", "fixed"])
def test_every_cycle_of_the_calendar_is_alike(kind: Kind) -> None:
    rules = [Rule(2, "year", 1), Rule(1, "week"), Rule(1, "half_year")] if kind != "fixed" else [Rule(2, "year", 0, ("02-29", "09-30"))]
    assert all(repeats(rule, kind, missed) for rule in rules for missed in (0, 1))


def test_a_table_that_does_not_repeat_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    true = step(Rule(1, "quarter"), "calendar")
    monkeypatch.setattr(steps, "step", lambda *about: true if about[-1] else true._replace(following=true.following + 1))
    assert not repeats(Rule(1, "quarter"), "calendar")


@pytest.mark.parametrize("longer", [-1, 1])
def test_a_schedule_that_misses_its_bound_is_found_out(longer: int) -> None:
    found = bounds([duty()], [Rule(1, "half_year")], "calendar").any_year
    claimed = Bound(found.days + longer, found.first, found.last, found.schedule)
    with pytest.raises(Unattained):
        replay(claimed, [Rule(1, "half_year")], "calendar", "lower_first")


def test_a_schedule_that_breaks_its_duty_is_found_out() -> None:
    found = bounds([duty()], [Rule(1, "half_year")], "anchored").any_year
    with pytest.raises(Unattained):
        replay(found, [Rule(1, "quarter")], "anchored", "lower_first")


def test_a_duty_without_a_number_has_no_bound() -> None:
    assert [one.days for one in no_bound([duty()])] == [365, 3652, 36524]


# the table --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[Row, ...]]:
    return {name: table(load_regulation(name), missed=1) for name in built_in()}


def test_every_duty_and_chain_has_its_rows(rows: dict[str, tuple[Row, ...]]) -> None:
    for name, found in rows.items():
        regulation = load_regulation(name)
        wanted = {duty.id for duty in regulation.file.duties} | {tuple(duty.id for duty in chain) for chain in chains(regulation, 2)}
        assert {row.subject for row in found} == wanted
        for row in found:
            if row.unbounded:
                assert row.examples
            else:
                assert row.schedule
                windows = regulation.file.windows
                assert row.window in (regulation.readings[windows.reading].one_of if windows else ("calendar", "rolling", "anchored"))


def test_what_is_due_now_and_then_is_unbounded(rows: dict[str, tuple[Row, ...]]) -> None:
    unbounded = {row.subject for row in rows["county-bureau"] if row.unbounded}
    assert {"inform_inside", "analysis"} <= unbounded
    assert not {"study", "report", ("report", "report")} & unbounded
    (chain,) = [row for row in rows["department"] if isinstance(row.subject, tuple)]
    assert chain.unbounded  # nothing says how often the general branch reports upwards


def test_another_wording_has_rows_of_its_own() -> None:
    regulation = load_regulation("county-bureau")
    wordings = {
        "quarterly": WhatIf(at_least=1, per="quarter", duty="report"),
        "fixed": WhatIf(fixed=("03-31", "09-30"), duty="report"),
        "named": WhatIf(at_least=1, per="year", duty="inform_inside"),
        "apart": WhatIf(distance=150, duty="study"),
    }
    days = {}
    for name, what_if in wordings.items():
        found = [row for row in table(regulation, what_if=what_if) if row.wording == "what_if"]
        days[name] = {(row.subject, row.kind, row.tie_order): row.gap_days or row.age_days for row in found}
    assert days["quarterly"]["report", "calendar", None] == 183
    assert days["quarterly"][("report", "report"), "calendar", "upper_first"] == 274  # 1 April to 31 December
    assert days["fixed"]["report", "fixed", None] == 183
    assert days["named"]["inform_inside", "calendar", None] == 730
    assert days["apart"]["study", "calendar", None] == 730 - 300


# the command ------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_rows_for_programs() -> None:
    code, out, _ = run("county-bureau", "--format", "json")
    found = json.loads(out)
    assert (code, found["schema"], found["argument"]["cycle_days"]) == (0, "zeren.cycles/1", CYCLE_DAYS)
    ages_by_window = {
        (row["window"], row["tie_order"]): (row["age_days"], row["age_days_common_year"])
        for row in found["rows"]
        if row["subject"] == ["report", "report"]
    }
    assert ages_by_window["calendar_aligned", "upper_first"] == (549, 548)
    assert ages_by_window["rolling", "upper_first"] == (366, 365)
    assert ages_by_window["anchored_by_body", "upper_first"] == (729, 728)
    assert run("county-bureau", "--format", "json")[1] == out
    jsonschema.Draft202012Validator(json.loads(schema_text("cycles"))).validate(found)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["专题研究", "没有上限", "若改写：至少1次，每季度"]),
        ("en", ["thematic study", "no bound", "if reworded: at least 1, quarter"]),
    ],
)
def test_the_command_speaks_both_languages(language: str, words: list[str]) -> None:
    code, out, _ = run("county-bureau", "--lang", language, "--duty", "report", "--at-least", "1", "--per", "quarter")
    assert code == 0
    assert all(word in out for word in words)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["county-bureu"], "did you mean `county-bureau`?"),
        (["--fixed", "02-30"], "--fixed 02-30: expected a day of the year"),
        (["--duty", "studdy", "--at-least", "2"], "--duty studdy: did you mean `study`?"),
        (["--duty", "study"], "say what if"),
        (["county-bureau", "--duty", "study", "--min-distance", "200"], "2 so far apart do not fit into every year"),
        (["county-bureau", "--duty", "inform_inside", "--at-least", "2"], "it has no period; add --per"),
        (["--levels", "0"], "expected 1 to 6"),
        (["--missed", "-1"], "expected 0 to 20"),
    ],
)
def test_a_wrong_call_is_refused(arguments: list[str], fault: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert fault in err


def test_a_regulation_that_names_no_reading_on_one_day_is_told_in_chinese_too() -> None:
    text = """
regulation: twice
title: {zh: 两次, en: twice}
tiers: {ranked: [grave]}
duties:
  - {id: study, article: "1", at_least: 2, per: year, act: {zh: 研究, en: study}}
"""
    regulation = parse_regulation(text)
    shown = "\n".join(CycleText(regulation, "zh").lines(report_on(regulation)))
    assert "各次不在同一天" in shown
    assert "distinct" not in shown
