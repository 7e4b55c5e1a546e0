"""The charts of a sweep: a measure over one swept value, as a line, and over two, as a heatmap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from zeren.sim.statistics import Estimate
from zeren.simulating.charts import INK, SIZE, WIDTH, chart_rows, room, svg

LIGHT, DARK = (232, 241, 250), (31, 78, 121)  # one hue from light to dark, so that grey print and every eye keep the order
EQUAL = 0.179  # luminance at which black and white letters stand out alike, both by 4.5 to 1 and more (WCAG 2.1, 1.4.3)
_ABOVE: Any = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleX": 0, "titleY": -8}  # the title of an upright axis
_NUMBER = re.compile(r"(?:(\w+)\()?([+-]?\d+(?:\.\d*)?|\.\d+)(?(1)\))")


class Cell(NamedTuple):
    """A point of a sweep: the two values, the figure, and the figure with its interval in words."""

    x: str
    y: str
    value: float
    shown: str


def scale_of(values: Sequence[str]) -> tuple[str, list[float]] | None:
    """Swept values as numbers of one unit, where they are: how the unit is written around a number, and the numbers.

    >>> scale_of(["days(7)", "days(20)"]), scale_of(["1", "2.5"]), scale_of(["days(7)", "weeks(2)"])
    (('days({})', [7.0, 20.0]), ('{}', [1.0, 2.5]), None)
    """
    matches = [_NUMBER.fullmatch(value.strip()) for value in values]
    found = [match for match in matches if match is not None]
    units = {match[1] for match in found}
    if len(found) < len(values) or len(units) != 1:
        return None
    unit = units.pop()
    return f"{unit}({{}})" if unit else "{}", [float(match[2]) for match in found]


def line(points: Sequence[tuple[str, Estimate]], x_title: str, y_title: str, *, percent: bool) -> str:
    """A measure over one swept value, each point with its interval; one without is hollow.

    Between numbers there is a line to lead the eye; between other values there is nothing.
    """
    import altair as alt

    numbers, factor = scale_of([value for value, _ in points]), 100 if percent else 1
    data = [
        {
            "x": value if numbers is None else numbers[1][place],
            "value": one.value * factor,
            "low": (one.value if one.low is None else one.low) * factor,
            "high": (one.value if one.high is None else one.high) * factor,
            "sure": one.low is not None,
        }
        for place, (value, one) in enumerate(points)
        if one.value == one.value
    ]
    base = alt.Chart(chart_rows(data))
    if numbers is None:
        x = alt.X("x:N", title=x_title, sort=[value for value, _ in points], axis=alt.Axis(labelAngle=0))
    else:
        ticks = alt.Axis(values=sorted(set(numbers[1])), labelOverlap="greedy", labelSeparation=4, format="~g")
        title = x_title if numbers[0] == "{}" else f"{x_title} = {numbers[0].format('…')}"
        x = alt.X("x:Q", title=title, scale=alt.Scale(zero=False, nice=False, padding=16), axis=ticks)
    y = alt.Y("value:Q", title=y_title, scale=alt.Scale(zero=False, padding=8), axis=alt.Axis(**_ABOVE))
    dots = base.mark_point(color=INK, size=45, fill=INK, opacity=1).encode(
        x=x, y=y, fill=alt.condition("datum.sure", alt.value(INK), alt.value("white"))
    )
    layers = [base.mark_rule(color=INK, strokeWidth=2).encode(x=x, y="low:Q", y2="high:Q")]
    layers += [base.mark_tick(color=INK, thickness=2, size=9, orient="horizontal").encode(x=x, y=f"{end}:Q") for end in ("low", "high")]
    if numbers is not None:
        layers.insert(0, base.mark_line(color=INK, strokeWidth=1, opacity=0.6).encode(x=x, y=y))
    return svg(alt.layer(*layers, dots).properties(width=min(WIDTH, max(240, 110 * len(points))), height=190))


def heatmap(cells: Sequence[Cell], x_title: str, y_title: str, legend: str) -> str:
    """A measure over two swept values: each cell says its figure, its colour is on the scale beside."""
    import altair as alt

    xs, ys = list(dict.fromkeys(one.x for one in cells)), list(dict.fromkeys(one.y for one in cells))
    low, high = min(one.value for one in cells), max(one.value for one in cells)
    data = [one._asdict() | {"ink": ink((one.value - low) / (high - low) if high > low else 0)} for one in cells]
    base = alt.Chart(chart_rows(data)).encode(
        x=alt.X("x:N", title=x_title, sort=xs, axis=alt.Axis(grid=False, labelAngle=0)),
        y=alt.Y("y:N", title=y_title, sort=ys, axis=alt.Axis(grid=False, minExtent=room(ys) + 12, **_ABOVE)),
    )
    height, width = 44, max(90, room([part for one in cells for part in one.shown.split("\n")]) + 14)
    colours = alt.Scale(domain=[low, high], range=[_colour(LIGHT), _colour(DARK)], interpolate="rgb", zero=False, nice=False)
    beside = alt.Legend(title=legend, orient="right", gradientLength=height * len(ys), tickCount=4, titleFontSize=SIZE, labelFontSize=SIZE)
    tiles = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("value:Q", scale=colours, legend=beside))
    words = base.mark_text(fontSize=SIZE, lineBreak="\n", lineHeight=14, dy=-7).encode(
        text="shown:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return svg((tiles + words).resolve_scale(color="independent").properties(width=alt.Step(width), height=alt.Step(height)))


def ink(share: float) -> str:
    """The letters that stand out most on the colour at so much of the way from light to dark.

    >>> ink(0), ink(1)
    ('black', 'white')
    """
    mixed = [light + (dark - light) * share for light, dark in zip(LIGHT, DARK, strict=True)]
    return "white" if luminance(mixed) < EQUAL else "black"


def luminance(colour: Sequence[float]) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.1, relative luminance of sRGB)."""
    parts = [one / 255 for one in colour]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _colour(parts: Sequence[int]) -> str:
    return "#" + "".join(f"{one:02x}" for one in parts)
