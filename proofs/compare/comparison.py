"""Cases that two regulations, or two versions of one, decide differently; or the proof that there is none.

Cases are sorted by what comes out and by which provisions bring it about. Each such kind of case is shown by its smallest
case, with an inclusion-minimal set of facts and readings that decides it; then the search goes on among what is left,
until nothing is left at any size that matters or a stated limit is reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.evaluate import meanings_of
from zeren.proofs.compare.differences import Difference, Searched, search
from zeren.proofs.compare.matching import labels
from zeren.proofs.compare.pairing import boards
from zeren.proofs.compare.points import Point, provided
from zeren.proofs.compare.questions import asked

MOST_KINDS = 40  # kinds of case sought for each sort of bearer and each question


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found: kinds of case that differ, whether these are all, and over which boards that was proved.

    `unasked` are kinds that come out differently only as long as what one regulation alone asks is taken to be as usual.
    `every_size` says that no larger board can hold another kind; `why_not` why that is not known.
    """

    first: str
    second: str
    differences: tuple[Difference, ...]
    unasked: tuple[Difference, ...] = ()
    complete: bool
    persons: int
    every_size: bool
    why_not: tuple[Text, ...] = ()


def compare(
    first: Regulation,
    second: Regulation,
    *,
    open_readings: bool = False,
    pinned: Mapping[str, str] | None = None,
    most: int = MOST_KINDS,
    answers: bool = True,
) -> Comparison:
    """Compare two regulations on everybody's tiers, on the circumstances that open accountability, and on what else both settle.

    Args:
        open_readings: whether every reading is open, or those that grammar decides are read so.
        pinned: single readings that are fixed.
        most: kinds of case to look for, for each sort of bearer and for each question.
        answers: whether questions, labels and measures are compared too.

    Raises:
        Incomparable: if no case can be stated under both.
        Undecided: if the solver gives up.
    """
    meanings = (meanings_of(first), meanings_of(second))
    points = [*provided(first, second), *(asked(first, second) if answers else ())]
    found = [(point, search(boards(point, open_readings=open_readings, pinned=pinned), meanings, most)) for point in points]
    persons, every_size, why_not = _scope(found)
    return Comparison(
        first=labels(first, second)[0],
        second=labels(first, second)[1],
        differences=tuple(difference for _, one in found for difference in one.differences if not difference.unasked),
        unasked=tuple(difference for _, one in found for difference in one.differences if difference.unasked),
        complete=all(one.complete for _, one in found),
        persons=persons,
        every_size=every_size,
        why_not=why_not,
    )


def _scope(found: Sequence[tuple[Point, Searched]]) -> tuple[int, bool, tuple[Text, ...]]:
    """Up to how many persons were looked at, where that decides every size; otherwise how many decide all that is not decided so."""
    undecided = [(searched.persons, reasons) for point, searched in found if not searched.settled and (reasons := tuple(point.why_not()))]
    if not undecided:
        return max(searched.persons for _, searched in found), True, ()
    return min(persons for persons, _ in undecided), False, tuple(dict.fromkeys(one for _, reasons in undecided for one in reasons))
