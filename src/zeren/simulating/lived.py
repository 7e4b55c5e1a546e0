"""What is known of an organisation once its years are lived: its program, what the replications counted, and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from zeren.model.language.organisation import Organisation
from zeren.shown import Shown
from zeren.sim.experiment import Choice
from zeren.sim.program import Program
from zeren.sim.statistics import Paired, paired
from zeren.sim.tally import Tally
from zeren.simulating.results import Results
from zeren.simulating.stopping import headline


class Lived(Shown, frozen=True):
    """An organisation with what its replications counted, and the figures; `changes` makes it a point of a sweep."""

    FONT: ClassVar[str] = "ui-monospace,monospace"

    organisation: Organisation
    program: Program
    tallies: Sequence[Tally]
    results: Results
    choice: Choice
    changes: Mapping[str, str] = {}


def measures(tallies: Sequence[Tally]) -> dict[str, list[float]]:
    """The headline measures by name, for sweeps and comparisons."""
    return {name: one.each() for name, one in headline(tallies).items()}


def compare(first: Lived, second: Lived) -> dict[str, Paired]:
    """Two organisations on common random numbers, measure by measure: second less first, over the replications that both have."""
    common = min(len(first.tallies), len(second.tallies))
    one, other = measures(first.tallies[:common]), measures(second.tallies[:common])
    return {name: paired(one[name], other[name]) for name in one if name in other}
