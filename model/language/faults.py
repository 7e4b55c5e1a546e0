"""Faults in what a user wrote: what is wrong, where, what was expected, and the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

Path = tuple[str | int, ...]


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing wrong with one file; lines and columns count from 1, and 0 stands for the whole file.

    >>> print(Fault("a.yaml", 3, 7, "unknown term `rol`", "did you mean `role`?"))
    a.yaml:3:7: unknown term `rol`; did you mean `role`?
    """

    file: str
    line: int
    column: int
    problem: str
    advice: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.problem}" + (f"; {self.advice}" if self.advice else "")


class Refused(ValueError):
    """A file that cannot be used, with every fault found in it, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The advice that names the known word most like `word`, or lists the few that are possible.

    >>> nearest("secretry", ["secretary", "member"])
    'did you mean `secretary`?'
    >>> nearest("x", ["all", "others_only"])
    'expected one of `all`, `others_only`'
    """
    names = [name for name in dict.fromkeys(known) if isinstance(name, str)]  # a name that could not be read is none
    close = [] if word.isdecimal() else get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if names and len(names) <= 12:
        return "expected one of " + ", ".join(f"`{name}`" for name in names)
    return ""
