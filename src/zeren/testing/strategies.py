"""Hypothesis strategies for tests of rules: terms, values, boards, cases, complete facts and whole regulations.

Facts that are drawn together always satisfy the regulation's background, so that a case drawn here is never refused.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import replace

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.conditions import SUBJECT
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.terms import UNKNOWN, Duration, Kind, MaybeValue, Sort, Term, Text, Value
from zeren.model.language.voting import VotingShape
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.meaning.orders import conflicts
from zeren.testing.decisions import votings

__all__ = ["boards", "cases", "complete_facts", "names", "readings", "terms", "values"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
Fixed = Mapping[str, Any]
_TRIES = 60  # changes of facts that the background does not allow, before the whole example is given up
_KINDS: tuple[Kind, ...] = ("yes_no", "one_of", "number", "date", "moment", "duration")


def names() -> st.SearchStrategy[str]:
    """Ids that a term, reading or option may have, in Latin or Chinese letters."""
    latin = st.from_regex(r"t_[a-z]{1,6}", fullmatch=True)
    return latin | st.text("职务决策反对记录表态", min_size=1, max_size=4)


@st.composite
def terms(draw: Draw, *, sort: Sort = "person", kind: Kind | None = None, id: str | None = None) -> Term:
    """Terms of a sort; of any kind unless one is given."""
    chosen: Kind = kind or draw(st.sampled_from(_KINDS))
    word = id or draw(names())
    options = draw(st.lists(names(), min_size=2, max_size=4, unique=True)) if chosen == "one_of" else []
    term = Term(word, sort, chosen, Text(zh=word, en=word), {one: Text(zh=one, en=one) for one in options})
    usual = draw(st.just(UNKNOWN) | values(term))
    return Term(term.id, sort, chosen, term.text, term.options, usual, False, draw(st.booleans()))


def values(term: Term) -> st.SearchStrategy[Value]:
    """Values of a term, the plainest first: no, the first option, zero, the day 2020-01-01."""
    match term.kind:
        case "yes_no":
            return st.booleans()
        case "one_of":
            return st.sampled_from(tuple(term.options))
        case "number":
            return st.integers(0, 20) | st.fractions(0, 20, max_denominator=4).map(_whole)
        case "duration":
            return st.integers(0, 400).map(lambda hours: Duration(seconds=3_600 * hours))
        case "date":
            return st.integers(0, 3_000).map(lambda days: dt.date(2020, 1, 1) + dt.timedelta(days=days))
        case _:
            return st.integers(0, 60_000).map(lambda hours: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours))


def readings(regulation: Regulation, *, fixed: Mapping[str, str] | None = None, open: bool = False) -> st.SearchStrategy[dict[str, str]]:
    """An option of every reading; with `open`, a reading may also be left open."""
    pinned = fixed or {}
    return _each(
        {
            name: st.just(pinned[name]) if name in pinned else st.sampled_from([*reading.one_of, *(["open"] if open else [])])
            for name, reading in regulation.readings.items()
        }
    )


def _each(strategies: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A value under each name; Hypothesis's own `fixed_dictionaries` shuffles them first, which costs as much again."""
    return st.tuples(*strategies.values()).map(lambda found: dict(zip(strategies, found, strict=True)))


def complete_facts(
    regulation: Regulation,
    *,
    people: st.SearchStrategy[int] | int | None = None,
    bodies: int = 0,
    circumstances: int = 0,
    matter: Fixed | None = None,
    everybody: Fixed | None = None,
    fixed: Mapping[str, Fixed] | None = None,
    under: Mapping[str, str] | None = None,
) -> st.SearchStrategy[Complete]:
    """A value for every fact of a matter, of persons `p1`, `p2`, …, bodies `b1`, … and circumstances.

    Args:
        people: how many persons, or a strategy for it; one to four unless given.
        matter: facts of the matter that are fixed.
        everybody: facts fixed for every person.
        fixed: facts fixed for single persons or bodies, by name, or for circumstances by number (`c1`).
        under: the readings under which the background holds; the first option of each that is not given.

    Raises:
        ValueError: for circumstances of a regulation that lists none.
    """
    number = people if people is not None else st.integers(1, 4)
    sizes = (st.just(number) if isinstance(number, int) else number, bodies, circumstances)
    check_circumstances(regulation, circumstances)
    return _complete(_Quiet(regulation), sizes, (matter or {}, everybody or {}, fixed or {}), under or {})


