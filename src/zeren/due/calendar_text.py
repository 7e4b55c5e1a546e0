"""A calendar in words: its days and moments in their order, how much it holds, and what could not enter it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zeren.due.days import Due
from zeren.due.deadline_text import filing_lines, filing_status
from zeren.due.filings import OpenFiling, Waiting
from zeren.logs.read import Unread
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.time_limits import day_of
from zeren.named import Names
from zeren.words import Language, say

if TYPE_CHECKING:
    from zeren.due.scheduled import Scheduled

_WORDS = {
    "title": ("{}，{}至{}", "{}, {} to {}"),
    "nothing": ("没有到期事项", "Nothing falls due."),
    "due": ("{}（{}，法定最后一日{}，尚需{}次；{}）", "{} ({}, legal last day {}, still needed: {}; {})"),
    "suggested": ("{}：建议日期（{}，{}）", "{}: suggested date ({}, {})"),
    "counted": ("{}：{}个期限，{}个建议日期，{}个报送时限", "{}: {} last days, {} suggested dates, {} time limits of filings"),
    "waiting": ("不在日历中：{}", "not in the calendar: {}"),
    "encoding": (
        "日志不是UTF-8编码，按{}读取；如有乱码，请另存为UTF-8编码的CSV",
        "the log is not in UTF-8 and was read as {}; where words look wrong, save it as CSV in UTF-8",
    ),
    "unread": (
        "日志有{}行未计入或存疑；`zeren audit`说明原因",
        "{} rows of the log not counted, or counted with a doubt; `zeren audit` says why",
    ),
}


def listed(found: Scheduled, language: Language) -> Iterator[str]:
    """The days and filings, the earliest first, and what could not enter."""

    def word(key: str, *values: object) -> str:
        return _WORDS[key][language == "en"].format(*values)

    yield found.regulation.file.title.in_(language)
    yield word("title", Names(found.organisation, language).heading(found.body), found.span.first, found.span.last)
    yield ""
    rows: list[tuple[dt.date, list[str]]] = []
    for one in found.days:
        act, cited = one.duty.act.in_(language), found.regulation.cited(one.duty.article).in_(language)
        values = (act, one.period.name, *((one.last, one.needed) if one.kind == "due" else ()), cited)
        rows.append((one.on, [word(one.kind, *values)]))
    acts = {one.id: one.act.in_(language) for one in found.regulation.asked}
    for filing in found.filings:
        head = " · ".join(part for part in (filing.event, acts[filing.answer.filing]) if part)
        more = filing_lines(found.regulation, filing.answer, found.zone, language, own=filing.own)
        rows.append((day_of(filing.strict, found.zone), [head, *(f"  {line}" for line in more)]))
    for day, lines in sorted(rows, key=lambda row: row[0]):
        first, *rest = lines
        yield f"  {day}  {first}"
        yield from (f"              {line.strip()}" for line in rest)
    if not rows:
        yield word("nothing")
    if notes_ := list(found.notes(language)):
        yield from ("", *notes_)
    yield from ("", say("disclaimer", language))


def counted(where: object, days: Sequence[Due], filings: Sequence[OpenFiling], language: Language) -> str:
    """How much a calendar holds."""
    due = sum(one.kind == "due" for one in days)
    return _WORDS["counted"][language == "en"].format(where, due, len(days) - due, len(filings))


def notes(
    regulation: Regulation, waiting: Sequence[Waiting], unread: Sequence[Unread], encoding: str, zone: dt.tzinfo, language: Language
) -> Iterator[str]:
    """Each filing that has no moment yet, and why; that rows of the log were left out, and in which older encoding it was read."""
    acts = {one.id: one.act.in_(language) for one in regulation.asked}
    colon = say("colon", language)
    for one in waiting:
        name = f"{one.event} · {acts[one.answer.filing]}" if one.event else acts[one.answer.filing]
        yield _WORDS["waiting"][language == "en"].format(f"{name}{colon}{filing_status(regulation, one.answer, zone, language)}")
    if encoding:
        yield _WORDS["encoding"][language == "en"].format(encoding)
    if unread:
        yield _WORDS["unread"][language == "en"].format(len({row.row for row in unread}))
