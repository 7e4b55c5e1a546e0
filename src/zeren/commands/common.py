"""What every command does alike: the language, and how faults are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NoReturn

import typer

from zeren.commands.terminal import tell

if TYPE_CHECKING:
    from zeren.model.solving.undecided import Undecided
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


_NOT_DECIDED = {
    "zh": "{place}：未能判定：求解程序在{steps:,}步（{unit}）之内没有得出结论；可用 zeren --limit {unit}={more} 提高上限",
    "en": "{place}: not decided within {steps:,} {unit}; raise it with `zeren --limit {unit}={more}`",
}
_NO_ANSWER = {"zh": "{place}：未能判定：{reason}", "en": "{place}: not decided: {reason}"}

_REASONS_ZH = {
    "calendar months beside a date that is not known": "条件以若干个月计算，而起算日期未知，须写明该日期",
    "a moment that has not come, where it could have": "条件用到的时刻已写明尚未到来，此处却可能已经到来",
    "a count beside an unknown quantity": "条件把人数与未知的数量相比",
    "whole days in a sum of several lengths of time, or before a moment that is not known": (
        "条件把整日与其他时长相加，或者从未知的时刻倒数整日"
    ),
    "whole days compared for equality": "条件要求恰好相隔若干整日",
    "whole days beside a sum": "条件在整日期间之外还有加减",
    "whole days from a moment in a zone of its own": "整日期间的起算时刻未知，而其时区与案情不同",
    "calendar months after a moment that is not known": "条件以若干个月计算，而起算时刻未知，须写明该时刻",
}


def not_decided(place: str, gave_up: Undecided, language: Language) -> str:
    """That a solver gave up, after how many steps of what, and how to allow it more; or that something is beyond solvers."""
    if not gave_up.unit:
        reason = str(gave_up)
        return _NO_ANSWER[language].format(place=place, reason=_REASONS_ZH.get(reason, reason) if language == "zh" else reason)
    return _NOT_DECIDED[language].format(place=place, steps=gave_up.steps, unit=gave_up.unit, more=max(1, gave_up.steps) * 10)