def boards(regulation: Regulation, *, sizes: st.SearchStrategy[int] | int | None = None, **fixed: Any) -> st.SearchStrategy[dict[str, Any]]:
    """The persons of a board with all their facts, under a matter that goes with them; `fixed` holds for everybody."""
    return complete_facts(regulation, people=sizes, everybody=fixed).map(lambda whole: dict(whole.people))


def cases(
    regulation: Regulation,
    *,
    people: st.SearchStrategy[int] | int | None = None,
    bodies: int = 0,
    circumstances: int = 0,
    matter: Fixed | None = None,
    everybody: Fixed | None = None,
    fixed: Mapping[str, Fixed] | None = None,
    most_unknown: int = 3,
    silent: bool = True,
    terms: Collection[str] | None = None,
    pinned: Mapping[str, str] | None = None,
    open_readings: bool = True,
    voting: bool = False,
    partial: bool = False,
) -> st.SearchStrategy[Case]:
    """Cases of a regulation that are never refused: complete facts, of which some are then left open or unsaid.

    The arguments of `complete_facts` hold here too.

    Args:
        most_unknown: how many facts at most are stated to be unknown.
        silent: whether other facts may be left unsaid.
        terms: the terms that may be unknown or unsaid; all, unless given. Fixed facts never are.
        pinned: readings that are pinned.
        open_readings: whether other readings may be open; otherwise each is pinned.
        voting: whether the case says how it was decided.
        partial: whether the board is said to be partial.
    """
    number = people if people is not None else st.integers(1, 4)
    sizes = (st.just(number) if isinstance(number, int) else number, bodies, circumstances)
    kept = (matter or {}, everybody or {}, fixed or {})
    taken = readings(regulation, fixed=pinned, open=open_readings)
    check_circumstances(regulation, circumstances)
    hidden = (most_unknown, silent, None if terms is None else frozenset(terms))
    drawn = _cases(_Quiet(regulation), sizes, kept, hidden, taken, voting)
    return drawn.map(lambda case: replace(case, partial=True)) if partial else drawn


def check_circumstances(regulation: Regulation, number: int) -> None:
    if number and not regulation.circumstances:
        raise ValueError(f"`{regulation.id}` lists no circumstances")


Sizes = tuple[st.SearchStrategy[int], int, int]
Kept = tuple[Fixed, Fixed, Mapping[str, Fixed]]  # of the matter, of everybody, of some by name


