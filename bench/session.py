"""Sessions: a fact of a board of nine changes, and everybody's outcomes are wanted again.

Prints the median and the slowest change over some boards, for several shares of unknown facts, next to asking afresh.

    python bench/session.py [--changes 200] [--people 9] [--regulation county-bureau]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator

from open_case import boards, hidden
from table import Row

from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.solving.problem import Problem
from zeren.model.solving.session import Session

BAR = 5  # milliseconds at the median


def change(session: Session, source: random.Random) -> tuple[float, float]:
    """State some fact anew, and how long the answer takes, by the clock and of the processor."""
    regulation, case = session.regulation, session.case
    while True:
        fact = source.choice(sorted(case.facts))
        term = regulation.terms[fact.term]
        value = source.choice([True, False, "unknown"] if term.kind == "yes_no" else [*term.options, "unknown"])
        if value == case.facts[fact]:
            continue
        wall, processor = time.perf_counter(), time.process_time()
        try:
            session.state(fact.of or None, fact.term, value)
        except Refused:
            continue
        session.now()
        return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def afresh(regulation: Regulation, session: Session) -> float:
    """How long the same outcomes take without a session, of the processor."""
    start = time.process_time()
    problem = Problem(regulation, session.case, session.pinned)
    for entity in problem.bearers():
        problem.outcomes(entity)
    return (time.process_time() - start) * 1_000


def rows() -> Iterator[Row]:
    """The bar, for the table of all benchmarks."""
    regulation = load_regulation("county-bureau")
    board = next(boards(regulation, 9, 1))
    for share in (0, 20, 50):
        session = Session(regulation, hidden(board, share))
        session.now()
        source = random.Random(3)
        wall = statistics.median(change(session, source)[0] for _ in range(200))
        yield Row(f"session, nine people, {share} % unknown: a fact changed", f"< {BAR} ms", f"{wall:.2f} ms", wall < BAR)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--changes", type=int, default=200)
    options.add_argument("--people", type=int, default=9)
    options.add_argument("--regulation", default="county-bureau")
    options.add_argument("--readings", choices=["literal", "all"], default="literal")
    chosen = options.parse_args()
    regulation = load_regulation(chosen.regulation)
    board = next(boards(regulation, chosen.people, 1))
    print(f"{chosen.regulation}, {chosen.people} people, {chosen.changes} changes, readings: {chosen.readings}")
    print("unknown   median        slowest       processor     afresh, processor")
    for share in (0, 20, 50, 100):
        session = Session(regulation, hidden(board, share), stance=chosen.readings)
        session.now()
        source = random.Random(3)
        times, processor = zip(*(change(session, source) for _ in range(chosen.changes)), strict=True)
        fresh = statistics.median(afresh(regulation, session) for _ in range(5))
        figures = [statistics.median(times), max(times), statistics.median(processor), fresh]
        print(f"{share:5} %   " + "".join(f"{figure:8.2f} ms   " for figure in figures) + f"bar < {BAR} ms")


if __name__ == "__main__":
    main()
