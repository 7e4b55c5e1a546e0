"""Whether a filing stays due at the same moments when the condition of one of its clocks changes: of several, the earliest governs.

A clock is *beaten* where another one applies that runs from the same moment and ends no later, whatever that moment is; it then
decides nothing. What remains is compared as conditions over atoms of which each may hold or not. That is more than any case
can state (in a case no comparison with a moment that has not come holds), so what is proved here is so in every case.
"""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.conditions import And, Constant, Expr, Not, Or
from zeren.model.language.filing import Filing
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.time_limits import unit_and_amount
from zeren.model.solving.circuit import FALSE, TRUE, Circuit
from zeren.model.solving.sat import Sat


def due_alike(regulation: Regulation, changed: Regulation, index: int) -> bool:
    """Whether it is proved that a filing, the one at this place of the file, is due alike in every case.

    The two must differ in the conditions of that filing alone.

    Raises:
        Undecided: if the solver gives up.
    """
    circuit = Circuit()
    before, after = (list(_governing(circuit, one, index)) for one in (regulation, changed))
    unlike = circuit.either(-circuit.equal(*pair) for pair in zip(before, after, strict=True))
    return not Sat(circuit).holds_somewhere([unlike])


def beats(filing: Filing, one: int, other: int) -> bool:
    """Whether a clock of a filing, where both apply, always ends no later than another and leaves it nothing to decide.

    Both run from the same moment, as do those between them in the file, so that what is waited for keeps its order. Where a
    limit may roll to the next working day, nothing is claimed: a later end can then have the earlier limit.
    """
    first, second = filing.due[one], filing.due[other]
    if one == other or filing.roll is not None or first.within is None or second.within is None:
        return False
    if any(clock.after != first.after for clock in filing.due[min(one, other) : max(one, other) + 1]):
        return False
    (unit, amount), (other_unit, other_amount) = unit_and_amount(first.within), unit_and_amount(second.within)
    return unit == other_unit and (amount, one) < (other_amount, other)


def _governing(circuit: Circuit, regulation: Regulation, index: int) -> Iterator[int]:
    """When a filing is owed, when its limit rolls, and when each of its clocks applies and no other one beats it."""
    filing = regulation.file.filings[index]
    yield _literal(circuit, regulation.means["filings", index, "when"])
    if filing.roll is not None:
        yield _literal(circuit, regulation.means["filings", index, "roll", "when"])
    applies = [_literal(circuit, regulation.means["filings", index, "due", place, "when"]) for place, _ in enumerate(filing.due)]
    for place, literal in enumerate(applies):
        yield circuit.both([literal, *(-other for rival, other in enumerate(applies) if beats(filing, rival, place))])


def _literal(circuit: Circuit, expr: Expr) -> int:
    match expr:
        case Constant(bool(value)):
            return TRUE if value else FALSE
        case Not(part):
            return -_literal(circuit, part)
        case And(parts):
            return circuit.both(_literal(circuit, part) for part in parts)
        case Or(parts):
            return circuit.either(_literal(circuit, part) for part in parts)
        case _:
            return circuit.atom(expr)
