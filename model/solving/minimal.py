"""Inclusion-minimal sets: of facts that clash, that force an outcome, that settle a question.

Each kind is monotone: what contains an enough set is enough. They are enumerated as hitting sets of what every enough
set must contain something of, smallest first (Ignatiev, Previti, Liffiton and Marques-Silva 2015). Results depend on
the question asked alone, never on the solver's models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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


Images = Callable[[tuple[int, ...]], Collection[tuple[int, ...]]]  # the sets that are the same as a set, but for names


class Smallest:
    """The inclusion-minimal enough sets, one after another: by size and then in the order of the items.

    What is found is there at once, before anybody knows what else there is; `looked_at` counts the sets tried so far.

    Args:
        missing: must be monotone: what contains an enough set is enough. Which items it names changes only how soon sets are found.
        most: how many sets are told.
        steps: of the search for sets to try.
        tries: how many sets are tried, all of them unless given.
        besides: sets that contain one of these are passed over.
        images: the sets that are the same as one found but for names; they are enough as well, and are passed over.

    >>> sought = Smallest([1, 2, 3], lambda chosen: None if {1, 3} <= set(chosen) or 2 in chosen else {1, 2, 3} - set(chosen), 9)
    >>> next(iter(sought)), sought.looked_at
    ((2,), 3)
    """

    def __init__(
        self,
        items: Sequence[int],
        missing: Missing,
        most: int,
        *,
        steps: int = STEPS,
        tries: int | None = None,
        besides: Sequence[Sequence[int]] = (),
        images: Images | None = None,
    ) -> None:
        self.items, self.missing, self.most, self.tries, self.images = items, missing, most, tries, images
        self.found: list[tuple[int, ...]] = []
        self.looked_at = 0
        self.all = self.smallest = self.given_up = False
        self._place = {item: index for index, item in enumerate(items)}
        self._hitting = Hitting(len(items), steps)
        for one in besides:
            self._avoid(one)

    def _avoid(self, found: Iterable[int]) -> None:
        self._hitting.avoid(self._bits(found))

    def _bits(self, members: Iterable[int]) -> int:
        return sum(1 << self._place[item] for item in members)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        try:
            while (chosen := self._hitting.next()) is not None:
                if self.tries is not None and self.looked_at >= self.tries:
                    self.smallest, self.given_up = bool(self.found), True
                    return
                self.looked_at += 1
                candidate = members_of(chosen, self.items)
                lacking = self.missing(candidate)
                if lacking is not None:
                    self._hitting.meet(self._bits(lacking))
                    continue
                if len(self.found) == self.most:
                    self.smallest = True
                    return
                self.found.append(candidate)
                for one in (candidate, *(self.images(candidate) if self.images else ())):
                    self._avoid(one)
                yield candidate
        except TooLong:
            self.smallest = bool(self.found)
            return
        self.all = self.smallest = True

    def told(self) -> Found:
        """All that was found, and what is known of the rest."""
        return Found(tuple(self.found), self.all, self.smallest)


def smallest_first(items: Sequence[int], missing: Missing, most: int, steps: int = STEPS) -> Found:
    """The inclusion-minimal enough sets, by size and then in the order of the items, at most `most` of them.

    >>> smallest_first([1, 2, 3], lambda chosen: None if {1, 3} <= set(chosen) or 2 in chosen else {1, 2, 3} - set(chosen), 9).sets
    ((2,), (1, 3))
    """
    sought = Smallest(items, missing, most, steps=steps)
    for _ in sought:
        pass
    return sought.told()


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
