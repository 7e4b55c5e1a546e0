"""Ids are data: whatever they hold, certificates stay in their folder, are accepted, and no page or script is broken by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forgeries.regulations import NUMBERS, TINY
from typer.testing import CliRunner, Result

from zeren.cli import app
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.meaning.succession import offices
from zeren.proofs.case_text import case_text
from zeren.proofs.certificates.files import LONGEST_NAME, file_name, seen_from
from zeren.proofs.certificates.recheck import recheck
from zeren.proofs.succession.encoding import Encoding

STRANGE = [
    "../..",
    "../../../outside",
    "/absolute",
    "..",
    ".",
    "a/b",
    "a\\b",
    "C:\\rules",
    "javascript:alert(1)",
    "'><script>alert(1)</script>",
    'a"b',
    "a'b",
    "a\nb",
    "a\r\n  b: c",
    "a|b) (assert false) (",
    "a;b",
    "a: b",
    "a #b",
    "- a",
    "{a}",
    "con",
    "nul",
    "A",
    "a.b",
    "x" * 500,
    "规定",
    "\u202egnol",
    "a\u2028b",
    "null",
    "~",
    "no",
    "%2e%2e",
    "$(id)",
]


def zeren(*words: object) -> Result:
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def outside(base: Path, folder: Path) -> set[str]:
    return {str(path.relative_to(base)) for path in base.rglob("*") if path.is_file() and not path.is_relative_to(folder)}


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_certificates_of_a_strange_id_stay_in_their_folder_and_are_accepted(name: str, tmp_path: Path) -> None:
    base = tmp_path / "a/b/c"
    base.mkdir(parents=True)
    text = NUMBERS.replace("regulation: numbers", f"regulation: {json.dumps(name)}").replace("id: small", f"id: {json.dumps(name)}")
    (base / "rules.yaml").write_text(text, encoding="utf-8")
    found = zeren("prove", base / "rules.yaml", "--certificates", base / "kept", "--format", "html", "--jobs", "1", "--lang", "en")
    assert found.exit_code == 0, found.output
    assert "<script" not in found.output
    links = [link.split("'")[0] for link in found.output.split("<a href='")[1:]]
    assert links
    assert all((base / "kept" / link).is_file() for link in links)
    assert outside(tmp_path, base / "kept") == {"a/b/c/rules.yaml"}
    assert all(one.accepted for one in recheck(base / "kept"))
    assert zeren("check", base / "kept", "--lang", "en").exit_code == 0
    for path in (base / "kept").rglob("*"):
        assert len(path.name) <= LONGEST_NAME + 30
        assert path.name.isascii()


@pytest.mark.parametrize("name", STRANGE[3::3], ids=ascii)
def test_strange_items_and_offices_certify_what_they_should(name: str, tmp_path: Path) -> None:
    text = TINY.replace('item: "1"', f"item: {json.dumps(name)}").replace("who: d", f"who: {json.dumps(name)}")
    text = text.replace(" d: {", f" {json.dumps(name)}: {{")
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    for command in ("prove", "succession"):
        found = zeren(command, tmp_path / "rules.yaml", "--certificates", tmp_path / "kept", "--format", "json")
        assert found.exit_code == 1, found.output
    assert outside(tmp_path, tmp_path / "kept") == {"rules.yaml"}
    found = zeren("check", tmp_path / "kept", "--lang", "en")
    assert found.exit_code == 0, found.output


def test_two_ids_never_have_the_same_file() -> None:
    every = [*STRANGE, *(file_name(one) for one in STRANGE), "con.0", "id", "a-b", "a_b", "a b", "A b", "x" * 60, "x" * 61, ""]
    names = [file_name(one) for one in dict.fromkeys(every)]
    assert len({one.casefold() for one in names}) == len(names)
    assert not any(set(one) & set("/\\:\"'<>| \n") or one.startswith(".") for one in names)


def test_offices_that_look_like_places_stay_apart() -> None:
    """An office whose id is no plain word is called by its place, which no plain id is."""
    bearers = "bearers: {a-b: {zh: 甲, en: a}, office2: {zh: 乙, en: b}, c-d: {zh: 丙, en: c}}\n"
    text = TINY[: TINY.index("bearers:")] + bearers + "duties: [{id: watch, article: '1', who: a-b, act: {zh: 巡查, en: watch}}]\n"
    text += "succession: {a-b: {deputies: [{who: c-d}, {who: office2}]}}\n"
    encoding = Encoding(offices(parse_regulation(text), "a-b"), None)
    stems = [encoding.stem(one) for one in encoding.offices.rules]
    assert len(set(stems)) == len(stems) == 3


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_a_witness_of_a_strange_id_is_read_back(name: str) -> None:
    regulation = parse_regulation(TINY.replace('item: "1"', f"item: {json.dumps(name)}"))
    text = f"case: {json.dumps(name)}\nregulation: tiny\npeople:\n  {json.dumps(name)}: {{chair: yes}}\n"
    text += f"circumstances:\n  - {{item: {json.dumps(name)}, subject: {json.dumps(name)}, seen: yes}}\n"
    case = parse_case(text, regulation)
    again = parse_case(case_text(regulation, case), regulation)
    assert (again.id, again.people, again.facts, again.circumstances) == (case.id, case.people, case.facts, case.circumstances)


def test_a_manifest_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "rules.yaml").write_text(NUMBERS, encoding="utf-8")
    zeren("prove", tmp_path / "rules.yaml", "--certificates", tmp_path / "here/kept", "--jobs", "1")
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "here").rglob("*") if path.is_file())
    assert str(tmp_path) not in text
    assert json.loads((tmp_path / "here/kept/manifest.json").read_text())["regulations"][0]["file"] == "../../rules.yaml"
    assert seen_from(tmp_path / "a/b/c/d", str(tmp_path / "rules.yaml")) == ""


def test_a_name_belongs_to_one_regulation(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(NUMBERS, encoding="utf-8")
    (tmp_path / "county-bureau.yaml").write_text(NUMBERS.replace("regulation: numbers", "regulation: county-bureau"), encoding="utf-8")
    for command in ("prove", "succession"):
        both = zeren(command, tmp_path / "one.yaml", tmp_path / "two.yaml", "--certificates", tmp_path / "kept")
        assert both.exit_code == 2
        assert "is named by" in both.stderr
        own = zeren(command, tmp_path / "county-bureau.yaml", "--certificates", tmp_path / "kept")
        assert own.exit_code == 2
        assert "the name of a built-in regulation" in own.stderr
    assert not (tmp_path / "kept").exists()


def test_texts_are_certified_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(("\ufeff" + NUMBERS.replace("\n", "\r\n")).encode())
    for command in ("prove", "succession"):
        zeren(command, tmp_path / "rules.yaml", "--certificates", tmp_path / "kept")
    assert zeren("check", tmp_path / "kept").exit_code == 0
