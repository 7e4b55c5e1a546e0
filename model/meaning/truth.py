"""What a condition says of complete facts: each condition becomes a function from a world to its value.

A scope names whose facts are meant (`me`, `matter`, `subject`, or a quantified variable). Conditions are written as
Python functions once, rather than walked for every case: that is what makes a board of nine cost microseconds.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, Protocol

from zeren.model.language.calendar import ONE_DAY, months_on
from zeren.model.language.conditions import (
    MATTER,
    ME,
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
from zeren.model.language.terms import NEVER, Duration

Facts = Mapping[str, Any]
Scope = dict[str, Facts]


class World(Protocol):
    """What a condition may look at besides the facts in its scope."""

    readings: Mapping[str, str]
    people: tuple[Facts, ...]
    shared: dict[Any, bool]  # what definitions are worth that are asked about often, once somebody has asked

    def applies(self, rule: str, bearer: Facts) -> bool: ...
    def made_out(self, items: tuple[str, ...]) -> bool: ...


Meaning = Callable[[Any, Scope], Any]
DEEPEST = 50  # conditions inside one another, in one function
LARGE = 400  # a definition that is more than so many conditions, written out, is worked out once for each bearer

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def meaning(expr: Expr, definitions: Mapping[str, Expr], about_matter: Collection[str] = ()) -> Meaning:
    """The function that says what a condition is worth in a world and a scope.

    Definitions named in `about_matter` speak of the matter alone: in one world they are worth the same for everybody.

    >>> says = meaning(Not(Fact("erroneous", "matter")), {})
    >>> says(None, {"matter": {"erroneous": False}})
    True
    """
    return _Writer(definitions, frozenset(about_matter)).meaning(expr)


class _Writer:
    """Writes conditions as Python expressions, typed by the reader of conditions before; no text of a user is run."""

    def __init__(self, definitions: Mapping[str, Expr], about_matter: frozenset[str]) -> None:
        self.definitions, self.about_matter = definitions, about_matter
        self.names: dict[str, Any] = {"calculate": calculate, "shared": _shared, "shared_of": _shared_of}
        self.written: dict[str, str] = {}
        self.sizes: dict[str, int] = {}  # of each definition, with all that it names written out
        self.free: set[str] = set()
        self.depth = 0  # of what is being written

    def meaning(self, expr: Expr) -> Meaning:
        self.free = set()
        expression = self.of(expr)
        lines = ["def says(world, scope):", *(f"    {_name(whose)} = scope[{whose!r}]" for whose in sorted(self.free))]
        return self._compiled("says", "\n".join([*lines, f"    return {expression}"]))

    def of(self, expr: Expr) -> str:
        """The condition as a Python expression; what lies deep inside is a function of its own, since Python nests only so far."""
        self.depth += 1
        try:
            return self._written(expr) if self.depth % DEEPEST else self._apart(expr)
        finally:
            self.depth -= 1

    def _apart(self, expr: Expr) -> str:
        outer, self.free = self.free, set()
        expression = self._written(expr)
        wanted, self.free = sorted(self.free), outer
        name = f"part_{len(self.names)}"
        self._compiled(name, f"def {name}({', '.join(['world', *map(_name, wanted)])}):\n    return {expression}")
        return f"{name}({', '.join(['world', *map(self._whose, wanted)])})"

    def _written(self, expr: Expr) -> str:
        match expr:
            case Constant(value):
                return self._kept(value)
            case Fact(term, whose):
                return f"{self._whose(whose)}[{term!r}]"
            case Is(term, whose, (option,)):
                return f"({self._whose(whose)}[{term!r}] == {option!r})"
            case Is(term, whose, options):
                return f"({self._whose(whose)}[{term!r}] in {options!r})"
            case Reads(reading, options):
                return f"(world.readings[{reading!r}] in {options!r})"
            case Named(name, whose):
                return self._named(name, whose)
            case Applies(rule, whose):
                return f"world.applies({rule!r}, {self._whose(whose)})"
            case MadeOut(items):
                return f"world.made_out({items!r})"
            case Not(part):
                return f"(not {self.of(part)})"
            case And(parts):
                return f"({' and '.join(map(self.of, parts)) or True})"
            case Or(parts):
                return f"({' or '.join(map(self.of, parts)) or False})"
            case Quantified(which, variable, body):
                return f"{'any' if which == 'some' else 'all'}({self._for_each(variable, body)})"
            case Count(variable, body):
                return f"sum({self._for_each(variable, body)})"
            case Same(first, second):
                return f"({self._whose(first)} is {self._whose(second)})"
            case Compare(order, left, right):
                return f"({self.of(left)} {order} {self.of(right)})"
            case Arithmetic(sign, left, right):
                return f"calculate({sign!r}, {self.of(left)}, {self.of(right)})"

    def _whose(self, whose: str) -> str:
        self.free.add(whose)
        return _name(whose)

    def _for_each(self, variable: str, body: Expr) -> str:
        outside = variable in self.free
        written = f"{self.of(body)} for {_name(variable)} in world.people"
        if not outside:
            self.free.discard(variable)
        return written

    def _named(self, definition: str, whose: str) -> str:
        """A call of the definition, which is a function of those whose facts it looks at."""
        if definition not in self.written:
            outer, self.free, depth, self.depth = self.free, set(), self.depth, 0
            expression = self.of(self.definitions[definition])
            wanted, self.free, self.depth = sorted(self.free), outer, depth
            name = f"definition_{len(self.written)}"
            self.written[definition] = ", ".join([name, *wanted])
            self._compiled(name, f"def {name}({', '.join(['world', *map(_name, wanted)])}):\n    return {expression}")
        name, *wanted = self.written[definition].split(", ")
        given = [self._whose(whose if one == ME and whose != MATTER else one) for one in wanted]
        if definition in self.about_matter:
            return f"shared(world, {definition!r}, {', '.join([name, *given])})"
        if self._size(definition) > LARGE:
            return f"shared_of(world, {', '.join([name, *given])})"
        return f"{name}({', '.join(['world', *given])})"

    def _size(self, definition: str) -> int:
        if definition not in self.sizes:
            parts = list(walk(self.definitions[definition]))
            self.sizes[definition] = len(parts) + sum(self._size(one.definition) for one in parts if isinstance(one, Named))
        return self.sizes[definition]

    def _kept(self, value: Any) -> str:
        if isinstance(value, (bool, int)):
            return repr(value)
        name = f"value_{len(self.names)}"
        self.names[name] = value
        return name

    def _compiled(self, name: str, source: str) -> Meaning:
        exec(_code(source), self.names)
        return self.names[name]  # type: ignore[no-any-return]  # the function just made


@lru_cache(4096)
def _code(source: str) -> CodeType:
    return compile(source, "<condition>", "exec")


def _name(whose: str) -> str:
    return f"of_{whose}"


def _shared(world: World, definition: str, says: Callable[..., Any], *given: Facts) -> bool:
    found = world.shared.get(definition)
    if found is None:
        found = world.shared[definition] = bool(says(world, *given))
    return found


def _shared_of(world: World, says: Callable[..., Any], *given: Facts) -> bool:
    key = (says, *map(id, given))  # facts stay where they are as long as their world
    found = world.shared.get(key)
    if found is None:
        found = world.shared[key] = bool(says(world, *given))
    return found


def calculate(sign: str, a: Any, b: Any) -> Any:
    """Sum, difference or product of numbers, durations, dates and moments, in the calendar.

    >>> calculate("+", dt.date(2028, 1, 31), Duration(months=1))
    datetime.date(2028, 2, 29)
    """
    if a is NEVER or b is NEVER:
        return NEVER
    if sign == "*":
        if isinstance(a, Duration) or isinstance(b, Duration):
            length, times = (a, b) if isinstance(a, Duration) else (b, a)
            return Duration(int(length.months * times), int(length.seconds * times))
        return a * b
    direction = 1 if sign == "+" else -1
    if isinstance(a, Duration):
        return Duration(a.months + direction * b.months, a.seconds + direction * b.seconds)
    if isinstance(a, dt.date):
        return _shift(a, b, direction) if isinstance(b, Duration) else _between(b, a)
    return a + direction * b


def _shift(start: dt.date, length: Duration, direction: int) -> dt.date:
    """A date or moment moved by months (held to the last day of a shorter month), then by exact seconds, or to the end of a whole day."""
    if length.whole and isinstance(start, dt.datetime):
        return whole_days(start, length, direction)
    if length.months:
        index = start.year * 12 + start.month - 1 + direction * length.months
        year, month = divmod(index, 12)
        day = start.day
        while True:
            try:
                start = start.replace(year=year, month=month + 1, day=day)
                break
            except ValueError:
                day -= 1
    seconds = dt.timedelta(seconds=direction * length.seconds)
    if isinstance(start, dt.datetime):
        return (start.astimezone(dt.UTC) + seconds).astimezone(start.tzinfo)
    return start + seconds


def whole_days(start: dt.datetime, length: Duration, direction: int = 1) -> dt.datetime:
    """The end of the last of so many whole days after that of a moment; going back, the beginning of the first.

    >>> str(whole_days(dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC), Duration(seconds=7 * 86_400)))
    '2026-03-13 00:00:00+00:00'
    """
    day = months_on(start.date(), direction * length.months) + direction * dt.timedelta(seconds=length.seconds)
    after = day + ONE_DAY if direction > 0 else day
    midnight = dt.datetime.combine(after, dt.time(), start.tzinfo)
    return midnight.astimezone(dt.UTC).astimezone(start.tzinfo)  # one that the clocks skip is moved on


def first_start(moment: dt.datetime, length: Duration, zone: dt.tzinfo, *, inclusive: bool) -> dt.datetime:
    """The earliest start in a zone from which so many whole days end at a moment or after it (or only after it).

    >>> str(first_start(dt.datetime(2026, 3, 13, tzinfo=dt.UTC), Duration(seconds=7 * 86_400), dt.UTC, inclusive=True))
    '2026-03-05 00:00:00+00:00'
    """
    end = moment.astimezone(dt.UTC)
    day = months_on(moment.astimezone(zone).date(), -length.months) - dt.timedelta(seconds=length.seconds) - 4 * ONE_DAY
    while True:
        start = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC).astimezone(zone)
        last = whole_days(start, length)
        if last > end or (inclusive and last == end):
            return start
        day += ONE_DAY


def _between(a: dt.date, b: dt.date) -> Duration:
    if isinstance(a, dt.datetime) and isinstance(b, dt.datetime):
        a, b = a.astimezone(dt.UTC), b.astimezone(dt.UTC)  # moments of one zone are subtracted by the clock's face otherwise
    return Duration(seconds=int((b - a).total_seconds()))
