"""Defects of duties in time: each is shown by a shortest course of dates, which `judge` confirms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.calendar import ONE_DAY, Period
from zeren.model.language.load import built_in, load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Span
from zeren.model.language.terms import Text
from zeren.model.meaning.fulfilment import Kind, Window, judge_duty
from zeren.proofs.lint.course import Course, Setting, Unconfirmed, is_missed, shortest
from zeren.proofs.lint.duties import duties
from zeren.proofs.lint.finding import Finding
from zeren.proofs.lint.stage import Stage

IN_TIME = ("Z201", "Z202", "Z203", "Z205")
HEAD = """
regulation: timed
title: {zh: 时间, en: time}
tiers: {unranked: [liable]}
terms:
  person: {chair: {zh: 主持, en: chair}}
rules:
  - {id: unless, article: "1", bears: liable, when: chair, text: {zh: 责, en: liable}}
"""
BEARERS = """bearers:
  a: {zh: 甲, en: office A}
  b: {zh: 乙, en: office B}
  c: {zh: 丙, en: office C}
  top: {zh: 上级, en: the top}
"""
ACT = "act: {zh: 汇报, en: report}"
YEARLY, VAGUE = "at_least: 1, per: year", "wording: {zh: 定期, en: regularly}"
FIRST = dt.date(2026, 1, 1)


def report(name: str, who: str, to: str, how: str) -> str:
    return f'  - {{id: {name}, article: "3", who: {who}, to: {to}, {how}, {ACT}}}\n'


def stated(*lines: str, bearers: str = BEARERS, more: str = "") -> Regulation:
    return parse_regulation(HEAD + bearers + more + "duties:\n" + "".join(lines))


def found(regulation: Regulation, code: str) -> list[Finding]:
    return [one for one in duties(Stage(regulation)) if one.kind.code == code]


def shown(regulation: Regulation, code: str) -> Course:
    (one,) = found(regulation, code)
    assert one.course is not None
    return one.course


PLAIN = stated(report("up", "a", "top", VAGUE))


def told(course: Course, language: str) -> list[str]:
    return [line.in_(language) for line in course.story]


@pytest.fixture(scope="module")
def every() -> list[Finding]:
    return [one for name in built_in() for one in duties(Stage(load_regulation(name)))]


def test_every_defect_in_time_of_the_built_in_regulations_has_its_course(every: list[Finding]) -> None:
    assert {one.kind.code for one in every} == {*IN_TIME, "Z204"}
    for one in every:
        course = one.course
        assert course is not None, one.key
        assert course.first <= course.last
        if one.kind.code == "Z204":
            assert [verdict.missed for verdict in course.found] == [True]
            assert one.witness is not None
            assert set(one.witness.outcomes.values()) == {()}
        else:
            assert not any(verdict.missed for verdict in course.found)
            assert any(verdict.missed for verdict in course.mended)
        assert all(line.zh and line.en for line in course.story)


# one code after the other, broken and repaired --------------------------------------------------------------


def test_a_duty_without_a_count_is_left_undone_for_a_year_and_nothing_is_found() -> None:
    course = shown(stated(report("up", "a", "top", VAGUE)), "Z202")
    assert (course.first, course.last, course.done, course.found) == (FIRST, dt.date(2026, 12, 31), (), ())
    assert told(course, "en") == [
        "2026-01-01 to 2026-12-31: “report” (article 3) is never performed by office A.",
        "Judged by the text: nothing is found missing or late.",
        "Had it said “office A, at least once a year”, there would be a breach by office A on 2026-12-31.",
    ]
    assert told(course, "zh") == [
        "2026-01-01至2026-12-31，甲一次也没有履行“汇报”（第三条）。",
        "按条文审查：没有一项可以认定为未履行或者逾期。",
        "假如写明“甲每年至少1次”，甲到2026-12-31即属未履行。",
    ]
    assert found(stated(report("up", "a", "top", YEARLY)), "Z202") == []


def test_a_permission_need_have_no_count() -> None:
    assert found(stated(report("up", "a", "top", VAGUE + ", norm: permitted")), "Z202") == []


def test_a_duty_on_an_event_without_a_limit_is_left_undone_after_it() -> None:
    on = "on: {zh: 出事, en: an accident}"
    course = shown(stated(report("up", "a", "top", on)), "Z203")
    assert course.event is not None
    assert (course.event.on, course.last, course.found) == (FIRST, dt.date(2027, 1, 1), ())
    assert told(course, "en")[0] == "2026-01-01: this happens: an accident."
    assert "within 12 months" in told(course, "en")[-1]
    assert found(stated(report("up", "a", "top", on + ", within: days(3)")), "Z203") == []


@pytest.mark.parametrize("how", [YEARLY, VAGUE, "on: {zh: 出事, en: an accident}", "on: {zh: 出事, en: an accident}, within: days(3)"])
@pytest.mark.parametrize("bearers", [BEARERS, ""])
def test_a_duty_without_a_bearer_is_performed_by_nobody_and_nobody_is_in_breach(how: str, bearers: str) -> None:
    line = f'  - {{id: study, article: "3", {how}, {ACT}}}\n'
    course = shown(stated(line, bearers=bearers), "Z201")
    assert not any(one.body is not None and one.missed for one in course.found)
    assert [one.body for one in course.mended if one.missed] == ["a" if bearers else "body"]
    assert set(course.bodies) == ({"a", "b", "c", "top"} if bearers else {"body"})
    assert found(stated(line.replace("{id", "{who: a, id")), "Z201") == []


def test_a_missed_limit_of_nobodys_duty_is_seen_to_be_missed_and_by_nobody() -> None:
    line = f'  - {{id: study, article: "3", on: {{zh: 出事, en: an accident}}, within: days(3), {ACT}}}\n'
    course = shown(stated(line), "Z201")
    assert [(one.body, one.status) for one in course.found] == [(None, "no_performance")]
    assert course.last == dt.date(2026, 1, 4)


CHAIN = (report("up", "a", "b", "at_least: 2, per: half_year"), report("on", "b", "top", VAGUE))


def test_where_a_chain_breaks_all_is_in_order_and_nothing_reaches_the_top() -> None:
    course = shown(stated(*CHAIN), "Z205")
    assert [(one.by, one.on) for one in course.done] == [("a", FIRST)] * 2
    assert (course.last, course.reached) == (dt.date(2026, 6, 30), False)
    assert [(one.body, one.status) for one in course.found] == [("a", "met")]
    assert told(course, "en") == [
        "2026-01-01: “report” (article 3) is performed 2 times by office A, for office B.",
        "2026-01-01 to 2026-06-30: nothing is reported by office B to the top.",
        "Judged by the text: every report that is due was made in time, and nothing has reached the top.",
        "Had it said “office B, at least twice a half-year”, there would be a breach by office B on 2026-06-30.",
    ]
    fewer = Setting(course.bodies, course.first, None, course.done[:1])
    assert is_missed(PLAIN, fewer, stated(*CHAIN).file.duties[:1], course.last)
    assert found(stated(CHAIN[0], report("on", "b", "top", YEARLY)), "Z205") == []


@pytest.mark.parametrize("how", ["by: 03-31", "at_least: 1, per: week", "on: {zh: 出事, en: an accident}, within: hours(2)"])
def test_a_chain_breaks_however_the_report_that_comes_in_is_bounded(how: str) -> None:
    course = shown(stated(report("up", "a", "b", how), CHAIN[1]), "Z205")
    assert [one.status for one in course.found] == ["met"]
    assert [(one.body, one.duty) for one in course.mended if one.missed] == [("b", "on")]


def test_a_chain_that_breaks_further_up_is_found_there_and_not_below() -> None:
    lines = (report("up", "a", "b", YEARLY), report("on", "b", "c", YEARLY), report("last", "c", "top", VAGUE))
    assert [one.subject for one in found(stated(*lines), "Z205")] == ["duties.on"]


def test_reports_that_go_round_in_a_circle_below_the_top_reach_it_never() -> None:
    lines = (report("up", "a", "b", YEARLY), report("back", "b", "a", YEARLY))
    findings = found(stated(*lines, more="above: {top: null}\n"), "Z205")
    assert [one.subject for one in findings] == ["duties.up", "duties.back"]
    assert "wherever the reports of office B go, none reaches the top" in findings[0].text.en
    assert all(one.course is not None and one.course.reached is False for one in findings)


def test_where_two_inform_one_another_there_is_no_top_to_miss() -> None:
    assert found(stated(report("up", "a", "b", YEARLY), report("back", "b", "a", VAGUE)), "Z205") == []


MISSED = """circumstances:
  - {item: "1", article: "2", when: grave, text: {zh: 一, en: one}}
