"""What every command does alike: the language, and how faults are reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from zeren.words import Language


def language(wanted: str) -> Language:
    """The language asked for, or that of the locale; another one is a fault of the call."""
    from zeren.words import default_language

    if not wanted:
        return default_language()
    if wanted not in ("zh", "en"):
        fail([f"--lang {wanted}: expected zh or en"])
    return "zh" if wanted == "zh" else "en"


def pairs(stated: Iterable[str]) -> dict[str, str]:
    """What is stated as NAME=VALUE, the last word on each name.

    >>> pairs(["window=rolling", "study"])
    {'window': 'rolling', 'study': ''}
    """
    return {name: value for name, _, value in (one.partition("=") for one in stated)}


def report(faults: Iterable[str]) -> None:
    """Print faults on standard error, a line each."""
    for fault in faults:
        typer.echo(fault, err=True)


def fail(faults: Iterable[str]) -> NoReturn:
    """Print faults and stop with exit code 2."""
    report(faults)
    raise typer.Exit(2)


def not_written(place: object, error: OSError) -> NoReturn:
    """Say that a file or folder cannot be written, and why; stop with exit code 2."""
    fail([f"{place}: cannot be written: {(error.strerror or 'unknown reason').lower()}"])
