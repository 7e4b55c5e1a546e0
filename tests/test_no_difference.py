"""*No difference* is held against random case files: where two texts are proved alike, no case may be answered otherwise by one of them."""

from __future__ import annotations

import os

import pytest
from random_pairs import answers, pairs, table

from zeren.model.language.faults import Refused
from zeren.model.solving.quantities import BeyondSolver
from zeren.proofs.compare.comparison import compare
from zeren.proofs.compare.pairing import Incomparable

SMALL = ("ny-bcl-719", "mbca-8-24", "maryland-2-410", "china-company-law-125", "italy-cc-2392", "cpc-accountability-2019")
LARGE = ("county-bureau", "party-organisations", "department")


def held(names: tuple[str, ...], seed: int, number: int, cases: int) -> tuple[int, int]:
    """How many of so many pairs are alike, and how many cases of these had an answer; each pair gets so many cases."""
    alike = answered = 0
    for place, (first, second) in enumerate(pairs(names, seed, number)):
        try:
            found = compare(first, second)
        except (Incomparable, Refused, BeyondSolver):
            continue
        if found.differences or found.unasked or not found.complete:
            continue
        alike += 1
        rows = table(first, seed + place, cases)
        sides = answers(first, rows), answers(second, rows)
        wrong = [number for number, (one, other) in enumerate(zip(*sides, strict=True)) if one != other]
        assert not wrong, f"{first.id}, pair {place}: {rows.slice(wrong[0], 1).to_pylist()}: {sides[0][wrong[0]]} and {sides[1][wrong[0]]}"
        answered += sum(not one[-1] for one in sides[0])
    return alike, answered


def test_no_difference_survives_random_cases() -> None:
    alike, answered = held(SMALL, 1, 24, 40)
    assert alike >= 8, "too few pairs are alike for this to show anything"
    assert answered >= 200


@pytest.mark.slow
def test_no_difference_survives_many_random_cases() -> None:
    """The long form, `make no-difference`: PAIRS and CASES say how many."""
    number, cases = int(os.environ.get("PAIRS", "500")), int(os.environ.get("CASES", "100000"))
    alike, answered = held((*SMALL, *LARGE), 2, number, cases)
    print(f"{number} pairs, {alike} of them proved alike, {cases:,} cases each, {answered:,} rows answered under both")
    assert alike
