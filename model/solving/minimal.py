"""Inclusion-minimal sets: of facts that clash, that force an outcome, that settle a question.

Each kind is monotone: what contains an enough set is enough. They are enumerated as hitting sets of what every enough
set must contain something of, smallest first (Ignatiev, Previti, Liffiton and Marques-Silva 2015). Results depend on
the question asked alone, never on the solver's models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations

import msgspec

from zeren.model.solving.hitting import Hitting, TooLong, members_of

STEPS = 200_000  # of the search for hitting sets
Clashes = Callable[[Sequence[int]], bool]  # whether these selectors cannot hold together


def shrink(selectors: Sequence[int], clash: Clashes) -> tuple[int, ...]:
    """An inclusion-minimal subset that still clashes, dropping the last ones first (QuickXplain, Junker 2004).

    >>> shrink([1, 2, 3], lambda chosen: {1, 3} <= set(chosen))
    (1, 3)
    """
    if clash(()):
        return ()

    def needed(fixed: tuple[int, ...], grew: bool, among: Sequence[int]) -> tuple[int, ...]:
        if grew and clash(fixed):
            return ()
        if len(among) == 1:
            return tuple(among)
        half = len(among) // 2
        early, late = tuple(among[:half]), tuple(among[half:])
        from_late = needed(fixed + early, True, late)
        return needed(fixed + from_late, bool(from_late), early) + from_late

    return needed((), False, selectors) if selectors else ()


class Found(msgspec.Struct, frozen=True):
    """Inclusion-minimal sets in order of size; `all` if there are no others, `smallest` if the first are shown to be the smallest."""

    sets: tuple[tuple[int, ...], ...]
    all: bool
    smallest: bool


Missing = Callable[[tuple[int, ...]], Collection[int] | None]  # None if enough; else items of which every enough set has one


def smallest_first(items: Sequence[int], missing: Missing, most: int, steps: int = STEPS, besides: Sequence[Sequence[int]] = ()) -> Found:
    """The inclusion-minimal enough sets, by size and then in the order of the items, at most `most` of them.

    Sets that contain one of `besides` are passed over.

    `missing` must be monotone: what contains an enough set is enough. The order is a matter of the sets alone; which
    items `missing` names changes only how soon they are found.

    >>> smallest_first([1, 2, 3], lambda chosen: None if {1, 3} <= set(chosen) or 2 in chosen else {1, 2, 3} - set(chosen), 9).sets
    ((2,), (1, 3))
    """
    place = {item: index for index, item in enumerate(items)}
    hitting = Hitting(len(items), steps)
    for one in besides:
        hitting.avoid(sum(1 << place[item] for item in one))
    found: list[tuple[int, ...]] = []
    try:
        while (chosen := hitting.next()) is not None:
            candidate = members_of(chosen, items)
            lacking = missing(candidate)
            if lacking is None:
                if len(found) == most:
                    return Found(tuple(found), False, True)
                found.append(candidate)
                hitting.avoid(chosen)
            else:
                hitting.meet(sum(1 << place[item] for item in lacking))
    except TooLong:
        return Found(tuple(found), False, bool(found))
    return Found(tuple(found), True, True)


def minimal_sets(selectors: Sequence[int], clash: Clashes, most: int = 32) -> tuple[list[tuple[int, ...]], bool]:
    """The inclusion-minimal clashing subsets, smallest first, and whether these are all there are.

    >>> minimal_sets([1, 2, 3], lambda chosen: {1, 3} <= set(chosen) or 2 in chosen)
    ([(2,), (1, 3)], True)
    """

    def missing(chosen: tuple[int, ...]) -> list[int] | None:
        if clash(chosen):
            return None
        kept = [selector for selector in selectors if selector in chosen]
        lacking = []
        for selector in selectors:
            if selector not in chosen:
                if clash([*kept, selector]):
                    lacking.append(selector)
                else:
                    kept.append(selector)
        return lacking

    found = smallest_first(selectors, missing, most)
    return list(found.sets), found.all


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
