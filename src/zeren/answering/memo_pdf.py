"""A sheet as PDF, with the fonts that every reader brings along: Helvetica, and for Chinese a font of Adobe's collection."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from zeren.answering.memo import Memo
from zeren.answering.summary import COLUMNS
from zeren.model.language.faults import Fault, Refused

_CHINESE = "STSong-Light"
_COLOURS = {"bad": "#aa1111", "good": "#176d2c", "open": "#8a5a00"}
_INSTEAD = str.maketrans({"✓": "[+]", "✗": "[-]", "→": "->", "−": "-", "△": "*"})  # which neither font has


def pdf(memo: Memo) -> bytes:
    """The document.

    Raises:
        Refused: where the fonts lack signs that the sheet needs, with all of them.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    parts = _Parts(memo)
    story = list(parts.story())
    if parts.lacking:
        raise Refused([Fault(".pdf", 0, 0, memo.say("unprintable", " ".join(sorted(parts.lacking))))])
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 50)
    document = SimpleDocTemplate(out, pagesize=A4, title=memo.title, author="", invariant=1, **margins)
    document.build(story)
    return out.getvalue()


class _Parts:
    """The sheet as what the library lays out."""

    def __init__(self, memo: Memo) -> None:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont

        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
        self.memo = memo
        self.lacking: set[str] = set()
        wrap = "CJK" if memo.language == "zh" else None
        self.normal = ParagraphStyle("normal", fontName="Helvetica", fontSize=9.5, leading=14, wordWrap=wrap)
        self.small = ParagraphStyle("small", self.normal, fontSize=7.5, leading=10)
        self.title = ParagraphStyle("title", self.normal, fontSize=16, leading=22)
        self.heading = ParagraphStyle("heading", self.normal, fontSize=12, leading=18, spaceBefore=10)

    def story(self) -> Iterator[Any]:
        memo = self.memo
        yield self.said(memo.title, self.title)
        yield self.said(" · ".join(one for one in (memo.rules, memo.arose) if one))
        if memo.about:
            yield self.said(memo.about)
        yield self.said(memo.say("summary"), self.heading)
        yield self.table()
        for key, found in memo.lists:
            if found:
                yield self.said(memo.say(key), self.heading)
            for one in found:
                yield self.said(f"· {one}")
        yield self.said(memo.say("reasons"), self.heading)
        for line in memo.reasons:
            yield self.said(line.lstrip(), indent=4 * (len(line) - len(line.lstrip())))
        for one in (*memo.stands_on, memo.disclaimer):
            yield self.said(one, self.small)

    def table(self) -> Any:
        from reportlab.lib import colors
        from reportlab.platypus import LongTable

        memo = self.memo
        rows: list[list[Any]] = [[self.said(memo.say(key)) for key in COLUMNS]]
        for row in memo.rows:
            who = [self.said(memo.say("list").join(row.names)), *([self.said(row.office, self.small)] if row.office else [])]
            verdicts = []
            for one in row.outcomes:
                verdicts.append(self.said(f"{one.text} {one.articles}".strip(), colour=_COLOURS[one.style]))
                if one.given:
                    verdicts.append(self.said(memo.say("given", memo.say("facts").join(one.given)), self.small))
            if row.assumed:
                verdicts.append(self.said(memo.say("assuming", row.assumed), self.small))
            rows.append([who, verdicts, [self.said(one) for one in row.to_do or (memo.say("nothing to do"),)]])
        grid = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return LongTable(rows, colWidths=[115, 200, 180], repeatRows=1, splitInRow=1, style=grid)

    def said(self, text: str, style: Any = None, *, indent: int = 0, colour: str = "") -> Any:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        style = style or self.normal
        shown = "".join(self.runs(text.translate(_INSTEAD)))
        return Paragraph(f'<font color="{colour}">{shown}</font>' if colour else shown, ParagraphStyle("of", style, leftIndent=indent))

    def runs(self, text: str) -> Iterator[str]:
        """The text, escaped, each run in a font that has its signs."""
        from itertools import groupby
        from xml.sax.saxutils import escape

        for font, signs in groupby(text, self.font):
            run = escape("".join(signs))
            yield f'<font name="{font}">{run}</font>' if font == _CHINESE else run

    def font(self, sign: str) -> str:
        for font, encoding in (("Helvetica", "cp1252"), (_CHINESE, "gbk")):
            try:
                sign.encode(encoding)
            except UnicodeEncodeError:
                continue
            return font
        self.lacking.add(sign)
        return "Helvetica"
