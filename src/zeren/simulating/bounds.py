"""Proof and simulation bind each other: what was observed is held to the proved bound that applies to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.organisation import Organisation
from zeren.model.language.statements import Duty
from zeren.model.meaning.judge import window_of
from zeren.sim.program import Program, Task
from zeren.sim.tally import Tally
from zeren.simulating.results import BoundCheck


class Contradiction(AssertionError):
    """Something was observed that is proved impossible: a defect of zeren, so the run stops."""


def check_bounds(organisation: Organisation, program: Program, tallies: Sequence[Tally]) -> tuple[BoundCheck, ...]:
    """Every observed gap against the bound for as many misses as it spans, and ages where the bound's assumptions held.

    Raises:
        Contradiction: if a bound was exceeded.
    """
    found = [*_gaps(organisation, program, tallies), *_ages(organisation, program, tallies), *_relays(organisation, tallies)]
    for one in found:
        if one.observed > one.bound and one.what == "relay":
            raise Contradiction(
                f"`{one.duty}` of `{one.body}`: {one.observed} minutes observed exceed the proved bound of {one.bound} minutes"
            )
        if one.observed > one.bound:
            raise Contradiction(
                f"`{one.duty}` of `{one.body}`: an observed {one.what} of {one.observed} days exceeds the proved bound of {one.bound} days"
                f" for {one.missed} missed periods"
            )
    return tuple(found)


def _gaps(organisation: Organisation, program: Program, tallies: Sequence[Tally]) -> Iterator[BoundCheck]:
    from zeren.proofs.cycles.bounds import bounds
    from zeren.proofs.cycles.steps import Rule

    longest: dict[tuple[str, str, int], int] = {}
    for tally in tallies:
        for measure, body, what, days in tally:
            if measure.startswith("gap_"):
                key = (body, what, int(measure.removeprefix("gap_")))
                longest[key] = max(longest.get(key, 0), days)
    for (body, name, missed), days in sorted(longest.items()):
        duty, task = _duty(organisation, program, body, name)
        if duty.at_least is None or duty.per is None or task.window == "rolling":
            continue
        regulation = organisation.regulations[str(organisation.file.bodies[body].regulation)]
        kind = window_of(regulation, organisation.file.readings, program.start).kind
        rule = Rule(duty.at_least, duty.per, int(task.distinct_days and duty.at_least > 1))
        yield BoundCheck("gap", body, name, missed, days, bounds([duty], [rule], kind, missed=missed).any_year.days, "")


def _ages(organisation: Organisation, program: Program, tallies: Sequence[Tally]) -> Iterator[BoundCheck]:
    """Chains of one report a link, all periods met, each read on the day on which it was handed in."""
    from zeren.proofs.cycles.bounds import bounds
    from zeren.proofs.cycles.steps import Rule

    for source in program.bottom:
        chain = program.chain(source)
        links = [[task for task in program.tasks if task.kind == kind and task.informs] for kind in chain[:-1]]
        if any(len(own) != 1 for own in links) or program.tie_order not in ("lower_first", "upper_first"):
            continue
        tasks = [own[0] for own in links]
        named = [(program.kinds[task.kind].name, task.duty) for task in tasks]
        if any(task.window == "rolling" for task in tasks) or not all(_as_assumed(tally, named) for tally in tallies):
            continue
        duties = [_duty(organisation, program, *name)[0] for name in named]
        if any(duty.at_least is None or duty.per is None for duty in duties):
            continue
        rules = [
            Rule(duty.at_least or 1, duty.per or "year", int(task.distinct_days and (duty.at_least or 1) > 1))
            for duty, task in zip(duties, tasks, strict=True)
        ]
        regulation = organisation.regulations[str(organisation.file.bodies[named[0][0]].regulation)]
        kind = window_of(regulation, organisation.file.readings, program.start).kind
        top = program.kinds[chain[-1]].name
        peaks = [
            age + 1 for tally in tallies for measure, body, what, age in tally if (measure, body, what) == ("age_to", top, named[0][0])
        ]
        if peaks:
            tie_order = "lower_first" if program.tie_order == "lower_first" else "upper_first"
            bound = bounds(duties, rules, kind, tie_order).any_year.days  # type: ignore[arg-type]  # one of its two words
            yield BoundCheck("age", top, "+".join(duty for _, duty in named), 0, max(peaks), bound, "same_day")


def _relays(organisation: Organisation, tallies: Sequence[Tally]) -> Iterator[BoundCheck]:
    """Chains of filings that were all in time, from the moment at which the first clock started."""
    from zeren.proofs.cycles.relays import relays

    proved = {
        (body, ">".join([one.moment, *one.filings])): one.minutes
        for body, shape in organisation.file.bodies.items()
        if shape.regulation is not None
        for one in relays(organisation.regulations[shape.regulation])
    }
    longest: dict[tuple[str, str], int] = {}
    for tally in tallies:
        for measure, body, what, minutes in tally:
            if measure == "relay":
                longest[body, what] = max(longest.get((body, what), 0), minutes)
    for (body, what), minutes in sorted(longest.items()):
        bound = proved.get((body, what))
        if bound is not None:
            yield BoundCheck("relay", body, what, 0, minutes, bound, "")


def _as_assumed(tally: Tally, named: list[tuple[str, str]]) -> bool:
    """Whether every period of these duties was met, and every report read on its day."""
    for measure, body, what, value in tally:
        if (body, what) in named and (measure in ("late", "no_performance", "not_assessable") or (measure == "read_after" and value)):
            return False
    return True


def _duty(organisation: Organisation, program: Program, body: str, duty: str) -> tuple[Duty, Task]:
    regulation = organisation.regulations[str(organisation.file.bodies[body].regulation)]
    found = next(one for one in regulation.file.duties if one.id == duty)
    return found, next(task for task in program.tasks if (program.kinds[task.kind].name, task.duty) == (body, duty))
