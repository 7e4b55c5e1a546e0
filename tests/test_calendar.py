"""Due dates as iCalendar, read back with another library."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import typer
import vobject
from typer.testing import CliRunner

from zeren.calendar import Due, due_days, working_days
from zeren.commands import calendar as command
from zeren.logs.read import Entry
from zeren.model.language.calendar import Period
from zeren.model.language.load import load_organisation
from zeren.model.language.units import units

ORGANISATION = """
organisation: o
from: 2026-01-01
years: 10
bodies:
  county: {outside: yes}
  bureau: {regulation: county-bureau, superior: county}
  branch: {regulation: county-bureau, superior: bureau, count: 3, started: 2027-03-01}
"""
CALENDAR, ROLLING, ANCHORED = ({"window": one} for one in ("calendar_aligned", "rolling", "anchored_by_body"))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "o.organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    return tmp_path / "o.organisation.yaml"


def dues(
    file: Path, body: str, first: str, last: str, readings: dict[str, str], entries: tuple[Entry, ...] = (), country: str = "none"
) -> list[Due]:
    organisation = load_organisation(file)
    regulation = organisation.regulations["county-bureau"]
    return due_days(regulation, units(organisation)[body], Period(day(first), day(last)), readings, working_days(country), entries)


def shown(days: list[Due], duty: str) -> list[tuple[str, str, str]]:
    return [(one.kind, str(one.on), str(one.last)) for one in days if one.duty.id == duty]


def run(*arguments: object) -> tuple[int, bytes, str]:
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    return result.exit_code, result.stdout_bytes, result.stderr


def test_a_last_day_on_a_weekend_moves_to_the_friday(file: Path) -> None:
    days = dues(file, "bureau", "2028-01-01", "2028-12-31", CALENDAR)
    assert shown(days, "report") == [("due", "2028-06-30", "2028-06-30"), ("due", "2028-12-29", "2028-12-31")]


def test_public_holidays_and_working_weekends_count() -> None:
    works = working_days("CN")
    assert not works(day("2026-10-01"))
    assert works(day("2026-10-10"))  # a Saturday worked in exchange for the holiday week
    assert not works(day("2026-10-11"))
    assert not working_days("none")(day("2026-10-10"))


def test_a_period_is_searched_to_its_first_day(file: Path) -> None:
    organisation = load_organisation(file)
    regulation, span = organisation.regulations["county-bureau"], Period(day("2026-01-01"), day("2026-06-30"))
    for works, on in ((lambda one: one == day("2026-01-01"), "2026-01-01"), (lambda one: False, "2026-06-30")):
        (due,) = due_days(regulation, units(organisation)["bureau"], span, CALENDAR, works)
        assert str(due.on) == on


def test_twice_a_year_has_two_suggested_days(file: Path) -> None:
    days = dues(file, "bureau", "2026-01-01", "2026-12-31", CALENDAR)
    assert shown(days, "study") == [
        ("suggested", "2026-04-02", "2026-12-31"),
        ("suggested", "2026-10-01", "2026-12-31"),
        ("due", "2026-12-31", "2026-12-31"),
    ]


def test_what_is_done_is_left_out(file: Path) -> None:
    done = (Entry(2, day("2026-02-01"), "bureau", "study"), Entry(3, day("2026-03-01"), "bureau", "report"))
    days = dues(file, "bureau", "2026-01-01", "2026-12-31", CALENDAR, done)
    assert shown(days, "report") == [("due", "2026-12-31", "2026-12-31")]
    assert shown(days, "study") == [("suggested", "2026-10-01", "2026-12-31"), ("due", "2026-12-31", "2026-12-31")]
    assert [one.needed for one in days if one.duty.id == "study" and one.kind == "due"] == [1]


def test_periods_count_from_the_start_of_the_body(file: Path) -> None:
    days = dues(file, "branch-2", "2027-01-01", "2028-03-01", ANCHORED)
    assert shown(days, "report") == [("due", "2027-08-31", "2027-08-31"), ("due", "2028-02-29", "2028-02-29")]
    assert shown(dues(file, "branch-2", "2027-01-01", "2027-12-31", CALENDAR), "report") == [("due", "2027-12-31", "2027-12-31")]


def test_every_stretch_runs_on_from_the_last_record(file: Path) -> None:
    done = (Entry(2, day("2026-11-15"), "bureau", "report"),)
    days = dues(file, "bureau", "2027-01-01", "2027-12-31", ROLLING, done)
    assert shown(days, "report") == [("due", "2027-05-14", "2027-05-15"), ("due", "2027-11-15", "2027-11-15")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_another_library_reads_the_file(file: Path, language: str) -> None:
    code, content, _ = run(file, "--body", "bureau", "--from", "2026-01-01", "--to", "2027-12-31", "--lang", language, "--country", "none")
    assert code == 0
    events = vobject.readOne(content.decode()).vevent_list
    assert len(events) == 2 * (3 + 2)
    by_day = {event.dtstart.value: event for event in events if event.categories.value == ["due"]}
    last = by_day[day("2027-06-30")]
    assert "2027-06-30" in last.description.value
    assert ("不是法律意见" if language == "zh" else "Not legal advice") in last.description.value
    assert [alarm.trigger.value for alarm in last.valarm_list] == [dt.timedelta(days=-before) for before in (60, 30, 7)]
    assert len({event.uid.value for event in events}) == len(events)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_same_days_are_the_same_events(file: Path) -> None:
    span = ("--body", "bureau", "--from", "2026-01-01", "--to")
    once, again, longer = (run(file, *span, last)[1] for last in ("2026-12-31", "2026-12-31", "2028-12-31"))
    assert once == again
    uids = [{event.uid.value for event in vobject.readOne(content.decode()).vevent_list} for content in (once, longer)]
    assert uids[0] < uids[1]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--body", "buro", "--from", "2026-01-01", "--to", "2026-12-31"], "--body buro: unknown body; did you mean `bureau`?"),
        (["--body", "county", "--from", "2026-01-01", "--to", "2026-12-31"], "it has no regulation"),
        (["--body", "bureau", "--from", "2026-02-30", "--to", "soon"], "--to soon: expected a date"),
        (["--body", "bureau", "--from", "2027-01-01", "--to", "2026-12-31"], "expected a span of 1 day to 50 years"),
        (["--body", "bureau", "--from", "2026-01-01", "--to", "2026-12-31", "--country", "ZZ"], "its holidays are not known"),
        (["--body", "bureau", "--from", "2026-01-01", "--to", "2026-12-31", "--out", "/nowhere/at.ics"], "cannot be written"),
    ],
)
def test_a_wrong_call_is_refused(file: Path, arguments: list[str], fault: str) -> None:
    code, _, err = run(file, *arguments)
    assert code == 2
    assert fault in err
