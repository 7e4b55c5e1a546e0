"""The shortest history that leaves a period without anybody who answers, found by trying every length in turn.

Of several that are equally short it is the first in the order of the definition, with the fewest days between events;
so it does not depend on what the solver happens to find.
"""

from __future__ import annotations

import time

import msgspec

from zeren.model.meaning.succession import Event
from zeren.model.solving.solver import Script
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession.encoding import At, Encoding, Move
from zeren.proofs.succession.induction import declarations
from zeren.proofs.succession.terms import either, equal, negated


class Happening(msgspec.Struct, frozen=True):
    """One event; or, where there is none, so many days that pass."""

    event: Event | None = None
    days: int = 0


class History(msgspec.Struct, frozen=True):
    """What happens one after another; the last entry are the days in which nobody answers.

    `length` is the number of days of the first period, where the question is asked of periods.
    """

    happenings: tuple[Happening, ...]
    length: int = 0


class Search:
    """The search for the shortest history, which goes on where it stopped.

    Args:
        timeout: milliseconds allowed for one question to the solver.
    """

    def __init__(self, encoding: Encoding, timeout: int) -> None:
        self.encoding = encoding
        self.script = Script(timeout=timeout)
        self.depth = 0  # no history of fewer events is bad
        self._moves: list[list[Move]] = []
        self.script.declare(declarations(encoding, "0"))
        self.script.require(self._at(0).starts())

    def until(self, depth: int, seconds: float) -> History | None:
        """The shortest history of fewer than `depth` events before the last, or None if there is none.

        Raises:
            Undecided: if the solver gives up, or the time is over.
        """
        end = time.monotonic() + seconds
        while self.depth < depth:
            if time.monotonic() > end:
                raise Undecided(f"no history of up to {self.depth} events leaves a period without anybody; longer ones were not tried")
            if self.script.holds_somewhere(self._at(self.depth).bad()):
                return self._first()
            self.script.require(negated(self._at(self.depth).bad()))
            self._more()
        return None

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

    def _chosen(self, moment: int, place: int) -> str:
        return f"|chosen@{moment}.{place}|"

    def _first(self) -> History:
        """The first of the histories of this length."""
        fixed = [self._at(self.depth).bad()]
        found: list[Happening] = []
        length = self._least(self.encoding.symbol("left"), fixed) if self.encoding.per else 0
        for moment, moves in enumerate(self._moves):
            place = next(one for one in range(len(moves)) if self.script.holds_somewhere(*fixed, self._chosen(moment, one)))
            fixed.append(self._chosen(moment, place))
            event = moves[place].event
            found.append(Happening(event) if event else Happening(None, self._least(f"|days@{moment}|", fixed)))
        last = self._least(self.encoding.symbol("left", str(self.depth)), fixed) if self.encoding.per else 1
        return History((*found, Happening(None, last)), length)

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
