"""The page on succession does what it says: its file loads, its commands print what stands there, and it names every key.

`make transcripts` writes the outputs on the page anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from terminal import run

from zeren.model.language.succession import Acting, Away, Delegation, Deputy, Succession, Vacancy

PAGE = Path(__file__).parent.parent / "docs" / "forever-covered.md"
BLOCK = re.compile(r"```(yaml|console)\n(.*?)```", re.DOTALL)


def test_every_block_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    changed = text
    for kind, block in BLOCK.findall(text):
        if kind == "yaml":
            name, _, body = block.removeprefix("# ").partition("\n")
            Path(name).write_text(body, encoding="utf-8")
            continue
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        changed = changed.replace(block, "".join(f"$ {command}\n{run(command)}" for command in commands))
    if os.environ.get("WRITE_TRANSCRIPTS"):
        PAGE.write_text(changed, encoding="utf-8")
        return
    assert changed == text


def test_every_key_is_named() -> None:
    prose = re.sub(r"```.*?```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    for shape in (Succession, Vacancy, Away, Deputy, Acting, Delegation):
        assert set(shape.__struct_encode_fields__) <= described
