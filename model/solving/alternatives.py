"""The answers that a question may have, each as the literal that it is given in a case."""

from __future__ import annotations

from typing import Any

from zeren.model.language.conditions import ME
from zeren.model.language.statements import Settled
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.ground import Entity, Ground, Whose

NOT_SETTLED = "not_settled"


def alternatives(ground: Ground, name: str, entity: Entity | None) -> dict[str, int]:
    """The literal of each answer to a question that is no number, asked of somebody or of the matter.

    Norms are read in the order obliged, forbidden, permitted. Of options several may hold, or none; who bears something is
    told for each person of the case.
    """
    answer = ground.regulation.file.questions[name].answer
    whose: Whose = {} if entity is None else {ME: entity}

    def literal(*path: str) -> int:
        return ground.worth(ground.regulation.means[("questions", name, "answer", *path)], whose)

    if not isinstance(answer, Settled):
        yes = literal()
        return {"yes": yes, "no": -yes}
    if answer.bearer is not None:
        condition = ground.regulation.means["questions", name, "answer", "bearer"]
        return {person: ground.worth(condition, {ME: ("person", person)}) for person in ground.case.people}
    if answer.one_of:
        return {option: literal("one_of", option) for option in answer.one_of}
    circuit, rest, found = ground.circuit, TRUE, {}
    for norm in ("obliged", "forbidden", "permitted"):
        if getattr(answer, norm) is not None:
            own = literal(norm)
            found[norm] = circuit.both([rest, own])
            rest = circuit.both([rest, -own])
    otherwise = ground.regulation.file.questions[name].otherwise or NOT_SETTLED
    found[otherwise] = circuit.either([found[otherwise], rest]) if otherwise in found else rest
    return found


def number(ground: Ground, name: str, entity: Entity | None) -> Any:
    """The number that answers a question: a concrete value, or a linear sum."""
    return ground.amount(ground.regulation.means["questions", name, "answer", "number"], {} if entity is None else {ME: entity})
