"""Duties in time: periods, days left uncovered, gaps and the age of information."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.answering.expect import check
from zeren.model.language.calendar import (
    CYCLE_DAYS,
    CYCLE_YEARS,
    Period,
    anchored_period,
    calendar_period,
    later,
    leap_days,
    limit,
    read_period,
)
from zeren.model.language.load import load_regulation, open_case, parse_case
from zeren.model.language.organisation import BodyShape, Organisation, OrganisationShape
from zeren.model.language.statements import Duty, Span
from zeren.model.language.terms import Text
from zeren.model.language.trace import Act, Trace
from zeren.model.language.units import units
from zeren.model.meaning.ages import age_on, ages
from zeren.model.meaning.fulfilment import Record, Window, judge_duty
from zeren.model.meaning.judge import judge, window_of
from zeren.model.solving.ask import ask
from zeren.proofs.cycles.bounds import bounds
from zeren.proofs.cycles.steps import Rule

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
SPANS: list[Span] = ["week", "month", "quarter", "half_year", "year"]
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2033, 12, 31))
TEXT = Text(zh="研究", en="study")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def duty(at_least: int = 1, per: Span | None = "half_year", within: str | None = None, by: str | None = None) -> Duty:
    return Duty(id="study", article="7", act=TEXT, at_least=at_least if per else None, per=per, within=within, by=by)


def judged(rule: Duty, days: list[str], first: str, last: str, window: Window | None = None) -> Record:
    acts = [Act("study", "committee", day(one)) for one in days]
    return judge_duty(rule, acts, Period(day(first), day(last)), window or Window())


def statuses(record: Record) -> list[str]:
    return [one.status for one in record.instances]


# periods ----------------------------------------------------------------------------------------------------


@given(DAYS, st.sampled_from(SPANS), DAYS)
def test_periods_follow_one_another_without_a_hole(one: dt.date, per: Span, anchor: dt.date) -> None:
    for period_of in (lambda on: calendar_period(on, per), lambda on: anchored_period(on, per, anchor)):
        period = period_of(one)
        assert period.holds(one)
        assert period_of(period.last + dt.timedelta(days=1)).first == period.last + dt.timedelta(days=1)


@given(DAYS, DAYS, st.sampled_from(SPANS))
def test_a_later_start_never_ends_earlier(one: dt.date, other: dt.date, per: Span) -> None:
    first, second = sorted((one, other))
    assert later(first, per) <= later(second, per)
    assert limit(first, per) <= limit(second, per)


@given(DAYS, st.sampled_from(SPANS))
def test_the_calendar_repeats_after_four_hundred_years(one: dt.date, per: Span) -> None:
    cycle = dt.timedelta(days=CYCLE_DAYS)
    assert (one + cycle).year == one.year + CYCLE_YEARS
    assert calendar_period(one + cycle, per) == Period(*(end + cycle for end in calendar_period(one, per)))
    assert limit(one + cycle, per) == limit(one, per) + cycle
    assert later(one + cycle, per, 3) == later(one, per, 3) + cycle


def test_a_stretch_to_a_month_without_the_day_ends_with_that_month() -> None:
    assert limit(day("2026-08-31"), "half_year") == day("2027-02-28")
    assert limit(day("2027-08-31"), "half_year") == day("2028-02-29")


def test_no_period_starts_on_a_29_february() -> None:
    assert anchored_period(day("2028-03-01"), "year", day("2020-02-29")) == Period(day("2028-03-01"), day("2029-02-28"))
    assert anchored_period(day("2028-02-29"), "half_year", day("2020-08-31")) == Period(day("2027-08-31"), day("2028-02-29"))


@given(DAYS, DAYS)
def test_leap_days_are_counted_one_by_one(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    every = (first + dt.timedelta(days=index) for index in range((last - first).days + 1))
    assert leap_days(first, last) == sum((each.month, each.day) == (2, 29) for each in every)


@given(DAYS, st.sampled_from(["month", "quarter", "half_year", "year"]))
def test_the_name_of_a_period_names_it(one: dt.date, per: Span) -> None:
    period = calendar_period(one, per)
    assert read_period(period.name) == period


# how a duty was met -----------------------------------------------------------------------------------------


def test_a_performance_counts_for_the_period_it_falls_in() -> None:
    assert statuses(judged(duty(), ["2026-06-30", "2027-01-01"], "2026-01-01", "2027-06-30")) == ["met", "no_performance", "met"]


def test_a_record_that_names_an_earlier_period_is_late() -> None:
    acts = [Act("study", "c", day("2026-07-10"), read_period("2026年上半年")), Act("study", "c", day("2026-12-01"))]
    assert statuses(judge_duty(duty(), acts, Period(day("2026-01-01"), day("2026-12-31")), Window())) == ["late", "met"]


def test_a_named_year_names_no_half_year() -> None:
    acts = [Act("study", "c", day("2026-03-10"), read_period("2026"))]
    assert statuses(judge_duty(duty(), acts, Period(day("2026-01-01"), day("2026-12-31")), Window())) == ["met", "no_performance"]


def test_periods_cut_by_the_observation_are_assessed_only_if_met() -> None:
    assert statuses(judged(duty(), ["2026-11-02"], "2026-02-01", "2026-11-30")) == ["not_assessable", "met"]
    assert judged(duty(), [], "2026-02-01", "2026-11-30").complies is None


def test_what_started_in_mid_year_counts_from_its_start() -> None:
    window = Window("anchored", day("2026-03-15"))
    record = judged(duty(), ["2026-03-15", "2027-03-14"], "2026-03-15", "2027-03-14", window)
    assert statuses(record) == ["met", "met"]
    assert record.longest_gap == 364


def test_two_on_one_day_are_one_where_days_must_differ() -> None:
    twice = duty(2, "year")
    days = ["2026-05-05", "2026-05-05"]
    assert statuses(judged(twice, days, "2026-01-01", "2026-12-31")) == ["met"]
    assert statuses(judged(twice, days, "2026-01-01", "2026-12-31", Window(distinct_days=True))) == ["no_performance"]


def test_a_day_of_the_year_is_a_deadline() -> None:
    record = judged(duty(1, "year", by="12-20"), ["2026-12-20", "2027-12-21"], "2026-01-01", "2027-12-31")
    assert statuses(record) == ["met", "late"]


def test_four_studies_at_both_ends_leave_a_year_uncovered() -> None:
    days = ["2026-01-03", "2026-01-04", "2027-12-29", "2027-12-30"]
    assert judged(duty(2, "year"), days, "2026-01-01", "2027-12-31").complies is True
    rolling = judged(duty(2, "year"), days, "2026-01-01", "2027-12-31", Window("rolling"))
    assert rolling.uncovered == (Period(day("2027-01-03"), day("2027-12-29")),)
    assert rolling.longest_gap == 724


def naively_uncovered(per: Span, needed: int, days: list[dt.date], observed: Period) -> set[dt.date]:
    """The definition word by word: some whole stretch within the observation ends by that day and, drawn out to it, holds too few."""
    found = set()
    for end in range(observed.days):
        last = observed.first + dt.timedelta(days=end)
        for start in range(end + 1):
            first = observed.first + dt.timedelta(days=start)
            if limit(first - dt.timedelta(days=1), per) <= last and sum(first <= one <= last for one in days) < needed:
                found.add(last)
    return found


@given(
    st.lists(st.integers(0, 150), max_size=8),
    st.sampled_from(["week", "month"]),
    st.integers(1, 2),
    st.dates(dt.date(2027, 12, 1), dt.date(2028, 3, 1)),
)
def test_uncovered_days_are_those_of_the_definition(offsets: list[int], per: Span, needed: int, first: dt.date) -> None:
    observed = Period(first, first + dt.timedelta(days=80))
    acts = [Act("study", "c", first + dt.timedelta(days=one)) for one in sorted(offsets) if one <= 80]
    record = judge_duty(duty(needed, per), acts, observed, Window("rolling"))
    days = {one.first + dt.timedelta(days=index) for one in record.uncovered for index in range(one.days)}
    assert days == naively_uncovered(per, needed, [act.on for act in acts], observed)


def test_gaps_that_an_end_of_the_observation_cuts_are_open() -> None:
    gaps = judged(duty(), ["2026-02-01", "2026-02-11"], "2026-01-01", "2026-12-31").gaps
    assert [(gap.days, gap.complete) for gap in gaps] == [(31, False), (10, True), (323, False)]


# age of information -----------------------------------------------------------------------------------------


def reports(*days: str) -> list[Act]:
    return [Act("report", "x", day(one)) for one in days]


def test_age_peaks_just_before_the_next_report_arrives() -> None:
    arrivals = ages([reports("2026-07-01", "2027-06-30"), reports("2027-06-29", "2027-12-31")], "lower_first")
    assert [(one.fact, one.age_before) for one in arrivals] == [(day("2026-07-01"), None), (day("2027-06-30"), 548)]
    assert age_on(arrivals, day("2027-12-30")) == 547


def test_what_comes_first_on_one_day_is_a_choice() -> None:
    chain = [reports("2026-01-01", "2026-07-01"), reports("2026-07-01")]
    assert ages(chain, "lower_first")[-1].fact == day("2026-07-01")
    assert ages(chain, "upper_first")[-1].fact == day("2026-01-01")


def test_a_report_read_late_arrives_late() -> None:
    sent = [Act("report", "x", day("2026-01-01"), reached=day("2026-01-20"))]
    chain = [sent, reports("2026-01-10", "2026-01-20")]
    assert [one.fact for one in ages(chain, "lower_first")] == [None, day("2026-01-01")]


LEVEL = st.lists(st.integers(0, 60), max_size=8).map(sorted)


@given(st.lists(LEVEL, min_size=1, max_size=3), st.integers(0, 2), st.integers(0, 60), st.sampled_from(["lower_first", "upper_first"]))
def test_one_more_report_never_makes_information_older(levels: list[list[int]], level: int, extra: int, tie: str) -> None:
    def chain(offsets: list[list[int]]) -> list[list[Act]]:
        return [[Act("report", "x", day("2026-01-01") + dt.timedelta(days=one)) for one in own] for own in offsets]

    more = [sorted([*own, extra]) if index == level % len(levels) else own for index, own in enumerate(levels)]
    before, after = ages(chain(levels), tie), ages(chain(more), tie)  # type: ignore[arg-type]  # one of the two
    for offset in range(62):
        on = day("2026-01-01") + dt.timedelta(days=offset)
        old, new = age_on(before, on), age_on(after, on)
        assert new is not None or old is None
        assert old is None or new is None or new <= old


@given(st.lists(LEVEL, min_size=1, max_size=3))
def test_lower_first_is_never_older_than_upper_first(levels: list[list[int]]) -> None:
    chain = [[Act("report", "x", day("2026-01-01") + dt.timedelta(days=one)) for one in own] for own in levels]
    lower, upper = ages(chain, "lower_first"), ages(chain, "upper_first")
    for one, other in zip(lower, upper, strict=True):
        assert other.fact is None or (one.fact is not None and one.fact >= other.fact)


# organisations and cases ------------------------------------------------------------------------------------


def bureau(schools: int) -> Organisation:
    shape = OrganisationShape(
        organisation="bureau",
        from_=day("2026-01-01"),
        years=2,
        bodies={
            "county": BodyShape(outside=True),
            "bureau": BodyShape(regulation="county-bureau", superior="county"),
            "school": BodyShape(regulation="county-bureau", superior="bureau", count=schools),
        },
    )
    return Organisation(shape, {"county-bureau": load_regulation("county-bureau")})


def test_every_body_is_judged_on_every_duty_that_can_be_counted() -> None:
    organisation = bureau(2)
    acts = (
        Act("report", "school-1", day("2026-02-01")),
        Act("report", "bureau", day("2026-03-01")),
        Act("report", "school-1", day("2026-08-01")),
        Act("report", "bureau", day("2026-12-01")),
    )
    trace = Trace(Period(day("2026-01-01"), day("2026-12-31")), acts)
    regulation = organisation.regulations["county-bureau"]
    judgement = judge(regulation, organisation, trace, {"window": "calendar_aligned"})
    met = {(one.body, one.duty): one.record.complies for one in judgement.duties}
    assert met == {
        ("bureau", "study"): False,
        ("bureau", "report"): True,
        ("school-1", "study"): False,
        ("school-1", "report"): True,
        ("school-2", "study"): False,
        ("school-2", "report"): False,
    }
    first, second = judgement.chains
    assert first.bodies == ("school-1", "bureau", "county")
    assert [one.age_before for one in first.arrivals] == [None, 303]
    assert [one.fact for one in second.arrivals] == [None, None]


def test_a_body_is_judged_from_the_day_it_started_and_one_that_had_not_started_is_left_out() -> None:
    bodies = {
        "county": BodyShape(outside=True),
        "later": BodyShape(regulation="county-bureau", superior="county", started=day("2026-12-31")),
        "last": BodyShape(regulation="county-bureau", superior="county", started=day("2026-12-30")),
        "first": BodyShape(regulation="county-bureau", superior="county"),
    }
    shape = OrganisationShape(organisation="bureaus", from_=day("2026-01-01"), years=1, bodies=bodies)
    organisation = Organisation(shape, {"county-bureau": load_regulation("county-bureau")})
    trace = Trace(Period(day("2026-01-01"), day("2026-12-30")), ())
    found = judge(organisation.regulations["county-bureau"], organisation, trace, {}).duties
    year = Period(day("2026-01-01"), day("2026-12-30"))
    assert {one.body: one.observed for one in found} == {"last": Period(day("2026-12-30"), day("2026-12-30")), "first": year}


def test_periods_are_anchored_where_the_reading_says_so_alone() -> None:
    regulation, started = load_regulation("county-bureau"), day("2026-04-03")
    assert window_of(regulation, {"window": "anchored_by_body"}, started) == Window("anchored", started, False)
    assert window_of(regulation, {"window": "rolling", "same_day": "distinct_days"}, started) == Window("rolling", None, True)
    assert window_of(regulation, {}, started) == Window("calendar", None, False)


def test_bodies_alike_are_spread_evenly_over_superiors_alike() -> None:
    shape = OrganisationShape(
        organisation="city",
        from_=day("2026-01-01"),
        years=1,
        bodies={"city": BodyShape(), "county": BodyShape(superior="city", count=3), "town": BodyShape(superior="county", count=7)},
    )
    every = units(Organisation(shape, {}))
    share = [sum(one.superior == f"county-{index}" for one in every.values()) for index in (1, 2, 3)]
    assert sorted(share) == [2, 2, 3]


CASE = """
case: c
regulation: county-bureau
performances:
  - {{duty: study, by: committee, on: 2026-01-05}}
  - {{duty: study, by: committee, on: {second}}}
{more}
"""


def test_a_case_is_answered_under_every_reading_that_is_open() -> None:
    regulation = load_regulation("county-bureau")
    case = parse_case(CASE.format(second="2026-01-05", more="readings: {same_day: open}"), regulation)
    (answer,) = ask(regulation, case).duties
    assert answer.complies == "possible"
    assert {(one.readings["same_day"], one.complies) for one in answer.under} == {
        ("distinct_days", "excluded"),
        ("same_day_allowed", "certain"),
    }


@pytest.mark.parametrize(
    "name", ["department/half-years-left-empty", "county-bureau/studies-at-both-ends", "party-organisations/march-studies-only"]
)
def test_the_worked_cases_are_answered_as_they_expect(name: str) -> None:
    regulation, case = open_case(CASES / f"{name}.case.yaml")
    assert case.expect is not None
    assert case.expect.duties
    assert not check(regulation, case, lambda readings, _: ask(regulation, case, readings=readings))


def test_expectations_that_fail_are_told() -> None:
    regulation = load_regulation("county-bureau")
    case = parse_case(
        CASE.format(second="2026-06-01", more="expect: {duties: {committee.study: {complies: excluded, gap_days: 1}}}"), regulation
    )
    found = check(regulation, case, lambda readings, _: ask(regulation, case, readings=readings))
    assert [str(one) for one in found] == [
        "committee.study, complies: expected excluded, answered certain",
        "committee.study, gap_days: expected 1, answered 147",
    ]


def test_a_verdict_that_another_reading_would_change_says_so() -> None:
    regulation = load_regulation("county-bureau")
    case = parse_case(CASE.format(second="2027-12-30", more="observed: {from: 2026-01-05, to: 2028-06-30}"), regulation)
    (answer,) = ask(regulation, case).duties
    assert answer.complies == "excluded"
    assert answer.gap_days == 724
    assert answer.outside_stance == ()  # 2026 and 2027 hold one study each: no reading saves that
    case = parse_case(CASE.format(second="2026-01-06", more="observed: {from: 2026-01-01, to: 2027-01-31}"), regulation)
    (answer,) = ask(regulation, case).duties
    assert answer.complies == "certain"
    assert {one.readings["window"] for one in answer.outside_stance} == {"rolling", "anchored_by_body"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("observed: {from: 2027-01-01, to: 2026-01-01}", "end before they start"),
        ("observed: {from: 2026-01-02, to: 2026-01-31, duties: [studdy]}", "unknown duty `studdy`; did you mean `study`?"),
        ("observed: {from: 2026-02-02, to: 2026-12-31}", "2026-01-05 is not among the observed days"),
        ("observed: {from: 1899-02-02, to: 2026-12-31}", "a span of more than 100 years"),
        ("expect: {duties: {report: {complies: certain}}}", "nothing is said of the performance of `report`"),
        ("expect: {duties: {study: {complies: maybe}}}", "expected one of `certain`, `possible`, `excluded`"),
    ],
)
def test_what_a_case_says_wrong_of_performances_is_refused(more: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("?", r"\?")):
        parse_case(CASE.format(second="2026-01-09", more=more), load_regulation("county-bureau"))


def test_the_longest_gap_is_between_consecutive_acts() -> None:
    days = ["2026-01-03", "2026-05-04", "2026-12-29"]
    found = judged(duty(2, "year"), days, "2026-01-01", "2026-12-31").longest_gap
    assert found == max((day(b) - day(a)).days for a, b in pairwise(days))


# acts that name other periods --------------------------------------------------------------------------------


def test_an_act_cannot_count_ahead_of_its_period() -> None:
    named = [read_period(name) for name in ("2026-H1", "2026-H2", "2027-H1")]
    acts = [Act("study", "committee", day("2026-01-10"), one) for one in named] + [Act("study", "committee", day("2027-12-31"))]
    record = judge_duty(duty(), acts, Period(day("2026-01-01"), day("2027-12-31")), Window())
    assert statuses(record) == ["met", "no_performance", "no_performance", "met"]
    assert [len(one.acts) for one in record.instances] == [3, 0, 0, 1]
    assert record.longest_gap == 720


@given(
    st.lists(st.tuples(st.dates(dt.date(2026, 1, 1), dt.date(2029, 12, 31)), st.integers(-3, 3)), min_size=1, max_size=40),
    st.sampled_from(["quarter", "half_year", "year"]),
    st.booleans(),
)
def test_whatever_periods_acts_name_the_gap_between_met_periods_is_within_its_bound(
    days: list[tuple[dt.date, int]], per: Span, anchored: bool
) -> None:
    window = Window("anchored", dt.date(2025, 11, 30)) if anchored else Window()
    acts = []
    for on, away in days:
        named = window.period(on, per)
        for _ in range(abs(away)):
            named = window.period(named.first - dt.timedelta(days=1) if away < 0 else named.last + dt.timedelta(days=1), per)
        acts.append(Act("study", "committee", on, named if away else None))
    record = judge_duty(duty(per=per), acts, Period(dt.date(2026, 1, 1), dt.date(2029, 12, 31)), window)
    for one in record.instances:  # by hand: in time is what was done within the period and names it, or names a later one
        own = [act for act in acts if one.period.first <= act.on <= one.period.last and (act.period or one.period) >= one.period]
        assert (one.status == "met") == bool(own)
    rule = Rule(1, per, anchor=window.anchor)
    unmet = [one.period for one in record.instances if one.status != "met"]
    for gap in record.gaps:
        missed = sum(period.first <= gap.last and gap.first <= period.last for period in unmet)
        if gap.complete and missed < 4:
            assert gap.days <= bounds([duty(per=per)], [rule], window.kind, missed=missed).any_year.days
