"""What the linker checks of exceptions that only relieve, of what tiers bring with them, and of filings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from zeren.model.language.conditions import Applies, Count, Expr, MadeOut, Named, Quantified, walk
from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING, Condition
from zeren.model.language.regulation import RegulationShape
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import UNKNOWN, Mistyped, Sort, Term, read_value

WORKING_DAYS = re.compile(r"working_days\(\s*(\d{1,4})\s*\)")


def check_provisions(source: Source, shape: RegulationShape, terms: Mapping[str, Term]) -> None:
    """Record every fault of these parts of a regulation that is not one of form."""
    exceptions = {one.id for one in shape.exceptions}
    for index, one in enumerate(shape.exceptions):
        for place, target in enumerate(one.defeats):
            if one.effect != "exempts" and target in exceptions:
                source.fault(
                    ("exceptions", index, "defeats", place), said("only", one.id, one.effect), said("it can name rules not exceptions")
                )
    if shape.tiers is not MISSING:
        for tier, consequences in shape.tiers.consequences.items():
            _known(source, tier, shape.tiers.all, ("tiers", "consequences", tier), "tier", key=True)
            for index, consequence in enumerate(consequences):
                if consequence is not MISSING and consequence.length is not None:
                    _duration(source, consequence.length, ("tiers", "consequences", tier, index, "length"))
    if shape.cited_as is not None and shape.cited_as is not MISSING:
        for language in ("zh", "en"):
            if getattr(shape.cited_as, language) is not MISSING and "{}" not in getattr(shape.cited_as, language):
                source.fault(("cited_as", language), said("no place for the number"), said("write where it goes"))
    _filings(source, shape, terms)


def provision_conditions(shape: RegulationShape) -> Iterator[tuple[Condition, Sort, Path]]:
    """Every condition that stands in these parts, with the sort it speaks of and its place."""
    for tier, consequences in shape.tiers.consequences.items() if shape.tiers is not MISSING else ():
        for index, consequence in enumerate(consequences):
            if consequence is not MISSING:
                yield consequence.when, "matter", ("tiers", "consequences", tier, index, "when")
    if shape.counting not in (None, MISSING) and shape.counting.two_working_days_of_hours not in (None, MISSING):
        yield shape.counting.two_working_days_of_hours, "matter", ("counting", "two_working_days_of_hours")
    for index, filing in enumerate(shape.filings):
        if filing is MISSING:
            continue
        yield filing.when, "matter", ("filings", index, "when")
        if filing.roll not in (None, MISSING):
            yield filing.roll.when, "matter", ("filings", index, "roll", "when")
        for place, clock in enumerate(filing.due):
            if clock is not MISSING:
                yield clock.when, "matter", ("filings", index, "due", place, "when")


def check_filings_read(source: Source, means: Mapping[Path, Expr], definitions: Mapping[str, Expr]) -> None:
    """Refuse conditions of filings and of counting that ask more than the facts of the matter: people, rules or circumstances."""
    for path, expr in means.items():
        if path[0] not in ("filings", "counting"):
            continue
        waiting, seen = [expr], set[str]()
        while waiting:
            for part in walk(waiting.pop()):
                if isinstance(part, (Quantified, Count, Applies, MadeOut)):
                    source.fault(path, said("a filing that depends on people"), said("use the facts of the matter"))
                elif isinstance(part, Named) and part.definition not in seen and part.definition in definitions:
                    seen.add(part.definition)
                    waiting.append(definitions[part.definition])


def _filings(source: Source, shape: RegulationShape, terms: Mapping[str, Term]) -> None:
    moments = [term.id for term in terms.values() if term.sort == "matter" and term.kind == "moment"]
    filings = [one.id for one in shape.filings if one is not MISSING]
    waits: dict[str, set[str]] = {}
    for index, filing in enumerate(shape.filings):
        if filing is MISSING:
            continue
        path = ("filings", index)
        if filing.id in waits or filing.id in moments:
            source.fault((*path, "id"), said("is a filing or a moment", filing.id), said("rename one"))
        waits.setdefault(filing.id, set())
        _known(source, filing.sent, moments, (*path, "sent"), "moment of the matter")
        for field in ("who", "to"):
            if (name := getattr(filing, field)) is not None:
                _known(source, name, shape.bearers, (*path, field), "bearer")
        if not filing.due:
            source.fault((*path, "due"), said("no clock"), said("state at least one"))
        for place, clock in enumerate(filing.due):
            if clock is MISSING:
                continue
            spot = (*path, "due", place)
            _known(source, clock.after, [*moments, *filings], (*spot, "after"), "moment or filing")
            waits[filing.id] |= {clock.after} & set(filings)
            if clock.runs_from == "limit" and clock.after not in filings:
                source.fault((*spot, "runs_from"), said("has no limit", clock.after), said("only a filing has one leave"))
            if (clock.within is None) == (clock.wording is None):
                source.fault(spot, said("a time limit and a wording"), said("state within or wording"))
            if clock.within is not None and not (clock.within is not MISSING and WORKING_DAYS.fullmatch(clock.within)):
                _duration(source, clock.within, (*spot, "within"))
    _orders(source, terms, moments)
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        source.fault(("filings",), said("filings wait for one another", " → ".join(f"`{one}`" for one in reversed(error.args[1]))))


def _orders(source: Source, terms: Mapping[str, Term], moments: Collection[str]) -> None:
    """Refuse an order of moments that names something else, or that runs in a circle."""
    orders: dict[str, set[str]] = {}
    for term in terms.values():
        if term.not_before is None or term.not_before is MISSING:
            continue
        path = ("terms", term.sort, term.id, "not_before")
        if term.id not in moments:
            source.fault(path, said("is no moment of the matter", term.id), said("only moments of the matter have"))
        _known(source, term.not_before, moments, path, "moment of the matter")
        orders[term.id] = {term.not_before}
    try:
        TopologicalSorter(orders).prepare()
    except CycleError as error:
        source.fault(("terms", "matter"), said("moments before one another", " → ".join(f"`{one}`" for one in reversed(error.args[1]))))


def _duration(source: Source, text: str, path: Path) -> None:
    if text is MISSING:
        return
    try:
        if read_value(text, "duration") is UNKNOWN:
            source.fault(path, said("unknown"), said("expected a duration such as days"))
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)


def _known(source: Source, name: str, known: Iterable[str], path: Path, what: str, *, key: bool = False) -> None:
    names: Collection[str] = list(known)
    if name is not MISSING and name not in names:
        source.fault(path, said("unknown what", what, name), nearest(name, names), key=key)
