"""Kinds of case that two regulations decide differently, each by its smallest case and what decides it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.terms import Sort, Value, write_value
from zeren.model.meaning.answer import Settled
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.meaning.standing import Standing, standing, without_norm
from zeren.model.meaning.truth import Facts
from zeren.model.solving.alternatives import NOT_SETTLED
from zeren.model.solving.ground import alleged, is_allegation, is_saying, is_silent, said, spoken_of
from zeren.proofs.compare.matching import labels, weighed
from zeren.proofs.compare.pairing import Levelled, Pairing, Setting
from zeren.proofs.compare.points import FACTS, PERSON, Direction, Subject
from zeren.proofs.compare.questions import NumberOf
from zeren.proofs.short_case import Told, Unfaithful, told

MOST_LEVELLED = 32  # ways to level the cases of a kind that are tried before it counts as one that could not be asked


class Deciding(msgspec.Struct, frozen=True):
    """A fact (`of` is empty for the matter) or a reading, with the value that helps to decide.

    `usual` says that a silent case would be taken to say so anyway; `only` names the one regulation that knows it. For a
    circumstance `of` is its item and subject, as `3/A`; `alleged` says that the value is whether it is alleged. `stated` says that
    it must be stated, whatever would follow, and `silent` that the case must not state it: each regulation then says what it is.
    """

    of: str
    term: str
    value: str
    reading: bool = False
    usual: bool = False
    only: str | None = None
    alleged: bool = False
    stated: bool = False
    silent: bool = False


class Side(msgspec.Struct, frozen=True):
    """What one regulation makes of a case; by which provisions, and where they stand; and the case file.

    That is tiers, whether a circumstance is made out, the answer to a question (whether it names the person, if it asks who), a
    label or none, or the measures that must follow. `standing` says of a bearer whether a tier is borne, and where none is, under
    which articles; `settled` of a question that no norm answers, whether its condition is not met or the text is silent.
    """

    outcome: tuple[str, ...]
    provisions: tuple[str, ...]
    articles: tuple[str, ...]
    case: str
    standing: Standing | None = None
    settled: Settled = "settled"


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of case that comes out differently, by its smallest case.

    `direction` is what going from the first regulation to the second means for the bearer. `id` names the question or label, and
    `of` says of whom it is asked. `unasked` are facts that one regulation alone asks for and under which the case would come out
    alike: where there are any, the two have not been shown to differ, since no case in the words of both can be asked them.
    """

    subject: Subject
    direction: Direction
    first: Side
    second: Side
    deciding: tuple[Deciding, ...]
    persons: int
    id: str = ""
    of: Sort | None = None
    unasked: tuple[Deciding, ...] = ()


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
            difference, kind = _next(board, meanings, blocked)
            found.append(difference)
            kinds.append(kind)
            blocked.append(-kind.on(board))
        if len(board.outcomes[0]) == 1 and not any(board.provisions) and len(kinds) == 2:
            return Searched(tuple(found), True, persons, True)  # one part that comes out or does not: there are no other kinds
    return Searched(tuple(found), True, persons)


def _next(board: Pairing, meanings: tuple[Meanings, Meanings], blocked: Sequence[int]) -> tuple[Difference, _Kind]:
    """The smallest case that is of no kind found yet, or one of its kind that differs whatever one regulation alone asks."""
    settings = _smallest(board, blocked)
    levelled = board.levelling(settings)
    if levelled is not None:
        _, _, kind = _sorted(board, settings, asking=False)
        anyhow = _whatever_is_asked(board, [*blocked, kind.on(board)], levelled)
        if anyhow is not None:
            settings, levelled = anyhow, None
    comes_out, deciding, kind = _sorted(board, settings, asking=levelled is None)
    unasked = () if levelled is None else _besides(board, settings, levelled)
    return _difference(board, meanings, comes_out, settings, deciding, unasked), kind


def _smallest(board: Pairing, wanted: Sequence[int]) -> list[Setting]:
    about = [literal for part in (*board.outcomes, *board.provisions) for literal in part.values()]
    return board.smallest([board.differ, *wanted], about)


