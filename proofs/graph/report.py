"""What `zeren graph` prints as JSON (`zeren.graph/1`)."""

from __future__ import annotations

from typing import Literal

import msgspec

from zeren.proofs.graph.findings import Circle, Passage
from zeren.proofs.graph.things import Relation, Thing


class Edge(msgspec.Struct, frozen=True):
    """Two things, and how the first is tied to the second."""

    source: Thing
    relation: Relation
    target: Thing


class GraphReport(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a graph, its circles, and what every report passes; with what rests on one thing, where that was asked."""

    schema: Literal["zeren.graph/1"] = "zeren.graph/1"
    of: str
    things: tuple[Thing, ...]
    edges: tuple[Edge, ...]
    circles: tuple[Circle, ...]
    passages: tuple[Passage, ...]
    about: Thing | None = None
    dependants: tuple[Thing, ...] = ()
    foundations: tuple[Thing, ...] = ()
