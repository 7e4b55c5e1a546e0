"""People who hold offices: they come and go, and while nobody is there a deputy may act."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import repeat
from typing import Any, NamedTuple

import simpy
from simpy.events import Event

from zeren.sim.clock import FIRST, Alarm
from zeren.sim.program import NEVER, Office, Program
from zeren.sim.spread import Series, Spread, all_series

Behaviour = Generator[Event, Any, None]


class Holder:
    """An office of one body: whether it is vacant or its holder away, and the events of their return."""

    __slots__ = ("away", "filled", "returned", "vacant")

    def __init__(self) -> None:
        self.vacant = self.away = False
        self.filled: Event | None = None
        self.returned: Event | None = None


def staff(env: simpy.Environment, program: Program, seed: int, replication: int) -> dict[int, list[Holder]]:
    """Every office of every body, with people who come and go."""
    found = {}
    for place, office in enumerate(program.offices):
        found[place] = [Holder() for _ in range(program.kinds[office.kind].count)]
        _staff(env, program, office, found[place], (seed, replication))
    return found


def wait_for(env: simpy.Environment, holder: Holder) -> Event:
    """The event at which what keeps an office from acting now is over."""
    if holder.vacant:
        if holder.filled is None:
            holder.filled = env.event()
        return holder.filled
    if holder.returned is None:
        holder.returned = env.event()
    return holder.returned


def _staff(env: simpy.Environment, program: Program, office: Office, holders: list[Holder], seeds: tuple[int, int]) -> None:
    for holder, (vacancies, absences) in zip(holders, comings_and_goings(program, office, seeds), strict=True):
        if vacancies is not None:
            env.process(_tenures(env, idle(vacancies), holder))
        if absences is not None:
            env.process(_absences(env, idle(absences), holder))


class Gone(NamedTuple):
    """A span over which an office stands vacant, or its holder is away; from `deputy` on, if that is before the end, a deputy acts."""

    begin: int
    deputy: int
    end: int


Spans = Iterator[Gone] | None


def comings_and_goings(program: Program, office: Office, seeds: tuple[int, int]) -> Iterator[tuple[Spans, Spans]]:
    """The vacancies of an office and the absences of its holders, body by body; None where there never is any."""
    bodies = program.kinds[office.kind].count
    pair = {"tenure": office.tenure, "vacancy": office.vacancy, "deputy_vacancy": office.deputy}
    tenure, vacancy, deputy = _series(program, office, bodies, pair, seeds)
    away = {"between": office.between, "absence": office.absence, "deputy_absence": office.deputy}
    between, absence, standing_in = _series(program, office, bodies, away, seeds)
    for body in range(bodies):
        vacancies = absences = None
        if tenure is not None and vacancy is not None:
            vacancies = renewals(tenure[body], vacancy[body], None if deputy is None else deputy[body], program.end)
        elif office.vacant:
            vacancies = stated(office.vacant, None if deputy is None else deputy[body])
        if between is not None and absence is not None:
            absences = renewals(between[body], absence[body], None if standing_in is None else standing_in[body], program.end)
        yield vacancies, absences


def _series(
    program: Program, office: Office, bodies: int, spreads: dict[str, Spread | None], seeds: tuple[int, int]
) -> list[list[Series] | None]:
    """The draws of an office, by what they are for, in every body."""
    name = f"{program.kinds[office.kind].name}/{office.name}"
    first, second, _ = spreads.values()
    number = len(office.vacant) if first is None or second is None else program.end / (first.mean + second.mean)
    return [
        None if spread is None else all_series(spread, program.key(*seeds, f"{part}/{name}"), bodies, number)
        for part, spread in spreads.items()
    ]


def _tenures(env: simpy.Environment, spans: Iterator[tuple[int, int]], holder: Holder) -> Behaviour:
    """An office stands vacant now and then, until it is filled or a deputy acts."""
    alarm = Alarm(env)
    for begin, end in spans:
        yield alarm.at(begin, FIRST)
        holder.vacant = True
        yield alarm.at(end, FIRST)
        holder.vacant = False
        if holder.filled is not None:
            event, holder.filled = holder.filled, None
            event.succeed()


def _absences(env: simpy.Environment, spans: Iterator[tuple[int, int]], holder: Holder) -> Behaviour:
    """An office-holder is away now and then, until the return or until a deputy acts."""
    alarm = Alarm(env)
    for begin, end in spans:
        yield alarm.at(begin, FIRST)
        holder.away = True
        yield alarm.at(end, FIRST)
        holder.away = False
        if holder.returned is not None:
            event, holder.returned = holder.returned, None
            event.succeed()


def renewals(there: Series, gone: Series, deputy: Series | None, end: int) -> Iterator[Gone]:
    """Spans that begin after one draw and last another, again and again, up to the end."""
    clock = 0
    for tenure, vacancy, acting in zip(there, gone, repeat(NEVER) if deputy is None else deputy, strict=False):
        begin = clock + tenure
        if begin >= end:
            return
        clock = begin + vacancy
        yield Gone(begin, begin + acting, clock)


def stated(vacant: tuple[tuple[int, int], ...], deputy: Series | None) -> Iterator[Gone]:
    """The vacancies that a file states."""
    for number, (begin, end) in enumerate(vacant):
        yield Gone(begin, NEVER if deputy is None else begin + deputy[number], end)


def idle(spans: Iterator[Gone]) -> Iterator[tuple[int, int]]:
    """The seconds over which nobody acts, not even a deputy."""
    for begin, deputy, end in spans:
        over = min(deputy, end)
        if begin < over:
            yield begin, over
