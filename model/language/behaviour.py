"""What happens in an organisation beside its plans: office-holders come and go, incidents arise, boards decide.

Everything that the rules decide about it is a *pattern*: facts, in the words of the regulation, of which a case is made.
"""

from __future__ import annotations

from typing import Any, Literal

from zeren.model.language.lengths import Chance, Delay, Measured
from zeren.model.language.record import Record


class Turnover(Record, frozen=True):
    """How long somebody holds an office, and how long it then stands vacant."""

    tenure: Delay
    vacancy: Delay


class Absence(Record, frozen=True):
    """How long an office-holder is there between two absences, and how long each lasts."""

    every: Delay
    lasts: Delay


class After(Record, frozen=True):
    """A performance that waits for what the bodies directly below hand up, but no longer than `at_most`."""

    duty: str
    at_most: str


class Returned(Record, frozen=True):
    """A report that its reader gives back, to be made `again`."""

    chance: str
    again: Delay
    guess: bool = False
    measured: Measured | None = None


class Pattern(Record, frozen=True):
    """The facts of a case, as a case file states them."""

    matter: dict[str, Any] = {}
    people: dict[str, Any] = {}
    bodies: dict[str, Any] = {}
    circumstances: tuple[Any, ...] = ()


class Mark(Record, frozen=True):
    """Something about an incident that the rules look at: found or answered late, or so by chance."""

    chance: str | None = None
    detected_later_than: str | None = None
    answered_later_than: str | None = None
    guess: bool = False
    measured: Measured | None = None


class Timed(Record, frozen=True):
    """Something about an incident that comes a while after another of its moments or filings, unless it is `skipped`.

    A filing is sent once the holder of `office` is there, an office of the body that files. The time of a duty `within` a time of
    an event `runs_from` a moment of the incident, that at which it is found out unless stated.
    """

    after: str
    delay: Delay | None = None
    skipped: Chance | None = None
    office: str | None = None
    runs_from: str | None = None


class Incident(Record, frozen=True):
    """What arises in a body now and then, is found out, and is answered.

    `facts` are what each mark adds to the facts of the matter, or to those of its circumstances. `moments` are those of the matter
    from which time limits run, `filings` say when each is sent, or when a duty `within` a time of an event is done.
    """

    of: str
    every: Delay
    detected_after: Delay
    case: Pattern
    answered_after: Delay | None = None
    marks: dict[str, Mark] = {}
    facts: dict[str, dict[str, Any]] = {}
    moments: dict[str, Timed] = {}
    filings: dict[str, Timed] = {}

    @property
    def asks(self) -> bool:
        """Whether time limits run from it."""
        return bool(self.moments or self.filings)


class Decision(Record, frozen=True):
    """A board that decides now and then, sometimes wrongly.

    `members` says how many hold each office of the board. Of those who attend, some object to what is wrong; an objection may be
    recorded, and may be heeded, so that the wrong decision is not taken. `facts` are what each position adds to a member's facts.
    """

    of: str
    every: Delay
    erroneous: Chance
    members: dict[str, int]
    attends: Chance
    objects: Chance
    recorded: Chance
    heeded: Chance
    case: Pattern
    facts: dict[str, dict[str, Any]] = {}


class Missed(Record, frozen=True):
    """What becomes of periods that a body left without enough performances in time, and of filings that it did not send in time.

    `status` tells those done late from those not done at all.
    """

    of: str
    case: Pattern
    duties: tuple[str, ...] = ()
    status: Literal["late", "no_performance"] | None = None


POSITIONS = ("absent", "in_favour", "objected", "recorded")  # of a member of a board that decides wrongly
MOST_MARKS, MOST_MEMBERS = 8, 60
