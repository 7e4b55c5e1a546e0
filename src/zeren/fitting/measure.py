"""From what was seen to numbers: each fitted in the form that the organisation's file states, or with the reason why not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from zeren.fitting.seen import Number, Place, Seen, Why, numbers
from zeren.model.language.lengths import Delay, number, seconds
from zeren.model.language.organisation import OrganisationShape
from zeren.sim.censored import Length, Measure, Shape, TooLittle, alike, chance, fit

Unit = Literal["seconds", "share", "number"]
_FEWEST_TRIALS = 3


class Part(msgspec.Struct, frozen=True):
    """One number of a fitted length or chance: in seconds, a share, or a plain number, with its 95 % interval, and what the file said."""

    name: Literal["mean", "cv", "low", "high", "fixed", "chance"]
    unit: Unit
    value: float
    low: float
    high: float
    before: float | None = None


class Fitted(msgspec.Struct, frozen=True):
    """A length of time or a chance that was fitted, or why it was not.

    `seen` counts what was seen to end (or all trials of a chance), `open` what had not ended, `widened` by what factor intervals were
    widened because bodies differ. `early` counts acts before their planned moment, which say nothing of a delay.
    """

    place: str
    shape: Shape | Literal["chance"]
    parts: tuple[Part, ...] = ()
    seen: int = 0
    open: int = 0
    bodies: int = 0
    widened: float = 1.0
    early: int = 0
    reason: Why | None = None
    changed: bool = False  # whether the shape is another than the file states


def measure(file: OrganisationShape, seen: Seen, *, everything: bool) -> Iterator[Fitted]:
    """Every number that nobody has measured, as the log shows it; with `everything`, also those that the file states for sure."""
    every = list(numbers(file))
    asked = {one.place: one for one in every}
    for one in every:
        if not (one.open or everything):
            continue
        if one.kind == "length":
            beside = asked.get((*one.place[:-1], "skipped")) if one.place[-1] == "delay" else None
            yield from _length(one, seen, beside if beside is not None and (beside.open or everything) else None)
        elif one.place not in _told_beside(every, seen):
            yield _chance(one, seen)


def _told_beside(every: list[Number], seen: Seen) -> set[Place]:
    """Chances of being left out that are told with the delay beside them."""
    return {(*one.place[:-1], "skipped") for one in every if one.place[-1] == "delay" and one.place in seen.lengths}


def _why(place: Place, seen: Seen) -> Why:
    return next((seen.why[place[:length]] for length in range(len(place), 0, -1) if place[:length] in seen.why), "nothing")


def _length(one: Number, seen: Seen, beside: Number | None) -> Iterator[Fitted]:
    """A length of time, and with a delay the chance that it never ends: what is left out."""
    name = ".".join(one.place)
    stated = one.stated if isinstance(one.stated, Delay) else None
    shape = _shape(stated)
    lengths = list(seen.lengths.get(one.place, ()))
    if shape == "exponential":
        lengths += seen.running.get(one.place, ())  # it has no memory: what was running when observation began is as good as new
    early = seen.early[one.place]
    if not lengths or one.place in seen.why:
        yield Fitted(name, shape, early=early, reason=_why(one.place, seen))
        return
    wanted = shape
    if shape == "fixed" and not alike([each for each in lengths if each.most < math.inf] or lengths):
        shape = "lognormal"
    ended = [each for each in lengths if each.most < math.inf]
    if beside is not None and ended and max(each.least for each in ended) == 0 and stated is None:
        yield Fitted(name, shape, seen=len(ended), reason="no delay")  # it may always have been done on the planned day
        yield _left_out(beside, lengths)
        return
    if shape == "uniform" and any(each.most - each.least > _FINE * each.most for each in ended):
        yield Fitted(name, shape, seen=len(ended), open=len(lengths) - len(ended), reason="bounds")
        return
    if shape == "fixed" and ended:  # what had not lasted so long cannot have failed to come
        longest = max(each.least for each in ended)
        lengths = ended + [each for each in lengths if each.most == math.inf and each.least > longest]
    try:
        found = fit(lengths, shape, never=beside is not None)
    except TooLittle as little:
        yield Fitted(name, shape, seen=little.seen, open=len(lengths) - little.seen, early=early, reason="few")
        if beside is not None:
            yield Fitted(".".join(beside.place), "chance", seen=len(lengths), reason="few")
        return
    before = _stated(stated)
    parts = tuple(
        Part(part, "number" if part == "cv" else "seconds", *value, before=before.get(part))  # type: ignore[arg-type]  # the names of `Part`
        for part, value in found.numbers.items()
    )
    count = (found.seen, found.open, found.bodies, found.widened, early)
    yield Fitted(name, found.shape, parts, *count, changed=found.shape != wanted)
    if beside is not None and found.never is not None:
        yield _share(beside.place, found.never, len(lengths) + early, found.bodies, beside.stated)


_FINE = 0.1  # how wide bounds may be against the length itself for the ends of a uniform distribution


def _left_out(one: Number, lengths: list[Length]) -> Fitted:
    hits = Counter(each.body for each in lengths if each.most == math.inf)
    trials = Counter(each.body for each in lengths)
    return _share(one.place, chance(hits, trials), sum(trials.values()), len(trials), one.stated)


def _share(place: Place, found: Measure, trials: int, bodies: int, stated: Delay | str | None) -> Fitted:
    """A chance; where nothing is ever left out and the file says nothing of it, it stays unsaid."""
    before = number(stated) if isinstance(stated, str) else None
    reason: Why | None = "none left out" if found.low == 0 and place[-1] == "skipped" and before is None else None
    return Fitted(".".join(place), "chance", (Part("chance", "share", *found, before=before),), trials, 0, bodies, reason=reason)


def _chance(one: Number, seen: Seen) -> Fitted:
    name, trials = ".".join(one.place), seen.trials.get(one.place)
    tried = sum(trials.values()) if trials else 0
    if trials is None or tried < _FEWEST_TRIALS or one.place in seen.why:
        why = _why(one.place, seen)
        return Fitted(name, "chance", seen=tried, reason="few" if why == "nothing" and tried else why)
    return _share(one.place, chance(seen.hits[one.place], trials), tried, len(trials), one.stated)


def _shape(stated: Delay | None) -> Shape:
    if stated is None:
        return "lognormal"
    shapes: tuple[Shape, ...] = ("fixed", "uniform", "exponential", "lognormal")
    return next(shape for shape in shapes if getattr(stated, shape) is not None)


def _stated(delay: Delay | None) -> dict[str, float]:
    """The numbers that a file states of a length of time."""
    if delay is None:
        return {}
    if delay.fixed is not None:
        return {"fixed": float(seconds(delay.fixed))}
    if delay.uniform is not None:
        return {"low": float(seconds(delay.uniform.low)), "high": float(seconds(delay.uniform.high))}
    if delay.exponential is not None:
        return {"mean": float(seconds(delay.exponential.mean))}
    assert delay.lognormal is not None
    return {"mean": float(seconds(delay.lognormal.mean)), "cv": number(delay.lognormal.cv)}
