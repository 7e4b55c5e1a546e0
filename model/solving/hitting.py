"""The smallest sets that meet every one of a family of sets, one after another.

The sets that are enough for something and the sets that must be met for it are each other's minimal hitting sets, so
the smallest enough set is the smallest hitting set of all that must be met (Reiter 1987). Members are bits of a whole
number, and sets come in one fixed order: by size, then as the members are listed.
"""

from __future__ import annotations

from collections.abc import Sequence


class TooLong(RuntimeError):
    """The search was given up after the number of steps allowed."""


class Hitting:
    """A growing family of sets to be met, and sets that are not to be contained again."""

    def __init__(self, members: int, steps: int) -> None:
        self.members, self.steps = members, steps
        self._must: list[int] = []
        self._found: list[int] = []
        self._of: list[int] = [0] * members  # for each member, which of the sets to be met it is in
        self._size = 0
        self._last: tuple[int, int, list[int]] | None = None  # what was forced, the size, and the other members of the set told last

    def meet(self, members: int) -> None:
        """One more set that must be met."""
        bit = 1 << len(self._must)
        self._must.append(members)
        for member in range(self.members):
            if members >> member & 1:
                self._of[member] |= bit

    def avoid(self, found: int) -> None:
        """From now on no set that contains this one."""
        self._found.append(found)

    def next(self) -> int | None:
        """The first hitting set that contains nothing found before; None if there is none.

        Raises:
            TooLong: if the search takes more steps than are allowed over all calls.
        """
        forced, unmet = self._forced()
        self._size = max(self._size, forced.bit_count())
        while True:
            resumed = self._last is not None and self._last[:2] == (forced, self._size)
            after = self._last[2] if self._last is not None and resumed else []
            self._cut = False
            chosen = self._search(forced, [], unmet, 0, self._size - forced.bit_count(), after)
            if chosen is not None:
                rest = chosen & ~forced
                self._last = (forced, self._size, [member for member in range(self.members) if rest >> member & 1])
                return chosen
            if resumed:  # what was passed over may lead on to larger sets now
                self._last = None
            elif self._cut:
                self._size += 1
            else:
                return None

    def _forced(self) -> tuple[int, int]:
        """The members that some set needs by itself, which no other can make needless, and the sets that these do not meet."""
        forced, unmet = 0, (1 << len(self._must)) - 1
        for members in self._must:
            if members and members & (members - 1) == 0 and not forced & members:
                forced |= members
                unmet &= ~self._of[members.bit_length() - 1]
        return forced, unmet

    def _search(self, chosen: int, own: list[int], unmet: int, first: int, left: int, after: list[int]) -> int | None:
        """Extend a choice by members from `first` on, each of which alone meets some set (`own`).

        What comes before `after` was passed over at this size, and more sets to be met do not bring it back: a member that others
        made needless could go, and the set without it, which is smaller, was told or did not meet all.
        """
        self.steps -= 1
        if self.steps < 0:
            raise TooLong
        if not unmet:
            return None if any(found & chosen == found for found in self._found) else chosen
        if left == 0 or self._apart(unmet, first) > left:
            self._cut = True
            return None
        last = self.members - 1
        rest = unmet
        while rest:
            number = rest & -rest
            rest ^= number
            last = min(last, self._must[number.bit_length() - 1].bit_length() - 1)
        for member in range(max(first, after[0]) if after else first, last + 1):
            meets = self._of[member]
            if not meets & unmet:
                continue
            owned = [one & ~meets for one in own]
            if not all(owned):
                continue  # an earlier member has become needless
            found = self._search(
                chosen | 1 << member,
                [*owned, meets & unmet],
                unmet & ~meets,
                member + 1,
                left - 1,
                after[1:] if after and member == after[0] else [],
            )
            if found is not None:
                return found
        return None

    def _apart(self, unmet: int, first: int) -> int:
        """How many unmet sets have nothing in common: at least so many members are needed."""
        taken = count = 0
        while unmet:
            number = unmet & -unmet
            unmet ^= number
            members = self._must[number.bit_length() - 1] >> first << first
            if not members & taken:
                taken |= members
                count += 1
        return count


def members_of(chosen: int, items: Sequence[int]) -> tuple[int, ...]:
    """The items whose bits are set, in their order."""
    return tuple(item for index, item in enumerate(items) if chosen >> index & 1)
