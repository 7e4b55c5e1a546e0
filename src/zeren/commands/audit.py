"""`zeren audit`: a real log against the duties of a regulation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from zeren.model.language.calendar import Period
    from zeren.model.language.organisation import Organisation


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)


def audit(
    regulation: str = typer.Argument(..., help="A built-in id or a file."),
    log: Path = typer.Argument(..., help="CSV, xlsx, Parquet, XES or OCEL, also packed (.gz); columns date, body, act."),
    organisation: Path | None = typer.Option(None, metavar="FILE", help="The bodies that there are, their starts, offices and chains."),
    mapping: Path | None = typer.Option(None, metavar="FILE", help="Which column is which, and which act serves which duty."),
    from_: str = typer.Option(
        "", "--from", metavar="DATE", help="First observed day; that of the organisation or of the first row unless given."
    ),
    to: str = typer.Option("", "--to", metavar="DATE", help="Last observed day; that of the last row unless given."),
    as_of: str = typer.Option("", "--as-of", metavar="DATE", help="The day on which the log was closed; no later day is judged."),
    holders: bool = typer.Option(False, "--holders", help="Name who held the office that answers."),
    list_: Path | None = typer.Option(None, "--list", metavar="FILE", help="Write the printable list for putting things right (HTML)."),
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
    """What a log covers, where no record was found, when each duty is next due, and which office answers."""
    import gc

    from zeren.audit_text import AuditText
    from zeren.auditing import audit as examine
    from zeren.commands.common import fail, language, not_written
    from zeren.commands.spans import window_readings
    from zeren.logs.mapping import LogMapping, load_mapping
    from zeren.logs.read import read_log
    from zeren.logs.write import check_place
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import load_organisation, load_regulation
    from zeren.model.language.units import units
    from zeren.model.meaning.filings import Local
    from zeren.register import write_register
    from zeren.working_days import days_off, zone_of

    tongue = language(lang)
    if events is not None and organisation is None:
        fail(["--events goes with --organisation, which says what bodies there are"])
    gc.disable()  # millions of rows and no cycles among them: the collector would take half of the time
    try:
        if events is not None:
            check_place(events)
        rules = load_regulation(regulation)
        own = load_organisation(organisation) if organisation is not None else None
        if own is not None:
            rules = next((one for one in own.regulations.values() if one.id == rules.id), rules)  # with its own limits
        words = load_mapping(mapping, rules) if mapping is not None else LogMapping()
        named = zone or (own.file.zone if own is not None else None)
        free = holidays or (own.file.holidays if own is not None else None) or "none"
        off = days_off(free)
        where = zone_of(named, free, ()) if named else None
        rows = read_log(log, rules, words, list(units(own)) if own is not None else None, where)
        local = Local(where or zone_of(None, free, [row.first for row in rows.happened]), off)
        days = [entry.on for entry in rows.entries] + [row.first.astimezone(local.zone).date() for row in rows.happened]
        observed = _observed(from_, to, as_of, min(days, default=None), max(days, default=None), own)
        readings = window_readings(rules, own, reading)
        found = examine(rules, rows, observed, readings, own, holders=holders, local=local, holidays=free)
        if events is not None and own is not None:
            write_register(rules, own, rows.entries, observed, readings, events, holders=holders)
    except Refused as refused:
        fail(map(str, refused.faults))
    text = AuditText(rules, found, tongue)
    if list_ is not None:
        try:
            list_.write_text(text.page(), encoding="utf-8")
        except OSError as error:
            not_written(list_, error)
    if format_ == "json":
        from zeren.encoded import as_json

        typer.echo(as_json(found))
    else:
        typer.echo("\n".join(text.lines()))
    raise typer.Exit(1 if found.holes or (found.events is not None and found.events.holes) else 0)


def _observed(from_: str, to: str, as_of: str, first: dt.date | None, last: dt.date | None, organisation: Organisation | None) -> Period:
    from zeren.commands.common import fail
    from zeren.commands.spans import days
    from zeren.model.language.calendar import Period

    stated = days({"--from": from_, "--to": to, "--as-of": as_of})
    faults: list[str] = []
    start = stated.get("--from") or (organisation.file.from_ if organisation is not None else first)
    ends = [stated[name] for name in ("--to", "--as-of") if name in stated] or ([last] if last is not None else [])
    if start is None or not ends:
        faults.append("no row of the log could be counted; state --from and --to")
    elif start > min(ends):
        faults.append(f"the observed days end ({min(ends)}) before they start ({start})")
    if faults or start is None:
        fail(faults)
    return Period(start, min(ends))
