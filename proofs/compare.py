"""Cases that two regulations, or two versions of one, decide differently; or the proof that there is none.

Cases are sorted by what comes out and by which provisions bring it about. Each such kind of case is shown by its smallest
case, with an inclusion-minimal set of facts and readings that decides it; then the search goes on among what is left,
until nothing is left at any size that matters or a stated limit is reached.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.evaluate import Meanings
from zeren.proofs.differences import Difference, search
from zeren.proofs.matching import labels
from zeren.proofs.pairing import SUBJECTS, Pairing
from zeren.proofs.reach import reach, speaks_of_persons

MOST_KINDS = 40  # kinds of case sought for each sort of bearer


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found: kinds of case that differ, whether these are all, and over which boards that was proved.

    `every_size` says that no larger board can hold another kind; `why_not` why that is not known.
    """

    first: str
    second: str
    differences: tuple[Difference, ...]
    complete: bool
    persons: int
    every_size: bool
    why_not: tuple[Text, ...] = ()


_SORTS = {"body": "组织", "circumstance": "列举情形"}


def compare(
    first: Regulation,
    second: Regulation,
    *,
    open_readings: bool = False,
    pinned: Mapping[str, str] | None = None,
    most: int = MOST_KINDS,
) -> Comparison:
    """Compare two regulations on everybody's tiers and on the circumstances that open accountability.

    Args:
        open_readings: whether every reading is open, or those that grammar decides are read so.
        pinned: single readings that are fixed.
        most: kinds of case to look for, for each sort of bearer.

    Raises:
        Undecided: if the solver gives up.
    """
    persons, every_size, why_not = _scope(first, second)
    meanings = (Meanings(first), Meanings(second))
    found: list[Difference] = []
    complete = True
    for subject in SUBJECTS:
        alone = subject != "person" and not any(speaks_of_persons(one, subject) for one in (first, second))
        sizes = range(1, 2 if alone else persons + 1)
        boards = (Pairing(first, second, size, subject, open_readings=open_readings, pinned=pinned) for size in sizes)
        differences, all_found = search(boards, meanings, most)
        found += differences
        complete = complete and all_found
    return Comparison(
        first=labels(first, second)[0],
        second=labels(first, second)[1],
        differences=tuple(found),
        complete=complete,
        persons=persons,
        every_size=every_size,
        why_not=why_not,
    )


def _scope(first: Regulation, second: Regulation) -> tuple[int, bool, tuple[Text, ...]]:
    """How many persons decide every size: those whom both regulations name about one person, who is the same for both."""
    persons = 1
    reasons: list[Text] = []
    for name, regulation in zip(labels(first, second), (first, second), strict=True):
        scope = reach(regulation)
        persons += scope.persons - 1
        if not scope.every_size:
            why = scope.why_not or Text(zh="", en="")
            reasons.append(Text(zh=f"{name}：{why.zh}", en=f"{name}: {why.en}"))
        for subject in SUBJECTS:
            if subject != "person" and speaks_of_persons(regulation, subject):
                zh = f"{name}：{_SORTS[subject]}的条件涉及全体人员"
                reasons.append(Text(zh=zh, en=f"{name}: conditions on a {subject} speak of all the persons"))
    return persons, not reasons, tuple(reasons)
