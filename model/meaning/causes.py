"""Who caused a decision of several steps: actual causes by the modified definition, and each person's degree of responsibility.

The definition is that of Halpern (2015), "A modification of the Halpern-Pearl definition of causality", with the degree of
Halpern (2016), "Actual causality", chapter 6. The variables are one for each person, holding all that they did in the
decision, and one for each step, telling whether it carried. A set of people is a *cause* iff, with some steps held as they
were, other acts of these people would have turned the decision, and no smaller set of them will do (whatever is held).
The degree of a person is 1/k, where k is the least size of a cause with them in it and the steps held for it; 0 if they
are in none.

Two facts make this exact without listing people. People who did in every step what counts the same are alike, so that sets
are counted by kind. And a set suffices to turn the vote of a step iff it does so with all its members in favour, all against,
or all absent, since every voting rule is monotone in these; so what suffices is told by how many of each kind there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any

import msgspec

from zeren.model.language.composition import Composition, holds
from zeren.model.language.voting import VOTES, Vote
from zeren.model.meaning.votes import adopted, adopted_by, told_apart

Acts = Mapping[str, Mapping[str, Vote]]  # what each member did, by step
MOST_CELLS = 1_000_000  # numbers of people of each kind among those who act in the same steps
MOST_SETS = 200_000  # kinds of sets of people


class TooMany(ValueError):
    """The people are of too many kinds for the causes to be counted."""


class Cause(msgspec.Struct, frozen=True):
    """A kind of cause: any so many of each of these groups, and the steps that are held as they were."""

    groups: tuple[tuple[int, tuple[str, ...]], ...]
    held: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return sum(number for number, _ in self.groups) + len(self.held)


class Causes(msgspec.Struct, frozen=True):
    """Every cause, the smallest first, and everybody's degree of responsibility."""

    found: tuple[Cause, ...]
    degrees: Mapping[str, Fraction]


def carried(decision: Composition, acts: Acts) -> dict[str, bool]:
    """Which steps carried: those that were taken, given how earlier ones went, and whose vote was in favour."""
    found: dict[str, bool] = {}
    for name, step in decision.steps.items():
        found[name] = holds(step.when, found) and adopted(step.rule, acts[name])
    return found


def passed(decision: Composition, acts: Acts) -> bool:
    """Whether the decision stands."""
    return holds(decision.passes, carried(decision, acts))


def causes(decision: Composition, acts: Acts) -> Causes:
    """Every actual cause of the decision, be it that it passed or that it did not, and all degrees of responsibility.

    Raises:
        TooMany: if there are too many kinds of people.

    >>> from zeren.model.language.voting import StepShape, VotingShape
    >>> from zeren.model.language.composition import composition
    >>> alone = {name: StepShape(by=name, done="yes") for name in ("Ada", "Ben")}
    >>> either = composition(VotingShape(steps=alone, passes="Ada or Ben"), [])
    >>> causes(either, {"Ada": {"Ada": "in_favour"}, "Ben": {"Ben": "in_favour"}}).degrees
    {'Ada': Fraction(1, 2), 'Ben': Fraction(1, 2)}
    """
    return _Counting(decision, acts).causes()


