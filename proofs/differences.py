"""Kinds of case that two regulations decide differently, each by its smallest case and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Value, write_value
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ground import alleged, is_allegation
from zeren.proofs.ends import ended, in_order, tier_of
from zeren.proofs.matching import labels
from zeren.proofs.pairing import FACTS, PERSON, Pairing, Setting, Subject
from zeren.proofs.told import Told, Unfaithful, told

Direction = Literal["loses", "gains", "differs"]


class Deciding(msgspec.Struct, frozen=True):
    """A fact (`of` is empty for the matter) or a reading, with the value that helps to decide.

    `usual` says that a silent case would be taken to say so anyway; `only` names the one regulation that knows it. For a
    circumstance `of` is its item and subject, as `3/A`; `alleged` says that the value is whether it is alleged.
    """

    of: str
    term: str
    value: str
    reading: bool = False
    usual: bool = False
    only: str | None = None
    alleged: bool = False


class Side(msgspec.Struct, frozen=True):
    """What one regulation makes of a case: tiers, or whether a circumstance is made out; by which provisions; and the case file."""

    outcome: tuple[str, ...]
    provisions: tuple[str, ...]
    articles: tuple[str, ...]
    case: str


class Difference(msgspec.Struct, frozen=True):
    """A kind of case that comes out differently, by its smallest case.

    `direction` is what going from the first regulation to the second means for the bearer.
    """

    subject: Subject
    direction: Direction
    first: Side
    second: Side
    deciding: tuple[Deciding, ...]
    persons: int


def search(boards: Iterable[Pairing], meanings: tuple[Meanings, Meanings], most: int) -> tuple[list[Difference], bool]:
    """Kinds of case that differ, smallest first, and whether these are all there are on these boards.

    Two kinds of case that concern tiers differ in what comes out or in the rules that apply. Circumstances of many items
    can meet, so there a kind is: the facts that are alleged, with the readings that decide, and perhaps more facts.
    """
    found: list[Difference] = []
    kinds: list[tuple[frozenset[str], ...]] = []
    for board in boards:
        blocked = [-_kind(board, kind) for kind in kinds] if board.subject != "circumstance" else []
        while board.can([board.differ, *blocked]):
            if len(found) >= most:
                return found, False
            about = [literal for part in (*board.outcomes, *board.provisions) for literal in part.values()]
            settings = board.smallest([board.differ, *blocked], about)
            kind = _read(board, settings)
            wanted = board.circuit.both(_exactly(board, board.outcomes[side], kind[side]) for side in (0, 1))
            deciding = board.deciding(wanted, settings)
            found.append(_difference(board, meanings, kind, settings, deciding))
            if board.subject == "circumstance":
                alleged = [one.literal for one in deciding if one.discrete and (not one.usual or isinstance(one.key, str))]
                blocked.append(-board.circuit.both([wanted, *alleged]))
            else:
                kinds.append(kind)
                blocked.append(-_kind(board, kind))
    return found, True


def _read(board: Pairing, settings: Sequence[Setting]) -> tuple[frozenset[str], ...]:
    """What comes out and what applies, under the first and under the second, in a case whose every fact that matters is set."""
    fixed = [one.literal for one in settings]
    parts = [*board.outcomes, *board.provisions]
    return tuple(frozenset(name for name, literal in part.items() if board.can([*fixed, literal])) for part in parts)


def _kind(board: Pairing, kind: Sequence[frozenset[str]]) -> int:
    parts = [*board.outcomes, *board.provisions]
    return board.circuit.both(_exactly(board, part, names) for part, names in zip(parts, kind, strict=True))


def _exactly(board: Pairing, literals: Mapping[str, int], names: frozenset[str]) -> int:
    return board.circuit.both(literal if name in names else -literal for name, literal in literals.items())


def _difference(
    board: Pairing,
    meanings: tuple[Meanings, Meanings],
    kind: Sequence[frozenset[str]],
    settings: Sequence[Setting],
    deciding: Sequence[Setting],
) -> Difference:
    rest = board.rest(settings)
    sides = [_side(board, number, meanings[number], kind[number], kind[2 + number], settings, deciding, rest) for number in (0, 1)]
    return Difference(
        subject=board.subject,
        direction=_direction(board.regulations, kind[0], kind[1]),
        first=sides[0],
        second=sides[1],
        deciding=tuple(_deciding(board, one) for one in deciding),
        persons=board.size,
    )


def _side(
    board: Pairing,
    number: int,
    meanings: Meanings,
    outcome: frozenset[str],
    applying: frozenset[str],
    settings: Sequence[Setting],
    deciding: Sequence[Setting],
    rest: Sequence[Setting],
) -> Side:
    """One regulation's view of a case, replayed through the definition; it states the readings that decide."""
    regulation = meanings.regulation
    known = [one for one in settings if one.only in (0, number + 1)]
    facts = {one.key: one.value for one in known if isinstance(one.key, FactId)}
    chosen = {one.key: str(one.value) for one in deciding if isinstance(one.key, str) and one in known}
    readings = {name: option for name, option in chosen.items() if option != regulation.readings[name].literal}
    values: dict[FactId | str, Value] = {one.key: one.value for one in rest if one.only in (0, number + 1)}
    values |= {one.key: one.value for one in known if isinstance(one.key, str)}
    case = board.cases[number]
    names = [name for name in board.provisions[number] if name in applying]
    if board.subject != "circumstance":
        text, situation = told(meanings, case, facts, readings, values)
        whole = situation.facts
        bearer = whole.people[board.entity[1]] if board.subject == "person" else whole.bodies.get(board.entity[1])
        if bearer is not None and ended(situation, bearer, board.subject) != outcome:
            raise Unfaithful(f"{board.entity[1]} does not end with {sorted(outcome)} in\n{text}")
        articles = [regulation.rules[name][0].article for name in names]
    else:
        items = list(regulation.circumstances)
        _replayed(told(meanings, *_alleged(case, facts, items), readings, values), meanings, applying)
        text = told(meanings, *_alleged(case, facts, names or items), readings, values).text
        articles = [f"{regulation.circumstances[item][0].article}({item})" for item in names]
    return Side(in_order(regulation, outcome), tuple(names), tuple(dict.fromkeys(articles)), text)


