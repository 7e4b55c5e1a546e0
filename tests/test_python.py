"""`import zeren`: what the commands do, for programs and notebooks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal import run

import zeren
from zeren.answering.text import render
from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_regulation
from zeren.model.solving.ask import ask
from zeren.shown import Shown
from zeren.testing import cases, regulations

CASE = Path(__file__).parent.parent / "scenarios/cases/county-bureau/outvoted-member.case.yaml"
HOUSE = Path(__file__).parent.parent / "scenarios/houses/bureau-committee.house.yaml"

COLLEGE = "scenarios/organisations/college.organisation.yaml"
SMALL, REGISTER = "scenarios/logs/small-bureau.organisation.yaml", "scenarios/logs/register-2026.csv"
BANK, INCIDENTS = "scenarios/organisations/bank.organisation.yaml", "scenarios/logs/incidents-2026.csv"
AWARE, NOW = "2026-03-27T23:40+01:00", "2026-03-28T00:00+01:00"

FOUND = {
    "ask": lambda: zeren.ask(CASE, why=True, what_if=True, find_out=True),
    "prove": lambda: zeren.prove("quebec-ca-123"),
    "lint": lambda: zeren.lint("quebec-ca-123"),
    "compare": lambda: zeren.compare("quebec-ca-123", "quebec-bca-139"),
    "cycles": lambda: zeren.cycles("county-bureau", missed=1),
    "simulate": lambda: zeren.simulate(COLLEGE, years=2, replications=3),
    "simulate against": lambda: (lived := zeren.simulate(COLLEGE, years=2, replications=3)).against({"again": lived}),
    "audit": lambda: zeren.audit("county-bureau", REGISTER, organisation=SMALL),
    "calendar": lambda: zeren.calendar(BANK, "bank", "2026-01-01", "2026-12-31", log=INCIDENTS),
    "deadlines": lambda: zeren.deadlines("gdpr-33", {"aware": AWARE}, now=NOW),
}


@pytest.mark.parametrize("name", FOUND)
def test_everything_found_shows_itself(name: str) -> None:
    """In both languages, as data with its format's name, and in a notebook without touching the page around it."""
    found = FOUND[name]()
    assert found.text("zh") != found.text("en")
    assert json.loads(found.json())["schema"].startswith("zeren.")
    assert found._repr_html_().startswith("<div")
    assert "<style" not in found._repr_html_()
    assert str(found) in (found.text("zh"), found.text("en"))


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("prove uk-smcr", lambda: zeren.prove("uk-smcr")),
        ("compare quebec-ca-123 quebec-bca-139", lambda: zeren.compare("quebec-ca-123", "quebec-bca-139")),
        ("cycles county-bureau --missed 1", lambda: zeren.cycles("county-bureau", missed=1)),
        ("cycles decree-493", lambda: zeren.cycles("decree-493")),
        ("succession uk-smcr", lambda: zeren.succession("uk-smcr")),
        (f"simulate {COLLEGE} --years 2 --replications 3", lambda: zeren.simulate(COLLEGE, years=2, replications=3)),
        (
            f"simulate {COLLEGE} --years 2 --replications 3 --seed 4 --sweep plans.branch_report.returned.chance=0.3",
            lambda: zeren.simulate(COLLEGE, years=2, replications=3, seed=4).against(
                {
                    "plans.branch_report.returned.chance=0.3": zeren.simulate(
                        COLLEGE, years=2, replications=3, seed=4, changes={"plans.branch_report.returned.chance": "0.3"}
                    )
                }
            ),
        ),
        (
            f"audit county-bureau {REGISTER} --organisation {SMALL} --to 2026-12-31 --holders --reading window=rolling",
            lambda: zeren.audit(
                "county-bureau", REGISTER, organisation=SMALL, to=dt.date(2026, 12, 31), holders=True, readings={"window": "rolling"}
            ),
        ),
        (f"audit dora {INCIDENTS} --organisation {BANK}", lambda: zeren.audit("dora", INCIDENTS, organisation=zeren.organisation(BANK))),
        (
            f"deadlines gdpr-33 --at aware={AWARE} --fact breach=yes --now {NOW} --holidays DE-HE",
            lambda: zeren.deadlines(
                zeren.regulation("gdpr-33"), {"aware": dt.datetime.fromisoformat(AWARE)}, {"breach": True}, now=NOW, holidays="DE-HE"
            ),
        ),
    ],
)
def test_a_program_is_told_what_the_command_prints(command: str, found: Callable[[], Shown]) -> None:
    """The same words and the same data."""
    told = run(f"zeren {command} --lang zh")
    assert told.startswith(found().text("zh"))
    assert told.removeprefix(found().text("zh")) in ("", "[exit 1]\n")
    assert json.loads(run(f"zeren {command} --format json").removesuffix("[exit 1]\n")) == json.loads(found().json())


