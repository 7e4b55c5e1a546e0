"""Each question about succession ships with a smallest regulation of which it does not hold, and one more sentence that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

import zeren.proofs
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.proofs.succession.table import Further, table

FOLDER = Path(zeren.proofs.__file__).parent / "broken" / "succession"
WANTED = {"every-day": {"every-day"}, "every-period": {"every-day", "every-period"}}
MENDING = {"every-day": Further(acting_within=0), "every-period": Further(filled_within=30, absence_within=30)}


def verdicts(regulation: Regulation, what_if: Further | None = None) -> dict[str, str]:
    """The verdict on each question that is asked, with one more sentence where there is one."""
    rows = [row for row in table(regulation, what_if=what_if) if row.wording == ("what_if" if what_if else "as_written")]
    return {"every-day" if row.per is None else "every-period": row.verdict for row in rows}


def refuted(regulation: Regulation) -> set[str]:
    return {name for name, verdict in verdicts(regulation).items() if verdict == "breaks"}


def test_there_is_one_for_each_question() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_a_broken_regulation_refutes_its_question(name: str) -> None:
    regulation = load_regulation(FOLDER / f"{name}.yaml")
    assert regulation.id == name
    assert refuted(regulation) == WANTED[name]
    for row in table(regulation):
        if row.history is not None:
            assert row.history.shortest
            assert [one.event.kind for one in row.history.happenings if one.event] == ["resigns"]


@pytest.mark.parametrize("name", WANTED)
def test_one_more_sentence_mends_it(name: str) -> None:
    assert verdicts(load_regulation(FOLDER / f"{name}.yaml"), MENDING[name])[name] == "holds"


def test_nothing_can_be_left_out_of_them() -> None:
    """Without what it says of succession the first refutes both; without its duty the other asks nothing."""
    text = (FOLDER / "every-day.yaml").read_text(encoding="utf-8")
    for sentence in ('vacancy: {at_most: months(1), article: "2"}, ', ', absence: {answers: yes, article: "2"}'):
        assert sentence in text
        assert refuted(parse_regulation(text.replace(sentence, ""))) == {"every-day", "every-period"}
    text = (FOLDER / "every-period.yaml").read_text(encoding="utf-8")
    assert table(parse_regulation(text[: text.index("duties:")])) == ()
