"""A responsibility graph in words: circles, what everything passes, what cuts it, what rests on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from zeren.proofs.graph.findings import Passage
from zeren.proofs.graph.report import GraphReport
from zeren.proofs.graph.things import Kind, Relation, Thing, named
from zeren.voice.keys import GRAPH, GRAPH_KIND, GRAPH_RELATION, GraphKey
from zeren.words import Language

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph


class GraphText:
    """Says what a graph shows, in one language."""

    def __init__(self, graph: Graph, language: Language) -> None:
        self.graph, self.language = graph, language

    def say(self, key: GraphKey, *values: object) -> str:
        return GRAPH.say(key, self.language, *values)

    def relation(self, relation: Relation) -> str:
        """What a relation is called."""
        return GRAPH_RELATION.say(relation, self.language)

    def of(self, thing: Thing) -> str:
        """What a thing is called; whoever stands in, by the office."""
        kind = "bearer" if thing.kind == "stand_in" and thing not in self.graph else thing.kind
        text = named(self.graph, Thing(kind, thing.id)).text.in_(self.language)
        return self.say("acts as", text) if thing.kind == "stand_in" else text

    def lines(self, report: GraphReport) -> Iterator[str]:
        """The whole report."""
        counted = Counter(one.kind for one in self.graph)
        holds = [f"{GRAPH_KIND.say(kind, self.language)} {counted[kind]}" for kind in get_args(Kind) if counted[kind]]
        yield self.say("holds", self.say("list").join(holds))
        if not report.circles:
            yield self.say("no circle")
        else:
            yield self.say("circles")
            for circle in report.circles:
                steps = zip(circle.things, circle.relations, strict=True)
                yield ("  " + "".join(f"{self.of(one)} —{self.relation(how)}→ " for one, how in steps) + self.of(circle.things[0]))
        if report.passages:
            yield self.say("reports")
            yield from (f"  {line}" for line in self.passages(report.passages))
        parts: tuple[tuple[Sequence[Thing], GraphKey], ...] = ((report.dependants, "dependants"), (report.foundations, "foundations"))
        for found, key in parts:
            if report.about is not None:
                yield self.say(key, self.of(report.about))
                yield from (f"  {GRAPH_KIND.say(one.kind, self.language)}{self.say('colon')}{self.of(one)}" for one in found)
                if not found:
                    yield f"  {self.say('nothing')}"

    def passages(self, found: Iterable[Passage]) -> Iterator[str]:
        """What every report passes, and what cuts it off, a line for each way."""
        return map(self._passage, found)

    def _passage(self, one: Passage) -> str:
        source, top = self.of(one.source), self.of(one.top)
        passed = self.say("list").join(map(self.of, one.every))
        way = self.say("passes", source, top, passed) if passed else self.say("free", source, top)
        names = self.say("list").join(map(self.of, one.cut))
        cut = self.say("uncut") if not one.cut else self.say("one", names) if len(one.cut) == 1 else self.say("cut", len(one.cut), names)
        return way + self.say("and") + cut
