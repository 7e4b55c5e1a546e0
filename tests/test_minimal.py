"""Minimal sets against a listing of every subset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.solving.minimal import minimal_sets, shrink, smallest, smallest_first

ITEMS = tuple(range(1, 8))
families = st.lists(st.frozensets(st.sampled_from(ITEMS)), max_size=6)


def contains_one_of(family: Sequence[frozenset[int]]) -> Callable[[Sequence[int]], bool]:
    return lambda chosen: any(one <= set(chosen) for one in family)


def by_listing(family: Sequence[frozenset[int]]) -> list[tuple[int, ...]]:
    """Every inclusion-minimal set, by size and then in order."""
    enough = contains_one_of(family)
    found: list[tuple[int, ...]] = []
    for size in range(len(ITEMS) + 1):
        found += [one for one in combinations(ITEMS, size) if enough(one) and not any(set(less) < set(one) for less in found)]
    return found


@given(families)
def test_every_minimal_set_is_found_smallest_first(family: list[frozenset[int]]) -> None:
    assert minimal_sets(ITEMS, contains_one_of(family), most=200) == (by_listing(family), True)


@given(families, st.integers(1, 3))
def test_a_cap_keeps_the_first_and_says_so(family: list[frozenset[int]], most: int) -> None:
    every = by_listing(family)
    assert minimal_sets(ITEMS, contains_one_of(family), most) == (every[:most], len(every) <= most)


@given(families.filter(bool))
def test_shrinking_drops_the_last_ones_first(family: list[frozenset[int]]) -> None:
    enough = contains_one_of(family)
    kept = list(ITEMS)
    for item in reversed(ITEMS):
        without = [one for one in kept if one != item]
        if enough(without):
            kept = without
    assert shrink(ITEMS, enough) == tuple(kept)


@given(families.filter(bool))
def test_a_smallest_set_has_the_fewest_members(family: list[frozenset[int]]) -> None:
    chosen, shown = smallest(ITEMS, contains_one_of(family))
    assert shown
    assert len(chosen) == len(by_listing(family)[0])


@settings(max_examples=20)
@given(families)
def test_a_search_that_is_given_up_claims_nothing(family: list[frozenset[int]]) -> None:
    enough = contains_one_of(family)
    found = smallest_first(ITEMS, lambda chosen: None if enough(chosen) else set(ITEMS) - set(chosen), 50, steps=1)
    assert not found.all or found.sets == tuple(by_listing(family))
