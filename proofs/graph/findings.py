"""What nobody finds by reading: circles, what depends on what, chains of reports, what everything passes, absences that cut it.

Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001); cuts after Menger, as a flow through offices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from zeren.proofs.graph.flow import Flow, Stop
from zeren.proofs.graph.things import Relation, Thing

if TYPE_CHECKING:
    from networkx import DiGraph

    from zeren.proofs.graph.things import Graph

MOST_CIRCLES = 1000
MOST_CHAINS = 200  # for each source
FAMILIES: tuple[frozenset[Relation], ...] = (
    frozenset({"uses", "defeats", "relieves"}),
    frozenset({"answers_for", "reports_to"}),
    frozenset({"stands_in_for"}),
)


class Circle(msgspec.Struct, frozen=True):
    """Things that rest on one another, or report or stand in for one another in a circle."""

    things: tuple[Thing, ...]
    relations: tuple[Relation, ...]


class Passage(msgspec.Struct, frozen=True):
    """What every report of a source to a top passes, the nearest first, and the fewest offices that cut all its ways when they are empty.

    Bodies of an organisation that stand above one another are left out. `cut` is empty where some way passes no office.
    """

    source: Thing
    top: Thing
    every: tuple[Thing, ...]
    cut: tuple[Thing, ...]


def circles(graph: Graph) -> tuple[Circle, ...]:
    """Every elementary circle of what rests on what, of who reports to whom, and of who stands in for whom, the shortest first.

    At most `MOST_CIRCLES` of each (Johnson 1975).
    """
    from networkx import simple_cycles

    found = []
    for family in FAMILIES:
        own = _only(graph, family)
        for ring in islice(simple_cycles(own), MOST_CIRCLES):
            start = ring.index(min(ring))
            turned = (*ring[start:], *ring[:start])
            pairs = zip(turned, (*turned[1:], turned[0]), strict=True)
            found.append(Circle(turned, tuple(own[a][b]["relation"] for a, b in pairs)))
    return tuple(sorted(found, key=lambda one: (len(one.things), one.things)))


def _only(graph: Graph, relations: frozenset[Relation]) -> DiGraph[Thing]:
    """The edges of some relations alone."""
    from networkx import DiGraph

    own: DiGraph[Thing] = DiGraph()
    for source, target, relation in sorted(graph.edges(keys=True)):
        if relation in relations:
            own.add_edge(source, target, relation=relation)
    return own


def dependants(graph: Graph, thing: Thing) -> tuple[Thing, ...]:
    """Everything whose meaning rests on a thing, directly or through others."""
    from networkx import ancestors

    return tuple(sorted(ancestors(_resting(graph), thing)))


def foundations(graph: Graph, thing: Thing) -> tuple[Thing, ...]:
    """Everything on which a thing rests, directly or through others."""
    from networkx import descendants

    return tuple(sorted(descendants(_resting(graph), thing)))


def _resting(graph: Graph) -> Graph:
    """What rests on what; what defeats a provision is something that the provision rests on."""
    from networkx import MultiDiGraph

    turned: Graph = MultiDiGraph()
    turned.add_nodes_from(graph)
    for source, target, relation in graph.edges(keys=True):
        if relation in ("defeats", "relieves", "gives", "stands_in_for"):
            turned.add_edge(target, source)
        elif relation == "uses":
            turned.add_edge(source, target)
    return turned


def report_chains(flow: Flow) -> Iterator[tuple[Stop, ...]]:
    """Every way of a report from a source to a top, at most `MOST_CHAINS` for each source."""
    from networkx import all_simple_paths

    for source in flow.sources:
        ways = all_simple_paths(flow.graph, source, list(flow.tops)) if flow.tops else ()
        yield from (tuple(way) for way in islice(ways, MOST_CHAINS))


def passages(flow: Flow) -> tuple[Passage, ...]:
    """For each source and top, what every report passes, and the fewest absences that cut it off.

    >>> from zeren.model.language.load import load_organisation
    >>> from zeren.proofs.graph.flow import reports_of
    >>> bureau = load_organisation("scenarios/organisations/bureau.organisation.yaml")
    >>> [(one.source.id, [office.id for office in one.every], len(one.cut)) for one in passages(reports_of(bureau))]
    [('bureau', ['secretary'], 1), ('school', ['secretary'], 1)]
    """
    from networkx import has_path, immediate_dominators

    found = []
    for source in flow.sources:
        for top in flow.tops:
            if not has_path(flow.graph, source, top):
                continue
            above = immediate_dominators(flow.graph, source)
            at, trail = above[top], []
            while at is not None and at != source:
                trail.append(at)
                at = above[at]
            every = dict.fromkeys(one.thing for one in reversed(trail) if one.thing.kind != "body" and one.thing != source.thing)
            found.append(Passage(source.thing, top.thing, tuple(every), _cut(flow, source, top)))
    return tuple(found)


def _cut(flow: Flow, source: Stop, top: Stop) -> tuple[Thing, ...]:
    """The fewest offices without which no report gets from a source to a top; none where some way passes no office."""
    from networkx import DiGraph, NetworkXUnbounded, minimum_cut

    network: DiGraph[tuple[Stop, bool]] = DiGraph()
    for one in flow.graph:
        room = {"capacity": 1} if one in flow.offices and one not in (source, top) else {}
        network.add_edge((one, False), (one, True), **room)
    network.add_edges_from(((a, True), (b, False)) for a, b in flow.graph.edges)
    try:
        _, (near, _) = minimum_cut(network, (source, True), (top, False))
    except NetworkXUnbounded:
        return ()
    return tuple(sorted({one.thing for one, _ in near if (one, True) not in near and (one, False) in near}))
