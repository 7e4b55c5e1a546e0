"""From a disagreement between engines to the smallest case file that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from agreement.engines import Batch, Shape, pool
from zeren.model.language.case import Case, FactId
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import SORTS, Unknown
from zeren.testing import case_text

FOLDER = Path(__file__).parent.parent / "regressions"
Disagrees = Callable[[Batch], bool]


def single(batch: Batch, number: int) -> Batch:
    """One case of a batch, as a batch of its own."""
    one = slice(number, number + 1)
    return Batch(
        batch.regulation,
        batch.shape,
        {key: column[one] for key, column in batch.draws.items()},
        {name: column[one] for name, column in batch.readings.items()},
    )


def shrunk(batch: Batch, disagrees: Disagrees) -> Batch:
    """A case on which engines still disagree, from which nothing more can be taken away or made plainer."""
    smaller = True
    while smaller:
        smaller = False
        for fewer in _smaller(batch):
            if disagrees(fewer):
                batch, smaller = fewer, True
                break
    return batch


def _smaller(batch: Batch) -> Iterator[Batch]:
    """The same case without one thing, or with one fact or reading at its first value."""
    shape = batch.shape
    if shape.circumstances:
        yield _shaped(batch, Shape(shape.people, shape.bodies, shape.circumstances[:-1]))
    if shape.bodies:
        yield _shaped(batch, Shape(shape.people, shape.bodies - 1, shape.circumstances))
    last_alleged = max((who for _, who in shape.circumstances), default=0)
    if shape.people > last_alleged:
        for number in range(shape.people, 0, -1):
            yield _shaped(_without(batch, number), Shape(shape.people - 1, shape.bodies, shape.circumstances))
    for key, column in batch.draws.items():
        if column[0]:
            yield Batch(batch.regulation, shape, {**batch.draws, key: np.zeros_like(column)}, batch.readings)
    for name, column in batch.readings.items():
        if column[0]:
            yield Batch(batch.regulation, shape, batch.draws, {**batch.readings, name: np.zeros_like(column)})


def _shaped(batch: Batch, shape: Shape) -> Batch:
    things = set(Batch(batch.regulation, shape, {}, {}).things())
    return Batch(batch.regulation, shape, {key: one for key, one in batch.draws.items() if key[:2] in things}, batch.readings)


def _without(batch: Batch, number: int) -> Batch:
    """The case in which the last person takes the place of another."""
    draws = dict(batch.draws)
    last = f"p{batch.shape.people}"
    for sort, name, term in batch.draws:
        if (sort, name) == ("person", f"p{number}"):
            draws[sort, name, term] = batch.draws["person", last, term]
    return Batch(batch.regulation, batch.shape, draws, batch.readings)


def as_case(batch: Batch, name: str) -> Case:
    """The one case of a batch as a case whose every fact and reading is stated."""
    regulation = batch.regulation
    facts: dict[FactId, Any] = {}
    ids = {one.id: one for one in batch.listed}
    for (sort, of, term), column in batch.draws.items():
        if sort == "person" and of in batch.strangers:
            continue  # a case file has no place for the facts of somebody whom it does not list
        facts[FactId(sort, of, term)] = pool(regulation, regulation.terms[term])[column[0]]
    readings = {one: tuple(regulation.readings[one].one_of)[column[0]] for one, column in batch.readings.items()}
    return Case(
        id=name,
        regulation=regulation.id,
        people=tuple(batch.people),
        bodies=tuple(batch.bodies),
        circumstances=tuple(ids.values()),
        readings=readings,
        facts=facts,
    )


def as_batch(case: Case, regulation: Regulation) -> Batch:
    """A case with persons p1, p2, …, as a batch of one; a term that came into the regulation after it was kept has its usual value."""
    names = {name: f"p{number}" for number, name in enumerate(case.people, 1)}
    names |= {name: f"b{number}" for number, name in enumerate(case.bodies, 1)}
    names |= {one.id: f"c{number}" for number, one in enumerate(case.circumstances, 1)}
    people = list(case.people)
    listed = tuple((one.item, people.index(one.subject) + 1 if one.subject in people else 0) for one in case.circumstances)
    draws = {}
    for sort in SORTS:
        for of in case.entities(sort):
            for term in regulation.terms_of[sort]:
                value = case.facts.get(FactId(sort, of, term.id), term.unless_stated)
                number = 0 if isinstance(value, Unknown) else pool(regulation, term).index(value)
                draws[sort, names.get(of, ""), term.id] = np.array([number], dtype=np.uint8)
    readings = {
        name: np.array([tuple(regulation.readings[name].one_of).index(option)], dtype=np.uint8) for name, option in case.readings.items()
    }
    return Batch(regulation, Shape(len(case.people), len(case.bodies), listed), draws, readings)


def keep(batch: Batch, disagrees: Disagrees, name: str, about: str, folder: Path = FOLDER) -> Path:
    """Shrink a disagreement and keep it as a case file, which the tests put to every engine from then on."""
    smallest = shrunk(batch, disagrees)
    path = folder / f"{name}.case.yaml"
    folder.mkdir(exist_ok=True)
    path.write_text(case_text(as_case(smallest, name), about), encoding="utf-8")
    return path


__all__ = ["FOLDER", "as_batch", "as_case", "keep", "shrunk", "single"]
