"""How large boards must be for questions about one person's tiers, whatever is asked of them."""

from __future__ import annotations

from zeren.model.language.conditions import Count, Expr, MadeOut, Named, Not, Or, Quantified, walk
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.language.terms import Sort
from zeren.proofs.fragment import Scope, Shapes
from zeren.proofs.sentences import World, X, somebody


def reach(regulation: Regulation) -> Scope:
    """The boards that decide any combination of conditions, rules and exceptions that hold or do not hold of one person."""
    world = World(regulation)
    on_persons = [name for name, (rule, _) in regulation.rules.items() if rule.sort == "person"]
    parts: list[Expr] = [world.applies(name, X) for name in on_persons]
    parts += [world.says(regulation.rules[name][1], X) for name in on_persons]
    parts += [world.in_force(name, X) for name in _exceptions(regulation, on_persons)]
    items = tuple(regulation.circumstances) if rests_on_circumstances(regulation) else ()
    return Shapes(regulation).scope(somebody(X, Or((*parts, *(Not(one) for one in parts)))), items)


def rests_on_circumstances(regulation: Regulation) -> bool:
    """Whether a rule, an exception or what always holds asks whether a circumstance is made out."""
    return bool(rests_on(regulation))


def rests_on(regulation: Regulation) -> tuple[str, ...]:
    """The items of which a rule, an exception or what always holds asks whether they are made out."""
    conditions: list[Expr] = [expr for _, expr in [*regulation.rules.values(), *regulation.exceptions.values()]]
    conditions += [expr for _, expr, _ in regulation.background]
    asked = [part for expr in conditions for part in everything_in(expr, regulation) if isinstance(part, MadeOut)]
    named = {item for part in asked for item in part.items or regulation.circumstances}
    return tuple(item for item in regulation.circumstances if item in named)


def _exceptions(regulation: Regulation, rules: list[str]) -> list[str]:
    found: list[str] = []
    queue = list(rules)
    found += dict.fromkeys(name for rule in rules for name in regulation.relievers[rule])
    queue += found
    while queue:
        for one in regulation.defeaters[queue.pop()]:
            if one not in found:
                found.append(one)
                queue.append(one)
    return [name for name in regulation.exceptions if name in found]


def speaks_of_persons(regulation: Regulation, sort: Sort) -> bool:
    """Whether the rules on bodies, or the circumstances, ask about some, every or how many persons, or about what is alleged of any."""
    queue: list[Expr] = [expr for rule, expr in regulation.rules.values() if rule.sort == sort]
    if sort == "circumstance":
        queue += [expr for _, expr in regulation.circumstances.values()]
    seen: set[str] = set()
    while queue:
        for part in walk(queue.pop()):
            if isinstance(part, (Quantified, Count, MadeOut)):
                return True
            if isinstance(part, Named) and part.definition not in seen:
                seen.add(part.definition)
                queue.append(regulation.definitions[part.definition])
    return False
