"""Every small change of a regulation: a word of a condition, a tier, an exception, a number.

Mutation testing of DeMillo, Lipton and Sayward (1978), with rules in place of programs and cases in place of tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from zeren.model.language.conditions import (
    FALSE,
    TRUE,
    And,
    Applies,
    Compare,
    Constant,
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
    children,
)
from zeren.model.language.faults import Path
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import ExceptionRule, Rule
from zeren.model.language.terms import Text

_ASIDE = ("background", "concepts", "properties", "checklists", "tiers")  # what stands there gives no answer that a case can expect
Rebuild = Callable[[Expr], Expr]


class Mutant(msgspec.Struct, frozen=True):
    """A regulation with one small change: where, in which provision, and what."""

    path: Path
    part: str
    article: str
    what: Text
    regulation: Regulation


def mutants(regulation: Regulation) -> Iterator[Mutant]:
    """Every small change, in the order of the file; no two are the same."""
    yield from _tiers(regulation)
    yield from _dropped(regulation)
    for path, expr in regulation.means.items():
        if path[0] in _ASIDE or path[-1] == "number":
            continue
        seen = {expr}
        for changed, what in small_changes(expr):
            if changed not in seen:
                seen.add(changed)
                means = {**regulation.means, path: changed}
                yield Mutant(path, *_place(regulation, path), what, msgspec.structs.replace(regulation, means=means))
    yield from _numbers(regulation)


def small_changes(expr: Expr) -> Iterator[tuple[Expr, Text]]:
    """Every small change of a condition, with what it is.

    >>> from zeren.model.language.conditions import MATTER
    >>> both = And((Fact("wrong", MATTER), Fact("pursued", MATTER)))
    >>> [what.en for _, what in small_changes(both)][:3]
    ['`and` read as `or`: wrong, pursued', 'negated: wrong', 'dropped: wrong']
    """
    yield from _inside(expr, lambda one: one)


def _inside(expr: Expr, rebuild: Rebuild) -> Iterator[tuple[Expr, Text]]:
    match expr:
        case And(parts) | Or(parts):
            other, words = (Or, "and or") if isinstance(expr, And) else (And, "or and")
            one, two = words.split()
            named = ", ".join(map(spelled, parts))
            yield rebuild(other(parts)), Text(zh=f"“{one}”改为“{two}”：{named}", en=f"`{one}` read as `{two}`: {named}")
            for place, part in enumerate(parts):
                rest = (*parts[:place], *parts[place + 1 :])
                yield from _inside(part, lambda new, at=place: rebuild(type(expr)((*parts[:at], new, *parts[at + 1 :]))))  # type: ignore[misc]
                if _atomic(part):
                    left = rest[0] if len(rest) == 1 else type(expr)(rest)
                    yield rebuild(left), Text(zh=f"去掉：{spelled(part)}", en=f"dropped: {spelled(part)}")
        case Not(part) if _atomic(part):
            yield rebuild(part), Text(zh=f"去掉否定：{spelled(part)}", en=f"no longer negated: {spelled(part)}")
        case Not(part):
            yield from _inside(part, lambda new: rebuild(Not(new)))
        case Quantified(which, variable, body):
            turned: Any = "every" if which == "some" else "some"
            yield (
                rebuild(Quantified(turned, variable, body)),
                Text(zh=f"“{which}”改为“{turned}”：{spelled(body)}", en=f"`{which}` read as `{turned}`: {spelled(body)}"),
            )
            yield from _inside(body, lambda new: rebuild(Quantified(which, variable, new)))
        case Compare(operator, left, right):
            yield from _negated(expr, rebuild)
            if operator in _NEAR:
                told = Text(
                    zh=f"“{operator}”改为“{_NEAR[operator]}”：{spelled(expr)}",
                    en=f"`{operator}` read as `{_NEAR[operator]}`: {spelled(expr)}",
                )
                yield rebuild(Compare(_NEAR[operator], left, right)), told  # type: ignore[arg-type]  # an operator
            if isinstance(right, Constant) and isinstance(right.value, int) and not isinstance(right.value, bool):
                for number in (right.value - 1, right.value + 1):
                    told = Text(zh=f"{right.value}改为{number}：{spelled(expr)}", en=f"{right.value} read as {number}: {spelled(expr)}")
                    yield rebuild(Compare(operator, left, Constant(number))), told
        case Is(term, of, options) if len(options) > 1:
            yield from _negated(expr, rebuild)
            for option in options:
                others = tuple(one for one in options if one != option)
                yield rebuild(Is(term, of, others)), Text(zh=f"去掉选项：{option}（{term}）", en=f"option dropped: {option} of {term}")
        case Constant(value) if isinstance(value, bool):
            yield rebuild(FALSE if value else TRUE), Text(zh=f"改为{'否' if value else '是'}", en=f"read as {'no' if value else 'yes'}")
        case _:
            yield from _negated(expr, rebuild)


_NEAR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def _negated(expr: Expr, rebuild: Rebuild) -> Iterator[tuple[Expr, Text]]:
    yield rebuild(Not(expr)), Text(zh=f"加否定：{spelled(expr)}", en=f"negated: {spelled(expr)}")


def _atomic(expr: Expr) -> bool:
    return not isinstance(expr, (And, Or)) and (not isinstance(expr, Not) or _atomic(expr.part))


def spelled(expr: Expr) -> str:
    """A condition in the words of a file, shortened.

    >>> spelled(Not(Is("role", "me", ("secretary", "deputy"))))
    'not role in [secretary, deputy]'
    """
    match expr:
        case Fact(term, of) | Named(term, of):
            return _of(term, of)
        case Is(term, of, options):
            return f"{_of(term, of)} {_among(options)}"
        case Reads(reading, options):
            return f"{reading} {_among(options)}"
        case Applies(rule, of):
            return f"applies({rule}, {of})"
        case MadeOut(items):
            return f"made_out({', '.join(items)})"
        case Not(part):
            return f"not {spelled(part)}"
        case And(parts):
            return f"({' and '.join(map(spelled, parts))})"
        case Or(parts):
            return f"({' or '.join(map(spelled, parts))})"
        case Quantified(which, variable, body):
            return f"{which}({variable}, {spelled(body)})"
        case Same(left, right):
            return f"{left} == {right}"
        case Compare(operator, left, right):
            return f"{spelled(left)} {operator} {spelled(right)}"
        case Constant(value):
            return str(value)
        case _:
            return f"{type(expr).__name__.lower()}({', '.join(map(spelled, children(expr)))})"


def _of(name: str, of: str) -> str:
    return name if of in ("me", "matter") else f"{of}.{name}"


def _among(options: tuple[str, ...]) -> str:
    return f"== {options[0]}" if len(options) == 1 else f"in [{', '.join(options)}]"


# what is changed outside conditions -----------------------------------------------------------------------


def _tiers(regulation: Regulation) -> Iterator[Mutant]:
    """A rule that gives another tier, for each other tier of its sort; and absorption turned about."""
    for index, rule in enumerate(regulation.file.rules):
        for tier in regulation.tiers_of[rule.sort]:
            if tier != rule.bears:
                rules = list(regulation.file.rules)
                rules[index] = msgspec.structs.replace(rule, bears=tier)
                what = Text(zh=f"档次{rule.bears}改为{tier}", en=f"tier {rule.bears} read as {tier}")
                yield Mutant(("rules", index, "bears"), rule.id, rule.article, what, _filed(regulation, rules=tuple(rules)))
    if len(regulation.tiers.ranked) > 1:
        turned: Any = "all" if regulation.tiers.when_several == "highest" else "highest"
        tiers = msgspec.structs.replace(regulation.tiers, when_several=turned)
        what = Text(zh=f"档次并存时改为{turned}", en=f"when several tiers meet: {turned}")
        yield Mutant(("tiers", "when_several"), "tiers", "", what, _filed(regulation, tiers=tiers))


_STATED: Mapping[str, Callable[[Regulation], Sequence[Rule | ExceptionRule]]] = {
    "rules": lambda one: one.file.rules,
    "exceptions": lambda one: one.file.exceptions,
}


def _dropped(regulation: Regulation) -> Iterator[Mutant]:
    """A rule or an exception that never holds, and an exception that forgets one of those that it defeats."""
    for kind, stated in _STATED.items():
        for index, one in enumerate(stated(regulation)):
            path: Path = (kind, index, "when")
            if regulation.means[path] != FALSE:
                means = {**regulation.means, path: FALSE}
                dropped = Text(zh="整条去掉", en="dropped altogether")
                yield Mutant((kind, index), one.id, one.article, dropped, msgspec.structs.replace(regulation, means=means))
    for index, exception in enumerate(regulation.file.exceptions):
        for target in exception.defeats if len(exception.defeats) > 1 else ():
            exceptions = list(regulation.file.exceptions)
            left = tuple(other for other in exception.defeats if other != target)
            exceptions[index] = msgspec.structs.replace(exception, defeats=left)
            what = Text(zh=f"不再排除{target}", en=f"no longer defeats {target}")
            path = ("exceptions", index, "defeats")
            yield Mutant(path, exception.id, exception.article, what, _filed(regulation, exceptions=tuple(exceptions)))


def _numbers(regulation: Regulation) -> Iterator[Mutant]:
    """A duty to be done once more or once less often."""
    for index, duty in enumerate(regulation.file.duties):
        for number in (duty.at_least - 1, duty.at_least + 1) if duty.at_least else ():
            if number > 0:
                duties = list(regulation.file.duties)
                duties[index] = msgspec.structs.replace(duty, at_least=number)
                what = Text(zh=f"次数{duty.at_least}改为{number}", en=f"at least {duty.at_least} read as {number}")
                yield Mutant(("duties", index, "at_least"), duty.id, duty.article, what, _filed(regulation, duties=tuple(duties)))


def _filed(regulation: Regulation, **changes: Any) -> Regulation:
    return msgspec.structs.replace(regulation, file=msgspec.structs.replace(regulation.file, **changes))


def _place(regulation: Regulation, path: Path) -> tuple[str, str]:
    """The provision in which a condition stands, and its article."""
    stated: Any = regulation.file
    name = article = ""
    for step in path:
        stated = stated[step] if isinstance(step, int) else stated.get(step) if isinstance(stated, dict) else getattr(stated, step, None)
        if isinstance(step, str) and not name and path[0] in ("definitions", "questions", "terms") and step != path[0]:
            name = step if path[0] != "terms" or step == path[2] else name
        for key in ("id", "item", "act", "organ"):
            if not name and isinstance(getattr(stated, key, None), str):
                name = getattr(stated, key)
        if isinstance(getattr(stated, "article", None), str):
            article = stated.article
    return (f"{path[0]} {name}" if path[0] not in ("rules", "exceptions") else name), article
