"""`zeren new`: a skeleton to start from."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(new)


def new(
    kind: str = typer.Argument(..., help="regulation, case, organisation, house or mapping."),
    name: str = typer.Argument(..., help="The id of what is written; of a mapping, the log that it is for."),
    regulation: str = typer.Option("county-bureau", help="The regulation that a case, organisation or house file is for."),
    out: Path = typer.Option(None, help="The file to write; NAME.KIND.yaml here unless given."),
) -> None:
    """Write a skeleton that loads as it stands, with a comment on each part."""
    from zeren.commands.common import fail, not_written
    from zeren.logs.drafts import draft_mapping
    from zeren.model.language.faults import Refused, nearest
    from zeren.model.language.load import load_regulation
    from zeren.skeletons import KINDS, skeleton

    if kind not in (*KINDS, "mapping"):
        fail([said("no skeleton", kind, nearest(kind, (*KINDS, "mapping")))])
    try:
        rules = load_regulation(regulation)
        text = draft_mapping(Path(name), rules) if kind == "mapping" else skeleton(kind, name, rules, _named(regulation, out))
    except Refused as refused:
        fail(refused.faults)
    except ValueError as error:
        fail([error.args[0]])
    name = Path(name).name.partition(".")[0] if kind == "mapping" else name
    file = out or Path(f"{name}.yaml" if kind == "regulation" else f"{name}.{kind}.yaml")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        fail([said("there is such a file already choose another", file)])
    except OSError as error:
        not_written(file, error)
    tell(str(file))


def _named(regulation: str, out: Path | None) -> str:
    """How a new file names its regulation: by its id, or by its path from the folder that the file is written into."""
    from zeren.model.language.load import is_file_name

    if not is_file_name(regulation):
        return regulation
    folder = (out or Path(".")).parent
    try:
        path = Path(os.path.relpath(regulation, folder)).as_posix()
    except ValueError:  # on another drive
        return Path(regulation).resolve().as_posix()
    return path
