"""Degrees of responsibility, against the definition read off from every way in which the others might have voted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from statistics import median
from typing import get_args

import numpy as np
import pytest

from zeren.model.language.statements import Threshold
from zeren.model.language.voting import VOTES, RuleShape, Vote
from zeren.model.meaning.votes import adopted, degrees, told_apart

NAMES = "ABCDEFGH"


def rules(people: int) -> Iterator[RuleShape]:
    """Every kind of rule, with and without a chair's casting vote and a quorum."""
    for threshold in get_args(Threshold):
        if threshold == "single_decider":
            yield RuleShape(threshold, chair="A")
            yield RuleShape(threshold, chair="A", quorum=people // 2 + 1)
            continue
        yield RuleShape(threshold)
        yield RuleShape(threshold, quorum=people // 2 + 1)
        if threshold.startswith("majority"):
            yield RuleShape(threshold, chair="A", casting_vote=True)
            yield RuleShape(threshold, chair="A", casting_vote=True, quorum=people // 2 + 1)


def boards(people: int) -> Iterator[dict[str, Vote]]:
    """Every board up to the order of those who are not in the chair."""
    for chair in VOTES:
        for rest in combinations_with_replacement(VOTES, people - 1):
            yield dict(zip(NAMES, [chair, *rest], strict=False))


def by_definition(rule: RuleShape, votes: dict[str, Vote], table: dict[tuple[Vote, ...], bool]) -> dict[str, Fraction]:
    """1/(k + 1) with k the fewest changes of others' votes that keep the decision and make it turn on the vote."""
    names, actual = list(votes), tuple(votes.values())
    decided = table[actual]
    found = {}
    for place, name in enumerate(names):
        fewest = None
        for changed, outcome in table.items():
            if changed[place] == actual[place] and outcome == decided:
                turned = any(table[*changed[:place], own, *changed[place + 1 :]] != decided for own in VOTES)
                if turned:
                    distance = sum(a != b for a, b in zip(actual, changed, strict=True))
                    fewest = distance if fewest is None else min(fewest, distance)
        found[name] = Fraction(0) if fewest is None else Fraction(1, fewest + 1)
    return found


@pytest.mark.parametrize("people", [1, 2, 3])
def test_degrees_are_those_of_the_definition(people: int) -> None:
    for rule in rules(people):
        table = {votes: adopted(rule, dict(zip(NAMES, votes, strict=False))) for votes in product(VOTES, repeat=people)}
        for votes in boards(people):
            assert degrees(rule, votes) == by_definition(rule, votes, table), (rule, votes)


@pytest.mark.parametrize("people", [4, *(pytest.param(people, marks=pytest.mark.slow) for people in (5, 6, 7, 8))])
def test_degrees_are_those_of_the_definition_on_larger_boards(people: int) -> None:
    every = np.indices((4,) * people).reshape(people, -1).T
    places = 4 ** np.arange(people - 1, -1, -1)
    for rule in rules(people):
        memo: dict[tuple[int, ...], bool] = {}

        def decided(row: np.ndarray, rule: RuleShape = rule, memo: dict[tuple[int, ...], bool] = memo) -> bool:
            key = (int(row[0]), *sorted(map(int, row[1:])))
            if key not in memo:
                memo[key] = adopted(rule, {name: VOTES[kind] for name, kind in zip(NAMES, key, strict=False)})
            return memo[key]

        outcome = np.array([decided(row) for row in every])
        rows = np.arange(len(every))
        by_own = [[outcome[rows + (own - every[:, place]) * places[place]] for own in range(4)] for place in range(people)]
        can_be = {(place, wanted): np.any([one == wanted for one in by_own[place]], axis=0) for place in range(people) for wanted in (0, 1)}
        for votes in boards(people):
            actual = np.array([VOTES.index(vote) for vote in votes.values()])
            now = bool(outcome[int(actual @ places)])
            distance = (every != actual).sum(axis=1)
            found = degrees(rule, votes)
            kinds = {(name == "A", vote): place for place, (name, vote) in enumerate(votes.items())}  # one of those who are alike
            for place in kinds.values():
                good = (every[:, place] == actual[place]) & (outcome == now) & can_be[place, not now]
                expected = Fraction(1, int(distance[good].min()) + 1) if good.any() else Fraction(0)
                assert found[NAMES[place]] == expected, (rule, votes, NAMES[place])


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_what_a_rule_does_not_tell_apart_changes_no_result(people: int) -> None:
    for rule in rules(people):
        same = told_apart(rule)
        for votes in boards(people):
            assert adopted(rule, votes) == adopted(rule, {name: same[vote] for name, vote in votes.items()}), (rule, votes)


def test_a_sole_vote_that_was_needed_bears_it_in_full() -> None:
    votes: dict[str, Vote] = {"A": "in_favour", "B": "in_favour", "C": "against"}
    assert degrees(RuleShape("majority_of_all"), votes) == {"A": 1, "B": 1, "C": 0}


def test_where_everybody_agreed_nobody_was_needed() -> None:
    votes: dict[str, Vote] = dict.fromkeys("ABCDEFGHIJK", "in_favour")
    assert set(degrees(RuleShape("majority_of_all"), votes).values()) == {Fraction(1, 6)}


def test_only_the_decider_decides() -> None:
    votes: dict[str, Vote] = {"A": "in_favour", "B": "in_favour", "C": "against"}
    assert degrees(RuleShape("single_decider", chair="B"), votes) == {"A": 0, "B": 1, "C": 0}


def test_a_casting_vote_makes_the_chair_decisive() -> None:
    votes: dict[str, Vote] = {"A": "in_favour", "B": "in_favour", "C": "against", "D": "against"}
    assert degrees(RuleShape("majority_of_all", chair="A", casting_vote=True), votes)["A"] == 1
    assert not adopted(RuleShape("majority_of_all"), votes)


def test_who_makes_the_quorum_matters_whatever_the_vote() -> None:
    votes: dict[str, Vote] = {"A": "in_favour", "B": "in_favour", "C": "against", "D": "absent"}
    assert degrees(RuleShape("majority_of_present", quorum=3), votes)["C"] == 1


def test_a_board_of_a_hundred_takes_less_than_a_second() -> None:
    times = []
    for in_favour in (51, 60, 75, 90, 100):
        kinds: list[Vote] = ["in_favour"] * in_favour + ["against"] * ((100 - in_favour) // 2)
        kinds += ["abstained"] * (100 - len(kinds))
        start = time.process_time()
        degrees(RuleShape("majority_of_present", chair="0", casting_vote=True), {str(index): kind for index, kind in enumerate(kinds)})
        times.append(time.process_time() - start)
    assert median(times) < 1
