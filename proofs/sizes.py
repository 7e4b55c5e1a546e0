"""Every size: how many persons a board needs so that no larger one could show anything new.

What is sought (background, opened definitions and the counterexample together) is read as a formula of first-order
logic. Facts speak of one person each, so quantifiers can be pushed inwards until a person below a quantifier is tied to
an outer one only by `x == y` or by a comparison of their quantities. If then no *some* stands below an *every* that it
is tied to, the formula is ∃*∀*: the persons whom the *some*s name form a board by themselves, on which it holds too
(Bernays, Schönfinkel and Ramsey; Piskac, de Moura and Bjørner 2010).

A circumstance is a sort of its own with a function to its subject, and nothing leads back. Of the circumstances that a
case alleges, one for each *made out* that must hold is kept, whatever its item and subject, and the others can be left
out: none of them is looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from zeren.model.language.conditions import (
    MATTER,
    ME,
    TURNED,
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
    Order,
    Quantified,
    Same,
    walk,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text

_MADE_OUT = "made out "
BOUND = 4  # persons, where no number is enough
MOST = 12  # persons beyond which a board is not grounded


class Scope(msgspec.Struct, frozen=True):
    """The boards looked at: of 1 to `persons` persons; `every_size` if that decides boards of every size, and else why not.

    `subjects` is against how many different persons circumstances must be thought to be alleged.
    """

    persons: int
    every_size: bool = True
    why_not: Text | None = None
    subjects: int = 1


class Shapes:
    """Says of what is sought under one regulation how large boards must be to decide it; the background is read once."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self._background: dict[tuple[tuple[str, ...], bool], dict[str, int] | Text] = {}

    def scope(self, sought: Expr, items: tuple[str, ...] = (), follows: bool = False, about: bool = False) -> Scope:
        """How large boards must be to decide whether some board, of whatever size, is like this.

        Args:
            items: the circumstances that the board may allege; if `about` is one of them, it is alleged and spoken of.
            follows: whether facts that follow from others do so, or are open like any other.
        """
        shape = _Shape(self.regulation, items, follows)
        background = self._read_background(items, follows)
        if isinstance(background, Text):
            return Scope(BOUND, False, background)
        shape.named = dict(background)
        try:
            shape.sentence(sought)
        except _Outside as outside:
            return Scope(BOUND, False, outside.why)
        subjects = max(1, about + sum(key.startswith(_MADE_OUT) for key in shape.named))
        needed = max(1, about + sum(shape.named.values()))
        if needed > MOST:
            why = Text(zh=f"须查至{needed}人", en=f"{needed} persons would have to be looked at")
            return Scope(BOUND, False, why, min(subjects, BOUND))
        return Scope(needed, subjects=subjects)

    def _read_background(self, items: tuple[str, ...], follows: bool) -> dict[str, int] | Text:
        """The persons whom the background names, or why it is outside."""
        if (items, follows) not in self._background:
            shape = _Shape(self.regulation, items, follows)
            try:
                for _, expr, sort in self.regulation.background:
                    if sort != "circumstance":
                        shape.sentence(Quantified("every", ME, expr) if sort == "person" else expr)
                    elif items and (apart := shape.apart("each alleged", [expr])):
                        shape.named |= {key: number * len(items) for key, number in apart.items()}  # each may name others
                self._background[items, follows] = shape.named
            except _Outside as outside:
                self._background[items, follows] = outside.why
        return self._background[items, follows]


LONG = 5_000  # characters of a formula, from which on it goes by the name of its definition


