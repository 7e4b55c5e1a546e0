"""Bounds on gaps and on the age of information: the tightest, with a schedule of real dates that attains each.

Why no longer horizon changes a bound: the next performance after a given day is never later than a table says that
depends only on the day's place in the 400-year cycle (`steps`). All days of one cycle are tried, and the table of the
next cycle is checked to be the same, so a schedule in any century can be moved into the cycle by whole cycles. Each
schedule is put before `judge`, which finds every period met and measures the bound. Reports reach their recipient on
the day on which they are made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations_with_replacement, pairwise
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from zeren.model.language.calendar import CYCLE_DAYS, ONE_DAY, Period
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.model.language.trace import Act
from zeren.model.meaning.ages import ages
from zeren.model.meaning.fulfilment import Window, judge_duty
from zeren.proofs.cycles.steps import ORIGIN, Days, Kind, Rule, Step, before_leap_day, cycle, date_of, repeats, step

Strict = Literal["lower_first", "upper_first"]


class Unattained(AssertionError):
    """A schedule that `judge` does not find to attain its bound; this is a defect of zeren."""


class Link(msgspec.Struct, frozen=True):
    """One body's part in a schedule: its performances around the gap, and the start of its periods where it has its own."""

    duty: str
    acts: tuple[dt.date, ...]
    start: dt.date | None = None
    missed: int = 0


class Bound(msgspec.Struct, frozen=True):
    """The most days, and a schedule that attains them: from the first date to the last."""

    days: int
    first: dt.date
    last: dt.date
    schedule: tuple[Link, ...]


class Bounds(NamedTuple):
    """The bound over all years, and over spans that hold no 29 February: none where so many periods left out always hold one."""

    any_year: Bound
    common_year: Bound | None


def bounds(duties: Sequence[Duty], rules: Sequence[Rule], kind: Kind, tie_order: Strict = "lower_first", missed: int = 0) -> Bounds:
    """The tightest bound on the age at the top of a chain, just before a report arrives there; of one link, on its gap.

    Args:
        rules: the wording of each duty of the chain, the lowest first.
        tie_order: who acts first when two levels act on one day.
        missed: how many whole periods are left out along the chain.

    Raises:
        Unattained: if `judge` does not confirm the schedule.
    """

    def bound(best: _Best) -> Bound:
        links = tuple(_link(*one, kind) for one in zip(duties, rules, best.pairs, best.missed, strict=True))
        found = Bound(best.days, date_of(best.pairs[0][0]), date_of(best.pairs[-1][1]), links)
        replay(found, rules, kind, tie_order)
        return found

    every, common = _best(tuple(rules), kind, tie_order, missed)
    return Bounds(bound(every), None if common is None else bound(common))


def no_bound(duties: Sequence[Duty], years: Sequence[int] = (1, 10, 100)) -> tuple[Bound, ...]:
    """Ever longer gaps that the last duty of a chain allows because no number says how often it is due."""
    first = ORIGIN
    lasts = [first.replace(year=first.year + more) for more in years]
    return tuple(
        Bound((last - first).days, first, last, tuple(Link(duty.id, (first, *((last,) if duty is duties[-1] else ()))) for duty in duties))
        for last in lasts
    )


