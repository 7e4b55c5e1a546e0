"""The shortest history that leaves a period without anybody who answers, found by trying every length in turn.

Of several that are equally short it is the first in the order of the definition, with the fewest days between events;
so it does not depend on what the solver happens to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from zeren.model.meaning.succession import Event
from zeren.model.solving.script import Script
from zeren.proofs.succession.encoding import At, Encoding, Move
from zeren.proofs.succession.induction import declarations
from zeren.proofs.succession.terms import both, chosen, either, equal, implies, negated


class Happening(msgspec.Struct, frozen=True):
    """One event; or, where there is none, so many days that pass."""

    event: Event | None = None
    days: int = 0


class History(msgspec.Struct, frozen=True):
    """What happens one after another; the last entry are the days in which nobody answers.

    No history has fewer than `least` events before these days.
    """

    happenings: tuple[Happening, ...]
    least: int

    @property
    def shortest(self) -> bool:
        return len(self.happenings) - 1 == self.least


class Search:
    """The search for the shortest history, which goes on where it stopped.

    Args:
        steps: of Z3's own count, allowed for one question.
    """

    def __init__(self, encoding: Encoding, steps: int) -> None:
        self.encoding = encoding
        self.script = Script(steps=steps)
        self.depth = 0  # no history of fewer events is bad
        self._moves: list[list[Move]] = []
        self.script.declare(declarations(encoding, "0"))
        self.script.require(self._at(0).starts())
        self.script.declare("(declare-const |period@0| Int)\n")
        self.script.require("(= |period@0| 0)")

    def until(self, depth: int) -> bool:
        """Whether a history of fewer than `depth` events before the last is bad; `first` gives it.

        Raises:
            Undecided: if the solver gives up.
        """
        while self.depth < depth:
            if self.script.holds_somewhere(self._at(self.depth).bad()):
                return True
            self.script.require(negated(self._at(self.depth).bad()))
            self._more()
        return False

    def first(self, lengths: Sequence[int]) -> History | None:
        """The first history of this length whose periods have these lengths, one after another, if there is one."""
        fixed = [self._at(self.depth).bad(), *self._lengths(lengths)]
        if not self.script.holds_somewhere(*fixed):
            return None
        found: list[Happening] = []
        for moment, moves in enumerate(self._moves):
            place = next(one for one in range(len(moves)) if self.script.holds_somewhere(*fixed, self._chosen(moment, one)))
            fixed.append(self._chosen(moment, place))
            event = moves[place].event
            found.append(Happening(event) if event else Happening(None, self._least(f"|days@{moment}|", fixed)))
        last = self._least(self.encoding.symbol("left", str(self.depth)), fixed) if self.encoding.per else 1
        return History((*found, Happening(None, last)), self.depth)

    def _lengths(self, lengths: Sequence[int]) -> Iterator[str]:
        if not self.encoding.per:
            return
        yield equal(self.encoding.symbol("left"), str(lengths[0]))
        for moment in range(self.depth):
            left, period = self.encoding.symbol("left", str(moment + 1)), f"|period@{moment + 1}|"
            real = (both(equal(period, str(number)), equal(left, str(days))) for number, days in enumerate(lengths))
            yield implies(self._ends(moment), either(*real))

    def _ends(self, moment: int) -> str:
        """A period ends with the days that pass."""
        passes = self._chosen(moment, len(self._moves[moment]) - 1)
        return both(passes, equal(f"|days@{moment}|", self.encoding.symbol("left", str(moment))))

    def _at(self, moment: int) -> At:
        return self.encoding.at(str(moment))

    def _more(self) -> None:
        """One more event."""
        now, then = self._at(self.depth), self._at(self.depth + 1)
        days = f"|days@{self.depth}|"
        moves = list(now.moves(days))
        self.script.declare(declarations(self.encoding, str(self.depth + 1)) + f"(declare-const {days} Int)\n")
        self.script.declare("".join(f"(declare-const {self._chosen(self.depth, place)} Bool)\n" for place in range(len(moves))))
        self.script.require(either(*(self._chosen(self.depth, place) for place in range(len(moves)))))
        for place, move in enumerate(moves):
            self.script.require(f"(=> {self._chosen(self.depth, place)} {now.step(then, move, days)})")
        self._moves.append(moves)
        self.depth += 1
        if self.encoding.per:
            before, after = f"|period@{self.depth - 1}|", f"|period@{self.depth}|"
            self.script.declare(f"(declare-const {after} Int)\n")
            self.script.require(equal(after, chosen(self._ends(self.depth - 1), f"(+ {before} 1)", before)))

    def _chosen(self, moment: int, place: int) -> str:
        return f"|chosen@{moment}.{place}|"

    def _least(self, symbol: str, fixed: list[str]) -> int:
        """The least that a number can be, which is fixed then."""
        self.script.holds_somewhere(*fixed)
        low, high = 0, int(self.script.worth(symbol, "Int"))
        while low < high:
            middle = (low + high) // 2
            if self.script.holds_somewhere(*fixed, f"(<= {symbol} {middle})"):
                high = min(middle, int(self.script.worth(symbol, "Int")))
            else:
                low = middle + 1
        fixed.append(equal(symbol, str(low)))
        return low
