"""Simulating an organisation: files in, experiment, figures out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from zeren.encoded import as_json
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import Find, load_organisation, load_regulation, parse_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.said import said
from zeren.model.language.whole import write_whole
from zeren.shown import Shown
from zeren.sim.experiment import Engine, Plan, choose_engine
from zeren.sim.experiment import run as replicate
from zeren.sim.plans import compile_program
from zeren.sim.program import Model
from zeren.sim.statistics import Paired
from zeren.sim.store import Store, check_folder
from zeren.simulating.bounds import check_bounds
from zeren.simulating.liability import Liability
from zeren.simulating.lived import Lived, compare
from zeren.simulating.results import DAYS_PER_YEAR, SimulationReport, summarise
from zeren.simulating.stands_on import manifest
from zeren.simulating.stopping import Stopping, imprecise, until_precise
from zeren.voice.catalogue import languages
from zeren.voice.leaving import sheet
from zeren.voice.missing import require
from zeren.voice.paint import Paint
from zeren.words import Language, default_language
from zeren.working_days import days_off

if TYPE_CHECKING:
    from zeren.logs.spool import Counts


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to run an experiment."""

    seed: int = 1
    replications: int = 30
    precision: float | None = None
    engine: Engine = "auto"
    jobs: int = 1
    cluster: str = ""
    folder: Path | None = None
    resume: bool = False
    models: Mapping[str, Model] = {}


class Simulation(Lived, frozen=True):
    """An organisation that has lived, as it shows itself."""

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.simulating.text import SimulationText

        return sheet(SimulationText(self.organisation, language, self.choice).lines(self.results))

    @property
    def record(self) -> SimulationReport:
        return self.against({}).record

    def page(self, language: Language | None = None) -> str:
        """The report with its charts: a page that needs nothing else."""
        return self.against({}).page(language)

    def against(self, others: Mapping[str, Simulation]) -> Contrasted:
        """This one beside others, each under a name, measure by measure on common random numbers."""
        return Contrasted(self, dict(others))

    def log(self, file: str | Path, replication: int = 0, *, holders: bool = False) -> Counts:
        """Write one replication as a log of events: OCEL 2.0 or XES, by the ending of the file's name.

        Args:
            holders: whether the office-holders whom the organisation file names are named.

        Raises:
            zeren.model.language.faults.Refused: if the file cannot be written.
        """
        from zeren.logs.write import check_place
        from zeren.simulating.history import write_history

        check_place(Path(file))
        return write_history(self, Path(file), replication, holders=holders)


class Contrasted(Shown, frozen=True):
    """An organisation's results beside those of others, with the paired differences: other less first."""

    FONT: ClassVar[str] = "ui-monospace,monospace"

    first: Simulation
    others: dict[str, Simulation]

    @property
    def differences(self) -> dict[str, dict[str, Paired]]:
        """For each of the others the paired difference of each measure."""
        return {label: compare(self.first, other) for label, other in self.others.items()}

    def told(self, language: Language, paint: Paint) -> str:
        return self.first.told(language, paint) + self.compared(language)

    def compared(self, language: Language) -> str:
        """The differences alone, in words."""
        from zeren.simulating.text import SimulationText

        text = SimulationText(self.first.organisation, language)
        return "".join("\n" + sheet(text.compared(*one)) for one in self.differences.items())

    @property
    def record(self) -> SimulationReport:
        return SimulationReport(self.first.results, {label: other.results for label, other in self.others.items()}, self.differences)

    def page(self, language: Language | None = None) -> str:
        """The report with its charts: a page that needs nothing else."""
        from zeren.simulating.report import report_html

        return report_html(self.first, self.others, language or default_language())

    def workbook(self, language: Language | None = None) -> bytes:
        """Every figure, comparison and point of a sweep as an .xlsx workbook; the same bytes every time."""
        from zeren.simulating.workbook import workbook

        return workbook(self.first, self.others, language or default_language())

    def keep(self, folder: Path) -> None:
        """Write the figures and the reports in both languages into a folder, each file whole or not at all."""
        write_whole(folder / "figures.json", as_json(self.first.results).encode() + b"\n")
        for language in languages():
            write_whole(folder / f"report.{language}.html", self.page(language).encode())


Progress = Callable[[int, int | None], None]


def load(
    what: str | Path | Organisation, years: int | None = None, changes: Mapping[str, str] | None = None, find: Find = load_regulation
) -> Organisation:
    """An organisation, from its file unless it is one already, living for other years or with other values than its file says.

    Raises:
        Refused: with every fault of the file.
        TypeError: if an organisation that is read already is to be changed.
    """
    more = dict(changes or {}) if years is None else {**(changes or {}), "years": str(years)}
    if isinstance(what, Organisation):
        if more:
            raise TypeError("what is changed is changed in the file: give its path")
        return what
    return vary(Path(what), more, find) if more else load_organisation(what, find)


