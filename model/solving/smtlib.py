"""A circuit written in SMT-LIB 2: gates as definitions, comparisons of unknown quantities as sums of whole factors."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.quantities import DAY, Comparison, Days, Linear


class Smtlib:
    """Defines the gates below literals, once each, and says how a literal is written.

    Args:
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
        name: how an atom, or an unknown quantity, is called; different ones differently, without a bar or a backslash.

    >>> circuit = Circuit()
    >>> both = circuit.both([circuit.atom("a"), -circuit.atom("b")])
    >>> script = Smtlib(circuit, {}, str)
    >>> script.literal(-both), script.lines()
    ('(not g4)', ['(declare-const |a| Bool)', '(declare-const |b| Bool)', '(define-fun g4 () Bool (and (not |b|) |a|))'])
    """

    def __init__(self, circuit: Circuit, kinds: Mapping[str, str], name: Callable[[Hashable], str]) -> None:
        self.circuit, self.kinds, self._name = circuit, kinds, name
        self._written: dict[int, str] = {TRUE: "true"}
        self._quantities: set[FactId] = set()
        self._definitions: list[str] = []

    def lines(self) -> list[str]:
        """The declarations and definitions that the literals asked for so far need."""
        return [f"(declare-const |{self._name(fact)}| {self._sort(fact)})" for fact in sorted(self._quantities)] + self._definitions

    def literal(self, literal: int) -> str:
        """A literal, after the gates below it are defined."""
        self.define([literal])
        name = self._written[abs(literal)]
        return name if literal > 0 else f"(not {name})"

    def define(self, literals: Iterable[int]) -> None:
        """Define the gates below these literals."""
        for gate in self.circuit.below(literals, self._written):
            self._written[gate] = self._defined(gate)

    def _defined(self, gate: int) -> str:
        inputs = self.circuit.gates[gate]
        if inputs is not None:
            self._definitions.append(f"(define-fun g{gate} () Bool (and {' '.join(map(self.literal, inputs))}))")
            return f"g{gate}"
        name = self.circuit.atoms[gate]
        if isinstance(name, Comparison):
            operator = "=" if name.operator == "==" else name.operator
            total = self._sum(name.sum) if name.days is None else self._in_days(name.sum, name.days)
            self._definitions.append(f"(define-fun c{gate} () Bool ({operator} {total} 0))")
            return f"c{gate}"
        self._definitions.append(f"(declare-const |{self._name(name)}| Bool)")
        return f"|{self._name(name)}|"

    def _sum(self, linear: Linear) -> str:
        numbers = [linear.constant, *(factor for _, factor in linear.facts), *(factor for _, factor in linear.literals)]
        scale = math.lcm(*(number.denominator for number in numbers))
        self._quantities |= {fact for fact, _ in linear.facts}
        real = any(self._sort(fact) == "Real" for fact, _ in linear.facts)
        parts = [_whole(linear.constant * scale)]
        for fact, factor in linear.facts:
            one = f"|{self._name(fact)}|"
            parts.append(f"(* {_whole(factor * scale)} {f'(to_real {one})' if real and self._sort(fact) == 'Int' else one})")
        parts += [f"(ite {self.literal(literal)} {_whole(factor * scale)} 0)" for literal, factor in linear.literals]
        return f"(+ {' '.join(parts)})" if len(parts) > 1 else parts[0]

    def _in_days(self, linear: Linear, days: Days) -> str:
        self._quantities |= {fact for fact, _ in linear.facts}
        parts = [_whole(linear.constant)]
        for fact, factor in linear.facts:
            moment = f"(- |{self._name(fact)}| {days.lateness(factor)})"
            (_, ahead), *later = days.offsets
            offset = _whole(Fraction(ahead))
            for since, ahead in later:
                offset = f"(ite (>= {moment} {_whole(Fraction(since))}) {_whole(Fraction(ahead))} {offset})"
            parts.append(f"(* {_whole(factor)} (div (+ {moment} {offset}) {DAY}))")
        return f"(+ {' '.join(parts)})"

    def _sort(self, fact: FactId) -> str:
        return "Real" if self.kinds.get(fact.term) == "number" else "Int"


class Asked:
    """A script with several questions: what always holds, and under which literals each question asks whether something can.

    Each is a `check-sat-assuming`, with a comment above that says what it asks.
    """

    def __init__(self, script: Smtlib, always: Iterable[int], about: Sequence[str]) -> None:
        self._script = script
        self._always = [f"(assert {script.literal(one)})" for one in always if one != TRUE]
        self._about, self._questions = about, list[str]()

    def ask(self, what: str, literals: Iterable[int]) -> None:
        """One more question; `what` says in words what it asks."""
        assumed = " ".join(self._script.literal(one) for one in literals)
        self._questions += [_comment(what), f"(check-sat-assuming ({assumed}))"]

    def text(self) -> str:
        """The whole script."""
        head = [*map(_comment, self._about), "(set-logic ALL)"]
        return "\n".join([*head, *self._script.lines(), *self._always, *self._questions]) + "\n"


def _comment(text: str) -> str:
    return "; " + "".join(one if one.isprintable() else " " for one in text)


def _whole(number: Fraction) -> str:
    return str(int(number)) if number >= 0 else f"(- {int(-number)})"
