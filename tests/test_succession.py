"""Who answers for ever: the solver's verdicts against brute force over the definition, and against systems whose answers are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zeren.model.language.calendar import ONE_DAY, calendar_period
from zeren.model.language.limits import limits
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.succession import Acting, Away, Delegation, Deputy, Succession, Vacancy
from zeren.model.meaning.succession import Offices, State, offices
from zeren.model.solving.script import invariant
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession import decide as decide_module
from zeren.proofs.succession.decide import Inductive, decide
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import clauses_of
from zeren.proofs.succession.history import Search
from zeren.proofs.succession.induction import RELATION, horn
from zeren.proofs.succession.table import Further, table

BASE = """
regulation: example
title: {zh: 例, en: example}
tiers: {unranked: [liable]}
bearers: {s: {zh: 书记, en: the secretary}, d: {zh: 副职, en: the deputy}, e: {zh: 委员, en: the member}, up: {zh: 上级, en: the superior}}
duties: [{id: report, article: "1", who: s, at_least: 1, per: half_year, act: {zh: 汇报, en: report}}]
"""


def example(text: str) -> Regulation:
    return parse_regulation(BASE + (f"succession:\n{text}" if text else ""))


# brute force over the definition ------------------------------------------------------------------------------


MOST_STATES = 4000  # larger systems are left out, not cut short


def capped(state: State, most: int) -> State:
    """Clocks beyond every limit are worth the same."""
    return tuple(
        one._replace(since=min(one.since, most), waited=min(one.waited, most), acted=min(one.acted, most), handed=min(one.handed, most))
        for one in state
    )


def shortest(own: Offices, lengths: tuple[int, ...], longest: int) -> int | None:
    """How many events the shortest history has before the days in which nobody answers; None if there is none.

    Without lengths the question is asked of every day. `longest` is longer than every limit.
    """
    seen: set[tuple[State, int, bool]] = set()
    now = {(own.start, left, False) for left in lengths or (0,)}
    for depth in range(10_000):
        assume(len(seen) + len(now) < MOST_STATES)
        if any(_bad(own, *one, bool(lengths)) for one in now):
            return depth
        seen |= now
        now = {then for one in now for then in _next(own, *one, lengths, longest)} - seen
        if not now:
            return None
    raise AssertionError("too deep")


def _bad(own: Offices, state: State, left: int, answered: bool, periods: bool) -> bool:
    room = own.room(state)
    return not (answered or own.answers(state)) and (room is None or room >= (left if periods else 1))


def _next(
    own: Offices, state: State, left: int, answered: bool, lengths: tuple[int, ...], longest: int
) -> Iterator[tuple[State, int, bool]]:
    answered = bool(lengths) and (answered or own.answers(state))
    for _, after in own.events(state):
        yield capped(after, longest), left, answered
    room = own.room(state)
    for days in range(1, 1 + min(longest if room is None else room, left if lengths else longest)):
        after = capped(own.passed(state, days), longest)
        if lengths and days == left:
            yield from ((after, fresh, False) for fresh in lengths)
        else:
            yield after, left - days if lengths else 0, answered


LIMIT = st.integers(1, 3).map(lambda days: f"days({days})")
DUE = st.integers(0, 3).map(lambda days: f"days({days})")
WHILE = st.sampled_from([("vacant",), ("absent",), ("vacant", "absent")])


def rules(name: str, others: list[str]) -> st.SearchStrategy[Succession]:
    deputies = (
        st.lists(st.builds(Deputy, who=st.sampled_from(others), while_=WHILE, at_most=st.none() | LIMIT), max_size=2)
        if others
        else st.just([])
    )
    delegation = st.builds(
        Delegation,
        to=st.lists(st.sampled_from(others), max_size=2, unique=True).map(tuple) if others else st.just(()),
        at_most=st.none() | LIMIT,
        again=st.booleans(),
        circles=st.sampled_from(["allowed", "forbidden"]),
        relieves=st.booleans(),
        outlasts=st.booleans(),
    )
    by = st.none() | st.sampled_from([*others, "outside"])
    return st.builds(
        Succession,
        vacancy=st.none() | st.builds(Vacancy, at_most=st.none() | DUE, by=by),
        absence=st.none() | st.builds(Away, at_most=st.none() | DUE, answers=st.booleans()),
        deputies=deputies.map(tuple),
        acting=st.none() | st.builds(Acting, by=by, within=st.none() | DUE, while_=WHILE, at_most=st.none() | LIMIT),
        delegation=st.none() | delegation,
        stays=st.booleans(),
    )


@st.composite
def systems(draw: st.DrawFn) -> Offices:
    names = ["s", "d", "e"][: draw(st.integers(1, 2) | st.just(3))]
    found = {name: draw(rules(name, [one for one in names if one != name])) for name in names[:2]}
    found |= {name: Succession() for name in names[2:]}
    if len(names) > 1 and draw(st.integers(0, 4)) == 0:
        return Offices("body", {"body": Succession(members=tuple(names)), **found}, (), draw(st.booleans()))
    return Offices("s", found, (), draw(st.booleans()))


def by_solver(encoding: Encoding) -> int | None:
    """The same as `shortest`, by the engine and the search."""
    search = Search(encoding, limits().steps)
    if search.until(5):
        return search.depth
    symbols = {encoding.symbol(name): sort for name, sort in encoding.variables.items()}
    found = invariant(horn(encoding), RELATION, symbols, limits().steps)
    if found is not None:
        clauses = clauses_of(found, encoding.variables)
        assert Inductive(encoding, limits().steps).holds(clauses)
        return None
    assert search.until(40)
    return search.depth


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(systems())
def test_every_day_is_decided_as_brute_force_does(own: Offices) -> None:
    expected = shortest(own, (), 4)
    assert by_solver(Encoding(own)) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(systems(), st.sampled_from([(2,), (3, 4), (6,)]))
def test_every_period_is_decided_as_brute_force_does(own: Offices, lengths: tuple[int, ...]) -> None:
    expected = shortest(own, lengths, 7)
    try:
        found = by_solver(Encoding(own, "week", lengths))
    except Undecided:
        return  # the engine may give up; it must not be wrong
    assert found == expected


# systems whose answers are known ------------------------------------------------------------------------------

Known = tuple[str, bool, str | None, str, int | None]  # rules, sudden losses, a period, the verdict, events before the last days

KNOWN: dict[str, Known] = {
    "silence leaves a vacancy": ("", True, None, "breaks", 1),
    "a deputy can leave too": ("  s: {deputies: [{who: d}]}", True, None, "breaks", 2),
    "so can a second deputy": ("  s: {deputies: [{who: d}, {who: e}]}", True, None, "breaks", 3),
    "a deputy for vacancies does not stand in for the absent": ("  s: {deputies: [{who: d, while: [vacant]}]}", True, None, "breaks", 1),
    "somebody named on the same day": ("  s: {acting: {within: days(0)}}", True, None, "holds", None),
    "somebody who may be named need not be": ("  s: {acting: {}}", True, None, "breaks", 1),
    "a day without anybody is a day": ("  s: {acting: {within: days(1)}}", True, None, "breaks", 1),
    "a vacancy within a period": ("  s: {vacancy: {at_most: months(3)}, absence: {at_most: days(60)}}", True, "half_year", "holds", None),
    "a vacancy as long as a period": ("  s: {vacancy: {at_most: months(6)}, absence: {at_most: days(60)}}", True, "half_year", "breaks", 4),
    "absence and vacancy add up": ("  s: {vacancy: {at_most: months(3)}, absence: {at_most: days(100)}}", True, "half_year", "breaks", 5),
    "who resigns stays, but may die": ("  s: {stays: yes, absence: {answers: yes}}", True, None, "breaks", 1),
    "who resigns stays": ("  s: {stays: yes, absence: {answers: yes}}", False, None, "holds", None),
    "who delegates still answers": ("  s: {stays: yes, absence: {answers: yes}, delegation: {to: [d]}}", False, None, "holds", None),
    "who delegates and is relieved does not": (
        "  s: {stays: yes, absence: {answers: yes}, delegation: {to: [d], relieves: yes}}",
        False,
        None,
        "breaks",
        2,
    ),
    "a circle of delegations ends with nobody": (
        "  s: {stays: yes, absence: {answers: yes}, delegation: {to: [d], again: yes, relieves: yes}}\n"
        "  d: {stays: yes, absence: {answers: yes}, delegation: {to: [s], again: yes, relieves: yes}, acting: {within: days(0)}}",
        False,
        None,
        "breaks",
        2,
    ),
    "nobody to appoint, so no time limit binds": (
        "  s: {vacancy: {at_most: days(10), by: up}, absence: {answers: yes}}\n  up: {absence: {answers: yes}}",
        True,
        None,
        "breaks",
        1,
    ),
    "an organ that never leaves appoints at once": (
        "  s: {vacancy: {at_most: days(0), by: up}, absence: {answers: yes}}\n  up: {stays: yes, absence: {answers: yes}}",
        False,
        None,
        "holds",
        None,
    ),
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_what_is_known(known: Known) -> None:
    text, sudden, per, verdict, events = known
    found = decide(Encoding(offices(example(text), "s", sudden), per), "half_year")  # type: ignore[arg-type]  # a period
    assert (found.verdict, found.history and len(found.history.happenings) - 1) == (verdict, events)
    assert (found.story is None) == (verdict == "holds")


def test_the_built_in_regulations_are_silent_on_succession() -> None:
    """What the texts do not say is not read into them: nobody need answer, and one sentence changes that."""
    for name in ("department", "county-bureau", "party-organisations"):
        rows = table(load_regulation(name))
        assert rows
        assert {row.verdict for row in rows} == {"breaks"}
        assert all(row.history is None or len(row.history.happenings) <= 2 + len(row.offices) for row in rows)
    party = load_regulation("party-organisations")
    own = [row for row in table(party, office="secretary", what_if=Further(acting_within=0)) if row.wording == "what_if"]
    assert {row.bearer: row.verdict for row in own} == {"secretary": "holds", "party_organisation": "holds"}
    deputy = [row for row in table(party, office="secretary", what_if=Further(deputy="deputy_in_charge")) if row.wording == "what_if"]
    assert {row.verdict for row in deputy} == {"breaks"}
    assert {row.bearer for row in deputy} == {"secretary", "party_organisation"}
    for row in deputy:
        left = {"secretary", "deputy_in_charge"} | ({"other_members"} if row.bearer == "party_organisation" else set())
        assert row.story is not None
        assert {one.office for one in row.story.entries} == left


@pytest.mark.parametrize("holders", [1, 2, 3])
def test_only_whether_a_holder_is_left_matters(holders: int) -> None:
    """However many hold an office, together they do what one seat does: the steps of the seat are the same."""
    of_one = {("held", "absent"), ("held", "vacant"), ("absent", "held"), ("absent", "vacant"), ("vacant", "held")}

    def seat(several: tuple[str, ...]) -> str:
        return "held" if "held" in several else "absent" if "absent" in several else "vacant"

    steps = {
        (seat(several), seat((*several[:place], then, *several[place + 1 :])))
        for several in product(("held", "absent", "vacant"), repeat=holders)
        for place, was in enumerate(several)
        for before, then in of_one
        if before == was
    }
    assert steps - {(one, one) for one in ("held", "absent", "vacant")} <= of_one
    own = offices(example(""), "s")
    assert of_one == {(state[0].seat, after[0].seat) for state in _reached(own) for _, after in own.events(state)}


def _reached(own: Offices) -> set[State]:
    found, new = set[State](), {own.start}
    while new:
        found |= new
        new = {after for state in new for _, after in own.events(state)} - found
    return found


MONTHS = "  s: {vacancy: {at_most: months(2)}, absence: {at_most: months(1)}, deputies: [{who: d, at_most: months(2)}]}"


def test_limits_in_months_are_proved() -> None:
    assert decide(Encoding(offices(example(MONTHS), "s"), "half_year")).verdict == "holds"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_is_proved_is_so_on_real_dates(data: st.DataObject) -> None:
    """Months are longer and shorter than those of the proof; no walk through the real calendar finds a half-year without anybody."""
    own = offices(example(MONTHS), "s")
    today = dt.date(2026, 1, 1) + ONE_DAY * data.draw(st.integers(0, 1460))
    state, answered, whole = own.start, False, False
    for _ in range(data.draw(st.integers(1, 40))):
        answered = answered or own.answers(state, today=today)
        end, room = calendar_period(today, "half_year").last + ONE_DAY, own.room(state, today)
        most = (end - today).days if room is None else min(room, (end - today).days)
        happens = [after for _, after in own.events(state, today)]
        chosen = data.draw(st.integers(-most, len(happens) - 1))
        if chosen >= 0:
            state = happens[chosen]
            continue
        state, today = own.passed(state, -chosen, today), today + ONE_DAY * -chosen
        if today == end:
            assert answered or not whole
            answered, whole = False, True


def test_a_starved_solver_says_that_it_gave_up() -> None:
    (day, period) = table(example("  s: {deputies: [{who: d}]}"), effort=0)
    assert {day.verdict, period.verdict} == {"unknown"}
    assert day.reason is not None
    assert "gave up" in day.reason.en
    assert day.history is None


def test_a_history_that_was_not_found_is_not_taken_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine knows that some history breaks it, and the search is not allowed to go far enough to find the shortest."""
    text = "  s: {vacancy: {at_most: days(3), by: up}, absence: {at_most: days(2)}}\n  up: {acting: {within: days(2)}}"
    encoding = Encoding(offices(example(text), "s"), "week", (9,))
    search = Search(encoding, limits().steps)
    assert search.until(decide_module.LONG)
    assert search.depth > decide_module.SHORT
    monkeypatch.setattr(decide_module, "LONG", decide_module.SHORT)
    found = decide(encoding)
    assert found.verdict == "unknown"
    assert found.reason is not None
    assert found.reason.en.startswith(f"some history breaks it, but the shortest was not found: none of fewer than {decide_module.SHORT}")


def test_very_many_ways_to_delegate_are_reported() -> None:
    """Each of ten offices may delegate to all the others, again and again: no formula is written for millions of ways."""
    names = [f"o{number}" for number in range(10)]
    others = {one: tuple(to for to in names if to != one) for one in names}
    rules = {one: Succession(delegation=Delegation(to=others[one], again=True, relieves=True)) for one in names}
    found = decide(Encoding(Offices("o0", rules)))
    assert found.verdict == "unknown"
    assert found.reason is not None
    assert "ways to pass delegations on" in found.reason.en