def unusable(settings: Settings, years: int | None = None) -> list[Fault]:
    """What is wrong with the numbers of an experiment."""
    wrong = (
        (settings.replications < 1, "--replications", settings.replications, "1 or more"),
        (settings.precision is not None and not 0 < settings.precision < 1, "--precision", settings.precision, "a share between 0 and 1"),
        (settings.jobs < 1, "--jobs", settings.jobs, "1 or more"),
        (settings.seed < 0, "--seed", settings.seed, "0 or more"),
        (years is not None and not 1 <= years <= 1000, "--years", years, "1 to 1000"),
    )
    return [Fault(f"{name} {value}", 0, 0, said("expected too", expected)) for is_wrong, name, value, expected in wrong if is_wrong]


def run(
    what: str | Path | Organisation,
    years: int | None,
    changes: Mapping[str, str] | None,
    settings: Settings,
    progress: Progress | None = None,
) -> Simulation:
    """Load, simulate and keep; arguments and faults as in `zeren.simulate`."""
    if faults := unusable(settings, years):
        raise Refused(faults)
    found = simulate(load(what, years, changes), settings, progress or (lambda done, wanted: None), changes)
    if settings.folder is not None:
        found.against({}).keep(settings.folder)
    return found


def simulate(
    organisation: Organisation,
    settings: Settings,
    progress: Progress = lambda done, wanted: None,
    changes: Mapping[str, str] | None = None,
) -> Simulation:
    """Run the replications of an organisation and sum them up; `changes` says which values of its file are other ones.

    Raises:
        Refused: if its plans do not fit together.
        CannotRun: if the engine asked for cannot run it.
        Stopped: if the run could not go on; what was finished is kept.
        Contradiction: if something was observed that is proved impossible.
        Missing: if what a cluster needs is not installed.
    """
    if settings.cluster:
        require("cluster")
    try:
        program = compile_program(organisation, settings.models, days_off(organisation.file.holidays, organisation.id))
    except ValueError as error:
        raise Refused([Fault(organisation.id, 0, 0, str(error))]) from error
    store = Store(settings.folder, manifest(organisation, settings.seed, settings.models), resume=settings.resume)
    stop = None if settings.precision is None else until_precise(settings.precision)
    plan = Plan(settings.replications, stop=stop, engine=settings.engine, jobs=settings.jobs, cluster=settings.cluster)
    tallies = replicate(program, settings.seed, plan, store, progress)
    choice = choose_engine(program, settings.engine)
    results = summarise(
        tallies,
        Liability(organisation),
        seed=settings.seed,
        years=(program.days - program.observed) / DAYS_PER_YEAR,
        engine=choice.engine,
        guesses=tuple(guesses(msgspec.to_builtins(organisation.file, str_keys=True))),
        bounds=check_bounds(organisation, program, tallies),
        stopped=None if settings.precision is None else Stopping(settings.precision, plan.most, imprecise(tallies, settings.precision)),
    )
    return Simulation(organisation, program, tallies, results, choice, changes or {})


def check_kept(organisation: Organisation, settings: Settings) -> None:
    """Look whether what an organisation does can be kept where the settings say, before anything is run.

    Raises:
        Stopped: if there are results that are not to be gone on with, or that other inputs gave.
    """
    if settings.folder is not None:
        check_folder(settings.folder, manifest(organisation, settings.seed, settings.models), resume=settings.resume)


def guesses(data: Any, path: str = "") -> Iterator[str]:
    """Where an organisation file marks a number as a guess."""
    if isinstance(data, dict):
        if data.get("guess") is True:
            yield path
        for key, value in data.items():
            yield from guesses(value, f"{path}.{key}" if path else str(key))


def vary(file: Path, changes: Mapping[str, str], find: Find = load_regulation) -> Organisation:
    """An organisation with values of its file changed, each named by its path: `bodies.bureau.reads.per_day`.

    Raises:
        Refused: if a path leads nowhere, or the changed file has faults.
    """
    import yaml

    data = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    for path, value in changes.items():
        place, *keys = data, *path.split(".")
        for key in keys[:-1]:
            place = place.get(key) if isinstance(place, dict) else None
        if not isinstance(place, dict) or keys[-1] not in place:
            raise Refused([Fault(str(file), 0, 0, said("leads to nothing in this file", path), said("name a value by its keys"))])
        place[keys[-1]] = value
    return parse_organisation(yaml.dump(data, allow_unicode=True, sort_keys=False), find, str(file))
