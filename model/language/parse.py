"""Reading conditions: Python's expression grammar, by Python's own parser, with nothing evaluated.

A bare word is resolved once: beside an enumerated term or a reading it is one of the options; elsewhere it is a
term of the sort in question, a term of the matter, a definition, or a yes/no constant.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from zeren.model.language.conditions import (
    FALSE,
    MATTER,
    ME,
    SUBJECT,
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
    Not,
    Or,
    Order,
    Quantified,
    Reads,
    Same,
)
from zeren.model.language.expression import Expression, called
from zeren.model.language.faults import nearest
from zeren.model.language.said import said
from zeren.model.language.terms import Duration, Sort, duration, read_date, read_moment
from zeren.model.language.vocabulary import MisreadAll, Vocabulary

FUNCTIONS: Final = ("some", "every", "count", "applies", "made_out", "hours", "days", "weeks", "months", "date", "moment")
_DURATIONS = ("hours", "days", "weeks", "months")
_COMPARISONS: Final[Mapping[type[ast.cmpop], Order]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_YES_NO = {"yes": True, "no": False}


def read_condition(text: str, vocabulary: Vocabulary, sort: Sort = "person") -> Expr:
    """Read a condition about a bearer of this sort.

    Raises:
        MisreadAll: with everything in the text that is outside the language, unknown, or of the wrong type.

    >>> vocabulary = Vocabulary(readings={"dissent_scope": ("all", "others_only")})
    >>> read_condition("dissent_scope == all", vocabulary)
    Reads(reading='dissent_scope', options=('all',))
    """
    reader = _Reader(text, vocabulary, sort)
    condition = reader.condition(reader.tree()) if not reader.faults else FALSE
    if reader.faults:
        raise MisreadAll(reader.faults)
    return condition


def read_number(text: str, vocabulary: Vocabulary, sort: Sort = "matter") -> Expr:
    """Read an expression whose value is a number. Raises `MisreadAll` as `read_condition` does."""
    reader = _Reader(text, vocabulary, sort)
    if not reader.faults and reader.operand(node := reader.tree())[1] != "number":
        reader.complain(said("not a number"), part=node)
    if reader.faults:
        raise MisreadAll(reader.faults)
    return reader.operand(reader.tree())[0]


class _Reader(Expression):
    # conditions -------------------------------------------------------------------------------------------

    def atom(self, node: ast.expr) -> Expr:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=rights):
                sides = [left, *rights]
                links = [self.comparison(sides[i], op, sides[i + 1], node) for i, op in enumerate(ops)]
                return links[0] if len(links) == 1 else And(tuple(links))
            case ast.Call():
                return self.call(node)
            case ast.Name(id=name) if name in _YES_NO and name not in self.vocabulary.terms:
                return Constant(_YES_NO[name])
            case ast.Name() | ast.Attribute():
                found = self.reference(node)
                if isinstance(found, Fact) and (kind := self.vocabulary.terms[found.term].kind) != "yes_no":
                    return self.complain(
                        said("is a term not yes/no", found.term, kind.replace("_", " ")), said("compare it with a value"), node
                    )
                if isinstance(found, Reads):
                    return self.complain(said("is a reading", found.reading), said("compare it with one of its"), node)
                return found
            case _:
                return self.complain(said("outside the language of conditions"), said("what conditions are made of"), node)

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr, whole: ast.expr) -> Expr:
        subject = self._enumerated(left)
        if subject is None and isinstance(op, (ast.Eq, ast.NotEq)) and (subject := self._enumerated(right)) is not None:
            left, right = right, left
        if subject is not None:
            return self._membership(subject, op, right, whole)
        if isinstance(op, (ast.In, ast.NotIn)):
            self.reference_checked(left)
            return self.complain(said("in needs an enumerated term or"), part=whole)
        if type(op) not in _COMPARISONS:
            return self.complain(said("outside the language of conditions"), said("what conditions are made of"), whole)
        if self._person(left) and self._person(right) and isinstance(op, (ast.Eq, ast.NotEq)):
            same = Same(self._person(left), self._person(right))
            return same if isinstance(op, ast.Eq) else Not(same)
        if nobody := [one for one in (left, right) if isinstance(one, ast.Name) and one.id == ME and not self._person(one)]:
            return self.complain(said("me is nobody in a condition"), said("name somebody as in some x"), nobody[0])
        before = len(self.faults)
        if self._unknown(left) and self._unknown(right):
            self.reference_checked(left)  # what the other is can only be told once this one is known
            return FALSE
        (a, a_type), (b, b_type) = self.operand(left), self.operand(right)
        if len(self.faults) > before:
            return FALSE
        if a_type == b_type == "yes_no" and isinstance(op, (ast.Eq, ast.NotEq)):
            agree = Or((And((a, b)), And((Not(a), Not(b)))))
            return agree if isinstance(op, ast.Eq) else Not(agree)
        if a_type != b_type:
            return self.complain(said("is compared with another kind", _kind(a_type), _kind(b_type)), part=whole)
        if a_type == "yes_no":
            return self.complain(said("yes/no terms are compared with =="), part=whole)
        sign = _COMPARISONS[type(op)]
        if called_unit(right) in _WHOLE and (between := self._moments_apart(left)) is not None:
            return days_apart(sign, *between, b)
        if called_unit(left) in _WHOLE and (between := self._moments_apart(right)) is not None:
            return days_apart(TURNED[sign], *between, a)
        return Compare(sign, a, b)

    def _moments_apart(self, node: ast.expr) -> tuple[Expr, Expr] | None:
        """The later and the earlier moment, where a length of time is what is between two moments."""
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            return None
        (later, kind), (earlier, _) = self.operand(node.left), self.operand(node.right)
        return (later, earlier) if kind == "moment" else None

    def _unknown(self, node: ast.expr) -> bool:
        known = (self.vocabulary.terms, self.vocabulary.definitions, self.vocabulary.readings, _YES_NO, self.bound, self._owners())
        return isinstance(node, ast.Name) and not any(node.id in names for names in known)

    def _membership(self, subject: Fact | Reads, op: ast.cmpop, right: ast.expr, whole: ast.expr) -> Expr:
        term = isinstance(subject, Fact)
        name = subject.term if isinstance(subject, Fact) else subject.reading
        options = tuple(self.vocabulary.terms[name].options) if term else self.vocabulary.readings[name]
        if term and isinstance(op, (ast.Eq, ast.NotEq)) and (other := self._enumerated(right)) is not None and isinstance(other, Fact):
            return self._same_option(subject, other, options, isinstance(op, ast.Eq), whole)  # type: ignore[arg-type]  # term holds
        if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            words = list(right.elts)
        elif isinstance(op, (ast.Eq, ast.NotEq)):
            words = [right]
        else:
            return self.complain(said("is compared with == != or", name), part=whole)
        chosen: list[str] = []
        for word in words:
            if isinstance(word, ast.Name) and word.id in options:
                chosen.append(word.id)
            else:
                shown = word.id if isinstance(word, ast.Name) else ast.unparse(word)
                self.complain(said("is no option of", shown, name), nearest(shown, options), word)
        picked = tuple(option for option in options if option in chosen)
        test: Expr = Is(subject.term, subject.of, picked) if isinstance(subject, Fact) else Reads(name, picked)
        return Not(test) if isinstance(op, (ast.NotEq, ast.NotIn)) else test

    def _same_option(self, a: Fact, b: Fact, options: tuple[str, ...], equal: bool, whole: ast.expr) -> Expr:
        if tuple(self.vocabulary.terms[b.term].options) != options:
            return self.complain(said("and have different options", a.term, b.term), part=whole)
        same = Or(tuple(And((Is(a.term, a.of, (option,)), Is(b.term, b.of, (option,)))) for option in options))
        return same if equal else Not(same)

    # operands ---------------------------------------------------------------------------------------------

    def operand(self, node: ast.expr) -> tuple[Expr, str]:
        """A value with its type."""
        match node:
            case ast.Constant(value=bool() | None | complex() | bytes() | float()):
                return self.complain(said("not a value here"), said("write whole numbers or yes and"), node), "yes_no"
            case ast.Constant(value=int() as number):
                return Constant(number), "number"
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)) if not isinstance(number, bool):
                return Constant(-number), "number"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self._arithmetic(left, _ARITHMETIC[type(op)], right, node)
            case ast.Call() if called(node) == "count":
                variable, body = self._binder(node)
                return Count(variable, body), "number"
            case ast.Call() if called(node) in (*_DURATIONS, "date", "moment"):
                return self._literal(node)
            case ast.Name(id=name) if name in self.vocabulary.terms:
                return self.reference(node), self.vocabulary.terms[name].kind
            case ast.Attribute(attr=name) if name in self.vocabulary.terms:
                return self.reference(node), self.vocabulary.terms[name].kind
            case _:
                return self.condition(node), "yes_no"

    def _arithmetic(self, left: ast.expr, operator: str, right: ast.expr, node: ast.expr) -> tuple[Expr, str]:
        (a, a_type), (b, b_type) = self.operand(left), self.operand(right)
        result = _RESULTS.get((a_type, operator, b_type))
        if result is None:
            return self.complain(said("between kinds", operator, _kind(a_type), _kind(b_type)), part=node), "number"
        if operator == "*" and not (isinstance(a, Constant) or isinstance(b, Constant)):
            return self.complain(said("a product of two facts"), said("one factor must be a number"), node), "number"
        if result == "moment" and isinstance(b, Constant) and isinstance(b.value, Duration) and called_unit(right) in _WHOLE:
            b = Constant(replace(b.value, whole=True))
        return Arithmetic(operator, a, b), result  # type: ignore[arg-type]  # the table holds the literals only

    def _literal(self, node: ast.Call) -> tuple[Expr, str]:
        name = called(node)
        if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Constant):
            return self.complain(said("takes one constant", name), part=node), "number"
        value = node.args[0].value
        try:
            if name in _DURATIONS and isinstance(value, int) and not isinstance(value, bool):
                return Constant(duration(name, value)), "duration"
            if name in ("date", "moment") and isinstance(value, str):
                return Constant(read_date(value) if name == "date" else read_moment(value)), name
        except ValueError:
            pass
        example = "date('2026-03-05')" if name == "date" else f"{name}(7)"
        return self.complain(said("no", name), said("expected such as", example), node), "number"

    # calls ------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Expr:
        name = called(node)
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            return self.complain(said("outside the language of conditions"), said("what conditions are made of"), node)
        match name:
            case "some" | "every":
                variable, body = self._binder(node)
                return Quantified(name, variable, body)
            case "applies":
                return self._applies(node)
            case "made_out":
                items = tuple(str(item.value) if isinstance(item, ast.Constant) else ast.unparse(item) for item in node.args)
                for item in items:
                    if item not in self.vocabulary.items:
                        self.complain(said("no circumstance", item), nearest(item, self.vocabulary.items), node)
                return MadeOut(items)
            case "count" | "hours" | "days" | "weeks" | "months" | "date" | "moment":
                return self.complain(said("gives no yes or no", name), said("compare it with a value"), node)
            case _:
                return self.complain(said("unknown function", ast.unparse(node.func)), nearest(name, FUNCTIONS), node.func)

    def _binder(self, node: ast.Call) -> tuple[str, Expr]:
        name = called(node)
        if node.keywords or len(node.args) != 2 or not isinstance(node.args[0], ast.Name):
            return "x", self.complain(said("takes a variable and a condition", name), said("such as x x participated", name), node)
        variable = node.args[0].id
        taken = {*self.vocabulary.terms, *self.vocabulary.definitions, *self.vocabulary.readings, *self.bound, ME, SUBJECT, MATTER}
        if variable in taken:
            return variable, self.complain(
                said("the variable has another meaning already", variable), said("choose another letter"), node.args[0]
            )
        self.bound.append(variable)
        body = self.condition(node.args[1])
        self.bound.pop()
        return variable, body

    def _applies(self, node: ast.Call) -> Expr:
        rules = self.vocabulary.rules
        if not 1 <= len(node.args) <= 2:
            return self.complain(said("applies takes a rule and for"), said("such as applies principal x"), node)
        rule = ast.unparse(node.args[0]).replace(" ", "").strip("'\"")
        if rule not in rules:
            return self.complain(said("unknown rule", rule), nearest(rule, rules), node.args[0])
        of = ME if len(node.args) == 1 else self._person(node.args[1])
        if not of:
            return self.complain(said("names nobody", ast.unparse(node.args[1])), part=node.args[1])
        if rules[rule] != self._owner_sort(of):
            return self.complain(said("rule bears on a not on", rule, rules[rule], self._owner_sort(of)), part=node)
        return Applies(rule, of)


def days_apart(sign: Order, later: Expr, earlier: Expr, length: Expr) -> Expr:
    """What is between two moments, compared with a length in days or months: by the days of the calendar, as a law counts them.

    Equal is where the later one lies within the last of these days.
    """
    assert isinstance(length, Constant)
    assert isinstance(length.value, Duration)
    whole = replace(length.value, whole=True)
    if sign not in ("==", "!="):
        return Compare(sign, later, Arithmetic("+", earlier, Constant(whole)))
    before = Arithmetic("+", earlier, Constant(replace(whole, seconds=whole.seconds - DAY_SECONDS)))
    on_it = And((Compare("<=", later, Arithmetic("+", earlier, Constant(whole))), Compare(">", later, before)))
    return on_it if sign == "==" else Not(on_it)


def called_unit(node: ast.expr) -> str:
    """The unit in which a length of time is written; empty where it is a sum or a product."""
    return called(node) if isinstance(node, ast.Call) else ""


DAY_SECONDS: Final = 86_400
_WHOLE = ("days", "weeks", "months")  # beside a moment, these are days of the calendar; hours and minutes are exact


def _kind(name: str) -> str:
    return name.replace("_", "/")


_RESULTS = {
    **{("number", operator, "number"): "number" for operator in "+-*"},
    **{(kind, operator, "duration"): kind for kind in ("date", "moment", "duration") for operator in "+-"},
    **{(kind, "-", kind): "duration" for kind in ("date", "moment")},
    ("number", "*", "duration"): "duration",
    ("duration", "*", "number"): "duration",
}
