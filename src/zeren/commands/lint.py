"""`zeren lint`: drafting defects of a regulation, each found by proof."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell
from zeren.voice.leaving import sheet

if TYPE_CHECKING:
    from zeren.model.language.faults import Fault
    from zeren.model.language.regulation import Regulation
    from zeren.model.language.source import Source
    from zeren.proofs.lint.baseline import Baseline
    from zeren.proofs.lint.finding import Finding, Severity
    from zeren.proofs.lint.sarif import Located
    from zeren.words import Language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lint)


def lint(
    regulations: list[str] = typer.Argument(None, metavar="[REGULATION…]", help="Ids or files; the built-in ones unless given."),
    format_: Literal["text", "json", "sarif"] = typer.Option("text", "--format", help="text for people, json or sarif for programs."),
    baseline: Path = typer.Option(None, help="A file of accepted defects, each with its reason."),
    fail_on: Literal["error", "warning", "note", "never"] = typer.Option(
        "warning", help="Exit with 1 on a defect of this level or a graver one that is not accepted."
    ),
    write_baseline: Path = typer.Option(None, help="Write the defects found to this file, to be given reasons, and stop."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
) -> None:
    """Drafting defects: each with its article, its place in the file, and a smallest case that shows it."""
    from zeren.answering.not_decided import not_decided
    from zeren.commands.common import fail, language, report
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in
    from zeren.model.solving.quantities import BeyondSolver
    from zeren.model.solving.solver import Undecided

    tongue = language(lang)
    try:
        accepted = None if baseline is None else _load_baseline(baseline)
        loaded = [_load(name) for name in regulations or built_in()]
        _refuse_twins(loaded)
        located, stale = _found(loaded, accepted)
    except Refused as refused:
        if format_ != "text":
            tell(_encoded([], [], format_, tongue, refused.faults), exact=True)
        fail(refused.faults)
    except (BeyondSolver, Undecided) as gave_up:
        fail([not_decided(", ".join(regulations or built_in()), gave_up, tongue)])
    if write_baseline is not None:
        _write(write_baseline, [one.finding for one in located])
        return
    if format_ == "text":
        from zeren.proving.lint_text import lines

        tell(sheet(lines(located, {one.id: one for one, _, _ in loaded}, tongue)), nl=False)
    else:
        tell(_encoded(located, stale, format_, tongue), exact=True)
    report(map(str, stale))
    raise typer.Exit(1 if stale or any(one.accepted is None and _fails(one.finding.severity, fail_on) for one in located) else 0)


def _fails(severity: Severity, fail_on: str) -> bool:
    """Whether a defect of this level makes the command fail."""
    levels = ("error", "warning", "note")
    return fail_on != "never" and levels.index(severity) <= levels.index(fail_on)


def _load_baseline(file: Path) -> Baseline:
    from zeren.proofs.lint.baseline import load_baseline

    return load_baseline(file)


def _load(name: str) -> tuple[Regulation, Source, str]:
    """A regulation, its source with positions, and the file name to show."""
    from zeren.model.language.load import BUILT_IN, built_in_file, load_regulation
    from zeren.model.language.source import read_source

    own = built_in_file(name)
    shown = name if own is None else f"zeren/model/regulations/{own.relative_to(BUILT_IN).as_posix()}"
    return load_regulation(name), read_source(own or name), shown


def _refuse_twins(loaded: list[tuple[Regulation, Source, str]]) -> None:
    """Two files of one regulation: their defects could not be told apart."""
    from zeren.commands.common import fail

    for index, (regulation, _, file) in enumerate(loaded):
        twins = [other for one, _, other in loaded[:index] if one.id == regulation.id]
        if twins:
            fail([said("and both state lint them one", twins[0], file, regulation.id)])


def _found(loaded: list[tuple[Regulation, Source, str]], accepted: Baseline | None) -> tuple[list[Located], list[Fault]]:
    from zeren.proofs.lint.run import lint_all, place
    from zeren.proofs.lint.sarif import Located

    files = {regulation.id: (source, shown) for regulation, source, shown in loaded}
    located = []
    for finding in lint_all([regulation for regulation, _, _ in loaded]):
        source, shown = files[finding.regulation]
        located.append(Located(finding, shown, *place(finding, source), accepted.reason(finding) if accepted else None))
    stale = accepted.stale([one.finding for one in located], list(files)) if accepted else []
    return located, stale


def _write(file: Path, findings: list[Finding]) -> None:
    from zeren.commands.common import not_written
    from zeren.model.language.whole import write_whole
    from zeren.proofs.lint.baseline import baseline_text

    try:
        write_whole(file, baseline_text(findings, "state why this is accepted"))
    except OSError as error:
        not_written(file, error)


def _encoded(located: list[Located], stale: list[Fault], format_: str, tongue: Language, refused: Sequence[Fault] = ()) -> str:
    from importlib.metadata import version

    from zeren.encoded import as_json
    from zeren.proofs.lint.sarif import sarif
    from zeren.proofs.lint_report import lint_report

    wanted = format_ == "sarif"
    log: object = sarif(located, tongue, version("zeren"), refused) if wanted else lint_report(located, stale, refused)
    return as_json(log)
