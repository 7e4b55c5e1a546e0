"""Pages that do what they say: files are written as the page goes, commands run, and what they print stands below them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from terminal import run

_BLOCK = re.compile(r"```(\w+)(?: ([^\n]+))?\n(.*?)```", re.DOTALL)


def _as_shown(printed: str, shown: str) -> str:
    """What is printed, without the part that a page leaves out."""
    lines = shown.splitlines()
    if "…" not in lines:
        return printed
    head, tail, whole = lines.index("…"), len(lines) - lines.index("…") - 1, printed.splitlines()
    return "\n".join([*whole[:head], "…", *whole[len(whole) - tail :]]) + "\n"


def held_to(page: Path) -> list[str]:
    """Run a page in the current folder, hold it to what is printed (or write that anew), and return the commands.

    A block with a name is a file; a block of Python with one is run as well. Each line `$ zeren …` of a console block is a command, what
    follows it is printed by it. A line `…` stands for what is left out: as many lines stand before and after it as the page shows.
    """
    text = changed = page.read_text(encoding="utf-8")
    found: list[str] = []
    for kind, file, block in _BLOCK.findall(text):
        if file:
            Path(file).write_text(block, encoding="utf-8")
            if kind == "python":
                exec(compile(block, file, "exec"), {"__name__": "__main__"})
        elif kind == "console":
            parts = [part.partition("\n") for part in ("\n" + block).split("\n$ ")[1:]]
            found += [command for command, _, _ in parts]
            told = [f"$ {command}\n{_as_shown(run(command), shown)}" for command, _, shown in parts]
            changed = changed.replace(block, "".join(told), 1)
    if os.environ.get("WRITE_TRANSCRIPTS"):
        page.write_text(changed, encoding="utf-8")
    else:
        assert changed == text
    return found