class _Counting:
    """Sets of people as numbers of each kind: a kind is what somebody did in every step, as far as it counts."""

    def __init__(self, decision: Composition, acts: Acts) -> None:
        self.decision = decision
        alike = {name: told_apart(step.rule) for name, step in decision.steps.items()}
        self.acts = {name: {who: alike[name][vote] for who, vote in acts[name].items()} for name in decision.steps}
        self.alone = {name: adopted(step.rule, acts[name]) for name, step in decision.steps.items()}
        members = dict.fromkeys(name for step in decision.steps for name in acts[step])
        kinds: dict[Any, list[str]] = {}
        for name in members:
            own = tuple((self.acts[step].get(name), decision.steps[step].rule.chair == name) for step in decision.steps)
            kinds.setdefault(own, []).append(name)
        self.kinds = list(kinds.values())
        self.places = {step: [n for n, kind in enumerate(self.kinds) if kind[0] in acts[step]] for step in decision.steps}

    def causes(self) -> Causes:
        import numpy as np

        turning = self._turning()
        beside, reach = self._beside(), {}
        for together in beside:
            reach.update(self._reach(together))
        places = {step: places for together, places in beside.items() for step in together}

        def enough(sets: Any, steps: Iterable[str]) -> Any:
            """Which of these sets can turn all these votes."""
            tables = [reach[step][tuple(sets[:, place] for place in places[step])] for step in steps]
            return np.logical_and.reduce([np.broadcast_to(table, len(sets)) for table in tables])

        candidates = np.unique(np.concatenate([np.zeros((0, len(self.kinds)), int), *self._smallest(turning, beside, reach)]), axis=0)
        minimal = np.ones(len(candidates), bool)
        for place in range(len(self.kinds)):
            fewer = candidates.copy()
            fewer[:, place] -= 1
            there = fewer[:, place] >= 0
            for steps in turning:
                minimal[there] &= ~enough(fewer[there], steps)
        sets = candidates[minimal][::-1]  # those of the first people first
        ways = [(enough(sets, steps), held) for steps, held in turning.items()]
        found = []
        for row, numbers in enumerate(sets.tolist()):
            held = min((held for good, held in ways if good[row]), key=len)
            found.append(Cause(tuple((number, tuple(self.kinds[n])) for n, number in enumerate(numbers) if number), held))
        found.sort(key=lambda cause: cause.size)
        degrees = {name: Fraction(0) for kind in self.kinds for name in kind}
        for cause in reversed(found):
            degrees.update({name: Fraction(1, cause.size) for _, names in cause.groups for name in names})
        order = dict.fromkeys(name for step in self.decision.steps for name in self.acts[step])
        return Causes(tuple(found), {name: degrees[name] for name in order})

    def _turning(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The sets of steps whose votes, had they come out otherwise, would turn the decision; each with the fewest to hold."""
        steps = list(self.decision.steps)
        was = carried(self.decision, self.acts)
        decided = holds(self.decision.passes, was)
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        for held in _subsets(steps):
            free = [step for step in steps if step not in held]
            for turned in _subsets(free):
                if any(set(fewer) <= set(turned) and len(other) <= len(held) for fewer, other in found.items()):
                    continue
                now: dict[str, bool] = {}
                for name, step in self.decision.steps.items():
                    now[name] = was[name] if name in held else holds(step.when, now) and self.alone[name] != (name in turned)
                if holds(self.decision.passes, now) != decided:
                    found[turned] = held
        return found

    def _beside(self) -> dict[tuple[str, ...], list[int]]:
        """Steps that have members in common, with the kinds of people in them."""
        groups: list[tuple[list[str], set[int]]] = []
        for step, places in self.places.items():
            joined, own = [step], set(places)
            for group in [one for one in groups if one[1] & own]:
                groups.remove(group)
                joined, own = group[0] + joined, own | group[1]
            groups.append((joined, own))
        return {tuple(steps): sorted(places) for steps, places in groups}

    def _reach(self, steps: Sequence[str]) -> dict[str, Any]:
        """For each step, whether so many people of each kind can turn its vote, for all numbers of those in these steps."""
        import numpy as np

        places = sorted({place for step in steps for place in self.places[step]})
        sizes = [len(self.kinds[place]) + 1 for place in places]
        if prod(sizes) > MOST_CELLS:
            raise TooMany
        numbers = dict(zip(places, np.indices(sizes, sparse=True), strict=True))
        return {step: np.broadcast_to(self._turned(step, numbers), sizes) for step in steps}

    def _turned(self, step: str, numbers: Mapping[int, Any]) -> Any:
        import numpy as np

        rule, acts, wanted = self.decision.steps[step].rule, self.acts[step], not self.alone[step]
        counts: dict[Vote, Any] = {vote: sum(one == vote for one in acts.values()) for vote in VOTES}
        changed: Any = 0
        free: Any = False
        for place in self.places[step]:
            own = self.kinds[place][0]
            counts[acts[own]] = counts[acts[own]] - numbers[place]
            changed = changed + numbers[place]
            if own == rule.chair:
                free = numbers[place] > 0
        chair = acts.get(rule.chair or "") == "in_favour"
        found: Any = False
        extremes: tuple[Vote, ...] = ("in_favour",) if wanted else ("against", "absent")
        for vote in extremes:
            now = [count + changed * (kind == vote) for kind, count in counts.items()]
            found = found | (adopted_by(rule, now, np.where(free, vote == "in_favour", chair)) == wanted)
        return found

    def _smallest(self, turning: Iterable[tuple[str, ...]], beside: Mapping[tuple[str, ...], list[int]], reach: Any) -> Iterator[Any]:
        """For each set of steps to turn, the sets of people that can and of whom none can be spared."""
        import numpy as np

        for steps in turning:
            parts = []
            for together, places in beside.items():
                if own := [step for step in steps if step in together]:
                    enough = np.logical_and.reduce([reach[step] for step in own])
                    least = enough.copy()
                    for axis in range(enough.ndim):
                        later, earlier = [slice(None)] * enough.ndim, [slice(None)] * enough.ndim
                        later[axis], earlier[axis] = slice(1, None), slice(None, -1)
                        least[tuple(later)] &= ~enough[tuple(earlier)]
                    parts.append((places, np.argwhere(least)))
            if prod(len(rows) for _, rows in parts) > MOST_SETS:
                raise TooMany
            whole = np.zeros((1, len(self.kinds)), int)
            for places, rows in parts:  # every choice from this part beside every choice from those before
                before = len(whole)
                whole = np.repeat(whole, len(rows), axis=0)
                whole[:, places] = np.tile(rows, (before, 1))
            yield whole


def _subsets(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every subset, the smallest first."""
    for size in range(len(items) + 1):
        yield from combinations(items, size)
