"""What the proofs found of a regulation: guarantees, drafting defects, how it differs from another, longest gaps, who answers for ever."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from zeren.model.language.regulation import Regulation
from zeren.model.solving.solver import Which
from zeren.proofs.compare.comparison import Comparison
from zeren.proofs.compare.counterparts import Counterparts
from zeren.proofs.cycles.rows import CyclesReport, WhatIf
from zeren.proofs.lint.sarif import Located
from zeren.proofs.lint_report import ComparisonReport, LintReport, lint_report
from zeren.proofs.succession.table import Further, SuccessionReport
from zeren.proving.verdict_report import RegulationReport, Report, whole
from zeren.shown import Shown
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.voice.tongue import in_tongue
from zeren.words import Language


class Proved(Shown, frozen=True):
    """Every verdict on a regulation, each with its scope, readings and smallest case."""

    FONT: ClassVar[str] = "ui-monospace,monospace"

    regulation: Regulation
    report: RegulationReport

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proving.proof_board import board_text

        return board_text([(self.regulation, self.report)], language)

    def page(self, language: Language | None = None) -> str:
        """The proof board as a page that needs nothing else."""
        from zeren.proving.proof_board import groups
        from zeren.proving.proof_page import page
        from zeren.words import default_language

        tongue = language or default_language()
        return page([(self.report.title, self.report.regulation, groups(self.regulation, self.report, tongue))], tongue)

    @property
    def record(self) -> Report:
        return whole([self.report])


class Linted(Shown, frozen=True):
    """The drafting defects of a regulation, each with its place and the smallest case that shows it."""

    regulation: Regulation
    findings: tuple[Located, ...]

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proving.lint_text import lines

        return sheet(lines(self.findings, {self.regulation.id: self.regulation}, language))

    @property
    def record(self) -> LintReport:
        return lint_report(self.findings, ())


class Compared(Shown, frozen=True):
    """The smallest cases that two regulations decide differently, and what has no counterpart."""

    first: Regulation
    second: Regulation
    comparison: Comparison
    counterparts: Counterparts

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proving.compare_text import ComparisonText

        return sheet(ComparisonText(self.first, self.second, self.comparison, self.counterparts, language).lines(cases=False))

    @property
    def record(self) -> ComparisonReport:
        return ComparisonReport(comparison=self.comparison, counterparts=self.counterparts)


class Bounded(Shown, frozen=True):
    """The tightest bounds on gaps and ages under a regulation, each with a schedule that attains it."""

    regulation: Regulation
    report: CyclesReport

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proving.cycle_text import CycleText

        return sheet(CycleText(self.regulation, language, self.report.what_if).lines(self.report))

    @property
    def record(self) -> CyclesReport:
        return self.report


class Covered(Shown, frozen=True):
    """Whether somebody always answers for the duties of a regulation, each with an invariant or the shortest history that breaks it."""

    regulation: Regulation
    report: SuccessionReport
    office: str | None = None

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.proofs.succession.table import ARGUMENT, reworded
        from zeren.proving.succession_text import SuccessionText

        what_if = self.report.what_if
        other = reworded(self.regulation, what_if, self.office) if what_if is not None else None
        lines = SuccessionText(self.regulation, language, other).lines(self.report.rows, in_tongue(ARGUMENT, language), self.report.sudden)
        return sheet(lines)

    @property
    def record(self) -> SuccessionReport:
        return self.report


def prove(regulation: Regulation, effort: float = 1, solver: Which = "auto") -> Proved:
    """Decide every property under every combination of readings, for boards of every size."""
    from zeren.proving.verdict_report import Asking, report_of

    return Proved(regulation, report_of(regulation, Asking(effort, solver)))


def lint(regulation: Regulation, source: str | Path) -> Linted:
    """Look for drafting defects by proof; `source` is the id or the file of the regulation."""
    from zeren.model.language.load import built_in_file
    from zeren.model.language.source import read_source
    from zeren.proofs.lint.run import lint_all, place

    own = built_in_file(str(source))
    positions = read_source(own or source)
    found = (Located(one, str(source), *place(one, positions), None) for one in lint_all([regulation]))
    return Linted(regulation, tuple(found))


def compare(first: Regulation, second: Regulation, *, open_readings: bool = False, most: int = 40) -> Compared:
    """Look for the smallest cases that come out differently, until there are no others or `most` kinds are found."""
    from zeren.proofs.compare.comparison import compare as compared
    from zeren.proofs.compare.counterparts import counterparts

    found = compared(first, second, open_readings=open_readings, pinned={}, most=most)
    return Compared(first, second, found, counterparts(first, second))


def cycles(regulation: Regulation, *, levels: int = 2, missed: int = 0, what_if: WhatIf | None = None) -> Bounded:
    """The tightest bounds, over chains of so many `levels` and after up to so many `missed` periods."""
    from zeren.proofs.cycles.rows import report_on

    return Bounded(regulation, report_on(regulation, levels, missed, what_if))


def succession(
    regulation: Regulation, *, office: str | None = None, orderly: bool = False, what_if: Further | None = None, effort: float = 1
) -> Covered:
    """Decide whether somebody answers in every period, for ever."""
    from zeren.proofs.succession.table import ARGUMENT as WHY
    from zeren.proofs.succession.table import table

    rows = table(regulation, sudden=not orderly, what_if=what_if, effort=effort, office=office)
    return Covered(regulation, SuccessionReport(argument=WHY, what_if=what_if, sudden=not orderly, rows=rows), office)
