"""What is known of moments that nobody has dated: which of them happened, in what order, between which bounds.

Every condition on them is a difference: one moment is at most so many microseconds after another, or after the beginning of 1970.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER, MaybeValue

ORIGIN = ""  # the beginning of 1970, beside the names of moments
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TICK = dt.timedelta(microseconds=1)


class Difference(msgspec.Struct, frozen=True):
    """The moment `one` is at most `ticks` microseconds after `other`."""

    one: str
    other: str
    ticks: int

    @property
    def opposite(self) -> Difference:
        """What holds iff this does not."""
        return Difference(self.other, self.one, -self.ticks - 1)


def ticks(moment: dt.datetime) -> int:
    """A moment in microseconds since the beginning of 1970."""
    return (moment - _EPOCH) // _TICK if moment.tzinfo is dt.UTC else (moment.astimezone(dt.UTC) - _EPOCH) // _TICK


def moment_of(count: int) -> dt.datetime:
    """The moment so many microseconds after the beginning of 1970."""
    return _EPOCH + count * _TICK


class Bounds(msgspec.Struct, frozen=True):
    """The earliest and the latest that a moment can be; None where nothing bounds it."""

    first: dt.datetime | None
    last: dt.datetime | None

    @property
    def exact(self) -> dt.datetime | None:
        return self.first if self.first == self.last else None


def solved(names: Iterable[str], known: Iterable[Difference]) -> Mapping[str, Bounds] | None:
    """The bounds of each moment under all differences together; None if they contradict one another.

    >>> solved(["x", "y"], [Difference("x", "", 5_000_000), Difference("y", "x", -1_000_000)])["y"].last.second
    4
    """
    every = [ORIGIN, *names]
    most: dict[tuple[str, str], int] = {(one, one): 0 for one in every}
    for order in known:
        pair = (order.one, order.other)
        most[pair] = min(most.get(pair, order.ticks), order.ticks)
    for through in every:
        for one in every:
            if (one, through) not in most:
                continue
            for other in every:
                if (through, other) in most:
                    sum_ = most[one, through] + most[through, other]
                    if sum_ < most.get((one, other), sum_ + 1):
                        most[one, other] = sum_
    if any(most[one, one] < 0 for one in every):
        return None
    found: dict[str, Bounds] = {}
    for name in every[1:]:
        first, last = most.get((ORIGIN, name)), most.get((name, ORIGIN))
        found[name] = Bounds(None if first is None else moment_of(-first), None if last is None else moment_of(last))
    return found


def conflicts(regulation: Regulation, stated: Mapping[str, MaybeValue]) -> tuple[tuple[str, str], ...]:
    """The pairs of moments that cannot be as they are stated: one came without, or before, another that must come first."""
    return tuple(pair for pair in regulation.orders if _contradict(stated.get(pair[0]), stated.get(pair[1])))


def _contradict(later: object, earlier: object) -> bool:
    if not isinstance(later, dt.datetime):
        return False
    return earlier is NEVER or (isinstance(earlier, dt.datetime) and earlier.timestamp() > later.timestamp())
