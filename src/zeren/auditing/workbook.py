"""An audit as an .xlsx workbook: totals, holes, coverage, rows not counted. Cells are texts, numbers and dates, never formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from zeren.voice.keys import AUDIT_HEAD, AUDIT_SHEET, AuditHeadKey

if TYPE_CHECKING:
    from zeren.auditing.text import AuditText

_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock stands in the bytes
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
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
    _sheet(book, AUDIT_SHEET.say("totals", words.language), totals)
    heads: tuple[AuditHeadKey, ...] = ("body", "duty", "period", "last", "state", "near", "office")
    _sheet(book, AUDIT_SHEET.say("holes", words.language), [[AUDIT_HEAD.say(name, words.language) for name in heads], *holes(words)])
    own: tuple[AuditHeadKey, ...] = ("body", "duty", *_COVERAGE)
    rows: list[Sequence[Any]] = [[AUDIT_HEAD.say(name, words.language) for name in own]]
    rows += [
        [words.names.body(one.body), words.duty(one.duty, one.article), *(getattr(one, name) for name in _COVERAGE)]
        for one in found.covered
    ]
    _sheet(book, AUDIT_SHEET.say("coverage", words.language), rows)
    yes, no = ("是", "否") if place == 0 else ("yes", "no")
    rows = [[AUDIT_HEAD.say(name, words.language) for name in ("row", "field", "counted", "problem")]]
    rows += [
        [words.place(one.row, one.sheet), words.field(one.field), yes if one.counted else no, one.problem.in_(words.language)]
        for one in found.unread
    ]
    _sheet(book, AUDIT_SHEET.say("unread", words.language), rows)
    raw = io.BytesIO()
    book.save(raw)
    return _without_clock(raw.getvalue())


def _sheet(book: Any, title: str, rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    sheet = book.create_sheet(title)
    for row in rows:
        cells = []
        for value in row:
            shown = value if value is None or isinstance(value, (int, float, dt.date)) else ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
            cell = WriteOnlyCell(sheet, shown)
            if isinstance(shown, str):
                cell.data_type = "s"  # a text that begins with = is no formula
            cells.append(cell)
        sheet.append(cells)


def _without_clock(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(one)) if one.filename == "docProps/core.xml" else old.read(one)
            new.writestr(zipfile.ZipInfo(one.filename, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
