"""Days, weeks and months beside a moment are those of the calendar: the day of the event is not counted, the last runs to its end."""

from __future__ import annotations

import datetime as dt
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.solving.ask import ask
from zeren.model.solving.session import Session
from zeren.model.solving.undecided import Undecided

REGULATION = """
regulation: r
title: {{zh: 甲, en: r}}
terms:
  matter: {{a: {{zh: 甲, en: a, type: moment}}, b: {{zh: 乙, en: b, type: moment}}}}
  person: {{held: {{zh: 甲, en: held}}}}
tiers: {{unranked: [t]}}
rules:
  - {{id: one, article: "1", bears: t, when: "held and {condition}", text: {{zh: 甲, en: one}}}}
"""
BERLIN, SAMOA = "Europe/Berlin", "Pacific/Apia"


def regulation(condition: str):
    return parse_regulation(REGULATION.format(condition=condition))


def possible(condition: str, zone: str, a: str, b: str) -> set[bool]:
    """Whether the rule can reach somebody, and can leave them alone, with both, one or no moment told."""
    law = regulation(condition)
    case = parse_case(f"case: c\nregulation: r\nzone: {zone}\nmatter: {{a: {a}, b: {b}}}\npeople: {{P: {{held: yes}}}}\n", law)
    return {bool(outcome) for outcome in Session(law, case, presume=False).now().bearers["P"]} | {
        bool(one.tiers) for one in ask(law, case, presume=False).bearers["P"].outcomes
    }


def at(moment: str, zone: str) -> str:
    return f"{moment} {zone}"


@pytest.mark.parametrize("condition", ["a <= b + days(7)", "a - b <= days(7)", "a - b <= weeks(1)", "days(7) >= a - b", "b >= a - days(7)"])
def test_the_last_day_runs_to_its_end(condition):
    b = at("2026-05-06T09:00", BERLIN)
    assert possible(condition, BERLIN, at("2026-05-13T23:59", BERLIN), b) == {True}
    assert possible(condition, BERLIN, at("2026-05-14T00:01", BERLIN), b) == {False}


@pytest.mark.parametrize(
    ("b", "last", "late"),
    [("2026-03-22T23:30", "2026-03-29T23:59", "2026-03-30T00:01"), ("2026-10-18T00:10", "2026-10-25T23:59", "2026-10-26T00:01")],
)
def test_the_last_day_has_twenty_three_hours_or_twenty_five(b, last, late):
    assert possible("a <= b + days(7)", BERLIN, at(last, BERLIN), at(b, BERLIN)) == {True}
    assert possible("a <= b + days(7)", BERLIN, at(late, BERLIN), at(b, BERLIN)) == {False}


def test_hours_are_exact():
    b = at("2026-05-06T09:00", BERLIN)
    assert possible("a <= b + hours(168)", BERLIN, at("2026-05-13T09:01", BERLIN), b) == {False}


def test_months_end_with_the_day_of_the_month():
    b = at("2026-01-31T09:00", BERLIN)
    assert possible("a - b <= months(1)", BERLIN, at("2026-02-28T23:59", BERLIN), b) == {True}
    assert possible("a - b <= months(1)", BERLIN, at("2026-03-01T00:01", BERLIN), b) == {False}


def test_exactly_seven_days_is_the_seventh_day():
    b = at("2026-05-06T09:00", BERLIN)
    found = [possible("a - b == days(7)", BERLIN, at(a, BERLIN), b) for a in ("2026-05-12T23:59", "2026-05-13T00:01", "2026-05-14T00:01")]
    assert found == [{False}, {True}, {False}]


def test_the_zone_of_the_case_says_where_days_begin():
    assert possible("a <= b + days(1)", SAMOA, "2026-05-07T09:30+00:00", "2026-05-06T09:30+00:00") == {True}
    assert possible("a <= b + days(1)", SAMOA, "2026-05-07T11:30+00:00", "2026-05-06T09:30+00:00") == {False}
    assert possible("a <= b + days(1)", "UTC", "2026-05-07T11:30+00:00", "2026-05-06T09:30+00:00") == {True}


OFTEN = ("a <= b + days(7)", "a - b < days(7)", "a > b + days(7)", "not a - b >= weeks(1)", "a >= b - days(2)", "a - b == days(7)")


@pytest.mark.parametrize(("condition", "zone"), list(product(OFTEN, [BERLIN, "America/Toronto", "UTC"])))
def test_moments_not_known_leave_both_open(condition, zone):
    """Each answer replays both outcomes through the definition."""
    a, b = at("2026-03-30T00:00", zone), at("2026-03-22T23:30", zone)
    assert possible(condition, zone, "unknown", b) == {True, False}
    assert possible(condition, zone, a, "unknown") == {True, False}
    assert possible(condition, zone, "unknown", "unknown") == {True, False}


@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 61, 24 * 60 - 1, 24 * 60])
@pytest.mark.parametrize("zone", [BERLIN, "UTC"])
def test_two_moments_tied_to_one_another_are_decided(minutes, zone):
    """Where one may not be more than so many minutes after the other, seven days later is out of reach, and one day is not."""
    tied = f"(a < b or a > b + minutes({minutes}))"
    law = "a > b + days({}) and not " + tied.replace("minutes", "hours").replace(f"({minutes})", f"({minutes // 60})")
    assert possible(law.format(7), zone, "unknown", "unknown") == {False}
    assert possible(law.format(0), zone, "unknown", "unknown") == ({True, False} if minutes >= 60 else {False})


def test_every_completion_that_states_a_moment_stays_within_what_was_possible():
    """Told the one moment that was not known, minute by minute about the edge, an answer is one of those that were possible."""
    law, zone = load_regulation("quebec-bca-139"), "America/Toronto"
    facts = "{director: yes, attendance: absent, notice: head_office, learned_at: 2026-03-01T12:00 America/Toronto, dissent_at: %s}"
    text = "case: c\nregulation: quebec-bca-139\nzone: America/Toronto\npeople: {P: " + facts + "}\n"

    def outcomes(said: str) -> set[tuple[str, ...]]:
        person = ask(law, parse_case(text % said, law)).bearers["P"]
        return {one.tiers for one in person.outcomes}

    every = outcomes("unknown")
    edge = dt.datetime(2026, 3, 9, tzinfo=ZoneInfo(zone))  # the clocks went forward on the day before
    told = [outcomes(f"{(edge + dt.timedelta(minutes=step)).replace(tzinfo=None).isoformat()} {zone}") for step in range(-3, 4)]
    assert all(one <= every for one in told)
    assert told[2] != told[4]


@pytest.mark.parametrize("condition", ["a - b <= months(1)", "a == b + days(7)", "a <= b + days(7) + hours(1)"])
def test_what_is_beyond_the_solver_is_not_decided(condition):
    law = regulation(condition)
    case = parse_case("case: c\nregulation: r\nmatter: {a: unknown, b: unknown}\npeople: {P: {held: yes}}\n", law)
    with pytest.raises(Undecided, match=r"not known|equality"):
        ask(law, case)
