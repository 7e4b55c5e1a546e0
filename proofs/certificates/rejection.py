"""Why certificates are rejected: each reason by its key and what it names, so that it can be told in any language."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zeren.model.language.faults import Refused
from zeren.model.language.terms import Text
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.undecided import Undecided


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a certificate is rejected: which reason, what it names, and what lies behind it, if anything."""

    key: str
    values: tuple[str | Text, ...] = ()
    because: Reason | None = None


def chained(steps: Iterable[tuple[str, ...]]) -> Reason | None:
    """What the checker says as a reason: each step is a key and its values, and the next lies behind it."""
    found: Reason | None = None
    for key, *values in reversed(list(steps)):
        found = Reason(key, tuple(values), found)
    return found


class Rejected(Exception):
    """Something that speaks against a certificate, with its reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.key, *reason.values)
        self.reason = reason


def reasons_of(error: Exception) -> tuple[Reason, ...]:
    """The reasons that an error gives: several where a text has several faults."""
    if isinstance(error, Rejected):
        return (error.reason,)
    if isinstance(error, Refused):
        return tuple(Reason("refused", (str(fault),)) for fault in error.faults)
    key = "beyond_solver" if isinstance(error, BeyondSolver) else "gave_up" if isinstance(error, Undecided) else "no_record"
    return tuple(Reason(key, (line,)) for line in str(error).splitlines())
