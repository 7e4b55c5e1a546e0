"""`zeren prove`: what a rule set guarantees, where it breaks, and a smallest case that shows it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.terminal import on_terminal, tell

if TYPE_CHECKING:
    from zeren.model.language.limits import Limits
    from zeren.proving.verdict_report import Asking, Done, RegulationReport
    from zeren.workers import Where


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(prove)


def prove(
    regulations: list[str] = typer.Argument(None, metavar="[REGULATION…]", help="Ids or files; everything built in unless given."),
    certificates: Path = typer.Option(None, metavar="DIR", help="Write a certificate for each verdict, and check it again."),
    format_: Literal["text", "json", "html"] = typer.Option("text", "--format", help="text for people, json for programs, html to print."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    out: Path = typer.Option(None, help="Write into this file instead of printing."),
    effort: float = typer.Option(1.0, min=0.0, help="The share of the usual budget that a solver may spend on one question."),
    solver: Literal["auto", "sat", "z3"] = typer.Option("auto", help="Which solver is asked; the verdicts are the same."),
    smt2: Path = typer.Option(None, metavar="DIR", help="Write the questions behind the verdicts here in SMT-LIB 2, for any solver."),
    jobs: int = typer.Option(0, min=0, help="How many processes; as many as there are cores unless given."),
    cluster: str = typer.Option("", metavar="ADDRESS", help="A dask.distributed scheduler, such as tcp://host:8786, or ray."),
) -> None:
    """What the rules guarantee for boards of every size, under which readings, and smallest cases where they do not."""
    from zeren.commands.common import fail, language, not_written, refuse_uncertifiable
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in
    from zeren.model.language.whole import write_whole
    from zeren.proving.verdict_report import Asking
    from zeren.workers import Where

    tongue = language(lang)
    names = list(dict.fromkeys(regulations or built_in()))
    try:
        if certificates is not None:
            refuse_uncertifiable(names)
        asking, where = Asking(effort, solver, smt2), Where(jobs, cluster)
        done = list(_proved(names, certificates, asking, where, progress=format_ == "text" and out is None))
        if certificates is not None:
            _write_manifest(certificates, done)
        text = _rendered([one.report for one in done], names, format_, tongue, to_file=out is not None)
        if out is not None:
            write_whole(out, text)
    except Refused as refused:
        fail(refused.faults)
    except OSError as error:
        not_written(error.filename or certificates or out, error)
    if out is None and text:
        tell(text, nl=False, exact=format_ == "json")
    wrong = [one for report in done for one in report.report.verdicts if one.status in ("fails", "depends", "unknown")]
    rejected = [one for report in done for one in report.report.verdicts if one.check is not None and not one.check.accepted]
    raise typer.Exit(1 if wrong or rejected else 0)


def _proved(names: list[str], folder: Path | None, asking: Asking, where: Where, *, progress: bool) -> Iterator[Done]:
    """The report on each regulation, in the order asked; several at a time where there are several cores or a cluster."""
    from zeren.model.language.limits import limits
    from zeren.workers import Where, in_order

    if not where.cluster:
        where = Where(min(where.processes, len(names)))
    shown = progress and on_terminal(sys.stderr)
    found = in_order(_in_a_process, [(name, folder, asking, limits()) for name in names], where)
    for name, done in zip(names, found, strict=True):
        if shown:
            tell(f"{name} ✓", err=True)
        yield done


def _in_a_process(name: str, folder: Path | None, asking: Asking, limits: Limits) -> Done:
    """The report on one regulation, under the limits of the process that asks for it."""
    from zeren.model.language.limits import in_force
    from zeren.proving.verdict_report import report_on

    with in_force(limits):
        return report_on(name, folder, asking)


def _write_manifest(folder: Path, done: list[Done]) -> None:
    from importlib.metadata import version

    from zeren.model.language.faults import Fault, Refused
    from zeren.proofs.certificates.folder import write_manifest

    records = [one.record for one in done if one.record is not None]
    files = [file for one in done for file in one.files]
    if missing := next((one.file for one in files if not (folder / one.file).is_file()), None):
        raise Refused([Fault(str(folder), 0, 0, f"`{missing}` is not there", "the workers of a cluster need the same file system")])
    write_manifest(folder, records, files, version("zeren"))


def _rendered(reports: list[RegulationReport], names: list[str], format_: str, language: str, *, to_file: bool) -> str:
    """The reports as text; empty where they were printed as a table already."""
    from zeren.encoded import as_json
    from zeren.model.language.load import load_regulation
    from zeren.proving.proof_board import board_text, groups, print_board
    from zeren.proving.proof_page import page
    from zeren.proving.verdict_report import whole

    if format_ == "json":
        return as_json(whole(reports)) + "\n"
    shown = [(load_regulation(name), report) for name, report in zip(names, reports, strict=True)]
    if format_ == "html":
        return page([(report.title, report.regulation, groups(regulation, report, language)) for regulation, report in shown], language)
    if to_file or not on_terminal(sys.stdout):
        return board_text(shown, language)
    from rich.console import Console

    print_board(Console(), shown, language)
    return ""
