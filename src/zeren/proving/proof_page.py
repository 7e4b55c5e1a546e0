"""The proof board as one page that needs nothing else and prints well."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.language.terms import Text
from zeren.proving.proof_board import Group, say
from zeren.voice import pages


def page(shown: Sequence[tuple[Text, str, Sequence[Group]]], language: str) -> str:
    """The report as a page: for each regulation its title, its id and its properties."""
    words = {key: say(key, language) for key in ("title", "disclaimer", "property", "verdict", "example", "certificate")}
    return pages.page(
        "proofs.html",
        language=language,
        colon="：" if language == "zh" else ": ",
        regulations=[(name.in_(language), identity, groups) for name, identity, groups in shown],
        **words,
    )