def _sorted(board: Pairing, settings: Sequence[Setting], *, asking: bool) -> tuple[tuple[frozenset[str], ...], list[Setting], _Kind]:
    """What comes out of a case and what applies, what decides that, and of what kind it is."""
    comes_out = _read(board, settings)
    exactly = board.circuit.both(_exactly(board, board.outcomes[side], comes_out[side]) for side in (0, 1))
    deciding = board.deciding(exactly, settings, asking=asking)
    if board.point.subject != "circumstance":
        return comes_out, deciding, _Kind(comes_out)
    by_silence = _by_silence(board, settings, deciding)
    facts = by_silence or [one for one in deciding if one.discrete and not one.usual and not isinstance(one.key, str)]
    telling = (*facts, *(one for one in deciding if isinstance(one.key, str)))
    return comes_out, deciding, _Kind(comes_out[:2], telling)


def _by_silence(board: Pairing, settings: Sequence[Setting], deciding: Sequence[Setting]) -> list[Setting]:
    """On which facts a case is silent, where the two would come out alike if it stated them in either way."""
    found = []
    for one in deciding:
        if isinstance(one.key, FactId) and is_saying(one.key) and not one.value:
            others = [each.literal for each in settings if isinstance(each.key, str) or spoken_of(each.key) != spoken_of(one.key)]
            if not board.can([*others, -one.literal, board.differ]):
                found.append(one)
    return found


def _whatever_is_asked(board: Pairing, wanted: Sequence[int], levelled: Levelled) -> list[Setting] | None:
    """A case of a kind that differs whatever one regulation alone asks: each way to level one is learned and excluded."""
    learned = [board.whatever_is_asked(levelled)]
    for _ in range(MOST_LEVELLED):
        if not board.can([board.differ, *wanted, *learned]):
            return None
        found = _smallest(board, [*wanted, *learned])
        again = board.levelling(found)
        if again is None:
            return found
        learned.append(board.whatever_is_asked(again))
    return None


def _besides(board: Pairing, settings: Sequence[Setting], levelled: Levelled) -> tuple[Setting, ...]:
    """As few facts that one regulation alone asks as level a case, where the others stay as they are in it."""
    shared = [one.literal for one in settings if not board.asked_alone(one)]
    alone = [one for one in settings if board.asked_alone(one) and (one.key, one.only) in levelled]
    own = {(one.key, one.only): one for one in alone}
    flipped = [key for key, (value, _) in levelled.items() if own[key].value != value]
    while True:
        for key in flipped:
            rest = [one for one in flipped if one != key]
            fixed = [levelled[one][1] if one in rest else own[one].literal for one in own]
            if board.can([*shared, *fixed, -board.differ], asking=True):
                flipped = rest
                break
        else:
            return tuple(
                msgspec.structs.replace(own[key], value=levelled[key][0], literal=levelled[key][1], usual=False) for key in flipped
            )


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
    unasked: Sequence[Setting],
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
        deciding=tuple(_deciding(board, deciding)),
        persons=board.size,
        id=point.id,
        of=point.sort if point.id else None,
        unasked=tuple(_deciding(board, unasked)),
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
    facts, always = _stated([*known, *(one for one in rest if one.only in (0, number + 1) and is_saying(one.key) and one.value)])
    chosen = {one.key: str(one.value) for one in deciding if isinstance(one.key, str) and one in known}
    readings = {name: option for name, option in chosen.items() if option != regulation.readings[name].literal}
    values = _unstated([one for one in [*rest, *known] if one.only in (0, number + 1)], weighed(*board.regulations))
    case, point = board.cases[number], board.point
    names = [name for name in board.provisions[number] if name in applying]
    stands: Standing | None = None
    if point.subject != "circumstance":
        text, situation = told(meanings, case, facts, readings, values, bodies=True, always=always, possible=point.subject != "possible")
        outcome = _ended(board, situation, outcome, text)
        if point.subject in ("person", "body"):
            stands = standing(situation, _about(board, situation), point.sort)
    else:
        items = [one.item for one in case.circumstances]
        story = _told_under(meanings, case, items, facts, always, readings, values)
        _replayed(story, meanings, applying)
        text = story.text
    articles = point.articles(regulation, names)
    settled = without_norm(regulation, point.id) if point.subject == "question" and NOT_SETTLED in outcome else "settled"
    return Side(point.ordered(regulation, outcome), tuple(names), tuple(dict.fromkeys(articles)), text, stands, settled)


