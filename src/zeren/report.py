"""The report of a simulation: one HTML file that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from zeren import report_charts as charts
from zeren.results import BoundCheck
from zeren.sim.program import body_name
from zeren.sim.reference import Run
from zeren.simulate import Simulation, compare, measures
from zeren.simulation_text import SimulationText
from zeren.stress import checklist
from zeren.tallies import Columns

if TYPE_CHECKING:
    from zeren.words import Language

MOST_RUN_AGAIN = 60_000  # duty instances up to which one replication is run again for the timeline and the sawtooth
MOST_CURVES = 8
_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #222;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; } td, th { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0;
  border-bottom: 1px solid #eee; vertical-align: top; } .note { color: #555; font-size: 0.9rem; }
figure { margin: 1rem 0; overflow-x: auto; } svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; } h2 { break-after: avoid; } figure { break-inside: avoid; } }
"""


def report_html(found: Simulation, others: Mapping[str, Simulation], language: Language) -> str:
    """A report in one language, with the other organisations that it is compared with."""
    text = SimulationText(found.organisation, language)
    title = escape(text.say("title", found.results.organisation))
    body = "\n".join(_Page(found, others, text).sections())
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


class _Page:
    def __init__(self, found: Simulation, others: Mapping[str, Simulation], text: SimulationText) -> None:
        self.found, self.others, self.text, self.results = found, others, text, found.results
        self.columns = Columns(found.tallies)

    def say(self, key: str, *values: object) -> str:
        return self.text.say(key, *values)

    def sections(self) -> Iterator[str]:
        """Every part of the page, in order."""
        results = self.results
        scope = self.say("scope", results.replications, round(results.years), results.warm_up, results.seed, results.engine)
        yield f'<p class="note">{escape(scope)}</p>'
        if results.guesses:
            yield f"<details><summary>{escape(self.say('guesses', len(results.guesses)))}</summary><ul>"
            yield "".join(f"<li><code>{escape(one)}</code></li>" for one in results.guesses) + "</ul></details>"
        if results.coverage:
            yield self.heading("coverage")
            rows = [(f"{one.body} · {self.text.duty(one.duty)}", one.share) for one in results.coverage]
            yield self.figure(charts.intervals(rows, f"{self.say('coverage')} (%)", percent=True), self.say("interval exact"))
            yield self.table((name, self.text.number(one, "share")) for name, one in rows)
            yield self.causes()
        yield from self.filings()
        yield from self.gaps()
        yield from self.ages()
        yield from self.queues()
        yield from self.liable()
        yield from self.spread()
        yield from self.comparisons()
        yield from self.one_run()
        yield self.heading("all figures")
        yield "<pre>" + escape("\n".join(self.text.lines(results))) + "</pre>"
        yield "<h2>STRESS-DES</h2>" + self.table(checklist(self.found, self.text.language))
        yield f'<p class="note">{escape(self.say("disclaimer"))}</p>'

    def causes(self) -> str:
        return self.table(
            (f"{one.body} · {self.text.duty(one.duty)}", self.text.causes(one)) for one in self.results.coverage if one.causes
        )

    def gaps(self) -> Iterator[str]:
        gaps = [one for one in self.results.gaps if one.ended]
        if not gaps:
            return
        yield self.heading("gaps")
        shown = gaps[:MOST_CURVES]
        curves = [(f"{one.body} · {self.text.duty(one.what)}", one.beyond) for one in shown]
        reach = max(max(one.ended) for one in shown) * 1.6
        limits = sorted({(self.bound_label(one), one.bound) for one in self.results.bounds if one.what == "gap" and one.missed == 0})
        marks = [(label, days) for label, days in limits if days <= reach]
        yield self.figure(charts.survival(curves, marks, self.say("days axis"), self.say("longer axis")), self.say("survival note"))
        days = [one for one in self.results.bounds if one.what != "relay"]
        if days:
            yield self.heading("bounds")
            yield self.table((self.text.bound_name(one), self.text.bound_row(one)) for one in days)

    def filings(self) -> Iterator[str]:
        """How long filings took after an event, and chains of them against their bound."""
        if not self.results.filings:
            return
        heading, *_ = self.text.filed(self.results)
        yield f"<h2>{escape(heading)}</h2>"
        shares = []
        for one in self.results.filings:
            hours: Counter[int] = Counter()
            for minutes, many in self.columns.pooled("filed_after", (one.body, one.filing)).items():
                hours[minutes // 60] += many
            shares.append((f"{one.body} · {self.text.duty(one.filing)}", hours))
        shares = [(name, counts) for name, counts in shares if counts]
        if shares:
            yield self.figure(charts.counts(shares, self.say("hours axis"), self.say("share axis")), self.say("filing note"))
        yield self.table((f"{one.body} · {self.text.duty(one.filing)}", self.text.filing_row(one)) for one in self.results.filings)
        relays = [one for one in self.results.bounds if one.what == "relay"]
        if relays:
            yield self.heading("relays")
            yield self.table((self.text.bound_name(one), self.text.bound_row(one)) for one in relays)

    def bound_label(self, one: BoundCheck) -> str:
        return self.say("bound mark", one.bound)

    def ages(self) -> Iterator[str]:
        if not self.results.ages:
            return
        yield self.heading("ages")
        shares = [(f"{one.source} → {one.receiver}", one.days) for one in self.results.ages if one.days]
        yield self.figure(charts.counts(shares, self.say("days axis"), self.say("share axis")), self.say("age note"))
        rows = [(f"{one.source} → {one.receiver}", one) for one in self.results.ages]
        yield self.table(
            (
                name,
                self.say(
                    "age row", one.receiver, one.source, self.text.number(one.mean), self.text.number(one.mean_peak), one.highest or "–"
                ),
            )
            for name, one in rows
        )

    def queues(self) -> Iterator[str]:
        if not self.results.backlog:
            return
        yield self.heading("reading")
        bars = [(one.reader, one.counts) for one in self.results.backlog]
        yield self.figure(charts.counts(bars, self.say("ahead axis"), self.say("share axis")), self.say("ahead note"))
        yield self.table(
            (one.reader, self.say("backlog row", one.reader, self.text.number(one.mean), one.most)) for one in self.results.backlog
        )

    def liable(self) -> Iterator[str]:
        if not self.results.liable:
            return
        yield self.heading("liable")
        rows = [(self.text.who(one), one.a_year) for one in self.results.liable if one.held.tier]
        if rows:
            yield self.figure(charts.intervals(rows, self.say("a year"), zero=True), self.say("interval t"))
        yield self.table((self.text.who(one), self.text.often(one)) for one in self.results.liable)

    def spread(self) -> Iterator[str]:
        """Risk apart from error, for the measure that varies most."""
        import numpy as np

        varied = {name: values for name, values in measures(self.found.tallies).items() if len(set(values)) > 1}
        if not varied or self.results.replications < 10:
            return
        name = max(varied, key=lambda one: float(np.std(varied[one]) / abs(np.mean(varied[one])) if np.mean(varied[one]) else 0))
        yield self.heading("more")
        words = (self.say("risk"), self.say("error"))
        yield self.figure(charts.more_plot(varied[name], name, words), self.say("more note"))

    def comparisons(self) -> Iterator[str]:
        for label, other in self.others.items():
            found = compare(self.found, other)
            if found:
                yield f"<h2>{escape(self.say('compared', label))}</h2>"
                yield self.figure(charts.differences(found, self.say("difference axis")), self.say("interval t"))
                yield self.table(
                    (
                        name,
                        self.text.number(one.difference) + ("" if one.variance_ratio is None else f" · {self.text.variance(one)}"),
                    )
                    for name, one in found.items()
                )
        yield from self.sweep()

    def sweep(self) -> Iterator[str]:
        """A heatmap over two swept values, for each headline measure."""
        points = {label: dict(part.partition("=")[::2] for part in label.split(", ")) for label in self.others if "=" in label}
        axes = list(dict.fromkeys(path for point in points.values() for path in point))
        if len(axes) != 2:
            return
        yield f"<h2>{escape(self.say('sweep', ' × '.join(axes)))}</h2>"
        values = {label: measures(self.others[label].tallies) for label in points}
        for name in measures(self.found.tallies):
            cells = [
                (point[axes[0]], point[axes[1]], sum(values[label][name]) / len(values[label][name]))
                for label, point in points.items()
                if name in values[label]
            ]
            if len({value for *_, value in cells}) > 1:
                yield self.figure(charts.heatmap(cells, axes[0], axes[1], name), self.say("heatmap note"))

    def one_run(self) -> Iterator[str]:
        """The first replication once more, for what only single acts show."""
        from zeren.sim import reference

        program = self.found.program
        if program.duty_instances() > MOST_RUN_AGAIN:
            return
        run: Run = reference.simulate(program, self.results.seed, 0, keep_trace=True)
        yield self.heading("one run")
        if program.bottom:
            source = program.bottom[0]
            name = body_name(program.kinds[source], 0)
            chain, levels = program.chain(source), [run.ages[name], run.next_up[name]]
            heard = next((place for place, found in enumerate(levels) if any(fact is not None for _, fact, _ in found)), None)
            if heard is not None:
                arrivals = [(day, fact) for day, fact, _ in levels[heard]]
                top = program.kinds[chain[-1 if heard == 0 else 1]].name
                title = f"{name} → {top} ({self.say('days axis')})"
                yield self.figure(charts.sawtooth(arrivals, program.days, program.start, title), self.say("sawtooth note"))
        if run.trace is not None and run.trace.acts:
            shown = [body_name(kind, 0) for kind in program.kinds if not kind.outside]
            yield self.figure(charts.timeline(run.trace, shown, self.text), self.say("timeline note"))

    # pieces -----------------------------------------------------------------------------------------------

    def heading(self, key: str) -> str:
        return f"<h2>{escape(self.say(key))}</h2>"

    def figure(self, svg: str, note: str) -> str:
        return f'<figure>{svg}<figcaption class="note">{escape(note)}</figcaption></figure>'

    def table(self, rows: object) -> str:
        cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)  # type: ignore[attr-defined]  # pairs of texts
        return f"<table>{cells}</table>" if cells else ""
