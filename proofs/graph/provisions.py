"""The responsibility graph of a regulation: what its provisions use and defeat, who answers for its duties, and to whom they report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.model.language.conditions import Applies, Expr, Fact, Is, MadeOut, Named, Reads, walk
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Definition, Duty
from zeren.proofs.graph.things import Thing, add, tie

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph


def regulation_graph(regulation: Regulation) -> Graph:
    """Everything that a regulation states, tied as it says.

    An edge leads from what rests on something to what it rests on (*uses*), from an exception to what it *defeats* or *relieves*, from
    a rule to the tier that it *gives*, from a bearer to the duty that it *answers for*, from a duty to whom it *reports to*, and from a
    stand-in to the office that it *stands in for*.

    >>> from zeren.model.language.load import load_regulation
    >>> graph = regulation_graph(load_regulation("county-bureau"))
    >>> sorted(one.id for one in graph.predecessors(Thing("rule", "principal")))
    ['dissent']
    """
    from networkx import MultiDiGraph

    graph: Graph = MultiDiGraph(name=regulation.id)
    _nodes(graph, regulation)
    for path, expr in regulation.means.items():
        if (source := _source(regulation, path)) is not None:
            for target in _used(regulation, expr):
                tie(graph, source, "uses", target)
    for one in regulation.file.exceptions:
        for name in one.defeats:
            defeated = Thing("rule" if name in regulation.rules else "exception", name)
            tie(graph, Thing("exception", one.id), "defeats" if one.effect == "exempts" else "relieves", defeated)
    for rule in regulation.file.rules:
        tie(graph, Thing("rule", rule.id), "gives", Thing("tier", rule.bears))
    for duty in regulation.file.duties:
        _duty(graph, duty)
    for filing in regulation.file.filings:
        if filing.who:
            tie(graph, Thing("bearer", filing.who), "answers_for", Thing("filing", filing.id))
    for office, rules in regulation.file.succession.items():
        for deputy in rules.deputies:
            tie(graph, Thing("bearer", deputy.who), "stands_in_for", Thing("bearer", office))
        for delegate in rules.delegation.to if rules.delegation else ():
            tie(graph, Thing("bearer", delegate), "stands_in_for", Thing("bearer", office))
    return graph


def _nodes(graph: Graph, regulation: Regulation) -> None:
    """Every thing that the file names, under its own words."""
    file = regulation.file
    for term in regulation.terms.values():
        add(graph, Thing("term", term.id), term.text)
    for name, reading in file.readings.items():
        add(graph, Thing("reading", name), reading.question, ", ".join(reading.cites))
    for name, one in file.definitions.items():
        add(graph, Thing("definition", name), one.text if isinstance(one, Definition) else None)
    for rule in file.rules:
        add(graph, Thing("rule", rule.id), rule.text, rule.article)
    for exception in file.exceptions:
        add(graph, Thing("exception", exception.id), exception.text, exception.article)
    for tier in file.tiers.all:
        add(graph, Thing("tier", tier), file.tiers.names.get(tier))
    for listed in file.circumstances:
        add(graph, Thing("circumstance", listed.item), listed.text, listed.article)
    for name, question in file.questions.items():
        add(graph, Thing("question", name), question.text, question.article)
    for name, text in file.bearers.items():
        add(graph, Thing("bearer", name), text)
    for name, text in file.organs.items():
        add(graph, Thing("organ", name), text)
    for duty in file.duties:
        add(graph, Thing("duty", duty.id), duty.act, duty.article)
    for filing in file.filings:
        add(graph, Thing("filing", filing.id), filing.act, filing.article)


def _duty(graph: Graph, duty: Duty) -> None:
    at = Thing("duty", duty.id)
    if duty.who:
        tie(graph, Thing("bearer", duty.who), "answers_for", at)
    if duty.to:
        tie(graph, at, "reports_to", Thing("bearer", duty.to))
    if duty.filing:
        tie(graph, at, "uses", Thing("filing", duty.filing))


def _source(regulation: Regulation, path: tuple[str | int, ...]) -> Thing | None:
    """The thing whose condition stands at a place of the file."""
    match path:
        case ("terms", _, str() as name, "follows"):
            return Thing("term", name)
        case ("definitions", str() as name, *_):
            return Thing("definition", name)
        case ("rules", int() as index, "when"):
            return Thing("rule", regulation.file.rules[index].id)
        case ("exceptions", int() as index, "when"):
            return Thing("exception", regulation.file.exceptions[index].id)
        case ("circumstances", int() as index, "when"):
            return Thing("circumstance", regulation.file.circumstances[index].item)
        case ("questions", str() as name, *_):
            return Thing("question", name)
        case ("filings", int() as index, *_):
            return Thing("filing", regulation.file.filings[index].id)
        case _:
            return None


def _used(regulation: Regulation, expr: Expr) -> Iterator[Thing]:
    for part in walk(expr):
        match part:
            case Fact(term) | Is(term=term):
                yield Thing("term", term)
            case Reads(reading):
                yield Thing("reading", reading)
            case Named(definition):
                yield Thing("definition", definition)
            case Applies(rule):
                yield Thing("rule", rule)
            case MadeOut(items):
                yield from (Thing("circumstance", item) for item in items or regulation.circumstances)
