"""`zeren calendar`: the due dates of a body, for a calendar program."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

LONGEST_DAYS = 50 * 366


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
) -> None:
    """Each open period's last working day, alarms before it, and suggested dates between; and what events ask for, until when."""
    from zeren.calendar_text import counted, notes
    from zeren.commands.common import fail, language, not_written
    from zeren.commands.spans import days, window_readings
    from zeren.due_days import due_days, working_days
    from zeren.due_filings import open_filings
    from zeren.ical import ical
    from zeren.logs.mapping import LogMapping, load_mapping
    from zeren.logs.read import Log, read_log
    from zeren.model.language.calendar import Period
    from zeren.model.language.faults import Refused, nearest
    from zeren.model.language.load import load_organisation
    from zeren.model.language.units import units
    from zeren.model.meaning.filings import Local
    from zeren.working_days import days_off, zone_of

    tongue = language(lang)
    stated = days({"--from": from_, "--to": to})
    span = Period(stated["--from"], stated["--to"])
    if not 1 <= span.days <= LONGEST_DAYS:
        fail([f"--from {from_} --to {to}: expected a span of 1 day to 50 years"])
    try:
        works = working_days(country)
        own = load_organisation(organisation)
        every = units(own)
        if body not in every:
            fail([f"--body {body}: unknown body; {nearest(body, every)}"])
        regulation_id = every[body].regulation
        if regulation_id is None:
            fail([f"--body {body}: it has no regulation, so no duties"])
        regulation = own.regulations[regulation_id]
        free = own.file.holidays or country
        named = zone or own.file.zone
        where = zone_of(named, free, ()) if named else None
        rows = Log("", 0, [], [])
        if log is not None:
            words = load_mapping(mapping, regulation) if mapping is not None else LogMapping()
            rows = read_log(log, regulation, words, list(every), where)
        local = Local(where or zone_of(None, free, [row.first for row in rows.happened]), days_off(free, "holidays"))
    except Refused as refused:
        fail(map(str, refused.faults))
    except NotImplementedError:
        fail([f"--country {country}: its holidays are not known; give a code such as CN or DE, or none"])
    found = due_days(regulation, every[body], span, window_readings(regulation, own, reading), works, rows.entries)
    filings, waiting = open_filings(regulation, rows.happened, every, body, span, local, own.file.limits)
    content = ical(own.id, body, regulation, found, filings, local.zone, tongue)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        try:
            out.write_bytes(content)
        except OSError as error:
            not_written(out, error)
        typer.echo(counted(out, found, filings, tongue))
    for line in notes(regulation, waiting, rows.unread, local.zone, tongue):
        typer.echo(line, err=True)
