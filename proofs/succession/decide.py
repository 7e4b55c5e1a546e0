"""One question decided: an invariant that was found, made small and checked by itself, or the shortest history."""

from __future__ import annotations

from typing import Literal

import msgspec

from zeren.model.language.limits import limits
from zeren.model.language.statements import Span
from zeren.model.language.terms import Text
from zeren.model.solving.script import Script, invariant
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession.dated import Story, dated
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import Clause, Unreadable, clauses_of, written
from zeren.proofs.succession.history import History, Search
from zeren.proofs.succession.induction import RELATION, declarations, horn, steps
from zeren.proofs.succession.terms import both, either, negated

SHORT = 6  # events: so short a history is looked for before a proof is
LONG = 24

Verdict = Literal["holds", "breaks", "unknown"]


class Decided(msgspec.Struct, frozen=True):
    """A verdict with what shows it: the clauses of an invariant, or a history on real dates; a reason where there is neither."""

    verdict: Verdict
    clauses: tuple[Clause, ...] = ()
    history: History | None = None
    story: Story | None = None
    reason: Text | None = None


def decide(encoding: Encoding, per: Span | None = None, effort: float = 1.0) -> Decided:
    """Whether somebody always answers.

    Args:
        per: the periods by which a history is dated; those that are asked about unless given.
        effort: the share of the usual steps that the solver may take for one question.

    Raises:
        Disagreement: if the definition does not know an event of a history.
    """
    steps, per = max(1, int(limits().steps * effort)), per or encoding.per
    search = Search(encoding, steps)
    proved_broken = False
    try:
        if search.until(SHORT):
            return _broken(encoding, search, per)
        symbols = {encoding.symbol(name): sort for name, sort in encoding.variables.items()}
        found = invariant(horn(encoding), RELATION, symbols, steps)
        if found is not None:
            return Decided("holds", Inductive(encoding, steps).smallest(clauses_of(found, encoding.variables)))
        proved_broken = True
        if search.until(LONG):
            return _broken(encoding, search, per)
        return _unknown(f"longer than {LONG} events", search)
    except (Undecided, Unreadable) as gave_up:
        return _unknown(str(gave_up), search if proved_broken else None)


def _broken(encoding: Encoding, search: Search, per: Span | None) -> Decided:
    found = dated(encoding.offices, search, encoding.per is not None, per)
    return Decided("unknown", reason=_UNDATED) if found is None else Decided("breaks", history=found[0], story=found[1])


def _unknown(reason: str, search: Search | None) -> Decided:
    if search is None:
        return Decided("unknown", reason=Text(f"求解程序没有得出结论（{reason}）", f"the solver gave no answer: {reason}"))
    zh = f"有某种经过使其不成立，但没有找到最短的：少于{search.depth}步的没有（{reason}）"
    en = f"some history breaks it, but the shortest was not found: none of fewer than {search.depth} events ({reason})"
    return Decided("unknown", reason=Text(zh, en))


_UNDATED = Text(
    "按最长和最短月份计算时不成立，但所试的日期中没有一组与真实日历相符",
    "it breaks where months are counted at their longest and shortest, but none of the dates that were tried fits the real calendar",
)


class Inductive:
    """Whether clauses together are an invariant that excludes all that is bad, asked of the solver without the engine that found them."""

    def __init__(self, encoding: Encoding, budget: int) -> None:
        self.encoding = encoding
        now, then = encoding.at("0"), encoding.at("1")
        self.start = Script(declarations(encoding, "0"), budget)
        self.start.require(now.starts())
        self.step = Script(declarations(encoding, "0", "1") + "(declare-const days Int)", budget)
        self.step.require(either(*steps(now, then)))
        self.bad = Script(declarations(encoding, "0"), budget)
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
