"""How costs grow: a simulation with bodies and years, an open case with people and rules; figures with fitted exponents, and charts.

The charts are kept as SVG in bench/results.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bare import dealt, fired, looped
from large import WHOLE, organisation
from open_case import boards, hidden
from table import Row

from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.outcomes import everybody
from zeren.model.solving.problem import Problem
from zeren.sim import reference, vector
from zeren.sim.program import Program
from zeren.simulating.charts import svg

RESULTS = Path(__file__).parent / "results"
BARE = "a bare simpy loop of as many events"
PEOPLE, RULES = (3, 9, 27, 81), (10, 100, 1000)
UNKNOWN = 50  # percent of the facts of an open case


@dataclass(frozen=True)
class Curve:
    """Seconds against sizes."""

    panel: str
    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Of the power law that comes nearest, by least squares of logarithms."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.seconds), 1)[0])

    @property
    def power_law(self) -> bool:
        """Whether a power of the size comes nearer than an exponential function of it."""
        return self._apart(np.log(self.sizes)) < self._apart(np.array(self.sizes, float))

    def _apart(self, x: np.ndarray[Any, np.dtype[np.float64]]) -> float:
        y = np.log(self.seconds)
        return float(((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2).sum())

    def each(self) -> str:
        """Every figure, for the table."""
        return ", ".join(f"{second * 1e3:.0f} ms" if second < 10 else f"{second:.0f} s" for second in self.seconds)


def rows() -> Iterator[Row]:
    """Every figure of this file."""
    simulated = list(simulations())
    bare = {curve.panel: curve.exponent for curve in simulated if curve.name == BARE}
    for curve in simulated:
        sizes = ", ".join(f"{size:,}" for size in curve.sizes)
        most = max(1.1, bare[curve.panel]) if curve.name.startswith("SimPy") else 1.1
        bar = "" if curve.name == BARE else f"linear: exponent ≤ {most:.2f}" + (", that of the bare loop" if most > 1.1 else "")
        met = curve.exponent <= most if bar else None
        yield Row(f"a simulation of {sizes} {curve.panel}, {curve.name}", bar, f"exponent {curve.exponent:.2f} ({curve.each()})", met)
    keep("simulation-growth.svg", simulated, "seconds of one core")
    asked = list(open_cases())
    for curve in asked:
        sizes = ", ".join(f"{size:,}" for size in curve.sizes)
        figure = f"exponent {curve.exponent:.2f} ({curve.each()})"
        yield Row(f"an open case, {sizes} {curve.panel}, {curve.name}", "a power law, not exponential", figure, curve.power_law)
    keep("open-case-growth.svg", asked, "seconds for everybody's outcomes")


# what is measured ---------------------------------------------------------------------------------------------


def simulations() -> Iterator[Curve]:
    """Both engines on schools below bureaus, with offices, waiting and queues; SimPy's own cost for its events beside them."""
    engines: tuple[tuple[str, Callable[[Program], float], int], ...] = (
        ("vector engine", lambda program: seconds(lambda: vector.simulate(program, 1, 0), 2), 25_000),
        ("SimPy engine", lambda program: seconds(lambda: reference.simulate(program, 1, 0), 2), 500),
        (BARE, lambda program: min(looped(dealt(*fired(program))) for _ in range(2)), 500),
    )
    for name, cost, least in engines:
        bodies, years = tuple(least * times for times in (1, 2, 4, 8)), (5, 10, 20, 40)
        yield Curve("bodies", name, bodies, tuple(cost(large(one, 10)) for one in bodies))
        yield Curve("years", name, years, tuple(cost(large(2 * least, one)) for one in years))


def large(bodies: int, years: int) -> Program:
    """An organisation of a size, everything in it."""
    return organisation(bodies, years, WHOLE, reads=", reads: {per_day: 40}")


def open_cases() -> Iterator[Curve]:
    """Boards of a county bureau and under generated rules, and a board of nine under ever more of these."""
    for name, regulation in (
        ("county bureau", load_regulation("county-bureau")),
        ("100 generated rules", parse_regulation(generated(100))),
    ):
        yield Curve("people", name, PEOPLE, tuple(asking(regulation, people) for people in PEOPLE))
    yield Curve("rules", "generated, board of nine", RULES, tuple(asking(parse_regulation(generated(rules)), 9) for rules in RULES))


