"""What people read: nothing is said of one person over and over."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.answering.text import render
from zeren.model.language.load import open_case
from zeren.model.solving.ask import ask

CASES = Path(__file__).resolve().parent.parent / "scenarios" / "cases"


@pytest.mark.parametrize(
    "name", ["department/ratified-afterwards", "county-bureau/secretary-signs-the-minutes", "party-organisations/one-failure-to-follow-up"]
)
@pytest.mark.parametrize(("language", "said"), [("zh", "条文可以有不同理解（"), ("en", "the text can be read in two ways (")])
def test_that_the_text_can_be_read_in_two_ways_is_said_once_of_a_person(name: str, language: str, said: str) -> None:
    regulation, case = open_case(CASES / f"{name}.case.yaml")
    answer = ask(regulation, case, stance="all")
    blocks = render(regulation, case, answer, language).split("\n\n")  # type: ignore[arg-type]  # one of the two languages
    people = {name: block for name in case.people for block in blocks if block.startswith(name)}
    assert set(people) == set(case.people)
    for person, block in people.items():
        assert block.count(said) <= 1, person
    assert any(said in block for block in people.values())


def test_a_reading_among_facts_does_not_start_a_sentence() -> None:
    regulation, case = open_case(CASES / "department/approved-and-ratified-later.case.yaml")
    text = render(regulation, case, ask(regulation, case, stance="all"), "en")
    assert "; depends on the reading of article 20" in text
    assert "; Depends on" not in text
