"""Yes/no functions of the open readings, as shared decision diagrams: equal functions are one and the same number.

A node asks one reading and has a branch for each of its options (Bryant 1986, with many values). 0 is no and 1 is yes,
whatever the readings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NO = 0
YES = 1


class Diagrams:
    """Functions of readings with known options, each a whole number.

    >>> of = Diagrams({"scope": ("all", "some"), "record": ("needed", "not")})
    >>> everyone, freely = of.reading("scope", ["all"]), of.reading("record", ["not"])
    >>> of.both(everyone, of.negation(everyone)) == NO
    True
    >>> of.both(everyone, freely) == of.negation(of.either(of.negation(freely), of.negation(everyone)))
    True
    """

    def __init__(self, readings: Mapping[str, Sequence[str]]) -> None:
        self.readings = {name: tuple(options) for name, options in readings.items()}
        self._order = {name: level for level, name in enumerate(self.readings)}
        self._widths = [len(options) for options in self.readings.values()]
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(len(self._order), ()), (len(self._order), ())]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._negations: dict[int, int] = {NO: YES, YES: NO}

    def __len__(self) -> int:
        return len(self._nodes)

    def reading(self, name: str, options: Sequence[str]) -> int:
        """A reading is taken in one of these options."""
        return self._node(self._order[name], tuple(YES if option in options else NO for option in self.readings[name]))

    def both(self, a: int, b: int) -> int:
        """The conjunction of two functions."""
        if a == b or b == YES:
            return a
        if a == YES:
            return b
        if a == NO or b == NO:  # asked so often that a tuple costs
            return NO
        key = (a, b) if a < b else (b, a)
        found = self._both.get(key)
        if found is None:
            level, branches = self._nodes[a]
            other, others = self._nodes[b]
            both = self.both
            if level == other:
                found = self._node(level, tuple(map(both, branches, others)))
            elif level < other:
                found = self._node(level, tuple([both(one, b) for one in branches]))
            else:
                found = self._node(other, tuple([both(a, one) for one in others]))
            self._both[key] = found
        return found

    def negation(self, a: int) -> int:
        """The opposite function."""
        if a not in self._negations:
            level, branches = self._nodes[a]
            found = self._node(level, tuple(map(self.negation, branches)))
            self._negations[a], self._negations[found] = found, a
        return self._negations[a]

    def either(self, a: int, b: int) -> int:
        """The disjunction of two functions."""
        return self.negation(self.both(self.negation(a), self.negation(b)))

    def at(self, a: int, readings: Mapping[str, str]) -> bool:
        """What a function is worth under an option of every reading."""
        while a > YES:
            level, branches = self._nodes[a]
            name = list(self._order)[level]
            a = branches[self.readings[name].index(readings[name])]
        return a == YES

    def level(self, a: int) -> int:
        """The place of the first reading that a function asks; after all of them where it asks none."""
        return self._nodes[a][0]

    def branches(self, a: int, level: int) -> tuple[int, ...]:
        """What is left of a function for each option of a reading, which it asks first or not at all."""
        own, branches = self._nodes[a]
        return branches if own == level else (a,) * self._widths[level]

    def _node(self, level: int, branches: tuple[int, ...]) -> int:
        if branches.count(branches[0]) == len(branches):
            return branches[0]
        key = (level, branches)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return found
