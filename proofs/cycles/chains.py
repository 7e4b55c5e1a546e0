"""Chains of reports: which duties carry information from one bearer to the next, up to the top."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty

Links = tuple[Duty, ...]


def chains(regulation: Regulation, levels: int) -> tuple[Links, ...]:
    """Every chain of two or more regular reports up to a superior, from any bearer over at most so many levels of bodies.

    A recipient that stands one level up (`above` in the regulation) reports in turn as the bearer that it is there.
    Where a bearer has to inform the one above it but no number says how often, the chain ends in that duty.
    """
    starts = [duty for duty in regulation.file.duties if is_report(duty) and is_regular(duty)]
    paths = (chain for duty in starts for chain in _onwards(regulation, (duty,), levels))
    return tuple(chain for chain in paths if len(chain) > 1 and chain[-1].to in regulation.file.above)


def is_report(duty: Duty) -> bool:
    """Whether a duty carries information to somebody else."""
    return duty.to is not None and duty.who is not None and duty.norm == "obliged"


def is_regular(duty: Duty) -> bool:
    """Whether a number or a day of the year says how often a duty is due."""
    return duty.at_least is not None or duty.by is not None


def _onwards(regulation: Regulation, chain: Links, levels: int) -> Iterator[Links]:
    yield chain
    above = regulation.file.above
    last = chain[-1]
    if not is_regular(last) or sum(duty.to in above for duty in chain) >= levels:
        return
    receiver = above.get(last.to or "", last.to)
    if last.to not in above and receiver in {duty.who for duty in chain}:
        return  # back to somebody who has spoken already, on the same level
    own = [duty for duty in regulation.file.duties if is_report(duty) and duty.who == receiver]
    regular = [duty for duty in own if is_regular(duty)]
    for duty in regular or [duty for duty in own if duty.to in above]:
        yield from _onwards(regulation, (*chain, duty), levels)
