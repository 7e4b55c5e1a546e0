"""The sheet on which an answer is handed on: who bears what, what to do until when, whom to ask; people alike are told once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zeren.answering.receipt import Receipt
from zeren.answering.summary import Row, Summary
from zeren.answering.text import render
from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.voice.keys import MEMO, MemoKey
from zeren.voice.leaving import visible
from zeren.voice.paint import plain
from zeren.words import Language
from zeren.words import say as answer_says


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet, part by part, in the order in which it is read; every text is in `language`."""

    language: Language
    title: str
    rules: str
    arose: str
    about: str
    rows: tuple[Row, ...]
    in_time: tuple[str, ...]
    asked: tuple[str, ...]
    reasons: tuple[str, ...]
    stands_on: tuple[str, ...]
    disclaimer: str

    @property
    def lists(self) -> tuple[tuple[MemoKey, tuple[str, ...]], ...]:
        """What follows the table: until when, and whom to ask, where there is something."""
        both: tuple[tuple[MemoKey, tuple[str, ...]], ...] = (("in time", self.in_time), ("ask", self.asked))
        return tuple(one for one in both if one[1])

    def say(self, key: MemoKey, *values: object) -> str:
        """What the sheet itself says."""
        return MEMO.say(key, self.language, *values)


def memo(regulation: Regulation, case: Case, answer: Answer, language: Language, receipt: Receipt | None = None) -> Memo:
    """The sheet of an answer; with its receipt it names the engine, the texts and the number."""
    summary = Summary(regulation, case, answer, language)
    about = "" if case.about is None else case.about if isinstance(case.about, str) else case.about.in_(language)
    return Memo(
        language=language,
        title=visible(case.id),
        rules=regulation.file.title.in_(language),
        arose=str(case.arose or ""),
        about=visible(about),
        rows=tuple(summary.rows()),
        in_time=tuple(summary.in_time()),
        asked=tuple(summary.asked()),
        reasons=tuple(render(regulation, case, answer, language, plain, summary=False).rstrip().rpartition("\n")[0].rstrip().splitlines()),
        stands_on=tuple(stands_on(receipt, language)) if receipt is not None else (),
        disclaimer=answer_says("disclaimer", language),
    )


def stands_on(receipt: Receipt, language: Language) -> Iterator[str]:
    """The engine and the texts behind an answer, and the number of its receipt."""
    yield MEMO.say("engine", language, receipt.zeren)
    yield MEMO.say("regulation text", language, receipt.regulation.name, receipt.regulation.sha256)
    yield MEMO.say("case text", language, receipt.case.sha256)
    if receipt.house is not None:
        yield MEMO.say("house text", language, receipt.house.sha256)
    yield MEMO.say("number", language, receipt.number)
