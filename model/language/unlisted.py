"""People whom a case does not list, on a board of which it lists only some: how they are named inside, and told from others."""

from __future__ import annotations

import re


class Apart(str):
    """A name that nothing in a file can have, whatever it reads: it is equal only to others of its kind.

    >>> Apart("Wu") == "Wu", Apart("Wu") == Apart("Wu"), "Wu" == Apart("Wu"), len({"Wu", Apart("Wu")})
    (False, True, False, 2)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Apart) and str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Apart, str(self)))


THERE = "(present)"  # the fact that such a person is there at all
_NAME = re.compile(r"\(unlisted (\d+)\)")


def unlisted(number: int) -> str:
    """The inner name of the person with this number; it is never shown.

    >>> number_of(unlisted(3)), number_of("Wu")
    (3, None)
    """
    return Apart(f"(unlisted {number})")


def number_of(name: str) -> int | None:
    """Which of the people not listed a name stands for; nothing if it is somebody's own name."""
    found = _NAME.fullmatch(name) if isinstance(name, Apart) else None
    return int(found[1]) if found else None
