"""How much zeren reads before it refuses in words: one table of limits, each of which whoever calls may raise.

They keep a file from costing minutes or gigabytes unasked; none is part of the meaning of a regulation or a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec

from zeren.model.language.faults import nearest
from zeren.model.language.said import said


class Limits(msgspec.Struct, frozen=True):
    """The limits, with what each one bounds in its comment."""

    file_bytes: int = 4 * 1024 * 1024  # bytes of a file that people write
    values: int = 400_000  # values in one such file
    readings: int = 200  # readings of a regulation
    condition: int = 4_000  # characters of one condition
    people: int = 500  # people of a case
    bodies: int = 500  # bodies of a case
    circumstances: int = 500  # alleged circumstances of a case
    organisation_bodies: int = 2_000_000  # single bodies of an organisation
    conflicts: int = 200_000  # that the clause-learning solver may run into for one question
    steps: int = 50_000_000  # of Z3, by its own count, for one question
    questions: int = 200_000  # to a solver about one case
    changes: int = 2_000  # sets of changed facts that are tried for one outcome


_IN_FORCE: ContextVar[Limits] = ContextVar("zeren limits", default=Limits())  # noqa: B039  # frozen


class NoSuchLimit(ValueError):
    """A limit that is not there, or that is no whole number; the message says which are."""


def limits() -> Limits:
    """The limits in force.

    >>> limits().people
    500
    """
    return _IN_FORCE.get()


@contextmanager
def in_force(other: Limits) -> Iterator[None]:
    """These limits inside: those of another process, which its workers keep to."""
    token = _IN_FORCE.set(other)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


@contextmanager
def raised(stated: Iterable[str]) -> Iterator[Limits]:
    """Other limits, as `NAME=N`, for what is done inside. Raises `NoSuchLimit`.

    >>> with raised(["people=9000"]):
    ...     limits().people
    9000
    """
    token = _IN_FORCE.set(msgspec.structs.replace(limits(), **dict(map(_read, stated))))
    try:
        yield limits()
    finally:
        _IN_FORCE.reset(token)


def how_to_raise(name: str, wanted: int) -> str:
    """The advice that goes with a refusal."""
    return said("raise the limit", getattr(limits(), name), name, wanted)


def _read(stated: str) -> tuple[str, int]:
    name, _, number = stated.partition("=")
    if name not in Limits.__struct_fields__:
        raise NoSuchLimit(said("limit no limit", stated, name, nearest(name, Limits.__struct_fields__)))
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:18]) <= 10**12:
        raise NoSuchLimit(said("limit expected a whole number such", stated, name, getattr(limits(), name)))
    return name, int(number)
