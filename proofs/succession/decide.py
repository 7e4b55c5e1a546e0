"""One question decided: an invariant that was found, made small and checked by itself, or the shortest history."""

from __future__ import annotations

from typing import Literal

import msgspec

from zeren.model.language.terms import Text
from zeren.model.solving.solver import Script, invariant
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import Clause, Unreadable, clauses_of, written
from zeren.proofs.succession.history import History, Search
from zeren.proofs.succession.induction import RELATION, declarations, horn, steps
from zeren.proofs.succession.terms import both, either, negated

SHORT = 6  # events: so short a history is looked for before a proof is
LONG = 24
SECONDS = 20.0

Verdict = Literal["holds", "breaks", "unknown"]


class Decided(msgspec.Struct, frozen=True):
    """A verdict with what shows it: the clauses of an invariant, or a history; a reason where there is neither."""

    verdict: Verdict
    clauses: tuple[Clause, ...] = ()
    history: History | None = None
    reason: Text | None = None


def decide(encoding: Encoding, effort: float = 1.0) -> Decided:
    """Whether somebody always answers.

    Args:
        effort: the share of the usual time that the solver may take.
    """
    timeout = max(1, int(SECONDS * 1000 * effort))
    search = Search(encoding, timeout)
    try:
        if history := search.until(SHORT, SECONDS * effort):
            return Decided("breaks", history=history)
        symbols = {encoding.symbol(name): sort for name, sort in encoding.variables.items()}
        found = invariant(horn(encoding), RELATION, symbols, timeout)
        if found is not None:
            clauses = clauses_of(found, encoding.variables)
            return Decided("holds", Inductive(encoding, timeout).smallest(clauses))
    except (Undecided, Unreadable) as gave_up:
        return _unknown(str(gave_up))
    try:
        if history := search.until(LONG, SECONDS * effort):
            return Decided("breaks", history=history)
    except Undecided as gave_up:
        return _broken(search, str(gave_up))
    return _broken(search, f"longer than {LONG} events")


def _unknown(reason: str) -> Decided:
    return Decided("unknown", reason=Text(f"求解程序在所给时间内没有得出结论（{reason}）", f"the solver gave up: {reason}"))


def _broken(search: Search, reason: str) -> Decided:
    zh = f"有某种经过使其不成立，但没有找到最短的：{search.depth}步以内没有（{reason}）"
    en = f"some history breaks it, but the shortest was not found: none of fewer than {search.depth} events ({reason})"
    return Decided("unknown", reason=Text(zh, en))


class Inductive:
    """Whether clauses together are an invariant that excludes all that is bad, asked of the solver without the engine that found them."""

    def __init__(self, encoding: Encoding, timeout: int) -> None:
        self.encoding = encoding
        now, then = encoding.at("0"), encoding.at("1")
        self.start = Script(declarations(encoding, "0"), timeout)
        self.start.require(now.starts())
        self.step = Script(declarations(encoding, "0", "1") + "(declare-const days Int)", timeout)
        self.step.require(either(*steps(now, then)))
        self.bad = Script(declarations(encoding, "0"), timeout)
        self.bad.require(now.bad())

    def holds(self, clauses: tuple[Clause, ...]) -> bool:
        """Whether they hold at the start, are kept by every step, and exclude all that is bad. Raises `Undecided`."""
        now, then = written(clauses), written(clauses, "@1")
        if self.start.holds_somewhere(negated(now)) or self.bad.holds_somewhere(now):
            return False
        return not self.step.holds_somewhere(both(now, negated(then)))

    def smallest(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """These clauses without the parts that are not needed, tried in a fixed order.

        Raises:
            Undecided: if they are no invariant, or the solver gives up.
        """
        if not self.holds(clauses):
            raise Undecided("what the engine found is not inductive")
        place = 0
        while place < len(clauses):
            rest = clauses[:place] + clauses[place + 1 :]
            if self.holds(rest):
                clauses = rest
            else:
                place += 1
        for place in range(len(clauses)):
            part = 0
            while part < len(clauses[place]):
                shorter = clauses[place][:part] + clauses[place][part + 1 :]
                changed = (*clauses[:place], shorter, *clauses[place + 1 :])
                if shorter and self.holds(changed):
                    clauses = changed
                else:
                    part += 1
        return clauses
