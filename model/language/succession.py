"""What a regulation says of who answers for an office when its holder leaves or is away.

Lengths are durations such as `months(3)`; a part that is left out is something on which the text is silent. Somebody
who *acts* holds the office for the time being; a *deputy* does so by the rule itself, others are named.
"""

from __future__ import annotations

from typing import Literal

from zeren.model.language.record import Record

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
