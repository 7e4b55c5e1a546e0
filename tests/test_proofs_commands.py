"""`zeren prove` and `zeren check` as one calls them: what they print, what they write, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import zeren.proofs
from zeren.commands import check, prove

BROKEN = Path(zeren.proofs.__file__).parent / "broken"

SOUND = """
regulation: sound
title: {zh: 健全的规则, en: a sound rule}
tiers: {unranked: [liable]}
terms:
  person: {chair: {zh: 主持, en: chair}}
rules:
  - {id: chair, article: "1", bears: liable, when: chair, text: {zh: 主持, en: the chair}}
"""


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    prove.register(found)
    check.register(found)
    return found


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "sound.yaml"
    file.write_text(SOUND, encoding="utf-8")
    return file


def run(app: typer.Typer, *arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found.exit_code, found.output


def test_a_sound_regulation_ends_with_zero(app: typer.Typer, sound: Path) -> None:
    code, text = run(app, "prove", sound, "--lang", "en")
    assert code == 0
    assert "every tier is reachable" in text
    assert "every size (1 looked at)" in text
    assert "not legal advice" in text


def test_a_refuted_property_ends_with_one_and_a_story(app: typer.Typer) -> None:
    code, text = run(app, "prove", BROKEN / "objecting-never-hurts.yaml", "--lang", "en")
    assert code == 1
    assert "an objection never adds a tier to its maker — fails" in text
    assert "A: objected → liable (article 1)." in text
    assert "Were it otherwise for A (not: objected): A → no tier under article 1." in text


def test_chinese_is_spoken_where_asked(app: typer.Typer) -> None:
    code, text = run(app, "prove", BROKEN / "objecting-never-hurts.yaml", "--lang", "zh")
    assert code == 1
    assert "提出反对意见不会使本人多担责任 — 不成立" in text
    assert "A：提出反对意见 → 担责（第一条）。" in text


def test_json_says_everything(app: typer.Typer) -> None:
    code, text = run(app, "prove", BROKEN / "no-responsibility-gap.yaml", "--format", "json")
    assert code == 1
    report = json.loads(text)
    assert report["schema"] == "zeren.verdicts/1"
    verdicts = {(one["property"], one["part"]): one for one in report["regulations"][0]["verdicts"]}
    gap = verdicts["no-responsibility-gap", ""]
    assert (gap["status"], gap["persons"], gap["every_size"], gap["polarity"]) == ("fails", 1, True, "universal")
    assert gap["fails_under"] == [{}]
    assert gap["witnesses"][0]["case"].startswith("case: no-responsibility-gap-1\n")
    assert verdicts["objection-exempts", ""]["status"] == "not_asked"
    assert run(app, "prove", BROKEN / "no-responsibility-gap.yaml", "--format", "json")[1] == text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_stands_on_its_own_and_prints(app: typer.Typer, tmp_path: Path, language: str) -> None:
    page, folder = tmp_path / "board.html", tmp_path / "certificates"
    file = BROKEN / "objection-is-personal.yaml"
    code, text = run(app, "prove", file, "--format", "html", "--lang", language, "--out", page, "--certificates", folder)
    assert (code, text) == (1, "")
    html = page.read_text(encoding="utf-8")
    assert f"<html lang='{language}'>" in html
    assert "@media print" in html
    assert "http" not in html
    assert "<script" not in html
    for link in html.split("<a href='")[1:]:
        assert (folder / link.split("'")[0]).is_file()


def test_two_regulations_at_once_come_in_the_order_asked(app: typer.Typer, sound: Path) -> None:
    code, text = run(app, "prove", sound, BROKEN / "parts-matter.yaml", "--format", "json", "--jobs", "2")
    assert code == 1
    assert [one["regulation"] for one in json.loads(text)["regulations"]] == ["sound", "parts-matter"]


def test_certificates_are_written_and_accepted(app: typer.Typer, sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    assert run(app, "prove", sound, "--certificates", folder)[0] == 0
    code, text = run(app, "check", folder, "--lang", "en")
    assert code == 0
    assert "certificates accepted" in text
    code, text = run(app, "check", folder, "--format", "json")
    assert code == 0
    assert all(one["accepted"] for one in json.loads(text)["checked"])


def test_a_rejected_certificate_ends_with_one_and_its_reason(app: typer.Typer, sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    run(app, "prove", sound, "--certificates", folder)
    (folder / "sound/tiers-reachable/liable/case-1.case.yaml").write_text("case: x\n", encoding="utf-8")
    code, text = run(app, "check", folder, "--lang", "en")
    assert code == 1
    assert "sound/tiers-reachable/liable: `sound/tiers-reachable/liable/case-1.case.yaml` is truncated" in text
    code, text = run(app, "check", folder, "--lang", "zh")
    assert code == 1
    assert "sound/tiers-reachable/liable：`sound/tiers-reachable/liable/case-1.case.yaml`被截断：8字节，应为" in text
    code, text = run(app, "check", folder, "--format", "json")
    rejected = next(one for one in json.loads(text)["checked"] if not one["accepted"])
    assert rejected["why"][0]["key"] == "truncated"
    assert rejected["reasons"][0].startswith("`sound/tiers-reachable/liable/case-1.case.yaml` is truncated")


def test_a_starved_solver_ends_with_one(app: typer.Typer, sound: Path) -> None:
    code, text = run(app, "prove", sound, "--effort", "0", "--lang", "en")
    assert code == 1
    assert "undecided" in text
    assert "the solver gave up after 0 conflicts" in text


def test_the_board_says_in_chinese_why_a_certificate_is_rejected(app: typer.Typer, sound: Path, tmp_path: Path) -> None:
    _, text = run(app, "prove", sound, "--effort", "0", "--certificates", tmp_path / "starved", "--lang", "zh")
    assert "未能判定：" in "".join(text.split())
    assert "undecided:" not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("prove", "county-burea"), "did you mean `county-bureau`?"),
        (("prove", "nowhere.yaml"), "no such file"),
        (("prove", "county-bureau", "--lang", "fr"), "expected zh or en"),
        (("check", "nowhere"), "no such folder"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_why(app: typer.Typer, arguments: tuple[str, ...], message: str) -> None:
    code, text = run(app, *arguments)
    assert code == 2
    assert message in text


def test_a_folder_that_cannot_be_written_is_no_traceback(app: typer.Typer, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    code, text = run(app, "prove", sound, "--certificates", tmp_path / "taken")
    assert code == 2
    assert "cannot be written" in text


@pytest.mark.parametrize(("lang", "colon"), [("zh", "）：<b"), ("en", "): <b")])
def test_the_page_has_the_punctuation_of_its_language_and_stands_in_one_column_where_it_is_narrow(
    app: typer.Typer, lang: str, colon: str
) -> None:
    code, text = run(app, "prove", BROKEN / "parts-matter.yaml", "--lang", lang, "--format", "html")
    assert code == 1
    assert colon in text
    assert "@media screen and (max-width: 600px)" in text


@pytest.mark.parametrize("path", sorted(BROKEN.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_a_broken_regulation_is_told_in_chinese_without_the_ids_of_its_tiers(app: typer.Typer, path: Path) -> None:
    _, text = run(app, "prove", path, "--lang", "zh")
    assert not [line for line in text.splitlines() if "→" in line and any(tier in line for tier in ("liable", "grave", "light"))]


@pytest.mark.parametrize("folder", ["nowhere", "x" * 400, "file"])
def test_what_is_no_folder_of_certificates_is_said_in_words(app: typer.Typer, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    code, text = run(app, "check", tmp_path / folder)
    assert (code, "no such folder, or none that can be read" in text) == (2, True)


def test_another_checker_must_be_known_and_there(app: typer.Typer, tmp_path: Path) -> None:
    code, text = run(app, "check", tmp_path, "--with", "trust-me", "--with", "dratify")
    assert code == 2
    assert "--with trust-me: no checker of this name is known; known are dratify, drup" in text
