"""`zeren list`: the regulations that come with zeren."""

from __future__ import annotations

from typing import Literal

import typer

from zeren.commands.terminal import tell, tell_bytes, tell_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_)


def list_(
    regulation: str = typer.Argument("", metavar="[REGULATION]", help="Print the file of this one instead, to read or to copy."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """The built-in regulations: id, title, and from when to when each is in force."""
    from zeren.commands.common import fail, language
    from zeren.listed import listed
    from zeren.model.language.faults import nearest
    from zeren.model.language.load import built_in, built_in_file

    tongue = language(lang)
    if regulation:
        if (file := built_in_file(regulation)) is None:
            fail([f"{regulation}: no built-in regulation; {nearest(regulation, built_in())}"])
        tell_bytes(file.read_bytes())
        return
    found = listed()
    if format_ == "json":
        tell_json(found)
        return
    wide = max(len(one.id) for one in found)
    for one in found:
        days = " … ".join(str(day) if day else "" for day in (one.from_, one.to)) if one.from_ or one.to else ""
        tell(f"{one.id:{wide}}  {one.title.in_(tongue)}{f'  ({days.strip()})' if days else ''}")
