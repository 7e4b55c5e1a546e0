"""Who answers for an office while people come and go: states, what may happen next, and how long time may then pass.

This is the definition; what is proved, and the histories that are shown, are measured against it. Time is counted in
whole days. On one day any number of things may happen; then days pass, in which nothing does. Nobody breaks a rule:
time cannot pass beyond a day by which a rule wants something done, as long as there is somebody to do it. An office
that several hold is *held* while one of them is there, *absent* while all that are left are away, *vacant* when none
is left; that is why their number changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import msgspec

from zeren.model.language.calendar import ONE_DAY, months_on
from zeren.model.language.regulation import Regulation
from zeren.model.language.succession import Deputy, Succession
from zeren.model.language.terms import Duration, read_value

Seat = Literal["held", "absent", "vacant"]
Kind = Literal[
    "resigns", "dies", "goes_away", "returns", "appointed", "named_to_act", "acting_leaves", "delegates", "revokes", "delegate_leaves"
]
SOMEBODY = "somebody"  # a delegate who holds none of the offices


class Place(NamedTuple):
    """An office: its seat and for how many days so; who acts or is delegated to, and the days counted for each limit."""

    seat: Seat = "held"
    since: int = 0
    acting: bool = False
    waited: int = 0  # for somebody to be named to act
    acted: int = 0
    to: str | None = None
    handed: int = 0


State = tuple[Place, ...]


class Event(NamedTuple):
    """Something that happens in one office."""

    kind: Kind
    office: str
    to: str | None = None


class Offices(msgspec.Struct, frozen=True, dict=True):
    """The offices on which it depends who answers for `bearer`, in a fixed order, with what the regulation says of each.

    `given` are organs of which it says nothing; they are taken to be there whenever they have to act.
    """

    bearer: str
    rules: Mapping[str, Succession]
    given: tuple[str, ...] = ()
    sudden: bool = True  # whether somebody may die, or be gone from one moment to the next

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The offices that have a holder; a body with members has none."""
        return tuple(name for name, one in self.rules.items() if not one.members)

    @cached_property
    def start(self) -> State:
        """Every office is held, and nobody acts or is delegated to."""
        return tuple(Place() for _ in self.names)

    # who answers ------------------------------------------------------------------------------------------

    def answers(self, state: State, name: str | None = None, today: dt.date | None = None) -> bool:
        """Whether somebody answers for an office or body; for `bearer` unless another is named.

        Args:
            today: the date, by which months are counted exactly; without it what they end ends as early as it can.
        """
        name = self.bearer if name is None else name
        if name not in self.rules:
            return True
        if members := self.rules[name].members:
            return any(self.answers(state, one, today) for one in members)
        place, rule = self._at(state, name), self.rules[name]
        relieved = place.to is not None and rule.delegation is not None and rule.delegation.relieves
        answering = place.seat == "held" or (place.seat == "absent" and rule.absence is not None and rule.absence.answers)
        if answering and not relieved:
            return True
        if place.acting or (place.to is not None and self._carried(state, name, {name})):
            return True
        return any(self.acts(deputy, place, today) and self.there(state, deputy.who) for deputy in rule.deputies)

    def there(self, state: State, name: str) -> bool:
        """Whether an office is held by somebody who is not away, or somebody named acts in it; a body is there while a member is."""
        if members := self.rules[name].members:
            return any(self.there(state, one) for one in members)
        place = self._at(state, name)
        return place.seat == "held" or place.acting

    def acts(self, deputy: Deputy, place: Place, today: dt.date | None = None) -> bool:
        """Whether a deputy acts where an office is in this state, if only the deputy is there."""
        return place.seat in deputy.while_ and (deputy.at_most is None or _until_end(deputy.at_most, place.since, today) > 0)

    def _carried(self, state: State, name: str, passed: set[str]) -> bool:
        """Whether somebody answers by the delegation of an office, followed from hand to hand; a circle ends with nobody."""
        to, delegation = self._at(state, name).to, self.rules[name].delegation
        if to == SOMEBODY:
            return True
        assert to is not None
        assert delegation is not None
        if to in passed:
            return False
        if self.rules[to].members or not delegation.again:
            return self.there(state, to)
        onward, rule = self._at(state, to).to, self.rules[to].delegation
        if self.there(state, to) and not (onward is not None and rule is not None and rule.relieves):
            return True
        return onward is not None and self._carried(state, to, passed | {to})

    def _at(self, state: State, name: str) -> Place:
        return state[self.names.index(name)]

    # what may happen --------------------------------------------------------------------------------------

    def events(self, state: State, today: dt.date | None = None) -> Iterator[tuple[Event, State]]:
        """What may happen now, in a fixed order, each with the state that follows."""
        for index, name in enumerate(self.names):
            for event, place in self._events(state, name, state[index], today):
                yield event, (*state[:index], place, *state[index + 1 :])

    def _events(self, state: State, name: str, place: Place, today: dt.date | None) -> Iterator[tuple[Event, Place]]:
        rule = self.rules[name]
        vacancy, acting, delegation = rule.vacancy, rule.acting, rule.delegation
        if place.seat != "vacant":
            left = self._moved(rule, place, "vacant")
            if delegation is not None and not delegation.outlasts:
                left = left._replace(to=None, handed=0)
            if not rule.stays:
                yield Event("resigns", name), left
            if self.sudden:
                yield Event("dies", name), left
        if place.seat == "held":
            yield Event("goes_away", name), self._moved(rule, place, "absent")
        if place.seat == "absent":
            yield Event("returns", name), self._moved(rule, place, "held")
        if place.seat == "vacant" and self.answers(state, vacancy.by if vacancy and vacancy.by else "", today):
            yield Event("appointed", name), self._moved(rule, place, "held")
        if acting is not None and place.seat in acting.while_ and not place.acting and self.answers(state, acting.by or "", today):
            yield Event("named_to_act", name), place._replace(acting=True, waited=0, acted=0)
        if place.acting:
            yield Event("acting_leaves", name), place._replace(acting=False, waited=0, acted=0)
        if delegation is not None and place.seat == "held" and place.to is None:
            for to in delegation.to or (SOMEBODY,):
                if delegation.circles == "allowed" or not self._comes_back(state, to, name):
                    yield Event("delegates", name, to), place._replace(to=to, handed=0)
        if place.to is not None and place.seat == "held":
            yield Event("revokes", name, place.to), place._replace(to=None, handed=0)
        if place.to == SOMEBODY:
            yield Event("delegate_leaves", name, SOMEBODY), place._replace(to=None, handed=0)

    def _moved(self, rule: Succession, place: Place, seat: Seat) -> Place:
        acts = place.acting and rule.acting is not None and seat in rule.acting.while_
        return place._replace(seat=seat, since=0, waited=0, acting=acts, acted=place.acted if acts else 0)

    def _comes_back(self, state: State, to: str, name: str) -> bool:
        """Whether what is delegated to an office is delegated on, from hand to hand, to the office `name`."""
        passed: set[str] = set()
        while to not in passed and to in self.names:
            passed.add(to)
            onward = self._at(state, to).to
            if onward == name:
                return True
            if onward is None:
                return False
            to = onward
        return False

    # time -------------------------------------------------------------------------------------------------

    def room(self, state: State, today: dt.date | None = None) -> int | None:
        """The most days that may pass at once: until a rule wants something done, or ends something; None if as many as one likes.

        Args:
            today: the date, by which months are counted exactly; without it what must be done is due as late as it can be.
        """
        rooms = [room for name, place in zip(self.names, state, strict=True) for room in self._rooms(state, self.rules[name], place, today)]
        return max(0, min(rooms)) if rooms else None

    def _rooms(self, state: State, rule: Succession, place: Place, today: dt.date | None) -> Iterator[int]:
        vacancy, acting, delegation = rule.vacancy, rule.acting, rule.delegation
        if place.seat == "vacant" and vacancy and vacancy.at_most and self.answers(state, vacancy.by or "", today):
            yield _until_due(vacancy.at_most, place.since, today)
        if place.seat == "absent" and rule.absence and rule.absence.at_most:
            yield _until_due(rule.absence.at_most, place.since, today)
        for deputy in rule.deputies:
            if deputy.at_most and self.acts(deputy, place, today):
                yield _until_end(deputy.at_most, place.since, today)
        if acting and acting.within and _wanted(rule, place) and self.answers(state, acting.by or "", today):
            yield _until_due(acting.within, place.waited, today)
        if acting and acting.at_most and place.acting:
            yield _until_end(acting.at_most, place.acted, today)
        if delegation and delegation.at_most and place.to is not None:
            yield _until_end(delegation.at_most, place.handed, today)

    def passed(self, state: State, days: int, today: dt.date | None = None) -> State:
        """The state when so many days have passed from `today` on; what was limited in time may have come to its end."""
        return tuple(_aged(self.rules[name], place, days, today) for name, place in zip(self.names, state, strict=True))


