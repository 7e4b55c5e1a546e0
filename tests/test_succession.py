"""Who answers for ever: the solver's verdicts against brute force over the definition, and against systems whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zeren.model.language.load import parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.succession import Acting, Away, Delegation, Deputy, Succession, Vacancy
from zeren.model.meaning.succession import Offices, State
from zeren.model.solving.solver import invariant
from zeren.model.solving.undecided import Undecided
from zeren.proofs.succession.decide import Inductive
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import clauses_of
from zeren.proofs.succession.history import Search
from zeren.proofs.succession.induction import RELATION, horn

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
    search = Search(encoding, 20_000)
    if search.until(5, 60):
        return search.depth
    symbols = {encoding.symbol(name): sort for name, sort in encoding.variables.items()}
    found = invariant(horn(encoding), RELATION, symbols, 20_000)
    if found is not None:
        clauses = clauses_of(found, encoding.variables)
        assert Inductive(encoding, 20_000).holds(clauses)
        return None
    assert search.until(40, 60)
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
