"""`import zeren`: what the commands do, for programs and notebooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal import run

import zeren
from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_regulation
from zeren.model.solving.ask import ask
from zeren.shown import Shown
from zeren.testing import cases, regulations
from zeren.text import render

CASE = Path(__file__).parent.parent / "scenarios/cases/county-bureau/outvoted-member.case.yaml"
HOUSE = Path(__file__).parent.parent / "scenarios/houses/bureau-committee.house.yaml"

FOUND = {
    "ask": lambda: zeren.ask(CASE, why=True, what_if=True, find_out=True),
    "prove": lambda: zeren.prove("quebec-ca-123"),
    "lint": lambda: zeren.lint("quebec-ca-123"),
    "compare": lambda: zeren.compare("quebec-ca-123", "quebec-bca-139"),
    "cycles": lambda: zeren.cycles("county-bureau", missed=1),
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
    ],
)
def test_a_program_is_told_what_the_command_prints(command: str, found: Callable[[], Shown]) -> None:
    """The same words and the same data."""
    told = run(f"zeren {command} --lang zh")
    assert told.startswith(found().text("zh"))
    assert told.removeprefix(found().text("zh")) in ("", "[exit 1]\n")
    assert json.loads(run(f"zeren {command} --format json").removesuffix("[exit 1]\n")) == json.loads(found().json())


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
