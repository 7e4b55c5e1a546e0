"""What an incident's file says of its time limits, in order: when its moments fall, and when each filing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from zeren.model.language.behaviour import Incident, Timed
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import MaybeValue, read_value

OWN_MOMENTS = ("arisen", "detected", "answered")  # that every incident has


def steps(incident: Incident) -> dict[str, Timed]:
    """The moments and filings of an incident, those that others come after first."""
    every = {**incident.moments, **incident.filings}
    order = TopologicalSorter({name: [one.after] for name, one in every.items()}).static_order()
    return {name: every[name] for name in order if name in every}


def matter_facts(regulation: Regulation, facts: Mapping[str, Any]) -> dict[str, MaybeValue]:
    """Those of the stated facts that are of the matter, typed. Raises `Mistyped`."""
    known = {term.id: term for term in regulation.terms_of["matter"]}
    return {name: read_value(raw, known[name].kind, known[name].options) for name, raw in facts.items() if name in known}
