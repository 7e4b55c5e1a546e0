"""Comparisons in a simulation's report: paired differences, and sweeps over one value or two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from markupsafe import Markup

from zeren.sim.statistics import Estimate, mean_estimate
from zeren.simulating import charts
from zeren.simulating.lived import Lived, compare, measures
from zeren.simulating.pieces import figure, folded, heading, note, table
from zeren.simulating.sweeps import Cell, heatmap, line
from zeren.simulating.text import SimulationText, is_share
from zeren.voice.keys import SimulationKey


def compared(found: Lived, others: Mapping[str, Lived], text: SimulationText) -> Iterator[Markup]:
    """What changed where: first over the sweep, then point by point."""
    points = {label: other.changes for label, other in others.items() if other.changes}
    axes = [
        path
        for path in dict.fromkeys(path for point in points.values() for path in point)
        if any(point.get(path) != found.changes.get(path) for point in points.values())
    ]
    if axes:
        yield heading(text.say("sweep", " × ".join(axes)))
        yield from _sweep(found, others, points, axes, text)
    for label, other in others.items():
        title, parts = text.say("compared", label), Markup("\n").join(_differences(found, other, text))
        yield folded(title, parts) if label in points and axes else heading(title) + parts


def _differences(found: Lived, other: Lived, text: SimulationText) -> Iterator[Markup]:
    """Paired differences: shares in percentage points, ages in days, never on one scale."""
    every = compare(found, other)
    axes: tuple[tuple[bool, SimulationKey], ...] = ((True, "difference in points"), (False, "difference in days"))
    for share, axis in axes:
        own = {name: one for name, one in every.items() if is_share(name) == share}
        if any(one.difference.value or one.difference.half for one in own.values()):
            rows = [(text.measure(name), one.difference) for name, one in own.items()]
            yield figure(charts.intervals(rows, text.say(axis), percent=share, difference=True), text.say("interval t"))
    yield table((text.measure(name), text.difference_row(name, one)) for name, one in every.items())


def _sweep(
    found: Lived, others: Mapping[str, Lived], points: Mapping[str, Mapping[str, str]], axes: Sequence[str], text: SimulationText
) -> Iterator[Markup]:
    """For each headline measure that moves: its figure at every point, with its interval."""
    crossed = len(axes) if all(path in point for point in points.values() for path in axes) else 0  # 0: not every value at every point
    figures = {label: headline_estimates(others[label]) for label in points}
    still = []
    for name in headline_estimates(found):
        own = {label: estimates[name] for label, estimates in figures.items() if name in estimates and not isnan(estimates[name].value)}
        share = is_share(name)
        sure = text.say("interval exact" if share else "interval t")
        if len({one.value for one in own.values()}) < 2:
            still.append(text.measure(name))
            continue
        yield heading(text.measure(name), 3)
        unit = "%" if share else text.say("days axis")
        if crossed == 2:
            factor = 100 if share else 1
            cells = [
                Cell(points[label][axes[0]], points[label][axes[1]], one.value * factor, figure_text(text, name, one, brief=True))
                for label, one in own.items()
            ]
            yield figure(heatmap(cells, axes[0], axes[1], unit), sure)
        elif crossed == 1:
            at = [(points[label][axes[0]], one) for label, one in own.items()]
            yield figure(line(at, axes[0], unit, percent=share), sure)
            yield table((value, figure_text(text, name, one)) for value, one in at)
        else:
            yield figure(charts.intervals(list(own.items()), unit, percent=share), sure)
    if still:
        yield note(text.say("still", text.comma.join(still)))


def headline_estimates(found: Lived) -> dict[str, Estimate]:
    """The headline measures with their intervals: binomial ones for shares, t for ages."""
    shares = {f"{one.body}/{one.duty}": one.share for one in found.results.coverage if one.unit != "days"}
    return {name: shares[name] if is_share(name) else mean_estimate(values) for name, values in measures(found.tallies).items()}


def figure_text(text: SimulationText, name: str, one: Estimate, *, brief: bool = False) -> str:
    """A headline measure with its interval in words."""
    return text.number(one, "share" if is_share(name) else "days", brief=brief)
