"""Why: the facts and readings that make a condition hold, or that would have to change for it to.

Works on complete facts. Of several ways it takes the one with the fewest facts, the first of the file among equals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zeren.model.language.case import FactId
from zeren.model.language.conditions import (
    MATTER,
    ME,
    SUBJECT,
    And,
    Applies,
    Arithmetic,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Is,
    MadeOut,
    Named,
    Not,
    Or,
    Quantified,
    Reads,
    Same,
    walk,
)
from zeren.model.language.terms import Sort
from zeren.model.meaning.evaluate import Situation
from zeren.model.meaning.truth import Facts

Key = FactId | str  # a fact, or a reading by its id
Keys = tuple[Key, ...]
Whom = tuple[Sort, str]
Whose = Mapping[str, Whom]


class Explainer:
    """Reasons within one situation; `subjects` says against whom each circumstance of the case is alleged."""

    def __init__(self, situation: Situation, subjects: Mapping[str, str]) -> None:
        self.situation, self.subjects = situation, subjects
        self.regulation = situation.meanings.regulation
        self._known: dict[tuple[str, str, Whom, bool], Keys | None] = {}

    def why(self, expr: Expr, whom: Whom, wanted: bool = True) -> Keys | None:
        """The facts that make a condition have the wanted value, or those to change for it to; None where nothing would."""
        return self._why(expr, self._scope(whom), wanted)

    def value(self, expr: Expr, whom: Whom) -> bool:
        """What a condition is worth for somebody."""
        return self._value(expr, self._scope(whom))

    def fact(self, fact: FactId) -> Any:
        """The value of a fact here."""
        return self._facts((fact.sort, fact.of))[fact.term]

    def amount(self, expr: Expr, whose: Whose) -> Any:
        """What a quantity is worth for those whom names stand for."""
        scope = {MATTER: self.situation.facts.matter, **{name: self._facts(whom) for name, whom in whose.items()}}
        return self.situation.meanings.of(expr)(self.situation, scope)

    def value_in(self, expr: Expr, whose: Whose) -> bool:
        """What a condition is worth for those whom names stand for."""
        return self._value(expr, whose)

    def scope_of(self, whom: Whom) -> Whose:
        """Whom the names of a condition stand for that is read for somebody."""
        return self._scope(whom)

    def id_of(self, part: Fact | Is, whose: Whose) -> FactId:
        """Which fact a part of a condition speaks of."""
        return self._id(part, whose)

    def _scope(self, whom: Whom) -> Whose:
        if whom[0] == "matter":
            return {}
        if whom[0] == "circumstance":
            return {ME: whom, SUBJECT: ("person", self.subjects[whom[1]])}
        return {ME: whom}

    def _facts(self, whom: Whom) -> Facts:
        facts = self.situation.facts
        match whom[0]:
            case "person":
                if whom[1] in facts.people:
                    return facts.people[whom[1]]
                return next(one[SUBJECT] for name, one in facts.circumstances.items() if self.subjects[name] == whom[1])
            case "body":
                return facts.bodies[whom[1]]
            case "circumstance":
                return facts.circumstances[whom[1]]
            case _:
                return facts.matter

    def _value(self, expr: Expr, whose: Whose) -> bool:
        if isinstance(expr, Not):
            return not self._value(expr.part, whose)
        scope = {MATTER: self.situation.facts.matter, **{name: self._facts(whom) for name, whom in whose.items()}}
        return bool(self.situation.meanings.of(expr)(self.situation, scope))

    def _why(self, expr: Expr, whose: Whose, wanted: bool) -> Keys | None:
        match expr:
            case Constant(value):
                return () if bool(value) == wanted else None
            case Same(left, right):
                return () if (whose[left] == whose[right]) == wanted else None
            case Fact() | Is():
                return (self._id(expr, whose),)
            case Reads(reading):
                return (reading,)
            case Not(part):
                return self._why(part, whose, not wanted)
            case Named(definition, of):
                whom: Whom = ("matter", "") if self.regulation.definition_sorts[definition] == "matter" else whose[of]
                return self._once(
                    ("definition", definition, whom, wanted),
                    lambda: self._why(self.regulation.definitions[definition], self._scope(whom), wanted),
                )
            case Applies(rule, of):
                return self.applies(rule, whose[of], wanted)
            case And(parts):
                return self._joint([(part, whose) for part in parts], wanted)
            case Or(parts):
                return self._joint([(Not(part), whose) for part in parts], not wanted)
            case Quantified(which, variable, body):
                people: list[tuple[Expr, Whose]] = [(body, {**whose, variable: ("person", name)}) for name in self.situation.facts.people]
                if which == "every":
                    return self._joint(people, wanted)
                return self._joint([(Not(one), scope) for one, scope in people], not wanted)
            case MadeOut(items):
                listed = [(name, facts["item"]) for name, facts in self.situation.facts.circumstances.items()]
                wanted_ones = [(name, item) for name, item in listed if not items or item in items]
                parts_ = [(Not(self.regulation.circumstances[item][1]), self._scope(("circumstance", name))) for name, item in wanted_ones]
                return self._joint(parts_, not wanted)
            case Compare() | Arithmetic() | Count():
                return self._operands(expr, whose)

    def applies(self, rule: str, whom: Whom, wanted: bool = True) -> Keys | None:
        """Why a rule applies to somebody or not, its exceptions included."""
        return self._once(("rule", rule, whom, wanted), lambda: self._standing(self.regulation.rules[rule][1], rule, whom, wanted))

    def in_force(self, exception: str, whom: Whom, wanted: bool = True) -> Keys | None:
        """Why an exception is in force for somebody or not."""
        condition = self.regulation.exceptions[exception][1]
        return self._once(("exception", exception, whom, wanted), lambda: self._standing(condition, exception, whom, wanted))

    def _once(self, key: tuple[str, str, Whom, bool], found: Callable[[], Keys | None]) -> Keys | None:
        """What was found before; a definition that many others name is looked into once."""
        if key not in self._known:
            self._known[key] = found()
        return self._known[key]

    def _standing(self, condition: Expr, name: str, whom: Whom, wanted: bool) -> Keys | None:
        holds = self.value(condition, whom)
        scope = self.situation.scope(self._facts(whom))
        defeats = {one: self.situation.in_force(one, scope) for one in self.regulation.defeaters[name]}
        if wanted:
            own = self.why(condition, whom)
            others = [self.in_force(one, whom, False) for one, force in defeats.items() if force]
            return None if own is None or None in others else _union([own if not holds or not others else (), *filter(None, others)])
        ways = [self.why(condition, whom, False)]
        ways += [self.in_force(one, whom) for one, force in defeats.items() if force or (holds and not any(defeats.values()))]
        if not holds:
            return ways[0]
        return _fewest(ways[1:] if any(defeats.values()) else ways)

    def _joint(self, parts: Sequence[tuple[Expr, Whose]], wanted: bool) -> Keys | None:
        values = [self._value(part, whose) for part, whose in parts]
        if wanted:
            chosen = parts if all(values) else [part for part, value in zip(parts, values, strict=True) if not value]
            found = [self._why(part, whose, True) for part, whose in chosen]
            return None if None in found else _union([one for one in found if one is not None])
        chosen = [part for part, value in zip(parts, values, strict=True) if not value] or parts
        return _fewest([self._why(part, whose, False) for part, whose in chosen])

    def _operands(self, expr: Expr, whose: Whose) -> Keys:
        facts = [part for part in walk(expr) if isinstance(part, (Fact, Is)) and (part.of in whose or part.of == MATTER)]
        return _union([tuple(self._id(part, whose) for part in facts)])

    def _id(self, part: Fact | Is, whose: Whose) -> FactId:
        if part.of == MATTER:
            return FactId("matter", "", part.term)
        sort, name = whose[part.of]
        return FactId(sort, name, part.term)


def _union(parts: Iterable[Keys]) -> Keys:
    return tuple(dict.fromkeys(key for part in parts for key in part))


def _fewest(ways: Iterable[Keys | None]) -> Keys | None:
    possible = [way for way in ways if way is not None]
    return min(possible, key=len) if possible else None
