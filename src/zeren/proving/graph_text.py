"""A responsibility graph in words: circles, what everything passes, what cuts it, what rests on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from zeren.proofs.graph.findings import Passage
from zeren.proofs.graph.report import GraphReport
from zeren.proofs.graph.things import Kind, Relation, Thing, named
from zeren.words import Language

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph

KINDS: Mapping[Kind, tuple[str, str]] = {
    "term": ("事实", "facts"),
    "reading": ("对条文的理解", "readings"),
    "definition": ("定义", "definitions"),
    "rule": ("责任条款", "rules"),
    "exception": ("例外", "exceptions"),
    "tier": ("责任档次", "tiers"),
    "circumstance": ("情形", "circumstances"),
    "question": ("问题", "questions"),
    "duty": ("职责", "duties"),
    "filing": ("报送事项", "filings"),
    "bearer": ("责任主体", "bearers"),
    "organ": ("机关", "organs"),
    "body": ("单位", "bodies"),
    "office": ("岗位", "offices"),
    "stand_in": ("代行人", "stand-ins"),
}
RELATIONS: Mapping[Relation, tuple[str, str]] = {
    "uses": ("依据", "uses"),
    "defeats": ("排除", "defeats"),
    "relieves": ("减轻", "relieves"),
    "gives": ("确定", "gives"),
    "answers_for": ("负责", "answers for"),
    "reports_to": ("报告", "reports to"),
    "serves": ("属于", "is an office of"),
    "stands_in_for": ("代行", "stands in for"),
}
_WORDS = {
    "holds": ("共有：{}", "holds {}"),
    "no circle": ("没有循环。", "No circle."),
    "circles": ("循环：", "Circles:"),
    "passes": ("{}的每一份报告到达{}之前都要经过：{}", "every report from {} to {} passes {}"),
    "cut": ("{}个岗位同时空缺就会中断：{}", "{} empty at one time cut it: {}"),
    "one": ("该岗位空缺就会中断：{}", "one absence cuts it: {}"),
    "uncut": ("没有岗位空缺会使其中断", "no absence of an office cuts it"),
    "free": ("{}向{}报告，没有必经的岗位", "reports from {} to {} need pass nobody in particular"),
    "reports": ("报告：", "Reports:"),
    "dependants": ("取决于{}的：", "What rests on {}:"),
    "foundations": ("{}所依据的：", "What {} rests on:"),
    "nothing": ("没有", "nothing"),
    "acts as": ("代行{}职责的人", "whoever acts as {}"),
    "list": ("、", ", "),
    "colon": ("：", ": "),
    "and": ("；", "; "),
}


class GraphText:
    """Says what a graph shows, in one language."""

    def __init__(self, graph: Graph, language: Language) -> None:
        self.graph, self.language = graph, language

    def say(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1].format(*values)

    def of(self, thing: Thing) -> str:
        """What a thing is called; whoever stands in, by the office."""
        kind = "bearer" if thing.kind == "stand_in" and thing not in self.graph else thing.kind
        text = named(self.graph, Thing(kind, thing.id)).text.in_(self.language)
        return self.say("acts as", text) if thing.kind == "stand_in" else text

    def lines(self, report: GraphReport) -> Iterator[str]:
        """The whole report."""
        first = 0 if self.language == "zh" else 1
        counted = Counter(one.kind for one in self.graph)
        holds = [f"{word[first]} {counted[kind]}" for kind, word in KINDS.items() if counted[kind]]
        yield self.say("holds", self.say("list").join(holds))
        if not report.circles:
            yield self.say("no circle")
        else:
            yield self.say("circles")
            for circle in report.circles:
                steps = zip(circle.things, circle.relations, strict=True)
                yield "  " + "".join(f"{self.of(one)} —{RELATIONS[how][first]}→ " for one, how in steps) + self.of(circle.things[0])
        if report.passages:
            yield self.say("reports")
            yield from (f"  {line}" for line in self.passages(report.passages))
        for found, key in ((report.dependants, "dependants"), (report.foundations, "foundations")):
            if report.about is not None:
                yield self.say(key, self.of(report.about))
                yield from (f"  {KINDS[one.kind][first]}{self.say('colon')}{self.of(one)}" for one in found)
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
