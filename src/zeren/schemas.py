"""The JSON Schemas of zeren's formats, generated from the typed records that read and write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from zeren.answering.keys import described
from zeren.answering.receipt import Receipt
from zeren.answering.written_schema import as_written, under
from zeren.auditing.examine import Audit
from zeren.due.deadline_text import DeadlinesReport
from zeren.due.scheduled import CalendarReport
from zeren.encoded import as_json
from zeren.fitting.report import FitReport
from zeren.listed import ListedRegulation
from zeren.logs.mapping import LogMapping
from zeren.model.language.case import CaseShape
from zeren.model.language.house import HouseShape
from zeren.model.language.organisation import OrganisationShape
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.meaning.answer import Answer
from zeren.proofs.cycles.rows import CyclesReport
from zeren.proofs.graph.report import GraphReport
from zeren.proofs.lint_report import ComparisonReport, LintReport
from zeren.proofs.succession.table import SuccessionReport
from zeren.proving.mutation import MutationReport
from zeren.proving.rechecked import RecheckReport
from zeren.proving.verdict_report import Report
from zeren.simulating.results import SimulationReport
from zeren.simulating.sensitivity_report import SensitivityReport
from zeren.tracing.traced import TraceReport

KINDS: Mapping[str, Any] = {
    "regulation": RegulationShape,
    "case": CaseShape,
    "organisation": OrganisationShape,
    "house": HouseShape,
    "mapping": LogMapping,
    "answer": Answer,
    "verdicts": Report,
    "recheck": RecheckReport,
    "lint": LintReport,
    "comparison": ComparisonReport,
    "mutation": MutationReport,
    "cycles": CyclesReport,
    "succession": SuccessionReport,
    "graph": GraphReport,
    "audit": Audit,
    "calendar": CalendarReport,
    "deadlines": DeadlinesReport,
    "simulation": SimulationReport,
    "fit": FitReport,
    "sensitivity": SensitivityReport,
    "receipt": Receipt,
    "trace": TraceReport,
    "list": tuple[ListedRegulation, ...],
}
WRITTEN = ("regulation", "case", "organisation", "house", "mapping")  # by people; zeren prints the others


UNDER = ("case", "house")  # those that one regulation makes narrower


def schema_text(kind: str, regulation: Regulation | None = None) -> str:
    """The JSON Schema (draft 2020-12) of a kind of file, as text.

    Args:
        regulation: the one under which a case or a house file is to be checked; its terms, offices, options and readings are then known.
    """
    found = msgspec.json.schema(KINDS[kind], ref_template="#/$defs/{name}")
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"zeren {kind}", **found}
    if kind in WRITTEN:
        found = as_written(found)
    if regulation is not None and kind in UNDER:
        found = under(found, kind, regulation)
    if kind == "answer":
        found = described(found)
    return as_json(found)