def _alleged(case: Case, facts: Mapping[FactId, Value], items: Sequence[str]) -> tuple[Case, dict[FactId, Value]]:
    """The circumstance of a board, alleged under each of these items."""
    listed = tuple(Listed(f"{item}/{PERSON[1]}", item, PERSON[1]) for item in items)
    own = {fact: value for fact, value in facts.items() if fact.of != FACTS}
    for one in listed:
        own[alleged(one.id)] = True
        own |= {FactId(fact.sort, one.id, fact.term): value for fact, value in facts.items() if fact.of == FACTS}
    return msgspec.structs.replace(case, circumstances=listed), own


def _replayed(story: Told, meanings: Meanings, applying: frozenset[str]) -> None:
    situation = story.situation
    for facts in situation.facts.circumstances.values():
        if situation.holds(meanings.circumstances[facts["item"]], facts) != (facts["item"] in applying):
            raise Unfaithful(f"circumstance {facts['item']} does not come out as proved in\n{story.text}")


def _deciding(board: Pairing, one: Setting) -> Deciding:
    only = labels(*board.regulations)[one.only - 1] if one.only else None
    if isinstance(one.key, str):
        return Deciding("", one.key, str(one.value), True, one.usual, only)
    if is_allegation(one.key):
        return Deciding(one.key.of, "alleged", write_value(one.value), False, one.usual, only, alleged=True)
    return Deciding(one.key.of, one.key.term, write_value(one.value), False, one.usual, only)


def _direction(regulations: Sequence[Regulation], first: frozenset[str], second: frozenset[str]) -> Direction:
    """Whether the bearer is worse off under the second regulation: more tiers, or a graver one among the ranked."""
    borne = [{tier_of(name) for name in outcome} for outcome in (first, second)]
    if borne[0] == borne[1]:
        return "loses" if second < first else "gains" if first < second else "differs"  # what is discretionary is less
    if first < second or second < first:
        return "loses" if first < second else "gains"
    graver = [_gravest(regulation, outcome) for regulation, outcome in zip(regulations, (first, second), strict=True)]
    if graver[0] == graver[1]:
        return "differs"
    return "loses" if graver[1] < graver[0] else "gains"


def _gravest(regulation: Regulation, outcome: frozenset[str]) -> int:
    ranked = regulation.tiers.ranked
    return min((ranked.index(tier) for tier in outcome if tier in ranked), default=len(ranked))
