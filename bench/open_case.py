"""Open cases: everybody's outcomes on a board of nine, each with one minimal forcing set, every reading open.

Compiling the regulation is not counted; grounding the case, asking and replaying are. Prints the median and the slowest
of some boards, drawn from a seed, for several shares of unknown facts.

    python bench/open_case.py [--boards 20] [--people 9] [--regulation county-bureau] [--peers 2]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from table import Row

from zeren.model.language.case import Case, FactId
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ground import Entity
from zeren.model.solving.outcomes import Decided, everybody
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


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def measured(regulation: Regulation, people: int, number: int, peers: int) -> Iterator[tuple[int, dict[str, list[tuple[float, float]]]]]:
    """For each share of unknown facts, the times of zeren and, on some of the boards, of its peers.

    Where both say which tiers are possible, they must say the same.
    """
    from open_peers import Clingo, with_fresh_z3

    meanings, clingo = Meanings(regulation), Clingo(regulation)
    drawn = list(boards(regulation, people, number))
    everybody(Problem(regulation, drawn[0], {}), meanings)  # the first question turns the conditions into functions
    for share in SHARES:
        times: dict[str, list[tuple[float, float]]] = {"zeren": [], "z3": [], "clingo": []}
        for index, case in enumerate(hidden(one, share) for one in drawn):
            times["zeren"].append(timed(lambda case=case: everybody(Problem(regulation, case, {}), meanings)))
            if index < peers:
                _agree(everybody(Problem(regulation, case, {}), meanings), clingo.tiers(case))
                times["z3"].append(timed(lambda case=case: with_fresh_z3(Problem(regulation, case, {}))))
                times["clingo"].append(timed(lambda case=case: clingo.tiers(case)))
        yield share, times


def _agree(found: Mapping[Entity, Sequence[Decided]], tiers: Mapping[str, tuple[set[str], set[str]]]) -> None:
    for (_, name), outcomes in found.items():
        sets = [one.tiers for one in outcomes]
        if tiers[name] != (set(frozenset.intersection(*sets)), set(frozenset.union(*sets))):
            raise AssertionError(f"{name}: clingo says {tiers[name]}, zeren {sets}")


def rows() -> Iterator[Row]:
    """The bars, for the table of all benchmarks."""
    for share, times in measured(load_regulation("county-bureau"), 9, 15, 2):
        wall, bar = statistics.median(one for one, _ in times["zeren"]), SHARES[share]
        beside = ", ".join(f"{peer} {statistics.median(one for one, _ in times[peer]):.0f} ms" for peer in ("z3", "clingo"))
        yield Row(f"open case, nine people, {share} % unknown", f"< {bar} ms", f"{wall:.1f} ms (beside: {beside})", wall < bar)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--boards", type=int, default=20)
    options.add_argument("--people", type=int, default=9)
    options.add_argument("--regulation", default="county-bureau")
    options.add_argument("--peers", type=int, default=2, help="boards on which the peers are measured too")
    chosen = options.parse_args()
    print(f"{chosen.regulation}, {chosen.people} people, {chosen.boards} boards, every reading open; medians in milliseconds")
    print("unknown    zeren  slowest  processor      bar   fresh Z3, outcomes only   clingo, tiers only")
    for share, times in measured(load_regulation(chosen.regulation), chosen.people, chosen.boards, chosen.peers):
        wall, processor = zip(*times["zeren"], strict=True)
        beside = [statistics.median(one for one, _ in times[peer]) if times[peer] else 0 for peer in ("z3", "clingo")]
        own = f"{statistics.median(wall):8.1f} {max(wall):8.1f} {statistics.median(processor):10.1f} {f'< {SHARES[share]}':>8}"
        print(f"{share:5} % {own} {beside[0]:25.1f} {beside[1]:20.1f}")


if __name__ == "__main__":
    main()
