"""`zeren compare`: which cases two regulations, or two versions of one, decide differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell, tell_json
from zeren.voice.leaving import sheet

if TYPE_CHECKING:
    from zeren.model.language.regulation import Regulation


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    first: str = typer.Argument(..., metavar="A", help="A regulation: an id or a file."),
    second: str = typer.Argument(..., metavar="B", help="Another one, or another version of it."),
    readings: Literal["literal", "all"] = typer.Option("literal", help="Whether readings that grammar decides are fixed, or all are open."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option."),
    most: int = typer.Option(40, min=1, help="Kinds of case to look for, for persons, bodies, circumstances and each question."),
    cases: bool = typer.Option(False, help="Show each case as a file under both regulations."),
    fail_on: Literal["any", "worse", "never"] = typer.Option(
        "any", help="Exit with 1 on any difference, only where somebody is worse off under B, or never."
    ),
    exit_zero: bool = typer.Option(False, "--exit-zero", help="The same as --fail-on never."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """Who is better or worse off under B than under A, by the smallest cases; or that nobody is, proved."""
    from zeren.answering.not_decided import not_decided
    from zeren.commands.common import fail, language
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import load_regulation
    from zeren.model.solving.quantities import BeyondSolver
    from zeren.model.solving.solver import Undecided
    from zeren.proofs.compare.comparison import compare as compared
    from zeren.proofs.compare.counterparts import counterparts
    from zeren.proofs.compare.pairing import Incomparable

    tongue = language(lang)
    try:
        regulations = (load_regulation(first), load_regulation(second))
        pinned = _pinned(reading, regulations)
        comparison = compared(*regulations, open_readings=readings == "all", pinned=pinned, most=most)
        rest = counterparts(*regulations)
    except Refused as refused:
        fail(refused.faults)
    except Incomparable as nothing:
        fail([str(nothing)])
    except (BeyondSolver, Undecided) as gave_up:
        fail([not_decided(f"{first}, {second}", gave_up, tongue)])
    if format_ == "json":
        from zeren.proofs.lint_report import ComparisonReport

        report = ComparisonReport(comparison=comparison, counterparts=rest)
        tell_json(report)
    else:
        from zeren.proving.compare_text import ComparisonText

        tell(sheet(ComparisonText(*regulations, comparison, rest, tongue).lines(cases=cases)), nl=False)
    worse = [one for one in comparison.differences if fail_on == "any" or one.direction == "loses"]
    raise typer.Exit(1 if worse and fail_on != "never" and not exit_zero else 0)


def _pinned(pins: list[str], regulations: tuple[Regulation, Regulation]) -> dict[str, str]:
    from zeren.commands.common import fail
    from zeren.model.language.faults import nearest

    known: dict[str, list[str]] = {}
    for regulation in regulations:
        for name, one in regulation.readings.items():
            known[name] = [option for option in known.get(name, one.one_of) if option in one.one_of]
    found: dict[str, str] = {}
    faults: list[str] = []
    for pin in pins:
        name, _, option = pin.partition("=")
        if name not in known:
            faults.append(said("reading neither regulation has a reading", pin, name, nearest(name, known)))
        elif option not in known[name]:
            faults.append(said("reading is no option of", pin, option, name, nearest(option, known[name])))
        found[name] = option
    if faults:
        fail(faults)
    return found
