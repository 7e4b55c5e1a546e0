"""What `lint` and `compare` print as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from zeren.model.language.faults import Fault
from zeren.model.language.terms import Text
from zeren.proofs.compare.comparison import Comparison
from zeren.proofs.compare.counterparts import Counterparts
from zeren.proofs.lint.course import Course
from zeren.proofs.lint.finding import Severity
from zeren.proofs.lint.sarif import Located
from zeren.proofs.lint.stage import Witness


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A drafting defect: what, where (line and column from 1), over which cases it was proved, and the case that shows it.

    `other` is the same case read otherwise, or under the other regulation; `course` shows a defect of a duty in time.
    """

    code: str
    name: str
    severity: Severity
    regulation: str
    subject: str
    article: str
    file: str
    line: int
    column: int
    text: Text
    proved_for: Text | None = None
    accepted: str | None = None
    case: Witness | None = None
    other: Witness | None = None
    course: Course | None = None


class LintReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every defect found, and the accepted ones that are there no longer; `refused` says why a file could not be used at all."""

    schema: Literal["zeren.lint/1"] = "zeren.lint/1"
    findings: tuple[Found, ...]
    stale: tuple[Fault, ...]
    refused: tuple[Fault, ...] = ()


class ComparisonReport(msgspec.Struct, frozen=True, kw_only=True):
    """What two regulations decide and state differently, and what of each has no counterpart in the other."""

    schema: Literal["zeren.comparison/1"] = "zeren.comparison/1"
    comparison: Comparison
    counterparts: Counterparts


def lint_report(located: Sequence[Located], stale: Sequence[Fault], refused: Sequence[Fault] = ()) -> LintReport:
    """The findings of a run, for programs."""
    return LintReport(findings=tuple(map(_found, located)), stale=tuple(stale), refused=tuple(refused))


def _found(one: Located) -> Found:
    finding = one.finding
    return Found(
        code=finding.kind.code,
        name=finding.kind.name,
        severity=finding.severity,
        regulation=finding.regulation,
        subject=finding.subject,
        article=finding.article,
        file=one.file,
        line=one.line,
        column=one.column,
        text=finding.text,
        proved_for=finding.scope,
        accepted=one.accepted,
        case=finding.witness,
        other=finding.contrast,
        course=finding.course,
    )
