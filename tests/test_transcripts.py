"""What a person reads: each file in `transcripts/` holds commands and the exact output that follows them.

`make transcripts` writes the outputs anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from terminal import run

ROOT = Path(__file__).parent.parent
TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def commands(text: str) -> list[str]:
    """The commands of a transcript: its lines that start with `$ `."""
    return [line[2:] for line in text.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_transcript(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands print exactly what the transcript holds."""
    monkeypatch.chdir(ROOT)
    recorded = file.read_text(encoding="utf-8")
    printed = "\n".join(f"$ {command}\n{run(command)}" for command in commands(recorded))
    if os.environ.get("WRITE_TRANSCRIPTS"):
        file.write_text(printed, encoding="utf-8")
        return
    assert printed == recorded


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md", "docs/decisions.md"])
def test_readme_shows_what_is_printed(readme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command block of the README that shows output shows the real one."""
    monkeypatch.chdir(ROOT)
    blocks = (ROOT / readme).read_text(encoding="utf-8").split("```")[1::2]
    shown = [block.removeprefix("console\n") for block in blocks if block.startswith("console\n$ zeren")]
    assert shown
    for block in shown:
        command, _, output = block.removeprefix("$ ").partition("\n")
        assert run(command) == output
