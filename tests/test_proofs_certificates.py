"""Certificates: what is written is accepted; what is damaged, exchanged or out of date is rejected, each for its own reason."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from forgeries.kit import Kit, canonical
from typer.testing import CliRunner

import zeren.proofs
from zeren.cli import app
from zeren.model.language.load import load_regulation
from zeren.model.solving.solver import Undecided
from zeren.proofs.boards import Boards
from zeren.proofs.certificates import checker, smt
from zeren.proofs.certificates.files import Wrong, read_within
from zeren.proofs.certificates.folder import MANIFEST, write_manifest
from zeren.proofs.certificates.recheck import Recheck, recheck
from zeren.proofs.prove import prove
from zeren.proving.verdict_report import Asking, report_on

BROKEN = Path(zeren.proofs.__file__).parent / "broken"

TEXT = """
regulation: tiny
title: {zh: 小规则, en: tiny}
tiers: {ranked: [grave], unranked: [light]}
terms:
  matter: {wrong: {zh: 错误, en: wrong}}
  person:
    chair: {zh: 主持, en: chair}
    objected: {zh: 反对, en: objected}
readings:
  scope:
    question: {zh: 免责及于何人, en: whom it frees}
    one_of: {all: {zh: 人人, en: all}, some_: {zh: 其他人, en: others}}
    literal: all
rules:
  - {id: chair, article: "1", bears: grave, when: wrong and chair, text: {zh: 主持, en: the chair}}
  - {id: rest, article: "1", bears: light, when: wrong and not chair, text: {zh: 其他人, en: the others}}
exceptions:
  - id: dissent
    article: "2"
    defeats: [chair, rest]
    when: objected and (scope == all or not chair)
    text: {zh: 反对者免责, en: who objected}
concepts: {objection_stands: objected, leadership: [grave, light], objecting: {objected: yes}, not_objecting: {objected: no}}
"""

NUMBERS = """
regulation: numbers
title: {zh: 数额, en: numbers}
tiers: {unranked: [liable]}
terms:
  matter:
    loss: {zh: 损失, en: loss, type: number}
    found: {zh: 发现, en: found, type: date}
    told: {zh: 报告, en: told, type: date}
  person: {chair: {zh: 主持, en: chair}}
rules:
  - {id: loss, article: "1", bears: liable, when: chair and loss > 100 and told > found + days(3), text: {zh: 迟报, en: late}}
properties:
  - {id: small, article: "1", sort: person, never: loss < 50 and applies(loss), text: {zh: 小额不问, en: nobody for a small loss}}
  - {id: prompt, article: "1", sort: person, never: told == found and applies(loss), text: {zh: 及时不问, en: nobody when told at once}}
  - {id: any, article: "1", sort: person, never: applies(loss), text: {zh: 不问, en: nobody at all}}
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("certificates")
    (base / "tiny.yaml").write_text(TEXT, encoding="utf-8")
    return certify(base / "tiny.yaml", base / "kept")


def certify(file: Path | str, folder: Path) -> Path:
    done = report_on(str(file), folder)
    assert done.record is not None
    assert all(one.check is not None and one.check.accepted for one in done.report.verdicts)
    write_manifest(folder, [done.record], done.files, "test")
    return folder


@pytest.fixture
def kept(written: Path, tmp_path: Path) -> Path:
    """The certificates beside the regulation, as they were written."""
    shutil.copy(written.parent / "tiny.yaml", tmp_path)
    return Path(shutil.copytree(written, tmp_path / "copy"))


