"""Kinds of case that two regulations decide differently, each by its smallest case and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.terms import Sort, Value, write_value
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.ground import alleged, is_allegation
from zeren.proofs.asked import NumberOf
from zeren.proofs.matching import labels
from zeren.proofs.pairing import Pairing, Setting
from zeren.proofs.points import FACTS, PERSON, Direction, Subject
from zeren.proofs.told import Told, Unfaithful, told


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
    """What one regulation makes of a case; by which provisions, and where they stand; and the case file.

    That is tiers, whether a circumstance is made out, the answer to a question (whether it names the person, if it asks who), a
    label or none, or the measures that must follow.
    """

    outcome: tuple[str, ...]
    provisions: tuple[str, ...]
    articles: tuple[str, ...]
    case: str


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of case that comes out differently, by its smallest case.

    `direction` is what going from the first regulation to the second means for the bearer. `id` names the question or label, and
    `of` says of whom it is asked.
    """

    subject: Subject
    direction: Direction
    first: Side
    second: Side
    deciding: tuple[Deciding, ...]
    persons: int
    id: str = ""
    of: Sort | None = None


class Searched(msgspec.Struct, frozen=True):
    """Kinds of case that differ, smallest first, and whether these are all there are on the boards looked at, of so many persons.

    `settled` says that there can be no other kinds, however large the board.
    """

    differences: tuple[Difference, ...]
    complete: bool
    persons: int
    settled: bool = False


def search(boards: Iterable[Pairing], meanings: tuple[Meanings, Meanings], most: int) -> Searched:
    """Look on each board until no kind is left or `most` are found.

    Two kinds of case differ in what comes out or in the provisions that tell them apart. Circumstances of many items can meet, so
    there a kind is: the facts that are alleged, with the readings that decide, and perhaps more facts.
    """
    found: list[Difference] = []
    kinds: list[_Kind] = []
    persons = 0
    for board in boards:
        persons = board.size
        blocked = [-kind.on(board) for kind in kinds]
        while board.can([board.differ, *blocked]):
            if len(found) >= most:
                return Searched(tuple(found), False, persons)
            about = [literal for part in (*board.outcomes, *board.provisions) for literal in part.values()]
            settings = board.smallest([board.differ, *blocked], about)
            comes_out = _read(board, settings)
            wanted = board.circuit.both(_exactly(board, board.outcomes[side], comes_out[side]) for side in (0, 1))
            deciding = board.deciding(wanted, settings)
            found.append(_difference(board, meanings, comes_out, settings, deciding))
            if board.point.subject == "circumstance":
                kind = _Kind(comes_out[:2], tuple(one for one in deciding if one.discrete and (not one.usual or isinstance(one.key, str))))
            else:
                kind = _Kind(comes_out)
            kinds.append(kind)
            blocked.append(-kind.on(board))
        if len(board.outcomes[0]) == 1 and not any(board.provisions) and len(kinds) == 2:
            return Searched(tuple(found), True, persons, True)  # one part that comes out or does not: there are no other kinds
    return Searched(tuple(found), True, persons)


class _Kind(msgspec.Struct, frozen=True):
    """What comes out and, unless these settings tell, which provisions apply, under the first regulation and under the second."""

    parts: tuple[frozenset[str], ...]
    settings: tuple[Setting, ...] = ()

    def on(self, board: Pairing) -> int:
        """The literal that a case of a board is of this kind."""
        stated = [*board.outcomes, *board.provisions]
        exactly = [_exactly(board, part, names) for part, names in zip(stated, self.parts, strict=False)]
        return board.circuit.both([*exactly, *map(board.literal, self.settings)])


def _read(board: Pairing, settings: Sequence[Setting]) -> tuple[frozenset[str], ...]:
    """What comes out and what applies, under the first and under the second, in a case whose every fact that matters is set."""
    fixed = [one.literal for one in settings]
    parts = [*board.outcomes, *board.provisions]
    return tuple(frozenset(name for name, literal in part.items() if board.can([*fixed, literal])) for part in parts)


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
    first, second = (_side(board, number, meanings[number], kind[number], kind[2 + number], settings, deciding, rest) for number in (0, 1))
    if isinstance(point := board.point, NumberOf) and (float(first.outcome[0]) > float(second.outcome[0])) != bool(kind[0]):
        raise Unfaithful(f"`{point.id}` is {first.outcome[0]} and {second.outcome[0]} in\n{first.case}")
    return Difference(
        subject=point.subject,
        direction=point.direction(kind[0], kind[1]),
        first=first,
        second=second,
        deciding=tuple(_deciding(board, one) for one in deciding),
        persons=board.size,
        id=point.id,
        of=point.sort if point.id else None,
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
    case, point = board.cases[number], board.point
    names = [name for name in board.provisions[number] if name in applying]
    if point.subject != "circumstance":
        text, situation = told(meanings, case, facts, readings, values, bodies=True)
        outcome = _ended(board, situation, outcome, text)
    else:
        items = list(regulation.circumstances)
        _replayed(told(meanings, *_alleged(case, facts, items), readings, values), meanings, applying)
        text = told(meanings, *_alleged(case, facts, names or items), readings, values).text
    articles = point.articles(regulation, names)
    return Side(point.ordered(regulation, outcome), tuple(names), tuple(dict.fromkeys(articles)), text)


def _ended(board: Pairing, situation: Situation, outcome: frozenset[str], text: str) -> frozenset[str]:
    """What comes out of a case by the definition, which is what was proved; of a number only which one is greater was."""
    point, whole = board.point, situation.facts
    about = {"matter": {"": {}}, "person": whole.people, "body": whole.bodies}[point.sort][point.entity[1]]
    found = point.ended(situation, about)
    if found != outcome and not isinstance(point, NumberOf):
        raise Unfaithful(f"{point.subject} {point.id}: {sorted(found)} instead of {sorted(outcome)} in\n{text}")
    return found


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
