"""Inclusion-minimal sets: of facts that clash, that force an outcome, that settle a question.

All are minimal unsatisfiable subsets of some selectors under some hard constraints, enumerated by dualisation: the next
one avoids a hitting set of those already found (Gunopulos, Khardon, Mannila, Saluja, Toivonen and Sharma 2003). Results
depend on the question asked alone, never on the solver's models: they are shrunk in a fixed order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

Clashes = Callable[[Sequence[int]], bool]  # whether these selectors cannot hold together


def shrink(selectors: Sequence[int], clash: Clashes) -> tuple[int, ...]:
    """An inclusion-minimal subset that still clashes, dropping the last ones first.

    >>> shrink([1, 2, 3], lambda chosen: {1, 3} <= set(chosen))
    (1, 3)
    """
    kept = list(selectors)
    for selector in reversed(selectors):
        without = [one for one in kept if one != selector]
        if clash(without):
            kept = without
    return tuple(kept)


def minimal_sets(selectors: Sequence[int], clash: Clashes, most: int = 32) -> tuple[list[tuple[int, ...]], bool]:
    """The inclusion-minimal clashing subsets, smallest first, and whether these are all there are.

    Found by size while that is quick, so the list starts with the smallest; beyond `most` sets the search stops.

    >>> minimal_sets([1, 2, 3], lambda chosen: {1, 3} <= set(chosen) or 2 in chosen)
    ([(2,), (1, 3)], True)
    """
    found: list[tuple[int, ...]] = []
    order = {selector: index for index, selector in enumerate(selectors)}
    while len(found) < most:
        seed = _unexplored(selectors, found, clash)
        if seed is None:
            return sorted(found, key=lambda one: (len(one), [order[selector] for selector in one])), True
        found.append(shrink(seed, clash))
    return sorted(found, key=lambda one: (len(one), [order[selector] for selector in one])), False


def _unexplored(selectors: Sequence[int], found: list[tuple[int, ...]], clash: Clashes) -> list[int] | None:
    """A clashing subset that contains none of the sets found: one that leaves out a hitting set of them."""
    for left_out in _hitting_sets(found):
        rest = [one for one in selectors if one not in left_out]
        if clash(rest):
            return rest
    return None


def _hitting_sets(sets: list[tuple[int, ...]]) -> list[frozenset[int]]:
    """Every inclusion-minimal set that meets all of the sets, smallest first."""
    hitting: set[frozenset[int]] = {frozenset()}
    for one in sets:
        grown = {hit if hit & set(one) else hit | {member} for hit in hitting for member in one}
        hitting = {hit for hit in grown if not any(other < hit for other in grown)}
    return sorted(hitting, key=lambda hit: (len(hit), sorted(hit)))


def smallest(selectors: Sequence[int], clash: Clashes, tries: int = 4_000) -> tuple[tuple[int, ...], bool]:
    """A clashing subset with the fewest members, and whether it is shown to be one.

    Starts from an inclusion-minimal set and looks for smaller ones by size, at most `tries` of them.
    """
    best = shrink(selectors, clash)
    tried = 0
    for size in range(1, len(best)):
        for chosen in combinations(selectors, size):
            tried += 1
            if tried > tries:
                return best, False
            if clash(chosen):
                return chosen, True
    return best, True