class _Quiet:
    """A regulation that a failing test names instead of printing it whole."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation, self.meanings = regulation, Meanings(regulation)
        self.values = {term.id: values(term) for term in regulation.terms.values()}
        self.facts = {sort: _each({term.id: self.values[term.id] for term in listed}) for sort, listed in regulation.terms_of.items()}
        self.sentences = [(sort, self.meanings.of(expr), terms_in(expr, regulation)) for _, expr, sort in regulation.background]

    def __repr__(self) -> str:
        return self.regulation.id


@st.composite
def _complete(draw: Draw, quiet: _Quiet, sizes: Sizes, kept: Kept, under: Mapping[str, str]) -> Complete:
    drawing = _Drawing(draw, quiet, under)
    matter, everybody, own = kept
    people, bodies, circumstances = draw(sizes[0]), sizes[1], sizes[2]
    persons = {f"p{i}": drawing.facts("person", {**everybody, **own.get(f"p{i}", {})}) for i in range(1, people + 1)}
    listed: dict[str, dict[str, Any]] = {}
    fixed = {"matter": matter, **{name: {**everybody, **own.get(name, {})} for name in persons}}
    for i in range(1, circumstances + 1):
        facts, subject = drawing.circumstance(persons, own.get(f"c{i}", {}))
        name = f"{facts['item']}/{subject}"
        twins = sum(other.partition("#")[0] == name for other in listed)
        name += f"#{twins + 1}" if twins else ""
        listed[name], fixed[name] = facts, own.get(f"c{i}", {})
    fixed |= {f"b{i}": own.get(f"b{i}", {}) for i in range(1, bodies + 1)}
    whole = Complete(
        _in_order(quiet.regulation, drawing.facts("matter", matter), matter),
        persons,
        {f"b{i}": drawing.facts("body", fixed[f"b{i}"]) for i in range(1, bodies + 1)},
        listed,
    )
    drawing.settle(whole, fixed)
    return whole


def _in_order(regulation: Regulation, facts: Mapping[str, Any], fixed: Fixed) -> dict[str, Any]:
    """The facts of a matter, with each moment that came before one that must come first moved to that; fixed ones stay."""
    found = dict(facts)
    while clashing := [pair for pair in conflicts(regulation, found) if not set(pair) <= set(fixed)]:
        later, earlier = clashing[0]
        found[earlier if later in fixed else later] = found[later if later in fixed else earlier]
    return found


@st.composite
def _cases(
    draw: Draw,
    quiet: _Quiet,
    sizes: Sizes,
    kept: Kept,
    hidden: tuple[int, bool, frozenset[str] | None],
    taken: st.SearchStrategy[Any],
    voting: bool,
) -> Case:
    regulation, (most_unknown, silent, terms) = quiet.regulation, hidden
    options: dict[str, str] = draw(taken)
    under = {name: _any_option(regulation, name, option) for name, option in options.items()}
    whole = draw(_complete(quiet, sizes, kept, under))
    listed = tuple(_listed(name, facts, whole) for name, facts in whole.circumstances.items())
    facts = _all_facts(regulation, whole)
    fixed = {*kept[0], *kept[1], *(term for own in kept[2].values() for term in own)}
    free = [fact for fact in facts if fact.term not in fixed and (terms is None or fact.term in terms)]
    unknown = draw(st.lists(st.sampled_from(free), max_size=most_unknown, unique=True)) if free and most_unknown else []
    unsaid = draw(st.lists(st.sampled_from(free), unique=True)) if free and silent else []
    situation = Situation(quiet.meanings, whole, under)
    quietly = {fact for fact in unsaid if fact not in unknown and _goes_unsaid(regulation, situation, whole, fact)}
    stated: dict[FactId, MaybeValue] = {fact: UNKNOWN if fact in unknown else value for fact, value in facts.items() if fact not in quietly}
    return Case(
        id="drawn",
        regulation=regulation.id,
        people=tuple(whole.people),
        bodies=tuple(whole.bodies),
        circumstances=listed,
        readings=options,
        facts=stated,
        voting=draw(_voting(regulation, whole)) if voting and whole.people else None,
    )


def _voting(regulation: Regulation, whole: Complete) -> st.SearchStrategy[VotingShape]:
    return votings(list(whole.people), bodies=list(whole.bodies), facts=regulation.file.votes is not None)


class _Drawing:
    """Facts drawn one by one; those that the background does not allow are changed until it does."""

    def __init__(self, draw: Draw, quiet: _Quiet, under: Mapping[str, str]) -> None:
        self.draw, self.quiet = draw, quiet
        self.regulation, self.meanings, self.sentences = quiet.regulation, quiet.meanings, quiet.sentences
        self.readings = {name: under.get(name) or next(iter(reading.one_of)) for name, reading in self.regulation.readings.items()}

    def facts(self, sort: Sort, fixed: Fixed) -> dict[str, Any]:
        found: dict[str, Any] = self.draw(self.quiet.facts[sort])
        return {term: fixed.get(term, value) for term, value in found.items()}

    def circumstance(self, persons: Mapping[str, Any], fixed: Fixed) -> tuple[dict[str, Any], str]:
        """The facts of a circumstance with its item and subject, and the subject's name: one of the persons or a stranger."""
        subject = self.draw(st.sampled_from([*persons, "q"]))
        found = self.facts("circumstance", fixed)
        found["item"] = fixed.get("item") or self.draw(st.sampled_from(tuple(self.regulation.circumstances)))
        found[SUBJECT] = persons[subject] if subject in persons else self.facts("person", {})
        return found, subject

    def settle(self, whole: Complete, fixed: Mapping[str, Fixed]) -> None:
        """Change facts one by one until every sentence of the background holds.

        One number drawn decides which of the possible changes are made, so that what stands before it shrinks undisturbed.
        """
        situation = Situation(self.meanings, whole, self.readings)
        of_sort: dict[str, dict[str, Any]] = {
            "matter": {"matter": whole.matter},
            "person": dict(whole.people),
            "body": dict(whole.bodies),
            "circumstance": dict(whole.circumstances),
        }
        seed = self.draw(st.integers(0, 1_000))
        chance = random.Random(seed) if seed else None
        for _ in range(_TRIES):
            clash = next(
                (
                    (sort, name, says, mentioned)
                    for sort, says, mentioned in self.sentences
                    for name, facts in of_sort[sort].items()
                    if not situation.holds(says, None if sort == "matter" else facts)
                ),
                None,
            )
            if clash is None:
                return
            sort, name, says, mentioned = clash
            about = None if sort == "matter" else of_sort[sort][name]
            owners = {(sort, name): of_sort[sort][name], ("matter", "matter"): whole.matter}
            owners |= {("person", one): facts for one, facts in whole.people.items()}
            changes = [
                (facts, term, value)
                for (owner, of), facts in owners.items()
                for term in sorted(mentioned & self._free(owner, fixed, of))
                for value in self._others(term, facts[term], chance)
            ]
            if not changes:
                break
            if chance:
                chance.shuffle(changes)
            for facts, term, value in changes:
                before, facts[term] = facts[term], value
                if situation.holds(says, about):
                    break
                facts[term] = before
            else:  # no single change is enough: make one and go on from there
                facts, term, value = changes[0]
                facts[term] = value
                chance = chance or random.Random(0)
        assume(False)

    def _free(self, sort: str, fixed: Mapping[str, Fixed], name: str) -> set[str]:
        return {term.id for term in self.regulation.terms.values() if term.sort == sort and term.id not in fixed.get(name, {})}

    def _others(self, name: str, now: Any, chance: random.Random | None) -> list[Any]:
        """Values that a fact could have instead."""
        term = self.regulation.terms[name]
        if term.kind == "yes_no":
            return [not now]
        if term.kind == "one_of":
            return [option for option in term.options if option != now]
        span = chance.randrange(400) if chance else 1
        match now:
            case dt.datetime():
                return [now + dt.timedelta(hours=span), now - dt.timedelta(hours=span)]
            case dt.date():
                return [now + dt.timedelta(days=span), now - dt.timedelta(days=span)]
            case Duration():
                return [Duration(now.months, now.seconds + 3_600 * span), Duration()]
            case _:
                return [now + span, 0]


