"""What `zeren prove` reports: every verdict with its readings, witnesses and certificate, as data (`zeren.verdicts/1`)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec

from zeren.model.language.load import built_in_file, load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.solving.solver import Which
from zeren.proofs.boards import Boards
from zeren.proofs.case_text import case_text
from zeren.proofs.certificates.files import Folder, RegulationRecord, Stored, Writing, file_name
from zeren.proofs.certificates.folder import Writer, case_name, folder_name
from zeren.proofs.certificates.recheck import Recheck, recheck_regulation
from zeren.proofs.certificates.rejection import Reason
from zeren.proofs.export import questions
from zeren.proofs.prove import prove
from zeren.proofs.regions import allowed
from zeren.proofs.replay import case_of
from zeren.proofs.verdict import Region, Status, Verdict
from zeren.proving.story import Story

SCHEMA: Literal["zeren.verdicts/1"] = "zeren.verdicts/1"
Choices = dict[str, tuple[str, ...]]


class WitnessReport(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was replayed: its persons, the readings under which it is one, its text, and what happens in it.

    `runs` is how many runs of the definition show it for every reading that is left open.
    """

    persons: int
    readings: Choices
    case: str
    story: dict[str, list[str]]
    runs: int


class CheckReport(msgspec.Struct, frozen=True):
    """What the re-check of a certificate found; `why` holds by their keys what `reasons` says in English."""

    accepted: bool
    reasons: tuple[str, ...]
    proofs: int
    cases: int
    ignored: int
    why: tuple[Reason, ...] = ()


class VerdictReport(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict; `holds_under` and `fails_under` list choices of readings, each leaving open what it does not name."""

    property: str
    part: str
    text: Text
    about: Text
    article: str
    formal: str
    polarity: str
    status: Status
    persons: int
    every_size: bool
    why_not_every_size: Text | None
    readings: tuple[str, ...]
    holds_under: list[Choices]
    fails_under: list[Choices]
    witnesses: list[WitnessReport]
    reason: Text | None
    certificate: str = ""
    check: CheckReport | None = None


class RegulationReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every verdict on one regulation."""

    regulation: str
    title: Text
    verdicts: list[VerdictReport]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Every verdict on every regulation asked about."""

    schema: Literal["zeren.verdicts/1"] = SCHEMA
    zeren: str
    regulations: list[RegulationReport]


class Done(msgspec.Struct, frozen=True):
    """The report on one regulation, with what was written for it."""

    report: RegulationReport
    record: RegulationRecord | None = None
    files: tuple[Stored, ...] = ()


class Asking(msgspec.Struct, frozen=True):
    """How solvers are asked.

    Args:
        effort: the share of the usual budget that one question may cost.
        solver: which one is asked; the verdicts are the same.
        folder: where the questions are written down in SMT-LIB 2.
    """

    effort: float = 1
    solver: Which = "auto"
    folder: Path | None = None


AS_USUAL = Asking()


def report_on(name: str, folder: Path | None = None, asking: Asking = AS_USUAL, told: Callable[[str], None] = lambda _: None) -> Done:
    """Prove every property of a regulation, replay every witness, and write and re-check certificates where a folder is given.

    Args:
        name: a built-in id, or a file.
        told: is called with the id of each property as it is decided.

    Raises:
        Refused: with every fault of the file.
        OSError: if the folder cannot be written.
    """
    regulation = load_regulation(name)
    boards = Boards(regulation, asking.effort, asking.solver)
    writer = Writer(folder, regulation, boards) if folder is not None else None
    verdicts = _verdicts(regulation, boards, writer, told, asking.folder)
    record = None
    if writer is not None:
        own = built_in_file(name)
        record = writer.finish((own or Path(name)).read_bytes().decode(), "" if own else name)
        assert folder is not None
        checks = {one.what: one for one in recheck_regulation(Folder(folder, writer.files), record, boards)}
        whole_of_it = checks.get(file_name(regulation.id))  # only where the regulation itself is rejected
        verdicts = [msgspec.structs.replace(one, check=_checked(whole_of_it or checks[one.certificate])) for one in verdicts]
    report = RegulationReport(regulation=regulation.id, title=regulation.file.title, verdicts=verdicts)
    return Done(report, record, tuple(writer.files) if writer else ())


def report_of(regulation: Regulation, asking: Asking = AS_USUAL) -> RegulationReport:
    """Prove every property of a regulation that is at hand, and replay every witness."""
    verdicts = _verdicts(regulation, Boards(regulation, asking.effort, asking.solver), None, lambda _: None, asking.folder)
    return RegulationReport(regulation=regulation.id, title=regulation.file.title, verdicts=verdicts)


def whole(reports: list[RegulationReport]) -> Report:
    """The report on several regulations."""
    return Report(zeren=version("zeren"), regulations=reports)


def _verdicts(
    regulation: Regulation, boards: Boards, writer: Writer | None, told: Callable[[str], None], questioned: Path | None
) -> list[VerdictReport]:
    found: list[VerdictReport] = []
    asked = Writing(questioned) if questioned is not None else None
    for verdict in prove(regulation, boards):
        told(verdict.about.id)
        if asked is not None:
            for size, text in questions(boards, verdict):
                asked.write(f"{file_name(regulation.id)}/{folder_name(verdict.about.id, verdict.claim.part)}/persons-{size}.smt2", text)
        found.append(_reported(regulation, boards, verdict, writer.verdict(verdict) if writer else ""))
    return found


def _reported(regulation: Regulation, boards: Boards, verdict: Verdict, place: str) -> VerdictReport:
    witnesses = [
        _witness(regulation, boards, verdict, number, region)
        for number, region in enumerate(verdict.regions, 1)
        if region.witness is not None
    ]
    decided = verdict.status not in ("unknown", "not_asked")
    return VerdictReport(
        property=verdict.about.id,
        part=verdict.claim.part,
        text=verdict.about.text,
        about=verdict.claim.text,
        article=verdict.claim.article,
        formal=verdict.about.formal,
        polarity=verdict.claim.polarity,
        status=verdict.status,
        persons=verdict.scope.persons,
        every_size=verdict.scope.every_size,
        why_not_every_size=verdict.scope.why_not,
        readings=tuple(verdict.options),
        holds_under=verdict.holds_under() if decided else [],
        fails_under=verdict.fails_under() if decided else [],
        witnesses=witnesses,
        reason=verdict.reason,
        certificate=place,
    )


def _witness(regulation: Regulation, boards: Boards, verdict: Verdict, number: int, region: Region) -> WitnessReport:
    assert region.witness is not None
    board = boards.of(verdict.claim, region.witness.size)
    case = case_of(verdict.claim, board.case, region.witness.facts, region.witness.readings, case_name(verdict, number))
    choices = allowed(region.forbidden, verdict.options)
    story = Story(boards.meanings, verdict.claim, case, choices)
    return WitnessReport(
        persons=region.witness.size,
        readings=choices,
        case=case_text(regulation, story.told),
        story={language: story.lines(language) for language in ("zh", "en")},
        runs=region.witness.runs,
    )


def _checked(found: Recheck) -> CheckReport:
    return CheckReport(found.accepted, found.reasons, found.proofs, found.cases, found.ignored, found.why)
