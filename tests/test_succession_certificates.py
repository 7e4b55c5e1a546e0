"""Certificates of who answers for ever: accepted as written, rejected when touched; and what the command prints for programs."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from forgeries.kit import Kit, canonical
from typer.testing import CliRunner, Result

from zeren.cli import app
from zeren.model.language.limits import limits
from zeren.model.language.load import parse_regulation
from zeren.model.meaning.succession import offices
from zeren.proofs.succession.certificate import MANIFEST
from zeren.proofs.succession.decide import Inductive
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import Clause, Literal, clauses_of, written
from zeren.proofs.succession.induction import checks
from zeren.proofs.succession.recheck import recheck
from zeren.proofs.succession.table import Row
from zeren.proofs.succession.told import clause_in_words
from zeren.schemas import schema_text

TEXT = """
regulation: example
title: {zh: 例, en: example}
tiers: {unranked: [liable]}
bearers: {s: {zh: 书记, en: the secretary}, d: {zh: 副职, en: the deputy}}
duties:
  - {id: report, article: "1", who: s, at_least: 1, per: half_year, act: {zh: 汇报, en: report}}
  - {id: watch, article: "2", who: d, wording: {zh: 经常, en: constantly}, act: {zh: 巡查, en: watch}}
  - {id: filing, article: "3", act: {zh: 备案, en: filing}}
succession:
  s: {vacancy: {at_most: months(3)}, absence: {at_most: days(60)}}
  d: {acting: {within: days(0)}}
"""


def zeren(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "en_GB.UTF-8", "LC_ALL": None})


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("succession")
    (folder / "example.yaml").write_text(TEXT, encoding="utf-8")
    result = zeren("succession", folder / "example.yaml", "--certificates", folder / "kept", "--format", "json")
    assert result.exit_code == 1  # one breaks
    return folder


@pytest.fixture
def folder(written_once: Path, tmp_path: Path) -> Path:
    """The certificates, to be spoiled."""
    shutil.copytree(written_once, tmp_path / "copy")
    return tmp_path / "copy" / "kept"


def rejected(folder: Path) -> dict[str, str]:
    found = [one for one in recheck(folder) if not one.accepted]
    assert all(re.search("[\u4e00-\u9fff]", reason.text.zh) for one in found for reason in one.why)
    return {one.what: " ".join(one.reasons) for one in found}


def row_of(folder: Path, number: int) -> dict[str, Any]:
    return json.loads((folder / f"example/succession/{number}/row.json").read_text())  # type: ignore[no-any-return]  # an object


def forge(folder: Path, name: str, text: str) -> None:
    """Write a file and enter it in the list, as somebody would who wants it believed."""
    Kit(folder, MANIFEST).write(name, text)


def ordered(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its parts in the order in which zeren writes them."""
    return {field.name: row[field.name] for field in msgspec.structs.fields(Row) if field.name in row}


def forge_row(folder: Path, number: int, **changes: Any) -> None:
    forge(folder, f"example/succession/{number}/row.json", canonical(ordered(row_of(folder, number) | changes)))


def test_what_is_written_is_accepted(folder: Path) -> None:
    assert rejected(folder) == {}
    assert [(row_of(folder, number)["bearer"], row_of(folder, number)["verdict"]) for number in (1, 2, 3, 4)] == [
        ("s", "breaks"),
        ("s", "holds"),
        ("d", "holds"),
        (None, "breaks"),
    ]
    result = zeren("check", folder)
    assert result.exit_code == 0
    assert "4 of 4 certificates accepted" in result.output


def mutants(clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, ...]]:
    """Every change of one part: left out, turned round, or a number moved by one or ten."""
    for place, clause in enumerate(clauses):
        yield clauses[:place] + clauses[place + 1 :]
        for part, one in enumerate(clause):
            changed: list[Literal] = [one._replace(least=one.least + by) for by in (-10, -1, 1, 10)] if one.least is not None else []
            changed += [one._replace(holds=not one.holds)] if one.least is None else []
            for other in changed:
                yield (*clauses[:place], (*clause[:part], other, *clause[part + 1 :]), *clauses[place + 1 :])
            if len(clause) > 1:
                yield (*clauses[:place], clause[:part] + clause[part + 1 :], *clauses[place + 1 :])


def canon(clauses: tuple[Clause, ...], encoding: Encoding) -> tuple[Clause, ...]:
    """Clauses in the order in which they are written."""
    return clauses_of(written(clauses), encoding.variables)


def test_a_changed_invariant_is_rejected_or_is_one_still(folder: Path) -> None:
    """Every change of the invariant, entered with scripts to match: cvc5 rejects it, or Z3 finds it to be an invariant too."""
    regulation = parse_regulation(TEXT)
    encoding = Encoding(offices(regulation, "s"), "half_year")
    clauses = clauses_of(row_of(folder, 2)["formula"], encoding.variables)
    judge = Inductive(encoding, limits().steps)
    assert judge.holds(clauses)
    outcomes = []
    for mutant in mutants(clauses):
        words = [
            {"zh": one.zh, "en": one.en} for one in (clause_in_words(clause, encoding, regulation) for clause in canon(mutant, encoding))
        ]
        forge_row(folder, 2, formula=written(canon(mutant, encoding)), invariant=words)
        for name, text in checks(encoding, written(canon(mutant, encoding))).items():
            forge(folder, f"example/succession/2/{name}.smt2", text)
        outcomes.append("example/succession/2" not in rejected(folder))
        assert outcomes[-1] == judge.holds(mutant)
    assert len(outcomes) > 30
    assert outcomes.count(False) > len(outcomes) / 2


