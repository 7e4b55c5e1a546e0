"""On which guesses a conclusion of a simulation turns: each number by itself from end to end, all at their worst together, and, where
asked for, how much of the variance is each one's (Sobol' indices, by SciPy). All points share their random numbers.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.load import load_organisation, load_regulation
from zeren.model.language.organisation import Organisation
from zeren.model.language.said import said
from zeren.shown import Shown
from zeren.sim.experiment import Plan
from zeren.sim.experiment import run as replicate
from zeren.sim.plans import compile_program
from zeren.sim.statistics import SAME, mean_estimate
from zeren.sim.store import Store
from zeren.sim.vector import refusals
from zeren.simulating.guessed import Guessed, guessed
from zeren.simulating.lived import measures
from zeren.simulating.sensitivity_report import Conclusion, Moves, SensitivityReport, Turning
from zeren.simulating.simulated import Settings, unusable, vary
from zeren.simulating.stands_on import manifest
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.words import Language
from zeren.working_days import days_off

if TYPE_CHECKING:
    from zeren.simulating.sensitivity_text import SensitivityText

_HALVINGS = 6
_FEW = 8  # numbers among which the variance is shared out, those that move the measure most


class Sensitive(Shown, frozen=True):
    """On which guesses conclusions turn, as it shows itself."""

    organisation: Organisation
    report: SensitivityReport

    def told(self, language: Language, paint: Paint) -> str:
        return sheet(self._words(language).lines())

    def _words(self, language: Language) -> SensitivityText:
        from zeren.simulating.sensitivity_text import SensitivityText

        return SensitivityText(self.organisation, self.report, language)

    @property
    def record(self) -> SensitivityReport:
        return self.report

    @property
    def steady(self) -> bool:
        """Whether every conclusion stands whatever each guess is by itself."""
        return all(move.turns_at is None for one in self.report.turning for move in one.moves)


def parse_conclusion(text: str) -> Conclusion:
    """A conclusion such as `school/report >= 90 %` or `school → bureau <= 200`, in percent or a share, or in days.

    Raises:
        Refused: if it is none.

    >>> parse_conclusion("school/report >= 90 %")
    Conclusion(measure='school/report', relation='>=', threshold=0.9)
    """
    for relation in (">=", "<="):
        measure, sign, raw = text.partition(relation)
        if sign:
            percent, raw = raw.strip().endswith("%"), raw.strip().removesuffix("%").strip()
            try:
                value = float(raw)
            except ValueError:
                break
            if measure.strip() and math.isfinite(value):
                return Conclusion(measure.strip().replace("->", "→"), relation, value / 100 if percent else value)
    raise Refused([Fault(f"--conclusion {text}", 0, 0, said("no conclusion"))])


Progress = Callable[[int, int | None], None]


def sensitivity(
    organisation: str | Path,
    conclusions: Sequence[str] = (),
    *,
    against: str | Path | None = None,
    factor: float = 2.0,
    sobol: int = 0,
    settings: Settings,
    years: int | None = None,
    progress: Progress = lambda done, wanted: None,
) -> Sensitive:
    """On which guesses conclusions turn; arguments and faults as in `zeren.sensitivity`."""
    faults = unusable(settings, years)
    if not factor > 1 or not math.isfinite(factor):
        faults.append(Fault(f"--factor {factor:g}", 0, 0, said("factor expected")))
    if sobol and (sobol < 2 or sobol & (sobol - 1)):
        faults.append(Fault(f"--sobol {sobol}", 0, 0, said("sobol expected")))
    if faults:
        raise Refused(faults)
    asked = [parse_conclusion(one) for one in conclusions]
    return _Study(Path(organisation), None if against is None else Path(against), factor, settings, years, progress).study(asked, sobol)


class _Study:
    def __init__(self, file: Path, against: Path | None, factor: float, settings: Settings, years: int | None, progress: Progress) -> None:
        self.file, self.against, self.factor, self.settings, self.progress = file, against, factor, settings, progress
        self.always = {} if years is None else {"years": str(years)}
        self.find = functools.cache(load_regulation)
        self.organisation = load_organisation(file, self.find)
        self.numbers = list(guessed(file, factor))
        self.shared = {one.place for one in guessed(against, factor)} if against is not None else set()
        self.values: dict[tuple[tuple[str, str], ...], dict[str, list[float]]] = {}
        self.wanted: int | None = None

    def study(self, asked: Sequence[Conclusion], sobol: int) -> Sensitive:
        self.wanted = 1 + 2 * len(self.numbers)
        stated = self.at({})
        conclusions: list[tuple[str, Conclusion | None]] = [(one.measure, one) for one in asked] or self.natural(stated)
        for name, _ in conclusions:
            if name not in stated:
                raise Refused([Fault(f"--conclusion {name}", 0, 0, said("no measure", name), nearest(name, stated))])
        for one in self.numbers:
            for end in (one.low, one.high):
                self.at({one.place: one.text(end)})
        turning = tuple(self.turning(name, conclusion, stated, sobol) for name, conclusion in conclusions)
        report = SensitivityReport(
            organisation=self.organisation.id,
            against=None if self.against is None else str(self.against),
            replications=self.settings.replications,
            seed=self.settings.seed,
            factor=self.factor,
            points=len(self.values),
            numbers=len(self.numbers),
            turning=turning,
        )
        return Sensitive(self.organisation, report)

    def natural(self, stated: Mapping[str, list[float]]) -> list[tuple[str, Conclusion | None]]:
        """What may be concluded where nobody says what: which of two organisations is above the other, or only what moves a measure."""
        if self.against is None:
            return [(name, None) for name in stated]
        return [(name, Conclusion(name, ">=" if _mean(values) > 0 else "<=", 0.0)) for name, values in stated.items() if any(values)]

    def at(self, changes: Mapping[str, str]) -> dict[str, list[float]]:
        """The headline measures at a point, by replication; with another organisation, by how much it is above the first."""
        key = tuple(sorted(changes.items()))
        if key not in self.values:
            found = self.lived(self.file, changes)
            if self.against is not None:
                other = self.lived(self.against, {place: value for place, value in changes.items() if place in self.shared})
                found = {name: [b - a for a, b in zip(values, other[name], strict=True)] for name, values in found.items() if name in other}
            self.values[key] = found
            self.progress(len(self.values), self.wanted if self.wanted is not None and len(self.values) <= self.wanted else None)
        return self.values[key]

    def lived(self, file: Path, changes: Mapping[str, str]) -> dict[str, list[float]]:
        more = {**self.always, **changes}
        own = vary(file, more, self.find) if more else load_organisation(file, self.find)
        program = compile_program(own, {}, days_off(own.file.holidays, own.id))
        engine = self.settings.engine
        if engine == "auto" and not list(refusals(program)):
            engine = "vector"  # so many runs pay for its start
        plan = Plan(self.settings.replications, engine=engine, jobs=self.settings.jobs, cluster=self.settings.cluster)
        store = Store(None, manifest(own, self.settings.seed, {}), resume=False)
        return measures(replicate(program, self.settings.seed, plan, store))

    def turning(self, name: str, conclusion: Conclusion | None, stated: Mapping[str, list[float]], sobol: int) -> Turning:
        value = mean_estimate(stated[name])
        moves = [self.moves(one, name, conclusion, value.value) for one in self.numbers]
        moves = sorted((one for one in moves if one.moved > 0 or one.turns_at is not None), key=lambda one: (-one.moved, one.number.place))
        if sobol and moves:
            moves = self.variance(name, moves, sobol)
        holds = sure = worst = None
        if conclusion is not None:
            holds = conclusion.margin(value.value) >= 0
            ends = [value.value if end is None else end for end in (value.low, value.high)]
            sure = value.reason in ("", SAME) and len({conclusion.margin(end) >= 0 for end in ends}) == 1
            worst = self.together(name, conclusion, moves, holds=holds)
        return Turning(conclusion, name, value, holds, sure, tuple(moves), worst)

    def value(self, name: str, changes: Mapping[str, str]) -> float:
        values = self.at(changes).get(name)
        return _mean(values) if values else math.nan

    def moves(self, one: Guessed, name: str, conclusion: Conclusion | None, stated: float) -> Moves:
        """What one number does by itself, and where between what is stated and an end the conclusion turns."""
        low, high = (self.value(name, {one.place: one.text(end)}) for end in (one.low, one.high))
        if conclusion is None:
            return Moves(one, low, high)
        holds = conclusion.margin(stated) >= 0
        for end, value in ((1.0, high), (0.0, low)):
            if (conclusion.margin(value) >= 0) == holds or math.isnan(value):
                continue
            inside, outside = one.where, end
            for _ in range(_HALVINGS):
                middle = (inside + outside) / 2
                same = (conclusion.margin(self.value(name, {one.place: one.text(one.at(middle))})) >= 0) == holds
                inside, outside = (middle, outside) if same else (inside, middle)
            return Moves(one, low, high, one.at((inside + outside) / 2), end == 1.0)
        return Moves(one, low, high)

    def together(self, name: str, conclusion: Conclusion, moves: Sequence[Moves], *, holds: bool) -> float:
        """The measure with every number at the end that speaks most against how it stands."""
        changes = {}
        for one in moves:
            against = min if holds else max
            end = against((one.at_low, one.number.low), (one.at_high, one.number.high), key=lambda pair: conclusion.margin(pair[0]))[1]
            changes[one.number.place] = one.number.text(end)
        return self.value(name, changes)

    def variance(self, name: str, moves: Sequence[Moves], sobol: int) -> list[Moves]:
        """How much of the variance is each one's, over the numbers that move the measure most."""
        import numpy as np
        from scipy import stats

        if len(moves) == 1:
            return [msgspec.structs.replace(moves[0], share=1.0, together=1.0)]
        most = list(moves[:_FEW])

        def lived(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            return np.array([self.value(name, _placed(most, column)) for column in points.T.tolist()])

        found = stats.sobol_indices(func=lived, n=sobol, dists=[stats.uniform()] * len(most), rng=np.random.default_rng(self.settings.seed))
        shares = zip(most, found.first_order.ravel().tolist(), found.total_order.ravel().tolist(), strict=True)
        told = [msgspec.structs.replace(one, share=first, together=total) for one, first, total in shares]
        return [*told, *moves[_FEW:]]


def _placed(moves: Sequence[Moves], shares: Sequence[float]) -> dict[str, str]:
    """Values of some numbers, each so much of the way between its ends."""
    return {one.number.place: one.number.text(one.number.at(share)) for one, share in zip(moves, shares, strict=True)}


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
