"""The people of a case put together: what each may end with, whatever the open facts of all of them are.

People meet in gatherings alone (`open_columns`), and a gathering asks no more than how many are such, up to some number. So
a person matters to others only through what they may add to each gathering. What some people may come to together is a set
of *states*: functions of readings and of the matter, one for each number of each gathering. States of a group are made from
those of its parts, in any order, and each pair of groups is put together once.
"""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.meaning.columns import BeyondColumns
from zeren.model.meaning.diagrams import NO, YES, Diagrams
from zeren.model.meaning.open_columns import Gathering

State = tuple[int, ...]  # what must hold, then for each gathering that at least one, two, … are such
MOST_STATES = 512  # of one group
MOST_LEAVES = 4_096  # steps through the open facts of one person


class Meetings:
    """Sets of states under numbers, and what they come to.

    A kind of person is what may be true of somebody at once: a state, and for each tier whether it is borne.

    Raises:
        BeyondColumns: from any question that takes too many states.
    """

    def __init__(self, diagrams: Diagrams, own: int, gatherings: Sequence[Gathering]) -> None:
        self.diagrams, self.own, self.gatherings = diagrams, own, gatherings
        self._starts = [1]
        for one in gatherings:
            self._starts.append(self._starts[-1] + one.most)
        self._known: dict[frozenset[State], int] = {}
        self._sets: list[tuple[State, ...]] = []
        self.nobody = self._number(frozenset({(YES, *[NO] * (self._starts[-1] - 1))}))
        self._kinds: dict[tuple[int, ...], int] = {}
        self._kind_of: dict[frozenset[tuple[State, tuple[int, ...]]], int] = {}
        self._members: list[tuple[tuple[State, tuple[int, ...]], ...]] = []
        self._adds: list[int] = []
        self._at_most: list[tuple[int, ...]] = []  # what each kind could end with whatever the gatherings and the matter are
        self._combined: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._together: dict[tuple[int, int], int] = {}
        self._pairs: dict[tuple[State, State], State] = {}
        self._closed: dict[State, tuple[int, ...]] = {}
        self._placed: dict[tuple[int, tuple[int, ...]], int] = {}
        self._supports: dict[int, int] = {NO: 0, YES: 0}
        self._outcomes: dict[tuple[int, int, int], tuple[int, ...]] = {}
        self._stands: dict[tuple[int, int], bool] = {}

    def __len__(self) -> int:
        return len(self.diagrams) + len(self._outcomes) + len(self._pairs) + len(self._placed) + len(self._combined)

    # sets under numbers ------------------------------------------------------------------------------------

    def _number(self, states: frozenset[State]) -> int:
        if states not in self._known:
            if len(states) > MOST_STATES:
                raise BeyondColumns("many states")
            self._known[states] = len(self._sets)
            self._sets.append(tuple(sorted(states)))
        return self._known[states]

    def kind(self, functions: tuple[int, ...], tiers: int) -> int:
        """The kind of a person: what must hold, what each gathering asks, and for each of so many tiers whether it is borne."""
        if functions not in self._kinds:
            steps = [MOST_LEAVES]
            found = self._leaves(functions, {}, steps)
            cut = len(functions) - tiers
            members = frozenset((self._alone(one[0], one[1:cut]), one[cut:]) for one in found)
            if members not in self._kind_of:
                self._kind_of[members] = len(self._members)
                self._members.append(tuple(sorted(members)))
                bounds = {code for state, borne in members for code in self._combinations((state[0], *borne))}
                self._at_most.append(tuple(sorted(bounds)))
                self._adds.append(self._number(frozenset(state for state, _ in members)))
            self._kinds[functions] = self._kind_of[members]
        return self._kinds[functions]

    def adds(self, kind: int) -> int:
        """What a kind of person may add to a group."""
        return self._adds[kind]

    def _alone(self, holds: int, asked: tuple[int, ...]) -> State:
        found = [holds]
        for one, is_such in zip(self.gatherings, asked, strict=True):
            found += [is_such, *[NO] * (one.most - 1)][: one.most]
        return tuple(found)

    def _leaves(self, functions: State, known: dict[State, frozenset[State]], steps: list[int]) -> frozenset[State]:
        """The functions under every completion of a person's own facts."""
        if functions[0] == NO:
            return frozenset()
        if functions in known:
            return known[functions]
        steps[0] -= 1
        if steps[0] < 0:
            raise BeyondColumns("many open facts of one person")
        level = min(map(self.diagrams.level, functions))
        if level >= self.own:
            found = frozenset({functions})
        else:
            branches = set(zip(*(self.diagrams.branches(one, level) for one in functions), strict=True))
            found = frozenset().union(*(self._leaves(one, known, steps) for one in branches))
        known[functions] = found
        return found

    # groups -----------------------------------------------------------------------------------------------

    def together(self, a: int, b: int) -> int:
        """The states of two groups put together."""
        if a == self.nobody or b == self.nobody:
            return a if b == self.nobody else b
        key = (a, b) if a < b else (b, a)
        if key not in self._together:
            if len(self._sets[a]) * len(self._sets[b]) > MOST_STATES * 8:
                raise BeyondColumns("many states")
            self._together[key] = self._number(
                frozenset(pair for one in self._sets[a] for other in self._sets[b] if (pair := self._pair(one, other))[0] != NO)
            )
        return self._together[key]

    def _pair(self, a: State, b: State) -> State:
        key = (a, b) if a < b else (b, a)
        found = self._pairs.get(key)
        if found is None:
            both, either = self.diagrams.both, self.diagrams.either
            whole = [both(a[0], b[0])]
            for start, end in zip(self._starts, self._starts[1:], strict=False):
                one, other = (YES, *a[start:end]), (YES, *b[start:end])
                for count in range(1, end - start + 1):
                    least = NO
                    for own in range(count + 1):
                        least = either(least, both(one[own], other[count - own]))
                    whole.append(least)
            found = self._pairs[key] = tuple(whole)
        return found

    # what follows -----------------------------------------------------------------------------------------

    def support(self, function: int) -> int:
        """The gatherings that a function asks about, as bits."""
        found = self._supports.get(function)
        if found is None:
            level = self.diagrams.level(function)
            place = level - self.own
            found = 1 << place if 0 <= place < len(self.gatherings) else 0
            for one in set(self.diagrams.branches(function, level)):
                found |= self.support(one)
            self._supports[function] = found
        return found

    def stands(self, group: int, background: int) -> bool:
        """Whether a group has a state in which the background holds."""
        key = (group, background)
        if key not in self._stands:
            self._stands[key] = any(self._allowed(state, background) != NO for state in self._sets[group])
        return self._stands[key]

    def outcomes(self, kind: int, others: int, background: int) -> tuple[int, ...]:
        """The sets of tiers, as bits, that somebody of a kind may end with beside others where the background holds."""
        if len(self._at_most[kind]) == 1:
            return self._at_most[kind]
        key = (kind, others, background)
        if key not in self._outcomes:
            self._outcomes[key] = self._found(kind, others, background)
        return self._outcomes[key]

    def _found(self, kind: int, others: int, background: int) -> tuple[int, ...]:
        at_most, found = self._at_most[kind], set[int]()
        for other in self._sets[others]:
            for own, tiers in self._members[kind]:
                state = self._pair(own, other)
                allowed = self._allowed(state, background)
                if allowed == NO:
                    continue
                closed = self._close(state)
                found.update(self._combinations((allowed, *(self._place(one, closed) for one in tiers))))
                if len(found) == len(at_most):
                    return at_most  # the others allow all that the person alone could end with
        return tuple(sorted(found))

    def _combinations(self, asked: tuple[int, ...]) -> tuple[int, ...]:
        """The sets of tiers, as bits, that can be borne where the first function holds."""
        if (known := self._combined.get(asked)) is not None:
            return known
        both, negation = self.diagrams.both, self.diagrams.negation
        found = [(0, asked[0])]
        for place, function in enumerate(asked[1:]):
            found = [
                (bits | borne << place, when)
                for bits, before in found
                for borne, wanted in ((1, function), (0, negation(function)))
                if (when := both(before, wanted)) != NO
            ]
        self._combined[asked] = tuple(bits for bits, _ in found)
        return self._combined[asked]

    def _allowed(self, state: State, background: int) -> int:
        closed = self._close(state)
        return self.diagrams.both(self._place(state[0], closed), self._place(background, closed))

    def _close(self, state: State) -> tuple[int, ...]:
        """Each gathering as a function of readings and the matter alone, inner ones put into those around them."""
        found = self._closed.get(state)
        if found is None:
            both, either, negation = self.diagrams.both, self.diagrams.either, self.diagrams.negation
            closed = [NO] * len(self.gatherings)
            for place in range(len(self.gatherings) - 1, -1, -1):
                one, start = self.gatherings[place], self._starts[place]
                least = (YES, *(self._place(part, tuple(closed)) for part in state[start : start + one.most]), NO)
                for count, holds in enumerate(one.holds):
                    if holds:
                        closed[place] = either(closed[place], both(least[count], negation(least[count + 1])))
            found = self._closed[state] = tuple(closed)
        return found

    def _place(self, function: int, closed: tuple[int, ...]) -> int:
        """A function with the gatherings worked out."""
        place = self.diagrams.level(function) - self.own
        if place >= len(closed):
            return function
        key = (function, closed)
        found = self._placed.get(key)
        if found is None:
            both = self.diagrams.both
            yes, no = (self._place(one, closed) for one in self.diagrams.branches(function, place + self.own))
            when = closed[place]
            found = self._placed[key] = self.diagrams.either(both(when, yes), both(self.diagrams.negation(when), no))
        return found


__all__ = ["Meetings"]