def rejected(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in recheck(folder):
        if not one.accepted:
            found[one.what] = "; ".join(filter(None, [found.get(one.what), *one.reasons]))
            for reason in one.why:
                assert re.search("[\u4e00-\u9fff]", reason.text.zh)
    return found


def restated(folder: Path, name: str, data: str) -> None:
    """Change a file and make the list of files say that this is what was written, as one who forges it would."""
    Kit(folder, MANIFEST).write(name, data)


def changed(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    restated(folder, name, text.replace(old, new, 1))


EXEMPTS = "tiny/objection-exempts"


def test_what_is_written_is_accepted(kept: Path) -> None:
    found = list(recheck(kept))
    assert found
    assert all(one.accepted for one in found)
    assert sum(one.proofs for one in found) > 3
    assert sum(one.cases for one in found) > 5


def test_the_same_bytes_are_written_again(kept: Path, tmp_path: Path) -> None:
    again = certify(tmp_path / "tiny.yaml", tmp_path / "again")
    files = sorted(path.relative_to(kept) for path in kept.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert all((kept / one).read_bytes() == (again / one).read_bytes() for one in files)


def test_every_damaged_file_is_noticed(kept: Path) -> None:
    for path in sorted([*(kept / EXEMPTS).iterdir(), kept / "tiny/tiny.yaml"]):
        data = path.read_bytes()
        name = str(path.relative_to(kept))
        path.write_bytes(data[:-2])
        assert any(f"`{name}` is truncated" in reason for reason in rejected(kept).values())
        path.write_bytes(data[:-2] + b"9\n")
        assert any(f"`{name}` was altered" in reason for reason in rejected(kept).values())
        path.unlink()
        assert any(f"`{name}` is missing" in reason for reason in rejected(kept).values())
        path.write_bytes(data)
    assert not rejected(kept)


@pytest.mark.parametrize(("proof", "reason"), [("", "ends before the empty clause"), ("1 x 0\n", "step 1 cannot be read")])
def test_what_is_no_proof_is_rejected(kept: Path, proof: str, reason: str) -> None:
    restated(kept, f"{EXEMPTS}/none-2-size-1.drat", proof)
    assert "none-2-size-1.drat` is no proof" in rejected(kept)[EXEMPTS]
    assert reason in rejected(kept)[EXEMPTS]


def test_swapped_clauses_are_rejected(kept: Path) -> None:
    other = (kept / "tiny/objecting-never-hurts/none-1-size-1.cnf").read_text(encoding="utf-8")
    restated(kept, f"{EXEMPTS}/none-2-size-1.cnf", other)
    assert "is not what the property asks of boards of 1" in rejected(kept)[EXEMPTS]


def test_clauses_of_another_property_are_rejected_with_their_own_proof(kept: Path) -> None:
    """A proof of something else is a good proof; it is the wrong question that gives it away."""
    other, mine = "tiny/objecting-never-hurts/none-1-size-1", f"{EXEMPTS}/none-2-size-1"
    question, proof = ((kept / f"{other}.{kind}").read_text(encoding="utf-8") for kind in ("cnf", "drat"))
    assert checker.check(question, proof).accepted
    restated(kept, f"{mine}.cnf", question)
    restated(kept, f"{mine}.drat", proof)
    assert set(rejected(kept)) == {EXEMPTS}
    assert "is not what the property asks of boards of 1" in rejected(kept)[EXEMPTS]


def test_every_word_of_the_dictionary_is_bound_to_the_property(kept: Path) -> None:
    """The clauses stay as they are and only what a variable stands for is exchanged, line by line."""
    name = f"{EXEMPTS}/none-2-size-1.cnf"
    text = (kept / name).read_text(encoding="utf-8")
    rows = text.splitlines()
    words = [place for place, row in enumerate(rows) if row.startswith("c ") and any(part.isdigit() for part in row.split())]
    assert len(words) > 2
    for place in words:
        restated(kept, name, "\n".join([*rows[:place], rows[place] + "x", *rows[place + 1 :]]) + "\n")
        assert "is not what the property asks of boards of 1" in rejected(kept)[EXEMPTS], rows[place]
    restated(kept, name, text)
    assert not rejected(kept)


def test_a_clause_more_is_rejected(kept: Path) -> None:
    name = f"{EXEMPTS}/none-2-size-1.cnf"
    rows = (kept / name).read_text(encoding="utf-8").splitlines()
    place = next(index for index, row in enumerate(rows) if row.startswith("p cnf"))
    words = rows[place].split()
    rows[place] = f"p cnf {words[2]} {int(words[3]) + 1}"
    restated(kept, name, "\n".join([*rows, "-1 0"]) + "\n")
    assert "is not what the property asks" in rejected(kept)[EXEMPTS]


def test_a_swapped_case_is_rejected(kept: Path) -> None:
    other = (kept / "tiny/parts-can-apply/chair/case-1.case.yaml").read_text(encoding="utf-8").replace("../../tiny", "../tiny")
    restated(kept, f"{EXEMPTS}/case-1.case.yaml", other)
    assert "the case is read by `scope: all`" in rejected(kept)[EXEMPTS]


def test_a_case_with_another_fact_is_rejected(kept: Path) -> None:
    changed(kept, f"{EXEMPTS}/case-1.case.yaml", "chair: yes", "chair: no")
    assert "it is not the case that was sought" in rejected(kept)[EXEMPTS]


def test_a_case_that_is_none_is_rejected(kept: Path) -> None:
    changed(kept, f"{EXEMPTS}/case-1.case.yaml", "chair: yes", "chiar: yes")
    assert "unknown term `chiar`" in rejected(kept)[EXEMPTS]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"status": "depends"', '"status": "holds"', "it says `holds`, but shows `depends`"),
        ('"persons": 1', '"persons": 0', "it looks at up to 0 persons, where 1 must be looked at"),
        ('"polarity": "universal"', '"polarity": "existential"', "the property is universal, not existential"),
        ('"en": "an objection that stands', '"en": "an objection', "it states the property in other words"),
        ('"all",\n     "some_"', '"all"', "`scope` is no reading with these options"),
        ('["scope", "all"]', '["scope", "nobody"]', "`scope: nobody` is no option"),
        ('"size": 1', '"size": 2', "proofs for sizes [2], where 1 to 1 are needed"),
        ('"property": "objection-exempts"', '"property": "objection-frees"', "it states the property in other words"),
        ('"property": "objection-exempts"', '"property": "tiers-reachable"', "it states the property in other words"),
    ],
)
def test_a_verdict_that_says_something_else_is_rejected(kept: Path, old: str, new: str, reason: str) -> None:
    name = f"{EXEMPTS}/verdict.json"
    compact = json.dumps(json.loads((kept / name).read_text(encoding="utf-8")), ensure_ascii=False)
    old, new = (" ".join(one.split()).replace("[ ", "[") for one in (old, new))
    assert old in compact
    restated(kept, name, canonical(json.loads(compact.replace(old, new, 1))))
    assert reason in rejected(kept)[EXEMPTS]


def test_readings_that_no_region_holds_are_noticed(kept: Path) -> None:
    name = f"{EXEMPTS}/verdict.json"
    verdict = json.loads((kept / name).read_text(encoding="utf-8"))
    verdict["regions"] = verdict["regions"][:1]
    restated(kept, name, canonical(verdict))
    assert "cover.cnf` does not speak of these sets of readings" in rejected(kept)[EXEMPTS]
    verdict["cover"] = []
    restated(kept, name, canonical(verdict))
    assert "no proof that the sets of readings leave none out" in rejected(kept)[EXEMPTS]


def test_stale_certificates_are_rejected(tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TEXT, encoding="utf-8")
    folder = certify(file, tmp_path / "certificates")
    assert not rejected(folder)
    file.write_text(TEXT.replace("wrong and chair", "chair"), encoding="utf-8")
    assert rejected(folder) == {"tiny": "stale: `tiny` has changed since these certificates were written"}
    file.unlink()
    assert not rejected(folder)  # a folder stands on its own


def test_the_text_of_the_rules_cannot_be_exchanged(kept: Path, tmp_path: Path) -> None:
    text = TEXT.replace("scope == all or not chair", "not chair")
    restated(kept, "tiny/tiny.yaml", text)
    assert rejected(kept) == {"tiny": "stale: `tiny` has changed since these certificates were written"}
    (tmp_path / "tiny.yaml").unlink()
    assert "tiny/objection-exempts" in rejected(kept)


def test_a_certificate_left_out_is_missed(kept: Path) -> None:
    manifest = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    manifest["regulations"][0]["verdicts"].remove(EXEMPTS)
    (kept / MANIFEST).write_text(canonical(manifest), encoding="utf-8")
    assert rejected(kept) == {EXEMPTS: "no certificate for this property"}


def test_a_file_outside_the_folder_is_not_read(kept: Path) -> None:
    manifest = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    manifest["regulations"][0]["verdicts"][0] = "../.."
    manifest["files"].insert(0, {"file": "../../verdict.json", "bytes": 1, "sha256": ""})
    (kept / MANIFEST).write_text(canonical(manifest), encoding="utf-8")
    assert "the regulation has no such property, or it stands here twice" in rejected(kept).values()
    for outside in ("../tiny.yaml", "/etc/passwd", "tiny/../../tiny.yaml", "tiny\\tiny.yaml", "tiny//tiny.yaml", ""):
        with pytest.raises(Wrong, match="lies outside the folder"):
            read_within(kept, outside)


def test_a_folder_without_certificates_is_rejected(tmp_path: Path) -> None:
    assert [one.reasons for one in recheck(tmp_path)] == [("`manifest.json` is missing",)]
    (tmp_path / MANIFEST).write_text("{}")
    assert "is no list of certificates" in next(iter(recheck(tmp_path))).reasons[0]


def test_arithmetic_is_decided_again_by_another_solver(tmp_path: Path) -> None:
    file = tmp_path / "numbers.yaml"
    file.write_text(NUMBERS, encoding="utf-8")
    folder = certify(file, tmp_path / "certificates")
    scripts = sorted(folder.rglob("*.smt2"))
    assert {path.parent.name for path in scripts} == {"small", "prompt"}
    assert all(smt.excluded(path.read_text(encoding="utf-8")) for path in scripts)
    found = {one.about.id: one for one in prove(load_regulation(file))}
    assert [found[name].status for name in ("small", "prompt", "any")] == ["holds", "holds", "fails"]
    witness = found["any"].witnessed[0].witness
    assert witness is not None
    assert {fact.shown: str(value) for fact, value in witness.facts.items()}.items() >= {"loss": "101", "A.chair": "True"}.items()
    name = str(scripts[0].relative_to(folder))
    changed(folder, name, "(check-sat)", "(assert true)\n(check-sat)")
    assert any("is not what the property asks" in reason for reason in rejected(folder).values())


def test_a_script_with_a_model_is_not_excluded() -> None:
    assert not smt.excluded("(set-logic QF_LIRA)\n(declare-const x Int)\n(assert (> x 3))\n(check-sat)\n")


def test_without_the_other_solver_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "find_spec", lambda _: None)
    with pytest.raises(Undecided, match=r"is not installed: pip install 'zeren\[cvc5\]'"):
        smt.excluded("(check-sat)\n")


