"""What events asked for: filings and duties within a time of an event, judged on a log."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zeren.model.language.calendar import Period
from zeren.model.language.load import load_regulation, parse_organisation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.trace import Act, Event, Trace
from zeren.model.meaning.deadlines import deadlines
from zeren.model.meaning.filings import Filed, Local, judge_events, weekend
from zeren.model.meaning.judge import judge

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
OBSERVED = Period(dt.date(2026, 3, 1), dt.date(2026, 6, 30))
LOCAL = Local(BERLIN)
DORA = load_regulation("dora")
OWN = """
regulation: own
title: {zh: 自定, en: own}
tiers: {unranked: [held]}
terms:
  person: {fault: {zh: 过错, en: fault}}
rules: [{id: held, article: "1", bears: held, when: fault, text: {zh: 负责, en: held}}]
bearers: {office: {zh: 办公室, en: the office}}
duties:
  - {id: tell, article: "2", who: office, act: {zh: 报告, en: tell}, on: {zh: 事件, en: an event}, within: LIMIT}
"""


def at(text: str, zone: dt.tzinfo = BERLIN) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def alone(who: str | None, of: str) -> str:
    """Whoever the event happened to files."""
    return of


def filed(
    regulation: Regulation, event: Event, sent: dict[str, str], observed: Period = OBSERVED, local: Local = LOCAL
) -> dict[str, Filed]:
    acts = [Act(name, event.of, at(text, local.zone).date(), at=at(text, local.zone), reference=event.id) for name, text in sent.items()]
    return {one.filing: one for one in judge_events(regulation, [event], acts, observed, local, alone)}


def bank(**moments: str) -> Event:
    return Event("INC-1", "bank", {name: at(text) for name, text in moments.items()} | {"entity_kind": "credit_institution"})


# instances ----------------------------------------------------------------------------------------------------


def test_each_filing_is_met_late_or_without_performance() -> None:
    event = bank(aware="2026-03-03T09:00", classified="2026-03-03T12:00")
    found = filed(DORA, event, {"initial": "2026-03-03T15:00", "intermediate": "2026-03-08T10:00"})
    assert {name: one.status for name, one in found.items()} == {
        "initial": "met",
        "intermediate": "late",  # more than 72 hours after the initial notification
        "update": "not_started",
        "final": "no_performance",  # a month from the intermediate report, which was sent all the same
    }
    assert found["final"].answer.limit == at("2026-04-09T00:00")


def test_a_clock_that_never_started_is_not_late() -> None:
    found = filed(DORA, bank(aware="2026-03-03T09:00", classified="2026-03-03T12:00"), {})
    assert {name: one.status for name, one in found.items()} == {
        "initial": "no_performance",
        "intermediate": "not_started",
        "update": "not_started",
        "final": "not_started",
    }


def test_what_ends_before_its_limit_is_not_assessable_unless_met() -> None:
    event = bank(aware="2026-06-30T22:00", classified="2026-06-30T22:30")
    assert filed(DORA, event, {})["initial"].status == "not_assessable"
    assert filed(DORA, event, {"initial": "2026-06-30T23:00"})["initial"].status == "met"


def test_what_began_before_the_observation_is_not_assessable_unless_met() -> None:
    event = bank(aware="2026-02-28T12:00", classified="2026-02-28T13:00")
    assert filed(DORA, event, {"initial": "2026-02-28T14:00"})["initial"].status == "met"
    for sent in ({}, {"initial": "2026-03-09T10:00"}):
        assert filed(DORA, event, sent)["initial"].status == "not_assessable"


def test_a_limit_at_the_last_midnight_of_the_observation_can_be_assessed() -> None:
    event = bank(aware="2026-05-01T09:00", classified="2026-05-01T10:00")
    sent = {"initial": "2026-05-01T11:00", "intermediate": "2026-05-01T12:00"}
    for last, status in ((31, "not_assessable"), (32, "no_performance")):  # the limit is 24:00 of Monday 1 June
        assert filed(DORA, event, sent, Period(OBSERVED.first, dt.date(2026, 5, 1) + dt.timedelta(last - 1)))["final"].status == status


def test_what_is_not_owed_has_no_instance() -> None:
    event = Event("INC-1", "bank", {"aware": at("2026-03-03T09:00"), "major": False})
    assert filed(DORA, event, {}) == {}


def test_events_before_the_law_applied_ask_for_nothing() -> None:
    cra = load_regulation("cra")
    event = Event("V-1", "maker", {"aware": at("2026-05-03T09:00"), "kind": "severe_incident"})
    assert filed(cra, event, {}) == {}


@pytest.mark.parametrize(
    ("within", "done", "status"),
    [
        ("days(7)", "2026-03-10T23:59", "met"),  # the day of the event is not counted, and the last day is whole
        ("days(7)", "2026-03-11T00:01", "late"),
        ("hours(6)", "2026-03-03T15:00", "met"),
        ("hours(6)", "2026-03-03T15:01", "late"),
        ("months(1)", "2026-04-03T23:00", "met"),
    ],
)
def test_a_duty_within_a_time_of_an_event(within: str, done: str, status: str) -> None:
    event = Event("E-1", "office", started={"tell": at("2026-03-03T09:00")})
    assert filed(parse_regulation(OWN.replace("LIMIT", within)), event, {"tell": done})["tell"].status == status


def test_a_duty_that_a_filing_fulfils_is_judged_once() -> None:
    event = bank(aware="2026-03-03T09:00")
    assert sorted(filed(DORA, event, {})) == ["final", "initial", "intermediate", "update"]


# days without an hour -------------------------------------------------------------------------------------------


def test_only_what_the_hour_cannot_change_is_told_from_days() -> None:
    tell = parse_regulation(OWN.replace("LIMIT", "hours(30)"))
    start = at("2026-03-03T00:00")
    event = Event("E-1", "office", started={"tell": start}, last={"tell": at("2026-03-03T23:59")})
    for day, status in ((3, "met"), (4, "not_assessable"), (5, "not_assessable"), (6, "late")):
        acts = [Act("tell", "office", dt.date(2026, 3, day), reference="E-1")]
        (found,) = judge_events(tell, [event], acts, OBSERVED, LOCAL, alone)
        assert found.status == status, day


# which act answers which event ------------------------------------------------------------------------------------


def test_an_act_without_a_reference_answers_the_first_event_that_needs_it() -> None:
    events = [
        Event(name, "bank", {"aware": at(moment), "classified": at(moment)} | more)
        for name, moment, more in (
            ("minor", "2026-03-02T09:00", {"major": False}),
            ("first", "2026-03-03T09:00", {}),
            ("second", "2026-03-04T09:00", {}),
            ("third", "2026-03-05T09:00", {}),
        )
    ]
    days = ["2026-03-03T10:00", "2026-03-04T12:00", "2026-03-05T12:00"]
    acts = [Act("initial", "bank", at(one).date(), at=at(one), reference=ref) for one, ref in zip(days, ["", "third", ""], strict=True)]
    found = {one.event: one.sent for one in judge_events(DORA, events, acts, OBSERVED, LOCAL, alone) if one.filing == "initial"}
    assert {name: sent and sent.first for name, sent in found.items()} == {
        "first": at(days[0]),
        "second": at(days[2]),
        "third": at(days[1]),
    }


def test_of_reports_that_repeat_the_latest_counts_and_of_others_the_first() -> None:
    event = bank(aware="2026-03-03T09:00", recovered="2026-03-04T09:00", classified="2026-03-03T10:00")
    rows = [
        ("initial", "2026-03-03T11:00"),
        ("initial", "2026-03-05T11:00"),
        ("intermediate", "2026-03-04T11:00"),
        ("update", "2026-03-06T11:00"),
        ("update", "2026-03-10T11:00"),
    ]
    acts = [Act(name, "bank", at(one).date(), at=at(one), reference="INC-1") for name, one in rows]
    found = {one.filing: one for one in judge_events(DORA, [event], acts, OBSERVED, LOCAL, alone)}
    assert found["initial"].status == "met"
    assert found["final"].answer.limit == at("2026-04-11T00:00")  # a month from the latest update, to the end of the day


# organisations ------------------------------------------------------------------------------------------------

TIERS = """
organisation: tiers
from: 2026-01-01
years: 1
bodies:
  ministry: {outside: yes}
  province: {regulation: decree-493, superior: ministry, as: [province]}
  city: {regulation: decree-493, superior: province, as: [city]}
  county: {regulation: decree-493, superior: city, as: [county]}
  plant: {regulation: decree-493, superior: county, count: 2, as: [unit]}
