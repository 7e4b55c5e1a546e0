"""A sheet as a Word document; the same bytes for the same sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from zeren.answering.memo import Memo
from zeren.answering.summary import COLUMNS, Row

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold: when it was written says nothing
_EAST_ASIAN = "SimSun"
_COLOURS = {"bad": "AA1111", "good": "176D2C", "open": "8A5A00"}


def docx(memo: Memo) -> bytes:
    """The document."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    for style in document.styles:
        if getattr(style, "font", None) is not None and style.name in ("Normal", "Title", "Heading 1"):
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN)
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title = memo.title
    document.core_properties.author = ""
    document.add_heading(memo.title, 0)
    document.add_paragraph(" · ".join(one for one in (memo.rules, memo.arose) if one))
    if memo.about:
        document.add_paragraph(memo.about)
    document.add_heading(memo.say("summary"), 1)
    _table(document, memo)
    for key, found in memo.lists:
        if found:
            document.add_heading(memo.say(key), 1)
        for one in found:
            document.add_paragraph(one, style="List Bullet")
    document.add_heading(memo.say("reasons"), 1)
    for line in memo.reasons:
        _reason(document, line)
    _small(document, [*memo.stands_on, memo.disclaimer])
    return _timeless(document)


def _table(document: Any, memo: Memo) -> None:
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, key in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.paragraphs[0].add_run(memo.say(key)).bold = True
    for row in memo.rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(memo.say("list").join(row.names)).bold = True
        if row.office:
            cells[0].add_paragraph(row.office)
        _verdicts(cells[1], memo, row)
        _lines(cells[2], row.to_do or (memo.say("nothing to do"),))


def _verdicts(cell: Any, memo: Memo, row: Row) -> None:
    from docx.shared import RGBColor

    first = True
    for one in row.outcomes:
        paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
        first = False
        run = paragraph.add_run(one.text)
        run.bold, run.font.color.rgb = True, RGBColor.from_string(_COLOURS[one.style])
        if one.articles:
            paragraph.add_run(f" {one.articles}")
        if one.given:
            cell.add_paragraph(memo.say("given", memo.say("facts").join(one.given)))
    if row.assumed:
        cell.add_paragraph(memo.say("assuming", row.assumed)).runs[0].italic = True


def _lines(cell: Any, lines: Sequence[str]) -> None:
    cell.paragraphs[0].add_run(lines[0])
    for line in lines[1:]:
        cell.add_paragraph(line)


def _reason(document: Any, line: str) -> None:
    """A line of the reasons, indented as far as it is in the text."""
    from docx.shared import Pt

    text = line.lstrip()
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bool(text) and text == line
    paragraph.paragraph_format.left_indent = Pt(5 * (len(line) - len(text)))
    paragraph.paragraph_format.space_after = Pt(2)


def _small(document: Any, lines: Sequence[str]) -> None:
    from docx.shared import Pt

    for line in lines:
        document.add_paragraph().add_run(line).font.size = Pt(8)


def _timeless(document: Any) -> bytes:
    """The document's bytes, whenever it is written."""
    first, last = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            entry = zipfile.ZipInfo(one.filename, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(one))
    return last.getvalue()
