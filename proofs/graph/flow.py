"""The way of reports: who can hand them on to whom, level by level, up to the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.proofs.cycles.chains import is_report
from zeren.proofs.graph.bodies import organisation_graph
from zeren.proofs.graph.things import Thing

if TYPE_CHECKING:
    from networkx import DiGraph


class Stop(NamedTuple):
    """A thing that a report passes, so many levels of bodies above where it started."""

    thing: Thing
    level: int = 0


class Flow(NamedTuple):
    """Where reports go: from each of `sources` along the edges of `graph`, to one of `tops`; `offices` are those that can be empty."""

    graph: DiGraph[Stop]
    sources: tuple[Stop, ...]
    tops: tuple[Stop, ...]
    offices: frozenset[Stop]


def reports_of(organisation: Organisation) -> Flow:
    """The way of reports in an organisation, from each body to the top above it."""
    from networkx import DiGraph

    graph: DiGraph[Stop] = DiGraph()
    whole = organisation_graph(organisation)
    for source, target, relation in whole.edges(keys=True):
        if relation == "reports_to":
            graph.add_edge(Stop(source), Stop(target))
    bodies = [Stop(Thing("body", name)) for name in organisation.file.bodies]
    tops = tuple(one for one in bodies if one in graph and not graph.out_degree(one))
    sources = tuple(one for one in bodies if one in graph and graph.out_degree(one))
    return Flow(graph, sources, tops, frozenset(one for one in graph if one.thing.kind != "body"))


def reports_under(regulation: Regulation, levels: int = 3) -> Flow:
    """The way of the reports that a regulation asks for, over so many levels of bodies.

    A recipient one level up (`above`) reports in turn as the bearer that it is there. What can be empty is an office of which the
    regulation says who succeeds its holder.
    """
    from networkx import DiGraph

    graph: DiGraph[Stop] = DiGraph()
    above, duties = regulation.file.above, [duty for duty in regulation.file.duties if is_report(duty)]
    for level in range(levels):
        for duty in duties:
            source, to = Stop(Thing("bearer", str(duty.who)), level), str(duty.to)
            up = to in above
            last = up and (above[to] is None or level + 1 == levels)
            graph.add_edge(source, Stop(Thing("bearer", to if last or not up else str(above[to])), level + 1 if up else level))
    _stand_ins(graph, regulation)
    reached = {Thing("bearer", to) for to in above}
    tops = tuple(one for one in graph if one.thing in reached and not graph.out_degree(one))
    sources = tuple(one for one in graph if one.level == 0 and graph.out_degree(one) and one.thing.kind == "bearer")
    held = {name for name, own in regulation.file.succession.items() if not own.members}
    offices = frozenset(one for one in graph if one.thing.kind == "stand_in" or one.thing.id in held)
    return Flow(graph, sources, tops, offices)


def _stand_ins(graph: DiGraph[Stop], regulation: Regulation) -> None:
    """Whoever acts for an office that is empty hands on what the office would have handed on."""
    for name, own in regulation.file.succession.items():
        if not (own.deputies or own.acting or own.delegation):
            continue
        for stop in [one for one in graph if one.thing == Thing("bearer", name)]:
            stand_in = Stop(Thing("stand_in", name), stop.level)
            graph.add_edges_from([(source, stand_in) for source in list(graph.predecessors(stop))])
            graph.add_edges_from([(stand_in, target) for target in list(graph.successors(stop))])
