"""Chosen facts and readings as an answer tells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.case import FactId
from zeren.model.language.unlisted import THERE
from zeren.model.meaning.references import FactValue, Under
from zeren.model.meaning.written import whose, written
from zeren.model.solving.problem import Chosen


def worth_telling(chosen: Sequence[Chosen]) -> Iterator[tuple[FactId, Chosen]]:
    """The facts among what was chosen, as few as say it: of somebody described, not that she is there; of those not there, one."""
    facts = [(one.key, one) for one in chosen if isinstance(one.key, FactId)]
    described = {key.of for key, _ in facts if key.term != THERE}
    yield from ((key, one) for key, one in facts if key.term != THERE)
    alone = [(key, one) for key, one in facts if key.term == THERE and key.of not in described]
    for there in (True, False):
        yield from [(key, one) for key, one in alone if one.value is there][: None if there else 1]


def under(chosen: Sequence[Chosen]) -> Under:
    """A set of facts and readings that forces something."""
    told = dict(worth_telling(chosen))
    named = whose(told)
    return Under(
        facts=tuple(FactValue(*named[key], written(one.value)) for key, one in told.items()),
        readings={one.key: str(one.value) for one in chosen if isinstance(one.key, str)},
    )