class _Outside(Exception):
    """The formula is not ∃*∀*; `why` says where."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(zh=zh, en=en)


class _Binder(msgspec.Struct, frozen=True):
    """A variable in scope: its number, and whether it stands for everybody rather than for somebody."""

    number: int
    every: bool

    @property
    def shown(self) -> str:
        return f"⟨{self.number}⟩"


Scoped = Mapping[str, _Binder]


class _Part(msgspec.Struct, frozen=True):
    """A subformula with its variables numbered: a key that is equal for equal formulas, and the variables in it.

    `tied` are the pairs of variables that an equality or a comparison ties together.
    """

    key: str
    free: frozenset[_Binder] = frozenset()
    tied: frozenset[frozenset[_Binder]] = frozenset()


class _Shape:
    """Collects in `named` every *some* that stands positively, with the number of persons whom it names."""

    def __init__(self, regulation: Regulation, items: tuple[str, ...], follows: bool) -> None:
        self.regulation, self.items, self.follows = regulation, items, follows
        self.named: dict[str, int] = {}
        self._closed: dict[tuple[str, bool, _Binder | None], _Part] = {}  # large definitions that speak of nobody outside them
        self._open: dict[tuple[str, bool, _Binder | None], _Part] = {}  # and those that do, inside one quantifier

    def sentence(self, expr: Expr) -> None:
        self._of(expr, True, {})

    def _of(self, expr: Expr, positive: bool, scope: Scoped) -> _Part:
        match expr:
            case Not(part):
                inner = self._of(part, not positive, scope)
                return _Part(f"-{inner.key}", inner.free, inner.tied)
            case And(parts) | Or(parts):
                found = [self._of(one, positive, scope) for one in parts]
                sign = "&" if isinstance(expr, And) else "|"
                return _joined(f"({sign.join(one.key for one in found)})", found)
            case Named(definition, of):
                return self._defined(definition, positive, scope.get(of) if of != MATTER else None)
            case Applies(rule, of):
                return self._standing(rule, self.regulation.rules[rule][1], positive, {ME: scope[of]} if of in scope else {})
            case Quantified(which, variable, body):
                return self._quantified((which == "some") == positive, 1, variable, body, positive, scope)
            case Same(left, right):
                pair = [scope[name] for name in (left, right) if name in scope]
                return _tie("=".join(sorted(one.shown for one in pair)), pair)
            case Compare(operator, left, right):
                return self._compare(expr, operator, left, right, positive, scope)
            case MadeOut(items):
                return self._made_out(tuple(one for one in self.items if not items or one in items), positive)
            case Fact(term, of) if self.follows and term in self.regulation.follows:
                return self._of(self.regulation.follows[term], positive, {ME: scope[of]} if of in scope else {})
            case _:
                return self._atom(expr, scope)

    def _defined(self, definition: str, positive: bool, whom: _Binder | None) -> _Part:
        """A definition, read for somebody; a large one is gone through once for each, and then goes by its name."""
        known = (definition, positive, whom)
        found = self._closed.get(known) or self._open.get(known)
        if found is None:
            found = self._of(self.regulation.definitions[definition], positive, {} if whom is None else {ME: whom})
            if len(found.key) > LONG:
                found = _Part(f"{definition}@{'' if whom is None else whom.shown}", found.free, found.tied)
                (self._open if found.free else self._closed)[known] = found
        return found

    def _made_out(self, items: tuple[str, ...], positive: bool) -> _Part:
        """Some circumstance of these items is made out: one of them is enough, with its subject, whom it names."""
        key = f"{_MADE_OUT}{','.join(items)}"
        if positive and items:
            self.named[key] = 1
        for item in items:
            self.named |= self.apart(f"item {item}", [self.regulation.circumstances[item][1]], positive)
        return _Part(key)

    def apart(self, prefix: str, conditions: Iterable[Expr], positive: bool = True) -> dict[str, int]:
        """The persons whom conditions on one circumstance name: those of another one may be others."""
        shape = _Shape(self.regulation, self.items, self.follows)
        for expr in conditions:
            shape._of(expr, positive, {})
        return {key if key.startswith(_MADE_OUT) else f"{prefix}: {key}": number for key, number in shape.named.items()}

    def _standing(self, name: str, condition: Expr, positive: bool, scope: Scoped) -> _Part:
        exceptions = self.regulation.exceptions
        parts = [self._of(condition, positive, scope)]
        parts += [self._standing(one, exceptions[one][1], not positive, scope) for one in self.regulation.defeaters[name]]
        return _joined(f"[{'&-'.join(one.key for one in parts)}]", parts)

    def _atom(self, expr: Expr, scope: Scoped) -> _Part:
        of = expr.of if isinstance(expr, (Fact, Is)) else ""
        free = frozenset({scope[of]}) if of in scope else frozenset()
        place = scope[of].shown if of in scope else of
        return _Part(f"{type(expr).__name__}:{_plain(expr)}@{place}", free)

    def _compare(self, expr: Expr, operator: Order, left: Expr, right: Expr, positive: bool, scope: Scoped) -> _Part:
        counts = [part for part in walk(expr) if isinstance(part, Count)]
        if counts:
            if isinstance(right, Count):
                left, right, operator = right, left, TURNED[operator]
            if not (isinstance(left, Count) and isinstance(right, Constant) and isinstance(right.value, int)):
                raise _Outside("某个计数与数字以外的量相比较", "a count is compared with something else than a number")
            return self._counted(left, operator, right.value, positive, scope)
        facts = [part for part in walk(expr) if isinstance(part, Fact)]
        pair = [scope[fact.of] for fact in facts if fact.of in scope]
        places = [scope[fact.of].shown if fact.of in scope else fact.of for fact in facts]
        return _tie(f"{operator}:{_plain(expr)}@{','.join(places)}", pair)

    def _counted(self, count: Count, operator: str, number: int, positive: bool, scope: Scoped) -> _Part:
        """At least so many, or fewer than so many, or both."""
        needs = {">=": [(number, True)], ">": [(number + 1, True)], "<": [(number, False)], "<=": [(number + 1, False)]}
        exact = [(number, True), (number + 1, False)]
        wanted = needs.get(operator) or (exact if operator == "==" else [(number + 1, True), (number, False)])
        parts = [
            self._quantified(at_least == positive, size, count.variable, count.body, positive == at_least, scope)
            for size, at_least in wanted
            if size > 0
        ]
        return _joined(f"count{operator}{number}({'&'.join(one.key for one in parts)})", parts)

    def _quantified(self, some: bool, size: int, variable: str, body: Expr, positive: bool, scope: Scoped) -> _Part:
        own = _Binder(1 + max((one.number for one in scope.values()), default=0), not some)
        before = dict(self.named)
        outside, self._open = self._open, {}
        inner = self._of(body, positive, {**scope, variable: own})
        self._open = outside
        tied_to = _reached(own, inner.tied)
        free = inner.free - {own}
        key = f"{'some' if some else 'every'}{'' if positive else ' not'} {size} {own.shown}.{inner.key}"
        key = _renumbered(key) if not free else key
        if some:
            self._name(key, size, inner, own, tied_to, before)
        rest = frozenset(pair for pair in inner.tied if own not in pair)
        return _Part(key, free, rest | ({tied_to} if len(tied_to) > 1 else frozenset()))

    def _name(self, key: str, size: int, inner: _Part, own: _Binder, tied_to: frozenset[_Binder], before: dict[str, int]) -> None:
        """Count a *some*; the same sentence needs its persons once, wherever it stands again."""
        if any(one.every for one in tied_to):
            raise _Outside("须为每个人各找一人，且二人相互牵连", "somebody is sought for everybody, and the two are tied together")
        free = inner.free - {own}
        if not free and key in before:
            self.named = before
            return
        outer = [one for one in free if one.every and one not in tied_to]
        turns = sum(inner.key.count(one.shown) for one in outer)
        copies = 2**turns if turns < 8 else MOST + 1  # pushed out of an *every*, one for each way the outer facts can turn out
        for nested in self.named.keys() - before.keys():
            if nested.startswith("#"):
                self.named[nested] *= size * copies
        self.named[key if not free else f"#{len(self.named)} {key}"] = size * copies


def _renumbered(key: str) -> str:
    """The key of a closed sentence, the same however deep it stands."""
    numbers: dict[str, int] = {}
    return re.sub(r"⟨\d+⟩", lambda match: f"⟨{numbers.setdefault(match[0], len(numbers) + 1)}⟩", key)


def _reached(start: _Binder, tied: Iterable[frozenset[_Binder]]) -> frozenset[_Binder]:
    """The other variables that ties lead to."""
    found, queue = {start}, [start]
    while queue:
        one = queue.pop()
        for pair in tied:
            if one in pair:
                fresh = pair - found
                found |= fresh
                queue += fresh
    return frozenset(found - {start})


def _joined(key: str, parts: list[_Part]) -> _Part:
    free = frozenset(one for part in parts for one in part.free)
    return _Part(key, free, frozenset(pair for part in parts for pair in part.tied))


def _tie(key: str, variables: list[_Binder]) -> _Part:
    pair = frozenset(variables)
    return _Part(key, pair, frozenset({pair}) if len(pair) > 1 else frozenset())


def _plain(expr: Expr) -> str:
    """The text of an atom without the names of variables."""
    match expr:
        case Fact(term):
            return term
        case Is(term, _, options):
            return f"{term}∈{','.join(options)}"
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return f"{_plain(left)}~{_plain(right)}"
        case _:
            return repr(expr)