def replay(found: Bound, rules: Sequence[Rule], kind: Kind, tie_order: Strict) -> None:
    """Put a schedule before `judge`: every period met but those left out, and the bound attained to the day."""
    chain = [[Act(link.duty, link.duty, act) for act in link.acts] for link in found.schedule]
    for link, acts, rule in zip(found.schedule, chain, rules, strict=True):
        if any((later - earlier).days < rule.distance for earlier, later in pairwise(link.acts)):
            raise Unattained(f"{link}: closer than {rule.distance} days")
        if kind == "fixed":
            if any(f"{act:%m-%d}" not in rule.fixed for act in link.acts if act.month != 2):
                raise Unattained(f"{link}: not on {rule.fixed}")
            continue
        window = Window(kind, link.start, rule.distance > 0)
        ends = (link.acts[rule.needed - 1], link.acts[rule.needed])
        observed = Period(link.acts[0], link.acts[-1])
        if kind != "rolling":
            observed = Period(window.period(ends[0], rule.per).first, window.period(ends[1], rule.per).last)
        wording = Duty(id=link.duty, article="", act=Text("", ""), at_least=rule.needed, per=rule.per, by=rule.by or None)
        record = judge_duty(wording, acts, observed, window)
        left_out = sum(one.status != "met" for one in record.instances)
        if record.uncovered or left_out != link.missed or any(one.acts for one in record.instances if one.status != "met"):
            raise Unattained(f"{link}: {record}")
    reached = [one.age_before for one in ages(chain, tie_order) if one.on == found.last]
    if found.days not in reached:
        raise Unattained(f"{found}: {reached}")


class _Best(NamedTuple):
    days: int
    pairs: list[tuple[int, int]]
    missed: tuple[int, ...]


@lru_cache(maxsize=1_024)
def _best(rules: tuple[Rule, ...], kind: Kind, tie_order: Strict, missed: int) -> tuple[_Best, _Best | None]:
    """The most days over all ways to leave out periods, over all years and without a 29 February."""
    found: list[tuple[_Best | None, _Best | None]] = []
    for places in combinations_with_replacement(range(len(rules)), missed):
        left_out = tuple(places.count(place) for place in range(len(rules)))
        for rule, one in zip(rules, left_out, strict=True):
            if not repeats(rule, kind, one):
                raise Unattained(f"{rule}: the next cycle of the calendar differs")
        steps = [step(rule, kind, one) for rule, one in zip(rules, left_out, strict=True)]
        found.append(_furthest(steps, left_out, tie_order, kind))
    every, common = ([one for one in own if one is not None] for own in zip(*found, strict=True))
    return max(every, key=lambda one: one.days), max(common, key=lambda one: one.days, default=None)


def _furthest(steps: Sequence[Step], missed: tuple[int, ...], tie_order: Strict, kind: Kind) -> tuple[_Best | None, _Best | None]:
    """The most days from a first performance to the report that ends the chain, with each link's two performances."""
    days = cycle()
    acts, nexts, earliest = [days], [days + steps[0].following], days + steps[0].earliest
    for one in steps[1:]:
        reach = nexts[-1] - (tie_order == "lower_first")  # the last day on which the older report is still the newest
        place = reach % CYCLE_DAYS
        acts.append(reach + one.act[place])
        nexts.append(reach + one.following[place])
        earliest = reach + one.earliest[place]

    def best(ends: Days, possible: NDArray[np.bool_]) -> _Best | None:
        if not possible.any():
            return None
        spans = ends - days
        spans[~possible] = -1
        place = int(np.argmax(spans))
        pairs = [(int(act[place]), int(following[place])) for act, following in zip(acts, nexts, strict=True)]
        return _Best(int(spans[place]), [*pairs[:-1], (pairs[-1][0], int(ends[place]))], missed)

    own = steps[0].act == 0
    before = np.minimum(nexts[-1], before_leap_day())  # the last report may come earlier, while it leaves out as many periods
    return best(nexts[-1], own), best(before, own & (before >= earliest) & (before > acts[-1]))


def _link(duty: Duty, rule: Rule, pair: tuple[int, int], missed: int, kind: Kind) -> Link:
    act, following = pair
    if kind == "fixed":
        return Link(duty.id, (date_of(act), date_of(following)), None, missed)
    offsets = [place * rule.distance for place in range(rule.needed)]
    acts = (*(date_of(act - one) for one in reversed(offsets)), *(date_of(following + one) for one in offsets))
    if kind != "anchored" or rule.anchor is not None:
        return Link(duty.id, acts, rule.anchor if kind == "anchored" else None, missed)
    start = date_of(act - rule.packed)
    if (start.month, start.day) == (2, 29):  # no period starts on that day
        start -= ONE_DAY
    return Link(duty.id, acts, start, missed)
