"""How sure we are of the provisions that the deadlines of an event stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.filing import Filing
from zeren.model.language.provision import LEAST_SURE, Sure
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.model.meaning.provisions import ProvisionAnswer


def provisions_of(regulation: Regulation, found: Sequence[FilingAnswer]) -> tuple[ProvisionAnswer, ...]:
    """Each article that the answers cite, with the elements that stand for it; of several, the least sure counts.

    What is not owed cites nothing. A rule on counting is cited only where it moved a limit; its element is `counting`.
    """
    elements: dict[str, dict[str, Sure | None]] = {}
    for one in found:
        if one.status != "not_owed":
            for article, element, sure in _cited(regulation, one):
                known = elements.setdefault(article, {})
                known[element] = _less_sure(known.get(element), sure or regulation.file.sure)
    levels = {article: [sure for sure in known.values() if sure is not None] for article, known in elements.items()}
    return tuple(
        ProvisionAnswer(article, tuple(elements[article]), min(sure, key=LEAST_SURE.index)) for article, sure in levels.items() if sure
    )


def _cited(regulation: Regulation, answer: FilingAnswer) -> Iterator[tuple[str, str, Sure | None]]:
    """Each article of one answer, with the element that cites it and how sure that is."""
    asked, counting = next(one for one in regulation.asked if one.id == answer.filing), regulation.file.counting
    sure, clocks, roll = (asked.sure, asked.due, asked.roll) if isinstance(asked, Filing) else (None, (), None)
    yield asked.article, asked.id, sure
    for told in answer.clocks:
        for clock in clocks:
            if (clock.after, clock.within, clock.article or asked.article) == (told.after, told.within, told.article):
                yield told.article, asked.id, clock.sure or sure
        if roll is not None and told.counted_by == roll.article:
            yield roll.article, asked.id, roll.sure or sure
        elif counting is not None and told.counted_by == counting.article:
            yield counting.article, "counting", counting.sure


def _less_sure(one: Sure | None, other: Sure | None) -> Sure | None:
    return min((level for level in (one, other) if level is not None), key=LEAST_SURE.index, default=None)
