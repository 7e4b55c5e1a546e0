"""A monitor of the chains above the lowest bodies: how old, at every level, is the newest fact from each of them.

Steps of one day are taken in `tie_order` once the day is over, as the definition has it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from zeren.sim.program import NEVER, Program, body_name
from zeren.sim.tally import Tally

Arrived = tuple[int, int | None, int | None]
Report = tuple[int, int, int]  # the day on which it is handed in, task, slot
_NONE = -1


class _Runs:
    """Over how many days the age of what one kind reports grew at a receiver: the ages at both ends, and at the end of all."""

    __slots__ = ("first", "last", "still")

    def __init__(self) -> None:
        self.first, self.last, self.still = array("i"), array("i"), array("i")


class Link:
    """From one body to the one above: what that one knows of each of the lowest bodies at and below the first.

    `lower` holds the links that end where this one begins; the facts of a link are theirs, one after another, and stand in the
    monitor's from place `at` on. `carried` holds, by report, the facts that it brings.
    """

    __slots__ = ("arrivals", "at", "carried", "depth", "kind", "lower", "number", "sources")

    def __init__(self, number: int, kind: int, depth: int) -> None:
        self.number, self.kind, self.depth, self.at = number, kind, depth, 0
        self.lower: list[Link] = []
        self.sources: list[int] = []  # the kinds of the lowest bodies
        self.carried: dict[Report, list[int]] = {}
        self.arrivals: list[tuple[int, list[int], list[int]]] = []  # the day, the facts known then, and those known before


class AgeMonitor:
    """Watches the reports of all bodies; they come in the order of time."""

    def __init__(self, program: Program, *, keep: bool) -> None:
        self.program, self.keep = program, keep
        self.links: list[Link] = []
        self.of: dict[tuple[int, int], Link] = {}
        self.found: dict[tuple[int, int], _Runs] = {}  # by the receiver's kind and the kind of the lowest bodies
        self.newest: list[int] = []  # the newest fact known, as the day on which it was handed in
        self.since: list[int] = []  # the day since which it is known
        self.runs: list[_Runs] = []
        self.steps: list[tuple[int, Report, bool, int]] = []  # of a day: rank, report, whether it has been read, link
        self.day, self.over, self.counted = -1, program.days, program.observed
        self.upwards = -1 if program.tie_order == "upper_first" else 1
        for source in program.bottom:
            for body in range(program.kinds[source].count):
                self._add(program.chain(source), body)
        for link in sorted(self.links, key=lambda link: -link.depth):
            above = program.kinds[link.kind].superior
            assert above is not None
            link.sources = [source for lower in link.lower for source in lower.sources] or [link.kind]
            link.at = len(self.runs)
            self.runs += [self.found.setdefault((above, source), _Runs()) for source in link.sources]
        self.newest, self.since = [_NONE] * len(self.runs), [0] * len(self.runs)

    def _add(self, chain: tuple[int, ...], body: int) -> None:
        """The links of a chain from a lowest body up to where it joins one that is there already."""
        lower = None
        for level, kind in enumerate(chain[:-1]):
            link = self.of.get((kind, body))
            known = link is not None
            if link is None:
                link = self.of[kind, body] = Link(len(self.links), kind, len(chain) - level)
                self.links.append(link)
            if lower is not None:
                link.lower.append(lower)
            if known:
                return
            lower, body = link, self.program.superior_of(kind, body)

    def step(self, link: Link, day: int, report: Report, read: bool, seeded: int) -> None:
        """A report is handed in, or has been read by the body above; the handing in of what the lowest bodies report need not be told."""
        if day != self.day:
            self.settle()
            self.day = day
        self.steps.append(((seeded << 20) - link.depth * self.upwards, report, read, link.number))

    def settle(self) -> None:
        """Take the steps of the day that is over."""
        if self.day >= self.over:
            self._close()
        self.steps.sort()
        for _, report, read, number in self.steps:
            link = self.links[number]
            if not read:
                link.carried[report] = [fact for lower in link.lower for fact in self._known(lower)]
            elif not link.lower:
                self._learn(link, report[:1])
            else:
                self._learn(link, link.carried.pop(report))
        self.steps.clear()

    def _known(self, link: Link) -> list[int]:
        return self.newest[link.at : link.at + len(link.sources)]

    def _learn(self, link: Link, facts: Sequence[int]) -> None:
        """The body above learns facts; where one is news, the run of the older one ends on the day before."""
        day, newest, since = self.day, self.newest, self.since
        before = self._known(link) if self.keep else []
        for place, fact in enumerate(facts, link.at):
            known = newest[place]
            if fact > known:
                if known != _NONE:
                    begin = since[place] if since[place] > self.counted else self.counted
                    if begin < day:
                        runs = self.runs[place]
                        runs.first.append(begin - known)
                        runs.last.append(day - 1 - known)
                newest[place], since[place] = fact, day
        if self.keep:
            link.arrivals.append((day, self._known(link), before))

    def _close(self) -> None:
        """The last day is over; whatever comes later no longer counts."""
        for known, since, runs in zip(self.newest, self.since, self.runs, strict=True):
            begin = max(since, self.counted)
            if known != _NONE and begin < self.over:
                runs.first.append(begin - known)
                runs.still.append(self.over - 1 - known)
        self.over = self.counted = NEVER

    def finish(self, tally: Tally) -> None:
        """Add the runs of every level to a tally."""
        self.settle()
        if self.over < NEVER:
            self._close()
        for (receiver, source), runs in self.found.items():
            body, what = self.program.kinds[receiver].name, self.program.kinds[source].name
            for measure, ages in (("age_from", runs.first), ("age_to", runs.last), ("age_still", runs.still)):
                for age, many in Counter(ages).items():
                    tally[measure, body, what, age] += many

    def arrived(self, level: int) -> dict[str, tuple[Arrived, ...]]:
        """By lowest body, what arrived at a level of the chain above it (1 is next to it, -1 the top): the day, the newest fact known
        then, and the age before."""
        found: dict[str, tuple[Arrived, ...]] = {}
        for source in self.program.bottom:
            chain = self.program.chain(source)
            kinds = chain[: level if level > 0 else len(chain) + level]
            for body in range(self.program.kinds[source].count):
                found[body_name(self.program.kinds[source], body)] = self._arrived(kinds, body)
        return found

    def _arrived(self, kinds: tuple[int, ...], body: int) -> tuple[Arrived, ...]:
        place, index = 0, body
        for kind, above in pairwise(kinds):
            lower, index = self.of[kind, index], self.program.superior_of(kind, index)
            link = self.of[above, index]
            place += sum(len(one.sources) for one in link.lower[: link.lower.index(lower)])
        return tuple(
            (day, None if after[place] == _NONE else after[place], None if before[place] == _NONE else day - before[place])
            for day, after, before in self.of[kinds[-1], index].arrivals
        )
