"""`zeren audit`: a real log against the duties of a regulation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)


def audit(
    regulation: str = typer.Argument(..., help="A built-in id or a file."),
    log: Path = typer.Argument(
        ..., help="CSV, xlsx, xls, ods (every sheet), Parquet, Arrow, XES or OCEL, also packed (.gz); columns date, body, act."
    ),
    organisation: Path | None = typer.Option(None, metavar="FILE", help="The bodies that there are, their starts, offices and chains."),
    mapping: Path | None = typer.Option(None, metavar="FILE", help="Which column is which, and which act serves which duty."),
    from_: str = typer.Option(
        "", "--from", metavar="DATE", help="First observed day; that of the organisation or of the first row unless given."
    ),
    to: str = typer.Option("", "--to", metavar="DATE", help="Last observed day; that of the last row unless given."),
    as_of: str = typer.Option("", "--as-of", metavar="DATE", help="The day on which the log was closed; no later day is judged."),
    holders: bool = typer.Option(False, "--holders", help="Name who held the office that answers."),
    list_: Path | None = typer.Option(None, "--list", metavar="FILE", help="Write the printable list for putting things right (HTML)."),
    out: Path | None = typer.Option(None, metavar="FILE", help="Write everything that was found: .xlsx, .html or .json."),
    explain: bool = typer.Option(False, "--explain", help="Only tell row by row what was understood, and why a row is not counted."),
    details: bool | None = typer.Option(None, "--details/--summary", help="Tell every body and hole, or only what they come to."),
    outliers: bool = typer.Option(
        False, "--outliers", help="Dates more than two years from all others are right: observe the days up to them."
    ),
    limit: list[str] = typer.Option([], metavar="NAME=NUMBER", help="Raise a limit of what is read: bytes, unpacked, rows, cells, cell."),
    events: Path | None = typer.Option(
        None, "--events", metavar="FILE", help="Write the log as one of events: .jsonocel, .json or .sqlite (OCEL 2.0), .xes or .xes.gz."
    ),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option."),
    zone: str = typer.Option(
        "", help="Where days begin and end, for time limits; that of the organisation or of the moments unless given."
    ),
    holidays: str = typer.Option(
        "", help="Whose public holidays move time limits: DE, DE-HE, none; those of the organisation unless given."
    ),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """What a log covers, where no record was found, when each duty is next due, and which office answers.

    Exit code 0: every row was counted and everything due has a record in time. 1: there are holes, or rows that were not counted, or
    nothing could be assessed. 2: refused.
    """
    import gc

    from zeren.auditing.audited import audited
    from zeren.commands.common import fail, language, not_written, pairs
    from zeren.commands.progress import rows_read
    from zeren.logs.limits import limits
    from zeren.logs.write import check_place
    from zeren.model.language.faults import Refused
    from zeren.model.language.whole import write_whole

    tongue = language(lang)
    if events is not None and organisation is None:
        fail([said("events goes with --organisation which says")])
    if out is not None and out.suffix.lower() not in (".xlsx", ".html", ".json"):
        fail([said("out its name does not say", out)])
    gc.disable()  # for telling what was found, too; the process ends with it
    try:
        if events is not None:
            check_place(events)
        with rows_read() as progress:
            found = audited(
                regulation,
                log,
                organisation=organisation,
                mapping=mapping,
                from_=from_,
                to=to,
                as_of=as_of,
                holders=holders,
                readings=pairs(reading),
                zone=zone,
                holidays=holidays,
                outliers=outliers,
                details=details,
                limits=limits(limit),
                progress=progress,
            )
        if events is not None:
            found.events(events, holders=holders)
    except Refused as refused:
        fail(refused.faults)
    forms: dict[str, Callable[[], str | bytes]] = {
        ".xlsx": lambda: found.workbook(tongue),
        ".html": lambda: found.page(tongue),
        ".json": lambda: found.json() + "\n",
    }
    wanted = [(list_, forms[".html"])] if list_ is not None else []
    wanted += [(out, forms[out.suffix.lower()])] if out is not None else []
    for file, made in wanted:
        try:
            write_whole(file, made())
        except OSError as error:
            not_written(file, error)
    if explain:
        tell(found.preview(tongue), nl=False)
        raise typer.Exit(0 if not found.audit.not_counted else 1)
    tell(found.json() + "\n" if format_ == "json" else found.text(tongue), nl=False, exact=format_ == "json")
    raise typer.Exit(0 if found.sound else 1)
