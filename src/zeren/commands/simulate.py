"""`zeren simulate`: an organisation lives under its rules for years."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell, tell_json

if TYPE_CHECKING:
    from zeren.logs.spool import Counts
    from zeren.model.language.organisation import Organisation
    from zeren.simulating.simulated import Contrasted, Settings, Simulation
    from zeren.words import Language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    organisation: Path = typer.Argument(..., metavar="ORGANISATION", help="An organisation file."),
    years: int | None = typer.Option(None, help="How many years; those of the file unless given."),
    replications: int = typer.Option(30, help="How often the years are lived, each time with other draws."),
    precision: float | None = typer.Option(None, metavar="SHARE", help="Go on until intervals are this narrow: 0.05 is 5 % of each mean."),
    seed: int = typer.Option(1, help="What all draws depend on."),
    engine: Literal["auto", "simpy", "vector"] = typer.Option(
        "auto", help="Both give the same results; auto takes the faster one that can."
    ),
    jobs: int = typer.Option(1, help="How many processes; the results do not depend on it."),
    cluster: str = typer.Option("", metavar="ADDRESS", help="A dask.distributed scheduler, such as tcp://host:8786."),
    sweep: list[str] = typer.Option(
        [], metavar="PATH=A,B,…", help="Once for each value of a place in the file, e.g. bodies.bureau.reads.per_day=1,2."
    ),
    against: Path | None = typer.Option(None, metavar="FILE", help="Compare with another organisation on common random numbers."),
    out: Path | None = typer.Option(None, metavar="DIR", help="Keep every replication, the figures and a report there."),
    resume: bool = typer.Option(False, "--resume", help="Go on where a run into --out was interrupted."),
    log: Path | None = typer.Option(
        None, metavar="FILE", help="Write one replication as a log of events: .jsonocel, .json or .sqlite (OCEL 2.0), .xes or .xes.gz."
    ),
    log_replication: int = typer.Option(0, metavar="NUMBER", help="Which replication --log writes, from 0 on."),
    holders: bool = typer.Option(False, "--holders", help="Name in the log the office-holders whom the organisation file names."),
    report: Path | None = typer.Option(None, metavar="FILE", help="Write the report here: .xlsx, .html or .json."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """Are the duties really covered, how old is what the top knows, and who becomes liable for the holes?"""
    from zeren.commands.common import fail, language
    from zeren.voice.missing import require

    tongue = language(lang)
    require("simulation")
    from zeren.logs.write import check_place
    from zeren.model.language.faults import Fault, Refused
    from zeren.model.language.whole import write_whole
    from zeren.sim.store import Stopped
    from zeren.sim.vector import CannotRun
    from zeren.simulating.simulated import Settings, unusable

    settings = Settings(
        seed=seed, replications=replications, precision=precision, engine=engine, jobs=jobs, cluster=cluster, folder=out, resume=resume
    )
    faults: list[Fault | str] = [*unusable(settings, years)] + [
        message
        for wrong, message in (
            (resume and out is None, said("resume goes with out")),
            (log_replication < 0, said("log-replication", log_replication)),
            (log is not None and engine == "vector", said("vector has no log")),
            (log is None and (holders or log_replication), said("go with log")),
            (report is not None and report.suffix.lower() not in _FORMS, said("report its name does not say", report)),
        )
        if wrong
    ]
    if faults:
        fail(faults)
    try:
        if log is not None:
            check_place(log)
        wanted = None if log is None else _Wanted(log, log_replication, holders)
        found = _Run(organisation, years, settings, tongue, format_).all(sweep, against, wanted)
        if report is not None:
            write_whole(report, _FORMS[report.suffix.lower()](found, tongue))
    except Refused as refused:
        fail(refused.faults)
    except (Stopped, CannotRun) as stopped:
        fail([str(stopped)])
    except OSError as error:
        fail([said("cannot be used", error.filename or out, (error.strerror or str(error)).lower())])


_FORMS: dict[str, Callable[[Contrasted, Language], str | bytes]] = {
    ".xlsx": lambda found, language: found.workbook(language),
    ".html": lambda found, language: found.page(language),
    ".json": lambda found, language: found.json() + "\n",
}


class _Wanted(NamedTuple):
    """A log of events that is asked for."""

    file: Path
    replication: int
    holders: bool


class _Part(NamedTuple):
    """One of the organisations that are simulated: a point of a sweep has changes."""

    organisation: Organisation
    settings: Settings
    changes: dict[str, str]


class _Run:
    """One call of the command."""

    def __init__(self, file: Path, years: int | None, settings: Settings, language: Language, format_: str) -> None:
        self.file, self.years, self.settings, self.language, self.format = file, years, settings, language, format_

    def all(self, sweep: list[str], against: Path | None, log: _Wanted | None) -> Contrasted:
        import msgspec

        from zeren.simulating.results import LogCounts
        from zeren.simulating.simulated import check_kept, load

        own = _Part(load(self.file, self.years), self.settings, {})
        others = self.others(sweep, against)
        for part in (own, *others.values()):
            check_kept(part.organisation, part.settings)
        first = self.simulate(own)
        self.say(first.text(self.language))
        found = first.against({label: self.simulate(part) for label, part in others.items()})
        self.say(found.compared(self.language))
        record = found.record
        if log is not None:
            record = msgspec.structs.replace(record, log=LogCounts(*self.log(first, log)))
        if self.format == "json":
            tell_json(record)
        if self.settings.folder is not None:
            found.keep(self.settings.folder)
        return found

    def others(self, sweep: list[str], against: Path | None) -> dict[str, _Part]:
        """What the first is set beside, each under its name and with a folder of its own: points of a sweep, another organisation."""
        import msgspec

        from zeren.sim.store import other_folder, point_folder
        from zeren.simulating.simulated import load

        folder, found = self.settings.folder, dict[str, _Part]()
        for one in self.points(sweep):
            place = None if folder is None else point_folder(folder, one)
            settings = msgspec.structs.replace(self.settings, folder=place)
            found[", ".join(f"{path}={value}" for path, value in one.items())] = _Part(load(self.file, self.years, one), settings, one)
        if against is not None:
            settings = msgspec.structs.replace(self.settings, folder=None if folder is None else other_folder(folder))
            label = str(against) if str(against) not in found else f"./{against}"  # a file that is called like a point
            found[label] = _Part(load(against, self.years), settings, {})
        return found

    def points(self, sweep: list[str]) -> list[dict[str, str]]:
        """Every combination of the values of a sweep."""
        from zeren.commands.common import fail

        axes: list[list[tuple[str, str]]] = []
        for one in sweep:
            path, sign, values = one.partition("=")
            if not sign or not path or not all(values.split(",")):
                fail([said("sweep expected PATH=A B", one)])
            axes.append([(path, value) for value in values.split(",")])
        return [dict(point) for point in product(*axes)] if axes else []

    def simulate(self, part: _Part) -> Simulation:
        from zeren.commands.progress import counted
        from zeren.simulating.simulated import simulate

        organisation, settings, changes = part
        with counted(organisation.id) as progress:
            return simulate(organisation, settings, progress, changes)

    def say(self, text: str) -> None:
        if self.format == "text":
            tell(text, nl=False)

    def log(self, simulation: Simulation, log: _Wanted) -> Counts:
        """Write one replication as a log of events."""
        from zeren.simulating.text import SimulationText

        counts = simulation.log(log.file, log.replication, holders=log.holders)
        self.say("\n" + SimulationText(simulation.organisation, self.language).log(log.file, log.replication, counts) + "\n")
        return counts
