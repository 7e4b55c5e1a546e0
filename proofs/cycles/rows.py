"""The table of `zeren cycles`: every duty, window reading and chain of reports with its tightest bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, Literal

import msgspec

from zeren.model.language.calendar import CYCLE_DAYS, CYCLE_YEARS
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Span
from zeren.model.language.units import Unit, chain_up, duties_of, goes_up, unit_name, units
from zeren.proofs.cycles.bounds import Bound, Link, Strict, bounds, no_bound
from zeren.proofs.cycles.chains import chains, is_regular
from zeren.proofs.cycles.relays import Relay, relays
from zeren.proofs.cycles.steps import Kind, Rule

TIE_ORDERS: tuple[Strict, ...] = ("lower_first", "upper_first")


class WhatIf(msgspec.Struct, frozen=True):
    """Another wording: at least so many per period, so many days apart, or on fixed days of the year; None keeps what is written."""

    at_least: int | None = None
    per: Span | None = None
    distance: int | None = None
    fixed: tuple[str, ...] = ()
    duty: str | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The bound for one duty (on the gap) or one chain of duties (on the age of information), under stated choices.

    `window` is the option of the regulation's reading and `kind` what it means; `spacing` is null where a period
    needs one performance only, and `tie_order` where there is one level only. A row without a bound has growing
    examples instead, and one whose missed periods always hold a 29 February has no bound without one; `why` says so.
    """

    regulation: str
    subject: str | tuple[str, ...]
    articles: tuple[str, ...]
    wording: Literal["as_written", "what_if"]
    window: str | None
    kind: Kind | None
    spacing: str | None
    tie_order: Strict | None
    missed: int
    unbounded: bool
    bodies: tuple[str, ...] = ()  # those of an organisation, whose own starts the periods are counted from
    gap_days: int | msgspec.UnsetType = msgspec.UNSET
    gap_days_common_year: int | msgspec.UnsetType = msgspec.UNSET
    age_days: int | msgspec.UnsetType = msgspec.UNSET
    age_days_common_year: int | msgspec.UnsetType = msgspec.UNSET
    schedule: tuple[Link, ...] = ()
    schedule_common_year: tuple[Link, ...] = ()
    examples: tuple[Bound, ...] = ()
    why: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class CyclesReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren cycles` prints for programs: the rows, why no longer time would change them, and the chains of filings."""

    schema: Literal["zeren.cycles/1"] = "zeren.cycles/1"
    argument: dict[str, Any]
    what_if: WhatIf | None
    rows: tuple[Row, ...]
    relays: tuple[Relay, ...] = ()


ARGUMENT: dict[str, Any] = {
    "cycle_years": CYCLE_YEARS,
    "cycle_days": CYCLE_DAYS,
    "zh": "下一次履行最迟在哪一天，只取决于前一次在400年历法周期中的位置。周期内每一天都试过，并核对了下一个周期逐日相同；"
    "任何年代的安排都可以平移整数个周期，所以更长的时间不会得出更大的数。每个最坏安排都交由判定程序复核，恰好达到该数。",
    "en": "How late the next performance can be depends only on where the last one stands in the 400-year cycle of the calendar. Every day "
    "of a cycle was tried and the next cycle was checked to be the same day by day, so schedules of any century can be moved by whole "
    "cycles, and no longer time gives a larger number. Each worst schedule was put before the judge and attains its number.",
    "delay": "reports reach their recipient on the day on which they are made",
}

ALWAYS_A_LEAP_DAY = {
    "zh": "漏这么多期，其间必有2月29日，所以没有不含2月29日的安排",
    "en": "so many missed periods always hold a 29 February, so no schedule is without one",
}


def report_on(
    regulation: Regulation, levels: int = 2, missed: int = 0, what_if: WhatIf | None = None, organisation: Organisation | None = None
) -> CyclesReport:
    """All that is said of a regulation: its rows, those of an organisation under it, and, as it is written, its chains of filings."""
    rows = table(regulation, levels, missed, what_if)
    rows += organisation_table(organisation, regulation, missed) if organisation is not None else ()
    return CyclesReport(argument=ARGUMENT, what_if=what_if, rows=rows, relays=relays(regulation) if what_if is None else ())


def table(regulation: Regulation, levels: int = 2, missed: int = 0, what_if: WhatIf | None = None) -> tuple[Row, ...]:
    """Every row of a regulation, as written and, if asked for, under another wording.

    Args:
        levels: over how many levels of bodies chains are followed.
        missed: rows are added for up to so many whole periods left out.
    """
    return tuple(_rows(regulation, levels, missed, None)) + (tuple(_rows(regulation, levels, missed, what_if)) if what_if else ())


def _rows(regulation: Regulation, levels: int, missed: int, what_if: WhatIf | None) -> Iterator[Row]:
    subjects: list[tuple[Duty, ...]] = [(duty,) for duty in regulation.file.duties if duty.norm == "obliged"]
    for duties in [*subjects, *chains(regulation, levels)]:
        if what_if is None or any(_changes(duty, what_if) for duty in duties):
            yield from _rows_of(regulation, duties, range(missed + 1), what_if)


def _rows_of(regulation: Regulation, duties: Sequence[Duty], missed: Sequence[int], what_if: WhatIf | None) -> Iterator[Row]:
    """The rows of one duty or chain, for each number of periods left out."""
    known = [rule for duty in duties if (rule := _rule(duty, what_if)) is not None]
    if len(known) < len(duties):
        if what_if is None:
            yield _unbounded(regulation, duties)
        return
    for window, kind in _windows(regulation, known):
        for spacing, spaced in _spacings(regulation, known, what_if):
            for tie_order in TIE_ORDERS if len(duties) > 1 else TIE_ORDERS[:1]:
                for left_out in missed:
                    if kind != "rolling" or left_out == 0:
                        yield _bounded(regulation, duties, spaced, window, kind, spacing, tie_order, left_out, what_if)


def bounds_of(regulation: Regulation, chain: Sequence[str], missed: int = 0, readings: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """The rows of one duty, or of one chain of duties from the lowest level up, that are not excluded by readings.

    There are none if the regulation has no such chain. A stretch of any length leaves no period out, so there are no
    such rows where `missed` is not 0.
    """
    fixed, windows = readings or {}, regulation.file.windows
    every: list[tuple[Duty, ...]] = [(duty,) for duty in regulation.file.duties if duty.norm == "obliged"]
    if len(chain) > 1:
        every = list(chains(regulation, len(chain)))
    found = [row for duties in every if [duty.id for duty in duties] == list(chain) for row in _rows_of(regulation, duties, [missed], None)]
    if windows is None:
        return tuple(found)
    names = [windows.reading, windows.same_day.reading if windows.same_day else None]
    chosen = [fixed.get(name) if name else None for name in names]
    return tuple(
        row for row in found if all(one in (None, own) or own is None for one, own in zip(chosen, (row.window, row.spacing), strict=True))
    )


def organisation_table(organisation: Organisation, regulation: Regulation, missed: int = 0) -> tuple[Row, ...]:
    """The chains of an organisation whose lowest body is under this regulation, with periods counted from each body's own start.

    Bodies alike have the same chain, so the first of them stands for all. A chain that no regular report carries on to
    its top has no row here; `table` shows where it breaks.
    """
    every = units(organisation)
    superiors = {unit.superior for unit in every.values()}
    tie_order: Strict = "lower_first" if organisation.file.tie_order == "lower_first" else "upper_first"
    rows: list[Row] = []
    for body, shape in organisation.file.bodies.items():
        lowest = unit_name(body, 0, shape.count)
        if lowest in superiors or shape.regulation is None or organisation.regulations[shape.regulation].id != regulation.id:
            continue
        above = chain_up(every, lowest)
        reports = [_reports(lower, upper, organisation) for lower, upper in pairwise(above)]
        for duties in product(*reports) if len(reports) > 1 else ():
            anchors = [unit.anchor for unit in above]
            rules = [rule._replace(anchor=anchor) for rule, anchor in zip(map(_written, duties), anchors, strict=False)]
            window, _ = _windows(regulation, [Rule()])[2]
            for spacing, spaced in _spacings(regulation, rules, None):
                for left_out in range(missed + 1):
                    row = _bounded(regulation, duties, spaced, window, "anchored", spacing, tie_order, left_out, None)
                    rows.append(msgspec.structs.replace(row, bodies=tuple(unit.name for unit in above)))
    return tuple(rows)


def _reports(lower: Unit, upper: Unit, organisation: Organisation) -> list[Duty]:
    """The duties by which a body regularly informs the one above it."""
    if lower.regulation is None:
        return []
    regulation = organisation.regulations[lower.regulation]
    return [
        duty
        for duty in duties_of(lower, regulation)
        if duty.at_least is not None and duty.by is None and goes_up(duty, lower, upper, regulation)
    ]


def _written(duty: Duty) -> Rule:
    return Rule(duty.at_least or 1, duty.per or "year")


def _changes(duty: Duty, what_if: WhatIf) -> bool:
    return duty.id == what_if.duty if what_if.duty else is_regular(duty)


def _rule(duty: Duty, what_if: WhatIf | None) -> Rule | None:
    """The wording of a duty as a rule; None where no number says how often."""
    needed, per = duty.at_least, duty.per
    if what_if is None or not _changes(duty, what_if):
        if duty.by is not None:
            return Rule(needed or 1, "year", by=duty.by)
        return None if needed is None or per is None else Rule(needed, per)
    if what_if.fixed:
        return Rule(len(what_if.fixed), "year", 0, what_if.fixed)
    needed, per = what_if.at_least or needed or 1, what_if.per or per
    return None if per is None else Rule(needed, per, what_if.distance or 0)


def _windows(regulation: Regulation, rules: Sequence[Rule]) -> list[tuple[str, Kind]]:
    if any(rule.fixed for rule in rules):
        return [("fixed", "fixed")]
    windows = regulation.file.windows
    if any(rule.by for rule in rules):
        return [("calendar" if windows is None else windows.calendar, "calendar")]
    if windows is None:
        return [("calendar", "calendar"), ("rolling", "rolling"), ("anchored", "anchored")]
    return [(windows.calendar, "calendar"), (windows.rolling, "rolling"), (windows.anchored, "anchored")]


def _spacings(regulation: Regulation, rules: Sequence[Rule], what_if: WhatIf | None) -> Iterator[tuple[str | None, list[Rule]]]:
    """The performances of one period as close as may be: on different days or on one day, unless a distance is stated."""
    same = regulation.file.windows.same_day if regulation.file.windows else None
    if what_if is not None and what_if.distance is not None:
        yield f"at_least_{what_if.distance}_days", list(rules)
    elif all(rule.needed == 1 or rule.fixed for rule in rules):
        yield None, list(rules)
    else:
        for name, distance in ((same.distinct if same else "distinct_days", 1), (same.allowed if same else "same_day_allowed", 0)):
            yield name, [rule._replace(distance=distance if rule.needed > 1 else 0) for rule in rules]


def _bounded(
    regulation: Regulation,
    duties: Sequence[Duty],
    rules: Sequence[Rule],
    window: str,
    kind: Kind,
    spacing: str | None,
    tie_order: Strict,
    missed: int,
    what_if: WhatIf | None,
) -> Row:
    any_year, common = bounds(duties, rules, kind, tie_order, missed)
    chain = len(duties) > 1
    days = any_year.days, msgspec.UNSET if common is None else common.days
    gap, age = ((msgspec.UNSET, msgspec.UNSET), days)[:: 1 if chain else -1]
    return Row(
        regulation=regulation.id,
        subject=tuple(duty.id for duty in duties) if chain else duties[0].id,
        articles=tuple(duty.article for duty in duties),
        wording="as_written" if what_if is None else "what_if",
        window=window,
        kind=kind,
        spacing=spacing,
        tie_order=tie_order if chain else None,
        missed=missed,
        unbounded=False,
        gap_days=gap[0],
        gap_days_common_year=gap[1],
        age_days=age[0],
        age_days_common_year=age[1],
        schedule=any_year.schedule,
        schedule_common_year=() if common is None else common.schedule,
        why=msgspec.UNSET if common is not None else ALWAYS_A_LEAP_DAY,
    )


def _unbounded(regulation: Regulation, duties: Sequence[Duty]) -> Row:
    """A duty or chain that no number bounds, with schedules as long as one likes."""
    open_ended = next(duty for duty in duties if not is_regular(duty))
    chain = len(duties) > 1
    return Row(
        regulation=regulation.id,
        subject=tuple(duty.id for duty in duties) if chain else duties[0].id,
        articles=tuple(duty.article for duty in duties),
        wording="as_written",
        window=None,
        kind=None,
        spacing=None,
        tie_order=None,
        missed=0,
        unbounded=True,
        examples=no_bound(duties),
        why=_why(open_ended),
    )


def _why(duty: Duty) -> dict[str, str]:
    if duty.on is not None:
        return {
            "zh": f"只在“{duty.on.zh}”时才有此项义务，没有周期",
            "en": f"it is due only after an event ({duty.on.en}), not every so often",
        }
    if duty.wording is None:
        return {"zh": "条文没有写明次数和期限：间隔多长都不违反", "en": "the text names no number and no period: nothing rules out any gap"}
    zh, en = duty.wording.zh, duty.wording.en
    if duty.if_read is not None:
        return {
            "zh": f"条文写“{zh}”，是否有期限取决于理解：除非如此理解，间隔多长都不违反",
            "en": f"the text says “{en}”, and whether it has a period turns on a reading: unless read so, nothing rules out any gap",
        }
    return {"zh": f"条文只写“{zh}”，没有数字：间隔多长都不违反", "en": f"the text says only “{en}”: no number rules out any gap"}
