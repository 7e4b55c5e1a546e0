"""`zeren sensitivity`: on which guesses the conclusions of a simulation turn."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.terminal import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sensitivity)


def sensitivity(
    organisation: Path = typer.Argument(..., metavar="ORGANISATION", help="An organisation file."),
    conclusion: list[str] = typer.Option(
        [], metavar="TEXT", help="What is concluded: 'school/report >= 90 %', 'school -> bureau <= 200' (days); may be given again."
    ),
    against: Path | None = typer.Option(None, metavar="FILE", help="Conclude on the difference: this organisation less the first."),
    factor: float = typer.Option(2.0, help="How many times a guess may be too high or too low; of a chance, its odds."),
    sobol: int = typer.Option(0, metavar="N", help="Also share out the variance among the strongest (Sobol' indices), N a power of two."),
    years: int | None = typer.Option(None, help="How many years; those of the file unless given."),
    replications: int = typer.Option(10, help="How often the years are lived at each point, with the same draws."),
    seed: int = typer.Option(1, help="What all draws depend on."),
    jobs: int = typer.Option(1, help="How many processes; the results do not depend on it."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """Which of the numbers that nobody has measured matter: what moves each measure, and above or below which value a conclusion turns.

    Exit code 0: every conclusion stands whatever each guess is by itself. 1: some turns. 2: refused.
    """
    from zeren.commands.common import fail, language
    from zeren.voice.missing import require

    tongue = language(lang)
    require("simulation")
    from zeren.commands.progress import counted
    from zeren.model.language.faults import Refused
    from zeren.sim.store import Stopped
    from zeren.simulating.sensitivity import sensitivity as study
    from zeren.simulating.simulated import Settings

    settings = Settings(seed=seed, replications=replications, jobs=jobs)
    try:
        with counted(str(organisation)) as progress:
            found = study(
                organisation, conclusion, against=against, factor=factor, sobol=sobol, settings=settings, years=years, progress=progress
            )
    except Refused as refused:
        fail(map(str, refused.faults))
    except Stopped as stopped:
        fail([str(stopped)])
    tell(found.json() + "\n" if format_ == "json" else found.text(tongue), nl=False, exact=format_ == "json")
    raise typer.Exit(0 if found.steady else 1)
