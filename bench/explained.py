"""What would change an outcome, the next question of an interview, large boards, tables with unknown facts, and two workers.

Seconds are of the processor, but for two workers against one. Peers are asked the same in the same run: Z3 for the next question,
clingo (its tiers alone) for the board of people of whom nothing is said.

    python bench/explained.py
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from open_case import boards, hidden
from table import Row

from zeren import bulk
from zeren.model.language.case import Case
from zeren.model.language.load import load_regulation, parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ask import ask
from zeren.model.solving.find_out import everything_asked, next_question
from zeren.model.solving.outcomes import everybody
from zeren.model.solving.problem import Problem
from zeren.model.solving.session import Session
from zeren.model.solving.solver import Which

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

PEOPLE = (3, 9, 27, 81)
MATTER = "matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}"


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def with_unknowns(case: Case, number: int, seed: int = 3) -> Case:
    """The case with so many of its facts unknown."""
    chosen = random.Random(seed).sample(sorted(case.facts), number)
    return msgspec.structs.replace(case, facts={**case.facts, **dict.fromkeys(chosen, UNKNOWN)})


def changes(regulation: Regulation) -> Iterator[Row]:
    """What would change an outcome, and what to ask next."""
    cases = [with_unknowns(case, 20) for case in boards(regulation, 9, 5)]
    ask(regulation, cases[0])
    first = [seconds(lambda case=case: next(Session(regulation, case).what_if("P1"), None)) for case in cases]  # type: ignore[misc]
    every = [seconds(lambda case=case: ask(regulation, case, what_if=True)) for case in cases]  # type: ignore[misc]
    what = "what if, nine people, twenty facts unknown"
    yield Row(f"{what}: the first change", "< 0.2 s", f"{max(first):.3f} s at most", max(first) < 0.2)
    yield Row(
        f"{what}: all smallest, for everybody", "< 5 s", f"{statistics.median(every):.1f} s (most {max(every):.1f} s)", max(every) < 5
    )

    def asked(case: Case, which: Which) -> float:
        fixed = ask(regulation, case).readings.fixed

        def work() -> None:
            problem = Problem(regulation, case, fixed, which=which)
            next_question(problem, everything_asked(problem))

        return seconds(work)

    own = [asked(case, "auto") * 1e3 for case in cases]
    beside = asked(cases[0], "z3") * 1e3
    yield Row(
        "the next question, nine people, twenty facts unknown", "< 50 ms", f"{max(own):.0f} ms (beside: z3 {beside:.0f} ms)", max(own) < 50
    )


def large(regulation: Regulation) -> Iterator[Row]:
    """Boards of many people."""
    from open_peers import Clingo

    for facts, what in (
        ("{}", "nothing is said"),
        ("{role: unknown, participated: unknown, objection_stated: unknown}", "three facts are unknown"),
    ):
        people = "".join(f"  P{number}: {facts}\n" for number in range(200))
        case = parse_case(f"case: many\nregulation: county-bureau\n{MATTER}\npeople:\n{people}", regulation)
        own, peer = seconds(lambda case=case: ask(regulation, case)), ""  # type: ignore[misc]
        if facts != "{}":
            peer = f" (beside: clingo, tiers alone, {seconds(lambda case=case: Clingo(regulation).tiers(case)):.1f} s)"  # type: ignore[misc]
        yield Row(f"200 people of whom {what}, the whole answer", "< 3 s", f"{own:.1f} s{peer}", own < 3)
    meanings = Meanings(regulation)
    drawn = [hidden(case, 50) for case in boards(regulation, PEOPLE[-1], 5)]

    def answered(case: Case) -> float:
        return seconds(lambda: everybody(Problem(regulation, case, {}), meanings))

    times = [statistics.median(answered(of(case, number)) for case in drawn) for number in PEOPLE]
    exponent = float(np.polyfit(np.log(PEOPLE), np.log(times), 1)[0])
    shown = ", ".join(f"{one * 1e3:.0f} ms" for one in times)
    yield Row(
        "an open case, the first 3, 9, 27 and 81 of the same people", "exponent ≤ 1.15", f"{exponent:.2f} ({shown})", exponent <= 1.15
    )


def of(case: Case, number: int) -> Case:
    """A case of the first people of another."""
    names = set(case.people[:number])
    facts = {fact: value for fact, value in case.facts.items() if fact.sort != "person" or fact.of in names}
    return msgspec.structs.replace(case, people=case.people[:number], facts=facts)


def unknown_table(number: int, share: float = 0.2) -> Any:
    """Cases of nine with a share of all facts unknown."""
    import pyarrow as pa
    from bulk_by_hand import cases

    regulation, table, source = load_regulation("county-bureau"), cases(number, seed=20_160_301), np.random.default_rng(3)
    columns = {}
    for name in table.column_names:
        column = table.column(name).to_pylist()
        if name not in ("case", "person"):
            own = regulation.terms[name].sort == "person"
            hide = source.random(len(column)) < share if own else np.repeat(source.random(number) < share, len(column) // number)
            column = ["unknown" if one else {True: "yes", False: "no"}.get(value, value) for value, one in zip(column, hide, strict=True)]
        columns[name] = pa.array(column)
    return pa.table(columns)


def tables(regulation: Regulation) -> Iterator[Row]:
    """Tables with unknown facts, and two processes against one."""
    from bulk_by_hand import READINGS
    from pyarrow import parquet

    table = unknown_table(4_000)
    bulk.ask(table.slice(0, 900), regulation, readings=READINGS)
    for options, what, bar in (({"readings": READINGS}, "one set of readings", 20_000), ({"stance": "all"}, "every reading open", 5_000)):
        rate = table.num_rows / seconds(lambda options=options: bulk.ask(table, regulation, **options))  # type: ignore[misc]
        yield Row(f"a table with 20 % unknown, boards of nine, {what}", f"≥ {bar:,} rows/s", f"{rate:,.0f} rows/s", rate >= bar)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.parquet"
        parquet.write_table(unknown_table(40_000), source)
        wall, parts = {}, []
        for jobs in (2, 1, 2):  # the first starts the processes
            start = time.perf_counter()
            bulk.ask_file(source, source.with_name(f"{jobs}.csv"), "county-bureau", readings=READINGS, rows=20_000, jobs=jobs)
            wall[jobs] = time.perf_counter() - start
            parts.append(source.with_name(f"{jobs}.csv").read_bytes())
        times = wall[1] / wall[2]
        yield Row(
            "two processes against one, a table of 360,000 rows",
            "≥ 1.8 ×",
            f"{times:.2f} ×, same bytes: {len(set(parts)) == 1}",
            times >= 1.8,
        )


def rows() -> Iterator[Row]:
    """The bars, for the table of all benchmarks."""
    regulation = load_regulation("county-bureau")
    for some in (changes, large, tables):
        yield from some(regulation)


if __name__ == "__main__":
    for row in rows():
        print(row.line(), flush=True)
