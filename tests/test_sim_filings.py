"""Incidents that start clocks: the engines agree, and what they count is what `judge` says of the trace."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sim_organisations import DELAYS, LONG

from zeren.model.language.load import parse_organisation
from zeren.model.meaning.judge import judge
from zeren.sim import reference, vector
from zeren.sim.judged import tally_of
from zeren.sim.plans import compile_program
from zeren.sim.tally import CAUSES, Tally

BESIDE = str(Path("scenarios/organisations/x.organisation.yaml"))
FILED = ("met", "late", "no_performance", "not_assessable", "not_started", "filed_after", "relay")
SHORT = st.sampled_from(
    [
        "{fixed: hours(0)}",
        "{fixed: hours(3)}",
        "{uniform: {low: minutes(5), high: hours(90)}}",
        "{exponential: {mean: hours(20)}}",
        "{lognormal: {mean: days(20), cv: 1}}",
    ]
)
CHANCE = st.sampled_from(["", ", skipped: {chance: 0.3}"])
STARTS = st.sampled_from(["2026-01-01", "2027-03-29", "2028-10-29"])
ZONES = st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/Santiago", "UTC"])
STAFF = st.sampled_from(
    [
        "turnover: {tenure: {exponential: {mean: days(90)}}, vacancy: {fixed: days(9)}}",
        "holders: [{name: A, to: 2027-02-28}]",
        "absence: {every: {exponential: {mean: days(4)}}, lasts: {uniform: {low: hours(1), high: days(5)}}}",
    ]
)


@st.composite
def banks(draw: st.DrawFn) -> str:
    """Banks under DORA whose incidents start a chain of reports."""
    office = draw(st.sampled_from(["", ", office: desk"]))
    return f"""
organisation: banks
from: {draw(STARTS)}
years: 2
warm_up: {draw(st.integers(0, 1))}
zone: {draw(ZONES)}
bodies:
  authority: {{outside: yes}}
  bank: {{regulation: dora, superior: authority, count: {draw(st.integers(1, 4))}, as: [entity]}}
offices:
  desk: {{of: bank, {draw(STAFF)}, deputy_after: {draw(DELAYS)}}}
incidents:
  outage:
    of: bank
    every: {draw(LONG)}
    detected_after: {draw(SHORT)}
    answered_after: {draw(DELAYS)}
    marks: {{relief: {{chance: 0.3}}, small: {{chance: 0.2}}}}
    facts: {{relief: {{entity_kind: other}}, small: {{major: no}}}}
    case: {{matter: {{entity_kind: credit_institution}}}}
    moments:
      aware: {{after: detected}}
      classified: {{after: aware, delay: {draw(SHORT)}{draw(CHANCE)}}}
      recovered: {{after: answered{draw(CHANCE)}}}
    filings:
      initial: {{after: {draw(st.sampled_from(["aware", "classified"]))}, delay: {draw(SHORT)}{draw(CHANCE)}{office}}}
      intermediate: {{after: initial, delay: {draw(SHORT)}{draw(CHANCE)}}}
      update: {{after: recovered, delay: {draw(SHORT)}{draw(CHANCE)}}}
      final: {{after: {draw(st.sampled_from(["intermediate", "update"]))}, delay: {draw(DELAYS)}{office}}}
"""


@st.composite
def tiers(draw: st.DrawFn) -> str:
    """Plants whose accidents are reported from tier to tier."""
    return f"""
organisation: tiers
from: {draw(STARTS)}
years: 2
zone: Asia/Shanghai
bodies:
  ministry: {{outside: yes}}
  city: {{regulation: decree-493, superior: ministry, count: {draw(st.integers(1, 2))}, as: [city]}}
  county: {{regulation: decree-493, superior: city, count: {draw(st.integers(1, 3))}, as: [county]}}
  plant: {{regulation: decree-493, superior: county, count: {draw(st.integers(1, 6))}, as: [unit]}}
offices:
  duty_officer: {{of: county, {draw(STAFF)}}}
incidents:
  accident:
    of: plant
    every: {draw(LONG)}
    detected_after: {draw(SHORT)}
    marks: {{grave: {{chance: 0.5}}}}
    facts: {{grave: {{deaths: 4}}}}
    case: {{}}
    moments: {{accident_at: {{after: arisen}}, head_informed: {{after: detected}}}}
    filings:
      unit-report: {{after: head_informed, delay: {{uniform: {{low: minutes(1), high: minutes(80)}}}}{draw(CHANCE)}}}
      county-report: {{after: unit-report, delay: {{uniform: {{low: minutes(1), high: hours(3)}}}}, office: duty_officer}}
      city-report: {{after: county-report, delay: {{uniform: {{low: minutes(1), high: hours(3)}}}}{draw(CHANCE)}}}
"""


@st.composite
def bureaus(draw: st.DrawFn) -> str:
    """Bureaus that have set themselves a time for what the text wants at once."""
    limit = draw(st.sampled_from(["hours(24)", "days(3)", "months(1)"]))
    runs = draw(st.sampled_from(["", ", runs_from: arisen"]))
    return f"""
organisation: bureaus
from: {draw(STARTS)}
years: 2
zone: Asia/Shanghai
limits: {{report_major_event: {limit}}}
bodies:
  county: {{outside: yes}}
  bureau: {{regulation: county-bureau, superior: county, count: 3, as: [committee]}}
incidents:
  opinion_event:
    of: bureau
    every: {draw(LONG)}
    detected_after: {draw(SHORT)}
    case: {{}}
    filings: {{report_major_event: {{after: detected, delay: {draw(SHORT)}{draw(CHANCE)}{runs}}}}}
"""


@given(text=st.one_of(banks(), tiers(), bureaus()), replication=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_what_is_counted_is_what_judge_says_and_the_engines_agree(text: str, replication: int) -> None:
    organisation = parse_organisation(text, name=BESIDE)
    program = compile_program(organisation)
    run = reference.simulate(program, 7, replication, keep_trace=True)
    assert vector.simulate(program, 7, replication) == run.tally
    assert run.trace is not None
    asks = program.incidents[0].asks
    assert asks is not None
    judgements = [judge(one, organisation, run.trace, organisation.file.readings, asks.local) for one in organisation.regulations.values()]
    judged = tally_of(program, judgements)
    filings = {one.id for one in asks.regulation.asked}

    def of_filings(tally: Tally) -> dict[object, int]:
        return {key: number for key, number in tally.items() if key[0] in FILED and (key[2] in filings or key[0] == "relay")}

    assert of_filings(run.tally) == of_filings(judged)
    for name in filings:
        lacking = sum(run.tally[status, kind.name, name, 0] for status in ("late", "no_performance") for kind in program.kinds)
        assert sum(run.tally[cause, kind.name, name, 0] for cause in CAUSES for kind in program.kinds) == lacking
