"""What every command does alike: the language, and how faults are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NoReturn

import typer

from zeren.commands.terminal import tell

if TYPE_CHECKING:
    from zeren.words import Language

_SPOKEN: ContextVar[Language | None] = ContextVar("_SPOKEN", default=None)  # by the command that runs


def language(wanted: str) -> Language:
    """The language asked for, or that of the locale; another one is a fault of the call."""
    from zeren.words import default_language

    if wanted not in ("", "zh", "en"):
        fail([f"--lang {wanted}: expected zh or en"])
    found: Language = default_language() if not wanted else "zh" if wanted == "zh" else "en"
    _SPOKEN.set(found)
    return found


@contextmanager
def speaking() -> Iterator[Callable[[], Language]]:
    """While a command runs, the language that it was asked to speak; that of the locale until it learnt of one."""
    from zeren.words import default_language

    before = _SPOKEN.set(None)
    try:
        yield lambda: _SPOKEN.get() or default_language()
    finally:
        _SPOKEN.reset(before)


def pairs(stated: Iterable[str]) -> dict[str, str]:
    """What is stated as NAME=VALUE, the last word on each name.

    >>> pairs(["window=rolling", "study"])
    {'window': 'rolling', 'study': ''}
    """
    return {name: value for name, _, value in (one.partition("=") for one in stated)}


def report(faults: Iterable[str]) -> None:
    """Print faults on standard error, a line each."""
    for fault in faults:
        tell(fault, err=True)


def fail(faults: Iterable[str]) -> NoReturn:
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
            faults.append(f"{name}: the regulation `{own}` is named by {first} too; certificates hold each once")
        if own in built_in() and name != own:
            faults.append(f"{name}: `{own}` is the name of a built-in regulation; certify that by its name, or give this one another")
    if faults:
        fail(faults)


def not_written(place: object, error: OSError) -> NoReturn:
    """Say that a file or folder cannot be written, and why; stop with exit code 2."""
    fail([f"{place}: cannot be written: {(error.strerror or 'unknown reason').lower()}"])
