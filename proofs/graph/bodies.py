"""The responsibility graph of an organisation: bodies, the offices that perform their duties, who acts for them, and where reports go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.model.language.organisation import Organisation, Plan
from zeren.model.language.statements import Duty
from zeren.model.language.units import Unit, duties_of, first_units, goes_up
from zeren.proofs.graph.things import Thing, add, tie

if TYPE_CHECKING:
    from zeren.proofs.graph.things import Graph


def organisation_graph(organisation: Organisation) -> Graph:
    """Bodies that report to the bodies above them, through the offices that their plans name, with who acts for an office that is empty.

    Bodies alike are one node. An edge *serves* leads from an office to its body, *reports to* from a body or office to the next
    that a report passes, *stands in for* from whoever acts to the office.
    """
    from networkx import MultiDiGraph

    graph: Graph = MultiDiGraph(name=organisation.id)
    file = organisation.file
    for name in file.bodies:
        add(graph, Thing("body", name), file.names.get(name))
    for name, office in file.offices.items():
        own = add(graph, Thing("office", name), file.names.get(name))
        tie(graph, own, "serves", Thing("body", office.of))
        if office.deputy_after is not None:
            tie(graph, add(graph, Thing("stand_in", name), file.names.get(name)), "stands_in_for", own)
    every = first_units(organisation)
    for unit in every.values():
        if unit.superior is not None:
            _upwards(graph, organisation, unit, every[unit.superior])
    return graph


def _upwards(graph: Graph, organisation: Organisation, unit: Unit, above: Unit) -> None:
    """What a body hands up, through the office of each plan where it has one; whoever acts for the office can hand it up, too."""
    own, upper = Thing("body", unit.body), Thing("body", above.body)
    if unit.regulation is None:
        return
    regulation = organisation.regulations[unit.regulation]
    for duty in duties_of(unit, regulation):
        if not goes_up(duty, unit, above, regulation):
            continue
        plan = _plan(organisation, unit, duty)
        if plan is None or plan.office is None:
            tie(graph, own, "reports_to", upper)
            continue
        for via in (Thing("office", plan.office), Thing("stand_in", plan.office)):
            if via in graph:
                tie(graph, own, "reports_to", via)
                tie(graph, via, "reports_to", upper)


def _plan(organisation: Organisation, unit: Unit, duty: Duty) -> Plan | None:
    plans = organisation.file.plans
    return plans.get(f"{unit.body}/{duty.id}") or plans.get(duty.id)
