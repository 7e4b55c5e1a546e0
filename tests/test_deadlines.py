"""Deadlines: when a period ends, which clock governs, and what has not started."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zeren
from zeren.cli import app
from zeren.model.language.faults import Refused
from zeren.model.language.filing import Counting, Roll
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.statements import Duty
from zeren.model.language.text import Text
from zeren.model.meaning.deadlines import deadlines, event_deadline
from zeren.model.meaning.time_limits import day_of, ends
from zeren.working_days import days_off, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
CASES = Path(zeren.__file__).parent / "scenarios" / "cases"
EU = Counting(article="1182/71", first_hour="not_counted", last_day_off="next_working_day", two_working_days=True)
CHINA = Counting(article="201-203", last_day_off="next_working_day")
NOON = Roll(to="noon", article="5(4)")


def weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def at(text: str, zone: dt.tzinfo = BERLIN) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


# periods ------------------------------------------------------------------------------------------------------

PERIODS = st.sampled_from(
    ["minutes(30)", "hours(1)", "hours(4)", "hours(24)", "hours(72)", "days(1)", "days(15)", "weeks(2)", "months(1)", "working_days(5)"]
)
STARTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2029, 12, 31)).map(lambda one: one.replace(tzinfo=dt.UTC, microsecond=0))
ZONES = st.sampled_from([BERLIN, SHANGHAI, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/Santiago"), dt.UTC])
RULES = st.sampled_from([None, EU, CHINA])
ROLLS = st.sampled_from([None, NOON, Roll(to="end_of_day", article="1")])


@settings(deadline=None, derandomize=True)
@given(STARTS, PERIODS, ZONES, RULES, ROLLS)
def test_the_legal_limit_is_never_before_the_strict_one(start, within, zone, counting, roll):
    found = ends(start, within, zone, weekend, counting, roll)
    assert start < found.strict <= found.legal
    assert (found.legal == found.strict) or found.steps


@settings(deadline=None, derandomize=True)
@given(STARTS, st.integers(1, 200), ZONES)
def test_hours_are_exact_whatever_the_clocks_do(start, hours, zone):
    assert ends(start, f"hours({hours})", zone, weekend).strict - start == dt.timedelta(hours=hours)


@settings(deadline=None, derandomize=True)
@given(STARTS, PERIODS, ZONES, RULES, ROLLS)
def test_a_limit_that_was_moved_falls_on_a_working_day(start, within, zone, counting, roll):
    found = ends(start, within, zone, weekend, counting, roll)
    if {"next_working_day", "noon", "two_working_days"} & set(found.steps):
        assert not weekend(day_of(found.legal, zone))


@settings(deadline=None, derandomize=True)
@given(STARTS, st.integers(1, 30), ZONES)
def test_working_days_are_counted_one_by_one(start, number, zone):
    found = ends(start, f"working_days({number})", zone, weekend).strict
    first, last = start.astimezone(zone).date(), found.astimezone(zone).date()
    between = [first + dt.timedelta(days=one) for one in range(1, (last - first).days + 1)]
    assert sum(not weekend(day) for day in between) == number
    assert not weekend(last)


@pytest.mark.parametrize(
    ("start", "within", "strict", "legal"),
    [
        ("2026-06-09T10:20", "hours(24)", "2026-06-10T10:20", "2026-06-10T11:00"),  # the hour of the event does not count
        ("2026-06-09T10:00", "hours(24)", "2026-06-10T10:00", "2026-06-10T11:00"),
        ("2026-01-31T10:00", "months(1)", "2026-02-28T10:00", "2026-03-03T00:00"),  # no 31st; the 28th is a Saturday
        ("2028-01-31T10:00", "months(1)", "2028-02-29T10:00", "2028-03-01T00:00"),
        ("2026-06-12T17:30", "hours(72)", "2026-06-15T17:30", "2026-06-17T00:00"),  # Friday: Monday and Tuesday are needed
        ("2026-06-08T09:00", "hours(72)", "2026-06-11T09:00", "2026-06-11T10:00"),
        ("2026-06-09T10:00", "days(14)", "2026-06-23T10:00", "2026-06-24T00:00"),
        ("2026-06-09T10:00", "working_days(5)", "2026-06-16T10:00", "2026-06-17T00:00"),
    ],
)
def test_european_periods(start, within, strict, legal):
    found = ends(at(start), within, BERLIN, weekend, EU)
    assert (found.strict, found.legal) == (at(strict), at(legal))


@pytest.mark.parametrize(
    ("start", "within", "legal"),
    [
        ("2026-06-09T10:15", "hours(1)", "2026-06-09T11:15"),  # hours run from the moment itself
        ("2026-06-10T09:00", "days(15)", "2026-06-26T00:00"),
        ("2026-09-16T09:00", "days(15)", "2026-10-09T00:00"),  # ends on National Day; the first working day is 8 October
        ("2026-01-31T09:00", "months(1)", "2026-03-01T00:00"),  # 28 February is a working Saturday after the Spring Festival
    ],
)
def test_chinese_periods(start, within, legal):
    assert ends(at(start, SHANGHAI), within, SHANGHAI, days_off("CN"), CHINA).legal == at(legal, SHANGHAI)


@pytest.mark.parametrize(
    ("start", "within", "legal"),
    [
        ("2026-06-13T11:15", "hours(4)", "2026-06-15T12:00"),  # Saturday: Monday noon
        ("2026-05-23T11:15", "hours(4)", "2026-05-26T12:00"),  # Whit Monday is a holiday
        ("2026-06-12T11:15", "hours(4)", "2026-06-12T15:15"),  # Friday stays
        ("2026-06-12T20:00", "hours(4)", "2026-06-13T00:00"),  # midnight is the end of Friday
        ("2026-06-12T20:00:01", "hours(4)", "2026-06-15T12:00"),
    ],
)
def test_noon_of_the_next_working_day(start, within, legal):
    assert ends(at(start), within, BERLIN, days_off("DE-HE"), None, NOON).legal == at(legal)


def test_a_period_of_no_kind_is_refused():
    with pytest.raises(ValueError, match="`soon` is no period"):
        ends(at("2026-06-12T20:00"), "soon", BERLIN, weekend)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working day"):
        ends(at("2026-06-12T20:00"), "working_days(1)", BERLIN, lambda _: True)


# clocks -------------------------------------------------------------------------------------------------------

RELAY = """
regulation: relay
title: {zh: 接力, en: relay}
tiers: {unranked: [t]}
terms:
  matter:
    start: {zh: 开始, en: start, type: moment}
    other: {zh: 另一时刻, en: other, type: moment}
    first_sent: {zh: 一, en: first, type: moment}
    second_sent: {zh: 二, en: second, type: moment}
    owed: {zh: 应当, en: owed, unless_stated: yes}
    grave: {zh: 严重, en: grave, follows: other > start + hours(3)}
