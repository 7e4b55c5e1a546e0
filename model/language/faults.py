"""Faults in what a user wrote: what is wrong, where, what was expected, and the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

from zeren.model.language.said import Names, in_language, said

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
        return self.told("en")

    def told(self, language: str) -> str:
        """The fault in a language, on one line.

        >>> print(Fault("a.yaml", 3, 7, said("unknown term", "rol"), nearest("rol", ["role"])).told("zh"))
        a.yaml:3:7: 没有术语“rol”；是不是“role”？
        """
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        parts = [in_language(one, language) for one in (self.problem, self.advice) if one]
        return f"{place}: {said('join').in_(language).join(parts)}"


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
        return said("did you mean", close[0])
    if names and len(names) <= 12:
        return said("one of", Names(names))
    return ""
