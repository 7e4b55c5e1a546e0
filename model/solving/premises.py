"""What an answer stands on: the presumptions that mattered, and the readings outside the stance that would change it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from zeren.model.language.case import FactId
from zeren.model.language.house import Choice
from zeren.model.language.terms import SORTS
from zeren.model.meaning.answer import Adopted, Outside, Presumed
from zeren.model.meaning.written import written
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key


class StandsOn:
    """Asks a case again without presumptions, and with other readings, for everybody's outcomes `found`."""

    def __init__(self, problem: Problem, found: dict[str, list[frozenset[str]]]) -> None:
        self.problem, self.regulation, self.case, self.found = problem, problem.regulation, problem.case, found

    def presumed(self) -> tuple[Presumed, ...]:
        """The presumptions that mattered: an inclusion-minimal set without which somebody's outcomes would be more.

        Which set that is does not depend on what people are called or in which order they stand; where people are alike in all
        that is stated of them, what is presumed of one of them is presumed of the others too.
        """
        problem = self.problem
        matters: dict[Key, list[str]] = {}
        others = [one.literal for one in problem.readings]
        for name, literals, found in self._asked():
            needed = self._needed(name, literals, found, others)
            for key in needed:
                matters.setdefault(key, []).append(name)
        return tuple(
            Presumed(one.key.of or None, one.key.term, written(one.value), tuple(dict.fromkeys(matters[one.key])))
            for one in problem.presumed
            if one.key in matters and isinstance(one.key, FactId)
        )

    @cached_property
    def _alike(self) -> Mapping[tuple[str, str], Hashable]:
        """For each person, body and circumstance all that is stated of it, by which it is known whatever its name."""
        case = self.case
        stated: dict[tuple[str, str], list[str]] = {(sort, name): [] for sort in SORTS for name in case.entities(sort)}
        for fact, value in case.facts.items():
            stated.setdefault((fact.sort, fact.of), []).append(f"{fact.term}={value!r}")
        for one in case.circumstances:
            own = sorted(stated["circumstance", one.id])
            stated.setdefault(("person", one.subject), []).append(f"{one.item}: {own}")
        return {key: tuple(sorted(lines)) for key, lines in stated.items()}

    def _needed(self, name: str, literals: Mapping[str, int], found: list[frozenset[str]], others: list[int]) -> list[Key]:
        """The presumptions without which more than what was `found` would be possible: those of others go first."""
        problem = self.problem
        own = self.problem.circuit.supports(literals.values())
        near = problem.near(literals.values())
        kept = [one for one in problem.presumed if problem.circuit.support(one.literal) & near]
        if not kept:
            return []
        kept.sort(key=lambda one: (*self._unnamed(one.key), one.key))
        kept.sort(key=lambda one: bool(problem.circuit.support(one.literal) & own))
        blocked = [-problem.outcome_literal(literals, one) for one in found]
        needed = problem.reduced([one.literal for one in reversed(kept)], [*others, *blocked])
        besides = [one for one in kept if isinstance(one.key, FactId) and one.key.of != name]
        chosen = {self._unnamed(one.key) for one in besides if one.literal in needed}
        alike = {one.key for one in besides if self._unnamed(one.key) in chosen}
        return [one.key for one in kept if one.literal in needed or one.key in alike]

    def _unnamed(self, key: Key) -> tuple[Any, ...]:
        """A fact as it is known without names."""
        assert isinstance(key, FactId)
        return SORTS.index(key.sort), self._alike[key.sort, key.of] if key.of else (), list(self.regulation.terms).index(key.term)

    def _asked(self) -> list[tuple[str, Mapping[str, int], list[frozenset[str]]]]:
        """Everything answered, with its literals and what was found possible."""
        problem = self.problem
        asked: list[tuple[str, Mapping[str, int], list[frozenset[str]]]] = [
            (entity[1], problem.ground.tiers(entity), self.found[entity[1]]) for entity in problem.bearers()
        ]
        relievable = [(entity[1], problem.ground.relieved(entity)) for entity in problem.bearers()]
        asked += [(name, relieved, problem.alternatives(relieved, problem.base)) for name, relieved in relievable if relieved]
        for one in self.case.circumstances:
            literals = {"made out": problem.ground.made_out(one.id)}
            asked.append((one.id, literals, problem.alternatives(literals, problem.base)))
        return asked

    def adopted(self, choices: Mapping[str, Choice]) -> tuple[Adopted, ...]:
        """Of the `choices` in force, those that somebody's answer looks at; each says whether it came after the case arose."""
        problem, arose = self.problem, self.case.arose
        looked_at = self.problem.circuit.supports(literal for _, literals, _ in self._asked() for literal in literals.values())
        return tuple(
            Adopted(name, one.option, one.adopted_by, one.on, one.under, arose is not None and one.on > arose)
            for name in self.regulation.readings
            if (one := choices.get(name)) is not None
            and problem.pinned.get(name) == one.option
            and looked_at & self.problem.circuit.supports(problem.ground.reading(name).literals)
        )

    def outside(self) -> tuple[Outside, ...]:
        """The readings that the stance fixes and whose other options would change an answer."""
        problem = self.problem
        changes: list[Outside] = []
        if not problem.readings:
            return ()
        asked = self._asked_before_bearers()
        for pinned in problem.readings:
            assert isinstance(pinned.key, str)
            variable = problem.ground.reading(pinned.key)
            for option, literal in zip(variable.values, variable.literals, strict=True):
                if option == pinned.value:
                    continue
                base = [one if one != pinned.literal else literal for one in problem.base]
                differing = (name for name, literals, found in asked if self._differs(literals, found, base, variable.literals))
                changed = tuple(dict.fromkeys(differing))
                if changed:
                    changes.append(Outside(pinned.key, str(option), changed, self._outcomes_there(changed, base)))
        return tuple(changes)

    def _outcomes_there(self, changed: Sequence[str], base: Sequence[int]) -> dict[str, tuple[tuple[str, ...], ...]]:
        problem = self.problem
        there = {entity[1]: problem.outcomes(entity, base) for entity in problem.bearers() if entity[1] in changed}
        return {
            name: tuple(tuple(tier for tier in self.regulation.tiers.all if tier in one) for one in outcomes)
            for name, outcomes in there.items()
        }

    def _asked_before_bearers(self) -> list[tuple[str, Mapping[str, int], list[frozenset[str]]]]:
        for entity in self.problem.bearers():
            self.found.setdefault(entity[1], self.problem.outcomes(entity))
        return self._asked()

    def _differs(self, literals: Mapping[str, int], found: list[frozenset[str]], base: list[int], reading: Sequence[int]) -> bool:
        problem = self.problem
        if not self.problem.circuit.supports(literals.values()) & self.problem.circuit.supports(reading):
            return False
        outcomes = [problem.outcome_literal(literals, one) for one in found]
        if problem.can([*base, *(-one for one in outcomes)]):
            return True
        return any(not problem.can([*base, one]) for one in outcomes)

    def notes(self) -> tuple[dict[str, str], ...]:
        """What the reader must know: presumptions that could not all hold."""
        if not self.problem.dropped:
            return ()
        facts = [one.key.shown for one in self.problem.dropped if isinstance(one.key, FactId)]
        return (
            {
                "zh": "案情没有写明以下各项，通常的推定又不能同时成立，故按不明处理：" + "、".join(facts),
                "en": "not stated, and what is usually assumed cannot all hold, so taken as unknown: " + ", ".join(facts),
            },
        )