filings:
  - id: first
    article: "1"
    act: {zh: 甲, en: first}
    sent: first_sent
    when: owed
    due: [{after: start, within: hours(5)}, {after: other, within: hours(2), when: not grave}]
  - {id: second, article: "2", act: {zh: 乙, en: second}, sent: second_sent, due: [{after: first, within: hours(2)}]}
"""


def found(now=None, **stated):
    moments = {name: at(value) if isinstance(value, str) else value for name, value in stated.items()}
    return {one.filing: one for one in deadlines(parse_regulation(RELAY), moments, BERLIN, weekend, now and at(now))}


def test_the_clock_that_ends_first_governs():
    first = found(start="2026-06-09T10:00", other="2026-06-09T12:00")["first"]
    assert (first.governed_by, first.strict, first.waits_for) == ("other", at("2026-06-09T14:00"), ())
    assert [one.after for one in first.clocks] == ["start", "other"]


def test_a_clock_whose_condition_fails_does_not_run():
    first = found(start="2026-06-09T10:00", other="2026-06-09T13:01")["first"]
    assert (first.governed_by, first.strict) == ("start", at("2026-06-09T15:00"))


def test_what_is_not_stated_has_not_happened():
    first = found(start="2026-06-09T10:00")["first"]
    assert (first.status, first.strict, first.waits_for) == ("due", at("2026-06-09T15:00"), ("other",))


def test_a_filing_that_waits_for_another_is_not_started_and_never_late():
    late = found(now="2030-01-01T00:00", start="2026-06-09T10:00")
    assert late["first"].status == "overdue"
    assert (late["second"].status, late["second"].waits_for, late["second"].limit) == ("not_started", ("first",), None)


def test_the_next_clock_starts_when_the_filing_was_sent_even_late():
    sent = found(start="2026-06-09T10:00", first_sent="2026-06-09T18:00")
    assert sent["first"].status == "late"
    assert sent["second"].strict == at("2026-06-09T20:00")


@pytest.mark.parametrize(("sent", "status"), [("2026-06-09T15:00", "in_time"), ("2026-06-09T15:01", "late")])
def test_a_filing_at_its_limit_is_in_time(sent, status):
    assert found(start="2026-06-09T10:00", first_sent=sent)["first"].status == status


@pytest.mark.parametrize(("now", "status"), [(None, "due"), ("2026-06-09T15:00", "due"), ("2026-06-09T15:01", "overdue")])
def test_what_is_not_sent_is_overdue_only_after_its_limit(now, status):
    assert found(now=now, start="2026-06-09T10:00")["first"].status == status


def test_what_is_not_owed_has_no_deadline():
    first = found(start="2026-06-09T10:00", owed=False)["first"]
    assert (first.status, first.limit, first.clocks) == ("not_owed", None, ())


@settings(deadline=None, derandomize=True, max_examples=60)
@given(STARTS, st.integers(0, 400), st.integers(0, 400))
def test_no_filing_of_a_relay_is_due_before_the_one_it_waits_for_was_sent(start, first, second):
    stated = {"aware": start, "initial_sent": start + dt.timedelta(hours=first)}
    stated["intermediate_sent"] = stated["initial_sent"] + dt.timedelta(hours=second)
    one = {filing.filing: filing for filing in deadlines(load_regulation("dora"), stated, BERLIN, weekend)}
    assert one["intermediate"].strict == stated["initial_sent"] + dt.timedelta(hours=72)
    assert one["final"].strict > stated["intermediate_sent"]
    assert (one["intermediate"].status == "late") == (stated["intermediate_sent"] > one["intermediate"].limit)


# zones and holidays -------------------------------------------------------------------------------------------


def test_the_zone_is_the_one_named_or_that_of_the_moments_or_one_of_the_country():
    winter, summer = dt.datetime.fromisoformat("2026-01-28T23:40+01:00"), dt.datetime.fromisoformat("2026-06-28T23:40+02:00")
    assert str(zone_of("Asia/Tokyo", "DE", [winter])) == "Asia/Tokyo"
    assert str(zone_of(None, "DE", [winter.astimezone(SHANGHAI)])) == "Asia/Shanghai"
    assert str(zone_of(None, "DE-HE", [winter, summer])) == "Europe/Berlin"
    assert str(zone_of(None, "US-CA", [dt.datetime.fromisoformat("2026-01-28T10:00-08:00")])) == "America/Los_Angeles"
    assert zone_of(None, "DE", [dt.datetime.fromisoformat("2026-01-28T10:00+05:00")]).utcoffset(None) == dt.timedelta(hours=5)
    assert zone_of(None, None, []) is dt.UTC


@pytest.mark.parametrize("code", ["XX", "DE-ZZ"])
def test_a_country_that_is_not_known_is_refused(code):
    with pytest.raises(Refused):
        days_off(code)


def test_holidays_differ_by_part_of_a_country():
    day = dt.date(2026, 6, 4)  # Corpus Christi
    assert days_off("DE-HE")(day)
    assert not days_off("DE-BE")(day)
    assert not days_off("none")(day)


# the command --------------------------------------------------------------------------------------------------


def run(*words: str):
    return CliRunner().invoke(app, ["deadlines", *words, "--lang", "en"])


def test_the_command_tells_local_time_and_what_waits():
    known = ["--at", "classified=2026-03-29T21:00+02:00", "--fact", "entity_kind=credit_institution"]
    told = run("dora", "--at", "aware=2026-03-28T23:40+01:00", *known, "--holidays", "DE-HE", "--now", "2026-03-29T10:00+02:00")
    assert told.exit_code == 0
    assert "times in Europe/Berlin; days off: DE-HE" in told.output
    assert "by elapsed time     Mon 2026-03-30 00:40 · 14 h 40 min left" in told.output
    assert "outer legal limit   Mon 2026-03-30 01:00" in told.output
    assert "became aware of the incident Sat 2026-03-28 23:40 + 24 hours (RTS 5(1)(a), 5(2))" in told.output
    assert "intermediate report (RTS 5(1)(b)): not started: waits for initial notification" in told.output


def test_the_command_tells_who_says_how_a_limit_is_counted_and_how_sure_that_is():
    reading = ["--reading", "hours_in_working_days=reached"]
    told = run("gdpr-33", "--at", "aware=2026-03-27T23:40+01:00", "--now", "2026-03-28T00:00+01:00", *reading)
    assert "prolonged until it holds two working days: Reg. 1182/71 art. 3)" in told.output
    assert "text seen: articles 33(2) and 33(1); from memory, not checked: Reg. 1182/71 art. 3\n" in told.output
    early = run("gdpr-33", "--at", "processor_aware=2026-03-27T23:40+01:00", "--at", "aware=no", "--now", "2026-03-28T00:00+01:00")
    assert "1182/71" not in early.output  # no limit was counted
    other = CliRunner().invoke(app, ["deadlines", "gdpr-33", "--at", "aware=2026-03-27T23:40+01:00", "--lang", "zh"])
    assert "凭记忆，未核对：第1182/71号条例第三条" in other.output


def test_a_rule_of_the_filing_itself_is_cited_where_it_moved_the_limit():
    known = ["--at", "aware=2026-03-28T01:00+01:00", "--fact", "entity_kind=other"]
    told = run("dora", *known, "--at", "classified=2026-03-28T01:00+01:00", "--now", "2026-03-28T02:00+01:00")
    assert "(moved to noon of the next working day: RTS 5(4)-(6))" in told.output
    assert "1182/71" not in told.output


def test_the_json_tells_the_provisions_and_the_sources():
    told = json.loads(run("gdpr-33", "--at", "aware=2026-03-27T23:40+01:00", "--format", "json").output)
    assert {one["article"]: one["sure"] for one in told["provisions"]}["Reg. 1182/71 art. 3"] == "memory"
    assert [one["sure"] for one in told["sources"]] == ["text_seen", "memory"]
    assert told["filings"][1]["clocks"][0]["counted_by"] == "Reg. 1182/71 art. 3"
    assert not {one["article"] for one in json.loads(run("gdpr-33", "--fact", "breach=no", "--format", "json").output)["provisions"]}


def test_the_command_reads_an_event_file_and_prints_json():
    told = run(str(CASES / "dora" / "weekend-moves-to-monday-noon.case.yaml"), "--format", "json", "--now", "2026-06-13T12:00+02:00")
    assert told.exit_code == 0
    answer = json.loads(told.output)
    assert (answer["schema"], answer["zone"], answer["holidays"]) == ("zeren.deadlines/2", "Europe/Berlin", "DE-HE")
    assert answer["filings"][0]["limit"] == "2026-06-15T12:00:00+02:00"


def test_a_filing_may_be_named_by_its_own_id():
    told = run("dora", "--at", "initial=2026-06-09T16:00+02:00", "--format", "json", "--now", "2026-06-09T17:00+02:00")
    assert json.loads(told.output)["filings"][1]["governed_by"] == "initial"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["dora", "--at", "awre=2026-03-28T23:40+01:00"], "`awre` is no moment of `dora`; did you mean `aware`?"),
        (["dora", "--at", "aware=yesterday"], "`yesterday`; expected a moment such as"),
        (["dora", "--at", "aware=2026-03-28T23:40"], "expected a moment such as"),
        (["dora", "--fact", "aware=2026-03-28T23:40+01:00"], "`aware` is no fact of `dora`"),
        (["dora", "--holidays", "Germany"], "`Germany` is no country with known holidays"),
        (["dora", "--zone", "Europe/Bonn"], "no time zone `Europe/Bonn`"),
        (["dora", "--now", "soon"], "--now soon: expected a moment"),
        (["county-bureau"], "`county-bureau` has no filings"),
        (["dorra"], "unknown regulation `dorra`; did you mean `dora`?"),
        (["missing.case.yaml"], "missing.case.yaml: no such file"),
        (["dora", "--at", "intermediate=9999-12-31T23:40+00:00"], "expected a moment from 1800-01-01 to 2999-12-31"),
        (["dora", "--at", "aware=0001-01-01T00:00+14:00"], "expected a moment from 1800-01-01 to 2999-12-31"),
        (["dora", "--at", "aware=2026-01-01T00:00Z", "--now", "0001-01-01T00:00+14:00"], "expected a moment from 1800"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(words, message):
    told = run(*words)
    assert told.exit_code == 2, told.output
    assert message in told.output
    assert "Traceback" not in told.output


# moments are compared as moments, never by the clock's face ---------------------------------------------------

TWICE = """
regulation: twice
title: {zh: 两次, en: twice}
tiers: {unranked: [t]}
terms:
  matter:
    aware: {zh: 知悉, en: aware, type: moment}
    seen: {zh: 发现, en: seen, type: moment}
    told: {zh: 报告, en: told, type: moment}
