"""Hypothesis strategies for what duties are tested on: organisations under a regulation, and traces of what their bodies did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.trace import Act, Event, Trace
from zeren.model.language.units import Unit, duties_of, span, units

__all__ = ["organisations", "traces"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
_DELAYS = ("{fixed: days(0)}", "{fixed: days(9)}", "{uniform: {low: hours(1), high: days(60)}}", "{exponential: {mean: days(8)}}")
_WHEN = ("even", "start", "deadline", "random")


@st.composite
def organisations(
    draw: Draw, regulation: Regulation, *, levels: int = 3, alike: int = 3, years: int = 3, fixed: Mapping[str, str] | None = None
) -> str:
    """The text of an organisation: up to so many levels of bodies under one that stands outside, and plans for their duties.

    `parse_organisation(text, lambda _: regulation)` reads it, whatever is drawn. The bodies are called `level1`, `level2`, …
    from the top; each bears every duty of the regulation.

    Args:
        levels: how many levels of bodies at most; one at least.
        alike: how many bodies there are at most on a level.
        years: how long it lives at most.
        fixed: readings that are pinned; of the others, those that say how periods are counted are drawn.
    """
    lines = [
        "organisation: drawn",
        f"from: {draw(st.integers(0, 800).map(lambda days: dt.date(2026, 1, 1) + dt.timedelta(days)))}",
        f"years: {draw(st.integers(1, years))}",
        f"tie_order: {draw(st.sampled_from(['lower_first', 'upper_first']))}",
    ]
    taken = {name: draw(st.sampled_from(tuple(regulation.readings[name].one_of))) for name in _counting(regulation)} | {**(fixed or {})}
    if taken:
        lines.append(f"readings: {{{', '.join(f'{name}: {option}' for name, option in taken.items())}}}")
    lines += ["bodies:", "  above: {outside: yes}"]
    count, above = 1, "above"
    for level in range(1, draw(st.integers(1, levels)) + 1):
        count = draw(st.integers(1, alike))
        lines.append(f"  level{level}: {{regulation: {regulation.id}, superior: {above}, count: {count}}}")
        above = f"level{level}"
    duties = [duty.id for duty in duties_of(Unit("", "", None, None, (), dt.date.min, None), regulation)]
    plans = {duty: draw(_plans()) for duty in duties}
    if plans:
        lines += ["plans:", *(f"  {duty}: {plan}" for duty, plan in plans.items())]
    return "\n".join(lines) + "\n"


def _counting(regulation: Regulation) -> list[str]:
    """The readings that say how the periods of duties are counted."""
    windows = regulation.file.windows
    if windows is None:
        return []
    return [windows.reading, *([windows.same_day.reading] if windows.same_day else [])]


@st.composite
def _plans(draw: Draw) -> str:
    parts = [f"when: {draw(st.sampled_from(_WHEN))}"]
    if draw(st.booleans()):
        parts.append(f"delay: {draw(st.sampled_from(_DELAYS))}")
    if draw(st.booleans()):
        parts.append(f"skipped: {{chance: {draw(st.sampled_from(['0.2', '1']))}}}")
    return f"{{{', '.join(parts)}}}"


@st.composite
def traces(draw: Draw, organisation: Organisation, *, most: int = 6) -> Trace:
    """What the bodies of an organisation did: acts that serve their duties, and the events that start some, in order of days.

    The observed span is part of the time that the organisation lives; acts fall within it. Some are taken in by the
    recipient only days later.

    Args:
        most: how many acts, and how many events, of each body and duty at most.
    """
    whole = span(organisation)
    first = draw(st.integers(0, whole.days // 2))
    last = draw(st.integers(first + 1, whole.days - 1))
    observed = whole._replace(first=whole.first + dt.timedelta(first), last=whole.first + dt.timedelta(last))
    days = st.integers(0, observed.days - 1).map(lambda after: observed.first + dt.timedelta(after))
    acts: list[Act] = []
    begun: list[tuple[dt.datetime, str, str]] = []
    for unit in units(organisation).values():
        if unit.regulation is None:
            continue
        for duty in duties_of(unit, organisation.regulations[unit.regulation]):
            for on in draw(st.lists(days, max_size=most)):
                waited = draw(st.sampled_from([0, 0, 1, 30]))
                acts.append(Act(duty.id, unit.name, on, reached=on + dt.timedelta(waited) if waited else None))
            if duty.on is not None:
                hours = draw(st.lists(st.tuples(days, st.integers(0, 23)), max_size=most))
                begun += [(dt.datetime(on.year, on.month, on.day, hour, tzinfo=dt.UTC), duty.id, unit.name) for on, hour in hours]
    events = [Event(f"event{place}", of, started={duty: at}) for place, (at, duty, of) in enumerate(sorted(begun), 1)]
    return Trace(observed, tuple(sorted(acts, key=lambda act: act.on)), tuple(events))
