"""The charts of a simulation's report, as SVG with its text as text.

Room for text is reckoned here and not measured: whoever draws may have other fonts than whoever reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from zeren.model.language.trace import Trace
from zeren.sim.statistics import Estimate, mean_estimate
from zeren.voice.leaving import visible

if TYPE_CHECKING:
    from zeren.simulating.text import SimulationText

WIDTH = 620
SIZE = 11  # pixels, of letters
INK, BAND, WARN, RULE = "#1f4e79", "#9dc3e6", "#c0504d", "#7f7f7f"
FONT = "Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
MOST_ROOM = 600  # pixels for the names of rows
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 6], [1, 3], [10, 2, 2, 2]]


class Line(NamedTuple):
    """An upright line at a number of days, and what it is; a bound is dashed."""

    label: str
    days: float
    bound: bool


def svg(chart: Any) -> str:
    """A chart as SVG, made without a browser or a network."""
    import vl_convert

    chart = (
        chart.configure(font=FONT, padding=8)
        .configure_view(strokeWidth=0)
        .configure_axis(grid=True, gridColor="#eeeeee", labelLimit=MOST_ROOM, labelFontSize=SIZE, titleFontSize=SIZE, titlePadding=6)
        .configure_legend(orient="bottom", columns=1, labelLimit=WIDTH, labelFontSize=SIZE)
        .configure_header(labelOrient="top", labelAnchor="start", labelFontSize=SIZE, labelFontWeight="bold", title=None, labelLimit=WIDTH)
    )
    text: str = vl_convert.vegalite_to_svg(drawable(chart.to_dict()))
    return text


def drawable(part: Any) -> Any:
    r"""A description of a chart in whose texts nothing steers or hides: the library falls over some of that.

    Backslashes are wide ones, since the library reads some texts as programs do and would turn `\u0000` back.

    >>> drawable({"title": ["a\x00b", 1]})
    {'title': ['a＼u0000b', 1]}
    """
    if isinstance(part, str):
        return visible(part).replace("\\", "＼")
    if isinstance(part, dict):
        return {key: drawable(value) for key, value in part.items()}
    return [drawable(one) for one in part] if isinstance(part, list) else part


def room(names: Sequence[str]) -> int:
    """Pixels that the longest of some names needs in any font: a Chinese letter is as wide as high, others are narrower.

    >>> room(["书记"]), room(["secretary"])
    (22, 62)
    """
    return min(MOST_ROOM, max((round(sum(SIZE if ord(letter) > 0x2E80 else SIZE * 0.63 for letter in name)) for name in names), default=0))


def _names(field: str, names: Sequence[str]) -> Any:
    """A row for each name, with room for it."""
    import altair as alt

    return alt.Y(f"{field}:N", sort=list(dict.fromkeys(names)), title=None, axis=alt.Axis(minExtent=room(names) + 12))


def intervals(
    rows: Sequence[tuple[str, Estimate]], title: str, *, percent: bool = False, zero: bool = False, difference: bool = False
) -> str:
    """Figures one below another, each with its interval; one without is hollow. Differences stand around a line at nothing."""
    import altair as alt

    scale = 100 if percent else 1
    data = [
        {
            "name": name,
            "value": one.value * scale,
            "low": (one.value if one.low is None else one.low) * scale,
            "high": (one.value if one.high is None else one.high) * scale,
            "sure": one.low is not None,
        }
        for name, one in rows
        if one.value == one.value
    ]
    y = _names("name", [str(row["name"]) for row in data])
    base = alt.Chart(chart_rows(data))
    x = alt.X("value:Q", title=title, scale=alt.Scale(zero=zero or difference))
    points = base.mark_point(color=INK, size=50).encode(
        y=y, x=x, fillOpacity=alt.condition("datum.sure", alt.value(1), alt.value(0)), fill=alt.value(INK)
    )
    bars = base.mark_rule(color=INK, strokeWidth=2).encode(y=y, x=alt.X("low:Q"), x2="high:Q")
    layers = [bars, points]
    if difference:
        layers.insert(0, alt.Chart(chart_rows([{"x": 0}])).mark_rule(color=RULE).encode(x=alt.X("x:Q")))
    width = min(WIDTH, WIDTH + 250 - room([name for name, _ in rows]))
    return svg(alt.layer(*layers).properties(width=width, height=alt.Step(24)))


def survival(curves: Sequence[tuple[str, Sequence[tuple[int, float]]]], lines: Sequence[Line], x_title: str, y_title: str) -> str:
    """Shares that are longer than each length, as steps, with limits as upright lines, each with its number of days."""
    import altair as alt

    names = [name for name, _ in curves]
    data = [{"name": name, "days": days, "share": 100 * share} for name, curve in curves for days, share in [(0, 1.0), *curve]]
    steps = (
        alt.Chart(chart_rows(data))
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("days:Q", title=x_title),
            y=alt.Y("share:Q", title=y_title),
            color=alt.Color("name:N", title=None, scale=alt.Scale(domain=names, scheme="dark2")),
            strokeDash=alt.StrokeDash("name:N", title=None, scale=alt.Scale(domain=names, range=DASHES)),
        )
    )
    layers = [steps]
    widest = max(max(days for days, _ in curve) for _, curve in curves) / 20
    for place, one in enumerate(lines):
        crowded = place > 0 and one.days - lines[place - 1].days < widest, lines[place + 1 :] and lines[place + 1].days - one.days < widest
        base = alt.Chart(chart_rows([{"days": one.days, "label": f"{one.days:.0f}"}]))
        colour = WARN if one.bound else RULE
        layers.append(base.mark_rule(color=colour, strokeDash=[4, 3] if one.bound else [1, 0]).encode(x="days:Q"))
        words = base.mark_text(color=colour, align="left" if crowded[0] else "right" if crowded[1] else "center", dy=-6, fontSize=SIZE)
        layers.append(words.encode(x="days:Q", y=alt.value(0), text="label:N"))
    return svg(alt.layer(*layers).properties(width=WIDTH, height=260))


def counts(
    bars: Sequence[tuple[str, Mapping[int, int]]], x_title: str, y_title: str, limits: Mapping[str, Sequence[float]] | None = None
) -> str:
    """Whole numbers and the share of each, a panel for each name; `limits` are drawn as dashed upright lines in their panels."""
    import altair as alt

    data = [
        {"name": name, "value": value, "share": 100 * number / sum(found.values())}
        for name, found in bars
        for value, number in binned(found).items()
    ]
    last = max((value for _, found in bars for value in found), default=0) + 1
    few: dict[str, Any] = {"values": list(range(last + 1))} if last <= 12 else {}  # whole numbers only
    marks = [{"name": name, "limit": limit} for name, own in (limits or {}).items() for limit in own]
    x = alt.X("value:Q", title=x_title, axis=alt.Axis(format=",d", **few))
    areas = alt.Chart().mark_area(interpolate="step-after", color=BAND, line={"color": INK}).encode(x=x, y=alt.Y("share:Q", title=y_title))
    chart: Any = areas
    if marks:
        lines = alt.Chart().mark_rule(color=WARN, strokeDash=[4, 3]).encode(x="limit:Q")
        words = alt.Chart().mark_text(color=WARN, align="left", dx=3, dy=5, baseline="top", fontSize=SIZE)
        words = words.encode(x="limit:Q", y=alt.value(0), text=alt.Text("limit:Q", format=",~g"))
        chart = alt.layer(areas, lines, words)
    chart = chart.properties(width=WIDTH, height=110)
    sort = [name for name, _ in bars]
    return svg(chart.facet(data=chart_rows([*data, *marks]), facet=alt.Facet("name:N", title=None, sort=sort), columns=1))


def binned(found: Mapping[int, int], most: int = 120) -> dict[int, int]:
    """Counts by bins of equal width, few enough to draw; a bin is named by its first value."""
    if not found:
        return {}
    low, high = min(found), max(found)
    width = max(1, -(-(high - low + 1) // most))
    bins = dict.fromkeys(range(low, high + width + 1, width), 0)
    for value, number in found.items():
        bins[low + (value - low) // width * width] += number
    return bins


def sawtooth(arrivals: Sequence[tuple[int, int | None]], days: int, start: dt.date, title: str) -> str:
    """The age at a receiver over time, along one chain."""
    import altair as alt

    points: list[dict[str, Any]] = []
    fact: int | None = None
    for day, newest in [*((day, newest) for day, newest in arrivals if day < days), (days - 1, None)]:
        date = (start + dt.timedelta(days=day)).isoformat()
        if fact is not None:
            points.append({"day": date, "age": day - fact, "order": len(points)})
        if newest is not None:
            fact = newest
            points.append({"day": date, "age": day - fact, "order": len(points)})
    chart = alt.Chart(chart_rows(points)).mark_line(color=INK).encode(x=_dates(), y=alt.Y("age:Q", title=title), order="order:Q")
    return svg(chart.properties(width=WIDTH, height=160))


def more_plot(values: Sequence[float], x_title: str, words: tuple[str, str], *, percent: bool = False) -> str:
    """A measure of risk and error (Nelson 2008): where single replications fall, and how well their mean is known."""
    import altair as alt
    import numpy as np

    scaled = [one * (100 if percent else 1) for one in values]
    low, high = (float(one) for one in np.quantile(scaled, [0.05, 0.95]))
    mean = mean_estimate(scaled)
    dots = (
        alt.Chart(chart_rows([{"x": one} for one in scaled]))
        .mark_tick(color=INK, thickness=1.5, size=26)
        .encode(x=alt.X("x:Q", title=x_title, scale=alt.Scale(zero=False)), y=alt.value(88))
    )
    spans = [{"low": low, "high": high, "name": words[0], "y": 20}]
    if mean.low is not None and mean.high is not None:
        spans.append({"low": mean.low, "high": mean.high, "name": words[1], "y": 54})
    layers = [dots]
    for span in spans:
        base = alt.Chart(chart_rows([span]))
        colour = BAND if span["y"] == 20 else INK
        layers.append(base.mark_bar(color=colour, height=12).encode(x="low:Q", x2="high:Q", y=alt.value(span["y"])))
        name = base.mark_text(align="left", dy=-14, fontSize=SIZE)
        layers.append(name.encode(x=alt.value(0), y=alt.value(span["y"]), text="name:N"))
    return svg(alt.layer(*layers).properties(width=WIDTH, height=110))


def timeline(trace: Trace, names: Mapping[str, str], text: SimulationText) -> str:
    """When a few bodies did what, and whether it was in the period that it counts for; `names` says what each body is called."""
    import altair as alt

    data = [
        {
            "row": f"{names[act.by]} · {text.duty(act.duty)}",
            "day": act.on.isoformat(),
            "state": text.say("in time") if act.period is None or act.on <= act.period.last else text.say("late"),
        }
        for act in trace.acts
        if act.by in names
    ]
    states = [text.say("in time"), text.say("late")]
    chart = (
        alt.Chart(chart_rows(data))
        .mark_point(size=36, filled=True)
        .encode(
            x=_dates(),
            y=_names("row", [str(one["row"]) for one in data]),
            color=alt.Color("state:N", title=None, scale=alt.Scale(domain=states, range=[INK, WARN])),
            shape=alt.Shape("state:N", title=None, scale=alt.Scale(domain=states, range=["circle", "triangle-up"])),
        )
    )
    return svg(chart.properties(width=WIDTH, height=alt.Step(22)))


def _dates() -> Any:
    import altair as alt

    return alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount=8, labelOverlap=True))


def chart_rows(values: Any) -> Any:
    """Rows that a chart draws."""
    import altair as alt

    data: Any = alt.Data  # untyped there
    return data(values=values)
