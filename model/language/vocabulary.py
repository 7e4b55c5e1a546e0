"""The names that a condition may use, and what is wrong with one that uses others."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Mapping

import msgspec

from zeren.model.language.terms import Sort, Term


class Vocabulary(msgspec.Struct, frozen=True):
    """The names that a condition may use: terms, readings with their options, definitions and rules with their sorts."""

    terms: Mapping[str, Term] = {}
    readings: Mapping[str, tuple[str, ...]] = {}
    definitions: Mapping[str, Sort] = {}
    rules: Mapping[str, Sort] = {}
    items: tuple[str, ...] = ()


class Misread(ValueError):
    """A condition outside the language: what is wrong, what to do, and the offending part of the text."""

    def __init__(self, problem: str, advice: str = "", part: str = "") -> None:
        super().__init__(f"{problem}; {advice}" if advice else problem)
        self.problem, self.advice, self.part = problem, advice, part


class MisreadAll(ValueError):
    """Every `Misread` of one condition."""

    def __init__(self, faults: list[Misread]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def valid_name(name: str) -> bool:
    """Whether a word can be the id of a term, reading, definition or option.

    >>> valid_name("in_favour"), valid_name("for"), valid_name("反对")
    (True, False, True)
    """
    return unicodedata.normalize("NFKC", name) == name and name.isidentifier() and not keyword.iskeyword(name)
