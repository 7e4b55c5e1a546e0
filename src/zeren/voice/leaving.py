"""Text as it leaves zeren: nothing in it steers a terminal, hides itself or turns its direction, and every encoding can hold it.

What names, titles and ids bring along comes out as what it is, `\\u001b` for an escape: the form that JSON has for it too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from zeren.voice.paint import CLOSE, OPEN, STYLES, Style

# controls (but for the line feed and the tab), what turns the direction or is not seen, lone surrogates, what is no character
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_PLAIN: Final = {
    "✓": "+", "✗": "-", "→": "->", "─": "-", "—": "-", "–": "-", "·": "*", "…": "...", "’": "'", "‘": "'", "“": "'", "”": "'", "≤": "<=",
    "≥": ">=", "×": "x", "−": "-", "±": "+/-",
}  # fmt: skip
_ANSI: Final[dict[Style, str]] = {"bold": "1", "good": "32;1", "bad": "31;1", "open": "33;1", "dim": "2"}
_CSS: Final[dict[Style, str]] = {
    "bold": "font-weight:600",
    "good": "color:#1a7f37",
    "bad": "color:#b42318",
    "open": "color:#9a6700",
    "dim": "opacity:.6",
}
_MARK: Final = re.compile(f"{OPEN}[{''.join(STYLES)}]|{CLOSE}")


def visible(text: str) -> str:
    r"""A text in which whatever would steer, hide or turn is written out.

    >>> visible("Wu\x1b[31m"), visible("Li\u202e")
    ('Wu\\u001b[31m', 'Li\\u202e')
    """
    return _STEERING.sub(lambda found: escaped(found[0]), text)


def one_line(text: str) -> str:
    r"""A visible text on one line; where it broke, one blank.

    >>> one_line("the\n  title")
    'the title'
    """
    return visible(re.sub(r"\s*[\r\n]\s*", " ", text))


def sheet(lines: Iterable[str]) -> str:
    """Lines as they are printed: each of them one line whatever it names, all visible, each ended, without blanks at its end."""
    return "".join(f"{_unbroken(line)}\n" for line in lines)


def _unbroken(line: str) -> str:
    if OPEN not in line:
        return one_line(line).rstrip()
    return "".join(part if _MARK.fullmatch(part) else one_line(part) for part in _parts(line)).rstrip()


def escaped(character: str) -> str:
    r"""A character as JSON writes it in ASCII.

    >>> escaped("书"), escaped("\U000e0001")
    ('\\u4e66', '\\udb40\\udc01')
    """
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def encodable(text: str, encoding: str, *, exact: bool = False) -> str:
    r"""A text that an encoding can hold: `✓` as `+`, `→` as `->` and so on where it has no such sign, all else as `\u4e66`.

    Args:
        exact: whether every sign it lacks is written as `\u4e66`, so that JSON stays what it says.

    >>> encodable("✓ → 书", "cp1252"), encodable("✓ → 书", "gbk")
    ('+ -> \\u4e66', '+ → 书')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_held(one, encoding, exact) for one in text)
    return text


def _held(character: str, encoding: str, exact: bool) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return escaped(character) if exact else _PLAIN.get(character, escaped(character))
    return character


def in_colour(text: str) -> str:
    """A painted text with the colours of a terminal, visible otherwise."""
    return "".join(_coloured(text, {style: f"\x1b[{code}m" for style, code in _ANSI.items()}, "\x1b[0m"))


def without_colour(text: str) -> str:
    """A painted text without its paint, visible."""
    return "".join(visible(part) for part in _parts(text) if not _MARK.fullmatch(part))


def as_html(text: str) -> str:
    """A painted text as a piece of HTML in which everything but the paint is escaped."""
    return "".join(_coloured(html.escape(text), {style: f'<span style="{css}">' for style, css in _CSS.items()}, "</span>"))


def _coloured(text: str, opens: dict[Style, str], close: str) -> Iterator[str]:
    """The text with a sign at each end of what is painted; paint inside paint is taken up again after it."""
    around: list[str] = []
    for part in _parts(text):
        if not _MARK.fullmatch(part):
            yield visible(part)
        elif part == CLOSE:
            if around:
                around.pop()
                yield close + ("".join(around) if close.startswith("\x1b") else "")
        else:
            around.append(opens[STYLES[part[1]]])
            yield around[-1]
    yield close * (len(around) if not close.startswith("\x1b") else min(1, len(around)))


def _parts(text: str) -> Iterator[str]:
    at = 0
    for mark in _MARK.finditer(text):
        yield text[at : mark.start()]
        yield mark[0]
        at = mark.end()
    yield text[at:]
