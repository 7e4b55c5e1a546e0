"""On which guesses conclusions turn: closed forms, measured numbers, differences, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest
from terminal import run

import zeren
from zeren.model.language.faults import Refused
from zeren.schemas import schema_text
from zeren.simulating.guessed import Guessed, guessed
from zeren.simulating.sensitivity import Sensitive, parse_conclusion
from zeren.simulating.sensitivity_report import Conclusion, Turning

TEXT = """
organisation: small
from: 2026-01-01
years: 4
readings: {window: calendar_aligned, same_day: distinct_days}
bodies:
  county: {outside: yes}
  bureau: {regulation: county-bureau, superior: county, as: [committee]}
  school: {regulation: county-bureau, superior: bureau, count: 100, as: [committee]}
plans:
  study: {when: even, skipped: {chance: 0.02, guess: yes}}
  report: {when: dates, dates: ["06-10", "12-10"], delay: {exponential: {mean: days(9)}, guess: yes}}
  bureau/study: {when: even}
  bureau/report: {when: dates, dates: ["06-20", "12-20"]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.organisation.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def study(file: Path, *conclusions: str, **more: object) -> Sensitive:
    return zeren.sensitivity(file, conclusions, replications=4, **more)  # type: ignore[arg-type]  # options of the function


def only(found: Sensitive) -> Turning:
    (one,) = found.report.turning
    return one


def test_a_conclusion_turns_where_the_closed_form_says(small: Path) -> None:
    """A report is in time iff its delay is at most the days left, 20 and a half from June, 21 and a half from December."""
    found = study(small, "school/report >= 85 %")
    (turn,) = (one for one in only(found).moves if one.turns_at is not None)
    assert turn.number.place == "plans.report.delay.exponential.mean"
    assert turn.above
    low, high = (days * 86_400 / -math.log(0.15) for days in (20.5, 21.5))
    assert turn.turns_at is not None
    assert 0.93 * low <= turn.turns_at <= 1.07 * high
    assert only(found).holds
    assert not found.steady


def test_a_conclusion_that_nothing_can_turn_holds_whatever_each_guess_is(small: Path) -> None:
    found = study(small, "school/study >= 50 %")
    assert found.steady
    assert only(found).worst is not None
    assert only(found).worst >= 0.5  # type: ignore[operator]  # not None
    assert "holds whatever each guess is by itself" in found.text("en")
    assert "and holds even with all at their worst together" in found.text("en")


def test_a_conclusion_that_does_not_hold_tells_what_would_make_it_true(small: Path) -> None:
    found = study(small, "school/report >= 95 %")
    assert only(found).holds is False
    assert "holds if plans.report.delay.exponential.mean is below" in found.text("en")
    assert "若plans.report.delay.exponential.mean低于" in found.text("zh")


def test_only_what_bears_on_a_measure_moves_it(small: Path) -> None:
    assert [one.number.place for one in only(study(small, "school/report >= 85 %")).moves] == ["plans.report.delay.exponential.mean"]


def test_a_measured_number_moves_within_its_interval_alone(small: Path) -> None:
    measured = "measured: {log: a.csv, observations: 90, within: {mean: [days(8), days(10)]}}"
    small.write_text(TEXT.replace("mean: days(9)}, guess: yes", "mean: days(9)}, " + measured), encoding="utf-8")
    (one,) = (one for one in guessed(small, 2.0) if one.measured)
    assert (one.low, one.high) == (8 * 86_400, 10 * 86_400)
    assert study(small, "school/report >= 85 %").steady


def test_a_chance_moves_by_its_odds(small: Path) -> None:
    (one,) = (one for one in guessed(small, 2.0) if one.unit == "share")
    assert one.low == pytest.approx(0.01 / 0.99 / (1 + 0.01 / 0.99), rel=0.02)
    assert one.at(one.where) == pytest.approx(one.stated)
    assert Guessed("a", "share", 0.9, 0.8, 0.95, measured=True).at(1.0) == pytest.approx(0.95)


def test_of_two_organisations_the_difference_is_concluded_on(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "earlier.organisation.yaml"
    other.write_text(TEXT.replace('"06-10", "12-10"', '"06-05", "12-05"'), encoding="utf-8")
    found = study(small, against=other)
    report = next(one for one in found.report.turning if one.measure == "school/report")
    assert report.conclusion == Conclusion("school/report", ">=", 0.0)
    assert all(one.turns_at is None for one in report.moves)  # five days more are better whatever the delay is
    assert "the other is above" in found.text("en")
    assert "个百分点" in found.text("zh")


def test_the_variance_is_shared_out(small: Path) -> None:
    stated = "mean: days(9)}, guess: yes}"
    small.write_text(TEXT.replace(stated, stated + ", skipped: {chance: 0.01, guess: yes}"), encoding="utf-8")
    found = study(small, "school/report >= 85 %", sobol=16)
    delay, skipped = only(found).moves
    assert delay.number.place == "plans.report.delay.exponential.mean"
    assert delay.together is not None
    assert delay.together == pytest.approx(1, abs=0.3)  # hardly anything else moves it
    assert skipped.together is not None
    assert skipped.together < 0.05
    assert "% of the variance alone" in found.text("en")


def test_without_a_conclusion_what_moves_each_measure_is_told(small: Path) -> None:
    found = study(small)
    assert {one.measure for one in found.report.turning} >= {"school/report", "school/study", "school → bureau"}
    assert all(one.conclusion is None for one in found.report.turning)


@pytest.mark.parametrize("text", ["school/report", "school/report >= many", ">= 3", "school/report > 3"])
def test_what_is_no_conclusion_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no conclusion"):
        parse_conclusion(text)


def test_an_unknown_measure_is_refused_with_the_nearest(small: Path) -> None:
    with pytest.raises(Refused, match="school/report"):
        study(small, "school/reprot >= 90 %")
    with pytest.raises(Refused, match="more than 1"):
        study(small, factor=1.0)
    with pytest.raises(Refused, match="power of two"):
        study(small, sobol=3)


def test_the_command_says_the_same_each_time(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.parent)
    command = f"zeren sensitivity {small.name} --conclusion 'school/report >= 85 %' --replications 3"
    said = run(command)
    assert said == run(command)
    assert "no longer holds if plans.report.delay.exponential.mean is above" in said
    assert said.endswith("[exit 1]\n")
    data = json.loads(run(command + " --format json").removesuffix("[exit 1]\n"))
    jsonschema.validate(data, json.loads(schema_text("sensitivity")))
