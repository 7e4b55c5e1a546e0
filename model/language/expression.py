"""The text of a condition as Python's own parser reads it, and the names in it resolved; nothing is evaluated."""

from __future__ import annotations

import ast

from zeren.model.language.conditions import FALSE, MATTER, ME, SUBJECT, And, Expr, Fact, Named, Not, Or, Reads
from zeren.model.language.faults import nearest
from zeren.model.language.limits import limits
from zeren.model.language.said import said
from zeren.model.language.terms import Sort
from zeren.model.language.vocabulary import Misread, Vocabulary

DEEPEST = 60  # levels of one condition


def names_in(text: str) -> set[str]:
    """Every bare word of a condition that is not bound by a quantifier; empty where the text is no expression.

    >>> sorted(names_in("some(x, x.participated and erroneous)"))
    ['erroneous']
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    bound = {
        call.args[0].id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name) and called(call) in ("some", "every", "count")
    }
    functions = {call.func.id for call in ast.walk(tree) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound - functions


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


class Expression:
    """One condition being read: its tree, the faults found so far, and the names that stand for somebody."""

    def __init__(self, text: str, vocabulary: Vocabulary, sort: Sort) -> None:
        self.text = " ".join(text.split())
        self.vocabulary = vocabulary
        self.sort = sort
        self.faults: list[Misread] = []
        self.bound: list[str] = []
        self._tree: ast.expr | None = None
        try:
            if len(text) > (most := limits().condition):
                advice = said("conditions are read up to name", most)
                raise Misread(said("a condition of characters", len(text)), advice)
            self._tree = ast.parse(self.text, mode="eval").body
            if _depth(self._tree) > DEEPEST:
                raise Misread(said("a condition nested deeper than levels", DEEPEST), said("name parts of it as definitions"))
        except Misread as misread:
            self.faults.append(misread)
        except SyntaxError as error:
            self.faults.append(self._unreadable(error))
        except (ValueError, RecursionError, MemoryError):
            self.faults.append(Misread(said("not a condition"), said("it is nested too deeply or")))

    def _unreadable(self, error: SyntaxError) -> Misread:
        """What is wrong with a text that is no expression, as far as Python's parser tells."""
        if not self.text:
            return Misread(said("an empty condition"), said("write yes for one that always"))
        if not error.offset:
            return Misread(said("a condition that stops too early", self.text[-40:]), said("say what follows"), self.text.split()[-1])
        start = error.offset - 1
        end = error.end_offset - 1 if error.end_offset else start + 12
        word = self.text[start:end] or self.text[start : start + 12] or self.text[-12:]
        advice = said("write == to compare") if word == "=" else said("it is not closed") if word[0] in "([{'\"" else ""
        return Misread(said("not a condition near", word), advice, word)

    def tree(self) -> ast.expr:
        assert self._tree is not None
        return self._tree

    def complain(self, problem: str, advice: str = "", part: ast.expr | None = None) -> Expr:
        snippet = (ast.get_source_segment(self.text, part) or "") if part is not None else ""
        self.faults.append(
            Misread(said("near", problem, snippet) if snippet and f"`{snippet}`" not in problem else problem, advice, snippet)
        )
        return FALSE

    def condition(self, node: ast.expr) -> Expr:
        """And, or, not; what stands between them is an atom, of which each language of conditions has its own."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.condition(value) for value in values))
            case ast.BoolOp(values=values):
                return Or(tuple(self.condition(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand))
            case _:
                return self.atom(node)

    def atom(self, node: ast.expr) -> Expr:
        raise NotImplementedError

    # names ------------------------------------------------------------------------------------------------

    def reference(self, node: ast.Name | ast.Attribute) -> Expr:
        """A term, reading or definition; for somebody else where it stands behind a dot."""
        if isinstance(node, ast.Name):
            return self._bare(node)
        owner = self._person(node.value)
        if not owner:
            shown = ast.unparse(node.value)
            return self.complain(said("names nobody", shown), nearest(shown, [*self.bound, *self._owners()]), node)
        return self._for(node.attr, owner, self._owner_sort(owner), node)

    def reference_checked(self, node: ast.expr) -> None:
        if isinstance(node, (ast.Name, ast.Attribute)):
            self.reference(node)

    def _bare(self, node: ast.Name) -> Expr:
        name = node.id
        if name in self.vocabulary.readings:
            return Reads(name, ())
        return self._for(name, ME, self.sort, node)

    def _for(self, name: str, of: str, sort: Sort, node: ast.expr) -> Expr:
        terms, definitions = self.vocabulary.terms, self.vocabulary.definitions
        own = terms[name].sort if name in terms else definitions.get(name)
        if own is None:
            known = [*terms, *definitions, *self.vocabulary.readings]
            kind = "term of a person" if isinstance(node, ast.Attribute) else "term, definition or reading"
            return self.complain(said("unknown what", kind, name), nearest(name, known), node)
        if own == "matter" and not isinstance(node, ast.Attribute):
            of = MATTER
        elif own != sort:
            return self.complain(said("is said of a not of", name, own, sort), part=node)
        return Fact(name, of) if name in terms else Named(name, of)

    def _owners(self) -> tuple[str, ...]:
        """Whom a condition is about, beside those that it binds; one on the matter is about nobody."""
        return {"circumstance": (ME, SUBJECT), "matter": ()}.get(self.sort, (ME,))

    def _person(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and (node.id in self.bound or node.id in self._owners()):
            return node.id
        return ""

    def _owner_sort(self, owner: str) -> Sort:
        return self.sort if owner == ME else "person"

    def _enumerated(self, node: ast.expr) -> Fact | Reads | None:
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        name = node.id if isinstance(node, ast.Name) else node.attr
        term = self.vocabulary.terms.get(name)
        if (term and term.kind == "one_of") or (isinstance(node, ast.Name) and name in self.vocabulary.readings):
            found = self.reference(node)
            return found if isinstance(found, (Fact, Reads)) else None
        return None


def _depth(node: ast.AST) -> int:
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]
    return deepest
