"""`zeren succession`: whether somebody answers for every duty for ever, whoever leaves, or the shortest history that breaks it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell
from zeren.voice.leaving import sheet
from zeren.voice.tongue import in_tongue

if TYPE_CHECKING:
    from zeren.model.language.regulation import Regulation
    from zeren.proofs.succession.table import Further, Row
    from zeren.words import Language

MOST_DAYS = 36_525


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(succession)


def succession(
    regulations: list[str] = typer.Argument(None, metavar="[REGULATION…]", help="Ids or files; all built-in ones unless given."),
    office: str = typer.Option("", metavar="OFFICE", help="Only what depends on this office; a further sentence is then said of it."),
    orderly: bool = typer.Option(False, "--orderly", help="Leave out of account that somebody dies or is gone at once."),
    deputy: str = typer.Option("", metavar="OFFICE", help="What if: its holder acts while the office is vacant or its holder away."),
    acting_within: int | None = typer.Option(None, metavar="DAYS", help="What if: somebody is named to act within so many days."),
    filled_within: int | None = typer.Option(None, metavar="DAYS", help="What if: a vacancy is filled within so many days."),
    absence_within: int | None = typer.Option(None, metavar="DAYS", help="What if: an absence ends within so many days."),
    certificates: Path = typer.Option(None, metavar="DIR", help="Write a certificate for each verdict, for `zeren check`."),
    effort: float = typer.Option(1.0, min=0.0, help="The share of the usual steps that the solver may take for one question."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json", "html"] = typer.Option("text", "--format", help="text for people, json for programs, html to print."),
    out: Path = typer.Option(None, help="Write into this file instead of printing."),
) -> None:
    """Whether somebody answers in every period, for ever: proved by induction, or the shortest history that breaks it."""
    from zeren.commands.common import fail, language, not_written, refuse_uncertifiable
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in, load_regulation
    from zeren.model.language.whole import write_whole
    from zeren.proofs.succession.table import table

    tongue = language(lang)
    names = list(dict.fromkeys(regulations or built_in()))
    try:
        found = [load_regulation(name) for name in names]
    except Refused as refused:
        fail(refused.faults)
    what_if = _what_if(found, office, deputy, acting_within, filled_within, absence_within)
    if what_if is not None and certificates is not None:
        fail([said("certificates they are written for the")])
    if office and certificates is not None:
        fail([said("certificates they are written for every")])
    if certificates is not None:
        refuse_uncertifiable(names)
    if regulations or not office:
        shown = found
    else:
        shown = [one for one in found if office in one.file.bearers]
    rows = [table(one, sudden=not orderly, what_if=what_if, effort=effort, office=office or None) for one in shown]
    try:
        if certificates is not None:
            rows = _written(certificates, shown, rows, names, not orderly)
        text = _rendered(shown, rows, what_if, not orderly, office or None, tongue, format_)
        if out is not None:
            write_whole(out, text)
    except OSError as error:
        not_written(error.filename or certificates or out, error)
    if out is None:
        tell(text, nl=False, exact=format_ == "json")
    raise typer.Exit(0 if all(row.verdict == "holds" for own in rows for row in own) else 1)


def _what_if(
    regulations: list[Regulation], office: str, deputy: str, acting: int | None, filled: int | None, absence: int | None
) -> Further | None:
    """The further sentence asked for, with every fault of it refused at once."""
    from zeren.commands.common import fail
    from zeren.model.language.faults import nearest
    from zeren.proofs.succession.table import Further

    known = [name for regulation in regulations for name in regulation.file.bearers]
    faults = [
        said("of an office", flag, name, nearest(name, known) or said("no such office"))
        for flag, name in (("office", office), ("deputy", deputy))
        if name and name not in known
    ]
    if deputy and deputy == office:
        faults.append(said("deputy an office cannot be its", deputy))
    for flag, days in (("acting-within", acting), ("filled-within", filled), ("absence-within", absence)):
        if days is not None and not 0 <= days <= MOST_DAYS:
            faults.append(said("expected 0 to", flag, days, MOST_DAYS))
    if faults:
        fail(faults)
    found = Further(deputy or None, acting, filled, absence)
    return None if found == Further() else found


def _written(
    folder: Path, regulations: list[Regulation], rows: list[tuple[Row, ...]], names: list[str], sudden: bool
) -> list[tuple[Row, ...]]:
    """The rows, each with the place of its certificate, which is written."""
    from importlib.metadata import version

    from zeren.model.language.load import built_in_file
    from zeren.proofs.succession.certificate import Writer

    writer = Writer(folder, sudden)
    placed = []
    for regulation, own, name in zip(regulations, rows, names, strict=True):
        file = built_in_file(name)
        text = (file or Path(name)).read_bytes().decode()
        placed.append(writer.regulation(regulation, own, text, "" if file else name))
    writer.finish(version("zeren"))
    return placed


def _rendered(
    regulations: list[Regulation],
    rows: list[tuple[Row, ...]],
    what_if: Further | None,
    sudden: bool,
    office: str | None,
    tongue: Language,
    format_: Literal["text", "json", "html"],
) -> str:
    from zeren.proofs.succession.table import ARGUMENT, SuccessionReport, reworded

    if format_ == "json":
        from zeren.encoded import as_json

        every = tuple(row for own in rows for row in own)
        found = SuccessionReport(argument=ARGUMENT, what_if=what_if, sudden=sudden, rows=every)
        return as_json(found) + "\n"
    from zeren.proving.succession_text import SuccessionText

    told = [SuccessionText(one, tongue, reworded(one, what_if, office) if what_if else None) for one in regulations]
    if format_ == "html":
        from zeren.proving.succession_page import page

        return page(list(zip(told, rows, strict=True)), in_tongue(ARGUMENT, tongue), tongue, sudden=sudden)
    parts = [sheet(text.lines(own, in_tongue(ARGUMENT, tongue), sudden)) for own, text in zip(rows, told, strict=True)]
    return ("\n" + "─" * 72 + "\n\n").join(parts)
