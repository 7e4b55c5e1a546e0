"""People of whom a case says the same: what holds of one holds of the others, with the names exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TypeVar

import msgspec

from zeren.model.language.case import Case
from zeren.model.meaning.part import Part

P = TypeVar("P", bound=Part)


def alike(case: Case) -> list[tuple[str, ...]]:
    """Runs of people, by name, of whom a case says exactly the same, and against whom it alleges nothing.

    No condition names a person, so exchanging two of them changes nothing but names. Only neighbours in the order of
    names count: with somebody else between them the exchange would change the order in which facts are looked at.
    """
    subjects = {one.subject for one in case.circumstances}
    said: dict[str, list[tuple[str, str]]] = {name: [] for name in case.people}
    for fact, value in case.facts.items():
        if fact.sort == "person" and fact.of in said:
            said[fact.of].append((fact.term, repr(value)))
    same = {name: frozenset(facts) for name, facts in said.items()}
    groups = [tuple(run) for _, run in groupby(sorted(case.people), lambda name: name if name in subjects else same[name])]
    return [group for group in groups if len(group) > 1]


def groups(case: Case) -> dict[str, tuple[str, ...]]:
    """For each person of a case, those who are alike, the one who answers for all of them first.

    >>> from zeren.model.language.case import Case
    >>> groups(Case(id="a", regulation="r", people=("B", "A")))
    {'A': ('A', 'B'), 'B': ('A', 'B')}
    """
    found = {name: group for group in alike(case) for name in group}
    return found | {name: (name,) for name in case.people if name not in found}


def exchange(group: tuple[str, ...], name: str) -> dict[str, str]:
    """Names for names, so that the first of a group becomes `name` and the others keep their order.

    >>> exchange(("A", "B", "C"), "C")
    {'A': 'C', 'B': 'A', 'C': 'B'}
    """
    return dict(zip(group, [name, *(one for one in group if one != name)], strict=True))


def renamed(part: P, names: Mapping[str, str]) -> P:
    """Part of an answer with the names of those whose facts it tells exchanged.

    >>> from zeren.model.meaning.references import FactRef, Miss
    >>> renamed(Miss("r", "1", lacks=(FactRef(of="A", term="voted"),)), {"A": "B", "B": "A"}).lacks[0].of
    'B'
    """
    changed = {}
    for field in part.__struct_fields__:
        value = getattr(part, field)
        new = names.get(value, value) if field == "of" and isinstance(value, str) else _within(value, names)
        if new is not value:
            changed[field] = new
    return msgspec.structs.replace(part, **changed) if changed else part


def _within(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Part):
        return renamed(value, names)
    if isinstance(value, tuple) and any(isinstance(one, (Part, tuple)) for one in value):
        return tuple(_within(one, names) for one in value)
    return value
