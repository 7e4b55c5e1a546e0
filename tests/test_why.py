"""Why, what if and what to find out, against a listing of every completion."""

from __future__ import annotations

from typing import Any

from brute_force import MEANINGS, REGULATION, VALUES, Listing, cases, known_of, listing_of
from hypothesis import assume, given, settings

from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.limits import raised
from zeren.model.language.load import load_regulation, parse_case
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.explanations import Alternative, Way
from zeren.model.meaning.references import FactRef
from zeren.model.solving.ask import ask
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key
from zeren.model.solving.session import Session
from zeren.model.solving.stance import fixed_readings

thorough = settings(max_examples=15, deadline=None)


def answered(case: Case, **wanted: bool) -> tuple[Answer, dict[Key, Any], Listing]:
    """The answer, what is known, and the listing; a case that cannot be is passed over."""
    try:
        answer = ask(REGULATION, case, meanings=MEANINGS, **wanted)
    except Refused:
        assume(False)
    return answer, known_of(Problem(REGULATION, case, fixed_readings(REGULATION, case)[1], opened="everything")), listing_of(case)


def key(of: str | None, term: str) -> FactId:
    return FactId("person", of, term) if of else FactId("matter", "", term)


def supposed(answer: Answer, person: str, index: int) -> dict[Key, Any]:
    under = answer.bearers[person].outcomes[index].under
    return {key(one.of, one.term): one.value for one in under.facts} | dict(under.readings)


@thorough
@given(cases())
def test_why_lists_every_smallest_set_that_is_enough(case: Case) -> None:
    answer, known, listing = answered(case, why=True)
    for person, bearer in answer.bearers.items():
        for index, why in enumerate(bearer.why):
            expected = listing.enough(known | supposed(answer, person, index), person, frozenset(why.tiers), why.effect)
            assert why.effect == listing.effect(person, frozenset(why.tiers), listing.where(known))
            found = [frozenset([key(one.of, one.term) for one in each.facts] + list(each.readings)) for each in why.sets]
            assert why.smallest
            assert [len(one) for one in found] == [len(one) for one in expected][: len(found)]
            assert set(found) <= set(expected)
            assert why.all == (len(found) == len(expected))


@thorough
@given(cases())
def test_what_if_lists_every_smallest_change_that_rules_the_outcome_out(case: Case) -> None:
    answer, known, listing = answered(case, what_if=True)
    for person, bearer in answer.bearers.items():
        for index, what_if in enumerate(bearer.what_if):
            expected = listing.changes(known | supposed(answer, person, index), person, frozenset(what_if.tiers), what_if.effect)
            assert what_if.effect == listing.effect(person, frozenset(what_if.tiers), listing.where(known))
            found = [frozenset(key(one.of, one.term) for one in each.changes) for each in what_if.alternatives]
            assert set(found) <= set(expected)
            assert len(set(found)) == len(found)
            assert what_if.all == (sum(1 + each.others for each in what_if.alternatives) == len(expected))
            assert not what_if.given_up
            for each in what_if.alternatives:
                changed = {key(one.of, one.term): one.becomes for one in each.changes}
                order = [one for one in known | supposed(answer, person, index) if one in changed]
                ways = expected[frozenset(changed)]
                assert told(each) == ways[tuple(changed[one] for one in order)]
                if each.ways:
                    shown = [dict(zip(changed, way.becomes, strict=True)) for way in each.ways]
                    assert {tuple(way[one] for one in order): told(one) for way, one in zip(shown, each.ways, strict=True)} == ways
                assert bool(each.ways) == any(len(VALUES[one.term]) > 2 for one in changed)


def told(one: Alternative | Way) -> dict[frozenset[str], str | None]:
    """The outcomes with what is said of their effect; that an outcome is firm is said by saying nothing."""
    return {frozenset(tiers): effect for tiers, effect in zip(one.outcomes, one.effects, strict=True)}


@thorough
@given(cases())
def test_what_the_person_controls_comes_first_and_then_the_smaller_sets(case: Case) -> None:
    answer, _, _ = answered(case, what_if=True)
    for person, bearer in answer.bearers.items():
        for what_if in bearer.what_if:
            order = [(not one.own, len(one.changes)) for one in what_if.alternatives]
            assert order == sorted(order)
            for one in what_if.alternatives:
                assert one.own == all(change.of == person and REGULATION.terms[change.term].controllable for change in one.changes)


def named(ref: FactRef) -> Key:
    return ref.reading if isinstance(ref.reading, str) else key(ref.of, ref.term)  # type: ignore[arg-type]  # one of them is set


@thorough
@given(cases())
def test_what_to_find_out_settles_each_person_and_all_together(case: Case) -> None:
    answer, known, listing = answered(case, find_out=True)
    open_ = [one for one in listing.holds if one not in known]
    asked = [(answer.find_out, list(answer.bearers))] + [(bearer.find_out, [name]) for name, bearer in answer.bearers.items()]
    for find_out, people in asked:
        expected = listing.settling(known, open_, people)
        found = [frozenset(map(named, one)) for one in find_out.sets]
        if find_out.all:
            assert set(found) == set(expected) - {frozenset()}
        else:
            assert [len(one) for one in found] == [len(one) for one in expected][: len(found)]
            assert set(found) <= set(expected)


@thorough
@given(cases())
def test_the_next_question_settles_most_on_average(case: Case) -> None:
    answer, known, listing = answered(case, find_out=True)
    people = list(answer.bearers)
    now = {name: listing.outcomes(name, listing.where(known)) for name in people}
    askable = [one for one in listing.holds if one not in known and isinstance(one, FactId)]
    scores = {}
    for one in askable:
        parts = [part for bits in listing.holds[one].values() if (part := bits & listing.where(known))]
        left = [(len(now[name]), len(listing.outcomes(name, part))) for part in parts for name in people]
        settled, ruled_out = sum(after == 1 < before for before, after in left), sum(before - after for before, after in left)
        scores[one] = (settled / len(parts), ruled_out / len(parts))
    question = answer.find_out.next
    if question is None:
        readings = [one for one in listing.holds if isinstance(one, str) and one not in known]
        assert not answer.find_out.sets or listing.settling(known, readings, people)
    else:
        assert (question.settled, question.ruled_out) == scores[key(question.of, question.term)] == max(scores.values())


def test_a_search_for_changes_keeps_to_its_budget_and_says_so() -> None:
    bureau = load_regulation("county-bureau")
    people = "".join(f"  P{one}: {{role: member, participated: yes, stance: in_favour}}\n" for one in range(5))
    matter = "matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}"
    case = parse_case(f"case: a\nregulation: county-bureau\n{matter}\npeople:\n{people}", bureau)
    whole = ask(bureau, case, what_if=True).bearers["P0"].what_if
    with raised(["changes=3"]):
        cut = ask(bureau, case, what_if=True).bearers["P0"].what_if
    assert [one.given_up for one in whole] == [0] * len(whole)
    assert [one.given_up for one in cut] == [3] * len(cut)
    assert not any(one.all for one in cut)
    for less, more in zip(cut, whole, strict=True):
        assert less.alternatives == more.alternatives[: len(less.alternatives)]
    session = Session(bureau, case)
    assert [one for _, one in session.what_if("P0")] == [one for each in whole for one in each.alternatives]
