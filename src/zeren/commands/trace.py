"""`zeren trace`: a text of a regulation against its model, sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(trace)


def trace(
    regulation: str = typer.Argument(..., metavar="REGULATION", help="The id or file of a regulation."),
    text: Path = typer.Argument(..., metavar="TEXT", help="A file with the text of it, in UTF-8; it stays where it is."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json", "html"] = typer.Option("text", "--format", help="text or html for people, json for programs."),
) -> None:
    """Which sentences of a text are modelled, by what; which are marked as left out; of which nothing speaks; and the share of each."""
    import zeren
    from zeren.commands.common import fail, language
    from zeren.model.language.faults import Refused

    tongue = language(lang)
    try:
        found = zeren.trace(regulation, text)
    except Refused as refused:
        fail(refused.faults)
    if format_ == "html":
        tell(found.page(tongue), exact=True)
    elif format_ == "json":
        tell(found.json(), exact=True)
    else:
        tell(found.text(tongue), nl=False)