def _wanted(rule: Succession, place: Place) -> bool:
    """Whether somebody is wanted who acts."""
    return rule.acting is not None and place.seat in rule.acting.while_ and not place.acting


def _aged(rule: Succession, place: Place, days: int, today: dt.date | None) -> Place:
    waited = place.waited + days if _wanted(rule, place) else 0
    aged = place._replace(since=0 if place.seat == "held" else place.since + days, waited=waited)
    acting, delegation = rule.acting, rule.delegation
    if place.acting:
        over = acting is not None and acting.at_most is not None and _until_end(acting.at_most, place.acted, today) <= days
        aged = aged._replace(acting=not over, acted=0 if over else place.acted + days)
    if place.to is not None:
        over = delegation is not None and delegation.at_most is not None and _until_end(delegation.at_most, place.handed, today) <= days
        aged = aged._replace(to=None if over else place.to, handed=0 if over else place.handed + days)
    return aged


def offices(regulation: Regulation, bearer: str, sudden: bool = True) -> Offices:
    """The offices on which it depends who answers for a bearer.

    >>> from zeren.model.language.load import load_regulation
    >>> offices(load_regulation("party-organisations"), "secretary").names
    ('secretary',)
    """
    stated, found, given = regulation.file.succession, {}, []
    waiting = [bearer]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = one = stated.get(name, Succession())
        waiting += [*one.members, *(deputy.who for deputy in one.deputies), *(one.delegation.to if one.delegation else ())]
        for organ in (one.vacancy.by if one.vacancy else None, one.acting.by if one.acting else None):
            if organ in stated:
                waiting.append(organ)
            elif organ is not None and organ not in given:
                given.append(organ)
    return Offices(bearer, found, tuple(one for one in given if one not in found), sudden)


def length(text: str) -> Duration:
    """A length as a regulation states it."""
    value = read_value(text, "duration")
    assert isinstance(value, Duration)
    return value


@lru_cache(maxsize=4_096)
def extent(text: str) -> tuple[int, int]:
    """The fewest and the most days that a length can have, wherever in the calendar it begins.

    >>> extent("months(1)"), extent("months(3)"), extent("months(12)"), extent("days(10)")
    ((28, 31), (89, 92), (365, 366), (10, 10))
    """
    starts = (dt.date(2023, 1, 1) + ONE_DAY * day for day in range(1461))
    found = [_days(text, start) for start in starts]
    return min(found), max(found)


def _days(text: str, start: dt.date) -> int:
    value = length(text)
    return (months_on(start, value.months) - start).days + value.seconds // 86_400


def _until_due(text: str, gone: int, today: dt.date | None) -> int:
    """How many days are left until something must be done, after some have gone."""
    return (extent(text)[1] if today is None else _days(text, today - ONE_DAY * gone)) - gone


def _until_end(text: str, gone: int, today: dt.date | None) -> int:
    """How many days are left until something ends, after some have gone; its first day is not counted."""
    return (extent(text)[0] if today is None else _days(text, today - ONE_DAY * gone)) + 1 - gone