"""


@pytest.mark.parametrize("listed", [MISSED, ""])
def test_a_missed_duty_without_any_consequence_is_missed_and_nobody_answers(listed: str) -> None:
    terms = "circumstance: {missed: {zh: 未履行, en: missed}, grave: {zh: 严重, en: grave}}"
    text = HEAD.replace("rules:", f"  {terms}\nrules:") + BEARERS + listed + "concepts: {duty_missed: missed}\nduties:\n"
    (one,) = found(parse_regulation(text + report("up", "a", "top", YEARLY)), "Z204")
    assert one.course is not None
    assert one.witness is not None
    assert [(verdict.body, verdict.status) for verdict in one.course.found] == [("a", "no_performance")]
    assert one.witness.outcomes["A"] == ()
    assert ("missed: yes" in one.witness.case) == bool(listed)
    (other,) = found(parse_regulation(text + report("up", "a", "top", VAGUE)), "Z204")
    assert other.course is None  # no duty here can be missed at all


# smallest, and held against the definition ------------------------------------------------------------------


def wordings() -> Iterator[Duty]:
    for per in get_args(Span):
        for count in (1, 2, 5):
            yield Duty(id="up", article="3", act=Text("报", "report"), who="a", at_least=count, per=per)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_year_is_the_shortest_course_in_which_every_number_is_missed(kind: Kind) -> None:
    """Whatever the number, the period and the window: nobody could be left alone after the days that are shown."""
    course = shown(stated(report("up", "a", "top", VAGUE)), "Z202")

    def missed(duty: Duty, last: dt.date) -> bool:
        return (
            judge_duty(duty, [], Period(course.first, last), Window(kind, course.first if kind == "anchored" else None)).complies is False
        )

    assert all(missed(duty, course.last) for duty in wordings())
    assert not all(missed(duty, course.last - ONE_DAY) for duty in wordings())


@settings(max_examples=40, deadline=None)
@given(
    how=st.sampled_from(
        [
            {"at_least": 1, "per": "week"},
            {"at_least": 3, "per": "month"},
            {"at_least": 1, "per": "quarter"},
            {"by": "02-29"},
            {"by": "03-15", "at_least": 2, "per": "year"},
            {"on": Text("事", "event"), "within": "days(10)"},
            {"on": Text("事", "event"), "within": "hours(30)"},
            {"on": Text("事", "event"), "within": "weeks(2)"},
            {"on": Text("事", "event"), "within": "months(1)"},
        ]
    ),
    first=st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)),
)
def test_no_shorter_course_is_found_by_looking_at_every_day(how: dict[str, object], first: dt.date) -> None:
    duty = msgspec.structs.replace(PLAIN.file.duties[0], wording=None, **how)
    setting = Setting({"a": None}, first, "a" if "on" in how else None)
    days = (first + number * ONE_DAY for number in range(1000))
    assert shortest(PLAIN, setting, [duty]) == next(day for day in days if is_missed(PLAIN, setting, [duty], day))


def test_what_cannot_be_missed_has_no_course() -> None:
    with pytest.raises(Unconfirmed, match="cannot be missed"):
        shortest(PLAIN, Setting({"a": None}, FIRST), PLAIN.file.duties)


def test_a_course_begins_when_the_regulation_is_in_force() -> None:
    late = stated(report("up", "a", "top", VAGUE), more="valid: {from: 2031-05-01}\n")
    assert shown(late, "Z202").first == dt.date(2032, 1, 1)
