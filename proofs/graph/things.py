"""What stands in a responsibility graph: provisions, terms, duties, bearers, organs, bodies and offices, and how they are tied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from zeren.model.language.terms import Text

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Kind = Literal[
    "term",
    "reading",
    "definition",
    "rule",
    "exception",
    "tier",
    "circumstance",
    "question",
    "duty",
    "filing",
    "bearer",
    "organ",
    "body",
    "office",
    "stand_in",
]
Relation = Literal["uses", "defeats", "relieves", "gives", "answers_for", "reports_to", "serves", "stands_in_for"]


class Thing(msgspec.Struct, frozen=True, order=True):
    """A node of the graph: what kind of thing it is, and its id in the file."""

    kind: Kind
    id: str


class Named(msgspec.Struct, frozen=True):
    """What a node is called, and the article where it stands; both empty where the file has no words for it."""

    text: Text
    article: str = ""


if TYPE_CHECKING:
    Graph = MultiDiGraph[Thing]


def add(graph: Graph, thing: Thing, text: Text | None, article: str = "") -> Thing:
    """Put a thing into a graph under its own words, or under its id."""
    graph.add_node(thing, named=Named(text or Text(zh=thing.id, en=thing.id), article))
    return thing


def tie(graph: Graph, source: Thing, relation: Relation, target: Thing) -> None:
    """Tie two things of a graph, once for each relation."""
    graph.add_edge(source, target, key=relation)


def named(graph: Graph, thing: Thing) -> Named:
    """What a thing of a graph is called."""
    found = graph.nodes[thing].get("named")
    return found if isinstance(found, Named) else Named(Text(zh=thing.id, en=thing.id))