@pytest.mark.parametrize(
    ("number", "changes", "reason"),
    [
        (1, {"verdict": "holds", "formula": "true"}, "not in the list of files"),
        (2, {"formula": "true"}, "is not what the text asks"),
        (2, {"formula": "true) (assert false"}, "no formula over these variables"),
        (2, {"formula": "|s.gone@0|"}, "no formula over these variables"),
        (2, {"verdict": "unknown"}, "undecided"),
        (2, {"verdict": "breaks"}, "no history shows that it breaks"),
        (2, {"per": "year"}, "its `per` is not what"),
        (2, {"question": "every_day"}, "its `question` is not what"),
        (2, {"wording": "what_if"}, "its `wording` is not what"),
        (4, {"verdict": "holds"}, "nobody is named"),
        (3, {"bearer": "s"}, "its `bearer` is not what"),
        (3, {"duties": ["report"]}, "its `duties` is not what"),
    ],
)
def test_a_forged_row_is_rejected(folder: Path, number: int, changes: dict[str, Any], reason: str) -> None:
    forge_row(folder, number, **changes)
    assert reason in rejected(folder)[f"example/succession/{number}"]


def test_a_forged_history_is_rejected(folder: Path) -> None:
    kept = row_of(folder, 1)
    forge_row(folder, 1, story=kept["story"] | {"begins": "2026-06-29"})
    assert "does not happen so" in rejected(folder)["example/succession/1"]
    returns = {"happenings": [{"event": ["returns", "s", None], "days": 0}, {"event": None, "days": 1}]}
    forge_row(folder, 1, history=kept["history"] | returns)
    assert "cannot happen" in rejected(folder)["example/succession/1"]
    forge_row(folder, 1, story=kept["story"], history=kept["history"] | {"least": 0})
    assert "is not what the text asks" in rejected(folder)["example/succession/1"]


def test_spoiled_files_are_rejected(folder: Path) -> None:
    name = "example/succession/2/safety.smt2"
    text = (folder / name).read_text()
    (folder / name).write_text(text[:-20])
    assert "truncated" in rejected(folder)["example/succession/2"]
    (folder / name).write_text(text.replace("check-sat", "check_sat"))
    assert "altered" in rejected(folder)["example/succession/2"]
    (folder / name).unlink()
    assert "missing" in rejected(folder)["example/succession/2"]
    swapped = (folder / "example/succession/2/initiation.smt2").read_text()
    forge(folder, name, swapped)
    assert "is not what the text asks" in rejected(folder)["example/succession/2"]


def test_a_changed_text_makes_them_stale(folder: Path) -> None:
    file = folder.parent / "example.yaml"
    file.write_text(TEXT.replace("months(3)", "months(4)"), encoding="utf-8")
    assert "stale" in rejected(folder)["example"]


def test_a_question_left_out_is_missed(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["regulations"][0]["verdicts"].pop(1)
    (folder / MANIFEST).write_text(canonical(manifest))
    assert rejected(folder) == {"example/s/every_period/half_year": "no certificate for this question"}


# the command -------------------------------------------------------------------------------------------------


def test_what_is_printed_for_programs_fits_its_schema(written_once: Path) -> None:
    result = zeren("succession", written_once / "example.yaml", "--format", "json", "--acting-within", "0")
    report = json.loads(result.stdout)
    jsonschema.Draft202012Validator(json.loads(schema_text("succession"))).validate(report)
    assert report["schema"] == "zeren.succession/1"
    assert {(row["bearer"], row["wording"], row["verdict"]) for row in report["rows"] if row["question"] == "every_day"} == {
        ("s", "as_written", "breaks"),
        ("d", "as_written", "holds"),
        (None, "as_written", "breaks"),
        ("s", "what_if", "holds"),
    }


def test_exit_codes(tmp_path: Path) -> None:
    file = tmp_path / "holds.yaml"
    file.write_text(
        TEXT.replace("  - {id: filing", "  # - {id: filing").replace("vacancy: {at_most: months(3)}", "acting: {within: days(0)}")
    )
    assert zeren("succession", file).exit_code == 0
    assert zeren("succession", "county-bureau").exit_code == 1
    wrong = zeren("succession", "county-bureau", "--office", "comittee", "--deputy", "superor", "--acting-within", "-1")
    assert wrong.exit_code == 2
    assert wrong.stderr.splitlines() == [
        "--office comittee: did you mean `committee`?",
        "--deputy superor: did you mean `superior`?",
        "--acting-within -1: expected 0 to 36525",
    ]
    assert zeren("succession", "nowhere").exit_code == 2
    assert zeren("succession", file, "--certificates", tmp_path / "x", "--filled-within", "3").exit_code == 2
    assert zeren("succession", "--office", "secretary", "--certificates", tmp_path / "x").exit_code == 2
    (tmp_path / "file").write_text("")
    assert zeren("succession", file, "--certificates", tmp_path / "file").exit_code == 2


def test_the_page_tells_the_same(written_once: Path, tmp_path: Path) -> None:
    assert (
        zeren("succession", written_once / "example.yaml", "--format", "html", "--lang", "zh", "--out", tmp_path / "page.html").exit_code
        == 1
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    for part in ("书记：汇报（第一条）", "永远成立", "各职位均有人任职", "职位空缺的，3个月内任命继任者", "最短的经过", "未写明由谁负责"):
        assert part in page


def test_the_same_bytes_every_time(written_once: Path) -> None:
    words = ("succession", written_once / "example.yaml", "--format", "json")
    assert zeren(*words).stdout == zeren(*words).stdout
    assert msgspec.json.decode(zeren(*words).stdout)["what_if"] is None
