"""Write `src/zeren/voice/keys.py`: the keys of each section of the catalogues as a type, so that mypy knows what can be said."""

from __future__ import annotations

import sys
from pathlib import Path

from zeren.voice.catalogue import FOLDER, section, sections

TARGET = FOLDER / "keys.py"


def keys_module() -> str:
    """The text of the module."""
    lines = [
        '"""What can be said: the keys of each section of the catalogues. Written by `python tools/voice_keys.py`; not by hand."""',
        "# ruff: noqa: E501",
        "",
        "from __future__ import annotations",
        "",
        "from typing import Final, Literal",
        "",
        "from zeren.voice.catalogue import Words",
        "",
    ]
    for name in sections("en"):
        if name == "about":
            continue
        kind = "".join(part.capitalize() for part in name.replace(".", "_").split("_")) + "Key"
        found = ", ".join(f'"{key}"' for key in section("en", name))
        lines += [
            f"{kind} = Literal[{found}]  # fmt: skip",
            f'{name.replace(".", "_").upper()}: Final = Words[{kind}]("{name}")',
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(0 if TARGET.read_text(encoding="utf-8") == keys_module() else "keys.py is not as the catalogues are")
    Path(TARGET).write_text(keys_module(), encoding="utf-8")
