"""Which options of `zeren ask` go with which: one that would have no effect is refused, with what it goes with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zeren.voice.keys import ASKING, PUNCTUATION, AskingKey
from zeren.words import Language

SHEETS: Final = (".html", ".docx", ".pdf")  # what --out writes an answer as
WITH_TABLE: Final = ("--answers", "--ignore", "--in-words", "--jobs", "--cluster")
WITHOUT_TABLE: Final = ("--why", "--what-if", "--find-out", "--interview", "--smt2", "--format", "--solver", "--exit-open", "--receipt")


def misplaced(given: Mapping[str, bool], out: str, language: Language) -> list[str]:
    """What is wrong with the options that were given, a sentence for each.

    >>> misplaced({"--answers": True}, "verdict.txt", "en")[0]
    '--answers: goes with --table'
    """

    def say(key: AskingKey, *values: object) -> str:
        return ASKING.say(key, language, *values)

    if given.get("--table"):
        return [say("not with table", one) for one in WITHOUT_TABLE if given.get(one)]
    found = [say("needs table", one) for one in WITH_TABLE if given.get(one)]
    if not out:
        return found
    is_sheet = sheet_named(out)
    if given.get("--interview"):
        return [*found, say("out twice", out)] if is_sheet else found
    return found if is_sheet else [*found, say("out", out, PUNCTUATION.say("list", language).join(SHEETS))]


def sheet_named(out: object) -> bool:
    """Whether a file is named as a sheet is."""
    return str(out).lower().endswith(SHEETS)


def not_one(out: str, cases: int, language: Language) -> str:
    """That a sheet is about one case."""
    return ASKING.say("one sheet", language, out, cases)
