"""The charts of a simulation's report, as SVG with its text as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.model.language.trace import Trace
from zeren.sim.statistics import Estimate, Paired, mean_estimate

if TYPE_CHECKING:
    from zeren.simulation_text import SimulationText

WIDTH = 620
INK, BAND, WARN = "#1f4e79", "#9dc3e6", "#c0504d"
FONT = "Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"


def svg(chart: Any) -> str:
    """A chart as SVG, made without a browser or a network."""
    import vl_convert

    chart = chart.configure(font=FONT).configure_view(strokeWidth=0).configure_axis(grid=True, gridColor="#eeeeee", labelLimit=420)
    text: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return text


def intervals(rows: Sequence[tuple[str, Estimate]], title: str, *, percent: bool = False, zero: bool = False) -> str:
    """Figures one below another, each with its interval; one without is hollow."""
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
    order = [str(row["name"]) for row in data]
    base = alt.Chart(_rows(data))
    y = alt.Y("name:N", sort=order, title=None)
    x = alt.X("value:Q", title=title, scale=alt.Scale(zero=zero))
    points = base.mark_point(color=INK, size=50).encode(
        y=y, x=x, fillOpacity=alt.condition("datum.sure", alt.value(1), alt.value(0)), fill=alt.value(INK)
    )
    bars = base.mark_rule(color=INK, strokeWidth=2).encode(y=y, x=alt.X("low:Q"), x2="high:Q")
    return svg((bars + points).properties(width=WIDTH, height=alt.Step(24)))


def survival(
    curves: Sequence[tuple[str, Sequence[tuple[int, float]]]], limits: Sequence[tuple[str, int]], x_title: str, y_title: str
) -> str:
    """Shares that are longer than each length, as steps, with limits as upright lines."""
    import altair as alt

    data = [{"name": name, "days": days, "share": 100 * share} for name, curve in curves for days, share in [(0, 1.0), *curve]]
    lines = (
        alt.Chart(_rows(data))
        .mark_line(interpolate="step-after")
        .encode(x=alt.X("days:Q", title=x_title), y=alt.Y("share:Q", title=y_title), color=alt.Color("name:N", title=None))
    )
    marks = [{"label": label, "days": days} for label, days in limits]
    rules = alt.Chart(_rows(marks)).mark_rule(color=WARN, strokeDash=[4, 3]).encode(x="days:Q")
    words = (
        alt.Chart(_rows(marks))
        .mark_text(color=WARN, align="right", dx=-3, angle=270, baseline="bottom")
        .encode(x="days:Q", y=alt.value(4), text="label:N")
    )
    return svg((lines + rules + words).properties(width=WIDTH, height=220))


def counts(bars: Sequence[tuple[str, dict[int, int]]], x_title: str, y_title: str) -> str:
    """Whole numbers and the share of each, a panel for each name."""
    import altair as alt

    data = [
        {"name": name, "value": value, "share": 100 * number / sum(found.values())}
        for name, found in bars
        for value, number in binned(found).items()
    ]
    chart = (
        alt.Chart(_rows(data))
        .mark_area(interpolate="step-after", color=BAND, line={"color": INK})
        .encode(x=alt.X("value:Q", title=x_title), y=alt.Y("share:Q", title=y_title))
    )
    return svg(
        chart.properties(width=WIDTH, height=120).facet(
            row=alt.Row("name:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left"))
        )
    )


def binned(found: dict[int, int], most: int = 120) -> dict[int, int]:
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
    chart = (
        alt.Chart(_rows(points))
        .mark_line(color=INK)
        .encode(x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m")), y=alt.Y("age:Q", title=title), order="order:Q")
    )
    return svg(chart.properties(width=WIDTH, height=160))


def more_plot(values: Sequence[float], x_title: str, words: tuple[str, str]) -> str:
    """A measure of risk and error (Nelson 2008): where single replications fall, and how well their mean is known."""
    import altair as alt
    import numpy as np

    low, high = (float(one) for one in np.quantile(values, [0.05, 0.95]))
    mean = mean_estimate(values)
    dots = (
        alt.Chart(_rows([{"x": one} for one in values]))
        .mark_tick(color=INK, thickness=1.5, size=26)
        .encode(x=alt.X("x:Q", title=x_title, scale=alt.Scale(zero=False)), y=alt.value(88))
    )
    spans = [{"low": low, "high": high, "name": words[0], "y": 20}]
    if mean.low is not None and mean.high is not None:
        spans.append({"low": mean.low, "high": mean.high, "name": words[1], "y": 54})
    layers = [dots]
    for span in spans:
        base = alt.Chart(_rows([span]))
        colour = BAND if span["y"] == 20 else INK
        layers.append(base.mark_bar(color=colour, height=12).encode(x="low:Q", x2="high:Q", y=alt.value(span["y"])))
        layers.append(base.mark_text(align="left", dy=-12).encode(x="low:Q", y=alt.value(span["y"]), text="name:N"))
    return svg(alt.layer(*layers).properties(width=WIDTH, height=110))


def differences(found: dict[str, Paired], title: str) -> str:
    """Paired differences with their intervals."""
    return intervals([(name, one.difference) for name, one in found.items()], title, zero=True)


def heatmap(cells: Sequence[tuple[str, str, float]], x_title: str, y_title: str, title: str) -> str:
    """A measure over two swept values."""
    import altair as alt

    data = [{"x": x, "y": y, "value": value, "shown": f"{value:.3g}"} for x, y, value in cells]
    base = alt.Chart(_rows(data)).encode(
        x=alt.X("x:N", title=x_title, sort=None, axis=alt.Axis(grid=False)),
        y=alt.Y("y:N", title=y_title, sort=None, axis=alt.Axis(grid=False)),
    )
    tiles = base.mark_rect().encode(color=alt.Color("value:Q", title=title, scale=alt.Scale(scheme="blues")))
    middle = (min(value for *_, value in cells) + max(value for *_, value in cells)) / 2
    ink = alt.condition(f"datum.value > {middle!r}", alt.value("white"), alt.value("black"))
    return svg((tiles + base.mark_text().encode(text="shown:N", color=ink)).properties(width=alt.Step(80), height=alt.Step(32)))


def timeline(trace: Trace, names: Sequence[str], text: SimulationText) -> str:
    """When a few bodies did what, and whether it was in the period that it counts for."""
    import altair as alt

    data = [
        {
            "row": f"{act.by} · {text.duty(act.duty)}",
            "day": act.on.isoformat(),
            "state": text.say("in time") if act.period is None or act.on <= act.period.last else text.say("late"),
        }
        for act in trace.acts
        if act.by in names
    ]
    chart = (
        alt.Chart(_rows(data))
        .mark_point(size=36, filled=True)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m")),
            y=alt.Y("row:N", title=None),
            color=alt.Color("state:N", title=None, scale=alt.Scale(domain=[text.say("in time"), text.say("late")], range=[INK, WARN])),
        )
    )
    return svg(chart.properties(width=WIDTH, height=alt.Step(22)))


def _rows(values: Any) -> Any:
    import altair as alt

    data: Any = alt.Data  # untyped there
    return data(values=values)
