"""Findings in SARIF 2.1.0, the format in which code-scanning services and editors take the results of linters.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0 (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from zeren.model.language.faults import Fault
from zeren.model.language.terms import Text
from zeren.proofs.lint.finding import KINDS, Finding, Kind, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


_REFUSED = Kind("Z001", "file-refused", "error", Text(zh="文件无法使用", en="a file that cannot be used"))


class Located(msgspec.Struct, frozen=True):
    """A finding with the file, line and column (from 1) where it stands, and the reason for which it is accepted, if it is."""

    finding: Finding
    file: str
    line: int
    column: int
    accepted: str | None = None


def sarif(located: Sequence[Located], language: str, version: str, refused: Sequence[Fault] = ()) -> dict[str, Any]:
    """A SARIF log of one run; of one that a file stopped it tells why that could not be used."""
    kinds = list(KINDS.values())
    rules = [
        {
            "id": kind.code,
            "name": "".join(word.capitalize() for word in kind.name.split("-")),
            "shortDescription": {"text": kind.title.in_(language)},
            "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        }
        for kind in [*kinds, *([_REFUSED] if refused else [])]
    ]
    codes = [kind.code for kind in kinds]
    driver = {"name": "zeren", "semanticVersion": version, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "language": "zh-CN" if language == "zh" else "en-US",
                "results": [*(_result(one, codes, language) for one in located), *(_refused(one, len(codes)) for one in refused)],
                "invocations": [{"executionSuccessful": not refused}],
            }
        ],
    }


def _refused(fault: Fault, index: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(fault.file)}}
    if fault.line:
        place["region"] = {"startLine": fault.line, "startColumn": max(fault.column, 1)}
    said = f"{fault.problem}; {fault.advice}" if fault.advice else fault.problem
    return {
        "ruleId": _REFUSED.code,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": said},
        "locations": [{"physicalLocation": place}],
    }


def _result(one: Located, codes: Sequence[str], language: str) -> dict[str, Any]:
    finding = one.finding
    properties: dict[str, Any] = {"regulation": finding.regulation, "subject": finding.subject, "article": finding.article}
    if finding.scope is not None:
        properties["provedFor"] = finding.scope.in_(language)
    if finding.witness is not None:
        properties["case"] = finding.witness.case
        properties["outcomes"] = {name: list(tiers) for name, tiers in finding.witness.outcomes.items()}
    if finding.contrast is not None:
        properties["otherOutcomes"] = {name: list(tiers) for name, tiers in finding.contrast.outcomes.items()}
    if finding.course is not None:
        properties["story"] = [line.in_(language) for line in finding.course.story]
        properties["course"] = msgspec.to_builtins(msgspec.structs.replace(finding.course, story=()))
    region = {"startLine": one.line, "startColumn": one.column}
    result = {
        "ruleId": finding.kind.code,
        "ruleIndex": codes.index(finding.kind.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.text.in_(language)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(one.file)}, "region": region}}],
        "partialFingerprints": {"defect/v1": "/".join(finding.key)},
        "properties": properties,
    }
    if one.accepted is not None:
        result["suppressions"] = [{"kind": "external", "justification": one.accepted}]
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file.replace("\\", "/"))
