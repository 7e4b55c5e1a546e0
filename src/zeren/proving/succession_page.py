"""Who answers for ever, as one page that needs nothing else and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from zeren.proving.succession_text import SuccessionText
from zeren.voice import pages

if TYPE_CHECKING:
    from zeren.proofs.succession.table import Row
    from zeren.words import Language

_STATUS = {"holds": "holds", "breaks": "fails", "unknown": "unknown"}


def page(told: Sequence[tuple[SuccessionText, Sequence[Row]]], argument: str, language: Language, *, sudden: bool) -> str:
    """The rows of several regulations, each with its text."""
    first = told[0][0]
    return pages.page(
        "succession.html",
        language=language,
        title=first.say("title"),
        regulations=[(text, [list(own) for _, own in groupby(rows, key=_duty)]) for text, rows in told],
        status=_STATUS,
        argument=argument,
        sudden=sudden,
        orderly=first.say("orderly"),
        disclaimer=first.say("disclaimer"),
    )


def _duty(row: Row) -> tuple[object, ...]:
    return row.wording, row.bearer
