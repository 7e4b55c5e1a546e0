"""What a condition is worth: conditions written as functions agree with conditions walked part by part; and the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.conditions import (
    And,
    Applies,
    Arithmetic,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Is,
    MadeOut,
    Named,
    Not,
    Or,
    Quantified,
    Reads,
    Same,
)
from zeren.model.language.terms import Duration
from zeren.model.meaning.truth import COMPARE, calculate, meaning

DEFINITIONS: dict[str, Expr] = {
    "busy": And((Fact("a", "me"), Not(Fact("b", "me")))),
    "grave": Fact("wrong", "matter"),
    "crowded": Compare("<", Constant(1), Count("x", Named("busy", "x"))),
    "both": And((Named("busy", "me"), Named("grave", "me"), Quantified("some", "x", And((Fact("a", "x"), Fact("b", "me")))))),
}


ORDERS: dict[str, Any] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass
class World:
    people: tuple[dict[str, Any], ...]
    readings: dict[str, str]
    shared: dict[str, bool] = field(default_factory=dict)

    def applies(self, rule: str, bearer: Any) -> bool:
        return bool(bearer["a"]) == (rule == "first")

    def made_out(self, items: tuple[str, ...] = ()) -> bool:
        return "2" in items


def worth(expr: Expr, world: World, scope: dict[str, Any]) -> Any:
    """The same, walked part by part."""
    match expr:
        case Constant(value):
            return value
        case Fact(term, of):
            return scope[of][term]
        case Is(term, of, options):
            return scope[of][term] in options
        case Reads(reading, options):
            return world.readings[reading] in options
        case Named(definition, of):
            return worth(DEFINITIONS[definition], world, {"me": scope[of], "matter": scope["matter"]})
        case Applies(rule, of):
            return world.applies(rule, scope[of])
        case MadeOut(items):
            return world.made_out(items)
        case Not(part):
            return not worth(part, world, scope)
        case And(parts):
            return all(worth(one, world, scope) for one in parts)
        case Or(parts):
            return any(worth(one, world, scope) for one in parts)
        case Quantified(which, variable, body):
            each = [worth(body, world, {**scope, variable: one}) for one in world.people]
            return any(each) if which == "some" else all(each)
        case Count(variable, body):
            return sum(bool(worth(body, world, {**scope, variable: one})) for one in world.people)
        case Same(left, right):
            return scope[left] is scope[right]
        case Compare(sign, left, right):
            return ORDERS[sign](worth(left, world, scope), worth(right, world, scope))
        case Arithmetic(sign, left, right):
            a, b = worth(left, world, scope), worth(right, world, scope)
            return a + b if sign == "+" else a - b if sign == "-" else a * b


def conditions(variables: tuple[str, ...], depth: int) -> st.SearchStrategy[Expr]:
    whose = st.sampled_from(variables)
    leaves = st.one_of(
        st.builds(Constant, st.booleans()),
        st.builds(Fact, st.sampled_from(("a", "b")), whose),
        st.just(Fact("wrong", "matter")),
        st.builds(lambda of, options: Is("office", of, tuple(options)), whose, st.lists(st.sampled_from("hmn"), min_size=1, unique=True)),
        st.builds(lambda options: Reads("r", tuple(options)), st.lists(st.sampled_from("uv"), min_size=1, unique=True)),
        st.builds(Named, st.sampled_from(sorted(DEFINITIONS)), whose),
        st.builds(Applies, st.sampled_from(("first", "second")), whose),
        st.builds(lambda items: MadeOut(tuple(items)), st.lists(st.sampled_from("12"), max_size=2, unique=True)),
        st.builds(Same, whose, whose),
    )
    if not depth:
        return leaves
    part = conditions(variables, depth - 1)
    inner = f"x{depth}"
    body = conditions((*variables, inner), depth - 1)
    number = st.one_of(
        st.builds(Constant, st.integers(-1, 3)), st.builds(Fact, st.just("n"), whose), st.builds(Count, st.just(inner), body)
    )
    sums = st.builds(Arithmetic, st.sampled_from("+-*"), number, number)
    return st.one_of(
        leaves,
        st.builds(Not, part),
        st.builds(lambda parts: And(tuple(parts)), st.lists(part, max_size=3)),
        st.builds(lambda parts: Or(tuple(parts)), st.lists(part, max_size=3)),
        st.builds(Quantified, st.sampled_from(("some", "every")), st.just(inner), body),
        st.builds(Compare, st.sampled_from(sorted(ORDERS)), sums | number, number),
    )


person = st.fixed_dictionaries({"a": st.booleans(), "b": st.booleans(), "n": st.integers(0, 3), "office": st.sampled_from("hmn")})


@settings(max_examples=300, deadline=None)
@given(conditions(("me",), 2), st.lists(person, min_size=1, max_size=3), st.booleans(), st.sampled_from("uv"), st.booleans())
def test_a_condition_is_worth_what_its_parts_say(expr: Expr, people: list[dict[str, Any]], wrong: bool, read: str, shared: bool) -> None:
    world = World(tuple(people), {"r": read})
    says = meaning(expr, DEFINITIONS, ("grave", "crowded") if shared else ())
    for me in people:
        scope = {"me": me, "matter": {"wrong": wrong}}
        assert bool(says(world, scope)) == bool(worth(expr, world, scope))


def test_a_definition_asked_of_somebody_else_looks_at_their_facts() -> None:
    world = World(({"a": True, "b": False}, {"a": False, "b": False}), {})
    busy = meaning(Count("x", Named("busy", "x")), DEFINITIONS)
    assert [busy(world, {"me": one}) for one in world.people] == [1, 1]


def test_a_definition_about_the_matter_is_asked_once() -> None:
    asked: list[str] = []

    class Counting(World):
        def applies(self, rule: str, bearer: Any) -> bool:
            asked.append(rule)
            return True

    definitions = {"any": Quantified("some", "x", Applies("first", "x"))}
    world = Counting(({"a": True},), {})
    for about in (("any",), ()):
        asked.clear()
        says = meaning(And((Named("any", "me"), Named("any", "me"))), definitions, about)
        assert [says(world, {"me": {}, "matter": {}}) for _ in range(2)] == [True, True]
        assert len(asked) == (1 if about else 4)
    assert world.shared == {"any": True}


def test_a_definition_that_does_not_hold_is_asked_once_too() -> None:
    world = World((), {}, {"no": False})
    assert meaning(Named("no", "me"), {"no": Constant(True)}, ("no",))(world, {}) is False


def test_values_of_every_type_are_kept() -> None:
    for value in (dt.date(2026, 1, 31), Duration(months=2), "head", True, 7):
        assert meaning(Constant(value), {})(None, {}) == value
    two = Compare("<", Constant(dt.date(2026, 1, 1)), Constant(dt.date(2026, 1, 2)))
    assert meaning(two, {})(None, {}) is True


def test_a_variable_of_the_same_name_outside_is_another() -> None:
    inner = Quantified("some", "x", Fact("a", "x"))
    expr = Quantified("every", "x", And((inner, Fact("b", "x"))))
    world = World(({"a": False, "b": True}, {"a": True, "b": True}), {})
    assert meaning(expr, {})(world, {}) is True
    assert meaning(And((Fact("a", "x"), inner)), {})(world, {"x": world.people[0]}) is False


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
def test_each_sign_compares_as_it_is_written(sign: str) -> None:
    assert set(COMPARE) == set(ORDERS)
    assert [COMPARE[sign](a, 1) for a in (0, 1, 2)] == [ORDERS[sign](a, 1) for a in (0, 1, 2)]


CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("sign", "a", "b", "found"),
    [
        ("+", 2, 3, 5),
        ("-", 2, 3, -1),
        ("*", 2, 3, 6),
        ("*", Duration(2, 3), 4, Duration(8, 12)),
        ("*", 4, Duration(2, 3), Duration(8, 12)),
        ("+", Duration(2, 3), Duration(4, 6), Duration(6, 9)),
        ("-", Duration(2, 3), Duration(5, 1), Duration(-3, 2)),
        ("-", dt.date(2026, 3, 3), dt.date(2026, 3, 1), Duration(0, 172800)),
        ("+", dt.date(2026, 1, 31), Duration(1), dt.date(2026, 2, 28)),
        ("+", dt.date(2026, 12, 30), Duration(1), dt.date(2027, 1, 30)),
        ("+", dt.date(2026, 11, 30), Duration(1), dt.date(2026, 12, 30)),
        ("-", dt.date(2026, 1, 15), Duration(1), dt.date(2025, 12, 15)),
        ("-", dt.date(2026, 3, 31), Duration(1, 86400), dt.date(2026, 2, 27)),
        ("+", dt.date(2026, 3, 31), Duration(0, 86400), dt.date(2026, 4, 1)),
        ("+", dt.datetime(2026, 1, 31, 23, tzinfo=CHINA), Duration(1, 7200), dt.datetime(2026, 3, 1, 1, tzinfo=CHINA)),
    ],
)
def test_the_calendar(sign: str, a: Any, b: Any, found: Any) -> None:
    assert calculate(sign, a, b) == found


def test_a_moment_keeps_its_clock_and_hours_are_exact_where_clocks_change() -> None:
    from zoneinfo import ZoneInfo

    start = dt.datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    moved = calculate("+", start, Duration(seconds=24 * 3600))
    assert moved.isoformat() == "2026-03-29T13:00:00+02:00"
    assert moved.tzinfo is start.tzinfo
    assert calculate("-", start.replace(day=29), start) == Duration(seconds=23 * 3600)
