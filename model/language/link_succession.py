"""Checking what a regulation says of the succession to an office: names, lengths in days or months, and no circles."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import check_length
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import RegulationShape
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.succession import Succession
from zeren.model.language.terms import Duration


def check_succession(source: Source, shape: RegulationShape) -> None:
    """Record every fault of what a regulation says of succession that is not one of form."""
    for office, one in shape.succession.items():
        path: Path = ("succession", office)
        if office not in shape.bearers:
            source.fault(path, said("unknown bearer", office), nearest(office, shape.bearers), key=True)
        if one is not MISSING:
            _check(source, shape.bearers, office, one, path)
    _circles(source, shape.succession)


def _check(source: Source, bearers: Mapping[str, Any], office: str, one: Succession, path: Path) -> None:
    if one.members:
        for name in ("vacancy", "absence", "deputies", "acting", "delegation", "stays"):
            if getattr(one, name):
                source.fault((*path, name), said("has members so it has no", office), said("say it of the offices of"))
    for place, name in enumerate(one.members):
        _office(source, bearers, office, name, (*path, "members", place))
    for place, deputy in enumerate(one.deputies):
        _office(source, bearers, office, deputy.who, (*path, "deputies", place, "who"))
        _length(source, deputy.at_most, (*path, "deputies", place, "at_most"), positive=True)
        _whiles(source, deputy.while_, (*path, "deputies", place, "while"))
    if (vacancy := one.vacancy) not in (None, MISSING) and vacancy is not None:
        _length(source, vacancy.at_most, (*path, "vacancy", "at_most"))
        _office(source, bearers, "", vacancy.by, (*path, "vacancy", "by"))
        if vacancy.at_most is None and vacancy.by is None:
            source.fault((*path, "vacancy"), said("neither a length nor an organ"), said("state at_most by or both or"))
    if (absence := one.absence) not in (None, MISSING) and absence is not None:
        _length(source, absence.at_most, (*path, "absence", "at_most"))
        if absence.at_most is None and not absence.answers:
            source.fault((*path, "absence"), said("neither a length nor answers"), said("state one of them or leave"))
    if (acting := one.acting) not in (None, MISSING) and acting is not None:
        _office(source, bearers, "", acting.by, (*path, "acting", "by"))
        _length(source, acting.within, (*path, "acting", "within"))
        _length(source, acting.at_most, (*path, "acting", "at_most"), positive=True)
        _whiles(source, acting.while_, (*path, "acting", "while"))
    if (delegation := one.delegation) not in (None, MISSING) and delegation is not None:
        for place, name in enumerate(delegation.to):
            _office(source, bearers, office, name, (*path, "delegation", "to", place))
        length = _length(source, delegation.at_most, (*path, "delegation", "at_most"), positive=True)
        if length is not None and length.months:
            source.fault((*path, "delegation", "at_most"), said("it", delegation.at_most), said("expected days so that its last"))
        if delegation.circles == "forbidden" and not delegation.again:
            source.fault((*path, "delegation", "circles"), said("no circle can arise"), said("it takes again yes for a"))
        if delegation.again is True and not delegation.to:
            source.fault((*path, "delegation", "again"), said("nobody is listed who could pass"), said("list offices under to"))


def _office(source: Source, bearers: Mapping[str, Any], office: str, name: Any, path: Path) -> None:
    if name is None or name is MISSING:
        return
    if name not in bearers:
        source.fault(path, said("unknown bearer", name), nearest(str(name), bearers))
    elif name == office:
        source.fault(path, said("stands in for itself", office), said("name another office"))


def _length(source: Source, raw: Any, path: Path, *, positive: bool = False) -> Duration | None:
    length = check_length(source, raw, path)
    if length is not None and length.seconds % 86_400:
        source.fault(path, said("it", raw), said("expected whole days or months such"))
    elif length is not None and positive and length == Duration():
        source.fault(path, said("it", raw), said("nobody would ever act expected more"))
    return length


def _whiles(source: Source, gaps: tuple[Any, ...], path: Path) -> None:
    read = not any((one.line, one.column) == source.position(path) for one in source.faults)
    if not gaps and read:
        source.fault(path, said("an empty list"), said("expected vacant absent or both"))
    if len(set(map(str, gaps))) < len(gaps):
        source.fault(path, said("the same word twice"), said("expected vacant absent or both"))


def _circles(source: Source, succession: Mapping[str, Any]) -> None:
    members = {name: [*map(str, one.members)] for name, one in succession.items() if one is not MISSING}
    try:
        TopologicalSorter(members).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        first = min(circle[:-1])
        start = circle.index(first)
        shown = " → ".join(f"`{one}`" for one in [*circle[start:-1], *circle[:start], first])
        source.fault(("succession", first, "members"), said("a cycle among members", shown))
