"""Pages of reference made from the program itself: every command with its options, every key of every file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import typer.main

from zeren.cli import app
from zeren.schemas import WRITTEN, schema_text

_FILES = {
    "regulation": "Rules: who answers, when, who is excused, what must be done and by when. A skeleton: `zeren new regulation NAME`.",
    "case": "What happened. A skeleton: `zeren new case NAME --regulation REGULATION`.",
    "organisation": "Bodies, offices, plans. A skeleton: `zeren new organisation NAME`.",
    "house": "The readings that an organisation has adopted. A skeleton: `zeren new house NAME`.",
    "mapping": "Which column of a log is which. A skeleton: `zeren new mapping LOG`.",
}


def commands_page() -> str:
    """What `--help` says of every command, and the exit codes."""
    group: Any = typer.main.get_command(app)
    with group.make_context("zeren", ["--version"], resilient_parsing=True) as context:
        lines = [
            "# Commands",
            "",
            "What `zeren COMMAND --help` says, command by command. Options that several commands share mean the same everywhere: "
            "`--lang zh` or `en`, `--format json` for programs, `--out FILE`.",
            "",
            "| exit code | means |",
            "|---|---|",
            "| 0 | fine |",
            "| 1 | an expectation failed, or something was found |",
            "| 2 | refused: what was given cannot be used, or something is not installed |",
            "| 3 | somebody's outcome is open (`ask --exit-open`) |",
            "| 70 | a fault of zeren itself |",
            "| 130 | broken off |",
            "",
        ]
        for name in sorted(group.list_commands(context)):
            command = group.get_command(context, name)
            inner = command.make_context(name, [], parent=context, resilient_parsing=True, terminal_width=90)
            lines += [f"## zeren {name}", "", "```text", command.get_help(inner).rstrip(), "```", ""]
    return "\n".join(lines)


def keys_page() -> str:
    """Every record of every file that people write, with its keys."""
    lines = [
        "# Keys of every file",
        "",
        "What may stand in the files that you write; an editor that knows JSON Schema completes them (`zeren schema KIND`). "
        "A key in **bold** must be there. Where a *condition* is wanted, it is written in [the language of conditions](conditions.md).",
        "",
    ]
    for kind in WRITTEN:
        whole = json.loads(schema_text(kind))
        records: Mapping[str, Any] = {name: _whole(one) for name, one in whole["$defs"].items()}
        lines += [f"## {kind}", "", _FILES[kind], ""]
        first = whole["$ref"].rpartition("/")[2]
        for name in sorted(records, key=lambda one: (one != first, one)):
            if records[name].get("properties"):
                lines += [] if name == first else [f"### {name} ({kind})", ""]
                lines += [_said(records[name].get("description", "")), "", "| key | also written | is |", "|---|---|---|"]
                lines += _rows(records[name], kind)
                lines.append("")
    return "\n".join(lines)


def _whole(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record, also where a text may stand for it."""
    if record.get("properties"):
        return record
    return next((one for one in record.get("anyOf", ()) if "properties" in one), record)


def _rows(record: Mapping[str, Any], kind: str) -> Iterator[str]:
    """A row for each key, with the other words for it; one that must be there in bold."""
    needed = {*record.get("required", ())} | {choice["required"][0] for part in record.get("allOf", ()) for choice in part.get("anyOf", ())}
    others: dict[str, list[str]] = {}
    for key, one in record["properties"].items():
        if (of := _other_word(one)) is not None:
            others.setdefault(of, []).append(f"`{key}`")
    for key, one in record["properties"].items():
        if _other_word(one) is None:
            shown = f"**`{key}`**" if key in needed else f"`{key}`"
            yield f"| {shown} | {', '.join(others.get(key, ()))} | {', or '.join(dict.fromkeys(_kinds(one, kind)))} |"


def _other_word(one: Mapping[str, Any]) -> str | None:
    """The key for which another word stands."""
    place, _, key = str(one.get("$ref", "")).partition("/properties/")
    return key if place and key else None


def _said(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split())


def _kinds(one: Mapping[str, Any], kind: str) -> Iterator[str]:
    """What a value may be, in words."""
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        yield f"[{name}](#{name.lower()}-{kind})"
    elif "anyOf" in one:
        for part in one["anyOf"]:
            yield from _kinds(part, kind)
    elif "enum" in one:
        yield ", ".join(f"`{value}`" for value in one["enum"])
    elif one.get("type") == "array":
        inner = one.get("items", {})
        yield "a list of " + (" or ".join(dict.fromkeys(_kinds(inner, kind))) if isinstance(inner, dict) and inner else "values")
    elif one.get("type") == "object":
        inner = one.get("additionalProperties", {})
        yield "by name: " + (" or ".join(dict.fromkeys(_kinds(inner, kind))) if isinstance(inner, dict) and inner else "values")
    elif isinstance(one.get("type"), list):
        yield "yes or no" if one["type"] == ["boolean", "string"] else "a text"
    elif one.get("type") in ("integer", "number"):
        yield "a number"
    elif one.get("type") == "boolean":
        yield "yes or no"
    elif one.get("type") != "null":
        yield "a text"


__all__ = ["commands_page", "keys_page"]

if __name__ == "__main__":
    print(commands_page(), keys_page(), sep="\n")