def _listed(name: str, facts: Mapping[str, Any], whole: Complete) -> Listed:
    subject = next((one for one, person in whole.people.items() if person is facts[SUBJECT]), "q")
    return Listed(name, facts["item"], subject)


def _all_facts(regulation: Regulation, whole: Complete) -> dict[FactId, Any]:
    entities: list[tuple[Sort, str, Mapping[str, Any]]] = [("matter", "", whole.matter)]
    entities += [("person", name, facts) for name, facts in whole.people.items()]
    entities += [("body", name, facts) for name, facts in whole.bodies.items()]
    entities += [("circumstance", name, facts) for name, facts in whole.circumstances.items()]
    return {FactId(sort, of, term.id): facts[term.id] for sort, of, facts in entities for term in regulation.terms_of[sort]}


def _goes_unsaid(regulation: Regulation, situation: Situation, whole: Complete, fact: FactId) -> bool:
    """A silent fact may follow from others; it is left unsaid only where it does have the value that follows."""
    if fact.term not in regulation.follows:
        return True
    about: Mapping[str, Any] = {
        "matter": {"matter": {}},
        "person": whole.people,
        "body": whole.bodies,
        "circumstance": whole.circumstances,
    }[fact.sort].get(fact.of, {})
    own = whole.matter if fact.sort == "matter" else about
    return bool(own[fact.term]) == situation.holds(situation.meanings.of(regulation.follows[fact.term]), about)


def _any_option(regulation: Regulation, name: str, option: str) -> str:
    return next(iter(regulation.readings[name].one_of)) if option == "open" else option


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number
