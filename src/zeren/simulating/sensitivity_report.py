"""On which guesses conclusions turn, as data."""

from __future__ import annotations

from typing import Literal

import msgspec

from zeren.sim.statistics import Estimate
from zeren.simulating.guessed import Guessed


class Conclusion(msgspec.Struct, frozen=True):
    """That a headline measure is at least, or at most, some number; or that of two organisations one is above the other in it."""

    measure: str
    relation: Literal[">=", "<="]
    threshold: float

    def margin(self, value: float) -> float:
        """By how much it holds; below nothing it does not."""
        return value - self.threshold if self.relation == ">=" else self.threshold - value


class Moves(msgspec.Struct, frozen=True):
    """What a number does by itself: the measure at its low and at its high end, and where the conclusion turns, if it does.

    `above` says that it no longer holds (or only then holds) above `turns_at`. `share` and `together` are the part of the variance that
    is this number's alone, and that in which it has any part.
    """

    number: Guessed
    at_low: float
    at_high: float
    turns_at: float | None = None
    above: bool | None = None
    share: float | None = None
    together: float | None = None

    @property
    def moved(self) -> float:
        """How far the measure goes from end to end."""
        return abs(self.at_high - self.at_low)


class Turning(msgspec.Struct, frozen=True):
    """A conclusion, whether it holds with the numbers as they are stated, and what each guess does to it, the strongest first.

    `worst` is the measure with every number at the end that speaks against the conclusion (or, where it does not hold, for it).
    """

    conclusion: Conclusion | None
    measure: str
    value: Estimate
    holds: bool | None
    sure: bool | None
    moves: tuple[Moves, ...]
    worst: float | None = None


class SensitivityReport(msgspec.Struct, frozen=True, kw_only=True):
    """On which guesses conclusions turn; `against` names the organisation whose difference to the first is concluded on."""

    schema: Literal["zeren.sensitivity/1"] = "zeren.sensitivity/1"
    organisation: str
    against: str | None
    replications: int
    seed: int
    factor: float
    points: int
    numbers: int
    turning: tuple[Turning, ...]
    disclaimer: str = "not legal advice"
