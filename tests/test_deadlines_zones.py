"""Deadlines across every change of clocks that the time-zone database publishes, and months by arithmetic that nobody here wrote."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.relativedelta import relativedelta

from zeren.due.filings import OpenFiling
from zeren.due.ical import ical
from zeren.model.language.filing import Counting, Roll
from zeren.model.language.load import load_regulation
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.model.meaning.time_limits import day_of, ends

PERIODS = (
    "minutes(30)",
    "hours(1)",
    "hours(4)",
    "hours(24)",
    "hours(72)",
    "days(1)",
    "days(3)",
    "weeks(1)",
    "months(1)",
    "working_days(2)",
)
RULES = (
    None,
    Counting(article="1182/71", first_hour="not_counted", last_day_off="next_working_day", two_working_days=True),
    Counting(article="201-203", last_day_off="next_working_day"),
    Counting(article="x"),
)
ROLLS = (None, Roll(to="noon", article="5(4)"), Roll(to="end_of_day", article="1"))
BEFORE = (0, 1, 59, 60 * 23 + 40, 60 * 24 * 3 + 20, 60 * 24 * 7, 60 * 24 * 30)  # minutes before a change of clocks
ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right")))


def weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def changes(zone: ZoneInfo, first: int, last: int) -> Iterator[dt.datetime]:
    """Each moment at which the offset of a zone changes, found by halving the days on which it does."""
    day, end = dt.datetime(first, 1, 1, tzinfo=dt.UTC), dt.datetime(last, 1, 1, tzinfo=dt.UTC)
    while day < end:
        after = day + dt.timedelta(days=1)
        low, high = day, after
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > dt.timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset() else (low, middle)
            yield high.replace(microsecond=0)
        day = after


def held(name: str, first: int, last: int) -> int:
    zone, seen = ZoneInfo(name), 0
    for change in changes(zone, first, last):
        for place, (before, within) in enumerate(itertools.product(BEFORE, PERIODS)):
            counting, roll = RULES[place % 4], ROLLS[place % 3]
            start = change - dt.timedelta(minutes=before)
            found = ends(start.astimezone(zone), within, zone, weekend, counting, roll)
            strict, legal = found.strict.timestamp(), found.legal.timestamp()
            assert start.timestamp() < strict <= legal, (name, start, within, counting, roll)
            if within.startswith(("hours", "minutes")) and counting is None:
                unit, amount = within.rstrip(")").split("(")
                assert strict - start.timestamp() == int(amount) * (3600 if unit == "hours" else 60)
            seen += 1
    return seen


def test_the_outer_limit_is_never_before_the_strict_one_at_any_change_of_clocks() -> None:
    assert sum(held(name, 2024, 2028) for name in ZONES[::24]) > 2_000


@pytest.mark.slow
def test_the_outer_limit_is_never_before_the_strict_one_in_every_zone() -> None:
    assert sum(held(name, 1970, 2038) for name in ZONES) > 1_000_000


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia"])
def test_months_end_as_dateutil_counts_them(zone: str) -> None:
    where = ZoneInfo(zone)
    for day in range(0, 1_500, 7):
        for months in (1, 2, 3, 6, 11, 12, 24, 120):
            start = dt.datetime(2023, 1, 1, 13, 30, tzinfo=dt.UTC) + dt.timedelta(days=day)
            found = ends(start, f"months({months})", where, lambda day: False, Counting(article="x"))
            counted = start.astimezone(where).date() + relativedelta(months=months)
            assert found.strict.date() == counted
            assert day_of(found.legal, where) == counted


# the examples of Regulation 1182/71 and of month arithmetic that standards and manuals print
@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-06-30", 6, "2024-12-30"),
    ],
)
def test_printed_examples_of_months(start: str, months: int, last: str) -> None:
    began = dt.datetime.fromisoformat(f"{start}T10:00+00:00")
    assert ends(began, f"months({months})", dt.UTC, weekend).strict.date().isoformat() == last


def test_months_to_the_end_of_a_month_are_those_of_dateutil_from_the_day_after() -> None:
    """Counted another way round: the period begins on the day after, and its last day is the eve of the corresponding one."""
    counting = Counting(article="x", month_ends="last_day")
    for day in range(1_500):
        start = dt.datetime(2023, 1, 1, 13, 30, tzinfo=dt.UTC) + dt.timedelta(days=day)
        began = start.date() + dt.timedelta(days=1)
        for months in (1, 2, 3, 6, 11, 12, 24, 120):
            corresponding = began + relativedelta(months=months)
            last = corresponding - dt.timedelta(days=1) if corresponding.day == began.day else corresponding
            found = ends(start, f"months({months})", dt.UTC, lambda day: False, counting)
            assert day_of(found.legal, dt.UTC) == last
            assert found.strict <= found.legal


@pytest.mark.parametrize(
    ("start", "months", "last"), [("2026-06-30", 6, "2026-12-31"), ("2026-06-29", 6, "2026-12-29"), ("2026-02-28", 1, "2026-03-31")]
)
def test_from_the_end_of_a_month_to_the_end_of_one(start: str, months: int, last: str) -> None:
    began = dt.datetime.fromisoformat(f"{start}T10:00+00:00")
    found = ends(began, f"months({months})", dt.UTC, weekend, Counting(article="x", month_ends="last_day"))
    assert day_of(found.legal, dt.UTC).isoformat() == last
    moved = ends(began, f"months({months})", dt.UTC, weekend, Counting(article="x", month_ends="last_day", last_day_off="next_working_day"))
    assert not weekend(day_of(moved.legal, dt.UTC))


def test_an_event_of_a_calendar_never_ends_before_it_starts() -> None:
    import icalendar

    berlin, regulation = ZoneInfo("Europe/Berlin"), load_regulation("decree-493")
    for minutes in range(0, 60 * 24 * 5, 37):
        start = dt.datetime(2026, 3, 25, tzinfo=berlin).astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
        found = ends(start, "days(3)", berlin, lambda day: False, Counting(article="x"))
        answer = FilingAnswer("reply", "32", "due", None, found.strict, found.legal, "report_received")
        moments = (one.astimezone(dt.UTC) for one in (start, found.strict, found.legal))
        text = ical("x", "", regulation, [], [OpenFiling("", "", answer, *moments)], berlin, "en")
        event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
        assert "DTEND" not in event or event["DTEND"].dt > event["DTSTART"].dt
