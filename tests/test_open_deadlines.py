"""Deadlines of which not everything is known: held against the definition on completions, and never surer than the facts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

import zeren
from zeren.model.language.calendar import Period
from zeren.model.language.conditions import Compare, Constant, walk
from zeren.model.language.load import built_in, load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER, UNKNOWN, MaybeValue
from zeren.model.language.trace import Act, Event
from zeren.model.meaning.deadlines import FilingAnswer, deadlines
from zeren.model.meaning.filings import Local, judge_events
from zeren.model.meaning.open_deadlines import Place, known, open_deadlines, recorded_deadlines
from zeren.model.meaning.orders import conflicts

REGIMES = [regulation for name in built_in() if (regulation := load_regulation(name)).file.filings]
NOW = dt.datetime(2026, 6, 19, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


PLACE = Place(dt.UTC, weekend, NOW)


def moment(draw: random.Random) -> dt.datetime:
    return NOW - dt.timedelta(minutes=draw.choice([0, 30, 60 * draw.randrange(200), draw.randrange(60 * 24 * 60)]))


def numbers(regulation: Regulation) -> list[Any]:
    found = {
        part.right.value
        for expr in regulation.means.values()
        for part in walk(expr)
        if isinstance(part, Compare) and isinstance(part.right, Constant) and isinstance(part.right.value, (int, Fraction))
    }
    marks = sorted(found) or [0]
    return [marks[0] - 1, *marks, *((low + high) // 2 for low, high in pairwise(marks)), marks[-1] + 1]


def value(draw: random.Random, regulation: Regulation, term: str) -> Any:
    one = regulation.terms[term]
    match one.kind:
        case "moment":
            return NEVER if draw.random() < 0.3 else moment(draw)
        case "one_of":
            return draw.choice(list(one.options))
        case "number":
            return draw.choice(numbers(regulation))
        case _:
            return draw.random() < 0.5


def event(draw: random.Random, regulation: Regulation) -> dict[str, MaybeValue]:
    """Some facts of an event, others left unsaid or unknown, without a clash."""
    terms = [one.id for one in regulation.terms_of["matter"]]
    stated: dict[str, MaybeValue] = {}
    for term in terms:
        if draw.random() < 0.45:
            stated[term] = UNKNOWN if draw.random() < 0.1 else value(draw, regulation, term)
    for later, _ in conflicts(regulation, stated):
        stated.pop(later, None)
    return stated


def readings(draw: random.Random, regulation: Regulation) -> dict[str, str]:
    return {name: draw.choice(list(one.one_of)) for name, one in regulation.readings.items() if draw.random() < 0.5}


def completed(
    draw: random.Random, regulation: Regulation, facts: Mapping[str, Any], fixed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]] | None:
    """One completion of what is known: every fact with a value, every reading with an option; None where the draw clashes."""
    whole = dict(facts)
    for one in regulation.terms_of["matter"]:
        if one.id not in whole and one.id not in regulation.follows:
            whole[one.id] = value(draw, regulation, one.id)
    for later, earlier in conflicts(regulation, whole):
        if earlier not in facts and isinstance(whole[later], dt.datetime):
            whole[earlier] = whole[later] - draw.choice([0, 1, 24, 30, 200]) * HOUR
        elif later not in facts:
            whole[later] = NEVER
    if conflicts(regulation, whole):
        return None
    return whole, {name: fixed.get(name) or draw.choice(list(one.one_of)) for name, one in regulation.readings.items()}


def holds(answer: FilingAnswer, told: FilingAnswer) -> bool:
    """Whether the verdict of the definition on one completion is among those that an open answer leaves."""
    allowed = answer.possible or (answer.status,)
    if told.status not in allowed:
        return False
    if told.limit is None or told.owed == "no":
        return True
    late_enough = answer.unbounded or (answer.limit is not None and answer.limit.timestamp() <= told.limit.timestamp())
    return late_enough and (answer.latest is None or told.limit.timestamp() <= answer.latest.timestamp())


def held(rounds: int) -> int:
    """How many verdicts of the definition on random completions were among those that an open answer leaves."""
    draw, seen = random.Random(1), 0
    for number in range(rounds):
        regulation = REGIMES[number % len(REGIMES)]
        stated, fixed, presume = event(draw, regulation), readings(draw, regulation), draw.random() < 0.6
        answers = open_deadlines(regulation, stated, PLACE, fixed, presume=presume)
        facts = known(regulation, stated, fixed, presume=presume).facts
        for _ in range(12):
            found = completed(draw, regulation, facts, fixed)
            if found is None:
                continue
            for answer, told in zip(answers, deadlines(regulation, found[0], dt.UTC, weekend, NOW, found[1]), strict=True):
                assert answer.status == "inconsistent" or holds(answer, told), (regulation.id, stated, fixed, found, answer, told)
                seen += 1
    return seen


def test_no_completion_lies_outside_an_open_answer() -> None:
    assert held(100) > 1_000


def test_an_open_answer_on_complete_facts_is_the_definition() -> None:
    draw = random.Random(2)
    for number in range(400):
        regulation = REGIMES[number % len(REGIMES)]
        found = completed(draw, regulation, {}, {})
        if found is None:
            continue
        told = deadlines(regulation, found[0], dt.UTC, weekend, NOW, found[1])
        for answer, one in zip(open_deadlines(regulation, found[0], PLACE, found[1]), told, strict=True):
            assert (answer.status, answer.owed, answer.limit, answer.strict, answer.latest) == (
                one.status,
                one.owed,
                one.limit,
                one.strict,
                one.limit,
            ), (regulation.id, found, answer, one)


def certain(answer: FilingAnswer) -> Any:
    """The verdict of an answer, where it is certain."""
    if answer.status in ("open", "inconsistent"):
        return None
    same = answer.limit is not None and answer.latest is not None and answer.limit.timestamp() == answer.latest.timestamp()
    return answer.status, answer.limit.timestamp() if same and answer.limit is not None else None


def moved(seed: int, rounds: int) -> int:
    """How many statements of one more fact were tried on random events; each that moves a certain verdict was announced."""
    draw, seen = random.Random(seed), 0
    for number in range(rounds):
        regulation = REGIMES[number % len(REGIMES)]
        stated, fixed = event(draw, regulation), readings(draw, regulation)
        presume = draw.random() < 0.7
        before = open_deadlines(regulation, stated, PLACE, fixed, presume=presume)
        silent = [one.id for one in regulation.terms_of["matter"] if one.id not in stated or stated[one.id] is UNKNOWN]
        if not silent:
            continue
        term = draw.choice(silent)
        more = {**stated, term: value(draw, regulation, term)}
        if conflicts(regulation, more):
            continue
        for old, new in zip(before, open_deadlines(regulation, more, PLACE, fixed, presume=presume), strict=True):
            was, now = certain(old), certain(new)
            if was is None or now is None or new.status == "inconsistent":
                continue
            seen += 1
            changed = was[0] != now[0] or (was[1] is not None and was[1] != now[1])
            own = {term, *(earlier for later, earlier in regulation.orders if later == term)}
            assert not changed or own & set(old.presumed), (regulation.id, stated, term, more[term], old, new)
    return seen


def test_no_certain_verdict_moves_when_one_more_fact_is_stated() -> None:
    assert moved(3, 120) > 50


@pytest.mark.slow
def test_no_certain_verdict_moves_when_one_more_fact_is_stated_at_length() -> None:
    assert moved(4, 100_000) > 50_000


@pytest.mark.slow
def test_no_completion_lies_outside_an_open_answer_at_length() -> None:
    assert held(10_000) > 100_000


# the commands agree -----------------------------------------------------------------------------------------------

MEANS = {"in_time": "met", "late": "late", "overdue": "no_performance", "not_started": "not_started"}


def alone(who: str | None, of: str) -> str:
    return of


def test_deadlines_and_the_judgement_of_a_trace_agree() -> None:
    draw, seen = random.Random(5), 0
    observed = Period(dt.date(2026, 1, 1), NOW.date() - dt.timedelta(days=1))
    local = Local(dt.UTC, weekend)
    end = local.span(observed).end
    for number in range(300):
        regulation = REGIMES[number % len(REGIMES)]
        stated = {term: one for term, one in event(draw, regulation).items() if not isinstance(one, dt.datetime) or one < end}
        sent = {one.id: stated.pop(one.sent, None) for one in regulation.file.filings}
        happened = {name: at for name, at in sent.items() if isinstance(at, dt.datetime)}
        facts = {term: one for term, one in stated.items() if one is not NEVER}
        acts = [Act(name, "x", at.date(), at=at, reference="1") for name, at in happened.items()]
        judged = {one.filing: one for one in judge_events(regulation, [Event("1", "x", facts)], acts, observed, local, alone)}
        if not judged:
            continue
        every = {**facts, **{one.sent: happened[one.id] for one in regulation.file.filings if one.id in happened}}
        told = {one.filing: one for one in recorded_deadlines(regulation, every, Place(dt.UTC, weekend, end), {})}
        came = {earlier for later, earlier in regulation.orders if later in every}
        moments = [one.id for one in regulation.terms_of["matter"] if one.kind == "moment"]
        silent = {name: NEVER for name in moments if name not in every and name not in came}
        asked = {one.filing: one for one in open_deadlines(regulation, {**silent, **every}, Place(dt.UTC, weekend, end), {})}
        for name, one in judged.items():
            assert (told[name].status, told[name].limit) == (asked[name].status, asked[name].limit)
            if told[name].status == "open":  # one that came later implies that it was sent, and nobody knows when
                assert one.status == "not_assessable", (one, told[name])
            elif one.status in MEANS.values() and told[name].limit != end:
                assert told[name].status in [status for status, verdict in MEANS.items() if verdict == one.status], (one, told[name])
                seen += 1
    assert seen > 50


def test_deadlines_and_ask_agree_on_whether_a_notification_was_late() -> None:
    for hours, late in ((71, False), (74, True)):
        facts = {"aware": NOW - dt.timedelta(hours=100), "notified_sent": NOW - dt.timedelta(hours=100 - hours)}
        found = zeren.deadlines("gdpr-33", facts, now=NOW, readings={"hours_in_working_days": "not_reached"})  # type: ignore[arg-type]  # moments
        assert (found.filings[1].status == "late") == late


# what clashes -----------------------------------------------------------------------------------------------------


def test_a_clash_of_moments_leaves_nothing_in_between_and_is_told() -> None:
    decree = load_regulation("decree-493")
    facts: dict[str, MaybeValue] = {"county_sent": NOW - 50 * HOUR, "accident_at": NOW - 40 * HOUR, "changed_at": NOW - 20 * HOUR}
    found = {one.filing: one for one in open_deadlines(decree, facts, PLACE, {})}
    assert {one.status for one in found.values()} == {"inconsistent"}
    assert ("county_sent", "accident_at") in found["reply"].conflicts


def test_moments_stated_after_the_present_one_are_taken_as_they_are() -> None:
    facts: dict[str, MaybeValue] = {"aware": NOW + 10 * HOUR, "intermediate_sent": NOW + 40 * HOUR}
    found = open_deadlines(load_regulation("dora"), facts, PLACE, {})
    assert found[0].possible == ("late", "in_time", "sent", "before_start")  # it was sent between the two, whenever it was classified


# a clock that runs from the limit of another filing ------------------------------------------------------------------

RELAY = """
regulation: relay
title: {zh: 接力, en: relay}
tiers: {unranked: [held]}
terms:
  matter:
    seen: {zh: 发现, en: seen, type: moment}
    first_sent: {zh: 初报, en: first sent, type: moment, not_before: seen}
    second_sent: {zh: 续报, en: second sent, type: moment, not_before: seen}
  person: {fault: {zh: 过错, en: fault}}
rules: [{id: held, article: "1", bears: held, when: fault, text: {zh: 负责, en: held}}]
filings:
  - {id: first, article: "2", act: {zh: 初报, en: first}, sent: first_sent, due: [{after: seen, within: hours(24)}]}
  - {id: second, article: "3", act: {zh: 续报, en: second}, sent: second_sent, due: [{after: first, runs_from: limit, within: hours(48)}]}
"""


@pytest.mark.parametrize("sent", [{}, {"first_sent": NOW - 60 * HOUR}])
def test_a_clock_may_run_from_the_limit_of_another_filing(sent: dict[str, MaybeValue]) -> None:
    regulation = parse_regulation(RELAY)
    facts: dict[str, MaybeValue] = {"seen": NOW - 70 * HOUR, **sent}
    limits = [one.limit for one in deadlines(regulation, facts, dt.UTC, weekend, NOW)]
    assert limits == [NOW - 46 * HOUR, NOW + 2 * HOUR]
    assert [one.limit for one in open_deadlines(regulation, facts, PLACE, {})] == limits
