"""The page on writing a regulation does what it says: its files are written, its commands run, its outputs compared.

`make transcripts` writes the outputs on the page anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from terminal import run

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-regulation.md"
BLOCK = re.compile(r"```(yaml|csv|console)(?: (\S+))?\n(.*?)```", re.DOTALL)
KEY = re.compile(r"^(\w+):.*?(?=^\w+:|\Z)", re.DOTALL | re.MULTILINE)


def test_every_block_of_the_page_runs(tmp_path, monkeypatch):
    """Blocks of one file are its keys, one below the other; the first replaces what a command wrote before."""
    monkeypatch.chdir(tmp_path)
    text, files, outputs = PAGE.read_text(encoding="utf-8"), {}, []
    for kind, file, block in BLOCK.findall(text):
        if kind == "yaml":
            name, _, body = block.removeprefix("# ").partition("\n")
            keys = files.setdefault(name, {})
            keys |= {match[1]: match[0] for match in KEY.finditer(body)}
            Path(name).write_text("".join(keys.values()), encoding="utf-8")
        elif kind == "csv":
            Path(file).write_text(block, encoding="utf-8")
        else:
            command, _, shown = block.removeprefix("$ ").partition("\n")
            outputs.append((command, shown, run(command)))
    assert {command.split()[1] for command, _, _ in outputs} == {"new", "ask", "deadlines", "audit", "calendar", "simulate", "lint"}
    if os.environ.get("WRITE_TRANSCRIPTS"):
        for command, shown, printed in outputs:
            text = text.replace(f"$ {command}\n{shown}```", f"$ {command}\n{printed}```")
        PAGE.write_text(text, encoding="utf-8")
        return
    for _, shown, printed in outputs:
        assert printed == shown
    assert "[exit" not in outputs[-1][2]  # the run at the end is clean
