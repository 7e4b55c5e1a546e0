"""Due dates as iCalendar, read back with another library."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest
import typer
import vobject
from typer.testing import CliRunner

import zeren
from zeren.cli import app
from zeren.commands import calendar as command
from zeren.due.days import Due, due_days, working_days
from zeren.logs.read import Entry
from zeren.model.language.calendar import Period
from zeren.model.language.load import BUILT_IN, load_organisation
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


# what events ask for ------------------------------------------------------------------------------------------

BANK = Path("scenarios/organisations/bank.organisation.yaml")
REGISTER = """moment,body,act,incident,kind of financial entity
2026-03-28T23:40+01:00,bank,became aware of the incident,INC-7,credit institution
2026-03-29 05:10,bank,classified it as major,INC-7,
2026-03-29 08:55,bank,initial notification,INC-7,
2026-10-24 22:20,bank,became aware of the incident,INC-9,credit institution
2026-10-24 22:40,bank,classified it as major,INC-9,
2026-12-01,bank,became aware of the incident,INC-10,credit institution
nobody knows,bank,classified it as major,INC-10,
"""


def read(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    return tmp_path / "register.csv"


def of_the_bank(register: Path, *more: object) -> tuple[int, bytes, str]:
    return run(BANK, "--body", "bank", "--from", "2026-01-01", "--to", "2026-12-31", "--log", register, *more)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_what_events_ask_for_enters_and_what_was_sent_does_not(register: Path) -> None:
    code, content, told = of_the_bank(register, "--lang", "en")
    events = read(content)
    assert code == 0
    assert list(events) == [
        "intermediate report: time limit (INC-7)",  # the initial notification of INC-7 was sent
        "initial notification: time limit (INC-9)",
        "initial notification: time limit (INC-10)",
    ]
    first = events["intermediate report: time limit (INC-7)"]
    assert (first.start, first.end) == (utc("2026-04-01 06:55"), utc("2026-04-01 07:00"))  # by elapsed time, and by law
    assert "outer legal limit: Wed 2026-04-01 09:00 (the hour of the event is not counted: Reg. 1182/71 art. 3)" in first["description"]
    assert "runs from: initial notification" in first["description"]
    assert "not in the calendar: INC-7 · final report: not started: waits for intermediate report" in told
    assert "1 rows of the log not counted" in told


def test_a_limit_in_the_hour_shown_twice_keeps_its_moment(register: Path) -> None:
    event = read(of_the_bank(register)[1])["initial notification: time limit (INC-9)"]
    assert (event.start, event.end) == (utc("2026-10-25 00:40"), utc("2026-10-25 01:00"))  # 02:40 and, of the second time, 02:00
    assert "2026-10-25 02:40 (UTC+02:00)" in event["description"]
    assert "2026-10-25 02:00 (UTC+01:00)" in event["description"]


def test_alarms_come_after_the_clock_started(register: Path) -> None:
    event = read(of_the_bank(register)[1])["intermediate report: time limit (INC-7)"]
    assert [alarm["trigger"].dt for alarm in event.subcomponents] == [-dt.timedelta(hours=hours) for hours in (24, 4, 1)]


def test_where_only_the_day_is_known_the_earliest_limit_enters(register: Path) -> None:
    event = read(of_the_bank(register)[1])["initial notification: time limit (INC-10)"]
    assert event.start == utc("2026-12-01 03:00")  # classified at the beginning of that day in Berlin, at the earliest: 4 hours later
    assert "the limit can be no earlier" in event["description"]


def test_an_event_that_gets_a_new_limit_stays_the_same_entry(register: Path) -> None:
    before = read(of_the_bank(register)[1])["initial notification: time limit (INC-9)"]
    register.write_text(REGISTER.replace("2026-10-24 22:40", "2026-10-24 22:50"), encoding="utf-8")
    after = read(of_the_bank(register)[1])["initial notification: time limit (INC-9)"]
    assert before["uid"] == after["uid"]
    assert before.start < after.start


def test_a_duty_that_an_event_starts_enters_too(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("date,body,act\n2026-05-04 09:00,bureau,出现重大舆情\n", encoding="utf-8")
    organisation = Path("scenarios/organisations/opinion-events.organisation.yaml")
    code, content, told = run(
        organisation, "--body", "bureau", "--from", "2026-01-01", "--to", "2026-12-31", "--log", tmp_path / "log.csv", "--lang", "en"
    )
    assert code == 0
    assert not told
    (event,) = [one for name, one in read(content).items() if "time limit" in name]
    assert event.start == utc("2026-05-05 01:00")
    assert "its own limit (the text names none): Tue 2026-05-05 09:00" in event["description"]
    assert "legal limit" not in event["description"]
    assert "How sure" not in event["description"]


def test_an_entry_says_how_sure_its_provisions_are(tmp_path: Path) -> None:
    at = ["--at", "aware=2026-03-27T23:40+01:00", "--ical", str(tmp_path / "due.ics"), "--lang", "en"]
    assert CliRunner().invoke(app, ["deadlines", "gdpr-33", *at]).exit_code == 0
    (event,) = read((tmp_path / "due.ics").read_bytes()).values()
    assert "from memory, not checked: Reg. 1182/71 art. 3" in event["description"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_deadlines_of_one_event_can_be_kept(tmp_path: Path, language: str) -> None:
    file = tmp_path / "due.ics"
    known = ["--at", "classified=2026-03-29T21:00+02:00", "--fact", "entity_kind=credit_institution"]
    at = ["--at", "aware=2026-03-28T23:40+01:00", *known, "--holidays", "DE-HE", "--ical", str(file), "--lang", language]
    contents = []
    for now in ("2026-03-29T00:00Z", "2026-05-01T00:00Z"):
        assert CliRunner().invoke(app, ["deadlines", "dora", *at, "--now", now]).exit_code == 0
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]  # no clock is read
    (event,) = read(contents[0]).values()
    assert (event.start, event.end) == (utc("2026-03-29 22:40"), utc("2026-03-29 23:00"))
    assert ("法定最晚时限：" if language == "zh" else "outer legal limit: ") in event["description"]


def test_two_events_are_two_entries(tmp_path: Path) -> None:
    uids = set()
    for aware in ("2026-03-28T23:40+01:00", "2026-03-28T23:41+01:00"):
        CliRunner().invoke(app, ["deadlines", "dora", "--at", f"aware={aware}", "--ical", str(tmp_path / "due.ics")])
        uids |= {event["uid"] for event in read((tmp_path / "due.ics").read_bytes()).values()}
    assert len(uids) == 2


@pytest.mark.parametrize("break_", ["\\n", "\\r\\n"])
def test_a_line_break_in_a_name_breaks_no_calendar(tmp_path: Path, break_: str) -> None:
    text = (BUILT_IN / "incidents" / "gdpr-33.yaml").read_text(encoding="utf-8")
    text = text.replace('en: "GDPR, article 33"', f'en: "GDPR,{break_}article 33"', 1)
    text = text.replace("en: notification to the supervisory authority", f'en: "notification{break_}to the authority"', 1)
    (tmp_path / "gdpr-33.yaml").write_text(text, encoding="utf-8")
    found = zeren.deadlines(tmp_path / "gdpr-33.yaml", at={"aware": "2026-03-01T00:00Z"}, now="2026-03-02T00:00Z")
    read = icalendar.Calendar.from_ical(found.ical("en"))
    assert str(read["X-WR-CALNAME"]) == "GDPR, article 33"
    assert "notification to the authority" in [str(one["SUMMARY"]).split(":")[0] for one in read.walk("VEVENT")]
