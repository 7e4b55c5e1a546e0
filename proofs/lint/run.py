"""All defects of one regulation, in the order of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.language.source import Source
from zeren.proofs.lint.allocation import allocation
from zeren.proofs.lint.circumstances import circumstances
from zeren.proofs.lint.duties import duties
from zeren.proofs.lint.finding import Finding
from zeren.proofs.lint.left_out import left_out
from zeren.proofs.lint.procedure import procedure
from zeren.proofs.lint.readings import readings
from zeren.proofs.lint.sister_words import sister_words
from zeren.proofs.lint.sisters import sisters
from zeren.proofs.lint.stage import Stage
from zeren.proofs.lint.vocabulary import vocabulary

FAMILIES: tuple[Callable[[Stage], Iterable[Finding]], ...] = (allocation, circumstances, duties, procedure, readings, vocabulary, left_out)


def lint(regulation: Regulation) -> Iterator[Finding]:
    """Every drafting defect of a regulation, family by family.

    Raises:
        Refused: if the background of the regulation contradicts itself, so that no case is possible.
        Undecided: if the solver gives up on a question.
    """
    stage = Stage(regulation)
    for family in FAMILIES:
        yield from family(stage)


def lint_all(regulations: Sequence[Regulation]) -> Iterator[Finding]:
    """The defects of each regulation, then what parts those that are sisters."""
    for regulation in regulations:
        yield from lint(regulation)
    yield from sisters(regulations)
    yield from sister_words(regulations)


def place(finding: Finding, source: Source) -> tuple[int, int]:
    """Line and column, from 1, of what is defective."""
    return source.position(finding.path, key=isinstance(finding.path[-1], str))
