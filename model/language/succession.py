"""What a regulation says of who answers for an office when its holder leaves or is away.

Lengths are durations such as `months(3)`; a part that is left out is something on which the text is silent. Somebody
who *acts* holds the office for the time being; a *deputy* does so by the rule itself, others are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Literal

from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import check_length
from zeren.model.language.reader import MISSING
from zeren.model.language.record import Record
from zeren.model.language.source import Source
from zeren.model.language.terms import Duration

if TYPE_CHECKING:
    from zeren.model.language.regulation import RegulationShape

Gap = Literal["vacant", "absent"]
BOTH: tuple[Gap, ...] = ("vacant", "absent")


class Vacancy(Record, frozen=True):
    """A vacancy is filled within `at_most`, by the organ `by`; without a length it may stand as long as one likes."""

    at_most: str | None = None
    by: str | None = None
    article: str = ""


class Away(Record, frozen=True):
    """An absence ends within `at_most`: the holder is back, or the office falls vacant; `answers` says that one who is away answers."""

    at_most: str | None = None
    answers: bool = False
    article: str = ""


class Deputy(Record, frozen=True, rename={"while_": "while"}):
    """The holder of the office `who`, or whoever is named to act in it, acts while the office is vacant or its holder absent.

    It lasts for `at_most` so long. A deputy's own deputy does not stand in here.
    """

    who: str
    while_: tuple[Gap, ...] = BOTH
    at_most: str | None = None
    article: str = ""


class Acting(Record, frozen=True, rename={"while_": "while"}):
    """Somebody may be named to act, by `by`; must be within `within`; and then acts for `at_most` so long."""

    by: str | None = None
    within: str | None = None
    while_: tuple[Gap, ...] = BOTH
    at_most: str | None = None
    article: str = ""


class Delegation(Record, frozen=True):
    """The holder may delegate to the holders of the offices `to`, or to anybody where none is listed.

    `again` lets a delegate pass it on, `circles` says whether it may come back that way, `relieves` that who delegates
    answers no longer, and `outlasts` that the delegation stands when its maker leaves the office.
    """

    to: tuple[str, ...] = ()
    at_most: str | None = None
    again: bool = False
    circles: Literal["allowed", "forbidden"] = "allowed"
    relieves: bool = False
    outlasts: bool = False
    article: str = ""


class Succession(Record, frozen=True):
    """What holds for one office. With `stays`, whoever resigns stays until the successor takes over.

    A body with `members` has no holder: it answers as long as somebody answers for one of these offices.
    """

    vacancy: Vacancy | None = None
    absence: Away | None = None
    deputies: tuple[Deputy, ...] = ()
    acting: Acting | None = None
    delegation: Delegation | None = None
    stays: bool = False
    members: tuple[str, ...] = ()


def named_by(one: Succession) -> tuple[str, ...]:
    """The offices and organs that what is said of an office names, each once."""
    found = [*one.members, *(deputy.who for deputy in one.deputies), *(one.delegation.to if one.delegation else ())]
    found += [organ for organ in (one.vacancy and one.vacancy.by, one.acting and one.acting.by) if organ]
    return tuple(dict.fromkeys(found))


def check_succession(source: Source, shape: RegulationShape) -> None:
    """Record every fault of what a regulation says of succession that is not one of form."""
    for office, one in shape.succession.items():
        path: Path = ("succession", office)
        if office not in shape.bearers:
            source.fault(path, f"unknown bearer `{office}`", nearest(office, shape.bearers), key=True)
        if one is not MISSING:
            _check(source, shape.bearers, office, one, path)
    _circles(source, shape.succession)


def _check(source: Source, bearers: Mapping[str, Any], office: str, one: Succession, path: Path) -> None:
    if one.members:
        for name in ("vacancy", "absence", "deputies", "acting", "delegation", "stays"):
            if getattr(one, name):
                source.fault((*path, name), f"`{office}` has members, so it has no holder", "say it of the offices of its members")
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
            source.fault((*path, "vacancy"), "neither a length nor an organ", "state `at_most`, `by` or both, or leave it out")
    if (absence := one.absence) not in (None, MISSING) and absence is not None:
        _length(source, absence.at_most, (*path, "absence", "at_most"))
        if absence.at_most is None and not absence.answers:
            source.fault((*path, "absence"), "neither a length nor `answers`", "state one of them, or leave it out")
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
            source.fault((*path, "delegation", "at_most"), f"`{delegation.at_most}`", "expected days, so that its last day is certain")
        if delegation.circles == "forbidden" and not delegation.again:
            source.fault((*path, "delegation", "circles"), "no circle can arise", "it takes `again: yes` for a delegate to pass it on")
        if delegation.again is True and not delegation.to:
            source.fault((*path, "delegation", "again"), "nobody is listed who could pass it on", "list offices under `to`")


def _office(source: Source, bearers: Mapping[str, Any], office: str, name: Any, path: Path) -> None:
    if name is None or name is MISSING:
        return
    if name not in bearers:
        source.fault(path, f"unknown bearer `{name}`", nearest(str(name), bearers))
    elif name == office:
        source.fault(path, f"`{office}` stands in for itself", "name another office")


def _length(source: Source, raw: Any, path: Path, *, positive: bool = False) -> Duration | None:
    length = check_length(source, raw, path)
    if length is not None and length.seconds % 86_400:
        source.fault(path, f"`{raw}`", "expected whole days or months, such as days(10)")
    elif length is not None and positive and length == Duration():
        source.fault(path, f"`{raw}`", "nobody would ever act; expected more than nothing")
    return length


def _whiles(source: Source, gaps: tuple[Any, ...], path: Path) -> None:
    read = not any((one.line, one.column) == source.position(path) for one in source.faults)
    if not gaps and read:
        source.fault(path, "an empty list", "expected vacant, absent or both")
    if len(set(map(str, gaps))) < len(gaps):
        source.fault(path, "the same word twice", "expected vacant, absent or both")


def _circles(source: Source, succession: Mapping[str, Any]) -> None:
    members = {name: [*map(str, one.members)] for name, one in succession.items() if one is not MISSING}
    try:
        TopologicalSorter(members).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        first = min(circle[:-1])
        start = circle.index(first)
        shown = " → ".join(f"`{one}`" for one in [*circle[start:-1], *circle[:start], first])
        source.fault(("succession", first, "members"), f"a cycle among members: {shown}")
