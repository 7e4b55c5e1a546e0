"""`zeren deadlines`: when each filing of an event is due, and which clock says so."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(deadlines)


def deadlines(
    what: str = typer.Argument(..., metavar="REGULATION|CASE", help="A regulation with filings, or a case file that states an event."),
    at: list[str] = typer.Option(
        [], metavar="NAME=MOMENT", help="When something happened or was sent, such as aware=2026-03-28T23:40+01:00; no if it has not."
    ),
    fact: list[str] = typer.Option([], metavar="NAME=VALUE", help="Another fact of the event."),
    holidays: str = typer.Option("", help="Public holidays of a country or of a part of it: DE, DE-HE, none."),
    zone: str = typer.Option("", help="The time zone in which days begin and end, such as Europe/Berlin."),
    now: str = typer.Option("", help="The moment at which this is judged; the present one unless given."),
    readings: Literal["literal", "all"] | None = typer.Option(None, help="literal or all: which readings of the text are fixed."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option, or NAME=open."),
    open_: bool = typer.Option(False, "--open", help="Assume nothing that is not said."),
    find_out: bool = typer.Option(False, "--find-out", help="The smallest sets of unknown facts that settle what is open."),
    ical: Path | None = typer.Option(None, "--ical", metavar="FILE", help="Write what is still to be sent for a calendar program, too."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """When each filing is due, in local time and UTC, by elapsed time and by law, or what it waits for; what is not said stays open."""
    from zeren.commands.common import fail, language, not_written, pairs
    from zeren.due.timed import timed
    from zeren.model.language.faults import Refused
    from zeren.model.language.whole import write_whole

    tongue = language(lang)
    try:
        found = timed(
            what,
            pairs(at),
            pairs(fact),
            holidays=holidays,
            zone=zone,
            now=now,
            readings=pairs(reading),
            stance=readings,
            presume=not open_,
            find_out=find_out,
        )
    except Refused as refused:
        fail(refused.faults)
    if ical is not None:
        try:
            write_whole(ical, found.ical(tongue))
        except OSError as error:
            not_written(ical, error)
    tell(found.json() + "\n" if format_ == "json" else found.text(tongue), nl=False, exact=format_ == "json")