def asking(regulation: Regulation, people: int) -> float:
    """The median time of an open case over some boards, every reading open."""
    meanings = Meanings(regulation)
    cases = [hidden(case, UNKNOWN) for case in boards(regulation, people, 5)]
    everybody(Problem(regulation, cases[0], {}), meanings)  # the first question turns the conditions into functions
    return statistics.median(seconds(lambda case=case: everybody(Problem(regulation, case, {}), meanings), 1) for case in cases)  # type: ignore[misc]


def seconds(work: Callable[[], object], runs: int) -> float:
    """The least processor time of some runs."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def generated(rules: int, seed: int = 1) -> str:
    """So many rules that look at one person, with an exception for every fifth, as the text of a file."""
    source = random.Random(seed)
    terms = [f"fact_{number}" for number in range(12 + rules // 10)]

    def condition() -> str:
        return " and ".join(source.choice(("", "not ")) + one for one in source.sample(terms, 3))

    lines = [
        "regulation: generated",
        "title: {zh: 生成的规则, en: generated rules}",
        "tiers: {ranked: [first, second, third, fourth], when_several: highest}",
        "terms:",
        "  person:",
        *(f"    {term}: {{zh: {term}, en: {term}}}" for term in terms),
        "rules:",
    ]
    tiers = ("first", "second", "third", "fourth")
    for number in range(rules):
        text = f"id: rule-{number}, article: '{number + 1}', text: {{zh: 规则, en: a rule}}, bears: {tiers[number % 4]}"
        lines.append(f"  - {{{text}, when: {condition()}}}")
    lines.append("exceptions:")
    for number in range(rules // 5):
        defeated = ", ".join(f"rule-{one}" for one in sorted(source.sample(range(rules), 2)))
        text = f"id: exception-{number}, article: '{number + 1}', text: {{zh: 例外, en: an exception}}, defeats: [{defeated}]"
        lines.append(f"  - {{{text}, when: {condition()}}}")
    return "\n".join(lines) + "\n"


# charts -------------------------------------------------------------------------------------------------------


def keep(name: str, curves: Sequence[Curve], title: str) -> None:
    """Write the curves as points with the power law that comes nearest to each, a panel for what grows."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(drawn(curves, title), encoding="utf-8")


def drawn(curves: Sequence[Curve], title: str) -> str:
    """The chart as SVG."""
    import altair as alt

    panels = []
    for panel in dict.fromkeys(curve.panel for curve in curves):
        data, order = [], []
        for curve in curves:
            if curve.panel == panel:
                label = f"{curve.name}: exponent {curve.exponent:.2f}"
                order.append(label)
                at = np.exp(np.polyval(np.polyfit(np.log(curve.sizes), np.log(curve.seconds), 1), np.log(curve.sizes)))
                data += [
                    {"size": size, "seconds": second, "fit": float(near), "curve": label}
                    for size, second, near in zip(curve.sizes, curve.seconds, at, strict=True)
                ]
        ticks = sorted({int(row["size"]) for row in data})
        base = alt.Chart(alt.Data(values=data)).encode(
            x=alt.X("size:Q", title=panel, scale=alt.Scale(type="log"), axis=alt.Axis(values=ticks, format=",", labelOverlap=True)),
            color=alt.Color("curve:N", title=None, sort=order, legend=alt.Legend(orient="bottom", direction="vertical", labelLimit=400)),
        )
        y = alt.Y("seconds:Q", title=title if not panels else None, scale=alt.Scale(type="log"), axis=alt.Axis(format="~g"))
        lines = base.mark_line(strokeDash=[4, 3]).encode(y=alt.Y("fit:Q", scale=alt.Scale(type="log")))
        panels.append((lines + base.mark_point(filled=True, size=60).encode(y=y)).properties(width=300, height=240))
    return svg(alt.hconcat(*panels).resolve_scale(color="independent", y="independent"))
