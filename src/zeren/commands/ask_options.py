"""Which options of `zeren ask` go with which: one that would have no effect is refused, with what it goes with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zeren.words import Language

SHEETS: Final = (".html", ".docx", ".pdf")  # what --out writes an answer as
WITH_TABLE: Final = ("--answers", "--ignore")
WITHOUT_TABLE: Final = ("--why", "--what-if", "--find-out", "--interview", "--smt2", "--format", "--solver", "--exit-open", "--receipt")

_WORDS: Mapping[str, tuple[str, str]] = {
    "needs table": ("{}：只与 --table 连用", "{}: goes with --table"),
    "not with table": ("{}：不能与 --table 连用，回答表格时不起作用", "{}: does not go with --table, where it would have no effect"),
    "out": (
        "--out {}：回答案情时，文件名须以{}结尾；--table 与 --interview 也用 --out 指明写入何处",
        "--out {}: an answer is written as {}; otherwise --out goes with --table or --interview",
    ),
    "one sheet": ("--out {}：一份文书只写一个案件，这里有{}个", "--out {}: a sheet is about one case, not {}"),
    "out twice": (
        "--out {}：与 --interview 连用时写入补全的案情，须以 .yaml 结尾",
        "--out {}: with --interview this is where the completed case goes, and ends in .yaml",
    ),
}


def misplaced(given: Mapping[str, bool], out: str, language: Language) -> list[str]:
    """What is wrong with the options that were given, a sentence for each.

    >>> misplaced({"--answers": True}, "verdict.txt", "en")[0]
    '--answers: goes with --table'
    """

    def say(key: str, *values: object) -> str:
        return _WORDS[key][0 if language == "zh" else 1].format(*values)

    if given.get("--table"):
        return [say("not with table", one) for one in WITHOUT_TABLE if given.get(one)]
    found = [say("needs table", one) for one in WITH_TABLE if given.get(one)]
    if not out:
        return found
    is_sheet = out.lower().endswith(SHEETS)
    if given.get("--interview"):
        return [*found, say("out twice", out)] if is_sheet else found
    return found if is_sheet else [*found, say("out", out, ("、" if language == "zh" else ", ").join(SHEETS))]


def not_one(out: str, cases: int, language: Language) -> str:
    """That a sheet is about one case."""
    return _WORDS["one sheet"][0 if language == "zh" else 1].format(out, cases)