def _about(board: Pairing, situation: Situation) -> Facts:
    """The facts of whom a comparison asks."""
    point, whole = board.point, situation.facts
    return {"matter": {"": {}}, "person": whole.people, "body": whole.bodies}[point.sort][point.entity[1]]


def _stated(settings: Sequence[Setting]) -> tuple[dict[FactId, Value], set[FactId]]:
    """The facts that a case states, and those of them that it states whatever silence would say."""
    found = {one.key: one.value for one in settings if isinstance(one.key, FactId)}
    facts = {key: value for key, value in found.items() if not (is_saying(key) or is_silent(key)) and found.get(said(key), True)}
    return facts, {key for key in facts if said(key) in found}


def _unstated(settings: Sequence[Setting], weighed: frozenset[str]) -> dict[FactId | str, Value]:
    """Values of what the case leaves open, readings included; what follows from the rest has none of its own."""
    found: dict[FactId | str, Value] = {}
    for one in settings:
        if isinstance(one.key, str):
            found[one.key] = one.value
        elif is_silent(one.key):
            found[spoken_of(one.key)] = one.value
        elif not is_saying(one.key) and one.key.term not in weighed:
            found[one.key] = one.value
    return found


def _ended(board: Pairing, situation: Situation, outcome: frozenset[str], text: str) -> frozenset[str]:
    """What comes out of a case by the definition, which is what was proved; of a number only which one is greater was."""
    point = board.point
    found = point.ended(situation, _about(board, situation))
    if found != outcome and not isinstance(point, NumberOf):
        raise Unfaithful(f"{point.subject} {point.id}: {sorted(found)} instead of {sorted(outcome)} in\n{text}")
    return found


def _told_under(
    meanings: Meanings,
    case: Case,
    items: Sequence[str],
    facts: Mapping[FactId, Value],
    always: Container[FactId],
    readings: Mapping[str, str],
    values: Mapping[FactId | str, Value],
) -> Told:
    """The circumstance of a board, alleged under each of these items."""
    listed = tuple(Listed(f"{item}/{PERSON[1]}", item, PERSON[1]) for item in items)

    def under(named: Mapping[Any, Value]) -> dict[Any, Value]:
        own = {key: value for key, value in named.items() if isinstance(key, str) or key.of != FACTS}
        own |= {
            FactId(key.sort, one.id, key.term): value
            for one in listed
            for key, value in named.items()
            if not isinstance(key, str) and key.of == FACTS
        }
        return own

    own = under(facts) | {alleged(one.id): True for one in listed}
    shown = under({fact: True for fact in facts if fact in always})
    return told(meanings, msgspec.structs.replace(case, circumstances=listed), own, readings, under(values), always=shown)


def _replayed(story: Told, meanings: Meanings, applying: frozenset[str]) -> None:
    situation = story.situation
    for facts in situation.facts.circumstances.values():
        if situation.holds(meanings.circumstances[facts["item"]], facts) != (facts["item"] in applying):
            raise Unfaithful(f"circumstance {facts['item']} does not come out as proved in\n{story.text}")


def _deciding(board: Pairing, settings: Sequence[Setting]) -> Iterator[Deciding]:
    """What decides, in the order of a case; that a fact is stated is told with the fact, or by itself where the case is silent."""
    stated = {spoken_of(one.key): bool(one.value) for one in settings if isinstance(one.key, FactId) and is_saying(one.key)}
    told = {one.key for one in settings}
    for one in settings:
        only = labels(*board.regulations)[one.only - 1] if one.only else None
        if isinstance(one.key, str):
            yield Deciding("", one.key, str(one.value), True, one.usual, only)
            continue
        key = spoken_of(one.key)
        if is_allegation(key):
            yield Deciding(key.of, "alleged", write_value(one.value), False, one.usual, only, alleged=True)
        elif is_saying(one.key):
            if not one.value:
                yield Deciding(key.of, key.term, "", silent=True)
            elif key not in told:
                yield Deciding(key.of, key.term, "", stated=True)
        elif is_silent(one.key):
            yield Deciding(key.of, key.term, write_value(one.value), False, one.usual, only, silent=True)
        else:
            yield Deciding(key.of, key.term, write_value(one.value), False, one.presumed, only, stated=stated.get(key, False))
