"""The responsibility graph: circles, what rests on what, chains of reports, passages and cuts, and how it is drawn and written."""

from __future__ import annotations

import itertools
import re
from io import BytesIO
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zeren
from zeren.model.language.load import built_in, parse_organisation, parse_regulation
from zeren.proofs.graph.findings import circles, passages, report_chains
from zeren.proofs.graph.flow import Flow, Stop, reports_of, reports_under
from zeren.proofs.graph.provisions import regulation_graph
from zeren.proofs.graph.things import Thing

ORGANISATION = """
organisation: small
from: 2026-01-01
years: 2
bodies:
  top: {outside: yes}
  middle: {regulation: county-bureau, superior: top, as: [committee]}
  low: {regulation: county-bureau, superior: middle, count: 3, as: [committee]}
offices:
  head: {of: middle, turnover: {tenure: {fixed: days(900)}, vacancy: {fixed: days(30)}}%s}
  clerk: {of: low, turnover: {tenure: {fixed: days(900)}, vacancy: {fixed: days(30)}}}
plans:
  study: {when: even, office: clerk}
  report: {when: even, office: clerk}
  middle/study: {when: even, office: head}
  middle/report: {when: even, office: head}
"""
CIRCULAR = """
regulation: circular
title: {zh: 循环, en: circular}
tiers: {ranked: [one]}
bearers: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}, top: {zh: 上级, en: the top}}
above: {top: null}
duties:
  - {id: first, article: "1", who: a, to: b, at_least: 1, per: year, act: {zh: 报告, en: report}}
  - {id: back, article: "2", who: b, to: a, at_least: 1, per: year, act: {zh: 反馈, en: answer}}
  - {id: up, article: "3", who: b, to: top, at_least: 1, per: year, act: {zh: 汇报, en: report up}}
succession:
  b: {vacancy: {at_most: months(2), article: "4"}%s}
"""


def test_every_report_from_a_low_body_passes_both_offices_and_one_absence_cuts_it() -> None:
    low = next(one for one in passages(reports_of(parse_organisation(ORGANISATION % ""))) if one.source.id == "low")
    assert [one.id for one in low.every] == ["clerk", "head"]
    assert len(low.cut) == 1


def test_somebody_who_acts_for_an_office_is_another_way_so_that_two_absences_are_needed() -> None:
    organisation = parse_organisation(ORGANISATION % ", deputy_after: {fixed: days(9)}")
    middle = next(one for one in passages(reports_of(organisation)) if one.source.id == "middle")
    assert (middle.every, [one.kind for one in middle.cut]) == ((), ["office", "stand_in"])


def test_reports_in_a_circle_are_found_and_the_office_that_everything_passes() -> None:
    regulation = parse_regulation(CIRCULAR % "")
    assert [[one.id for one in found.things] for found in circles(regulation_graph(regulation))] == [["a", "first", "b", "back"]]
    [first, second] = passages(reports_under(regulation))
    assert (first.source.id, [one.id for one in first.every], [one.id for one in first.cut]) == ("a", ["b"], ["b"])
    assert (second.source.id, second.every, second.cut) == ("b", (), ())


def test_a_deputy_named_by_the_regulation_opens_a_second_way() -> None:
    regulation = parse_regulation(CIRCULAR % ', deputies: [{who: a, article: "5"}]')
    first = passages(reports_under(regulation))[0]
    assert (first.every, len(first.cut)) == ((), 2)


@pytest.mark.parametrize("name", built_in())
def test_what_rests_on_a_thing_is_what_a_plain_walk_finds(name: str) -> None:
    graph = regulation_graph(zeren.regulation(name))
    up: dict[Thing, set[Thing]] = {}
    for source, target, relation in graph.edges(keys=True):
        if relation == "uses":
            up.setdefault(target, set()).add(source)
        elif relation in ("defeats", "relieves", "gives", "stands_in_for"):
            up.setdefault(source, set()).add(target)
    for term in itertools.islice(sorted(one for one in graph if one.kind == "term"), 6):
        seen: set[Thing] = set()
        waiting = [term]
        while waiting:
            for one in up.get(waiting.pop(), set()) - seen:
                seen.add(one)
                waiting.append(one)
        assert set(zeren.graph(name, about=f"term:{term.id}").report.dependants) == seen


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1]), max_size=18))
def test_passages_and_cuts_are_those_that_leaving_out_offices_shows(edges: set[tuple[int, int]]) -> None:
    """An office is passed by every report iff leaving it out cuts it; no smaller set than the cut does (0 reports, 6 receives)."""
    stops = [Stop(Thing("office" if 0 < one < 6 else "body", str(one))) for one in range(7)]
    graph: nx.DiGraph[Stop] = nx.DiGraph()
    graph.add_nodes_from(stops)
    graph.add_edges_from((stops[a], stops[b]) for a, b in sorted(edges))
    offices = stops[1:6]
    found = passages(Flow(graph, (stops[0],), (stops[6],), frozenset(offices)))

    def reaches(without: tuple[Stop, ...]) -> bool:
        left = graph.copy()
        left.remove_nodes_from(without)
        return bool(nx.has_path(left, stops[0], stops[6]))

    if not reaches(()):
        assert found == ()
        return
    assert set(found[0].every) == {one.thing for one in offices if not reaches((one,))}
    smallest = next((size for size in range(6) for cut in itertools.combinations(offices, size) if not reaches(cut)), 0)
    assert len(found[0].cut) == smallest
    assert not smallest or not reaches(tuple(one for one in offices if one.thing in found[0].cut))


def test_chains_of_reports_are_every_way_to_the_top() -> None:
    ways = [[stop.thing.id for stop in way] for way in report_chains(reports_of(parse_organisation(ORGANISATION % "")))]
    assert ["low", "clerk", "middle", "head", "top"] in ways


@pytest.mark.parametrize("what", [*built_in(), "scenarios/organisations/bureau.organisation.yaml"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_says_the_same_things_and_ties(what: str, language: str) -> None:
    found = zeren.graph(what)
    svg = ElementTree.fromstring(found.svg(language))  # type: ignore[arg-type]
    boxes = list(svg.iter("{http://www.w3.org/2000/svg}g"))
    assert len(boxes) == len(found.report.things)
    again = nx.read_graphml(BytesIO(found.graphml(language).encode()), force_multigraph=True)  # type: ignore[arg-type]
    assert (len(again), again.number_of_edges()) == (len(found.report.things), len(found.report.edges))
    mermaid = found.mermaid(language)  # type: ignore[arg-type]
    assert len(re.findall(r'^  n\d+\["', mermaid, re.M)) == len(found.report.things)
    assert mermaid.count(" -- ") == len(found.report.edges)
    assert "None" not in found.text(language)  # type: ignore[arg-type]


def test_hostile_words_stay_words() -> None:
    hostile = CIRCULAR % ""
    hostile = hostile.replace("en: the top", 'en: "\\x07<script>]\\"; --> x"')
    found = zeren.graph(parse_regulation(hostile))
    assert "<script>" not in found.svg("en")
    ElementTree.fromstring(found.svg("en"))
    assert "<script>" not in found.mermaid("en")
    nx.read_graphml(BytesIO(found.graphml("en").encode()), force_multigraph=True)


def test_what_is_not_there_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match="did you mean `dissent_scope`"):
        zeren.graph("county-bureau", about="dissent_scop")