"""


def test_a_report_climbs_from_tier_to_tier() -> None:
    organisation = parse_organisation(TIERS)
    regulation = organisation.regulations["decree-493"]
    zone = Local(SHANGHAI)
    event = Event("A-1", "plant-2", {"deaths": 12, "head_informed": at("2026-04-01T08:00", SHANGHAI)})
    rows = [
        ("unit-report", "plant-2", "2026-04-01T08:50"),
        ("county-report", "county", "2026-04-01T10:51"),
        ("city-report", "city", "2026-04-01T12:00"),
    ]
    acts = tuple(Act(name, by, dt.date(2026, 4, 1), at=at(one, SHANGHAI)) for name, by, one in rows)
    found = judge(regulation, organisation, Trace(OBSERVED, acts, (event,)), {}, zone).filings
    assert [(one.filing, one.by, one.status) for one in found if one.answer.limit] == [
        ("unit-report", "plant-2", "met"),
        ("county-report", "county", "late"),
        ("city-report", "city", "met"),
        ("province-report", "province", "no_performance"),
    ]


# laws -----------------------------------------------------------------------------------------------------------

ORDER = ("initial", "intermediate", "final")
RANK = {"met": 0, "late": 1, "no_performance": 2}
HOURS = st.integers(0, 24 * 100)
SENT = st.fixed_dictionaries({}, optional={"initial": HOURS, "intermediate": HOURS, "final": HOURS}).filter(
    lambda sent: (found := [sent[name] for name in ("initial", "intermediate", "final") if name in sent]) == sorted(found)
)  # none before the one that it follows
KINDS = st.sampled_from(["credit_institution", "other"])


def dora(kind: str, classified: int | None, sent: dict[str, int], more: tuple[Event, ...] = ()) -> dict[str, Filed]:
    start = dt.datetime(2026, 3, 5, 10, 20, tzinfo=dt.UTC)
    moments = {"aware": start} | ({} if classified is None else {"classified": start + dt.timedelta(hours=classified)})
    event = Event("INC-1", "bank", {**moments, "entity_kind": kind})
    acts = [
        Act(name, "bank", (moment := start + dt.timedelta(hours=hours)).date(), at=moment, reference="INC-1")
        for name, hours in sent.items()
    ]
    return {one.filing: one for one in judge_events(DORA, [event, *more], acts, OBSERVED, LOCAL, alone) if one.event == "INC-1"}


@settings(deadline=None, max_examples=60)
@given(KINDS, st.one_of(st.none(), st.integers(0, 60)), SENT, st.sampled_from(["initial", "intermediate", "final"]), st.integers(1, 500))
@example("credit_institution", 1, {"final": 2400, "initial": 626}, "final", 500)
@example("other", None, {"intermediate": 0}, "intermediate", 13)
def test_sending_later_never_helps(kind: str, classified: int | None, sent: dict[str, int], moved: str, later: int) -> None:
    if moved not in sent:
        return
    before, after = dora(kind, classified, sent)[moved], dora(kind, classified, {**sent, moved: sent[moved] + later})[moved]
    if after.answer.status == "inconsistent" or before.answer.status == "before_start":  # an early one says too little to be assessed
        return
    recorded = all(
        one in sent for one in ORDER[: ORDER.index(moved)]
    )  # one that is only implied came at some time before the one that is moved
    if recorded and (after.sent is not None or before.sent is None):  # one sent after the observed time implies nothing within it
        assert before.answer.limit == after.answer.limit
    if before.status in RANK and after.status in RANK:
        assert RANK[before.status] <= RANK[after.status]
    assert (after.status == "met") <= (before.status == "met")


@settings(deadline=None, max_examples=60)
@given(KINDS, st.one_of(st.none(), st.integers(0, 60)), SENT, st.integers(-900, 900), st.sampled_from(["bank", "other bank"]))
def test_an_event_that_has_nothing_to_do_with_it_changes_nothing(
    kind: str, classified: int | None, sent: dict[str, int], hours: int, of: str
) -> None:
    other = Event("INC-2", of, {"aware": dt.datetime(2026, 4, 5, tzinfo=dt.UTC) + dt.timedelta(hours=hours)})
    assert dora(kind, classified, sent) == dora(kind, classified, sent, (other,))


@settings(deadline=None, max_examples=60)
@given(KINDS, st.one_of(st.none(), st.integers(0, 60)), SENT)
def test_statuses_follow_from_the_deadlines_of_the_finished_event(kind: str, classified: int | None, sent: dict[str, int]) -> None:
    if list(sent) != ["initial", "intermediate", "final"][: len(sent)]:
        return  # one before it must have come, and is not on record: not everything is known
    found = dora(kind, classified, sent)
    start = dt.datetime(2026, 3, 5, 10, 20, tzinfo=dt.UTC)
    facts: dict[str, object] = {"aware": start, "entity_kind": kind}
    if classified is not None:
        facts["classified"] = start + dt.timedelta(hours=classified)
    facts |= {f"{name}_sent": start + dt.timedelta(hours=hours) for name, hours in sent.items()}
    end = at("2026-07-01T00:00")
    means = {"in_time": "met", "late": "late", "overdue": "no_performance", "due": "not_assessable", "not_started": "not_started"}
    means["before_start"] = "not_assessable"
    under = [
        deadlines(DORA, facts, BERLIN, weekend, end, {"hours_in_working_days": option})  # type: ignore[arg-type]  # values of terms
        for option in ("not_reached", "reached")
    ]
    for answers in zip(*under, strict=True):
        if any(one.limit is None and one.status != "not_started" for one in answers):
            continue
        # nothing after the end is observed, so nothing in time either
        meant = {"no_performance" if one.status == "due" and one.limit == end else means[one.status] for one in answers}
        assert found[answers[0].filing].status == (meant.pop() if len(meant) == 1 else "not_assessable"), answers


@settings(deadline=None, max_examples=60)
@given(SENT, st.integers(0, 110))
def test_observing_longer_only_settles_what_was_open(sent: dict[str, int], days: int) -> None:
    start = at("2026-03-05T10:20")
    event = Event("INC-1", "bank", {"aware": start, "classified": start})
    acts = [
        Act(name, "bank", (moment := start + dt.timedelta(hours=hours)).date(), at=moment, reference="INC-1")
        for name, hours in sent.items()
    ]
    short = Period(OBSERVED.first, dt.date(2026, 3, 5) + dt.timedelta(days=days))
    earlier = {one.filing: one.status for one in judge_events(DORA, [event], acts, short, LOCAL, alone)}
    later = {one.filing: one.status for one in judge_events(DORA, [event], acts, OBSERVED, LOCAL, alone)}
    for name, status in earlier.items():
        if status in ("met", "late"):
            assert later[name] == status
        if status == "no_performance":  # of one without a record nobody knows when it came, once a later one has come since
            unrecorded = name not in sent and any(ORDER.index(one) > ORDER.index(name) for one in sent)
            assert later[name] in (("not_assessable",) if unrecorded else ("late", "no_performance"))
