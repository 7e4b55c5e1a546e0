"""The JSON Schemas of zeren's formats, generated from the typed records that read and write them.

In YAML, `yes` and `no` reach an editor's checker as booleans or as words; whole numbers may be quoted. The schemas
admit both, as the reader does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from zeren.answering.keys import described
from zeren.auditing.examine import Audit
from zeren.due.deadline_text import DeadlinesReport
from zeren.due.scheduled import CalendarReport
from zeren.encoded import as_json
from zeren.fitting.report import FitReport
from zeren.logs.mapping import LogMapping
from zeren.model.language.case import CaseShape
from zeren.model.language.house import HouseShape
from zeren.model.language.organisation import OrganisationShape
from zeren.model.language.reader import LANGUAGES
from zeren.model.language.regulation import RegulationShape
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
}
WRITTEN = ("regulation", "case", "organisation", "house", "mapping")  # by people; zeren prints the others


def schema_text(kind: str) -> str:
    """The JSON Schema (draft 2020-12) of a kind of file, as text."""
    found = msgspec.json.schema(KINDS[kind], ref_template="#/$defs/{name}")
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"zeren {kind}", **found}
    if kind in WRITTEN:
        found = _as_written(found)
    if kind == "answer":
        found = described(found)
    return as_json(found)


def _as_written(node: Any) -> Any:
    """A schema of typed values, widened to what people write in YAML for them."""
    if isinstance(node, dict):
        changed = {key: _as_written(value) for key, value in node.items()}
        if {"yes", "no"} <= set(changed.get("enum", ())) and True not in changed["enum"]:
            return changed | {"enum": [True, False, *changed["enum"]]}
        match changed.get("type"):
            case "object" if {"zh", "en"} <= set(changed.get("required", ())):
                return _in_one_language(changed)
            case "boolean":
                return {key: value for key, value in changed.items() if key != "type"} | {"enum": [True, False, "yes", "no"]}
            case "integer":
                return changed | {"type": ["integer", "string"]}
            case "string" if "enum" not in changed and "format" not in changed:
                return changed | {"type": ["string", "number", "boolean"]}
        return changed
    if isinstance(node, list):
        return [_as_written(one) for one in node]
    return node


def _in_one_language(record: dict[str, Any]) -> dict[str, Any]:
    """A record of words in two languages, of which one is enough; where it has nothing else, the bare words are too."""
    needed = [name for name in record["required"] if name not in LANGUAGES]
    either = {**record, "required": needed, "anyOf": [{"required": [one]} for one in LANGUAGES]}
    return {"anyOf": [{"type": "string"}, either]} if not needed else either
