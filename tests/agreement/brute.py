"""Open cases by brute force: every completion that satisfies the background, each decided by `evaluate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from agreement.atoms import condition, own_atoms
from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import SUBJECT
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.evaluate import Complete, Meanings, Situation

Key = FactId | str


class Completions:
    """All completions of a case whose facts are all stated or unknown, over the open facts that anything could rest on."""

    def __init__(self, meanings: Meanings, case: Case, pinned: Mapping[str, str]) -> None:
        self.meanings, self.case, regulation = meanings, case, meanings.regulation
        exprs = [condition(regulation, name) for name in [*regulation.rules, *regulation.exceptions]]
        exprs += [expr for _, expr in regulation.circumstances.values()] + [expr for _, expr, _ in regulation.background]
        known = {atom.name for atom in own_atoms(regulation, exprs, people=("x",))}
        self.open: dict[Key, tuple[Any, ...]] = {}
        self.fixed: dict[FactId, Any] = {}
        for fact, value in case.facts.items():
            term = regulation.terms[fact.term]
            values = tuple(term.options) if term.kind == "one_of" else (False, True)
            if value is not UNKNOWN:
                self.fixed[fact] = value
            elif fact.term in known:
                self.open[fact] = values
            else:
                self.fixed[fact] = values[0]
        for name, reading in regulation.readings.items():
            if name not in pinned:
                self.open[name] = tuple(reading.one_of) if name in known else tuple(reading.one_of)[:1]
        self.pinned = dict(pinned)
        self.sentences = [(sort, meanings.of(expr)) for _, expr, sort in regulation.background]
        self.all: list[tuple[dict[Key, Any], Situation]] = list(self._each())

    def _each(self) -> Iterator[tuple[dict[Key, Any], Situation]]:
        for values in product(*self.open.values()):
            chosen = dict(zip(self.open, values, strict=True))
            whole = self._whole({**self.fixed, **{key: value for key, value in chosen.items() if isinstance(key, FactId)}})
            readings = self.pinned | {key: value for key, value in chosen.items() if isinstance(key, str)}
            situation = Situation(self.meanings, whole, readings)
            if all(self._holds(situation, sort, says) for sort, says in self.sentences):
                yield chosen, situation

    def _whole(self, facts: Mapping[FactId, Any]) -> Complete:
        case = self.case
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for fact, value in facts.items():
            found.setdefault((fact.sort, fact.of), {})[fact.term] = value
        people = {name: found.get(("person", name), {}) for name in case.people}
        bodies = {name: found.get(("body", name), {}) for name in case.bodies}
        listed = {
            one.id: {**found.get(("circumstance", one.id), {}), "item": one.item, SUBJECT: people[one.subject]}
            for one in case.circumstances
        }
        return Complete(found.get(("matter", ""), {}), people, bodies, listed)

    def _holds(self, situation: Situation, sort: str, says: Any) -> bool:
        facts = situation.facts
        of_sort: dict[str, list[Any]] = {
            "matter": [None],
            "person": list(facts.people.values()),
            "body": list(facts.bodies.values()),
            "circumstance": list(facts.circumstances.values()),
        }
        return all(situation.holds(says, one) for one in of_sort[sort])

    def outcomes(self, name: str, under: Mapping[Key, Any] | None = None) -> set[frozenset[str]]:
        """The outcomes of somebody in all completions that have the values in `under`."""
        found = set()
        for chosen, situation in self.all:
            if all(chosen[key] == value for key, value in (under or {}).items()):
                people, bodies = situation.facts.people, situation.facts.bodies
                found.add(situation.outcome(people[name]) if name in people else situation.outcome(bodies[name], "body"))
        return found
