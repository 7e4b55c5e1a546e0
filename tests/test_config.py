"""`zeren.toml`: found upwards, what it states is taken where a call says nothing, and its faults are told with their places."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from zeren.cli import app
from zeren.commands.config import KEYS, defaults, found

ROOT = Path(__file__).parent.parent
OUTVOTED = ROOT / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder two levels below the one with the file, without a language of the environment."""
    below = tmp_path / "cases" / "2026"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    for name in ("ZEREN_LANG", "ZEREN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return tmp_path


def zeren(capsys: pytest.CaptureFixture[str], *call: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        app([*call], prog_name="zeren")
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out + told.err


def test_what_it_states_is_taken_where_a_call_says_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "zeren.toml").write_text('language = "zh"\nregulation = "department"\n', encoding="utf-8")
    assert found() == Path("../../zeren.toml")
    assert "本结果不是法律意见" in zeren(capsys, "ask", str(OUTVOTED))[1]
    assert "This is not legal advice" in zeren(capsys, "ask", str(OUTVOTED), "--lang", "en")[1]
    assert zeren(capsys, "new", "case", "x")[0] == 0
    assert "regulation: department" in Path("x.case.yaml").read_text(encoding="utf-8")
    assert "谁承担责任" in zeren(capsys, "ask", "-h")[1]
    assert "ZEREN_LANG" not in os.environ


def test_the_environment_is_nearer_than_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "zeren.toml").write_text('language = "zh"\n', encoding="utf-8")
    monkeypatch.setenv("ZEREN_CONFIG", "none")
    assert "This is not legal advice" in zeren(capsys, "ask", str(OUTVOTED))[1]
    other = folder / "other.toml"
    other.write_text('language = "zh"\n', encoding="utf-8")
    monkeypatch.setenv("ZEREN_CONFIG", str(other))
    assert "本结果不是法律意见" in zeren(capsys, "ask", str(OUTVOTED))[1]


def test_the_house_file_is_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "zeren.toml").write_text('house = "house.yaml"\nlanguage = "en"\n', encoding="utf-8")
    choice = (
        "{regulation: county-bureau, reading: dissent_record, option: required, adopted_by: the committee, on: 2026-01-01, under: no. 1}"
    )
    (folder / "house.yaml").write_text(f"house: ours\nchoices:\n  - {choice}\n", encoding="utf-8")
    assert "the committee" in zeren(capsys, "ask", str(OUTVOTED))[1]
    assert "the committee" not in zeren(capsys, "ask", str(OUTVOTED), "--readings", "literal")[1]


def test_a_zone_is_that_of_deadlines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "zeren.toml").write_text('zone = "Europe/Berlin"\nholidays = "DE-HE"\n', encoding="utf-8")
    told = zeren(
        capsys, "deadlines", "gdpr-33", "--at", "aware=2026-03-28T23:40 Europe/Berlin", "--now", "2026-03-29T00:00+01:00", "--lang", "en"
    )
    assert "Europe/Berlin" in told[1]
    assert "DE-HE" in told[1]


def test_every_fault_has_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'langage = "zh"\nregulation = "county-bureu"\nhouse = 3\nzone = "Asia/Shangai"\n  holidays = "Germany"\n[desk]\nport = 1\n'
    (folder / "zeren.toml").write_text(text, encoding="utf-8")
    code, told = zeren(capsys, "list")
    assert code == 2
    places = [re.search(r"zeren\.toml:(\d+:\d+): ", line) for line in told.splitlines()]
    assert [one[1] for one in places if one] == ["1:1", "2:1", "3:1", "4:1", "5:3", "6:2"]
    for word in (
        "did you mean `language`?",
        "did you mean `county-bureau`?",
        "quotation marks",
        "Asia/Shanghai",
        "DE-HE",
        "unknown key `desk`",
    ):
        assert word in told


@pytest.mark.parametrize(("text", "place"), [('language = "zh\n', "1:"), ("language =\n", "1:"), ("= 1\n", "1:1")])
def test_what_is_no_toml_is_told_where(folder: Path, capsys: pytest.CaptureFixture[str], text: str, place: str) -> None:
    (folder / "zeren.toml").write_text(text, encoding="utf-8")
    code, told = zeren(capsys, "list")
    assert code == 2
    assert f"zeren.toml:{place}" in told
    assert "not TOML" in told


def test_a_file_that_is_named_and_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZEREN_CONFIG", "nowhere.toml")
    monkeypatch.setenv("ZEREN_LANG", "zh")
    assert zeren(capsys, "list") == (2, "nowhere.toml：没有这个文件或文件夹\n")


def test_every_key_is_on_the_page_and_does_something() -> None:
    import typer.main

    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(KEYS)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group
    for key in KEYS:
        assert any(defaults({key: "x"}, commands).values()), key


def test_what_is_read_is_told_to_the_log_of_zeren(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Under the logger `zeren`, so that a program, or `--debug`, hears of it; nobody else does."""
    import zeren as package

    with caplog.at_level("DEBUG", logger="zeren"):
        package.ask(OUTVOTED)
    told = [one.getMessage() for one in caplog.records if one.name.startswith("zeren.")]
    assert any(one.startswith(f"read {OUTVOTED}: ") for one in told)
    assert any("county-bureau.yaml" in one for one in told)
