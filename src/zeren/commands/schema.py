"""`zeren schema`: the JSON Schemas of the files that users write and of the answers that programs read."""

from __future__ import annotations

from pathlib import Path

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(schema)


def schema(
    kind: str = typer.Argument(
        "",
        help="regulation, case, organisation, house or mapping (files); answer, verdicts, recheck, lint, graph, mutation, comparison, "
        "cycles, succession, audit, calendar, deadlines, simulation, fit, sensitivity, "
        "receipt, trace or list (what --format json prints); all of them unless given.",
    ),
    regulation: str = typer.Option(
        "", help="Of a case or house file under this regulation (an id or a file): its terms, offices, options."
    ),
    out: Path = typer.Option(None, help="A folder to write KIND.schema.json into, instead of printing."),
) -> None:
    """Print or write the JSON Schemas, so that an editor completes and checks while one types."""
    from zeren.commands.common import fail, not_written
    from zeren.model.language.faults import Refused, nearest
    from zeren.model.language.load import load_regulation
    from zeren.model.language.whole import write_whole
    from zeren.schemas import KINDS, UNDER, schema_text

    if kind and kind not in KINDS:
        fail([said("no schema", kind, nearest(kind, KINDS))])
    wanted = [kind] if kind else list(UNDER if regulation else KINDS)
    if regulation and not set(wanted) <= set(UNDER):
        fail([said("schema under", kind)])
    try:
        rules = load_regulation(regulation) if regulation else None
    except Refused as refused:
        fail(refused.faults)
    if out is None:
        for one in wanted:
            tell(schema_text(one, rules), exact=True)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for one in wanted:
            write_whole(out / f"{one}.schema.json", schema_text(one, rules) + "\n")
    except OSError as error:
        not_written(out, error)
    tell(f"{out}: " + ", ".join(f"{one}.schema.json" for one in wanted))
