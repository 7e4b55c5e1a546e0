"""Complete facts drawn at random from a seeded source: every term a value, with or without regard to the background."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from zeren.model.language.conditions import SUBJECT
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Duration, Sort, Term
from zeren.model.meaning.evaluate import Complete


def random_value(term: Term, source: random.Random) -> Any:
    """A value of a term."""
    match term.kind:
        case "one_of":
            return source.choice(tuple(term.options))
        case "yes_no":
            return source.random() < 0.5
        case "number":
            return source.randint(-3, 12)
        case "duration":
            return Duration(seconds=3_600 * source.randint(0, 96))
        case "date":
            return dt.date(2020, 1, 1) + dt.timedelta(days=source.randint(0, 2_000))
        case _:
            return dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=source.randint(0, 40_000))


def random_facts(regulation: Regulation, sort: Sort, source: random.Random) -> dict[str, Any]:
    """A value for every term of a sort."""
    return {term.id: random_value(term, source) for term in regulation.terms_of[sort]}


def random_complete(
    regulation: Regulation, source: random.Random, people: int, bodies: int = 0, circumstances: int = 0
) -> tuple[Complete, dict[str, str]]:
    """A complete case and an option of every reading."""
    readings = {name: source.choice(tuple(reading.one_of)) for name, reading in regulation.readings.items()}
    persons = {f"p{number}": random_facts(regulation, "person", source) for number in range(1, people + 1)}
    listed: dict[str, dict[str, Any]] = {}
    for number in range(1, circumstances + 1):
        item = source.choice(tuple(regulation.circumstances))
        subject = (
            persons[source.choice(tuple(persons))] if persons and source.random() < 0.7 else random_facts(regulation, "person", source)
        )
        listed[f"c{number}"] = {**random_facts(regulation, "circumstance", source), "item": item, SUBJECT: subject}
    whole = Complete(
        random_facts(regulation, "matter", source),
        persons,
        {f"b{number}": random_facts(regulation, "body", source) for number in range(1, bodies + 1)},
        listed,
    )
    return whole, readings
