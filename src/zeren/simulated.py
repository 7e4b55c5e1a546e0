"""Simulating an organisation: files in, experiment, figures out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from zeren.bounds import check_bounds
from zeren.liability import Liability
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import parse_organisation
from zeren.model.language.organisation import Organisation
from zeren.results import DAYS_PER_YEAR, Results, summarise
from zeren.sim.experiment import Engine, Manifest, Plan, Store, pick_engine, run
from zeren.sim.plans import compile_program
from zeren.sim.program import Model, Program
from zeren.sim.statistics import FEWEST, Paired, enough, paired
from zeren.sim.tally import Tally
from zeren.tallies import Columns
from zeren.working_days import days_off


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


class Simulation(msgspec.Struct, frozen=True):
    """An organisation with what its replications counted, and the figures."""

    organisation: Organisation
    program: Program
    tallies: Sequence[Tally]
    results: Results


Progress = Callable[[int, int | None], None]


def simulate(organisation: Organisation, settings: Settings, progress: Progress = lambda done, wanted: None) -> Simulation:
    """Run the replications of an organisation and sum them up.

    Raises:
        Refused: if its plans do not fit together.
        CannotRun: if the engine asked for cannot run it.
        Stopped: if the run could not go on; what was finished is kept.
        Contradiction: if something was observed that is proved impossible.
    """
    try:
        program = compile_program(organisation, settings.models, days_off(organisation.file.holidays, organisation.id))
    except ValueError as error:
        raise Refused([Fault(organisation.id, 0, 0, str(error))]) from error
    store = Store(settings.folder, manifest(organisation, settings), resume=settings.resume)
    stop = None if settings.precision is None else precise(settings.precision)
    plan = Plan(settings.replications, stop=stop, engine=settings.engine, jobs=settings.jobs, cluster=settings.cluster)
    tallies = run(program, settings.seed, plan, store, progress)
    results = summarise(
        tallies,
        Liability(organisation),
        seed=settings.seed,
        years=(program.days - program.observed) / DAYS_PER_YEAR,
        engine=pick_engine(program, settings.engine),
        guesses=tuple(guesses(msgspec.to_builtins(organisation.file, str_keys=True))),
        bounds=check_bounds(organisation, program, tallies),
    )
    return Simulation(organisation, program, tallies, results)


def precise(precision: float) -> Callable[[Sequence[Tally]], int | None]:
    """A stopping rule on the headline measures: the share of periods met for each duty, and the mean age along each chain."""

    def stop(tallies: Sequence[Tally]) -> int | None:
        if len(tallies) < FEWEST:
            return None
        return enough(headline(tallies), precision)

    return stop


def headline(tallies: Sequence[Tally]) -> list[list[float]]:
    """The measures on which a run stops, a value for each replication."""
    columns = Columns(tallies)
    found: list[list[float]] = []
    for key in columns.keys("met", "late", "no_performance"):
        met, late, none = (columns.totals(status, key) for status in ("met", "late", "no_performance"))
        found.append([one / max(1, one + two + three) for one, two, three in zip(met, late, none, strict=True)])
    for key in columns.keys("age_to"):
        means = columns.means("age_to", key)
        if len(means) == len(tallies):
            found.append([one + 1 for one in means])  # on the day on which it is renewed
    return found or [[1.0] * len(tallies)]


def measures(tallies: Sequence[Tally]) -> dict[str, list[float]]:
    """The headline measures by name, for sweeps and comparisons."""
    columns = Columns(tallies)
    names = [f"{body}/{what}" for body, what in columns.keys("met", "late", "no_performance")]
    names += [f"{what} → {body}" for body, what in columns.keys("age_to") if len(columns.means("age_to", (body, what))) == len(tallies)]
    return dict(zip(names, headline(tallies), strict=False))


def compare(first: Simulation, second: Simulation) -> dict[str, Paired]:
    """Two organisations on common random numbers, measure by measure: second less first."""
    one, other = measures(first.tallies), measures(second.tallies)
    return {name: paired(one[name], other[name]) for name in one if name in other}


def manifest(organisation: Organisation, settings: Settings) -> Manifest:
    """What the results depend on: the files as they are read, the seed and the version."""
    inputs = {"organisation": _hash(organisation.file)}
    for name, regulation in sorted(organisation.regulations.items()):
        inputs[f"regulation {name}"] = _hash(regulation.file)
    return Manifest("zeren.simulation/1", organisation.id, inputs, settings.seed, version("zeren"))


def _hash(record: msgspec.Struct) -> str:
    return hashlib.sha256(msgspec.json.encode(record)).hexdigest()


def guesses(data: Any, path: str = "") -> Iterator[str]:
    """Where an organisation file marks a number as a guess."""
    if isinstance(data, dict):
        if data.get("guess") is True:
            yield path
        for key, value in data.items():
            yield from guesses(value, f"{path}.{key}" if path else str(key))


def vary(file: Path, changes: Mapping[str, str]) -> Organisation:
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
            raise Refused([Fault(str(file), 0, 0, f"`{path}` leads to nothing in this file", "name a value by its keys, joined by dots")])
        place[keys[-1]] = value
    return parse_organisation(yaml.dump(data, allow_unicode=True, sort_keys=False), name=str(file))
