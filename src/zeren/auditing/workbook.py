"""An audit as an .xlsx workbook: totals, holes, coverage, rows not counted. Cells are texts, numbers and dates, never formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.books import saved, sheet
from zeren.voice.keys import AUDIT_HEAD, AUDIT_SHEET, AuditHeadKey
from zeren.voice.missing import require

if TYPE_CHECKING:
    from zeren.auditing.text import AuditText

_COVERAGE: tuple[AuditHeadKey, ...] = (
    "records",
    "met",
    "late",
    "no_record",
    "not_assessable",
    "covered_days",
    "uncovered_days",
    "share",
    "longest_gap_days",
    "next_due",
)


def workbook(words: AuditText) -> bytes:
    """The workbook; the same audit gives the same bytes."""
    require("logs", "openpyxl")
    import openpyxl

    from zeren.auditing.page import holes

    book = openpyxl.Workbook(write_only=True)
    found, place = words.found, 0 if words.language == "zh" else 1
    totals = [
        [one] for one in (words.say("title", words.title), *words.caveats(), *words.summary(), words.say("disclaimer")) if one.strip()
    ]
    names: tuple[AuditHeadKey, ...] = ("duty", "bodies", "with_holes", *_COVERAGE[1:8])
    totals += [[], [AUDIT_HEAD.say(name, words.language) for name in names]]
    totals += [[words.duty(one.duty, one.article), *(getattr(one, name) for name in names[1:])] for one in found.totals]
    sheet(book, AUDIT_SHEET.say("totals", words.language), totals)
    heads: tuple[AuditHeadKey, ...] = ("body", "duty", "period", "last", "state", "near", "office")
    sheet(book, AUDIT_SHEET.say("holes", words.language), [[AUDIT_HEAD.say(name, words.language) for name in heads], *holes(words)])
    own: tuple[AuditHeadKey, ...] = ("body", "duty", *_COVERAGE)
    rows: list[Sequence[Any]] = [[AUDIT_HEAD.say(name, words.language) for name in own]]
    rows += [
        [words.names.body(one.body), words.duty(one.duty, one.article), *(getattr(one, name) for name in _COVERAGE)]
        for one in found.covered
    ]
    sheet(book, AUDIT_SHEET.say("coverage", words.language), rows)
    yes, no = ("是", "否") if place == 0 else ("yes", "no")
    rows = [[AUDIT_HEAD.say(name, words.language) for name in ("row", "field", "counted", "problem")]]
    rows += [
        [words.place(one.row, one.sheet), words.field(one.field), yes if one.counted else no, one.problem.in_(words.language)]
        for one in found.unread
    ]
    sheet(book, AUDIT_SHEET.say("unread", words.language), rows)
    return saved(book)
