"""Paint: which parts of a text stand out, as marks that its way out turns into the colours of a terminal or a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

Style = Literal["bold", "good", "bad", "open", "dim"]
Paint = Callable[[str, Style], str]

OPEN: Final = "\ufdd0"  # characters that Unicode keeps for the inside of programs
CLOSE: Final = "\ufdd1"
STYLES: Final[Mapping[str, Style]] = {"b": "bold", "g": "good", "r": "bad", "y": "open", "d": "dim"}
_LETTERS: Final = {style: letter for letter, style in STYLES.items()}


def plain(text: str, style: Style) -> str:
    """No colour."""
    return text


def marked(text: str, style: Style) -> str:
    """A text with marks at its ends; marks that came with it are taken out, since only this paints."""
    return f"{OPEN}{_LETTERS[style]}{text}{CLOSE}"
