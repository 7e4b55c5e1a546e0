"""The model against a second, independent reading of the three built-in regulations, on facts and readings drawn at random."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from second_reading import COLLECTIVE, made_out, tiers

from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation, evaluate

NUMBERED = [(1, "department"), (2, "county-bureau"), (3, "party-organisations")]
FORMS = [*COLLECTIVE, "collective_meeting", "collective_meeting", "personal", "personal_then_ratified", "none"]
DRAWS = 4_000


def drawn_readings(regulation: Regulation, draw: random.Random) -> dict[str, str]:
    """An option of every reading; of those that another regulation has, the one that is its own rule."""
    return {"r1_principal": "secretary_only"} | {name: draw.choice(list(one.one_of)) for name, one in regulation.readings.items()}


def blank(regulation: Regulation, sort: str) -> dict[str, Any]:
    return {term.id: False if term.kind == "yes_no" else next(iter(term.options), None) for term in regulation.terms_of[sort]}


def drawn_person(regulation: Regulation, form: str, draw: random.Random) -> dict[str, Any]:
    person = blank(regulation, "person")
    for term in regulation.terms_of["person"]:
        if term.id in ("objection_recorded", "objection_ground_matches", "heads_department_concerned"):
            person[term.id] = draw.random() < 0.5
    role = draw.choice(list(regulation.terms["role"].options))
    member = role not in ("dept_head", "teacher")
    when = draw.choice(["both", "both", "decision", "pursuit"])
    later = draw.choice(list(regulation.terms["office_at_pursuit"].options)) if when == "decision" else "none"
    present = form in (*COLLECTIVE, "personal_then_ratified") and member and when != "pursuit" and draw.random() < 0.8
    person |= {
        "role": role,
        "body_member": member,
        "charge": draw.choice(list(regulation.terms["charge"].options)) if member else "none",
        "in_office_at": when,
        "office_at_pursuit": later,
        "takes_part_generally": draw.random() < 0.8,
        "participated": present,
        "stance": draw.choice(["in_favour", "against", "abstain", "silent"]) if present else "absent",
        "objection_stated": draw.random() < 0.4,
        "objection_adopted": draw.choice(["no", "no", "partly", "yes"]),
        "objection_withdrawn": draw.random() < 0.2,
        "decided_personally": form != "none" and draw.random() < 0.2,
        "approved_personally": form != "none" and draw.random() < 0.2,
    }
    return person


@pytest.mark.parametrize(("number", "name"), NUMBERED)
def test_everybody_bears_what_the_articles_say(number: int, name: str) -> None:
    regulation, draw = load_regulation(name), random.Random(f"tiers of {name}")
    meanings, seen = Meanings(regulation), Counter[frozenset[str]]()
    for _ in range(DRAWS):
        form = draw.choice(FORMS)
        matter = blank(regulation, "matter") | {
            "form": form,
            "decision_made": form != "none",
            "erroneous": form != "none" and draw.random() < 0.85,
            "collective_responsibility_pursued": draw.random() < 0.85,
            "accountability_established": True,
        }
        people = {who: drawn_person(regulation, form, draw) for who in "ABC"}
        readings = drawn_readings(regulation, draw)
        found = evaluate(meanings, Complete(matter=matter, people=people), readings)
        for who, person in people.items():
            wanted = tiers(number, matter, person, list(people.values()), readings)
            assert found[who] == wanted, (matter, person, readings)
            seen[wanted] += 1
    assert min(seen[frozenset(one)] for one in ((), ("primary",), ("important",), ("individual",), ("primary", "individual"))) > 20


@pytest.mark.parametrize(("number", "name"), NUMBERED)
def test_every_item_is_made_out_as_the_articles_say(number: int, name: str) -> None:
    regulation, draw = load_regulation(name), random.Random(f"items of {name}")
    meanings = Meanings(regulation)
    for item, condition in meanings.circumstances.items():
        counted = Counter[bool]()
        for _ in range(DRAWS):
            facts = {term.id: draw.random() < 0.75 for term in regulation.terms_of["circumstance"]} | {"item": item, "subject": {}}
            readings = drawn_readings(regulation, draw)
            wanted = made_out(number, item, facts.__getitem__, readings)
            assert Situation(meanings, Complete(matter={}, circumstances={"one": facts}), readings).holds(condition, facts) == wanted
            counted[wanted] += 1
        assert min(counted.values()) > 100
