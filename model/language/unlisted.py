"""People whom a case does not list, on a board of which it lists only some: how they are named inside, and told from others."""

from __future__ import annotations

import re

THERE = "(present)"  # the fact that such a person is there at all
_NAME = re.compile(r"\(unlisted (\d+)\)")


def unlisted(number: int) -> str:
    """The inner name of the person with this number; it is never shown.

    >>> number_of(unlisted(3)), number_of("Wu")
    (3, None)
    """
    return f"(unlisted {number})"


def number_of(name: str) -> int | None:
    """Which of the people not listed a name stands for; nothing if it is somebody's own name."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None
