"""Who becomes liable in a simulated organisation: the rules are asked once for each distinct pattern of facts.

The points of a sweep, and organisations set beside each other, share what they ask: the same text of a regulation, the same facts and
the same readings have one answer in a process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

import msgspec

from zeren.model.language.behaviour import POSITIONS, Missed, Pattern
from zeren.model.language.load import parse_case
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.evaluate import meanings_of
from zeren.model.solving.ask import ask
from zeren.sim.tally import Tally

Source = Literal["incident", "decision", "missed"]
Surety = Literal["certain", "possible"]


class Held(msgspec.Struct, frozen=True, order=True):
    """Somebody held liable: in what, by which office, how they stood, in which tier and under which article."""

    source: str
    name: str
    office: str
    position: str
    tier: str
    article: str
    surety: str


class Outcome(msgspec.Struct, frozen=True):
    """What the rules say of one pattern: who is held liable, how many of each, and how many stood in each position at all."""

    held: Mapping[Held, int]
    stood: Mapping[tuple[str, str], int]  # by office and position


class _Rules:
    """A regulation, which is the same as another wherever their texts are."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.text = msgspec.json.encode(regulation.file)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rules) and self.text == other.text


@lru_cache(4096)
def _answered(rules: _Rules, case: str, readings: tuple[tuple[str, str], ...], place: str) -> Answer:
    """The answer to a case, by its text."""
    return ask(rules.regulation, parse_case(case, rules.regulation, place), readings=dict(readings), meanings=meanings_of(rules.regulation))


class Liability:
    """Asks the rules about patterns; each is asked once."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation, self.file = organisation, organisation.file
        self.known: dict[tuple[str, str], Outcome] = {}
        self.rules = {name: _Rules(regulation) for name, regulation in organisation.regulations.items()}

    def of_tally(self, tally: Tally) -> tuple[dict[Held, int], dict[tuple[str, str, str, str], int]]:
        """How often somebody is held liable in a replication, and how often anybody stood in each position of each stream."""
        held: dict[Held, int] = {}
        stood: dict[tuple[str, str, str, str], int] = {}
        for (measure, body, what, _), number in sorted(tally.items()):
            found = self.outcome(measure, body, what)
            if found is None:
                continue
            source = "missed" if measure in ("late", "no_performance") else measure
            name = what.partition(":")[0]
            for one, many in found.held.items():
                held[one] = held.get(one, 0) + many * number
            for (office, position), many in found.stood.items():
                key = (source, name, office, position)
                stood[key] = stood.get(key, 0) + many * number
        return held, stood

    def outcome(self, measure: str, body: str, what: str) -> Outcome | None:
        """What the rules say of a pattern; None for what is none."""
        if measure not in ("incident", "decision", "late", "no_performance"):
            return None
        key = (measure, f"{body}/{what}")
        if key not in self.known:
            found = self._ask(measure, body, what)
            if found is None:
                return None
            self.known[key] = found
        return self.known[key]

    def _ask(self, measure: str, body: str, what: str) -> Outcome | None:
        name, _, detail = what.partition(":")
        match measure:
            case "incident":
                one = self.file.incidents[name]
                marks = [mark for mark in detail.split("+") if mark]
                added: dict[str, Any] = {}
                for mark in marks:
                    added |= one.facts.get(mark, {})
                people = {person: (person, "+".join(marks) or "-", facts) for person, facts in one.case.people.items()}
                of_matter = {term.id for term in self.regulation(one.of).terms_of["matter"]}
                listed = {term: value for term, value in added.items() if term not in of_matter}
                matter = {**one.case.matter, **{term: value for term, value in added.items() if term in of_matter}}
                circumstances = [{**circumstance, **listed} for circumstance in one.case.circumstances]
                pattern = msgspec.structs.replace(one.case, matter=matter)
                return self._answer("incident", name, one.of, pattern, people, circumstances)
            case "decision":
                board = self.file.decisions[name]
                people = {}
                for part in detail.split(";"):
                    office, _, counts = part.partition("=")
                    for position, many in zip(POSITIONS, map(int, counts.split(",")), strict=True):
                        facts = {**board.case.people[office], **board.facts.get(position, {})}
                        if position == "recorded":
                            facts = {**board.case.people[office], **board.facts.get("objected", {}), **board.facts.get("recorded", {})}
                        for number in range(many):
                            people[f"{office}-{position}-{number}"] = (office, position, facts)
                return self._answer("decision", name, board.of, board.case, people, list(board.case.circumstances))
            case _:
                missed = self.missed(measure, body, name)
                if missed is None:
                    return None
                people = {person: (person, "-", facts) for person, facts in missed.case.people.items()}
                return self._answer("missed", name, body, missed.case, people, list(missed.case.circumstances))

    def missed(self, measure: str, body: str, duty: str) -> Missed | None:
        """What the file says becomes of a duty or filing that was late, or not done."""
        for one in self.file.missed.values():
            if one.of == body and (not one.duties or duty in one.duties) and one.status in (None, measure):
                return one
        return None

    def _answer(
        self,
        source: Source,
        name: str,
        body: str,
        pattern: Pattern,
        people: dict[str, tuple[str, str, Any]],
        circumstances: list[dict[str, Any]],
    ) -> Outcome:
        regulation = self.regulation(body)
        shape = {
            "case": "pattern",
            "regulation": regulation.id,
            "matter": pattern.matter,
            "people": {person: facts for person, (_, _, facts) in people.items()},
            "bodies": pattern.bodies,
            "circumstances": circumstances,
        }
        readings = tuple((reading, option) for reading, option in self.file.readings.items() if reading in regulation.readings)
        place = f"{self.organisation.id}: {source} {name}"
        answer = _answered(self.rules[str(self.file.bodies[body].regulation)], json.dumps(shape, ensure_ascii=False), readings, place)
        held: dict[Held, int] = {}
        stood: dict[tuple[str, str], int] = {}
        borne = {person: (office, position) for person, (office, position, _) in people.items()}
        for bearer, (office, position) in {**borne, **{name: (name, "-") for name in pattern.bodies}}.items():
            stood[office, position] = stood.get((office, position), 0) + 1
            found = answer.bearers[bearer]
            for surety, tiers in (("certain", found.certain), ("possible", found.possible)):
                for tier in tiers:
                    articles = sorted({because.article for one in found.outcomes if tier in one.tiers for because in one.because or ()})
                    key = Held(source, name, office, position, tier, ", ".join(articles), surety)
                    held[key] = held.get(key, 0) + 1
        for circumstance in answer.circumstances:
            if circumstance.answer != "excluded":
                office = people[circumstance.subject][0] if circumstance.subject in people else circumstance.subject
                position = people[circumstance.subject][1] if circumstance.subject in people else "-"
                item = f"item:{circumstance.item}"
                key = Held(source, name, office, position, item, circumstance.article, circumstance.answer)
                held[key] = held.get(key, 0) + 1
        return Outcome(held, stood)

    def regulation(self, body: str) -> Regulation:
        return self.organisation.regulations[str(self.file.bodies[body].regulation)]
