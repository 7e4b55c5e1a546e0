"""What can hold of a part of a circuit that nothing ties to the rest: MiniSat is told of that part alone.

A question about one person on a large board then costs what looks at that person, not what looks at everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.propositional import Propositional


class Cone:
    """What can hold of the gates below what is required and asked, numbered apart; it answers as `Decider` does.

    >>> circuit = Circuit()
    >>> a, b = circuit.atom("a"), circuit.atom("b")
    >>> cone = Cone(circuit)
    >>> cone.require([circuit.either([a, b])])
    >>> cone.holds_somewhere([-a]), cone.holds(b), cone.holds_somewhere([-a, -b]), sorted(cone.core()) == sorted([-a, -b])
    (True, True, False, True)
    """

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._own = Circuit()
        self._inside: dict[int, int] = {TRUE: TRUE}
        self._outside: dict[int, int] = {TRUE: TRUE}
        self._engine = Propositional(self._own)

    @property
    def checks(self) -> int:
        """How many questions have been answered."""
        return self._engine.checks

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        self._engine.require([self._in(literal) for literal in literals])

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept."""
        return self._engine.holds_somewhere([self._in(literal) for literal in literals])

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return [self._outside[abs(one)] * (1 if one > 0 else -1) for one in self._engine.core()]

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion."""
        return self._engine.holds(self._in(literal))

    def _in(self, literal: int) -> int:
        gate = abs(literal)
        if gate not in self._inside:
            for one in self._below(gate):
                inputs = self.circuit.gates[one]
                own = self._own.atom(one) if inputs is None else self._own.both([self._turned(part) for part in inputs])
                self._inside[one] = own
                self._outside[own] = one
        return self._turned(literal)

    def _below(self, gate: int) -> Sequence[int]:
        """The gates not known yet that a gate rests on, inputs first."""
        order, stack = [], [(gate, False)]
        seen: set[int] = set()
        while stack:
            one, done = stack.pop()
            if done:
                order.append(one)
            elif one not in self._inside and one not in seen:
                seen.add(one)
                stack.append((one, True))
                stack.extend((abs(part), False) for part in self.circuit.gates[one] or ())
        return order

    def _turned(self, literal: int) -> int:
        own = self._inside[abs(literal)]
        return own if literal > 0 else -own
