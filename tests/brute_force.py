"""A small regulation whose every case can be listed, and explanations taken straight from that list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from zeren.model.language.case import Case, FactId
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.completion import complete
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key

REGULATION = parse_regulation("""
regulation: small
title: {zh: 小, en: small}
tiers: {ranked: [grave, light], when_several: highest}
terms:
  matter:
    wrong: {zh: 错, en: wrong}
    opened: {zh: 立, en: opened, follows: wrong}
  person:
    chief: {zh: 首, en: chief}
    took_part: {zh: 参, en: took part, controllable: yes}
    vote: {zh: 票, en: vote, unless_stated: silent, controllable: yes, one_of: [for_it, against, silent]}
    recorded: {zh: 记, en: recorded, unless_stated: no, controllable: yes}
readings:
  record: {question: {zh: 问, en: question}, one_of: {needed: {zh: 要, en: needed}, needless: {zh: 不, en: needless}}, literal: needless}
  reach: {question: {zh: 问, en: question}, one_of: {anyone: {zh: 都, en: anyone}, members: {zh: 员, en: members}}}
background:
  - {id: voters, holds: vote == silent or took_part, text: {zh: 票, en: one who voted took part}}
  - {id: one-chief, holds: "count(x, x.chief) <= 1", text: {zh: 首, en: at most one chief}}
rules:
  - {id: chief, article: "1", bears: grave, when: opened and chief, text: {zh: 首, en: the chief}}
  - {id: members, article: "2", bears: light, when: "opened and took_part and some(x, x.chief or x.took_part)", text: {zh: 员, en: members}}
exceptions:
  - id: dissent
    article: "3"
    defeats: [chief, members]
    when: vote == against and (reach == anyone or not chief)
    text: {zh: 异, en: one who voted against}
  - {id: unrecorded, article: "4", defeats: [dissent], when: record == needed and not recorded, text: {zh: 记, en: not on record}}
  - {id: mercy, article: "5", defeats: [members], when: vote == silent and recorded, effect: may_exempt, text: {zh: 免, en: may be lifted}}
