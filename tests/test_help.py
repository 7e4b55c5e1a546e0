"""Help, and complaints about a call, in the language that the call asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer.main

from zeren.cli import app
from zeren.voice.catalogue import languages
from zeren.voice.helping import FOLDER, complained, helped, wrapped

OTHERS = [one for one in languages() if one != "en"]


def texts() -> list[str]:
    """Everything that the help says, in English, as the options have it."""
    group: Any = typer.main.get_command(app)
    found: dict[str, None] = {}
    for command in (group, *group.commands.values()):
        for text in (command.help, command.epilog, *(getattr(one, "help", None) for one in command.params)):
            if text:
                found[text] = None
    return list(found)


@pytest.mark.parametrize("language", OTHERS)
def test_every_command_and_option_is_told_in_every_language(language: str) -> None:
    assert not [text for text in texts() if helped(text, language) == text], "add it to src/zeren/voice/help"


@pytest.mark.parametrize("language", OTHERS)
def test_no_help_is_kept_that_nothing_says(language: str) -> None:
    import tomllib

    kept = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))["help"]
    assert set(kept) - {" ".join(text.split()) for text in texts()} == {"Show this message and exit."}


def run(call: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        app(call, prog_name="zeren")
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out + told.err


@pytest.mark.parametrize("command", [one.name or one.callback.__name__ for one in app.registered_commands if one.callback])
def test_help_is_in_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = (
        run([command, "--lang", "zh", "-h"], capsys)
        if command not in ("new", "schema", "desk")
        else run(["list", "--lang=zh", "-h"], capsys)
    )
    assert code == 0
    assert told.startswith("用法：zeren ")
    assert "显示这些说明后退出。" in told
    assert not re.search(r"\b(Show|Write|Which|unless|Usage|Options)\b", told)


def test_help_is_in_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZEREN_LANG", "zh")
    assert "谁承担责任" in run(["-h"], capsys)[1]
    assert "样板" in run(["new", "-h"], capsys)[1]
    monkeypatch.setenv("ZEREN_LANG", "en")
    assert "Who is liable" in run(["-h"], capsys)[1]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["ask", "--lang", "zh", "--wy"], "没有选项：--wy。可能是：--why"),
        (["ask", "--lang", "zh", "--format", "xml"], "错误：'--format' 的值不对：'xml' 不在其中：'text', 'json'。"),
        (["prove", "--lang", "zh", "--jobs", "x"], "'x' 不是整数。"),
        (["compare", "--lang", "zh"], "缺少"),
        (["trace", "a", "b", "c", "--lang", "zh"], "多出了：c"),
    ],
)
def test_a_complaint_about_a_call_is_in_chinese(call: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(call, capsys)
    assert code == 2
    assert told in said
    assert f"说明见 zeren {call[0]} -h。" in said


def test_a_line_fits_a_terminal_on_which_chinese_takes_two_columns() -> None:
    from unicodedata import east_asian_width

    for text in texts():
        for line in wrapped(helped(text, "zh"), 40):
            assert sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) <= 42 or " " not in line.strip()


def test_what_no_pattern_knows_stays_as_it_is() -> None:
    assert complained("something else", "zh") == "something else"
