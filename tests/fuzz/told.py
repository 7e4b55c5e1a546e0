"""Random valid cases told in words: every flag, both languages, JSON; nothing falls over, and nothing from inside shows.

python tests/fuzz/told.py [--cases NUMBER] [--seed NUMBER] [NAME ...]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from msgspec.structs import replace

import zeren
from zeren.answering.answered import Answered
from zeren.model.language.case import Case
from zeren.model.language.limits import raised
from zeren.model.language.load import built_in, load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.undecided import Undecided
from zeren.testing import cases
from zeren.words import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
INSIDE = re.compile(
    r"\bNone\b|\bUNSET\b|\bUNKNOWN\b|\(unlisted|\(present\)|\(alleged\)|<[\w.]+ object|\bobject at 0x|[\ufdd0\ufdd1]|frozenset"
    r"|\b[a-z]\d?\.\w+_\w+|#\d|\w+\(\w+="
)
FEW = ["conflicts=3", "questions=40", "steps=2000"]  # budgets that are soon spent


class Asked(NamedTuple):
    """What is asked about a case, and under which budget."""

    why: bool = False
    what_if: bool = False
    find_out: bool = False
    presume: bool = True
    budget: tuple[str, ...] = ()

    @classmethod
    def at_random(cls, draw: random.Random) -> Asked:
        return cls(*(draw.random() < 0.5 for _ in range(4)), tuple(FEW) if draw.random() < 0.15 else ())


def inside(text: str) -> str:
    """The first thing in a text that stands for something inside, with what is around it; empty where there is none."""
    found = INSIDE.search(text)
    return text[max(0, found.start() - 60) : found.end() + 60] if found else ""


def not_come(regulation: Regulation, case: Case, draw: random.Random) -> Case:
    """The case with some moment that has not come, and so none that cannot come before it."""
    moments = [fact for fact in case.facts if regulation.terms[fact.term].kind == "moment"]
    if not moments or draw.random() < 0.5:
        return case
    chosen = draw.choice(moments)
    later = {term for term, before in regulation.orders if before == chosen.term}
    gone = {fact: NEVER for fact in moments if fact == chosen or fact.term in later}
    return replace(case, facts={**case.facts, **gone})


def tell(regulation: Regulation, case: Case, asked: Asked) -> str:
    """Ask about a case and tell it every way; how it ended: `told`, `not decided` or `beyond`.

    Raises:
        AssertionError: where something from inside shows.
    """
    flags = {name: value for name, value in asked._asdict().items() if name != "budget"}
    try:
        with raised(asked.budget):
            answered: Answered = zeren.ask(case, regulation, **flags)
    except BeyondSolver:
        return "beyond"
    except Undecided:
        return "not decided"
    for language in LANGUAGES:
        text = answered.text(language)
        assert text.endswith("\n")
        assert not (seen := inside(text)), f"{regulation.id} {asked} {language}: {seen!r}"
    record = answered.json()
    assert not (seen := re.search(r"\(unlisted|\(present\)|\(alleged\)| object at 0x|\ufdd0|\ufdd1", record)), (
        f"{regulation.id} {asked} json: {seen}"
    )
    return "told"


def run(regulation: Regulation, many: int, number: int = 0) -> tuple[Counter[str], Sequence[BaseException]]:
    """So many random cases of a regulation told; how they ended, and what fell over."""
    ended: Counter[str] = Counter()
    fell: list[BaseException] = []
    draw = random.Random(f"{number} {regulation.id}")
    sorts = regulation.terms_of

    def one_size(people: int, bodies: int, circumstances: int, examples: int) -> None:
        drawn = cases(
            regulation,
            people=people,
            bodies=bodies,
            circumstances=circumstances,
            voting=draw.random() < 0.3,
            partial=draw.random() < 0.3,
            most_unknown=4,
        )

        @seed(draw.randrange(2**32))
        @settings(max_examples=examples, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(drawn)
        def each(case: Case) -> None:
            try:
                ended[tell(regulation, not_come(regulation, case, draw), Asked.at_random(draw))] += 1
            except Exception as error:
                ended[type(error).__name__] += 1
                fell.append(error)

        each()

    while ended.total() < many:
        people = draw.randint(0 if sorts["body"] or regulation.circumstances else 1, 3) if sorts["person"] else 0
        one_size(
            people,
            draw.randint(0, 2) if sorts["body"] else 0,
            draw.randint(0, 2) if regulation.circumstances else 0,
            min(20, many - ended.total()),
        )
    return ended, fell


def main() -> int:
    """Tell random cases of every built-in regulation, or of those named; 1 where one fell over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000, help="of each regulation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*")
    taken = parser.parse_args()
    total: Counter[str] = Counter()
    bad = 0
    for name in taken.names or built_in():
        ended, fell = run(load_regulation(name), taken.cases, taken.seed)
        total, bad = total + ended, bad + len(fell)
        print(f"{name}: {dict(ended)}", flush=True)
        for text in sorted({f"{type(error).__name__}: {error}"[:400] for error in fell})[:5]:
            print("   ", text)
    print(f"{total.total()} cases, {dict(total)}, {bad} fell over")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
