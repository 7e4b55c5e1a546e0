"""Checking that definitions, rules, exceptions and what silent facts follow rest on one another without a circle."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice

from zeren.model.language.conditions import Applies, Expr, Fact, Is, MadeOut, Named, walk
from zeren.model.language.faults import Path
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import RegulationShape
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import Term

Node = tuple[str, str]  # what it is, and its id
MOST_CIRCLES = 20  # told at once


def check_cycles(source: Source, shape: RegulationShape, terms: Mapping[str, Term], means: Mapping[Path, Expr]) -> None:
    """Record every circle as a fault of `source`; of very many the first ones."""
    rules = {rule.id for rule in shape.rules}
    graph: dict[Node, set[Node]] = {}
    places: dict[Node, Path] = {}
    for path, expr in means.items():
        node = _node(shape, path)
        if node is None:
            continue
        places[node] = path
        graph.setdefault(node, set()).update(_needs(expr, shape, terms))
    for index, exception in enumerate(shape.exceptions):
        places.setdefault(("exception", exception.id), ("exceptions", index))
        for target in exception.defeats:
            kind = "rule" if target in rules else "exception"
            graph.setdefault((kind, target), set()).add(("exception", exception.id))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        for circle in _circles(graph):
            shown = " → ".join(f"`{name}`" for _, name in [*circle, circle[0]])
            what = " and ".join(f"{kind}s" for kind in sorted({kind for kind, _ in circle}))
            source.fault(places[circle[0]], said("a cycle among", what, shown), said("each must rest on others that"))


def _circles(graph: Mapping[Node, set[Node]]) -> list[list[Node]]:
    """The circles, each from its first node on and to what that rests on."""
    import networkx  # a third of a second, spent only where there is something to report

    edges = [(node, need) for node in sorted(graph) for need in sorted(graph[node])]
    found = networkx.simple_cycles(networkx.DiGraph(edges))
    turned = []
    for one in islice(found, MOST_CIRCLES):
        start = one.index(min(one))
        turned.append([*one[start:], *one[:start]])
    return sorted(turned)


def _node(shape: RegulationShape, path: Path) -> Node | None:
    match path:
        case ("terms", _, str() as name, "follows"):
            return ("term", name)
        case ("definitions", str() as name, *_):
            return ("definition", name)
        case ("rules", int() as index, "when"):
            return ("rule", shape.rules[index].id)
        case ("exceptions", int() as index, "when"):
            return ("exception", shape.exceptions[index].id)
        case ("circumstances", int() as index, "when"):
            return ("circumstance", shape.circumstances[index].item)
        case _:
            return None


def _needs(expr: Expr, shape: RegulationShape, terms: Mapping[str, Term]) -> set[Node]:
    needs: set[Node] = set()
    for part in walk(expr):
        match part:
            case Named(definition):
                needs.add(("definition", definition))
            case Applies(rule):
                needs.add(("rule", rule))
            case Fact(term) | Is(term=term) if terms[term].follows:
                needs.add(("term", term))
            case MadeOut(items):
                needs |= {("circumstance", item) for item in items or [one.item for one in shape.circumstances if one.item is not MISSING]}
    return needs
