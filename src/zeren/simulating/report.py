"""The report of a simulation: one HTML file that needs nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from markupsafe import Markup

from zeren.model.language.statements import Span
from zeren.sim.program import body_name
from zeren.sim.reference import Run
from zeren.simulating import charts
from zeren.simulating.compared import compared
from zeren.simulating.in_short import in_short
from zeren.simulating.lived import Lived, measures
from zeren.simulating.pieces import figure, folded, heading, listed, note, table, verbatim
from zeren.simulating.results import Coverage, Spell
from zeren.simulating.stress import checklist
from zeren.simulating.tallies import Columns
from zeren.simulating.text import SimulationText, is_share
from zeren.voice.keys import SimulationKey
from zeren.voice.pages import page

if TYPE_CHECKING:
    from zeren.words import Language

MOST_RUN_AGAIN = 60_000  # duty instances up to which one replication is run again for the timeline and the sawtooth
LONG_FILING = 14 * 1_440  # minutes from which a filing is shown in days
MOST_CURVES = 8
LENGTHS: Mapping[Span, float] = {"week": 7, "month": 30.4369, "quarter": 91.3106, "half_year": 182.62125, "year": 365.2425}


def report_html(found: Lived, others: Mapping[str, Lived], language: Language) -> str:
    """A report in one language, with the other organisations that it is compared with."""
    text = SimulationText(found.organisation, language, found.choice)
    body = Markup("\n").join(_Page(found, others, text).sections())
    return numbered(page("simulation.html", language=language, title=text.title, body=body))


def report_parts(found: Lived, others: Mapping[str, Lived], language: Language) -> tuple[str, Markup]:
    """The title of a report, and its body without the figures in words: for a page that tells these first."""
    text = SimulationText(found.organisation, language, found.choice)
    shown = Markup("\n").join(_Page(found, others, text).sections(in_words=False))
    return text.title, Markup(numbered(str(shown)))


def numbered(body: str) -> str:
    """A page whose scales of colours are counted from its own start: the library counts them from that of the process.

    >>> numbered('<path fill="url(#gradient_7)"/><linearGradient id="gradient_7"/><linearGradient id="gradient_3"/>')
    '<path fill="url(#gradient_0)"/><linearGradient id="gradient_0"/><linearGradient id="gradient_1"/>'
    """
    marks = re.compile(r'(?:(?<=url\(#)|(?<=id="))gradient_\d+')
    order = {mark: f"gradient_{place}" for place, mark in enumerate(dict.fromkeys(marks.findall(body)))}
    return marks.sub(lambda mark: order[mark[0]], body)


class _Page:
    def __init__(self, found: Lived, others: Mapping[str, Lived], text: SimulationText) -> None:
        self.found, self.others, self.text, self.results = found, others, text, found.results
        self.columns = Columns(found.tallies)

    def say(self, key: SimulationKey, *values: object) -> str:
        return self.text.say(key, *values)

    def sections(self, *, in_words: bool = True) -> Iterator[Markup]:
        """Every part of the page, in order."""
        results = self.results
        yield listed(list(in_short(results, self.text)))
        yield note(self.text.scope(results))
        if results.guesses:
            yield folded(self.say("guesses", len(results.guesses)), listed(results.guesses, code=True))
        if results.coverage:
            yield self.heading("coverage")
            rows = [(self.text.of(one.body, one.duty), one.share) for one in results.coverage]
            yield figure(charts.intervals(rows, f"{self.say('coverage')} (%)", percent=True), self.say("interval exact"))
            yield table((self.text.of(one.body, one.duty), self.covered(one)) for one in results.coverage)
        yield from self.filings()
        yield from self.gaps()
        yield from self.ages()
        yield from self.passed()
        yield from self.queues()
        yield from self.liable()
        yield from self.spread()
        yield from compared(self.found, self.others, self.text)
        yield from self.one_run()
        if in_words:
            yield self.heading("all figures")
            yield verbatim("\n".join(self.text.lines(results)))
        yield heading("STRESS-DES") + table(checklist(self.found, self.text))
        yield note(self.say("disclaimer"))

    def covered(self, one: Coverage) -> str:
        share = f"{self.text.number(one.share, 'share')} {self.say(one.unit)}"
        return share + (f"\n{self.text.causes(one)}" if one.causes else "")

    def passed(self) -> Iterator[Markup]:
        """Which offices every report passes, drawn and in words."""
        from zeren.proving.graph_text import GraphText
        from zeren.proving.graphed import graph_of

        graphed = graph_of(self.found.organisation)
        if graphed.report.passages:
            yield self.heading("passages")
            told = GraphText(graphed.graph, self.text.language).passages(graphed.report.passages)
            yield figure(graphed.svg(self.text.language), "")
            yield listed(told)

    def gaps(self) -> Iterator[Markup]:
        gaps = [one for one in self.results.gaps if one.ended]
        if not gaps:
            return
        yield self.heading("gaps")
        for _, own in groupby(gaps, attrgetter("body")):
            for shown in batched(list(own), MOST_CURVES):
                curves = [(self.text.of(one.body, one.what), one.beyond) for one in shown]
                reach = max(max(one.ended) for one in shown) * 1.6
                lines = [line for line in self.lines([(one.body, one.what) for one in shown]) if line.days <= reach]
                parts = (self.say("survival note"), *(line.label for line in lines))
                yield figure(charts.survival(curves, lines, self.say("days axis"), self.say("longer axis")), self.text.sentences(parts))
        yield table((self.text.of(one.body, one.what), self.text.gap_row(one)) for one in self.results.gaps)
        days = [one for one in self.results.bounds if one.what != "relay"]
        if days:
            yield self.heading("bounds")
            yield table((self.text.bound_name(one), self.text.bound_row(one)) for one in days)

    def lines(self, shown: Collection[tuple[str, str]]) -> list[charts.Line]:
        """What the text asks of the gaps that are shown, and what is proved of them."""
        bounds = {(one.body, one.duty): one.bound for one in self.results.bounds if one.what == "gap" and one.missed == 0}
        found: dict[tuple[float, bool], list[str]] = {}
        for body, duty in shown:
            stated = self.text.stated_duty(body, duty)
            if stated is not None and stated.at_least is not None and stated.per is not None:
                found.setdefault((LENGTHS[stated.per] / stated.at_least, False), []).append(self.text.duty(duty))
            if (body, duty) in bounds:
                found.setdefault((bounds[body, duty], True), []).append(self.text.duty(duty))
        lines = []
        for (days, bound), duties in sorted(found.items()):
            label = self.say("bound mark" if bound else "pace mark", round(days), self.text.comma.join(dict.fromkeys(duties)))
            lines.append(charts.Line(label, days, bound))
        return lines

    def filings(self) -> Iterator[Markup]:
        """How long filings took after an event, and chains of them against their bound."""
        if not self.results.filings:
            return
        title, *_ = self.text.filed(self.results)
        yield heading(title)
        units: tuple[tuple[SimulationKey, int], ...] = (("hours axis", 60), ("days axis", 1_440))
        for unit, size in units:  # what takes hours and what takes days share no axis
            shares, limits = [], dict[str, list[float]]()
            for one in self.results.filings:
                if ((one.longest_minutes or 0) >= LONG_FILING) == (unit == "hours axis"):
                    continue
                counts: Counter[int] = Counter()
                for minutes, many in self.columns.pooled("filed_after", (one.body, one.filing)).items():
                    counts[minutes // size] += many
                if counts:
                    shares.append((name := self.text.of(one.body, one.filing), counts))
                    limits[name] = [minutes / size for minutes in self.text.limits(one)]
            if shares:
                yield figure(charts.counts(shares, self.say(unit), self.say("share axis"), limits), self.say("filing note"))
        yield table((self.text.of(one.body, one.filing), self.text.filing_row(one)) for one in self.results.filings)
        relays = [one for one in self.results.bounds if one.what == "relay"]
        if relays:
            yield self.heading("relays")
            yield table((self.text.bound_name(one), self.text.bound_row(one)) for one in relays)

    def ages(self) -> Iterator[Markup]:
        if not self.results.ages:
            return
        yield self.heading("ages")
        shares = [(self.text.way(one), one.days) for one in self.results.ages if one.days]
        yield figure(charts.counts(shares, self.say("days axis"), self.say("share axis")), self.say("age note"))
        yield table((self.text.way(one), self.text.age_row(one)) for one in self.results.ages)

    def queues(self) -> Iterator[Markup]:
        if not self.results.backlog and not self.results.reading:
            return
        yield self.heading("reading")
        if self.results.backlog:
            bars = [(self.text.name(one.reader), one.counts) for one in self.results.backlog]
            yield figure(charts.counts(bars, self.say("ahead axis"), self.say("share axis")), self.say("ahead note"))
        yield table((self.text.of(one.body, one.duty), self.text.reading_row(one)) for one in self.results.reading)
        yield table((self.text.name(one.reader), self.text.backlog_row(one)) for one in self.results.backlog)

    def liable(self) -> Iterator[Markup]:
        if not self.results.liable:
            return
        yield self.heading("liable")
        rows = [(self.text.who(one), one.a_year) for one in self.results.liable if one.held.tier]
        if rows:
            yield figure(charts.intervals(rows, self.say("a year"), zero=True), self.say("interval t"))
        yield table((self.text.who(one), self.text.often(one)) for one in self.results.liable)

    def spread(self) -> Iterator[Markup]:
        """Risk apart from error, for the measure that varies most."""
        import numpy as np

        varied = {name: values for name, values in measures(self.found.tallies).items() if len(set(values)) > 1}
        if not varied or self.results.replications < 10:
            return
        name = max(varied, key=lambda one: float(np.std(varied[one]) / abs(np.mean(varied[one])) if np.mean(varied[one]) else 0))
        yield self.heading("more")
        words, share = (self.say("risk"), self.say("error")), is_share(name)
        title = f"{self.text.measure(name)} ({'%' if share else self.say('days axis')})"
        yield figure(charts.more_plot(varied[name], title, words, percent=share), self.say("more note"))

    def one_run(self) -> Iterator[Markup]:
        """The first replication once more, for what only single acts show."""
        from zeren.sim import reference

        program = self.found.program
        yield self.heading("one run")
        if (instances := program.duty_instances()) > MOST_RUN_AGAIN:
            yield note(self.say("one run omitted", f"{instances:,}", f"{MOST_RUN_AGAIN:,}"))
            return
        run: Run = reference.simulate(program, self.results.seed, 0, keep_trace=True)
        if program.bottom:
            source = program.bottom[0]
            name = body_name(program.kinds[source], 0)
            chain, levels = program.chain(source), [run.ages[name], run.next_up[name]]
            heard = next((place for place, found in enumerate(levels) if any(fact is not None for _, fact, _ in found)), None)
            if heard is not None:
                arrivals = [(day, fact) for day, fact, _ in levels[heard]]
                top = self.text.name(program.kinds[chain[-1 if heard == 0 else 1]].name)
                title = f"{self.text.unit(program.kinds[source].name, 0)} → {top} ({self.say('days axis')})"
                yield figure(charts.sawtooth(arrivals, program.days, program.start, title), self.say("sawtooth note"))
        if run.trace is not None and run.trace.acts:
            shown = {body_name(kind, 0): self.text.unit(kind.name, 0) for kind in program.kinds if not kind.outside}
            yield figure(charts.timeline(run.trace, shown, self.text), self.say("timeline note"))

    # pieces -----------------------------------------------------------------------------------------------

    def heading(self, key: SimulationKey) -> Markup:
        return heading(self.say(key))


def batched(gaps: Sequence[Spell], most: int) -> Iterator[Sequence[Spell]]:
    """Some at a time, so many that a chart can tell them apart."""
    yield from (gaps[place : place + most] for place in range(0, len(gaps), most))
