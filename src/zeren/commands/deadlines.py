"""`zeren deadlines`: when each filing of an event is due, and which clock says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from zeren.model.language.case import Case
    from zeren.model.language.regulation import Regulation


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(deadlines)


def deadlines(
    what: str = typer.Argument(..., metavar="REGULATION|CASE", help="A regulation with filings, or a case file that states an event."),
    at: list[str] = typer.Option(
        [], metavar="NAME=MOMENT", help="When something happened or was sent, such as aware=2026-03-28T23:40+01:00."
    ),
    fact: list[str] = typer.Option([], metavar="NAME=VALUE", help="Another fact of the event."),
    holidays: str = typer.Option("", help="Public holidays of a country or of a part of it: DE, DE-HE, none."),
    zone: str = typer.Option("", help="The time zone in which days begin and end, such as Europe/Berlin."),
    now: str = typer.Option("", help="The moment at which this is judged; the present one unless given."),
    ical: Path | None = typer.Option(None, "--ical", metavar="FILE", help="Write what is still to be sent for a calendar program, too."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """When each filing is due, in local time and UTC, by elapsed time and by law; or what it waits for."""
    import datetime as dt

    from zeren.commands.common import fail, language
    from zeren.deadline_text import DeadlinesReport, render_deadlines
    from zeren.encoded import as_json
    from zeren.model.language.faults import Refused
    from zeren.model.language.terms import read_moment
    from zeren.model.meaning.deadlines import deadlines as judged
    from zeren.model.meaning.filing_provisions import provisions_of
    from zeren.model.meaning.provisions import sources
    from zeren.working_days import days_off, zone_of

    tongue = language(lang)
    try:
        regulation, case = _event(what, at, fact)
        judged_at = read_moment(now) if now else case.now
    except Refused as refused:
        fail(map(str, refused.faults))
    except ValueError:
        fail([f"--now {now}: expected a moment such as 2026-03-05T09:30+08:00"])
    if not regulation.file.filings:
        fail([f"`{regulation.id}` has no filings"])
    stated = {one.term: value for one, value in case.facts.items() if one.sort == "matter"}
    moments = [value for value in stated.values() if isinstance(value, dt.datetime)]
    off_code = holidays or case.holidays
    try:
        where = zone_of(zone or case.zone, off_code, moments)
        found = judged(regulation, stated, where, days_off(off_code), judged_at or dt.datetime.now(dt.UTC))
    except Refused as refused:
        fail(map(str, refused.faults))
    except (ValueError, OverflowError) as error:
        fail([f"{what}: a limit cannot be counted: {error}"])
    if ical is not None:
        from zeren.commands.common import not_written
        from zeren.due_filings import OpenFiling, open_of
        from zeren.ical import ical as written

        named = case.id if case.file else ""
        owner = named or str(min((one.astimezone(dt.UTC) for one in moments), default=""))  # what tells one event from another
        due = [one for filing in found for one in open_of(named, "", filing) if isinstance(one, OpenFiling)]
        try:
            ical.write_bytes(written(owner, "", regulation, [], due, where, tongue))
        except OSError as error:
            not_written(ical, error)
    if format_ == "json":
        answer = DeadlinesReport(
            regulation=regulation.id,
            zone=str(where),
            holidays=off_code or "none",
            filings=found,
            provisions=provisions_of(regulation, found),
            sources=sources(regulation),
        )
        typer.echo(as_json(answer))
    else:
        typer.echo(render_deadlines(regulation, found, where, off_code, judged_at or dt.datetime.now(dt.UTC), tongue), nl=False)


def _event(what: str, at: list[str], fact: list[str]) -> tuple[Regulation, Case]:
    """The regulation and the facts of an event: those of a case file, and on top those of the call. Raises `Refused`."""
    from zeren.commands.common import fail
    from zeren.model.language.case import Case, FactId
    from zeren.model.language.faults import nearest
    from zeren.model.language.load import load_regulation, open_case
    from zeren.model.language.terms import Mistyped, read_value

    if what.endswith(".case.yaml"):
        regulation, case = open_case(Path(what))
    else:
        regulation = load_regulation(what)
        case = Case(id=regulation.id, regulation=regulation.id)
    sent = {one.id: one.sent for one in regulation.file.filings}
    known = {term.id: term for term in regulation.terms_of["matter"]}
    facts, faults = dict(case.facts), []
    for flag, pairs in (("--at", at), ("--fact", fact)):
        for pair in pairs:
            name, _, value = pair.partition("=")
            term = known.get(sent.get(name, name) if flag == "--at" else name)
            if term is None or (flag == "--at") != (term.kind == "moment"):
                names = [one.id for one in known.values() if (one.kind == "moment") == (flag == "--at")]
                faults.append(
                    f"{flag} {pair}: `{name}` is no {'moment' if flag == '--at' else 'fact'} of `{regulation.id}`; {nearest(name, names)}"
                )
                continue
            try:
                facts[FactId("matter", "", term.id)] = read_value(value, term.kind, term.options)
            except Mistyped as error:
                faults.append(f"{flag} {pair}: {error.problem}; {error.advice}")
    if faults:
        fail(faults)
    import msgspec

    return regulation, msgspec.structs.replace(case, facts=facts)
