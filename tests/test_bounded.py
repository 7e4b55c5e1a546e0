"""What is kept for later is bounded: a process that answers for days, or tests for hours, does not grow."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import zeren
from zeren.model.language.conditions import ME, Fact, Not
from zeren.model.language.load import load_regulation
from zeren.model.meaning import evaluate
from zeren.model.meaning.evaluate import Meanings
from zeren.proofs.cycles.steps import Rule, step

FEW = {  # of these there are only as many as zeren has records, catalogues and commands
    "zeren.model.language.reader._fields",
    "zeren.model.language.written._meanings",
    "zeren.voice.catalogue._section",
    "zeren.voice.catalogue._sections",
    "zeren.voice.helping._table",
}


def unbounded() -> Iterator[str]:
    """Functions that keep a result for each argument and forget none."""
    for module in pkgutil.walk_packages(zeren.__path__, "zeren."):
        if module.name.endswith("__main__"):
            continue
        try:
            found: dict[str, Any] = vars(importlib.import_module(module.name))
        except ImportError:  # of an extra that is not installed
            continue
        for one in found.values():
            kept = hasattr(one, "cache_parameters") and one.__module__ == module.name and one.cache_parameters()["maxsize"] is None
            if kept and inspect.signature(one).parameters:
                yield f"{module.name}.{one.__name__}"


def test_no_function_keeps_everything_that_it_was_ever_asked() -> None:
    assert set(unbounded()) - FEW == set()


def test_tables_of_wordings_are_forgotten() -> None:
    for missed in range(60):
        step(Rule(per="month"), "calendar", missed)
    assert step.cache_info().currsize <= 48


def test_conditions_turned_into_functions_are_forgotten() -> None:
    meanings = Meanings(load_regulation("county-bureau"))
    kept = [Not(Fact("participated", ME)) for _ in range(evaluate.MOST_BUILT + 50)]
    for condition in kept:
        meanings.of(condition)
    assert len(meanings._built) <= evaluate.MOST_BUILT
