"""The pages on logs do what they say: their files are written, their commands run, their outputs compared.

`make transcripts` writes the outputs anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from terminal import run

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile(r"```(yaml|csv|console)(?: (\S+))?\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["logs.md", "logs.zh.md"])
def test_every_block_of_the_page_on_logs_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = DOCS / name
    text = page.read_text(encoding="utf-8")
    outputs = []
    for kind, file, block in BLOCK.findall(text):
        if kind != "console":
            Path(file).write_text(block, encoding="utf-8")
            continue
        command, _, shown = block.removeprefix("$ ").partition("\n")
        outputs.append((command, shown, run(command)))
    if os.environ.get("WRITE_TRANSCRIPTS"):
        for command, shown, printed in outputs:
            text = text.replace(f"$ {command}\n{shown}```", f"$ {command}\n{printed}```")
        page.write_text(text, encoding="utf-8")
        return
    for _, shown, printed in outputs:
        assert printed == shown
    assert "[exit 1]" in outputs[1][2]  # rows that are not counted are no clean bill
    assert "[exit" not in outputs[3][2]  # once they are mapped, it is one
    assert len(list(tmp_path.glob("*.xlsx"))) == 1
