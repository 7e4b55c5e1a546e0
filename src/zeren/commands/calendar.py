"""`zeren calendar`: the due dates of a body, for a calendar program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell, tell_bytes


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(calendar)


def calendar(
    organisation: Path = typer.Argument(..., help="The organisation file."),
    body: str = typer.Option(..., metavar="BODY", help="Which body: a name in the file, or name-7 for one of many alike."),
    from_: str = typer.Option(..., "--from", metavar="DATE", help="First day of the span."),
    to: str = typer.Option(..., "--to", metavar="DATE", help="Last day of the span."),
    out: Path | None = typer.Option(None, metavar="FILE", help="Write the iCalendar file here; on standard output unless given."),
    log: Path | None = typer.Option(
        None,
        metavar="FILE",
        help="What was done, which is left out, and what happened: filings that its events ask for enter.",
    ),
    mapping: Path | None = typer.Option(None, metavar="FILE", help="Which column of the log is which, and which act serves which duty."),
    country: str = typer.Option("CN", metavar="CODE", help="Whose public holidays count (ISO 3166), or none for weekends only."),
    zone: str = typer.Option("", help="Where days begin and end, for filings; that of the organisation or of the moments unless given."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["ical", "text", "json"] = typer.Option(
        "ical", "--format", help="ical for calendar programs, text for people, json for programs."
    ),
) -> None:
    """Each open period's last working day, alarms before it, and suggested dates between; and what events ask for, until when."""
    from zeren.commands.common import fail, language, not_written, pairs
    from zeren.due.calendar_text import counted
    from zeren.due.scheduled import scheduled
    from zeren.model.language.faults import Refused
    from zeren.model.language.whole import write_whole

    tongue = language(lang)
    try:
        found = scheduled(organisation, body, from_, to, log=log, mapping=mapping, country=country, zone=zone, readings=pairs(reading))
    except Refused as refused:
        fail(refused.faults)
    if format_ == "ical":
        content = found.ical(tongue)
    else:
        content = (found.json() + "\n" if format_ == "json" else found.text(tongue)).encode()
    if out is None and format_ == "ical":
        tell_bytes(content)
    elif out is None:
        tell(content.decode(), nl=False, exact=format_ == "json")
    else:
        try:
            write_whole(out, content)
        except OSError as error:
            not_written(out, error)
        tell(counted(out, found.days, found.filings, tongue))
    for line in found.notes(tongue) if format_ == "ical" else ():  # the others say it themselves
        tell(line, err=True)
