"""Who holds an office at any second of a simulated run: office-holders by number, one after another, and a deputy in between.

Office-holders go by office and number; a name that the organisation file states is given only where it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from zeren.logs.ocel import Thing
from zeren.model.language.organisation import Organisation
from zeren.sim.program import DAY, NEVER, Office, Program, body_name
from zeren.sim.staff import Gone, comings_and_goings


class Tenure(NamedTuple):
    """Seconds over which one person holds an office."""

    begin: int
    end: int
    name: str = ""


class Tenures:
    """An office of every body of a kind."""

    def __init__(self, office: str, bodies: list[str], held: list[list[Tenure]], vacant: list[list[Gone]], away: list[list[Gone]]) -> None:
        self.office, self.bodies, self.held, self.vacant, self.away = office, bodies, held, vacant, away

    def holder(self, body: int, number: int) -> Thing:
        """A holder as an object; number -1 is the deputy."""
        name = self.bodies[body]
        known = "deputy" if number < 0 else str(number + 1)
        values = [("office", self.office), ("number", known)]
        if number >= 0 and (stated := self.held[body][number].name):
            values.append(("name", stated))
        return Thing(f"holder:{name}/{self.office}/{known}", "office-holder", tuple(values), ((name, "holds an office of"),))

    def said_of(self, holder: Thing) -> dict[str, str]:
        """What an event says of a holder: the office, and the name where it is given."""
        named = dict(holder.values).get("name")
        return {"office": self.office} | ({} if named is None else {"holder": named})

    def acting(self, body: int, now: int) -> Thing:
        """Who acts for an office at a second: its holder, or the deputy while it is vacant or the holder is away."""
        number = bisect_right(self.held[body], now, key=lambda one: one.begin) - 1
        away = bisect_right(self.away[body], now, key=lambda one: one.begin) - 1
        there = number >= 0 and now < self.held[body][number].end and not (away >= 0 and now < self.away[body][away].end)
        return self.holder(body, number if there else -1)

    def steps(self, body: int, start: int, end: int) -> Iterator[tuple[str, int, Thing]]:
        """What happens to an office between two seconds: the verb, the second, and the holder."""
        for number, one in enumerate(self.held[body]):
            if one.end > start and one.begin < end:
                yield "takes office", max(one.begin, start), self.holder(body, number)
                yield from self._ends("leaves office", one.end, end, self.holder(body, number))
                for gone in self.away[body]:
                    begin, back = max(gone.begin, one.begin), min(gone.end, one.end)
                    if back > max(begin, start) and begin < end:
                        yield "goes away", max(begin, start), self.holder(body, number)
                        if gone.end <= one.end:
                            yield from self._ends("comes back", gone.end, end, self.holder(body, number))
        for gone in (*self.vacant[body], *self.away[body]):
            if gone.deputy < min(gone.end, end) and gone.end > start:
                yield "deputy steps in", max(gone.deputy, start), self.holder(body, -1)
                yield from self._ends("deputy steps back", gone.end, end, self.holder(body, -1))

    def _ends(self, verb: str, time: int, end: int, holder: Thing) -> Iterator[tuple[str, int, Thing]]:
        if time < end:
            yield verb, time, holder


def tenures(organisation: Organisation, program: Program, place: int, seeds: tuple[int, int], *, named: bool) -> Tenures:
    """The tenures of an office over a run."""
    office = program.offices[place]
    kind = program.kinds[office.kind]
    held: list[list[Tenure]] = []
    vacant: list[list[Gone]] = []
    away: list[list[Gone]] = []
    for vacancies, absences in comings_and_goings(program, office, seeds):
        vacant.append(list(vacancies or ()))
        away.append(list(absences or ()))
        held.append(_stated(organisation, program, office, named=named) or _between(vacant[-1]))
    return Tenures(office.name, [body_name(kind, body) for body in range(kind.count)], held, vacant, away)


def _stated(organisation: Organisation, program: Program, office: Office, *, named: bool) -> list[Tenure]:
    """The tenures that the file states, in the order of time."""
    found = []
    for one in organisation.file.offices[office.name].holders:
        begin = 0 if one.from_ is None else max(0, (one.from_ - program.start).days * DAY)
        end = NEVER if one.to is None else (one.to - program.start).days * DAY + DAY
        if end > 0:
            found.append(Tenure(begin, end, one.name if named else ""))
    return sorted(found)


def _between(vacant: list[Gone]) -> list[Tenure]:
    """The tenures between vacancies, the first from the start on."""
    begins = [0, *(gone.end for gone in vacant)]
    ends = [*(gone.begin for gone in vacant), NEVER]
    return [Tenure(begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end]
