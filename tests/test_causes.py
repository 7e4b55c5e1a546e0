"""Causes of decisions of several steps, against the modified Halpern-Pearl definition read off word for word, and the literature."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_votes import boards, rules

from zeren.model.language.composition import Composition, composition, holds
from zeren.model.language.voting import VOTES, RuleShape, StepShape, Vote, VotingShape
from zeren.model.meaning.causes import Cause, Causes, TooMany, carried, causes, passed
from zeren.model.meaning.votes import adopted, degrees
from zeren.testing import votings

Decision = tuple[Composition, dict[str, dict[str, Vote]]]  # with what each member did, by step


# the definition, word for word --------------------------------------------------------------------------------


class Model:
    """The structural equations: a variable for each person and each step; the people's are set by the context."""

    def __init__(self, decision: Composition, acts: Mapping[str, Mapping[str, Vote]]) -> None:
        self.decision, self.acts = decision, acts
        self.people = list(dict.fromkeys(name for step in decision.steps for name in acts[step]))
        self.steps = list(decision.steps)
        self.part = {name: [step for step in self.steps if name in acts[step]] for name in self.people}
        self.actual = self.solve({})

    def solve(self, interventions: Mapping[str, Any]) -> dict[str, Any]:
        """The value of every variable once some are set from outside; `decision` is what is decided."""
        values: dict[str, Any] = {}
        for name in self.people:
            values[name] = interventions.get(name, tuple(self.acts[step][name] for step in self.part[name]))
        for step, one in self.decision.steps.items():
            votes = {name: values[name][self.part[name].index(step)] for name in self.acts[step]}
            own = holds(one.when, {s: values[f"step {s}"] for s in self.steps if f"step {s}" in values}) and adopted(one.rule, votes)
            values[f"step {step}"] = interventions.get(f"step {step}", own)
        values["decision"] = holds(self.decision.passes, {step: values[f"step {step}"] for step in self.steps})
        return values

    def witnesses(self, chosen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """AC2(a^m): each W that, held at its actual values, lets other values of `chosen` turn the decision."""
        rest = [*(name for name in self.people if name not in chosen), *(f"step {step}" for step in self.steps)]
        for held in subsets(rest):
            fixed = {name: self.actual[name] for name in held}
            for other in product(*(product(VOTES, repeat=len(self.part[name])) for name in chosen)):
                if self.solve({**fixed, **dict(zip(chosen, other, strict=True))})["decision"] != self.actual["decision"]:
                    yield held
                    break

    def causes(self) -> dict[tuple[str, ...], int]:
        """Every cause (AC3: no smaller set satisfies AC2) with the least |X| + |W|."""
        found: dict[tuple[str, ...], int] = {}
        for chosen in subsets(self.people):
            if chosen and not any(set(one) <= set(chosen) for one in found):
                held = min((len(one) for one in self.witnesses(chosen)), default=None)
                if held is not None:
                    found[chosen] = len(chosen) + held
        return found


def subsets(items: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def expanded(found: Causes) -> dict[tuple[str, ...], int]:
    """Kinds of causes as the sets that they stand for, in alphabetical order."""
    sets: dict[tuple[str, ...], int] = {}
    for cause in found.found:
        for chosen in product(*(combinations(names, number) for number, names in cause.groups)):
            one = tuple(sorted(name for part in chosen for name in part))
            assert one not in sets
            sets[one] = cause.size
    return sets


# decisions drawn at random ------------------------------------------------------------------------------------


def decisions(most_acts: int = 5) -> st.SearchStrategy[Decision]:
    """Decisions of up to four steps in which four people and a body act, few enough times for the definition to be read off."""
    people = ["Ada", "Ben", "Cleo", "Dan"]
    drawn = votings(people, bodies=["Board"], facts=False, unknown=False, most_acts=most_acts)
    return drawn.map(lambda voting: with_acts(composition(voting, people)))


def with_acts(decision: Composition) -> Decision:
    """A decision with the acts that its steps state."""
    return decision, {name: dict(step.stated or {}) for name, step in decision.steps.items()}  # type: ignore[arg-type]  # none is unknown


@settings(max_examples=100, deadline=None)
@given(decisions())
def test_causes_and_degrees_are_those_of_the_definition(drawn: Decision) -> None:
    agrees(*drawn)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(decisions(most_acts=7))
def test_causes_and_degrees_are_those_of_the_definition_on_larger_decisions(drawn: Decision) -> None:
    agrees(*drawn)


def agrees(decision: Composition, acts: dict[str, dict[str, Vote]]) -> None:
    """Causes, degrees, and what was decided, against the definition."""
    model = Model(decision, acts)
    assert passed(decision, acts) == model.actual["decision"]
    assert carried(decision, acts) == {step: model.actual[f"step {step}"] for step in model.steps}
    expected = {tuple(sorted(chosen)): size for chosen, size in model.causes().items()}
    found = causes(decision, acts)
    assert expanded(found) == expected
    for name in model.people:
        sizes = [size for chosen, size in expected.items() if name in chosen]
        assert found.degrees[name] == (Fraction(1, min(sizes)) if sizes else 0)


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_for_one_vote_the_modified_definition_never_sees_more_than_the_one_of_2004(people: int) -> None:
    """A modified cause with a vote in it is a contingency under which that vote decides."""
    for rule in rules(people):
        for votes in boards(people):
            modified, older = one_vote(rule, votes).degrees, degrees(rule, votes)
            assert all(modified[name] <= older[name] for name in votes), (rule, votes)
            if rule.rule == "majority_of_all" and not rule.quorum and not rule.casting_vote and adopted(rule, votes):
                assert modified == older, votes


# the textbook -------------------------------------------------------------------------------------------------


def one_vote(rule: RuleShape, votes: Mapping[str, Vote]) -> Causes:
    """The causes of a decision of one vote."""
    fields = {"rule": rule.rule, "quorum": rule.quorum, "chair": rule.chair, "casting_vote": rule.casting_vote}
    return causes(composition(VotingShape(**fields, votes=dict(votes)), []), {"decision": votes})  # type: ignore[arg-type]


def of(passes: str, **steps: StepShape) -> Causes:
    """The causes of a decision whose steps state all acts."""
    return causes(*with_acts(composition(VotingShape(steps=steps, passes=passes), [])))


def alone(name: str, done: bool = True, when: str | None = None) -> StepShape:
    return StepShape(by=name, done="yes" if done else "no", when=when)


def board(in_favour: int, against: int) -> dict[str, Vote]:
    kinds: list[Vote] = ["in_favour"] * in_favour + ["against"] * against
    return {f"P{number}": kind for number, kind in enumerate(kinds)}


def test_eleven_to_nothing_any_six_are_a_cause() -> None:
    """Chockler and Halpern 2004, in the introduction: each voter of eleven to nothing has degree 1/6."""
    found = one_vote(RuleShape("majority_of_all"), board(11, 0))
    assert found.found == (Cause(((6, tuple(f"P{number}" for number in range(11))),)),)
    assert set(found.degrees.values()) == {Fraction(1, 6)}


def test_six_to_five_each_of_the_six_is_a_cause() -> None:
    found = one_vote(RuleShape("majority_of_all"), board(6, 5))
    assert [(cause.groups, cause.held) for cause in found.found] == [(((1, tuple(f"P{number}" for number in range(6))),), ())]
    assert list(found.degrees.values()) == [1] * 6 + [0] * 5


def test_a_fire_that_takes_both_has_two_causes() -> None:
    """Halpern 2015, the forest fire, the conjunctive model: lightning and the match are each a cause."""
    found = of("lightning and matches", lightning=alone("Sky"), matches=alone("Arsonist"))
    assert expanded(found) == {("Sky",): 1, ("Arsonist",): 1}


def test_a_fire_that_takes_either_has_one_joint_cause() -> None:
    """The disjunctive model: neither alone, by the modified definition, but both together."""
    found = of("lightning or matches", lightning=alone("Sky"), matches=alone("Arsonist"))
    assert expanded(found) == {("Arsonist", "Sky"): 2}
    assert found.degrees == {"Sky": Fraction(1, 2), "Arsonist": Fraction(1, 2)}


def test_a_throw_that_came_first_is_the_cause_and_the_one_forestalled_is_not() -> None:
    """Suzy and Billy, as an approval that is asked for only where the first body does not act."""
    found = of("first or second", first=alone("Suzy"), second=alone("Billy", when="not first"))
    assert [(expanded(found), found.found[0].held)] == [({("Suzy",): 2}, ("second",))]
    assert found.degrees == {"Suzy": Fraction(1, 2), "Billy": 0}


def test_a_veto_that_was_not_used_is_a_cause_beside_the_votes() -> None:
    found = of("vote and not veto", vote=StepShape(rule="majority_of_all", votes=board(2, 1)), veto=alone("Chen", done=False))
    assert expanded(found) == {("P0",): 1, ("P1",): 1, ("Chen",): 1}


def test_a_veto_that_was_not_used_is_no_cause_of_what_failed_anyway() -> None:
    found = of("vote and not veto", vote=StepShape(rule="majority_of_all", votes=board(1, 2)), veto=alone("Chen", done=False))
    assert expanded(found) == {("P1",): 1, ("P2",): 1}


def test_a_veto_that_was_used_is_the_cause_whatever_the_votes() -> None:
    found = of("vote and not veto", vote=StepShape(rule="majority_of_all", votes=board(3, 0)), veto=alone("Chen"))
    assert expanded(found) == {("Chen",): 1}


def test_loaders_and_shooter() -> None:
    """Hopkins and Pearl's firing squad: D dies if A loads and B shoots, or C loads and shoots; A loads, B does not, C does."""
    found = of("load and shoot or other", load=alone("A"), shoot=alone("B", done=False), other=alone("C"))
    assert expanded(found) == {("C",): 1}


def test_one_who_acts_twice_can_do_otherwise_in_both() -> None:
    """Either of two steps was enough, and both were the chair's: alone the chair could have turned it."""
    found = of("proposal or ratification", proposal=alone("Zhou"), ratification=alone("Zhou"))
    assert found.degrees == {"Zhou": 1}


def test_a_ratified_decision_of_a_hundred_is_counted_at_once() -> None:
    start = time.process_time()
    found = of(
        "proposal and vote and not veto and ratification",
        proposal=alone("P0"),
        vote=StepShape(rule="majority_of_present", quorum=60, votes=board(70, 30)),
        veto=alone("Chen", done=False),
        ratification=StepShape(rule="two_thirds_of_all", votes={f"R{number}": "in_favour" for number in range(31)}),
    )
    assert time.process_time() - start < 2
    assert found.degrees["P0"] == found.degrees["Chen"] == 1
    assert found.degrees["P1"] == Fraction(1, 20)  # of 70 to 30, fifty to fifty is no majority
    assert found.degrees["P99"] == Fraction(1, 41)  # a quorum of 60 fails once 41 stay away
    assert found.degrees["R0"] == Fraction(1, 11)  # 21 of 31 are needed


def test_people_of_too_many_kinds_are_not_counted() -> None:
    """Eight ballots of one big assembly, everybody voting in another way each time."""
    rounds = {
        f"ballot{number}": StepShape(rule="majority_of_all", votes={f"P{one}": VOTES[(one >> 2 * number) % 4] for one in range(256)})
        for number in range(4)
    }
    with pytest.raises(TooMany):
        of(" and ".join(rounds), **rounds)
