"""Shares and gaps are those of the closed form, whatever day an observation begins or ends on."""

from __future__ import annotations

from pathlib import Path

import pytest

import zeren
from zeren.sim.statistics import Estimate
from zeren.simulating.results import Results

DATES = 'dates: ["06-10", "12-10"]'


def schools(folder: Path, skipped: float, begins: str, years: int, window: str = "calendar_aligned") -> Results:
    """Twenty schools that report twice a year on two days, and leave it out by chance."""
    file = folder / "schools.organisation.yaml"
    regulation = Path("model/regulations/county-bureau.yaml").resolve()
    file.write_text(
        f"""\
organisation: schools
from: {begins}
years: {years}
readings: {{window: {window}, same_day: distinct_days}}
bodies:
  county: {{outside: yes}}
  bureau: {{regulation: {regulation}, superior: county, reads: {{per_day: 100}}, as: [committee]}}
  school: {{regulation: {regulation}, superior: bureau, count: 20, as: [committee]}}
plans:
  report: {{when: dates, {DATES}, skipped: {{chance: {skipped}}}}}
""",
        encoding="utf-8",
    )
    return zeren.simulate(file, replications=60).results


def share(found: Results, duty: str = "report") -> Estimate:
    return next(one.share for one in found.coverage if (one.body, one.duty) == ("school", duty))


def covers(one: Estimate, truth: float) -> bool:
    assert one.low is not None
    assert one.high is not None
    return one.low <= truth <= one.high


@pytest.mark.parametrize("begins", ["2026-01-01", "2026-03-01", "2026-06-11", "2026-11-20"])
@pytest.mark.parametrize("years", [1, 3])
def test_a_share_does_not_depend_on_where_an_observation_cuts_periods(begins: str, years: int, tmp_path: Path) -> None:
    """Periods that an end cuts could only be assessed where they were met: with them half became two thirds, or more."""
    found = share(schools(tmp_path, 0.5, begins, years))
    assert covers(found, 0.5)
    assert found.value == pytest.approx(0.5, abs=0.05)


def test_a_rolling_window_is_assessed_where_all_that_it_looks_back_on_was_seen(tmp_path: Path) -> None:
    found = share(schools(tmp_path, 0.5, "2026-03-01", 2, "rolling"))
    assert found.value == pytest.approx(0.5, abs=0.04)


def test_gaps_are_as_long_as_the_closed_form_says(tmp_path: Path) -> None:
    """A report is left out with 0.7: a gap is of k half-years with 0.3 · 0.7^(k - 1)."""
    found = schools(tmp_path, 0.7, "2026-01-01", 4)
    gap = next(one for one in found.gaps if (one.body, one.what) == ("school", "report"))
    beyond = dict(gap.beyond)
    last = 1.0
    for halves, low, high in ((1, 180, 185), (2, 363, 368), (3, 545, 551), (4, 728, 733)):
        last = min((share for days, share in beyond.items() if low <= days <= high), default=last)
        assert last == pytest.approx(0.7**halves, abs=0.04)
    seen = 7  # half-years from the first report to the last day at most
    assert gap.up_to is not None
    assert gap.mean.value == pytest.approx(sum(0.7**half for half in range(seen)) * 182.6, rel=0.06)
