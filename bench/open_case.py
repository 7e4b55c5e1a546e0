"""Open cases: everybody's outcomes on a board of nine, each with one minimal forcing set, every reading open.

Compiling the regulation is not counted; grounding the case, asking and replaying are. Prints the median and the slowest
of some boards, drawn from a seed, for several shares of unknown facts.

    python bench/open_case.py [--boards 20] [--people 9] [--regulation county-bureau]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.outcomes import everybody
from zeren.model.solving.problem import Problem

SHARES = {0: 40, 20: 75, 50: 130, 100: 250}  # share of unknown facts in percent, and the bar in milliseconds


def boards(regulation: Regulation, people: int, number: int, seed: int = 7) -> Iterator[Case]:
    """Complete boards that agree with the background, facts drawn one after another."""
    source = random.Random(seed)
    names = tuple(f"P{index}" for index in range(1, people + 1))
    for index in range(number):
        empty = Case(id=f"board-{index}", regulation=regulation.id, people=names)
        keys = [FactId("matter", "", term.id) for term in regulation.terms_of["matter"] if term.kind in ("yes_no", "one_of")]
        keys += [FactId("person", name, term.id) for name in names for term in regulation.terms_of["person"]]
        problem = Problem(regulation, msgspec.structs.replace(empty, facts=dict.fromkeys(keys, UNKNOWN)), {}, presume=False)
        facts = {}
        base: list[int] = []
        for key in keys:
            variable = problem.ground.open(key)
            values = list(variable.values)
            source.shuffle(values)
            value = next(value for value in values if problem.can([*base, variable.literal(value)]))
            base.append(variable.literal(value))
            facts[key] = value
        yield msgspec.structs.replace(empty, facts=facts)


def hidden(case: Case, share: int, seed: int = 11) -> Case:
    """The case with this share of its facts unknown."""
    source = random.Random(seed)
    chosen = set(source.sample(sorted(case.facts), round(len(case.facts) * share / 100)))
    return msgspec.structs.replace(case, facts={fact: UNKNOWN if fact in chosen else value for fact, value in case.facts.items()})


def milliseconds(regulation: Regulation, meanings: Meanings, case: Case) -> tuple[float, float]:
    """How long one case takes, by the clock and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    everybody(Problem(regulation, case, {}), meanings)
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--boards", type=int, default=20)
    options.add_argument("--people", type=int, default=9)
    options.add_argument("--regulation", default="county-bureau")
    chosen = options.parse_args()
    regulation = load_regulation(chosen.regulation)
    meanings = Meanings(regulation)
    drawn = list(boards(regulation, chosen.people, chosen.boards))
    everybody(Problem(regulation, drawn[0], {}), meanings)  # the first question turns the conditions into functions
    print(f"{chosen.regulation}, {chosen.people} people, {chosen.boards} boards, every reading open")
    print("unknown   median        slowest       processor     bar")
    for share, bar in SHARES.items():
        times, processor = zip(*(milliseconds(regulation, meanings, hidden(case, share)) for case in drawn), strict=True)
        figures = [statistics.median(times), max(times), statistics.median(processor)]
        print(f"{share:5} %   " + "".join(f"{figure:8.1f} ms   " for figure in figures) + f"< {bar} ms")


if __name__ == "__main__":
    main()
