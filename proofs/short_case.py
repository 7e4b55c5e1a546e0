"""A case told in as few words as a case file needs, read back, and replayed through the definition."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import Expr, Fact, Is, Named, walk
from zeren.model.language.load import parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Value
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.completion import complete
from zeren.model.solving.ground import alleged, is_allegation
from zeren.proofs.case_text import case_text

Values = Mapping[FactId | str, Value]


class Unfaithful(AssertionError):
    """A witness does not replay through `evaluate`; this is a defect of zeren, never of the regulation."""


class Told(NamedTuple):
    """A case file, and the situation that it describes."""

    text: str
    situation: Situation


def told(
    meanings: Meanings,
    board: Case,
    facts: Mapping[FactId, Value],
    readings: Mapping[str, str],
    rest: Values,
    *,
    bodies: bool = False,
    always: Container[FactId] = (),
    possible: bool = True,
) -> Told:
    """A case that states these facts and readings, where they are not what a silent case would be taken to say anyway.

    Args:
        board: who is in it; circumstances that are not alleged are left out.
        rest: values of facts on which nothing turns and that have no usual value.
        bodies: whether bodies of which nothing is said are in it all the same.
        always: facts that are stated even where silence would say the same.
        possible: whether what always holds must hold in it.

    Raises:
        Unfaithful: if the background does not hold in it.
    """
    regulation = meanings.regulation
    order = list(regulation.terms)
    board = msgspec.structs.replace(board, circumstances=tuple(one for one in board.circumstances if facts.get(alleged(one.id))))
    listed = {one.id for one in board.circumstances}
    said = {fact: value for fact, value in facts.items() if fact.sort != "circumstance" or (fact.of in listed and not is_allegation(fact))}
    unusual = {fact: value for fact, value in said.items() if regulation.terms[fact.term].unless_stated != value}
    unusual |= {fact: value for fact, value in said.items() if fact in always}
    following = {fact: value for fact, value in said.items() if fact.term in regulation.follows}
    stated = {fact: unusual[fact] for fact in sorted(unusual, key=lambda one: order.index(one.term)) if fact not in following}
    silent, _ = _completed(meanings, _case(board, stated, readings, bodies), rest)
    named = {"matter": {"": silent.matter}, "person": silent.people, "body": silent.bodies, "circumstance": silent.circumstances}
    unlike = {
        fact: value
        for fact, value in following.items()
        if fact in always or named[fact.sort].get(fact.of, {}).get(fact.term) != value or left_open(regulation, fact.term, stated)
    }
    case = _case(board, {**unlike, **stated}, readings, bodies)
    text = case_text(regulation, case)
    whole, chosen = _completed(meanings, parse_case(text, regulation, "witness"), rest)
    situation = Situation(meanings, whole, chosen)
    for sentence, expr, sort in regulation.background if possible else ():
        about = {"person": whole.people, "body": whole.bodies, "circumstance": whole.circumstances}.get(sort, {"": {}})
        if not all(situation.holds(meanings.of(expr), one) for one in about.values()):
            raise Unfaithful(f"background `{sentence.id}` does not hold in\n{text}")
    return Told(text, situation)


def left_open(regulation: Regulation, term: str, stated: Iterable[FactId]) -> bool:
    """Whether what a term follows looks at a fact that has no usual value and that nobody states."""
    said = {fact.term for fact in stated}
    queue: list[Expr] = [regulation.follows[term]]
    while queue:
        for part in walk(queue.pop()):
            if isinstance(part, Named):
                queue.append(regulation.definitions[part.definition])
            elif isinstance(part, (Fact, Is)) and part.term not in said:
                if part.term in regulation.follows:
                    queue.append(regulation.follows[part.term])
                elif regulation.terms[part.term].unless_stated is UNKNOWN:
                    return True
    return False


def _case(board: Case, stated: Mapping[FactId, Value], readings: Mapping[str, str], bodies: bool) -> Case:
    said = {(fact.sort, fact.of) for fact in stated}
    return msgspec.structs.replace(
        board,
        facts=stated,
        readings=readings,
        bodies=tuple(name for name in board.bodies if bodies or ("body", name) in said),
    )


def _completed(meanings: Meanings, case: Case, rest: Values) -> tuple[Complete, dict[str, str]]:
    values: dict[FactId | str, Value] = dict(rest)
    values.update(case.readings)
    return complete(meanings, case, values)