def test_a_calendar_is_the_one_that_the_command_writes(tmp_path: Path) -> None:
    """For a calendar program, for people and as data."""
    call = f"zeren calendar {BANK} --body bank --from 2026-01-01 --to 2026-12-31 --log {INCIDENTS} --country DE"
    due = zeren.calendar(BANK, "bank", "2026-01-01", dt.date(2026, 12, 31), log=INCIDENTS, country="DE")
    run(f"{call} --lang zh --out {tmp_path / 'due.ics'}")
    assert (tmp_path / "due.ics").read_bytes() == due.ical("zh")
    assert run(f"{call} --lang zh --format text") == due.text("zh")
    assert json.loads(run(f"{call} --format json")) == json.loads(due.json())


def test_what_else_the_commands_write_a_program_can_have(tmp_path: Path) -> None:
    """The same bytes: the list for putting things right, logs of events, the report and the figures."""
    audited = zeren.audit("county-bureau", REGISTER, organisation=SMALL)
    audited.events(tmp_path / "one.jsonocel")
    call = f"zeren audit county-bureau {REGISTER} --organisation {SMALL} --lang zh"
    run(f"{call} --list {tmp_path / 'list.html'} --events {tmp_path / 'other.jsonocel'}")
    assert (tmp_path / "list.html").read_text(encoding="utf-8") == audited.page("zh")
    assert (tmp_path / "one.jsonocel").read_bytes() == (tmp_path / "other.jsonocel").read_bytes()
    lived = zeren.simulate(COLLEGE, years=2, replications=3, out=tmp_path / "one")
    lived.log(tmp_path / "lived.xes")
    run(f"zeren simulate {COLLEGE} --years 2 --replications 3 --out {tmp_path / 'other'} --log {tmp_path / 'told.xes'}")
    assert (tmp_path / "lived.xes").read_bytes() == (tmp_path / "told.xes").read_bytes()
    assert (tmp_path / "one" / "report.zh.html").read_text(encoding="utf-8") == lived.page("zh")
    for name in ("figures.json", "report.zh.html", "report.en.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    asked = zeren.deadlines("gdpr-33", {"aware": AWARE}, now=NOW)
    run(f"zeren deadlines gdpr-33 --at aware={AWARE} --now {NOW} --ical {tmp_path / 'due.ics'} --lang en")
    assert (tmp_path / "due.ics").read_bytes() == asked.ical("en")


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (lambda: zeren.simulate(COLLEGE, replications=0, jobs=0), r"--jobs 0: expected 1 or more\n--replications 0: expected 1 or more"),
        (lambda: zeren.simulate(COLLEGE, changes={"plans.nothing": "1"}), "`plans.nothing` leads to nothing"),
        (lambda: zeren.audit("county-bureau", REGISTER, to="2026-13-01", from_="x"), r"--from x: expected a date .*\n--to 2026-13-01"),
        (lambda: zeren.audit("county-bureau", REGISTER, readings={"windw": "rolling"}), "did you mean `window`"),
        (lambda: zeren.audit("county-bureau", REGISTER).events("a.xes"), "a log of events needs the organisation"),
        (lambda: zeren.calendar(SMALL, "bureu", "2026-01-01", "2026-12-31"), "--body bureu: unknown body"),
        (lambda: zeren.calendar(COLLEGE, "department", "2026-01-02", "2026-01-01"), "expected a span of 1 day to 50 years"),
        (
            lambda: zeren.deadlines("gdpr-33", {"awar": AWARE}, {"breach": 3}),
            r"`awar` is no .*\ngdpr-33: `3` is no value of `breach`",
        ),
        (lambda: zeren.deadlines("gdpr-33", now=dt.datetime(2026, 3, 5)), "--now 2026-03-05 00:00:00: expected a moment"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_go(call: Callable[[], Shown], fault: str) -> None:
    with pytest.raises(Refused, match=fault):
        call()


def test_an_organisation_that_was_read_is_not_changed() -> None:
    with pytest.raises(TypeError, match="give its path"):
        zeren.simulate(zeren.organisation(COLLEGE), years=1)


def test_a_proof_board_is_a_page_of_its_own() -> None:
    assert zeren.prove("quebec-ca-123").page("en").startswith("<!doctype html>")


def test_why_what_if_and_what_to_find_out() -> None:
    """Asked for by name, as on the command line; left out otherwise."""
    asked, plain = FOUND["ask"](), zeren.ask(CASE)
    assert asked.answer.bearers["Lin"].find_out.next.term == "participated"
    assert any("what if" in line for line in asked.text("en").splitlines())
    assert not any("what if" in line for line in plain.text("en").splitlines())


def test_a_house_is_taken_as_adopted() -> None:
    rules = zeren.regulation("county-bureau")
    found = zeren.ask(CASE, house=zeren.house(HOUSE, rules))
    assert found.answer.stance == "adopted"
    assert [one.reading for one in found.answer.readings.adopted] == ["dissent_record", "direct_charge"]
    assert zeren.ask(CASE, house=zeren.house(HOUSE, rules), stance="literal").answer.stance == "literal"


def test_a_wrong_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="did you mean `county-bureau`"):
        zeren.prove("county-burea")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_answer_can_be_told(data: st.DataObject) -> None:
    """Whatever the regulation says or leaves out, an answer under it has words in both languages that name everybody."""
    regulation = parse_regulation(data.draw(regulations()))
    case = data.draw(cases(regulation))
    try:
        answer = ask(regulation, case, stance="all", why=True, what_if=True)
    except Refused:
        return
    for language in ("zh", "en"):
        told = render(regulation, case, answer, language)  # type: ignore[arg-type]
        assert all(name in told for name in answer.bearers)


def test_readings_that_there_are_not_are_refused_all_at_once_with_the_nearest_name() -> None:
    wrong = {"dissent_recrd": "required", "dissent_scope": "al"}
    with pytest.raises(zeren.Refused) as refused:
        zeren.ask("scenarios/cases/county-bureau/outvoted-member.case.yaml", readings=wrong)
    assert "did you mean `dissent_record`" in str(refused.value)
    assert "did you mean `all`" in str(refused.value)


def test_plain_data_is_a_case_like_any_other() -> None:
    people = {"Zhou": {"role": "secretary", "participated": True}, "赵: #六": {"role": "member", "participated": "unknown"}}
    matter = {"collective_responsibility_pursued": True, "erroneous": True, "form": "collective_meeting"}
    data = {"case": "a", "regulation": "county-bureau", "matter": matter, "people": people}
    answered = zeren.ask(data)
    assert answered.answer.bearers["Zhou"].certain == ("primary",)
    assert answered.answer.bearers["赵: #六"].possible == ("important",)
    assert zeren.ask({"matter": matter, "people": people}, "county-bureau").answer.bearers == answered.answer.bearers
    with pytest.raises(zeren.Refused, match="a case for `whatever`"):
        zeren.ask({**data, "regulation": "whatever"}, "county-bureau")


def test_what_programs_need_stands_at_the_top() -> None:
    from importlib.metadata import version

    assert zeren.__version__ == version("zeren")
    assert {"Refused", "Session"} <= set(zeren.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Refuse'"):
        zeren.Refuse  # noqa: B018  # the attribute is what is tried
