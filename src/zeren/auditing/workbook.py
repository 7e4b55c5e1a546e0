"""An audit as an .xlsx workbook: totals, holes, coverage, rows not counted. Cells are texts, numbers and dates, never formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zeren.auditing.text import AuditText

_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock stands in the bytes
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_COVERAGE = (
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
_SHEETS = {
    "totals": ("结论", "In short"),
    "holes": ("未见记录", "Holes"),
    "coverage": ("覆盖情况", "Coverage"),
    "unread": ("未计入或存疑", "Rows not counted"),
}
_HEADS = {
    "body": ("组织", "body"),
    "duty": ("事项", "duty"),
    "bodies": ("组织数", "bodies"),
    "with_holes": ("有空缺的组织数", "bodies with a hole"),
    "period": ("期间", "period"),
    "last": ("截止日", "last day"),
    "state": ("情况", "found"),
    "near": ("前后记录", "nearest rows"),
    "office": ("责任岗位", "office"),
    "records": ("记录数", "records"),
    "met": ("按时", "in time"),
    "late": ("迟于期限", "late"),
    "no_record": ("未见记录", "no record found"),
    "not_assessable": ("不能评定", "not assessable"),
    "covered_days": ("覆盖天数", "days covered"),
    "uncovered_days": ("未覆盖天数", "days not covered"),
    "share": ("覆盖比例", "share covered"),
    "longest_gap_days": ("最长间隔天数", "longest gap in days"),
    "next_due": ("下次期限", "next due"),
    "row": ("行", "row"),
    "field": ("何处", "where"),
    "counted": ("是否计入", "counted"),
    "problem": ("原因", "why"),
}


def workbook(words: AuditText) -> bytes:
    """The workbook; the same audit gives the same bytes."""
    import openpyxl

    from zeren.auditing.page import holes

    book = openpyxl.Workbook(write_only=True)
    found, place = words.found, 0 if words.language == "zh" else 1
    totals = [
        [one] for one in (words.say("title", words.title), *words.caveats(), *words.summary(), words.say("disclaimer")) if one.strip()
    ]
    names = ("duty", "bodies", "with_holes", *_COVERAGE[1:8])
    totals += [[], [_HEADS[name][place] for name in names]]
    totals += [[words.duty(one.duty, one.article), *(getattr(one, name) for name in names[1:])] for one in found.totals]
    _sheet(book, _SHEETS["totals"][place], totals)
    heads = ("body", "duty", "period", "last", "state", "near", "office")
    _sheet(book, _SHEETS["holes"][place], [[_HEADS[name][place] for name in heads], *holes(words)])
    rows: list[Sequence[Any]] = [[_HEADS[name][place] for name in ("body", "duty", *_COVERAGE)]]
    rows += [
        [words.names.body(one.body), words.duty(one.duty, one.article), *(getattr(one, name) for name in _COVERAGE)]
        for one in found.covered
    ]
    _sheet(book, _SHEETS["coverage"][place], rows)
    yes, no = ("是", "否") if place == 0 else ("yes", "no")
    rows = [[_HEADS[name][place] for name in ("row", "field", "counted", "problem")]]
    rows += [
        [words.place(one.row, one.sheet), words.say(f"field {one.field}"), yes if one.counted else no, one.problem.in_(words.language)]
        for one in found.unread
    ]
    _sheet(book, _SHEETS["unread"][place], rows)
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
