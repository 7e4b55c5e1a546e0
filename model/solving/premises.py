"""What an answer stands on: the presumptions that mattered, and the readings outside the stance that would change it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.house import Choice
from zeren.model.language.terms import SORTS
from zeren.model.meaning.answer import Adopted, Outside, Presumed
from zeren.model.meaning.exchange import exchange, groups
from zeren.model.meaning.written import written
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key


class _Asked(msgspec.Struct, frozen=True):
    """What was asked of somebody, the literal of each answer and the sets of these that were found possible.

    `first` is the question that stands for this one: the same, asked of the first of the `group` of those who are alike.
    """

    name: str
    group: tuple[str, ...]
    first: tuple[str, str]
    literals: Mapping[str, int]
    found: list[frozenset[str]]


class StandsOn:
    """Asks a case again without presumptions, and with other readings, for everybody's outcomes `found`."""

    def __init__(self, problem: Problem, found: dict[str, list[frozenset[str]]]) -> None:
        self.problem, self.regulation, self.case, self.found = problem, problem.regulation, problem.case, found

    def presumed(self) -> tuple[Presumed, ...]:
        """The presumptions that mattered: an inclusion-minimal set without which somebody's outcomes would be more.

        Which set that is does not depend on what people are called or in which order they stand; where people are alike in all
        that is stated of them, what is presumed of one of them is presumed of the others too.
        """
        matters: dict[Key, list[str]] = {}
        needed: dict[Any, list[Key]] = {}
        for one in self._asked:
            if one.first not in needed:
                needed[one.first] = self._needed(one)
            names = exchange(one.group, one.name)
            for key in needed[one.first]:
                assert isinstance(key, FactId)
                other = key._replace(of=names.get(key.of, key.of)) if key.sort == "person" else key
                matters.setdefault(other, []).append(one.name)
        return tuple(
            Presumed(one.key.of or None, one.key.term, written(one.value), tuple(dict.fromkeys(matters[one.key])))
            for one in self.problem.presumed
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

    def _needed(self, asked: _Asked) -> list[Key]:
        """The presumptions without which more than what was found would be possible: those of others go first."""
        problem, literals = self.problem, asked.literals
        own = self.problem.circuit.supports(literals.values())
        near = problem.near(literals.values())
        kept = [one for one in problem.presumed if problem.circuit.support(one.literal) & near]
        if not kept:
            return []
        kept.sort(key=lambda one: (*self._unnamed(one.key), one.key))
        kept.sort(key=lambda one: bool(problem.circuit.support(one.literal) & own))
        blocked = [-problem.outcome_literal(literals, one) for one in asked.found]
        others = [one.literal for one in problem.readings]
        needed = problem.reduced([one.literal for one in reversed(kept)], [*others, *blocked])
        besides = [one for one in kept if isinstance(one.key, FactId) and one.key.of != asked.first[1]]
        chosen = {self._unnamed(one.key) for one in besides if one.literal in needed}
        alike = {one.key for one in besides if self._unnamed(one.key) in chosen}
        return [one.key for one in kept if one.literal in needed or one.key in alike]

    def _unnamed(self, key: Key) -> tuple[Any, ...]:
        """A fact as it is known without names."""
        assert isinstance(key, FactId)
        return SORTS.index(key.sort), self._alike[key.sort, key.of] if key.of else (), list(self.regulation.terms).index(key.term)

    @cached_property
    def _asked(self) -> list[_Asked]:
        """Everything answered; of people who are alike, what is asked of the first of them stands for all."""
        problem, like = self.problem, groups(self.case)
        found: list[_Asked] = []
        for kind, told in (("tiers", problem.ground.tiers), ("relieved", problem.ground.relieved)):
            firsts: dict[str, _Asked] = {}
            for entity in problem.bearers():
                name = entity[1]
                group = like[name] if entity[0] == "person" else (name,)
                if group[0] not in firsts:
                    literals = told((entity[0], group[0]))
                    outcomes = self.found.get(group[0]) if kind == "tiers" else None
                    outcomes = problem.alternatives(literals, problem.base) if outcomes is None else outcomes
                    firsts[group[0]] = _Asked(name, group, (kind, group[0]), literals, outcomes)
                if firsts[group[0]].literals or kind == "tiers":
                    found.append(msgspec.structs.replace(firsts[group[0]], name=name))
        for one in self.case.circumstances:
            literals = {"made out": problem.ground.made_out(one.id)}
            found.append(_Asked(one.id, (one.id,), ("made out", one.id), literals, problem.alternatives(literals, problem.base)))
        return found

    def adopted(self, choices: Mapping[str, Choice]) -> tuple[Adopted, ...]:
        """Of the `choices` in force, those that somebody's answer looks at; each says whether it came after the case arose."""
        problem, arose = self.problem, self.case.arose
        looked_at = self.problem.circuit.supports(literal for one in self._asked for literal in one.literals.values())
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
        for pinned in problem.readings:
            assert isinstance(pinned.key, str)
            variable = problem.ground.reading(pinned.key)
            for option, literal in zip(variable.values, variable.literals, strict=True):
                if option == pinned.value:
                    continue
                base = [one if one != pinned.literal else literal for one in problem.base]
                firsts = {one.first: one for one in reversed(self._asked)}
                differing = {first for first, one in firsts.items() if self._differs(one.literals, one.found, base, variable.literals)}
                changed = tuple(dict.fromkeys(one.name for one in self._asked if one.first in differing))
                if changed:
                    changes.append(Outside(pinned.key, str(option), changed, self._outcomes_there(changed, base)))
        return tuple(changes)

    def _outcomes_there(self, changed: Sequence[str], base: Sequence[int]) -> dict[str, tuple[tuple[str, ...], ...]]:
        problem = self.problem
        like = groups(self.case)
        firsts: dict[str, list[frozenset[str]]] = {}
        there: dict[str, list[frozenset[str]]] = {}
        for sort, name in problem.bearers():
            first = like[name][0] if sort == "person" else name
            if name in changed:
                if first not in firsts:
                    firsts[first] = problem.outcomes((sort, first), base)
                there[name] = firsts[first]
        return {
            name: tuple(tuple(tier for tier in self.regulation.tiers.all if tier in one) for one in outcomes)
            for name, outcomes in there.items()
        }

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
