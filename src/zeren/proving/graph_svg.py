"""A responsibility graph drawn as SVG: a column for each kind of thing, text kept as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from xml.etree import ElementTree

from zeren.proofs.graph.things import Kind, Relation, Thing, named
from zeren.voice.leaving import visible

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph

# the column of each kind, from what is stated to what follows, and from who answers to whom it reaches; and its colour
LOOK: Mapping[Kind, tuple[int, str]] = {
    "term": (0, "#f4f1ea"),
    "reading": (0, "#fdf0d5"),
    "definition": (1, "#eef1f4"),
    "circumstance": (2, "#f7e6e1"),
    "exception": (2, "#e3f1e6"),
    "question": (3, "#efe8f5"),
    "rule": (3, "#e4edf8"),
    "tier": (4, "#f6dede"),
    "bearer": (0, "#e8f0ef"),
    "organ": (4, "#e8f0ef"),
    "duty": (2, "#e4edf8"),
    "filing": (3, "#e4edf8"),
    "body": (2, "#e8f0ef"),
    "office": (0, "#fdf0d5"),
    "stand_in": (1, "#f4f1ea"),
}
STROKE: Mapping[Relation, tuple[str, str]] = {
    "uses": ("#9aa4ad", ""),
    "defeats": ("#b42318", "6 3"),
    "relieves": ("#b54708", "2 3"),
    "gives": ("#175cd3", ""),
    "answers_for": ("#067647", ""),
    "reports_to": ("#5925dc", ""),
    "serves": ("#9aa4ad", "1 3"),
    "stands_in_for": ("#9a6700", "4 3"),
}
GAP, ROW, LETTER, MARGIN = 70, 26, 6.6, 16
MOST_LETTERS = 34
SWEEPS = 8


def drawn(graph: Graph, words: Mapping[Relation, str], called: Callable[[Thing], str]) -> str:
    """The graph as an SVG document; `words` names each relation in the legend, `called` each thing."""
    places = _placed(graph)
    label = {one: _label(called(one)) for one in places}
    widths: dict[int, float] = {}
    for one, (column, _) in places.items():
        widths[column] = max(widths.get(column, 0), _width(label[one]) + 14)
    left, at = {}, float(MARGIN)
    for column in sorted(widths):
        left[column] = at
        at += widths[column] + GAP
    rows = max((row for _, row in places.values()), default=0) + 1
    width, height = at - GAP + MARGIN, rows * ROW + 2 * MARGIN + 24
    shown = [relation for relation in STROKE if any(key == relation for *_, key in graph.edges(keys=True))]
    width = max(width, 20 + 150 * len(shown))
    svg = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", width=f"{width:.0f}", height=f"{height:.0f}", role="img")
    svg.set("viewBox", f"0 0 {width:.0f} {height:.0f}")
    svg.set("font-family", "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif")
    svg.set("font-size", "12")
    ElementTree.SubElement(svg, "title").text = visible(graph.name)
    ElementTree.SubElement(svg, "rect", width="100%", height="100%", fill="#ffffff")
    _legend(svg, shown, words, height)
    box = {one: (left[column], MARGIN + row * ROW, widths[column]) for one, (column, row) in places.items()}
    for source, target, relation in sorted(graph.edges(keys=True)):
        _edge(svg, box[source], box[target], relation)
    for one, (x, y, wide) in box.items():
        group = ElementTree.SubElement(svg, "g")
        ElementTree.SubElement(group, "title").text = visible(_whole(graph, one, called(one)))
        ElementTree.SubElement(
            group,
            "rect",
            x=f"{x:.1f}",
            y=f"{y:.1f}",
            width=f"{wide:.1f}",
            height=f"{ROW - 6}",
            rx="4",
            fill=LOOK[one.kind][1],
            stroke="#5b6670",
        )
        ElementTree.SubElement(group, "text", x=f"{x + 7:.1f}", y=f"{y + 14.5:.1f}", fill="#1b1f23").text = label[one]
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def _placed(graph: Graph) -> dict[Thing, tuple[int, int]]:
    """Each thing's column and row; rows are ordered so that neighbours stand near each other (barycentres, Sugiyama 1981)."""
    columns: dict[int, list[Thing]] = {}
    for one, column in _columns(graph).items():
        columns.setdefault(column, []).append(one)
    row: dict[Thing, float] = {one: float(place) for own in columns.values() for place, one in enumerate(own)}
    near = {one: sorted({*graph.predecessors(one), *graph.successors(one)}) for one in graph}
    for sweep in range(SWEEPS):
        for column in sorted(columns, reverse=sweep % 2 == 1):
            own = columns[column]
            wanted = {one: sum(row[other] for other in near[one]) / len(near[one]) if near[one] else row[one] for one in own}
            own.sort(key=lambda one: (wanted[one], one))
            row.update({one: float(place) for place, one in enumerate(own)})
    longest = max(map(len, columns.values()), default=0)
    return {
        one: (column, place * longest // len(own) if len(own) else 0) for column, own in columns.items() for place, one in enumerate(own)
    }


def _columns(graph: Graph) -> dict[Thing, int]:
    """Each thing's column: that of its kind; in an organisation, how many steps its reports have come."""
    if not any(one.kind == "body" for one in graph):
        return {one: LOOK[one.kind][0] for one in sorted(graph)}
    from networkx import DiGraph, topological_generations

    reports: DiGraph[Thing] = DiGraph()
    reports.add_nodes_from(sorted(graph))
    reports.add_edges_from((source, target) for source, target, relation in sorted(graph.edges(keys=True)) if relation == "reports_to")
    found = {one: column for column, own in enumerate(topological_generations(reports)) for one in own}
    return {one: found[one] for one in sorted(found)}


def _edge(svg: ElementTree.Element, start: tuple[float, float, float], end: tuple[float, float, float], relation: Relation) -> None:
    (x1, y1, w1), (x2, y2, w2) = start, end
    forward = x2 > x1
    a, b = (x1 + w1, x2) if forward else (x1, x2 + w2) if x2 < x1 else (x1 + w1, x2 + w2)
    bend = 40 if forward or x2 == x1 else -40
    back = -bend if x2 != x1 else bend
    colour, dash = STROKE[relation]
    middle = (ROW - 6) / 2
    path = f"M{a:.1f},{y1 + middle:.1f} C{a + bend:.1f},{y1 + middle:.1f} {b + back:.1f},{y2 + middle:.1f} {b:.1f},{y2 + middle:.1f}"
    line = ElementTree.SubElement(svg, "path", d=path, fill="none", stroke=colour, opacity="0.75")
    if dash:
        line.set("stroke-dasharray", dash)
    ElementTree.SubElement(svg, "circle", cx=f"{b:.1f}", cy=f"{y2 + middle:.1f}", r="2.5", fill=colour)


def _legend(svg: ElementTree.Element, shown: list[Relation], words: Mapping[Relation, str], height: float) -> None:
    for place, relation in enumerate(shown):
        x, y, (colour, dash) = MARGIN + place * 150, height - 14, STROKE[relation]
        line = ElementTree.SubElement(svg, "line", x1=f"{x}", x2=f"{x + 26}", y1=f"{y:.0f}", y2=f"{y:.0f}", stroke=colour)
        line.set("stroke-width", "2")
        if dash:
            line.set("stroke-dasharray", dash)
        ElementTree.SubElement(svg, "text", x=f"{x + 32}", y=f"{y + 4:.0f}", fill="#1b1f23").text = words[relation]


def _whole(graph: Graph, one: Thing, called: str) -> str:
    article = named(graph, one).article
    return f"{called} ({article})" if article else called


def _label(called: str) -> str:
    text, used = visible(called), 0.0
    kept: list[str] = []
    for letter in text:
        used += 2 if east_asian_width(letter) in "WF" else 1
        if used > MOST_LETTERS:
            return "".join(kept) + "…"
        kept.append(letter)
    return text


def _width(text: str) -> float:
    return sum(12.2 if east_asian_width(letter) in "WF" else LETTER for letter in text)
