"""An organisation: bodies in a tree under their regulations, offices and who holds them, and plans for their duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from zeren.model.language.behaviour import Absence, After, Decision, Incident, Missed, Returned, Turnover
from zeren.model.language.lengths import Chance, Delay
from zeren.model.language.record import Record
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text

TieOrder = Literal["lower_first", "upper_first", "seeded"]


class Reads(Record, frozen=True):
    """How many reports a body can read in a day."""

    per_day: int


class BodyShape(Record, frozen=True, rename={"as_": "as"}):
    """A body, or `count` bodies alike; one that is `outside` stands above the organisation and has no duties here.

    `as` names what it is in its regulation (`[branch]`); a body that does not say has every duty of the regulation.
    """

    outside: bool = False
    regulation: str | None = None
    superior: str | None = None
    count: int = 1
    reads: Reads | None = None
    started: dt.date | None = None
    as_: tuple[str, ...] = ()


class Holder(Record, frozen=True, rename={"from_": "from"}):
    """Somebody who holds an office over some dates."""

    name: str
    from_: dt.date | None = None
    to: dt.date | None = None


class OfficeShape(Record, frozen=True):
    """An office of a body, with its holders; a day that no holder covers is a vacancy.

    Where holders are not named, their comings and goings may be drawn. While nobody is there, a deputy acts from `deputy_after` on.
    """

    of: str
    holders: tuple[Holder, ...] = ()
    turnover: Turnover | None = None
    absence: Absence | None = None
    deputy_after: Delay | None = None


class Plan(Record, frozen=True):
    """When a duty is performed within its period, and how late it runs.

    `dates` are days of every year (`12-20`) or single days. What is `skipped` is never done; the rest is done once the time has come,
    the delay is over, what it waits for (`after`) has been read, and the holder of `office` is there.
    """

    when: Literal["even", "deadline", "start", "random", "dates"] = "even"
    dates: tuple[str, ...] = ()
    delay: Delay | None = None
    office: str | None = None
    skipped: Chance | None = None
    after: After | None = None
    returned: Returned | None = None


class OrganisationShape(Record, frozen=True, rename={"from_": "from"}):
    """An organisation file."""

    organisation: str
    from_: dt.date
    years: int
    bodies: dict[str, BodyShape]
    title: Text | None = None  # what it is called for people
    tie_order: TieOrder = "lower_first"
    offices: dict[str, OfficeShape] = {}
    plans: dict[str, Plan] = {}  # by duty, or by body and duty: `school/report`
    readings: dict[str, str] = {}
    warm_up: int = 0  # years that are lived but not counted
    incidents: dict[str, Incident] = {}
    decisions: dict[str, Decision] = {}
    missed: dict[str, Missed] = {}
    names: dict[str, Text] = {}  # for people, of bodies, offices, members of boards, incidents, their marks, decisions
    zone: str | None = None  # where days begin and end, for time limits
    holidays: str | None = None  # of a country or a part of it: CN, DE-HE; weekends only unless stated
    limits: dict[str, str] = {}  # the time that the organisation has set itself where the text has a word and no number


class Organisation(msgspec.Struct, frozen=True):
    """An organisation with the regulations of its bodies."""

    file: OrganisationShape
    regulations: Mapping[str, Regulation]

    @property
    def id(self) -> str:
        return self.file.organisation
