"""Sweeps in the report: a heatmap over two values, a line over one, every figure with its interval."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path

import msgspec
import pytest

from zeren.sim.statistics import Estimate
from zeren.simulating.compared import compared, headline_estimates
from zeren.simulating.simulated import Settings, Simulation, simulate, vary
from zeren.simulating.sweeps import DARK, LIGHT, Cell, heatmap, ink, line, luminance, scale_of
from zeren.simulating.text import SimulationText
from zeren.words import Language

BUREAU = Path("scenarios/organisations/bureau.organisation.yaml")
READS, SKIPPED = "bodies.bureau.reads.per_day", "plans.study.skipped.chance"
SMALL = {"years": "2", "bodies.school.count": "12"}


def swept(axes: dict[str, tuple[str, ...]]) -> dict[str, Simulation]:
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    settings = Settings(replications=10)
    return {
        ", ".join(f"{path}={one}" for path, one in point.items()): simulate(vary(BUREAU, SMALL | point), settings, changes=point)
        for point in points
    }


@pytest.fixture(scope="module")
def crossed() -> dict[str, Simulation]:
    return swept({READS: ("1", "2"), SKIPPED: ("0", "0.3")})


def test_a_report_is_the_same_whatever_was_drawn_before(crossed: dict[str, Simulation]) -> None:
    page = next(iter(crossed.values())).against(crossed).page("en")
    assert next(iter(crossed.values())).against(crossed).page("en") == page
    marks = re.findall(r'<linearGradient id="([^"]+)"', page)
    assert len(marks) == len(set(marks)) > 1, "each scale of colours has a name of its own"


def test_values_that_are_changed_in_all_alike_are_no_axis_and_values_changed_in_some_only_are_no_grid(
    crossed: dict[str, Simulation],
) -> None:
    one, other, third, _ = crossed.values()
    text = SimulationText(one.organisation, "en")
    assert f"<h2>{text.say('sweep', SKIPPED)}</h2>" in "\n".join(compared(one, {"one": one, "other": other}, text))
    assert text.say("sweep", "") not in "\n".join(compared(one, {"the same": one}, text))
    lone = msgspec.structs.replace(third, changes={READS: "2"})
    assert "role-legend-gradient" not in "\n".join(compared(msgspec.structs.replace(one, changes={}), {"a": other, "b": lone}, text))


def drawn(svg: str) -> list[str]:
    """Everything that a chart says as text."""
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)</", svg)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_swept_values_are_a_heatmap_whose_cells_say_their_intervals(language: Language) -> None:
    others = swept({READS: ("1", "2", "4"), SKIPPED: ("0", "0.1", "0.3")})
    found = next(iter(others.values()))
    text = SimulationText(found.organisation, language)
    page = "\n".join(compared(found, others, text)).partition("<details>")[0]
    words = drawn(page)
    for label, other in others.items():
        share = headline_estimates(other)["school/study"]
        assert share == next(one.share for one in other.results.coverage if (one.body, one.duty) == ("school", "study")), label
        assert share.method == "exact"
        for part in text.number(share, "share", brief=True).split("\n"):
            assert part in words
    assert page.count("mark-rect role-mark") == page.count("role-legend-gradient") == page.count("<h3>")
    assert (READS in words, SKIPPED in words, "%" in words) == (True, True, True)
    assert text.say("interval exact") in page
    assert text.say("still", "")[:4] in page  # what no point moves is named and not drawn


def test_one_swept_value_is_a_line_with_intervals_and_its_figures() -> None:
    others = swept({SKIPPED: ("0", "0.1", "0.3")})
    found = next(iter(others.values()))
    text = SimulationText(found.organisation, "en")
    page = "\n".join(compared(found, others, text)).partition("<details>")[0]
    assert "mark-line role-mark" in page
    shares = [headline_estimates(other)["school/study"] for other in others.values()]
    assert all(f"<td>{text.number(share, 'share')}</td>" in page for share in shares)
    assert [value for value in drawn(page) if value in ("0", "0.1", "0.3")] == ["0", "0.1", "0.3"]


def test_a_line_stands_between_numbers_only_and_a_point_without_interval_is_hollow() -> None:
    sure, unsure = Estimate(0.4, 0.3, 0.5, "exact", 20), Estimate(0.6, None, None, "none", 20)
    words = line([("even", sure), ("random", unsure)], "plan", "%", percent=True)
    numbers = line([("days(9.5)", sure), ("days(10)", unsure)], "delay", "%", percent=True)
    assert ("mark-line role-mark" in words, "mark-line role-mark" in numbers) == (False, True)
    assert {"9.5", "10", "delay = days(…)"} <= set(drawn(numbers))
    assert [len(re.findall('<path[^>]*fill="white"', svg)) for svg in (words, numbers)] == [1, 1]
    assert scale_of(["days(1)", "2"]) is scale_of(["even"]) is None


def test_a_heatmap_where_nothing_differs_still_draws() -> None:
    svg = heatmap([Cell("a", "x", 3.0, "3\nnone"), Cell("b", "x", 3.0, "3\nnone")], "one", "two", "days")
    assert drawn(svg).count("none") == 2
    assert "NaN" not in svg


def test_letters_stand_out_on_every_colour_and_grey_print_keeps_the_order() -> None:
    colours = [[light + (dark - light) * step / 100 for light, dark in zip(LIGHT, DARK, strict=True)] for step in range(101)]
    lights = [luminance(colour) for colour in colours]
    assert all(lighter > darker for lighter, darker in pairwise(lights))
    for step, light in enumerate(lights):
        contrast = 1.05 / (light + 0.05) if ink(step / 100) == "white" else (light + 0.05) / 0.05
        assert contrast >= 4.5, step
