"""How large boards must be for questions about one person or body, one circumstance or the matter, whatever is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zeren.model.language.conditions import ME, Applies, Count, Expr, Fact, Is, MadeOut, Not, Or, Quantified, Reads
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.language.terms import Sort
from zeren.proofs.sentences import World, X, somebody
from zeren.proofs.sizes import Scope, Shapes


def reach(regulation: Regulation, sort: Sort = "person", *, follows: bool = False) -> Scope:
    """The boards that decide any combination of conditions, rules and exceptions that hold or do not hold of one person, or of one body.

    A body stays when persons are left out, as the matter does, so the argument is the same for both.
    """
    world = World(regulation)
    whom = X if sort == "person" else ME
    rules, exceptions = bearing_on(regulation, sort)
    parts: list[Expr] = [world.applies(name, whom) for name in rules]
    parts += [world.says(regulation.rules[name][1], whom) for name in rules]
    parts += [world.in_force(name, whom) for name in exceptions]
    items = tuple(regulation.circumstances) if rests_on(regulation, follows=follows) else ()
    return needed(regulation, parts, sort, items, follows=follows)


def bearing_on(regulation: Regulation, sort: Sort) -> tuple[list[str], list[str]]:
    """The rules on bearers of a sort, and the exceptions that bear on what these give."""
    rules = [name for name, (rule, _) in regulation.rules.items() if rule.sort == sort]
    return rules, _exceptions(regulation, rules)


def needed(regulation: Regulation, parts: Sequence[Expr], sort: Sort, items: tuple[str, ...] = (), *, follows: bool = False) -> Scope:
    """The boards that decide any combination of conditions that hold or do not hold, with one person beside those whom they name.

    Args:
        sort: of whom they are asked: of that one person (who is `X` in them), of a body or the matter, or of a circumstance
            whose subject is that person.
        items: the circumstances that may be alleged.
        follows: whether facts that follow from others may do so.
    """
    either = Or((*parts, *(Not(one) for one in parts)))
    shapes = Shapes(regulation)
    if sort == "circumstance":
        return shapes.scope(either, items, follows, about=True)
    return shapes.scope(somebody(X, either), items, follows)


def rests_on_circumstances(regulation: Regulation) -> bool:
    """Whether a rule, an exception or what always holds asks whether a circumstance is made out."""
    return bool(rests_on(regulation))


def rests_on(regulation: Regulation, conditions: Iterable[Expr] | None = None, *, follows: bool = False) -> tuple[str, ...]:
    """The items of which rules, exceptions, or the conditions given, or what always holds ask whether they are made out.

    Args:
        follows: whether facts that follow from others may do so.
    """
    if conditions is None:
        conditions = [expr for _, expr in [*regulation.rules.values(), *regulation.exceptions.values()]]
    conditions = [*conditions, *(expr for _, expr, _ in regulation.background)]
    asked = [part for expr in conditions for part in _everything_in(regulation, expr, follows) if isinstance(part, MadeOut)]
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


def speaks_of_persons(asked: Sequence[tuple[Regulation, Sequence[Expr]]]) -> bool:
    """Whether conditions ask about some, every or how many persons, or about what is alleged; or if not they, then what always holds.

    What always holds counts where it looks at a fact or reading of theirs, or of what counts already. Where nothing asks so, what
    holds on one board holds on any that has this person, body or matter.
    """
    waiting = [(regulation, expr) for regulation, conditions in asked for expr in conditions]
    background = [(regulation, expr) for regulation, _ in asked for _, expr, _ in regulation.background]
    known: set[str] = set()
    while waiting:
        for regulation, expr in waiting:
            for part in _everything_in(regulation, expr, True):
                if isinstance(part, (Quantified, Count, MadeOut)):
                    return True
            known |= _looked_at(regulation, expr)
        waiting = [one for one in background if _looked_at(*one) & known]
        background = [one for one in background if not _looked_at(*one) & known]
    return False


def _looked_at(regulation: Regulation, expr: Expr) -> set[str]:
    """The facts and readings that a condition looks at."""
    parts = list(_everything_in(regulation, expr, True))
    return {part.term for part in parts if isinstance(part, (Fact, Is))} | {part.reading for part in parts if isinstance(part, Reads)}


def _everything_in(regulation: Regulation, expr: Expr, follows: bool) -> Iterator[Expr]:
    """A condition and everything inside it, through the definitions, and the rules with their exceptions, that it names.

    Where facts may follow from others, what they follow is inside it too.
    """
    seen: set[str] = set()
    waiting = [expr]
    while waiting:
        for part in everything_in(waiting.pop(), regulation):
            yield part
            if follows and isinstance(part, Fact) and part.term in regulation.follows and part.term not in seen:
                seen.add(part.term)
                waiting.append(regulation.follows[part.term])
            if isinstance(part, Applies) and part.rule not in seen:
                seen.add(part.rule)
                waiting.append(regulation.rules[part.rule][1])
                waiting += [regulation.exceptions[one][1] for one in _exceptions(regulation, [part.rule])]
