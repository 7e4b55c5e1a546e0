"""Invariants as lists of clauses: read from SMT-LIB 2, written back, and made of parts that can be put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from zeren.proofs.certificates.rejection import Reason, Rejected

MOST_CLAUSES = 400
MOST_PARTS = 200_000  # looked at while a formula is read, each as often as it is used
_SENTENCES = ("and", "or", "not", "=>", "<=", ">=", "<", ">", "=", "distinct")


class Unreadable(Rejected, ValueError):
    """A formula that is none of the expected form."""


class Literal(NamedTuple):
    """Whether a variable holds (`least` is None), or a sum of variables is at least a number."""

    sum: tuple[tuple[str, int], ...]
    least: int | None = None
    holds: bool = True


Clause = tuple[Literal, ...]  # one of these holds
Sexpr = str | list[Any]
_TOKEN = re.compile(r"\s*(?:(\()|(\))|\|([^|]*)\||([^\s()|]+))")


def clauses_of(text: str, variables: Mapping[str, str], suffix: str = "@0") -> tuple[Clause, ...]:
    """A formula as clauses, in a fixed order.

    Args:
        variables: the names that may stand in it, each with its sort.
        suffix: what stands behind each name.

    Raises:
        Unreadable: if it is no formula over these, or too large.

    >>> written(clauses_of("(and (or a@0 (not (<= (+ n@0 m@0) 10))) (not b@0))", {"a": "Bool", "b": "Bool", "n": "Int", "m": "Int"}))
    '(and (or |a@0| (>= (+ |m@0| |n@0|) 11))\\n       (not |b@0|))'
    """
    reader = _Reader(variables, suffix)
    try:
        found = reader.cnf(_parsed(text), True, {})
    except (ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(Reason("no_formula", (str(error),))) from None
    return tuple(sorted({tuple(sorted(set(clause), key=_order)) for clause in found}, key=lambda clause: [_order(one) for one in clause]))


def written(clauses: tuple[Clause, ...], suffix: str = "@0") -> str:
    """Clauses as a formula in SMT-LIB 2, a clause on each line."""
    lines = [_clause(clause, suffix) for clause in clauses]
    if not lines:
        return "true"
    return lines[0] if len(lines) == 1 else "(and " + "\n       ".join(lines) + ")"


def _clause(clause: Clause, suffix: str) -> str:
    parts = [_literal(one, suffix) for one in clause]
    return parts[0] if len(parts) == 1 else f"(or {' '.join(parts)})" if parts else "false"


def _literal(one: Literal, suffix: str) -> str:
    if one.least is None:
        symbol = f"|{one.sum[0][0]}{suffix}|"
        return symbol if one.holds else f"(not {symbol})"
    sign = 1 if any(factor > 0 for _, factor in one.sum) else -1
    terms = [f"|{name}{suffix}|" if factor == sign else f"(* {_number(sign * factor)} |{name}{suffix}|)" for name, factor in one.sum]
    total = terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"
    return f"({'>=' if sign > 0 else '<='} {total} {_number(sign * one.least)})"


def _number(number: int) -> str:
    return str(number) if number >= 0 else f"(- {-number})"


def _order(one: Literal) -> tuple[bool, tuple[tuple[str, int], ...], int, bool]:
    return (one.least is not None, one.sum, one.least or 0, one.holds)


def _parsed(text: str) -> Sexpr:
    stack: list[list[Any]] = [[]]
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"`{text[place : place + 20]}`")
        place = match.end()
        if match[1]:
            stack.append([])
        elif match[2]:
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(match[3] if match[3] is not None else match[4])
    if len(stack) != 1 or len(stack[0]) != 1:
        raise ValueError("parentheses that do not match")
    return stack[0][0]  # type: ignore[no-any-return]  # a word or a list


class _Reader:
    def __init__(self, variables: Mapping[str, str], suffix: str) -> None:
        self.sorts = {f"{name}{suffix}": (name, sort) for name, sort in variables.items()}
        self.parts = 0

    def _look(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ValueError(f"more than {MOST_PARTS:,} parts")

    def cnf(self, node: Sexpr, positive: bool, named: Mapping[str, Sexpr]) -> list[Clause]:
        self._look()
        if isinstance(node, str):
            if node in named:
                return self.cnf(named[node], positive, named)
            if node in ("true", "false"):
                return [] if (node == "true") == positive else [()]
            name, sort = self.sorts[node]
            if sort != "Bool":
                raise ValueError(f"`{node}` is a number")
            return [(Literal(((name, 1),), None, positive),)]
        head, *rest = node
        if head == "let":
            return self.cnf(rest[1], positive, {**named, **{name: self._settled(term, named) for name, term in rest[0]}})
        if head == "not" and len(rest) == 1:
            return self.cnf(rest[0], not positive, named)
        if head == "=>" and len(rest) == 2:
            return self.cnf(["or", ["not", rest[0]], rest[1]], positive, named)
        if head in ("and", "or"):
            parts = [self.cnf(one, positive, named) for one in rest]
            if (head == "and") == positive:
                return self._all_of(parts)
            return self._one_of(parts)
        if head == "ite" and len(rest) == 3:
            return self.cnf(["and", ["or", ["not", rest[0]], rest[1]], ["or", rest[0], rest[2]]], positive, named)
        if head == "distinct" and len(rest) == 2:
            return self.cnf(["=", *rest], not positive, named)
        if head == "=" and len(rest) == 2 and self._says(rest[0], named):
            return self.cnf(["and", ["=>", rest[0], rest[1]], ["=>", rest[1], rest[0]]], positive, named)
        if head in ("<=", ">=", "<", ">", "=") and len(rest) == 2:
            return self._compared(head, self.sum(rest[0], named), self.sum(rest[1], named), positive)
        raise ValueError(f"`{head}` is not expected here")

    def _says(self, node: Sexpr, named: Mapping[str, Sexpr]) -> bool:
        """Whether a term is a sentence and no number."""
        self._look()
        if isinstance(node, str):
            if node in named:
                return self._says(named[node], named)
            return node in ("true", "false") or self.sorts.get(node, ("", ""))[1] == "Bool"
        return node[0] in _SENTENCES or (node[0] in ("let", "ite") and self._says(node[-1], named))

    def _settled(self, node: Sexpr, named: Mapping[str, Sexpr]) -> Sexpr:
        """A term without the names that stand for others."""
        self._look()
        if isinstance(node, str):
            return named.get(node, node)
        if node and node[0] == "let":
            inner = {**named, **{name: self._settled(term, named) for name, term in node[1]}}
            return self._settled(node[2], inner)
        return [self._settled(one, named) for one in node]

    def _all_of(self, parts: list[list[Clause]]) -> list[Clause]:
        found = list(dict.fromkeys(clause for part in parts for clause in part))
        if len(found) > MOST_CLAUSES:
            raise ValueError(f"more than {MOST_CLAUSES} clauses")
        return found

    def _one_of(self, parts: list[list[Clause]]) -> list[Clause]:
        number = 1
        for part in parts:
            number *= len(part)
            if number > MOST_CLAUSES:
                raise ValueError(f"more than {MOST_CLAUSES} clauses")
        return [tuple(one for clause in several for one in clause) for several in product(*parts)]

    def _compared(self, head: str, left: dict[str, int], right: dict[str, int], positive: bool) -> list[Clause]:
        if head == "=":
            both = [*self._compared("<=", left, right, True), *self._compared(">=", left, right, True)]
            if positive:
                return both
            return self._one_of([self._compared("<", left, right, True), self._compared(">", left, right, True)])
        if head in ("<=", "<"):
            return self._compared({"<=": ">=", "<": ">"}[head], right, left, positive)
        if not positive:
            return self._compared({">=": ">", ">": ">="}[head], right, left, True)
        total = {name: left.get(name, 0) - right.get(name, 0) for name in {*left, *right}}
        least = (head == ">") - total.pop("", 0)
        factors = tuple(sorted((name, factor) for name, factor in total.items() if factor))
        if not factors:
            return [] if least <= 0 else [()]
        return [(Literal(factors, least),)]

    def sum(self, node: Sexpr, named: Mapping[str, Sexpr]) -> dict[str, int]:
        """A linear sum: the factor of each variable, and the constant under the empty name."""
        self._look()
        if isinstance(node, str):
            if node in named:
                return self.sum(named[node], named)
            if node.isdecimal():
                return {"": int(node)}
            name, sort = self.sorts[node]
            if sort != "Int":
                raise ValueError(f"`{node}` is no number")
            return {name: 1}
        head, *rest = node
        parts = [self.sum(one, named) for one in rest]
        if head == "*" and len(parts) == 2 and set(parts[0]) <= {""}:
            return {name: factor * parts[0].get("", 0) for name, factor in parts[1].items()}
        if head == "-" and len(parts) == 1:
            return {name: -factor for name, factor in parts[0].items()}
        if head == "-":
            parts = [parts[0], *({name: -factor for name, factor in part.items()} for part in parts[1:])]
        elif head != "+":
            raise ValueError(f"`{head}` is not expected here")
        return _added(parts)


def _added(parts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, factor in part.items():
            total[name] = total.get(name, 0) + factor
    return total
