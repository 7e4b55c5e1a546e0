"""The monitors of a run equal `judge` on its trace, and the two engines agree bit for bit."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sim_organisations import organisation_texts

from zeren.model.language.load import load_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.units import chain_up, units
from zeren.model.meaning.ages import ages
from zeren.model.meaning.judge import judge, reports_up
from zeren.sim import queues, reference, vector
from zeren.sim.judged import count_runs, tally_of
from zeren.sim.plans import compile_program
from zeren.sim.program import Moment
from zeren.sim.tally import CAUSES, Tally

JUDGED = (
    "met",
    "met_cut",
    "late",
    "no_performance",
    "not_assessable",
    "gap",
    "open_start",
    "open_gap",
    "uncovered",
    "assessable",
    "whole",
    "age_from",
    "age_to",
    "age_still",
)
WORKED = sorted(Path("scenarios/organisations").glob("*.organisation.yaml"))


def read(text: str, folder: Path) -> Organisation:
    file = folder / "random.organisation.yaml"
    file.write_text(text, encoding="utf-8")
    return load_organisation(file)


@given(text=organisation_texts(engine="simpy"), replication=st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_monitors_say_what_judge_says(text: str, replication: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    organisation = read(text, tmp_path_factory.mktemp("o"))
    program = compile_program(organisation)
    run = reference.simulate(program, 7, replication, keep_trace=True)
    assert run.trace is not None
    judgements = [judge(one, organisation, run.trace, organisation.file.readings) for one in organisation.regulations.values()]
    judged = tally_of(program, judgements)
    every = units(organisation)
    for source in program.bottom:  # the levels between, which `judge` leaves out
        for body in [name for name, unit in every.items() if unit.body == program.kinds[source].name]:
            above = chain_up(every, body)
            for level in range(1, len(above) - 1):
                reports = [reports_up(lower, upper, organisation, run.trace) for lower, upper in pairwise(above[: level + 1])]
                arrivals = ages(reports, organisation.file.tie_order)
                days = [((one.on - program.start).days, one.fact and (one.fact - program.start).days) for one in arrivals]
                count_runs(judged, program, source, program.chain(source)[level], days)
    chains = {chain.bodies[0]: chain for judgement in judgements for chain in judgement.chains}
    for name, seen in run.ages.items():
        days = [((one.on - program.start).days, one.fact and (one.fact - program.start).days) for one in chains[name].arrivals]
        assert [arrival[:2] for arrival in seen] == days
        assert [arrival[2] for arrival in seen] == [one.age_before for one in chains[name].arrivals]
    assert {key: number for key, number in run.tally.items() if key[0] in JUDGED or key[0].startswith("gap_")} == dict(judged)


@given(text=organisation_texts(), seed=st.integers(0, 99), piece=st.sampled_from([1, 40, 1 << 16]))
@settings(max_examples=25, deadline=None)
def test_the_engines_agree_bit_for_bit(text: str, seed: int, piece: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    program = compile_program(read(text, tmp_path_factory.mktemp("o")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector, "PIECE", piece)
        patch.setattr(queues, "PIECE", piece)
        patch.setattr(vector, "KEPT", 0 if piece == 40 else vector.KEPT)
        assert vector.simulate(program, seed, 1) == reference.simulate(program, seed, 1).tally


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.name.split(".")[0])
def test_the_engines_agree_on_the_worked_organisations(file: Path) -> None:
    program = compile_program(load_organisation(file))
    run = reference.simulate(program, 1, 0)
    if vector.refusals(program):
        with pytest.raises(vector.CannotRun, match="the vector engine has no"):
            vector.simulate(program, 1, 0)
    else:
        assert vector.simulate(program, 1, 0) == run.tally
    assert sum(number for key, number in run.tally.items() if key[0] == "met") > 0


def test_what_grows_with_the_years_is_one_queue(tmp_path: Path) -> None:
    """Everything but the reports that wait for one reader is worked out in pieces; a report takes a few numbers and no more."""
    text = """
organisation: wide
from: 2026-01-01
years: YEARS
bodies:
  top: {outside: yes, reads: {per_day: 40}}
  low: {regulation: county-bureau, superior: top, count: 2000, as: [committee]}
offices:
  chief: {of: low, turnover: {tenure: {exponential: {mean: days(900)}}, vacancy: {fixed: days(40)}}}
plans:
  study: {when: random, delay: {exponential: {mean: days(5)}}}
  report: {when: deadline, delay: {exponential: {mean: days(5)}}}
"""
    peaks, reports = [], []
    for years in (20, 80):
        program = compile_program(read(text.replace("YEARS", str(years)), tmp_path))
        reports.append(sum(program.kinds[task.kind].count * task.slots.count for task in program.tasks if task.informs))
        tracemalloc.start()
        vector.simulate(program, 1, 0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / (reports[1] - reports[0]) < 64  # bytes


def test_every_missing_performance_has_one_cause(tmp_path: Path) -> None:
    text = """
organisation: causes
from: 2026-01-01
years: 3
bodies:
  top: {outside: yes}
  low: {regulation: county-bureau, superior: top, count: 50}
offices:
  chief: {of: low, turnover: {tenure: {exponential: {mean: days(300)}}, vacancy: {fixed: days(120)}}}
plans:
  report: {when: deadline, delay: {exponential: {mean: hours(2)}}, office: chief, skipped: {chance: 0.1}}
"""
    program = compile_program(read(text, tmp_path))
    tally = reference.simulate(program, 1, 0).tally
    lacking = tally["late", "low", "report", 0] + tally["no_performance", "low", "report", 0]
    causes = {cause: tally[cause, "low", "report", 0] for cause in CAUSES}
    assert sum(causes.values()) == lacking > 0
    assert causes["vacancy"] > 0
    assert causes["skipped"] > 0
    assert causes["below"] == causes["absence"] == causes["not_planned"] == 0


def test_a_plan_of_ones_own_runs_and_the_vector_engine_refuses_it(tmp_path: Path) -> None:
    text = (
        "organisation: own\nfrom: 2026-01-01\nyears: 2\nbodies:\n  top: {outside: yes}\n  low: {regulation: county-bureau, superior: top}\n"
    )
    organisation = read(text, tmp_path)

    def every_other(moment: Moment) -> int | None:
        return moment.due * 86_400 if moment.slot % 2 else None

    program = compile_program(organisation, {"report": every_other})
    tally = reference.simulate(program, 1, 0).tally
    assert (tally["met", "low", "report", 0], tally["no_performance", "low", "report", 0]) == (2, 2)
    with pytest.raises(vector.CannotRun, match="plans written in Python"):
        vector.simulate(program, 1, 0)
    with pytest.raises(ValueError, match="no duty"):
        compile_program(organisation, {"reports": every_other})


def test_draws_do_not_move_when_bodies_or_duties_are_added(tmp_path: Path) -> None:
    text = "organisation: o\nfrom: 2026-01-01\nyears: 2\nbodies:\n  top: {outside: yes}\n"
    text += "  low: {regulation: county-bureau, superior: top, count: 4}\n"
    plans = "plans:\n  report: {when: random}\n"
    more = text + "  other: {regulation: county-bureau, superior: top, count: 9}\n" + plans + "  study: {when: random}\n"
    small, large = (reference.simulate(compile_program(read(one, tmp_path)), 5, 2).tally for one in (text + plans, more))

    def of(tally: Tally) -> dict[object, int]:
        return {key: number for key, number in tally.items() if key[1:3] == ("low", "report")}

    assert of(small) == of(large) != {}
