"""The engines on models with known answers: queues, renewals and Poisson streams."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from zeren.model.language.load import parse_organisation
from zeren.model.language.organisation import BodyShape, Reads
from zeren.sim import reference, vector
from zeren.sim.draws import Key
from zeren.sim.plans import compile_program, pace
from zeren.sim.queues import first_come_first_served
from zeren.sim.spread import Spread, lognormal
from zeren.sim.statistics import t_interval
from zeren.sim.tally import Tally

BESIDE = str(Path("scenarios/organisations/x.organisation.yaml"))


def tally(text: str, replication: int = 0) -> Tally:
    program = compile_program(parse_organisation(text, name=BESIDE))
    found = vector.simulate(program, 1, replication)
    assert found == reference.simulate(program, 1, replication).tally
    return found


def test_a_queue_with_constant_service_waits_as_pollaczek_and_khinchine_say() -> None:
    """M/D/1 at half load: the mean wait is half the time of service."""
    key, service = Key(1, 0, "arrivals"), 1000
    waits = []
    for run in range(40):
        gaps = Spread("exponential", 2 * service).many(key, run, np.arange(20_000))
        arrival = np.cumsum(gaps)
        finished, _ = first_come_first_served(arrival, np.zeros(arrival.size, np.int64), service, int(arrival[-1]) + 1)
        waits.append(float((finished - service - arrival)[500:].mean()))
    low, high = t_interval(waits, 0.999)
    assert low < service / 2 < high


SERVICES = {  # of mean 1, with the mean of the square
    "fixed": (Spread("fixed", 1e6), 1.0),
    "uniform": (Spread("uniform", 0, 2e6), 4 / 3),
    "exponential": (Spread("exponential", 1e6), 2.0),
    "lognormal": (lognormal(1e6, 1.5), 1 + 1.5**2),
}


@pytest.mark.parametrize("family", SERVICES)
def test_a_queue_waits_as_pollaczek_and_khinchine_say(family: str) -> None:
    """M/G/1 at load 0.5 on the draws of the engines: the mean wait is load * E[S^2] / (2 * (1 - load)) in units of the mean service."""
    service, square = SERVICES[family]
    load, runs, customers, warm = 0.5, 400, 3_000, 500
    waits = (lindley(1, service, load, runs, customers)[:, warm:].mean(axis=1)).tolist()
    low, high = t_interval(waits, 0.999)
    truth = load * square / (2 * (1 - load))
    assert low < truth < high
    assert high - low < 0.1 * truth  # narrow enough to tell the four apart


def lindley(seed: int, service: Spread, load: float, runs: int, customers: int) -> np.ndarray:
    """The waits of the first customers of a single server, a row for each run, in units of a mean service of a million seconds."""
    rows = np.arange(runs)[:, None]
    gaps = Spread("exponential", 1e6 / load).many(Key(seed, 0, "gap"), rows, np.arange(customers))
    services = service.many(Key(seed, 0, "service"), rows, np.arange(customers))
    wait = np.zeros((runs, customers))
    for number in range(1, customers):
        wait[:, number] = np.maximum(0, wait[:, number - 1] + services[:, number - 1] - gaps[:, number])
    return wait / 1e6


def test_an_office_is_vacant_as_an_alternating_renewal_says() -> None:
    """Mean tenure 300 days, mean vacancy 100: a random moment finds a quarter of the offices vacant, once the start is over."""
    text = """
organisation: renewal
from: 2026-01-01
years: 12
warm_up: 4
bodies:
  top: {outside: yes}
  low: {regulation: county-bureau, superior: top, count: 400, as: [committee]}
offices:
  chief: {of: low, turnover: {tenure: {exponential: {mean: days(300)}}, vacancy: {exponential: {mean: days(100)}}}}
plans:
  study: {when: random}
  report: {when: deadline, office: chief}
"""
    found = tally(text)
    late = found["late", "low", "report", 0] + found["no_performance", "low", "report", 0]
    periods = late + found["met", "low", "report", 0]
    # vacant at the deadline's noon and still so at the end of that day
    share = 0.25 * math.exp(-0.5 / 100)
    assert late / periods == pytest.approx(share, abs=4 * math.sqrt(share / 400 / 8))


def test_incidents_come_as_poisson_and_are_found_as_drawn() -> None:
    text = """
organisation: poisson
from: 2026-01-01
years: 10
bodies:
  top: {outside: yes}
  low: {regulation: county-bureau, superior: top, count: 300}
incidents:
  event:
    of: low
    every: {exponential: {mean: days(200)}}
    detected_after: {exponential: {mean: days(10)}}
    marks: {late: {detected_later_than: days(10)}}
    case: {}
"""
    found = tally(text)
    arisen = found["arisen", "low", "event", 0]
    expected = 300 * 3652 / 200
    assert arisen == pytest.approx(expected, abs=4 * math.sqrt(expected))
    many = sum(number for (measure, *_), number in found.items() if measure == "detected_after")
    assert found["detected_seconds", "low", "event", 0] / many / 86_400 == pytest.approx(10, abs=4 * 10 / math.sqrt(expected))
    late, early = found["incident", "low", "event:late", 0], found["incident", "low", "event:", 0]
    assert late / (late + early) == pytest.approx(math.exp(-1), abs=0.03)


def test_t_intervals_cover_on_an_m_m_1_queue() -> None:
    """Mean wait in M/M/1 at load 0.4; 2,000 experiments of 20 replications."""
    load, customers, warm, repeats, size = 0.4, 400, 100, 2_000, 20
    truth = load / (1 - load)  # in units of the mean service
    means = lindley(5, Spread("exponential", 1e6), load, repeats * size, customers)[:, warm:].mean(axis=1).reshape(repeats, size)
    covered = sum(low <= truth <= high for low, high in map(t_interval, means.tolist()))
    assert 0.93 <= covered / repeats <= 0.97


@pytest.mark.parametrize(("a_day", "seconds"), [(1000, 86_400), (100_000, 8_640), (7, 86_400), (99_991, 86_400)])
def test_a_reader_reads_as_many_a_day_as_its_file_says(a_day: int, seconds: int) -> None:
    """Neither 1,004 where the file says 1,000, nor without limit where it says 100,000."""
    reading, parts = pace(BodyShape(reads=Reads(a_day)))
    assert Fraction(reading, parts) == Fraction(86_400, a_day)
    wanted = a_day * seconds // 86_400
    finished, ahead = first_come_first_served(np.zeros(wanted + 50, np.int64), np.zeros(wanted + 50, np.int64), reading, 10**9, parts)
    assert int((finished <= seconds).sum()) == wanted
    assert int(ahead[-1]) == wanted + 49
