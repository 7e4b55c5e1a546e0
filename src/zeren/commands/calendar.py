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
    log: Path | None = typer.Option(None, metavar="FILE", help="What was done already: periods that it fills are left out."),
    mapping: Path | None = typer.Option(None, metavar="FILE", help="Which column of the log is which, and which act serves which duty."),
    country: str = typer.Option("CN", metavar="CODE", help="Whose public holidays count (ISO 3166), or none for weekends only."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
) -> None:
    """Each open period's last working day, with the legal last day, alarms before it, and suggested dates between."""
    from zeren.calendar import due_days, ical, working_days
    from zeren.commands.common import fail, language, not_written
    from zeren.commands.spans import days, window_readings
    from zeren.logs.mapping import LogMapping, load_mapping
    from zeren.logs.read import Entry, read_log
    from zeren.model.language.calendar import Period
    from zeren.model.language.faults import Refused, nearest
    from zeren.model.language.load import load_organisation
    from zeren.model.language.units import units

    tongue = language(lang)
    stated = days({"--from": from_, "--to": to})
    span = Period(stated["--from"], stated["--to"])
    if not 1 <= span.days <= LONGEST_DAYS:
        fail([f"--from {from_} --to {to}: expected a span of 1 day to 50 years"])
    entries: list[Entry] = []
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
        if log is not None:
            words = load_mapping(mapping, regulation) if mapping is not None else LogMapping()
            entries = read_log(log, regulation, words, list(every)).entries
    except Refused as refused:
        fail(map(str, refused.faults))
    except NotImplementedError:
        fail([f"--country {country}: its holidays are not known; give a code such as CN or DE, or none"])
    found = due_days(regulation, every[body], span, window_readings(regulation, own, reading), works, entries)
    content = ical(own, regulation, every[body], found, tongue)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        not_written(out, error)
    due = sum(one.kind == "due" for one in found)
    shown = ("{}：{}个期限，{}个建议日期", "{}: {} last days, {} suggested dates")[tongue == "en"]
    typer.echo(shown.format(out, due, len(found) - due))
