"""The same as `meaning.succession` in formulas: what a state is, what may happen in it, and where nobody answers.

Every variable is written `name@when`; a step leads from one moment to the next. A question is asked of every day
(`per` is None), or of every period: the days left in it are counted, and whether somebody has answered in it so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import msgspec

from zeren.model.language.statements import Span
from zeren.model.language.succession import Succession
from zeren.model.meaning.succession import SOMEBODY, Event, Kind, Offices, Seat, extent
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession.terms import FALSE, TRUE, both, chosen, either, equal, implies, negated

LENGTHS: Mapping[Span, tuple[int, ...]] = {
    "week": (7,),
    "month": (28, 29, 30, 31),
    "quarter": (90, 91, 92),
    "half_year": (181, 182, 184),
    "year": (365, 366),
}
MOST_WAYS = 20_000  # of following delegations from office to office, at one moment
Changes = dict[str, str]  # what variables are worth afterwards; all others stay as they are


class Move(msgspec.Struct, frozen=True):
    """Something that may happen, or days that pass where `event` is None: when it may, and what it changes."""

    event: Event | None
    guard: str
    changes: Changes


class Encoding(msgspec.Struct, frozen=True, dict=True):
    """The question of one bearer: `per` is the period in which somebody must answer, or None for every day.

    `lengths` are the days that a period may have; those of the calendar unless given.
    """

    offices: Offices
    per: Span | None = None
    lengths: tuple[int, ...] = ()

    @cached_property
    def spans(self) -> tuple[int, ...]:
        return self.lengths or (LENGTHS[self.per] if self.per else ())

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """Every variable of a state with its sort, in a fixed order."""
        found: dict[str, str] = {}
        for name in self.offices.names:
            own, rule = self.stem(name), self.offices.rules[name]
            found |= {f"{own}.held": "Bool", f"{own}.vacant": "Bool"}
            if _counts_gap(rule):
                found[f"{own}.since"] = "Int"
            if rule.acting:
                found[f"{own}.acting"] = "Bool"
                found |= {f"{own}.waited": "Int"} if rule.acting.within else {}
                found |= {f"{own}.acted": "Int"} if rule.acting.at_most else {}
            if rule.delegation:
                found |= {f"{own}.to.{self.stem(to)}": "Bool" for to in rule.delegation.to or (SOMEBODY,)}
                found |= {f"{own}.handed": "Int"} if rule.delegation.at_most else {}
        if self.per:
            found |= {"left": "Int", "answered": "Bool"}
        return found

    def stem(self, name: str) -> str:
        """How an office is called in formulas: by its id, where that is plain, or by its place, which is no plain id."""
        return name if re.fullmatch(r"\w+", name, re.ASCII) else f"office-{list(self.offices.rules).index(name) + 1}"

    def symbol(self, variable: str, when: str = "0") -> str:
        """A variable at a moment."""
        return f"|{variable}@{when}|"

    def at(self, when: str) -> At:
        """The formulas about one moment."""
        return At(self, lambda variable: self.symbol(variable, when))


class At:
    """The formulas about one moment, whose variables are written as `of` says."""

    def __init__(self, encoding: Encoding, of: Callable[[str], str]) -> None:
        self.encoding, self.offices, self.of = encoding, encoding.offices, of
        self._followed = 0

    # who answers ------------------------------------------------------------------------------------------

    def starts(self) -> str:
        """Every office is held, nobody acts or is delegated to, and a period begins."""
        parts = []
        for variable, sort in self.encoding.variables.items():
            if variable == "left":
                parts.append(self._some_length(self.of(variable)))
            else:
                parts.append(equal(self.of(variable), "0" if sort == "Int" else TRUE if variable.endswith(".held") else FALSE))
        return both(*parts)

    def bad(self) -> str:
        """Time can pass, to the end of the period if it is one of a period, and nobody answers."""
        if self.encoding.per is None:
            return both(negated(self.answers()), self.may_pass("1"))
        return both(negated(self.answers()), negated(self.of("answered")), self.may_pass(self.of("left")))

    def answers(self, name: str | None = None) -> str:
        """Somebody answers for an office or body; for the bearer unless another is named."""
        name = self.offices.bearer if name is None else name
        if name not in self.offices.rules:
            return TRUE
        rule = self.offices.rules[name]
        if rule.members:
            return either(*map(self.answers, rule.members))
        ways = [both(self.own(name, "held"), negated(self._relieved(name)))]
        if rule.absence and rule.absence.answers:
            ways.append(both(self.seat(name, "absent"), negated(self._relieved(name))))
        if rule.acting:
            ways.append(self.own(name, "acting"))
        ways += [both(self.own(name, f"to.{self.encoding.stem(to)}"), self._carried(name, to, (name,))) for to in self._delegates(name)]
        ways += [both(self._acts(name, place), self.there(one.who)) for place, one in enumerate(rule.deputies)]
        return either(*ways)

    def there(self, name: str) -> str:
        """An office is held by somebody who is not away, or somebody named acts in it."""
        rule = self.offices.rules[name]
        if rule.members:
            return either(*map(self.there, rule.members))
        return either(self.own(name, "held"), self.own(name, "acting") if rule.acting else FALSE)

    def seat(self, name: str, *seats: Seat) -> str:
        """An office is in one of these states."""
        held, vacant = self.own(name, "held"), self.own(name, "vacant")
        known = {"held": held, "vacant": vacant, "absent": both(negated(held), negated(vacant))}
        if {"vacant", "absent"} <= set(seats):
            return TRUE if "held" in seats else negated(held)
        return either(*(known[one] for one in seats))

    def own(self, name: str, what: str) -> str:
        return self.of(f"{self.encoding.stem(name)}.{what}")

    def _acts(self, name: str, place: int) -> str:
        deputy = self.offices.rules[name].deputies[place]
        in_time = TRUE if deputy.at_most is None else f"(< {self.own(name, 'since')} {lasts(deputy.at_most)})"
        return both(self.seat(name, *deputy.while_), in_time)

    def _delegates(self, name: str) -> tuple[str, ...]:
        rule = self.offices.rules.get(name)
        return () if rule is None or rule.delegation is None else rule.delegation.to or (SOMEBODY,)

    def _delegating(self, name: str) -> str:
        return either(*(self.own(name, f"to.{self.encoding.stem(to)}") for to in self._delegates(name)))

    def _relieved(self, name: str) -> str:
        delegation = self.offices.rules[name].delegation
        return self._delegating(name) if delegation and delegation.relieves else FALSE

    def _carried(self, name: str, to: str, passed: tuple[str, ...]) -> str:
        self._follow()
        delegation = self.offices.rules[name].delegation
        if to == SOMEBODY:
            return TRUE
        if to in passed:
            return FALSE
        if self.offices.rules[to].members or not (delegation and delegation.again):
            return self.there(to)
        ways = [both(self.there(to), negated(self._relieved(to)))]
        ways += [both(self.own(to, f"to.{self.encoding.stem(on)}"), self._carried(to, on, (*passed, to))) for on in self._delegates(to)]
        return either(*ways)

    # what may happen --------------------------------------------------------------------------------------

    def moves(self, days: str) -> Iterator[Move]:
        """Everything that may happen, in the order of the definition, and last that so many days pass."""
        for name in self.offices.names:
            for kind, to, guard, changes in self._events(name):
                stem = self.encoding.stem(name)
                settled = {f"{stem}.{what}": worth for what, worth in changes.items() if f"{stem}.{what}" in self.encoding.variables}
                yield Move(Event(kind, name, to), guard, settled | self._noted())
        yield Move(None, both(f"(>= {days} 1)", self.may_pass(days), self._in_period(days)), self._after(days))

    def _noted(self) -> Changes:
        return {"answered": either(self.of("answered"), self.answers())} if self.encoding.per else {}

    def _events(self, name: str) -> Iterator[tuple[Kind, str | None, str, Changes]]:
        rule = self.offices.rules[name]
        vacancy, acting, delegation = rule.vacancy, rule.acting, rule.delegation
        to_vacant = self._moved(name, "vacant")
        if delegation is not None and not delegation.outlasts:
            to_vacant |= self._handed_back(name)
        there = negated(self.own(name, "vacant"))
        if not rule.stays:
            yield "resigns", None, there, to_vacant
        if self.offices.sudden:
            yield "dies", None, there, to_vacant
        yield "goes_away", None, self.own(name, "held"), self._moved(name, "absent")
        yield "returns", None, self.seat(name, "absent"), self._moved(name, "held")
        by = self.answers(vacancy.by) if vacancy and vacancy.by else TRUE
        yield "appointed", None, both(self.own(name, "vacant"), by), self._moved(name, "held")
        if acting is not None:
            by = self.answers(acting.by) if acting.by else TRUE
            wanted = both(self.seat(name, *acting.while_), negated(self.own(name, "acting")))
            yield "named_to_act", None, both(wanted, by), {"acting": TRUE, "waited": "0", "acted": "0"}
            yield "acting_leaves", None, self.own(name, "acting"), {"acting": FALSE, "waited": "0", "acted": "0"}
        mine = {to: f"to.{self.encoding.stem(to)}" for to in self._delegates(name)}
        for to in mine:
            free = both(self.own(name, "held"), negated(self._delegating(name)))
            if delegation is not None and delegation.circles == "forbidden":
                free = both(free, negated(self._comes_back(to, name, ())))
            yield "delegates", to, free, {mine[to]: TRUE, "handed": "0"}
        for to in mine:
            yield "revokes", to, both(self.own(name, "held"), self.own(name, mine[to])), self._handed_back(name)
        if SOMEBODY in mine:
            yield "delegate_leaves", SOMEBODY, self.own(name, mine[SOMEBODY]), self._handed_back(name)

    def _moved(self, name: str, seat: Seat) -> Changes:
        changes = {"held": TRUE if seat == "held" else FALSE, "vacant": TRUE if seat == "vacant" else FALSE, "since": "0", "waited": "0"}
        acting = self.offices.rules[name].acting
        return changes | ({} if acting and seat in acting.while_ else {"acting": FALSE, "acted": "0"})

    def _handed_back(self, name: str) -> Changes:
        return {f"to.{self.encoding.stem(to)}": FALSE for to in self._delegates(name)} | {"handed": "0"}

    def _follow(self) -> None:
        """One more step along delegations; there are as many ways as lists of offices, so they must be few."""
        self._followed += 1
        if self._followed > MOST_WAYS:
            raise Undecided(f"more than {MOST_WAYS:,} ways to pass delegations on")

    def _comes_back(self, to: str, name: str, passed: tuple[str, ...]) -> str:
        self._follow()
        if to in passed or to not in self.offices.names:
            return FALSE
        return either(
            *(
                both(self.own(to, f"to.{self.encoding.stem(on)}"), TRUE if on == name else self._comes_back(on, name, (*passed, to)))
                for on in self._delegates(to)
            )
        )

    # time -------------------------------------------------------------------------------------------------

    def may_pass(self, days: str) -> str:
        """So many days may pass at once: no rule wants something done before, and nothing ends before."""
        return both(*(part for name in self.offices.names for part in self._rooms(name, self.offices.rules[name], days)))

    def _rooms(self, name: str, rule: Succession, days: str) -> Iterator[str]:
        vacancy, absence, acting, delegation = rule.vacancy, rule.absence, rule.acting, rule.delegation

        def within(clock: str, most: int) -> str:
            return f"(<= (+ {self.own(name, clock)} {days}) {most})"

        if vacancy and vacancy.at_most:
            due = both(self.own(name, "vacant"), self.answers(vacancy.by) if vacancy.by else TRUE)
            yield implies(due, within("since", extent(vacancy.at_most)[1]))
        if absence and absence.at_most:
            yield implies(self.seat(name, "absent"), within("since", extent(absence.at_most)[1]))
        for place, deputy in enumerate(rule.deputies):
            if deputy.at_most:
                yield implies(self._acts(name, place), within("since", lasts(deputy.at_most)))
        if acting and acting.within:
            wanted = both(self.seat(name, *acting.while_), negated(self.own(name, "acting")))
            yield implies(both(wanted, self.answers(acting.by) if acting.by else TRUE), within("waited", extent(acting.within)[1]))
        if acting and acting.at_most:
            yield implies(self.own(name, "acting"), within("acted", lasts(acting.at_most)))
        if delegation and delegation.at_most:
            yield implies(self._delegating(name), within("handed", lasts(delegation.at_most)))

    def _in_period(self, days: str) -> str:
        return f"(<= {days} {self.of('left')})" if self.encoding.per else TRUE

    def _after(self, days: str) -> Changes:
        changes: Changes = {}
        for name in self.offices.names:
            changes |= {f"{self.encoding.stem(name)}.{what}": worth for what, worth in self._aged(name, days)}
        if self.encoding.per:
            changes["answered"] = both(f"(< {days} {self.of('left')})", either(self.of("answered"), self.answers()))
        return changes

    def _aged(self, name: str, days: str) -> Iterator[tuple[str, str]]:
        rule = self.offices.rules[name]
        acting, delegation = rule.acting, rule.delegation

        def more(clock: str) -> str:
            return f"(+ {self.own(name, clock)} {days})"

        if _counts_gap(rule):
            yield "since", chosen(self.own(name, "held"), "0", more("since"))
        if acting and acting.within:
            wanted = both(self.seat(name, *acting.while_), negated(self.own(name, "acting")))
            yield "waited", chosen(wanted, more("waited"), "0")
        if acting and acting.at_most:
            goes_on = both(self.own(name, "acting"), f"(< {more('acted')} {lasts(acting.at_most)})")
            yield "acting", goes_on
            yield "acted", chosen(goes_on, more("acted"), "0")
        if delegation and delegation.at_most:
            goes_on = f"(< {more('handed')} {lasts(delegation.at_most)})"
            for to in self._delegates(name):
                mine = f"to.{self.encoding.stem(to)}"
                yield mine, both(self.own(name, mine), goes_on)
            yield "handed", chosen(both(self._delegating(name), goes_on), more("handed"), "0")

    def _some_length(self, term: str) -> str:
        return either(*(f"(= {term} {days})" for days in self.encoding.spans))

    def step(self, then: At, move: Move, days: str) -> str:
        """One thing happens between this moment and another; a period that ends is followed by one of any length."""
        parts = [move.guard]
        for variable in self.encoding.variables:
            if variable == "left" and move.event is None:
                left, after = self.of("left"), then.of("left")
                goes_on = both(f"(< {days} {left})", equal(after, f"(- {left} {days})"))
                parts.append(either(goes_on, both(f"(= {days} {left})", self._some_length(after))))
            else:
                parts.append(equal(then.of(variable), move.changes.get(variable, self.of(variable))))
        return both(*parts)


def lasts(text: str) -> int:
    """The fewest days, the first included, that something of a length lasts.

    >>> lasts("days(10)"), lasts("months(1)")
    (11, 29)
    """
    return extent(text)[0] + 1


def _counts_gap(rule: Succession) -> bool:
    limits = [rule.vacancy.at_most if rule.vacancy else None, rule.absence.at_most if rule.absence else None]
    return any([*limits, *(deputy.at_most for deputy in rule.deputies)])
