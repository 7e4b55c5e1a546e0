"""Replaying witnesses: the definition, not the solver, has the last word on every case that is shown.

A witness speaks for all readings of its region. The definition is run with only some readings fixed; wherever it looks
at another one, it is run again for each option that the region leaves, so that every combination is covered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.terms import Value
from zeren.model.meaning.evaluate import Complete, Meanings, Situation, meanings_of
from zeren.model.solving.completion import complete
from zeren.model.solving.ground import alleged, is_allegation
from zeren.proofs.certificates.rejection import Reason, Rejected
from zeren.proofs.property import Claim
from zeren.proofs.regions import Options

MOST_RUNS = 20_000  # of the definition, for one witness


class Disagreement(Rejected, AssertionError):
    """A witness does not replay: a defect of zeren, or a certificate that is not what it says."""


class TooManyRuns(Rejected):
    """A witness speaks for more combinations of readings than can be replayed."""


class _Open(Exception):
    """A reading that is not fixed was looked at."""

    def __init__(self, reading: str) -> None:
        self.reading = reading


class _Some(dict[str, str]):
    """Readings of which only some are fixed."""

    def __missing__(self, reading: str) -> str:
        raise _Open(reading)


def replay(regulation: Regulation, claim: Claim, case: Case, left: Options, meanings: Meanings | None = None) -> int:
    """How many runs of the definition show that a case is as a claim seeks, under every choice of the options left.

    Raises:
        Disagreement: if it is not.
        TooManyRuns: if that would take too long to find out.
    """
    runner = _Runner(meanings or meanings_of(regulation), claim, case, left)
    runner.run({})
    return runner.runs


class _Runner:
    def __init__(self, meanings: Meanings, claim: Claim, case: Case, left: Options) -> None:
        self.meanings, self.claim, self.case, self.left = meanings, claim, case, left
        self.regulation = meanings.regulation
        self.runs = 0
        if not claim.follows:
            self.whole, _ = complete(meanings, case, {})

    def run(self, fixed: Mapping[str, str]) -> None:
        self.runs += 1
        if self.runs > MOST_RUNS:
            raise TooManyRuns(Reason("too_many_runs", (f"{MOST_RUNS:,}",)))
        try:
            wrong = self._wrong(_Some(fixed))
        except _Open as asked:
            for option in self.left.get(asked.reading, tuple(self.regulation.readings[asked.reading].one_of)):
                self.run({**fixed, asked.reading: option})
            return
        if wrong:
            under = ", ".join(f"{name}: {option}" for name, option in fixed.items())
            raise Disagreement(Reason("under", (under,), wrong) if under else wrong)

    def _situation(self, readings: _Some) -> Situation:
        if self.claim.follows:
            return situation_of(self.meanings, self.case, readings)
        return Situation(self.meanings, self.whole, readings)

    def _wrong(self, readings: _Some) -> Reason | None:
        situation = self._situation(readings)
        for sentence, expr, sort in self.regulation.background:
            about: list[Mapping[str, Any]] = [{}] if sort == "matter" else list(_entities(situation.facts, sort))
            if not all(situation.holds(self.meanings.of(expr), one) for one in about):
                return Reason("breaks", (self.case.id, sentence.id))
        return None if self._sought(situation) else Reason("other_case", (self.case.id,))

    def _sought(self, situation: Situation) -> bool:
        says = self.meanings.of(self.claim.sought)
        if self.claim.sort == "body":
            return any(situation.holds(says, one) for one in situation.facts.bodies.values())
        if self.claim.sort == "circumstance":
            return any(situation.holds(says, one) for one in situation.facts.circumstances.values() if one["item"] == self.claim.item)
        return situation.holds(says)


def situation_of(meanings: Meanings, case: Case, readings: Mapping[str, str]) -> Situation:
    """The situation that a case describes, silent facts being what is usual or following from others."""
    whole, _ = complete(meanings, case, {})
    _follow(meanings, case, whole, readings)
    return Situation(meanings, whole, readings)


def _follow(meanings: Meanings, case: Case, whole: Complete, readings: Mapping[str, str]) -> None:
    """Facts that follow from others, anew under these readings."""
    pending: list[tuple[dict[str, Any], str, str]] = []
    for sort in ("matter", "person", "body", "circumstance"):
        for name, facts in _named(whole, sort):
            for term in meanings.regulation.terms_of[sort]:
                if term.follows and FactId(sort, name, term.id) not in case.facts:
                    del facts[term.id]
                    pending.append((facts, term.id, sort))
    situation = Situation(meanings, whole, readings)
    while pending:
        waiting = []
        for facts, term_id, sort in pending:
            try:
                facts[term_id] = situation.holds(meanings.of(meanings.regulation.follows[term_id]), {} if sort == "matter" else facts)
            except KeyError:
                waiting.append((facts, term_id, sort))
        if len(waiting) == len(pending):
            raise AssertionError("silent facts follow one another in a circle")
        pending = waiting


def _named(whole: Complete, sort: str) -> list[tuple[str, dict[str, Any]]]:
    groups: dict[str, Mapping[str, Any]] = {
        "matter": {"": whole.matter},
        "person": whole.people,
        "body": whole.bodies,
        "circumstance": whole.circumstances,
    }
    return list(groups[sort].items())


def _entities(whole: Complete, sort: str) -> Iterator[Mapping[str, Any]]:
    for _, facts in _named(whole, sort):
        yield facts


def case_of(claim: Claim, board: Case, facts: Mapping[FactId, Value], readings: Mapping[str, str], name: str) -> Case:
    """A board with the facts of a witness, as a case; it lists only the circumstances that the witness alleges."""
    listed = tuple(one for one in board.circumstances if facts.get(alleged(one.id)))
    left_out = {one.id for one in board.circumstances} - {one.id for one in listed}
    stated = {
        fact: value for fact, value in facts.items() if not is_allegation(fact) and (fact.sort != "circumstance" or fact.of not in left_out)
    }
    return msgspec.structs.replace(
        board, id=name, facts=stated, readings=dict(readings), stance="all", about=claim.text, circumstances=listed
    )


def second_case(claim: Claim, case: Case, who: str, regulation: Regulation | None = None) -> Case | None:
    """The case that a claim compares with this one: the same, but that somebody did otherwise or no circumstance is made out."""
    if claim.unmade:
        gone = {one.id for one in case.circumstances if one.item == claim.item}
        left = {fact: value for fact, value in case.facts.items() if fact.sort != "circumstance" or fact.of not in gone}
        return msgspec.structs.replace(case, circumstances=tuple(one for one in case.circumstances if one.id not in gone), facts=left)
    if not claim.changes:
        return None
    changed = {FactId("person", who, term): value for term, value in claim.changes.items()}
    follows = regulation.follows if regulation is not None else {}
    anew = {term for term, expr in follows.items() if regulation and not terms_in(expr, regulation).isdisjoint(claim.changes)}
    return msgspec.structs.replace(case, facts={**{fact: value for fact, value in case.facts.items() if fact.term not in anew}, **changed})