rules:
  - {id: slow, article: "2", bears: t, when: told - aware > hours(3), text: {zh: 迟, en: slow}}
filings:
  - id: notice
    article: "1"
    act: {zh: 报告, en: notice}
    sent: told
    due: [{after: aware, within: hours(1)}, {after: seen, within: hours(1)}]
"""


def test_the_time_left_is_counted_by_the_stopwatch_where_the_clocks_change():
    run = CliRunner().invoke(
        app,
        ["deadlines", "gdpr-33", "--at", "aware=2026-03-28T20:00 Europe/Berlin", "--now", "2026-03-28T21:00 Europe/Berlin", "--lang", "en"],
    )
    assert "21:00 · 2 d 23 h 0 min left" in run.stdout


def test_in_the_hour_shown_twice_the_clock_that_ends_first_governs():
    rules = parse_regulation(TWICE)
    stated = {"aware": dt.datetime(2026, 10, 24, 23, 40, tzinfo=dt.UTC), "seen": dt.datetime(2026, 10, 25, 0, 20, tzinfo=dt.UTC)}
    (found,) = deadlines(rules, stated, BERLIN, weekend)  # the limits show 02:40 of the first time and 02:20 of the second
    assert (found.governed_by, found.limit) == ("aware", at("2026-10-25T02:40"))
    assert found.limit.utcoffset() == dt.timedelta(hours=2)


@pytest.mark.parametrize(
    ("aware", "told", "liable"),
    [
        ("2026-10-25T01:00 Europe/Berlin", "2026-10-25T03:30 Europe/Berlin", True),  # three and a half hours
        ("2026-03-29T01:00 Europe/Berlin", "2026-03-29T04:30 Europe/Berlin", False),  # two and a half
    ],
)
def test_a_condition_counts_the_time_between_two_moments_of_one_zone(aware, told, liable, tmp_path):
    (tmp_path / "twice.yaml").write_text(TWICE, encoding="utf-8")
    case = tmp_path / "c.case.yaml"
    case.write_text(f"case: c\nregulation: twice.yaml\nmatter: {{aware: {aware}, told: {told}}}\npeople: {{p: {{}}}}\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["ask", str(case), "--format", "json"])
    (answer,) = json.loads(run.stdout)["answers"]
    assert answer["bearers"]["p"]["certain"] == (["t"] if liable else [])


def test_a_time_that_the_clocks_of_a_zone_show_twice_needs_an_offset():
    run = CliRunner().invoke(app, ["deadlines", "gdpr-33", "--at", "aware=2026-10-25T02:30 Europe/Berlin", "--lang", "en"])
    assert run.exit_code == 2
    assert "the clocks in Europe/Berlin show this time twice" in run.output


def test_limits_an_hour_apart_that_show_the_same_time_are_both_told():
    run = CliRunner().invoke(
        app,
        [
            "deadlines",
            "nis2",
            "--at",
            "aware=2026-10-24T02:00+02:00",
            "--holidays",
            "DE",
            "--now",
            "2026-10-24T02:00+02:00",
            "--lang",
            "en",
        ],
    )
    assert "by elapsed time     Sun 2026-10-25 02:00 (UTC+02:00)" in run.stdout
    assert "outer legal limit   Sun 2026-10-25 02:00 (UTC+01:00)" in run.stdout


@pytest.mark.parametrize(("counting", "by"), [("", None), ('counting: {article: "9", last_day_off: next_working_day}\n', "9")])
def test_a_duty_that_an_event_starts_says_who_counts_only_where_the_text_does(counting: str, by: str | None) -> None:
    rules = f"""
regulation: small
title: {{zh: 小, en: small}}
tiers: {{unranked: [liable]}}
terms: {{person: {{seat: {{zh: 席位, en: a seat}}}}}}
rules: [{{id: one, article: "1", bears: liable, when: seat, text: {{zh: 责任, en: liable}}}}]
{counting}"""
    duty = Duty(id="look", article="2", act=Text(zh="查", en="look into it"), within="days(3)")
    began = dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC)  # a Wednesday, so that the third day is a Saturday
    found = event_deadline(parse_regulation(rules), duty, began, None, dt.UTC, lambda day: day.weekday() > 4, None)
    assert found.clocks[0].counted_by == by
    assert found.limit == dt.datetime(2026, 3, 8 if by is None else 10, tzinfo=dt.UTC)
