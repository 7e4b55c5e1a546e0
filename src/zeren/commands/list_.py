"""`zeren list`: the regulations that come with zeren."""

from __future__ import annotations

from typing import Literal

import typer

from zeren.commands.terminal import tell, tell_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_)


def list_(
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """The built-in regulations: id, title, and from when to when each is in force."""
    from zeren.commands.common import language
    from zeren.model.language.load import built_in, load_regulation

    tongue = language(lang)
    found = [load_regulation(name).file for name in built_in()]
    if format_ == "json":
        tell_json([{"id": one.regulation, "title": one.title, "from": one.valid.from_, "to": one.valid.to} for one in found])
        return
    wide = max(len(one.regulation) for one in found)
    for one in found:
        days = " … ".join(str(day) if day else "" for day in (one.valid.from_, one.valid.to)) if one.valid.from_ or one.valid.to else ""
        tell(f"{one.regulation:{wide}}  {one.title.in_(tongue)}{f'  ({days.strip()})' if days else ''}")