def test_z3_is_trusted_only_where_asked_and_its_word_is_labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "numbers.yaml"
    file.write_text(NUMBERS, encoding="utf-8")
    folder = certify(file, tmp_path / "certificates")
    assert all(not one.repeated for one in recheck(folder, trust_z3=True)), "cvc5 is there, so it is asked"
    monkeypatch.setattr(smt, "find_spec", lambda _: None)
    assert any("not installed" in reason for one in recheck(folder) for reason in one.reasons)
    found = list(recheck(folder, trust_z3=True))
    assert all(one.accepted for one in found)
    assert sum(one.repeated for one in found) == len(list(folder.rglob("*.smt2")))
    said = CliRunner().invoke(app, ["check", str(folder), "--trust-z3", "--lang", "en"])
    assert said.exit_code == 0
    assert "no independent check" in said.stdout


def test_a_script_that_cannot_be_read_is_undecided() -> None:
    with pytest.raises(Undecided, match="cvc5"):
        smt.excluded("(set-logic QF_LIRA)\n(assert (> x 3))\n(check-sat)\n")


def test_a_starved_solver_is_reported_as_such(tmp_path: Path) -> None:
    regulation = load_regulation("county-bureau")
    found = [one for one in prove(regulation, Boards(regulation, effort=0)) if one.status != "not_asked"]
    assert {one.status for one in found} <= {"unknown", "holds"}
    unknown = [one for one in found if one.status == "unknown"]
    assert len(unknown) > 30
    assert all(one.reason is not None and "gave up after 0 conflicts" in one.reason.en for one in unknown)
    assert not any(one.regions for one in unknown)
    done = report_on(str(BROKEN / "parts-matter.yaml"), tmp_path / "starved", Asking(effort=0))
    checks = [one.check for one in done.report.verdicts if one.status == "unknown"]
    assert checks
    assert all(check is not None and not check.accepted and "undecided" in check.reasons[0] for check in checks)


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_certificates_of_broken_regulations_are_accepted(path: Path, tmp_path: Path) -> None:
    assert all(one.accepted for one in recheck(certify(path, tmp_path)))


def test_a_recheck_says_what_it_counted(kept: Path) -> None:
    found = {one.what: one for one in recheck(kept)}
    assert found[EXEMPTS] == Recheck(EXEMPTS, (), proofs=2, cases=1, ignored=found[EXEMPTS].ignored)
