"""What commands and options do, in other languages than English, which stands with the options: a file of `help/` for each."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from zeren.voice.catalogue import languages
from zeren.voice.tongue import Language, default_language

FOLDER: Final = Path(__file__).parent / "help"


def asked_for(arguments: Sequence[str]) -> Language:
    """The language that a call names with `--lang`, as far as there is one; otherwise that of the locale.

    >>> asked_for(["ask", "--lang", "zh", "-h"]), asked_for(["ask", "--lang=zh"])
    ('zh', 'zh')
    """
    found = ""
    for one, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if one == "--lang":
            found = following
        elif one.startswith("--lang="):
            found = one.removeprefix("--lang=")
    return found if found in languages() else default_language()


def helped(text: str, language: Language) -> str:
    """A text of the help in a language; as it is where the language has no words for it."""
    return str(_table(FOLDER, language).get("help", {}).get(" ".join(text.split()), text))


def heading(text: str, language: Language) -> str:
    """A heading of the help in a language."""
    return str(_table(FOLDER, language).get("headings", {}).get(text, text))


def complained(text: str, language: Language) -> str:
    """What the command line says of its own in a language.

    >>> complained("No such option: --wy Did you mean --why?", "zh")
    '没有选项：--wy。是不是 --why？'
    """
    for pattern, words in _table(FOLDER, language).get("patterns", {}).items():
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns of a terminal, on which a Chinese sign takes two.

    >>> wrapped("甲乙丙丁 ab cd", 6)
    ['甲乙丙', '丁 ab', 'cd']
    """
    lines, line, used = [], "", 0
    for word in re.findall(r"[^\u2e80-\uffff\s]+|\s+|.", text):
        wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in word)
        if used + wide > columns and line.strip() and word not in "，。；：、）”？":
            lines.append(line.rstrip())
            line, used = "", 0
        if line or not word.isspace():
            line, used = line + word, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


@cache
def _table(folder: Path, language: Language) -> Mapping[str, Any]:
    file = folder / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
