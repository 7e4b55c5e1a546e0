"""A table says of each case what `ask` says of its file: random cases of every feature, with few facts or many.

Cases are drawn as they could stand in a file: people, bodies, circumstances against people, bodies and strangers, facts that
are stated, silent or unknown, readings, boards complete, partial or neither. What a case is refused for the table must refuse.
Run this file for many cases.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa
from metamorphic import unsaid, value

from zeren import bulk
from zeren.model.language.case import Case, Listed, Stance
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, load_regulation, parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import write_value
from zeren.model.solving.ask import ask
from zeren.model.solving.session import Session
from zeren.testing import case_text

STANCES: tuple[Stance, ...] = ("literal", "all")
TOGETHER = 12  # cases of one table


def drawn(regulation: Regulation, draw: random.Random, number: int) -> Case:
    """A case of which something is said, nothing of it impossible; half of them hold nothing but people."""
    plain = bool(regulation.terms_of["person"]) and draw.random() < 0.5
    people = tuple(f"p{place}" for place in range(draw.randint(1, 6 if plain else 4))) if regulation.terms_of["person"] else ()
    bodies = tuple(f"b{place}" for place in range(draw.randint(0, 2) if people else 1)) if regulation.terms_of["body"] and not plain else ()
    items = list(regulation.circumstances)
    subjects = [*people, *bodies, "a stranger"]
    found: list[Listed] = []
    for _ in range(draw.randint(0, 3) if items and not plain else 0):
        item, subject = draw.choice(items), draw.choice(subjects)
        twins = sum((one.item, one.subject) == (item, subject) for one in found)
        found.append(Listed(f"{item}/{subject}" + (f"#{twins + 1}" if twins else ""), item, subject))
    readings = {name: draw.choice([*one.one_of, "open"]) for name, one in regulation.readings.items() if draw.random() < 0.2}
    board = draw.choice([{"closed": True}, {"closed": False}, {"closed": False, "partial": not plain and draw.random() < 0.4}])
    case = Case(id=f"c{number}", regulation=regulation.id, people=people, bodies=bodies, circumstances=tuple(found), readings=readings)
    case = msgspec.structs.replace(case, **board)
    try:
        session = Session(regulation, case)
    except Refused:
        return case
    said = draw.random()
    for fact in unsaid(regulation, case):
        if draw.random() < said:
            worth = "unknown" if draw.random() < 0.25 else write_value(value(regulation.terms[fact.term], draw))
            try:
                session.state(fact.of or None, fact.term, worth)
            except Refused:
                continue
    return session.case


def as_file(regulation: Regulation, case: Case) -> Case:
    """The case as it is read from its file."""
    return parse_case(case_text(case), regulation)


def rows_of(case: Case, regulation: Regulation) -> Iterator[dict[str, str | None]]:
    """A row for each person, body and circumstance of a case."""
    stated = {(fact.of, fact.term): write_value(value) for fact, value in case.facts.items()}
    shared: dict[str, str | None] = {"case": case.id, "board": "partial" if case.partial else "complete" if case.closed else None}
    shared |= {f"reading.{name}": option for name, option in case.readings.items()}
    shared |= {term.id: stated.get(("", term.id)) for term in regulation.terms_of["matter"]}
    for name in case.people:
        yield {**shared, "person": name, **{term.id: stated.get((name, term.id)) for term in regulation.terms_of["person"]}}
    for name in case.bodies:
        yield {**shared, "body": name, **{term.id: stated.get((name, term.id)) for term in regulation.terms_of["body"]}}
    for one in case.circumstances:
        facts = {term.id: stated.get((one.id, term.id)) for term in regulation.terms_of["circumstance"]}
        yield {**shared, "item": one.item, "subject": one.subject, **facts}


def long_table(listed: Sequence[Case], regulation: Regulation) -> pa.Table:
    """The cases as one long table."""
    rows = [row for case in listed for row in rows_of(case, regulation)]
    columns = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


def by_case(regulation: Regulation, case: Case, stance: Stance, *, presume: bool, answers: bool) -> list[Any]:
    """What `ask` says of each row; nothing where the case is refused."""
    read = as_file(regulation, case)
    try:
        answer = ask(regulation, read, stance=stance, presume=presume)
    except Refused:
        return [None] * (len(case.people) + len(case.bodies) + len(case.circumstances))
    bearing = [answer.bearers[name].outcomes for name in (*case.people, *case.bodies)]
    found: list[Any] = [" | ".join("+".join(one.tiers) or "none" for one in outcomes) for outcomes in bearing]
    found += [one.answer for one in answer.circumstances]
    if not answers:
        return found
    whose = [*case.people, *case.bodies, *("" for _ in case.circumstances)]
    return [(said, *_answers(regulation, answer, name)) for said, name in zip(found, whose, strict=True)]


def _answers(regulation: Regulation, answer: Any, name: str) -> Iterator[Any]:
    for question, asked in regulation.file.questions.items():
        own: Any = answer.questions.get(question)
        if asked.sort != "matter":
            own = (own or {}).get(name)
        yield None if own is None else len(own.answers)
    if regulation.file.sanctions is not None:
        yield "+".join(answer.sanctions.permitted) or "none"


def by_table(regulation: Regulation, listed: Sequence[Case], stance: Stance, *, presume: bool, answers: bool) -> list[Any]:
    """What one table says of each row of all the cases."""
    found = bulk.ask(long_table(listed, regulation), regulation, stance=stance, presume=presume, answers=answers).to_pylist()
    said = [None if row["reason"] else row.get("made_out") or row["outcomes"] for row in found]
    if not answers:
        return said
    questions = [f"answer.{name}" for name in regulation.file.questions]
    measures = ["measures.permitted"] if regulation.file.sanctions is not None else []
    return [
        one if one is None else (one, *(_many(row[name]) for name in questions), *(row[name] for name in measures))
        for one, row in zip(said, found, strict=True)
    ]


def _many(text: str | None) -> int | None:
    return None if text is None else len(text.split(" | "))


def differences(regulation: Regulation, draw: random.Random, number: int) -> tuple[list[Mapping[str, Any]], int]:
    """The rows of so many random cases on which table and case differ, and how many rows there were."""
    found: list[Mapping[str, Any]] = []
    rows = 0
    for first in range(0, number, TOGETHER):
        listed = [drawn(regulation, draw, place) for place in range(first, min(number, first + TOGETHER))]
        stance, presume, answers = draw.choice(STANCES), draw.random() < 0.7, draw.random() < 0.3
        taken = {"presume": presume, "answers": answers}
        expected = [(case, row) for case in listed for row in by_case(regulation, case, stance, **taken)]
        said = by_table(regulation, listed, stance, **taken)
        rows += len(said)
        assert len(said) == len(expected)
        for (case, row), told in zip(expected, said, strict=True):
            if row != told:
                found.append({"case": row, "table": told, "stance": stance, **taken, "case file": case_text(case)})
    return found, rows


def main() -> int:
    """Compare many cases under every built-in regulation; the exit code says whether any row differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    taken = parser.parse_args()
    names, bad, rows = built_in(), 0, 0
    for name in names:
        found, own = differences(load_regulation(name), random.Random(f"{taken.seed} {name}"), -(-taken.cases // len(names)))
        rows, bad = rows + own, bad + len(found)
        print(f"{name}: {own} rows, {len(found)} differ", flush=True)
        for one in found[:3]:
            print("   ", one)
    print(f"{rows} rows, {bad} differ")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
