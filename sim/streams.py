"""What arises in bodies beside their duties: incidents that are found and answered, and boards that decide.

A *pattern* is everything about one of them that the rules may look at, as text; how often each occurs is counted, and the rules
are asked once for each pattern.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import simpy
from simpy.events import Event

from zeren.sim.draws import Key
from zeren.sim.filings import Courses
from zeren.sim.program import DAY, DecisionStream, IncidentStream, MarkRule, Program
from zeren.sim.spread import Series, all_series
from zeren.sim.staff import Holder
from zeren.sim.tally import Tally, add

SEATS = 64  # draws set apart for the members of one board at one decision
STATES = ("absent", "in_favour", "objected", "recorded")


def incident_label(program: Program, stream: IncidentStream | DecisionStream) -> str:
    """What tells the draws of a stream from those of others."""
    return f"{program.kinds[stream.kind].name}/{stream.name}"


def incidents(
    env: simpy.Environment,
    program: Program,
    stream: IncidentStream,
    seed: int,
    replication: int,
    tally: Tally,
    holders: Mapping[int, Sequence[Holder]],
) -> Courses | None:
    """Let incidents arise in every body of a kind; what they ask for is gathered as it happens."""
    together = Incidents(program, stream, seed, replication, tally, holders)
    for body in range(program.kinds[stream.kind].count):
        env.process(_incident(env, program, together, body))
    return together.courses


def _incident(env: simpy.Environment, program: Program, together: Incidents, body: int) -> Generator[Event, Any, None]:
    """Incidents arise in a body one after another; each is found out, and then answered."""
    for number, moment in moments(together.every[body], program.end):
        yield env.timeout(moment - env.now)
        if moment >= program.observed * DAY:
            env.process(together.found(env, body, number))


def moments(every: Series, end: int) -> Iterator[tuple[int, int]]:
    """When something arises again and again: its number and its second."""
    number, clock = 0, 0
    while (clock := clock + every[number]) < end:
        yield number, clock
        number += 1


class Incidents:
    """The incidents of the bodies of a kind."""

    def __init__(
        self, program: Program, stream: IncidentStream, seed: int, replication: int, tally: Tally, holders: Mapping[int, Sequence[Holder]]
    ) -> None:
        def key(part: str) -> Key:
            return program.key(seed, replication, f"{part}/{incident_label(program, stream)}")

        bodies, number = program.kinds[stream.kind].count, program.end / stream.every.mean
        self.end, self.kind, self.stream, self.tally = program.end, program.kinds[stream.kind].name, stream, tally
        self.every = all_series(stream.every, key("every"), bodies, number)
        self.after = all_series(stream.detected, key("detected"), bodies, number)
        self.answer = None if stream.answered is None else all_series(stream.answered, key("answered"), bodies, number)
        self.chances = {mark.name: key(f"mark {mark.name}") for mark in stream.marks if mark.chance is not None}
        self.holders = holders
        self.courses = None if stream.asks is None else Courses(program, stream, seed, replication, incident_label(program, stream))

    def found(self, env: simpy.Environment, body: int, number: int) -> Generator[Event, Any, None]:
        """One incident until it is found out and answered."""
        after, name = self.after[body][number], self.stream.name
        answer = 0 if self.answer is None else self.answer[body][number]
        marks = self.borne(body, number)
        self.tally["arisen", self.kind, name, 0] += 1
        if self.courses is not None:
            self.courses.begin(env, self.holders, body, number, marks, after, answer)
        if env.now + after >= self.end:
            self.tally["undetected", self.kind, name, 0] += 1
            return
        yield env.timeout(after)
        self.tally["detected_after", self.kind, name, after // DAY] += 1
        add(self.tally, "detected_seconds", self.kind, name, after)
        self.tally["incident", self.kind, f"{name}:{'+'.join(marks)}", 0] += 1

    def borne(self, body: int, number: int, *, answered: bool = True) -> tuple[str, ...]:
        """The marks that an incident bears, or only those that show before it is answered."""
        after, answer = self.after[body][number], 0 if self.answer is None else self.answer[body][number]
        marks = (mark for mark in self.stream.marks if answered or mark.answered is None)
        return tuple(mark.name for mark in marks if self.bears(mark, body, number, after, answer))

    def bears(self, mark: MarkRule, body: int, number: int, after: int, answer: int) -> bool:
        """Whether an incident bears a mark."""
        if mark.chance is not None:
            return self.chances[mark.name].uniform(body, number) < mark.chance
        if mark.detected is not None:
            return after > mark.detected
        assert mark.answered is not None
        return answer > mark.answered


def decisions(env: simpy.Environment, program: Program, board: DecisionStream, seed: int, replication: int, tally: Tally) -> None:
    """Let the board of every body of a kind decide."""
    keys = board_keys(program, board, seed, replication)
    bodies = program.kinds[board.kind].count
    for body, every in enumerate(all_series(board.every, keys["every"], bodies, program.end / board.every.mean)):
        env.process(_decide(env, program, board, body, every, keys, tally))


def board_keys(program: Program, board: DecisionStream, seed: int, replication: int) -> dict[str, Key]:
    """The keys of the draws of a board, by what they are for."""
    name = incident_label(program, board)
    parts = ("every", "erroneous", "attends", "objects", "recorded", "heeded")
    return {part: program.key(seed, replication, f"{part}/{name}") for part in parts}


def _decide(
    env: simpy.Environment, program: Program, board: DecisionStream, body: int, every: Series, keys: dict[str, Key], tally: Tally
) -> Generator[Event, Any, None]:
    """A board decides again and again; what it decides wrongly is a pattern of how its members voted."""
    kind = program.kinds[board.kind].name
    for number, moment in moments(every, program.end):
        yield env.timeout(moment - env.now)
        if moment >= program.observed * DAY:
            tally["taken", kind, board.name, 0] += 1
            if (states := wrongly(board, keys, body, number)) is not None:
                tally["wrong", kind, board.name, 0] += 1
                if averted(board, keys, body, number, states):
                    tally["averted", kind, board.name, 0] += 1
                else:
                    tally["decision", kind, f"{board.name}:{vote(board, states)}", 0] += 1


def wrongly(board: DecisionStream, keys: dict[str, Key], body: int, number: int) -> list[int] | None:
    """How each member stood, as indices into `STATES`, if a board was about to decide wrongly."""
    if keys["erroneous"].uniform(body, number) >= board.erroneous:
        return None
    return [_state(board, keys, body, number * SEATS + seat) for seat in range(sum(many for _, many in board.members))]


def averted(board: DecisionStream, keys: dict[str, Key], body: int, number: int, states: list[int]) -> bool:
    """Whether an objection was heeded, so that the wrong decision was not taken."""
    return max(states) >= 2 and keys["heeded"].uniform(body, number) < board.heeded


def _state(board: DecisionStream, keys: dict[str, Key], body: int, instance: int) -> int:
    """How one member stood: an index into `STATES`."""
    if keys["attends"].uniform(body, instance) >= board.attends:
        return 0
    if keys["objects"].uniform(body, instance) >= board.objects:
        return 1
    return 2 + int(keys["recorded"].uniform(body, instance) < board.recorded)


def vote(board: DecisionStream, states: list[int]) -> str:
    """How a board voted, as text: for each office, how many were in each state."""
    parts, seat = [], 0
    for office, many in board.members:
        own = states[seat : seat + many]
        parts.append(f"{office}=" + ",".join(str(own.count(state)) for state in range(len(STATES))))
        seat += many
    return ";".join(parts)


# many bodies at once ------------------------------------------------------------------------------------------


def incidents_at_once(program: Program, stream: IncidentStream, seed: int, replication: int, first: int, bodies: int, tally: Tally) -> None:
    """`incident` for the bodies from `first` on, all at once."""
    kind, name = program.kinds[stream.kind].name, incident_label(program, stream)

    def key(part: str) -> Any:
        return program.key(seed, replication, f"{part}/{name}")

    courses = None if stream.asks is None else Courses(program, stream, seed, replication, name)
    rows, clock, number = np.arange(first, first + bodies), np.zeros(bodies, np.int64), 0
    while rows.size:
        clock = clock + stream.every.many(key("every"), rows, number)
        kept = clock < program.end
        rows, clock = rows[kept], clock[kept]
        counted = clock >= program.observed * DAY
        here, now = rows[counted], clock[counted]
        add(tally, "arisen", kind, stream.name, here.size)
        after = stream.detected.many(key("detected"), here, number)
        answer = np.zeros(here.size, np.int64) if stream.answered is None else stream.answered.many(key("answered"), here, number)
        bits = np.zeros(here.size, np.int64)
        for place, mark in enumerate(stream.marks):
            if mark.chance is not None:
                holds = key(f"mark {mark.name}").uniforms(here, number) < mark.chance
            elif mark.detected is not None:
                holds = after > mark.detected
            else:
                holds = answer > (mark.answered or 0)
            bits |= holds.astype(np.int64) << place
        if courses is not None and here.size:
            courses.at_once(here, number, now, after, answer, [_borne(stream, value) for value in bits.tolist()])
        seen = now + after < program.end
        add(tally, "undetected", kind, stream.name, int((~seen).sum()))
        add(tally, "detected_seconds", kind, stream.name, int(after[seen].sum()))
        days, often = np.unique(after[seen] // DAY, return_counts=True)
        for day, many in zip(days.tolist(), often.tolist(), strict=True):
            tally["detected_after", kind, stream.name, day] += many
        for value, many in zip(*(part.tolist() for part in np.unique(bits[seen], return_counts=True)), strict=True):
            tally["incident", kind, f"{stream.name}:{'+'.join(_borne(stream, value))}", 0] += many
        number += 1
    if courses is not None:
        courses.finish(tally)


def _borne(stream: IncidentStream, bits: int) -> tuple[str, ...]:
    """The marks that an incident bears, from a bit for each."""
    return tuple(mark.name for place, mark in enumerate(stream.marks) if bits >> place & 1)


def decisions_at_once(program: Program, board: DecisionStream, seed: int, replication: int, first: int, bodies: int, tally: Tally) -> None:
    """`decide` for the bodies from `first` on, all at once."""
    kind, keys = program.kinds[board.kind].name, board_keys(program, board, seed, replication)
    seats = np.arange(sum(many for _, many in board.members))
    rows, clock, number = np.arange(first, first + bodies), np.zeros(bodies, np.int64), 0
    while rows.size:
        clock = clock + board.every.many(keys["every"], rows, number)
        kept = clock < program.end
        rows, clock = rows[kept], clock[kept]
        here = rows[clock >= program.observed * DAY]
        add(tally, "taken", kind, board.name, here.size)
        here = here[keys["erroneous"].uniforms(here, number) < board.erroneous]
        add(tally, "wrong", kind, board.name, here.size)
        places = number * SEATS + seats
        states = np.where(keys["recorded"].uniforms(here[:, None], places) < board.recorded, 3, 2)
        states[keys["objects"].uniforms(here[:, None], places) >= board.objects] = 1
        states[keys["attends"].uniforms(here[:, None], places) >= board.attends] = 0
        stopped = (states.max(axis=1, initial=0) >= 2) & (keys["heeded"].uniforms(here, number) < board.heeded)
        add(tally, "averted", kind, board.name, int(stopped.sum()))
        for row in states[~stopped].tolist():
            tally["decision", kind, f"{board.name}:{vote(board, row)}", 0] += 1
        number += 1
