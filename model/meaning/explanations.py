"""Why an outcome is as it is, what would change it, and what to find out: the parts of an answer that are asked for."""

from __future__ import annotations

from typing import Any, Literal

from zeren.model.meaning.part import Part
from zeren.model.meaning.references import FactRef, RuleRef, Whose

Basis = Literal["stated", "assumed", "supposed", "follows"]


class Reason(Part, frozen=True):
    """A fact that an outcome rests on: stated, assumed because the case is silent, supposed for this outcome, or following from others."""

    of: Whose
    term: str | None
    value: Any
    basis: Basis


class Sufficient(Part, frozen=True):
    """An inclusion-minimal set of facts and readings that is enough for an outcome, whatever the rest.

    `by` are the rules that give its tiers, and the exceptions that are in force whatever the rest.
    """

    facts: tuple[Reason, ...]
    readings: dict[str, str]
    by: tuple[RuleRef, ...] = ()


class Standing(Part, frozen=True):
    """A rule or exception, whether it stands (applies, is in force), and the exceptions to it, each in the same way.

    `grounds` are the facts that meet its condition, `lacks` those that would have to change for it to be met; `away` is
    how many known facts would have to change for it to stand (null if no change of known facts is enough).
    """

    id: str
    article: str
    stands: bool
    met: bool
    grounds: tuple[FactRef, ...] = ()
    lacks: tuple[FactRef, ...] = ()
    exceptions: tuple[Standing, ...] = ()
    away: int | None = None


class Why(Part, frozen=True):
    """Why an outcome holds and why no other: the sets that are enough, the rules that apply, and the nearest that do not.

    `all` says that there are no other sets, `smallest` that the first are shown to be the smallest; at most `most` are sought.
    `quantities_given` says that stated numbers and dates are in no set, but taken as they are. Where a tier may be lifted
    or reduced, `effect` says with which effect the outcome is meant; null where it is not certain.
    """

    tiers: tuple[str, ...]
    sets: tuple[Sufficient, ...]
    rules: tuple[Standing, ...]
    all: bool
    smallest: bool
    most: int
    quantities_given: bool = False
    effect: Literal["firm", "discretionary"] | None = None


class Change(Part, frozen=True):
    """A fact as it is and as it would be; `own` says that the person concerned controls it."""

    of: Whose
    term: str | None
    was: Any
    becomes: Any
    own: bool
    basis: Basis = "stated"


class Way(Part, frozen=True):
    """Values for changed facts, in their order, and the outcomes then possible, each with its effect (null: firm, or open)."""

    becomes: tuple[Any, ...]
    outcomes: tuple[tuple[str, ...], ...]
    effects: tuple[Literal["discretionary"] | None, ...]


class Alternative(Part, frozen=True):
    """Changes that together rule an outcome out, none of them needless, and the outcomes then possible, replayed.

    `changes`, `outcomes` and `effects` are for the first values that do it; `ways` are all of them, where one of the facts
    has more than two values and there are not too many to try. `others` are so many more that differ only in which of several
    people of whom the same is said they concern.
    """

    changes: tuple[Change, ...]
    outcomes: tuple[tuple[str, ...], ...]
    own: bool
    effects: tuple[Literal["discretionary"] | None, ...] = ()
    ways: tuple[Way, ...] = ()
    others: int = 0


class WhatIf(Part, frozen=True):
    """What would change an outcome: what the person controls first, then by the number of facts; as in `Why` for the rest.

    `given_up` says after how many sets of changes the search was given up; 0 if it was not.
    """

    tiers: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    all: bool
    smallest: bool
    most: int
    quantities_given: bool = False
    effect: Literal["firm", "discretionary"] | None = None
    given_up: int = 0


class NextQuestion(Part, frozen=True):
    """The unknown fact to ask for next.

    On average over the values that it can still take, each counted alike, `settled` answers become certain that are not
    yet, and `ruled_out` outcomes are no longer possible.
    """

    of: str | None
    term: str
    values: tuple[Any, ...]
    settled: float
    ruled_out: float


class FindOut(Part, frozen=True):
    """The inclusion-minimal sets of unknown facts and open readings that settle what is open; no set settles what is certain."""

    sets: tuple[tuple[FactRef, ...], ...]
    all: bool
    smallest: bool
    most: int
    next: NextQuestion | None = None
