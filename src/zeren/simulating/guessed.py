"""The numbers of an organisation's file that nobody has measured, or only within an interval, and how far each may lie from the truth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from zeren.model.language.lengths import length_of, number, seconds
from zeren.model.language.terms import Mistyped

Unit = Literal["seconds", "share", "number"]
_LENGTHS = ("fixed", "mean", "low", "high")
_NEARLY = 1e-6  # a chance of nothing has no odds


class Guessed(msgspec.Struct, frozen=True):
    """A number by its place in the file: what is stated, between which ends it may lie, and whether these were measured."""

    place: str
    unit: Unit
    stated: float
    low: float
    high: float
    measured: bool

    def at(self, share: float) -> float:
        """The number at so much of the way from its low to its high end: by ratios, of a chance by those of its odds."""
        low, high = self._scale(self.low), self._scale(self.high)
        found = low + (high - low) * share
        if self.unit == "share":
            return 1 / (1 + math.exp(-found))
        return math.exp(found)

    @property
    def where(self) -> float:
        """How much of the way from the low to the high end what is stated lies."""
        low, high = self._scale(self.low), self._scale(self.high)
        return (self._scale(self.stated) - low) / (high - low) if high > low else 0.0

    def _scale(self, value: float) -> float:
        if self.unit == "share":
            value = min(max(value, _NEARLY), 1 - _NEARLY)
            return math.log(value / (1 - value))
        return math.log(max(value, 1.0 if self.unit == "seconds" else _NEARLY))

    def text(self, value: float) -> str:
        """A value as the file states it."""
        return length_of(value) if self.unit == "seconds" else f"{value:.6f}"


def guessed(file: Path, factor: float) -> Iterator[Guessed]:
    """Every number that is a guess, which may be so many times too high or too low (of a chance: its odds), and every measured one.

    Raises:
        OSError: if the file cannot be read.
    """
    import yaml

    yield from _below(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader), "", factor)


def _below(data: Any, path: str, factor: float) -> Iterator[Guessed]:
    if not isinstance(data, dict):
        return
    marked = str(data.get("guess", "no")) in ("yes", "true")
    within = data["measured"].get("within", {}) if isinstance(data.get("measured"), dict) else {}
    if marked or within:
        for place, name, raw in _numbers(data, path):
            yield from _one(place, name, raw, within.get(name), factor)
    for key, value in data.items():
        yield from _below(value, f"{path}.{key}" if path else str(key), factor)


def _numbers(data: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """The numbers of a length or of a chance: where each stands, what it is called, and its text."""
    if isinstance(data.get("chance"), str):
        yield f"{path}.chance", "chance", data["chance"]
    if isinstance(data.get("fixed"), str):
        yield f"{path}.fixed", "fixed", data["fixed"]
    for shape in ("uniform", "exponential", "lognormal"):
        if isinstance(data.get(shape), dict):
            for name, raw in data[shape].items():
                yield f"{path}.{shape}.{name}", name, raw


def _one(place: str, name: str, raw: str, within: list[str] | None, factor: float) -> Iterator[Guessed]:
    unit: Unit = "share" if name == "chance" else "number" if name == "cv" else "seconds"
    read = seconds if name in _LENGTHS else number
    try:
        stated = float(read(raw))
        ends = None if within is None else (float(read(within[0])), float(read(within[1])))
    except (Mistyped, IndexError):  # the file is refused with its place when it is loaded
        return
    if ends is not None:
        if ends[0] < ends[1]:
            yield Guessed(place, unit, stated, *ends, measured=True)
        return
    if stated <= 0 or (unit == "share" and stated >= 1):
        return  # of nothing, and of what is certain, no number of times is anything else
    if unit == "share":
        odds = stated / (1 - stated)
        low, high = (odds * by / (1 + odds * by) for by in (1 / factor, factor))
        yield Guessed(place, unit, stated, low, high, measured=False)
    else:
        yield Guessed(place, unit, stated, stated / factor, stated * factor, measured=False)
