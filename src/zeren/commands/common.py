"""What every command does alike: the language, and how faults are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NoReturn

import typer

from zeren.commands.terminal import tell

if TYPE_CHECKING:
    from zeren.model.language.faults import Fault
    from zeren.model.language.said import Said
    from zeren.voice.keys import FaultsKey
    from zeren.words import Language

_SPOKEN: ContextVar[Language | None] = ContextVar("_SPOKEN", default=None)  # by the command that runs


def language(wanted: str) -> Language:
    """The language asked for, or that of the locale; another one is a fault of the call."""
    from zeren.voice.catalogue import languages
    from zeren.words import default_language

    if wanted and wanted not in languages():
        fail([said("lang expected", wanted, " or ".join(languages()))])
    _SPOKEN.set(found := wanted or default_language())
    return found


@contextmanager
def speaking() -> Iterator[Callable[[], Language]]:
    """While a command runs, the language that it was asked to speak; that of the locale until it learnt of one."""
    before = _SPOKEN.set(None)
    try:
        yield spoken
    finally:
        _SPOKEN.reset(before)


def pairs(stated: Iterable[str]) -> dict[str, str]:
    """What is stated as NAME=VALUE, the last word on each name.

    >>> pairs(["window=rolling", "study"])
    {'window': 'rolling', 'study': ''}
    """
    return {name: value for name, _, value in (one.partition("=") for one in stated)}


def spoken() -> Language:
    """The language of the command that runs; that of the locale before it learnt of one."""
    from zeren.words import default_language

    return _SPOKEN.get() or default_language()


def said(key: FaultsKey, *values: object) -> Said:
    """A sentence of the catalogue, read when it is needed."""
    from zeren.model.language.said import said

    return said(key, *values)


def report(faults: Iterable[Fault | str]) -> None:
    """Print faults on standard error, a line each, in the language of the command that runs."""
    from zeren.model.language.faults import Fault
    from zeren.model.language.said import in_language

    tongue = spoken()
    for fault in faults:
        tell(fault.told(tongue) if isinstance(fault, Fault) else in_language(fault, tongue), err=True)


def fail(faults: Iterable[Fault | str]) -> NoReturn:
    """Print faults and stop with exit code 2."""
    report(faults)
    raise typer.Exit(2)


def refuse_uncertifiable(names: Sequence[str]) -> None:
    """Stop where certificates of regulations could not stand beside each other, or would speak of one that is not what its name says.

    Raises:
        Refused: with every fault of a file.
    """
    from zeren.model.language.load import built_in, load_regulation

    found = {name: load_regulation(name).id for name in names}
    faults = []
    for name, own in found.items():
        first = next(other for other in names if found[other] == own)
        if first != name:
            faults.append(said("the regulation is named by too", name, own, first))
        if own in built_in() and name != own:
            faults.append(said("is the name of a built-in", name, own))
    if faults:
        fail(faults)


def not_written(place: object, error: OSError) -> NoReturn:
    """Say that a file or folder cannot be written, and why; stop with exit code 2."""
    fail([said("cannot be written", place, (error.strerror or "unknown reason").lower())])
