"""A sheet in the form that a file's name asks for."""

from __future__ import annotations

from zeren.answering.memo import Memo
from zeren.voice.missing import require
from zeren.voice.pages import page


def memo_bytes(memo: Memo, suffix: str) -> bytes:
    """The bytes of a sheet as `.html`, `.docx` or `.pdf`.

    Raises:
        Missing: where the library that it needs is not installed.
        Refused: where it cannot be printed in full.
    """
    match suffix.lower():
        case ".docx":
            require("sheet", "docx")
            from zeren.answering.memo_docx import docx

            return docx(memo)
        case ".pdf":
            require("sheet", "reportlab")
            from zeren.answering.memo_pdf import pdf

            return pdf(memo)
        case _:
            language = "zh-CN" if memo.language == "zh" else "en"
            return page("memo.html", memo=memo, title=memo.title, language=language, disclaimer=memo.disclaimer).encode("utf-8")
