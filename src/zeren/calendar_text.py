"""What `zeren calendar` says beside the calendar: how much it holds, and what could not enter it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from zeren.deadline_text import filing_status
from zeren.due_days import Due
from zeren.due_filings import OpenFiling, Waiting
from zeren.logs.read import Unread
from zeren.model.language.regulation import Regulation
from zeren.words import Language, say

_WORDS = {
    "counted": ("{}：{}个期限，{}个建议日期，{}个报送时限", "{}: {} last days, {} suggested dates, {} time limits of filings"),
    "waiting": ("不在日历中：{}", "not in the calendar: {}"),
    "unread": (
        "日志有{}行未计入或存疑；`zeren audit`说明原因",
        "{} rows of the log not counted, or counted with a doubt; `zeren audit` says why",
    ),
}


def counted(where: object, days: Sequence[Due], filings: Sequence[OpenFiling], language: Language) -> str:
    """How much a calendar holds."""
    due = sum(one.kind == "due" for one in days)
    return _WORDS["counted"][language == "en"].format(where, due, len(days) - due, len(filings))


def notes(
    regulation: Regulation, waiting: Sequence[Waiting], unread: Sequence[Unread], zone: dt.tzinfo, language: Language
) -> Iterator[str]:
    """Each filing that has no moment yet, and why; and that rows of the log were left out."""
    acts = {one.id: one.act.in_(language) for one in regulation.asked}
    colon = say("colon", language)
    for one in waiting:
        name = f"{one.event} · {acts[one.answer.filing]}" if one.event else acts[one.answer.filing]
        yield _WORDS["waiting"][language == "en"].format(f"{name}{colon}{filing_status(regulation, one.answer, zone, language)}")
    if unread:
        yield _WORDS["unread"][language == "en"].format(len({row.row for row in unread}))
