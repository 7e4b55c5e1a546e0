"""A simulation as an .xlsx workbook: in short, every figure with its interval, comparisons, and the points of a sweep side by side.

Cells are texts and numbers, never formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zeren.books import saved, sheet
from zeren.sim.statistics import Estimate
from zeren.simulating.compared import headline_estimates
from zeren.simulating.in_short import in_short
from zeren.simulating.lived import Lived, compare
from zeren.simulating.text import SimulationText
from zeren.voice.keys import SIMULATION_HEAD, SIMULATION_SHEET, SimulationHeadKey, SimulationSheetKey
from zeren.voice.missing import require
from zeren.words import Language

_INTERVAL: tuple[SimulationHeadKey, ...] = ("value", "low", "high", "note")
Rows = Iterator[Sequence[Any]]


def workbook(found: Lived, others: Mapping[str, Lived], language: Language) -> bytes:
    """The workbook; the same simulation gives the same bytes."""
    require("logs", "openpyxl")
    import openpyxl

    book, own = openpyxl.Workbook(write_only=True), _Sheets(found, others, language)
    parts: tuple[tuple[SimulationSheetKey, Rows], ...] = (
        ("short", own.short()),
        ("coverage", own.coverage()),
        ("gaps", own.gaps()),
        ("ages", own.ages()),
        ("filings", own.filings()),
        ("liable", own.liable()),
        ("points", own.points()),
        ("differences", own.differences()),
    )
    for name, rows in parts:
        content = list(rows)
        if len(content) > 1:
            sheet(book, SIMULATION_SHEET.say(name, language), content)
    return saved(book)


class _Sheets:
    def __init__(self, found: Lived, others: Mapping[str, Lived], language: Language) -> None:
        self.found, self.others, self.language, self.results = found, others, language, found.results
        self.text = SimulationText(found.organisation, language, found.choice)

    def head(self, *names: SimulationHeadKey) -> list[str]:
        return [SIMULATION_HEAD.say(name, self.language) for name in names]

    def figure(self, one: Estimate) -> list[Any]:
        """A figure with its interval, or why it has none."""
        value = None if math.isnan(one.value) else one.value
        return [value, one.low, one.high, "" if one.low is not None else self.text.reason(one)]

    def short(self) -> Rows:
        text = self.text
        yield [text.title]
        yield from ([one] for one in in_short(self.results, text))
        yield [text.scope(self.results)]
        if self.results.guesses:
            yield [text.say("guesses", len(self.results.guesses))]
        yield from (["", one] for one in self.results.guesses)
        yield [text.say("disclaimer")]

    def coverage(self) -> Rows:
        yield self.head("body", "duty", "unit", *_INTERVAL, "causes")
        for one in self.results.coverage:
            because = self.text.causes(one) if one.causes else ""
            names = (self.text.name(one.body), self.text.duty(one.duty), self.text.say(one.unit))
            yield [*names, *self.figure(one.share), because]

    def gaps(self) -> Rows:
        yield self.head("body", "duty", *_INTERVAL, "longest", "open")
        for one in self.results.gaps:
            yield [self.text.name(one.body), self.text.duty(one.what), *self.figure(one.mean), one.longest, one.longest_open]

    def ages(self) -> Rows:
        yield self.head("receiver", "source", *_INTERVAL, "most")
        for one in self.results.ages:
            yield [self.text.name(one.receiver), self.text.name(one.source), *self.figure(one.mean), one.highest]

    def filings(self) -> Rows:
        yield self.head("body", "duty", *_INTERVAL, "longest hours", "not started")
        for one in self.results.filings:
            hours = None if one.longest_minutes is None else one.longest_minutes / 60
            yield [self.text.name(one.body), self.text.duty(one.filing), *self.figure(one.hours), hours, one.not_started]

    def liable(self) -> Rows:
        yield self.head("who", *_INTERVAL, "stood")
        for one in self.results.liable:
            if one.held.tier:
                yield [self.text.who(one), *self.figure(one.a_year), one.stood]

    def points(self) -> Rows:
        """Every point of a sweep in a row: its values, then each headline measure with its interval."""
        swept = {label: other for label, other in self.others.items() if other.changes}
        paths = list(dict.fromkeys(path for other in swept.values() for path in other.changes))
        names = list(headline_estimates(self.found))
        heads = [f"{self.text.measure(name)} · {part}" for name in names for part in self.head("value", "low", "high")]
        yield [*paths, *heads]
        for other in swept.values():
            figures = headline_estimates(other)
            own = [self.figure(figures[name])[:3] if name in figures else [None] * 3 for name in names]
            yield [*(other.changes.get(path, "") for path in paths), *(value for one in own for value in one)]

    def differences(self) -> Rows:
        """What changed against the first, and whether that is better."""
        yield self.head("against", "measure", *_INTERVAL, "verdict")
        for label, other in self.others.items():
            for name, one in compare(self.found, other).items():
                figure = self.figure(one.difference)
                yield [label, self.text.measure(name), *figure, self.text.verdict(name, one)]
