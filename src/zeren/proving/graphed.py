"""The responsibility graph of a regulation or an organisation, as it shows itself: words, data, SVG, GraphML, Mermaid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, get_args

from zeren.model.language.faults import nearest
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.proofs.graph.bodies import organisation_graph
from zeren.proofs.graph.findings import circles, dependants, foundations, passages
from zeren.proofs.graph.flow import reports_of, reports_under
from zeren.proofs.graph.provisions import regulation_graph
from zeren.proofs.graph.report import Edge, GraphReport
from zeren.proofs.graph.things import Relation, Thing, named
from zeren.shown import Shown
from zeren.voice.leaving import visible
from zeren.voice.paint import Paint
from zeren.words import Language, default_language

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph


class Graphed(Shown, frozen=True):
    """A responsibility graph with what it shows."""

    graph: Graph
    report: GraphReport

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proving.graph_text import GraphText

        return "\n".join(GraphText(self.graph, language).lines(self.report)) + "\n"

    @property
    def record(self) -> GraphReport:
        return self.report

    @property
    def drawn(self) -> Graph:
        """What is drawn: all of it, or only the thing asked about with what it rests on and what rests on it."""
        about = self.report.about
        if about is None:
            return self.graph
        return self.graph.subgraph([about, *self.report.dependants, *self.report.foundations])

    def svg(self, language: Language | None = None) -> str:
        """The graph drawn, with text kept as text."""
        from zeren.proving.graph_svg import drawn
        from zeren.proving.graph_text import GraphText

        tongue = language or default_language()
        text = GraphText(self.graph, tongue)
        return drawn(self.drawn, {one: text.relation(one) for one in get_args(Relation)}, text.of)

    def graphml(self, language: Language | None = None) -> str:
        """The graph as GraphML, for other programs."""
        from networkx import MultiDiGraph, write_graphml

        tongue = language or default_language()
        plain: MultiDiGraph[str] = MultiDiGraph(name=visible(self.report.of))
        for one in sorted(self.drawn):
            found = named(self.graph, one)
            plain.add_node(_key(one), kind=one.kind, label=visible(found.text.in_(tongue)), article=visible(found.article))
        for source, target, relation in sorted(self.drawn.edges(keys=True)):
            plain.add_edge(_key(source), _key(target), key=relation, relation=relation)
        out = BytesIO()
        write_graphml(plain, out)
        return out.getvalue().decode() + "\n"

    def mermaid(self, language: Language | None = None) -> str:
        """The graph as a Mermaid flowchart, for pages that draw it themselves."""
        from zeren.proving.graph_text import GraphText

        tongue = language or default_language()
        text, place = GraphText(self.graph, tongue), {one: f"n{index}" for index, one in enumerate(sorted(self.drawn))}
        lines = ["flowchart LR"]
        lines += [f'  {name}["{_quoted(named(self.graph, one).text.in_(tongue))}"]' for one, name in place.items()]
        for source, target, relation in sorted(self.drawn.edges(keys=True)):
            lines.append(f'  {place[source]} -- "{text.relation(relation)}" --> {place[target]}')
        return "\n".join(lines) + "\n"


FORMATS: Mapping[str, Callable[[Graphed, Language], str]] = {
    "svg": Graphed.svg,
    "graphml": Graphed.graphml,
    "mermaid": Graphed.mermaid,
    "json": lambda found, _: found.json() + "\n",
    "text": lambda found, language: found.text(language),
}


class NoSuchThing(ValueError):
    """Nothing in the graph has the id asked about; the message names the nearest."""


def graph_of(what: Regulation | Organisation, about: str | None = None, levels: int = 3) -> Graphed:
    """The graph, its circles, and what every report passes over so many `levels` of bodies.

    Raises:
        NoSuchThing: where nothing has the id asked `about`.
    """
    if isinstance(what, Organisation):
        graph, flow = organisation_graph(what), reports_of(what)
    else:
        graph, flow = regulation_graph(what), reports_under(what, levels)
    thing = None if about is None else _thing(graph, about)
    report = GraphReport(
        of=what.id,
        things=tuple(sorted(graph)),
        edges=tuple(Edge(source, relation, target) for source, target, relation in sorted(graph.edges(keys=True))),
        circles=circles(graph),
        passages=passages(flow),
        about=thing,
        dependants=() if thing is None else dependants(graph, thing),
        foundations=() if thing is None else foundations(graph, thing),
    )
    return Graphed(graph, report)


def _thing(graph: Graph, about: str) -> Thing:
    """The thing of an id; `kind:id` names one where several kinds have it."""
    kind, _, name = about.rpartition(":")
    found = sorted(one for one in graph if one.id == about or (one.kind == kind and one.id == name))
    if not found:
        raise NoSuchThing(f"nothing is called `{about}`; {nearest(about, [one.id for one in graph])}")
    if len(found) > 1:
        raise NoSuchThing(f"several things are called `{about}`: say {' or '.join(f'`{_key(one)}`' for one in found)}")
    return found[0]


def _key(one: Thing) -> str:
    return visible(f"{one.kind}:{one.id}")


def _quoted(text: str) -> str:
    """A text between the quotes of a Mermaid label: what could end it is written by its number."""
    return "".join(one if one.isalnum() or one in " ，。、：；（）,.;-_" else f"#{ord(one)};" for one in visible(text))
