"""`zeren mutate`: which words of a regulation no case holds fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import count, on_terminal, tell, tell_json
from zeren.voice.leaving import sheet

if TYPE_CHECKING:
    from zeren.model.language.case import Case
    from zeren.model.language.faults import Fault
    from zeren.model.language.regulation import Regulation
    from zeren.proving.mutation import MutationReport


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mutate)


def mutate(
    regulation: str = typer.Argument(..., help="Id or file."),
    cases: list[Path] = typer.Argument(None, metavar="[CASE…]", help="Case files or folders; those that come with a built-in regulation."),
    out: Path = typer.Option(None, metavar="DIR", help="Write for each change that no case notices the smallest case that would."),
    every: int = typer.Option(1, min=1, help="Try only every so-many-th change."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    jobs: int = typer.Option(1, min=0, help="How many processes, 0 for as many as there are cores; the report does not depend on it."),
    cluster: str = typer.Option("", metavar="ADDRESS", help="A dask.distributed scheduler, such as tcp://host:8786, or ray."),
) -> None:
    """Change a regulation a little in every way, and say which changes none of its cases notices: what your cases do not test."""
    from zeren.answering.not_decided import not_decided
    from zeren.commands.common import fail, language
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import load_regulation
    from zeren.model.solving.undecided import Undecided
    from zeren.proving.mutation import MutationReport, fates
    from zeren.workers import Where

    tongue = language(lang)
    try:
        loaded = load_regulation(regulation)
        found = _cases(loaded, cases or [])
    except Refused as refused:
        fail(refused.faults)
    except Undecided as gave_up:
        fail([not_decided(regulation, gave_up, tongue)])
    if not found:
        fail([said("no cases of this regulation with", regulation)])
    done = []
    try:
        for one in fates(loaded, found, every=every, where=Where(jobs, cluster)):
            done.append(one)
            if on_terminal(sys.stderr) and format_ == "text":
                count(len(done))
    except Refused as refused:
        fail(refused.faults)
    report = MutationReport(regulation=loaded.id, cases=len(found), changes=tuple(done))
    if out is not None:
        _write(out, report)
    if format_ == "json":
        tell_json(report)
    else:
        from zeren.proving.mutation_text import lines

        tell(sheet(lines(loaded, report, tongue)), nl=False)
    raise typer.Exit(1 if report.of("survives") or report.of("undecided") else 0)


def _cases(regulation: Regulation, places: list[Path]) -> list[Case]:
    """The cases of a regulation with expectations, each of which passes under it as it stands. Raises `Refused`."""
    from zeren.commands.common import fail
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import load_regulation, open_case
    from zeren.proving.mutation import notices

    def find(name: str | Path) -> Regulation:
        return regulation if str(name) == regulation.id or str(name).endswith(".yaml") else load_regulation(name)

    files: list[Path] = []
    for place in places or [_own_cases(regulation)]:
        if places and not place.exists():
            fail([said("no such file or folder", place)])
        files += sorted(place.rglob("*.case.yaml")) if place.is_dir() else [place] if place.exists() else []
    found: list[Case] = []
    faults: list[Fault] = []
    for file in files:
        try:
            under, case = open_case(file, find)
        except Refused as refused:
            faults += refused.faults
            continue
        if under.id == regulation.id and (case.expect is not None or case.expect_under):
            found.append(case)
    if faults:
        raise Refused(faults)
    failing = [case.id for case in found if notices(case, regulation)]
    if failing:
        fail([said("fails under the regulation as it", name) for name in failing])
    return found


def _own_cases(regulation: Regulation) -> Path:
    import zeren

    return Path(zeren.__file__).parent / "scenarios" / "cases" / regulation.id


def _write(folder: Path, report: MutationReport) -> None:
    from zeren.commands.common import not_written
    from zeren.model.language.whole import write_whole

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate((one for one in report.of("survives") if one.case), 1):
            name = f"untested-{number}"
            write_whole(folder / f"{name}.case.yaml", one.case.replace("case: example", f"case: {name}", 1))
    except OSError as error:
        not_written(folder, error)
