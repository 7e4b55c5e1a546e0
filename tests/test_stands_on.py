"""What results stand on: a run goes on only with the same files, plans in Python, days off, seed and version."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

import zeren
from zeren.sim.program import Model, Moment
from zeren.sim.store import Stopped
from zeren.simulating.stands_on import identity, manifest

TEXT = """
organisation: small
from: 2026-01-01
years: 2
bodies: {top: {outside: yes}, low: {regulation: county-bureau, superior: top, count: 3}}
"""
DAYS_LATE = 2


def late(days: int) -> Model:
    return lambda moment: (moment.due + days) * 86_400


def by_name(moment: Moment) -> int:
    return helped(moment.due)


def helped(day: int) -> int:
    return (day + DAYS_LATE) * 86_400


class Plan:
    """A plan with a state of its own."""

    def __init__(self, days: int) -> None:
        self.days = days

    def __call__(self, moment: Moment) -> int:
        return (moment.due + self.days) * 86_400


def test_a_plan_is_known_by_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert identity(late(1)) == identity(late(1))
    assert identity(late(1)) != identity(late(2))  # what it closes over
    assert identity(Plan(1)) == identity(Plan(1))
    assert identity(Plan(1)) != identity(Plan(2))  # its state
    assert identity(functools.partial(late, 1)) != identity(functools.partial(late, 2))
    before = identity(by_name)
    monkeypatch.setattr("test_stands_on.DAYS_LATE", 3)
    assert identity(by_name) != before  # a value that a function names which it calls


def test_a_run_goes_on_with_the_same_plans_alone(tmp_path: Path) -> None:
    file, out = tmp_path / "small.organisation.yaml", tmp_path / "out"
    file.write_text(TEXT, encoding="utf-8")
    zeren.simulate(file, replications=2, out=out, models={"low/report": late(1)})
    with pytest.raises(Stopped, match="the plan in Python for low/report"):
        zeren.simulate(file, replications=3, out=out, resume=True, models={"low/report": late(2)})
    with pytest.raises(Stopped, match="the plan in Python for low/report"):
        zeren.simulate(file, replications=3, out=out, resume=True)
    found = zeren.simulate(file, replications=3, out=out, resume=True, models={"low/report": late(1)})
    assert found.tallies == zeren.simulate(file, replications=3, models={"low/report": late(1)}).tallies


def test_engines_and_processes_are_nothing_that_results_stand_on(tmp_path: Path) -> None:
    file, out = tmp_path / "small.organisation.yaml", tmp_path / "out"
    file.write_text(TEXT, encoding="utf-8")
    zeren.simulate(file, replications=1, out=out, engine="simpy")
    assert len(zeren.simulate(file, replications=2, out=out, resume=True, engine="vector").tallies) == 2


def test_fewer_replications_delete_nothing_that_is_finished(tmp_path: Path) -> None:
    file, out = tmp_path / "small.organisation.yaml", tmp_path / "out"
    file.write_text(TEXT, encoding="utf-8")
    zeren.simulate(file, replications=3, out=out)
    kept = {one.name: one.read_bytes() for one in out.rglob("replication-*.parquet")}
    zeren.simulate(file, replications=1, out=out, resume=True)
    assert {one.name: one.read_bytes() for one in out.rglob("replication-*.parquet")} == kept


def test_the_days_off_that_a_run_was_made_with_are_part_of_it() -> None:
    organisation = zeren.organisation("scenarios/organisations/bank.organisation.yaml")
    inputs = manifest(organisation, 1, {}).inputs
    assert ("days off" in inputs) == (organisation.file.holidays not in (None, "none"))
