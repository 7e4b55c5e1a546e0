"""`zeren graph`: who answers for what, as a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(graph)


def graph(
    what: str = typer.Argument(
        ..., metavar="REGULATION|ORGANISATION", help="The id or file of a regulation, or the file of an organisation."
    ),
    about: str = typer.Option("", metavar="ID", help="Only this provision, term, duty or office: what rests on it, and what it rests on."),
    levels: int = typer.Option(3, min=1, max=6, help="Follow reports under a regulation over so many levels of bodies."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json", "svg", "graphml", "mermaid"] = typer.Option("text", "--format", help="What is written."),
    out: Path | None = typer.Option(None, metavar="FILE", help="Write it to this file."),
) -> None:
    """Circles, what rests on what, offices that every report passes, and absences that cut it off."""
    import zeren
    from zeren.commands.common import fail, language, not_written
    from zeren.model.language.faults import Refused
    from zeren.model.language.whole import write_whole
    from zeren.proving.graphed import FORMATS, NoSuchThing

    tongue = language(lang)
    try:
        found = zeren.graph(what, about=about or None, levels=levels)
    except Refused as refused:
        fail(refused.faults)
    except NoSuchThing as error:
        fail([error.args[0]])
    text = FORMATS[format_](found, tongue)
    if out is None:
        tell(text, nl=False)
        return
    try:
        write_whole(out, text)
    except OSError as error:
        not_written(out, error)
    tell(str(out))
