"""`zeren cycles`: the longest gap and the oldest information that a regulation's duties allow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell, tell_json
from zeren.voice.leaving import sheet

if TYPE_CHECKING:
    from zeren.model.language.organisation import Organisation
    from zeren.model.language.regulation import Regulation
    from zeren.proofs.cycles.rows import WhatIf
    from zeren.words import Language

MOST_LEVELS, MOST_MISSED = 6, 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(cycles)


def cycles(
    regulations: list[str] = typer.Argument(None, metavar="[REGULATION…]", help="Ids or files; all built-in ones unless given."),
    organisation: Path | None = typer.Option(None, metavar="FILE", help="Its chains too, with periods from each body's own start."),
    levels: int = typer.Option(2, help="Follow chains of reports over so many levels of bodies."),
    missed: int = typer.Option(0, help="Also after up to so many whole periods left out."),
    duty: str = typer.Option("", metavar="DUTY", help="The duty that is reworded; every duty with a number unless given."),
    at_least: int | None = typer.Option(None, "--at-least", metavar="N", help="What if: at least N per period."),
    per: str = typer.Option("", "--per", metavar="PERIOD", help="What if: per week, month, quarter, half_year or year."),
    min_distance: int | None = typer.Option(None, "--min-distance", metavar="DAYS", help="What if: so many days apart or more."),
    fixed: str = typer.Option("", "--fixed", metavar="MM-DD,…", help="What if: on these days of every year."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """The tightest bounds on gaps and on the age of information, each with a schedule that attains it."""
    from zeren.commands.common import fail, language
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in, load_organisation, load_regulation
    from zeren.model.language.units import chain_up, unit_name, units

    tongue = language(lang)
    try:
        own = load_organisation(organisation) if organisation is not None else None
        if own is not None:
            every = units(own)
            lowest = [unit_name(name, 0, body.count) for name, body in own.file.bodies.items()]
            levels = max(1, *(len(chain_up(every, name)) - 1 for name in lowest))
        found = [load_regulation(name) for name in regulations or ()] or (list(own.regulations.values()) if own is not None else [])
        found = found or [load_regulation(name) for name in built_in()]
    except Refused as refused:
        fail(refused.faults)
    what_if = _what_if(found, duty, at_least, per, min_distance, fixed)
    if not 1 <= levels <= MOST_LEVELS:
        fail([said("levels expected 1 to", levels, MOST_LEVELS)])
    if not 0 <= missed <= MOST_MISSED:
        fail([said("missed expected 0 to", missed, MOST_MISSED)])
    _print(found, own, levels, missed, what_if, tongue, format_)


def _what_if(regulations: list[Regulation], duty: str, at_least: int | None, per: str, distance: int | None, fixed: str) -> WhatIf | None:
    """The other wording asked for, with every fault of it refused at once."""
    from typing import get_args

    from zeren.commands.common import fail
    from zeren.model.language.calendar import is_day_of_year
    from zeren.model.language.faults import nearest
    from zeren.model.language.statements import Span
    from zeren.proofs.cycles.rows import WhatIf
    from zeren.proofs.cycles.steps import Rule

    faults: list[str] = []
    days = tuple(sorted(day.strip() for day in fixed.split(",") if day.strip()))
    faults += [said("fixed expected a day", day) for day in days if not is_day_of_year(day)]
    if len(set(days)) < len(days):
        faults.append(said("fixed a day is named twice", fixed))
    if days and (at_least is not None or per or distance is not None):
        faults.append(said("fixed fixed days leave no number"))
    if per and per not in get_args(Span):
        faults.append(said("per", per, nearest(per, get_args(Span))))
    if at_least is not None and not 1 <= at_least <= 366:
        faults.append(said("at-least expected 1 to 366", at_least))
    if distance is not None and distance < 0:
        faults.append(said("min-distance expected 0 or more", distance))
    known = [one for regulation in regulations for one in regulation.file.duties]
    if duty and duty not in {one.id for one in known}:
        faults.append(said("duty", duty, nearest(duty, [one.id for one in known]) or said("no such duty")))
    changed = at_least is not None or per or distance is not None or days
    if duty and not changed:
        faults.append(said("duty say what if --at-least --per", duty))
    if faults:
        fail(faults)
    for one in known:
        span = per or one.per
        if changed and not days and one.id == (duty or one.id) and (duty or one.at_least):
            if span is None:
                faults.append(said("duty it has no period add", one.id))
            elif not Rule(at_least or one.at_least or 1, span, distance or 0).possible:  # type: ignore[arg-type]  # checked above
                faults.append(said("min-distance so far apart do not", distance, at_least or one.at_least, span, one.id))
    if faults:
        fail(dict.fromkeys(faults))
    return WhatIf(at_least, per or None, distance, days, duty or None) if changed else None  # type: ignore[arg-type]  # checked above


def _print(
    regulations: list[Regulation],
    organisation: Organisation | None,
    levels: int,
    missed: int,
    what_if: WhatIf | None,
    tongue: Language,
    format_: Literal["text", "json"],
) -> None:
    from zeren.proofs.cycles.rows import ARGUMENT, CyclesReport, report_on

    found = []
    for index, regulation in enumerate(regulations):
        found.append(own := report_on(regulation, levels, missed, what_if, organisation))
        if format_ == "text":
            from zeren.proving.cycle_text import CycleText

            if index:
                tell("\n" + "─" * 72 + "\n")
            tell(sheet(CycleText(regulation, tongue, what_if).lines(own)), nl=False)
    if format_ == "json":
        rows = tuple(row for one in found for row in one.rows)
        chains = tuple(relay for one in found for relay in one.relays)
        tell_json(CyclesReport(argument=ARGUMENT, what_if=what_if, rows=rows, relays=chains))
