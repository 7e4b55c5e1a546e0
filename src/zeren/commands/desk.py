"""`zeren desk`: zeren in a browser on one's own machine."""

from __future__ import annotations

from pathlib import Path

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(desk)


def desk(
    folder: Path = typer.Argument(Path(), metavar="[FOLDER]", help="The folder whose files are shown and changed; this one unless given."),
    port: int = typer.Option(0, min=0, max=65535, help="The port on 127.0.0.1; a free one unless given."),
    read_only: bool = typer.Option(False, "--read-only", help="Show everything, change nothing."),
) -> None:
    """Cases, deadlines, rules and proofs in a browser; the files of the folder stay the truth, and nothing leaves this machine."""
    from zeren.commands.common import fail

    if not folder.is_dir():
        fail([said("no such folder", folder)])
    from zeren.voice.missing import require

    require("desk")
    from zeren.desk.serve import serve

    try:
        serve(folder, port, read_only=read_only, tell=tell)
    except OSError as error:
        fail([said("port", port, (error.strerror or str(error)).lower())])