""")
MEANINGS = Meanings(REGULATION)
VALUES: Mapping[str, tuple[Any, ...]] = {
    term.id: (False, True) if term.kind == "yes_no" else tuple(term.options) for term in REGULATION.terms.values()
}
Whole = Mapping[Key, Any]  # a value for every fact and reading


@st.composite
def cases(draw: st.DrawFn, people: int = 2) -> Case:
    """A case of the small regulation: each fact stated, open or silent."""

    def facts(terms: Sequence[str]) -> str:
        chosen = {term: draw(st.sampled_from([*VALUES[term], "unknown", None])) for term in terms}
        words = {term: {True: "yes", False: "no"}.get(value, value) for term, value in chosen.items() if value is not None}
        return "{" + ", ".join(f"{term}: {word}" for term, word in words.items()) + "}"

    persons = [term.id for term in REGULATION.terms_of["person"]]
    lines = [f"case: drawn\nregulation: small\nmatter: {facts(['wrong', 'opened'])}\npeople:"]
    lines += [f"  {name}: {facts(persons)}" for name in "AB"[:people]]
    return parse_case("\n".join(lines), REGULATION)


@cache
def listing(people: tuple[str, ...], stated: frozenset[FactId]) -> Listing:
    """The listing for these people, where the facts `stated` do not follow from others."""
    return Listing(Case(id="bare", regulation="small", people=people, facts=dict.fromkeys(stated, UNKNOWN)))


def listing_of(case: Case) -> Listing:
    return listing(case.people, frozenset(fact for fact in case.facts if REGULATION.terms[fact.term].follows))


class Listing:
    """Every completion of a case of which nothing is known but who is in it, with what `evaluate` says of each.

    A set of completions is a whole number, a bit for each.
    """

    def __init__(self, bare: Case) -> None:
        self.every = 0
        self.holds: dict[Key, dict[Any, int]] = {}
        self.ends: dict[str, dict[frozenset[str], int]] = {name: {} for name in bare.people}
        self.relieved: dict[str, int] = dict.fromkeys(bare.people, 0)  # where each tier of the outcome may be lifted
        for number, (whole, outcomes, relieved) in enumerate(self._all(bare)):
            self.every |= 1 << number
            for key, value in whole.items():
                place = self.holds.setdefault(key, {})
                place[value] = place.get(value, 0) | 1 << number
            for name, outcome in outcomes.items():
                self.ends[name][outcome] = self.ends[name].get(outcome, 0) | 1 << number
                self.relieved[name] |= (name in relieved) << number

    def _all(self, bare: Case) -> Iterator[tuple[Whole, Mapping[str, frozenset[str]], set[str]]]:
        keys = [
            FactId(sort, of, term.id) for sort in ("matter", "person") for of in bare.entities(sort) for term in REGULATION.terms_of[sort]
        ]
        keys = [key for key in keys if not (REGULATION.terms[key.term].follows and key not in bare.facts)]
        readings = {name: tuple(one.one_of) for name, one in REGULATION.readings.items()}
        for values in product(*(VALUES[key.term] for key in keys), *readings.values()):
            whole: Whole = dict(zip([*keys, *readings], values, strict=True))
            facts, chosen = complete(MEANINGS, bare, whole)
            situation = Situation(MEANINGS, facts, chosen)
            if all(
                situation.holds(MEANINGS.of(expr), about)
                for _, expr, sort in REGULATION.background
                for about in ([{}] if sort == "matter" else facts.people.values())
            ):
                outcomes = {name: situation.outcome(person) for name, person in facts.people.items()}
                lifted = {name for name, one in outcomes.items() if one and one == set(situation.relief(facts.people[name]))}
                yield whole, outcomes, lifted

    def where(self, given: Mapping[Key, Any]) -> int:
        """The completions in which all this holds."""
        found = self.every
        for key, value in given.items():
            found &= self.holds[key].get(value, 0)
        return found

    def outcomes(self, person: str, among: int) -> set[frozenset[str]]:
        return {outcome for outcome, bits in self.ends[person].items() if bits & among}

    def ending(self, person: str, outcome: frozenset[str], effect: str | None) -> int:
        """The completions in which somebody ends with an outcome, with this effect where one is given."""
        relieved = self.relieved[person]
        return self.ends[person].get(outcome, 0) & {None: self.every, "firm": self.every & ~relieved, "discretionary": relieved}[effect]

    def effect(self, person: str, outcome: frozenset[str], among: int) -> str | None:
        """The effect of an outcome wherever it holds among these; None where that is open, or where it is never relieved at all."""
        if not self.ending(person, outcome, "discretionary"):
            return None
        here = {effect for effect in ("firm", "discretionary") if self.ending(person, outcome, effect) & among}
        return here.pop() if len(here) == 1 else None

    def said(self, person: str, outcome: frozenset[str], among: int) -> str | None:
        """What an answer says of the effect: that the outcome is discretionary, or nothing."""
        return "discretionary" if self.effect(person, outcome, among) == "discretionary" else None

    def enough(self, known: Mapping[Key, Any], person: str, outcome: frozenset[str], effect: str | None) -> list[frozenset[Key]]:
        """The inclusion-minimal parts of what is known that force an outcome with its effect."""
        others = self.every & ~self.ending(person, outcome, effect)
        return minimal(known, lambda chosen: not self.where({key: known[key] for key in chosen}) & others)

    def changes(
        self, known: Mapping[Key, Any], person: str, outcome: frozenset[str], effect: str | None
    ) -> dict[frozenset[Key], dict[tuple[Any, ...], dict[frozenset[str], str | None]]]:
        """The inclusion-minimal sets of known facts whose change rules an outcome out: each way, and the outcomes then."""
        ways: dict[frozenset[Key], dict[tuple[Any, ...], dict[frozenset[str], str | None]]] = {}

        def rules_out(chosen: Sequence[Key]) -> bool:
            found = {}
            kept = self.where({key: value for key, value in known.items() if key not in chosen})
            for values in product(*(VALUES[key.term] for key in chosen if isinstance(key, FactId))):
                there = kept & self.where(dict(zip(chosen, values, strict=True)))
                if there and not there & self.ending(person, outcome, effect):
                    found[values] = {one: self.said(person, one, there) for one in self.outcomes(person, there)}
            ways[frozenset(chosen)] = found
            return bool(found)

        sets = minimal([key for key in known if isinstance(key, FactId)], rules_out)
        return {one: ways[one] for one in sets}

    def settling(self, known: Mapping[Key, Any], open_: Sequence[Key], people: Sequence[str]) -> list[frozenset[Key]]:
        """The inclusion-minimal sets of open facts and readings that no two completions share and yet differ."""

        def settles(chosen: Sequence[Key]) -> bool:
            parts = [self.where(known)]
            for key in chosen:
                parts = [part & bits for part in parts for bits in self.holds[key].values()]
            return all(len(self.outcomes(name, part)) < 2 for part in parts for name in people)

        return minimal(open_, settles)


def minimal(keys: Any, enough: Any) -> list[frozenset[Key]]:
    """The inclusion-minimal sets, smallest first."""
    found: list[frozenset[Key]] = []
    for size in range(len(keys) + 1):
        for chosen in combinations(keys, size):
            if not any(less <= set(chosen) for less in found) and enough(chosen):
                found.append(frozenset(chosen))
    return found


def known_of(problem: Problem) -> dict[Key, Any]:
    """What a case states, what is assumed beside it, and the readings taken: `problem` has its stated facts open."""
    stated: dict[Key, Any] = {fact: value for fact, value in problem.case.facts.items() if value is not UNKNOWN}
    return stated | {one.key: one.value for one in [*problem.presumed, *problem.readings]}
