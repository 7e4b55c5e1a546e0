"""`zeren fit`: the numbers of an organisation from a log of what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(fit)


def fit(
    organisation: Path = typer.Argument(..., metavar="ORGANISATION", help="An organisation file; what it marks as a guess is fitted."),
    log: Path = typer.Argument(
        ..., help="What was done: a log of events in the words of `simulate --log` (OCEL 2.0, XES), or a table as for audit."
    ),
    out: Path | None = typer.Option(None, metavar="FILE", help="Write the organisation's file with the fitted numbers here."),
    mapping: Path | None = typer.Option(None, metavar="FILE", help="Which column is which, and which act serves which duty."),
    from_: str = typer.Option("", "--from", metavar="DATE", help="First observed day; that of the log unless given."),
    to: str = typer.Option("", "--to", metavar="DATE", help="Last observed day; that of the log unless given."),
    all_: bool = typer.Option(False, "--all", help="Fit also the numbers that the file states for sure."),
    limit: list[str] = typer.Option([], metavar="NAME=NUMBER", help="Raise a limit of what is read: bytes, unpacked, rows, cells, cell."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """Delays, omissions, tenures, vacancies, detection: measured in a log, each with its interval and from how many observations.

    Exit code 0: every guess was fitted. 1: the log does not tell some. 2: refused.
    """
    from zeren.commands.common import fail, language, not_written
    from zeren.commands.progress import rows_read
    from zeren.fitting.fitting import fitted
    from zeren.logs.limits import limits
    from zeren.model.language.faults import Refused

    tongue = language(lang)
    try:
        with rows_read() as progress:
            found = fitted(organisation, log, mapping=mapping, from_=from_, to=to, everything=all_, limits=limits(limit), progress=progress)
    except Refused as refused:
        fail(map(str, refused.faults))
    if out is not None:
        try:
            found.write(out)
        except OSError as error:
            not_written(out, error)
    tell(found.json() + "\n" if format_ == "json" else found.text(tongue), nl=False, exact=format_ == "json")
    raise typer.Exit(0 if found.whole else 1)
