"""`zeren replay`: the answer of a receipt again, byte for byte, or what differs."""

from __future__ import annotations

from pathlib import Path

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    file: Path = typer.Argument(..., metavar="FILE", help="A receipt that `zeren ask --receipt` wrote."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
) -> None:
    """Answer what a receipt holds again: prints the answer as JSON, and exits with 1 where it is not the same."""
    from importlib.metadata import version

    from zeren.answering.not_decided import not_decided
    from zeren.answering.receipt import differences, read_receipt, replayed
    from zeren.commands.common import fail, language
    from zeren.encoded import as_json
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in_file
    from zeren.model.solving.undecided import Undecided
    from zeren.voice.keys import REPLAY

    tongue = language(lang)

    try:
        found = read_receipt(file.read_bytes(), str(file))
        again = as_json(replayed(found))
    except OSError as error:
        fail([said("about", file, (error.strerror or "cannot be read").lower())])
    except Refused as refused:
        fail(refused.faults)
    except Undecided as gave_up:
        fail([not_decided(str(file), gave_up, tongue)])
    tell(again, exact=True)
    here = built_in_file(found.regulation.name)
    if here is not None and here.read_text(encoding="utf-8-sig") != found.regulation.text:
        tell(REPLAY.say("rules", tongue, found.regulation.name), err=True)
    if found.zeren != version("zeren"):
        tell(REPLAY.say("engine", tongue, found.zeren, version("zeren")), err=True)
    if again == as_json(found.answer):
        tell(REPLAY.say("same", tongue, found.number, version("zeren")), err=True)
        return
    import msgspec

    for place, before, after in differences(found.answer, msgspec.json.decode(again)):
        tell(REPLAY.say("differs", tongue, place, *(msgspec.json.encode(one).decode() for one in (before, after))), err=True)
    raise typer.Exit(1)
