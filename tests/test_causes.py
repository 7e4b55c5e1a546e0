"""Causes of decisions of several steps, against the modified Halpern-Pearl definition read off word for word, and the literature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.composition import Composition, composition, holds
from zeren.model.language.voting import VOTES, StepShape, Threshold, Vote, VotingShape
from zeren.model.meaning.causes import Causes, carried, causes, passed
from zeren.model.meaning.votes import adopted

People = Mapping[str, tuple[Vote, ...]]  # what each person did, in the order of their steps


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


@st.composite
def decisions(draw: Any) -> tuple[Composition, dict[str, dict[str, Vote]]]:
    people = ["Ada", "Ben", "Cleo", "Dan"][: draw(st.integers(1, 4))]
    shapes: dict[str, StepShape] = {}
    budget = 7  # acts, so that the definition can be read off
    for name in ["first", "second", "third", "fourth"][: draw(st.integers(1, 4))]:
        when = draw(st.none() | st.sampled_from(formulas(list(shapes)))) if shapes else None
        members = draw(st.lists(st.sampled_from(people), min_size=1, max_size=max(1, min(4, budget)), unique=True))
        budget -= len(members)
        if budget < 0:
            break
        if draw(st.booleans()) and len(members) == 1:
            shapes[name] = StepShape(by=members[0], done=draw(st.sampled_from(["yes", "no"])), when=when)
            continue
        rule = draw(st.sampled_from(get_args(Threshold)))
        chair = draw(st.sampled_from(members)) if rule == "single_decider" or draw(st.booleans()) else None
        shapes[name] = StepShape(
            rule=rule,
            chair=chair,
            casting_vote=chair is not None and rule.startswith("majority") and draw(st.booleans()),
            quorum=draw(st.integers(0, len(members))),
            votes={one: draw(st.sampled_from(VOTES)) for one in members},
            when=when,
        )
    passes = draw(st.sampled_from(formulas(list(shapes))))
    found = composition(VotingShape(steps=shapes, passes=passes), [])
    return found, {name: dict(step.stated or {}) for name, step in found.steps.items()}  # type: ignore[arg-type]  # none is unknown


def formulas(names: list[str]) -> list[str]:
    """Formulas of steps: all, any, each alone or denied, and one but not another."""
    pairs = [f"{a} and not {b}" for a in names for b in names if a != b]
    return [" and ".join(names), " or ".join(names), *names, *(f"not {name}" for name in names), *pairs]


@settings(max_examples=150, deadline=None)
@given(decisions())
def test_causes_and_degrees_are_those_of_the_definition(drawn: tuple[Composition, dict[str, dict[str, Vote]]]) -> None:
    decision, acts = drawn
    model = Model(decision, acts)
    assert passed(decision, acts) == model.actual["decision"]
    assert carried(decision, acts) == {step: model.actual[f"step {step}"] for step in model.steps}
    expected = {tuple(sorted(chosen)): size for chosen, size in model.causes().items()}
    found = causes(decision, acts)
    assert expanded(found) == expected
    for name in model.people:
        sizes = [size for chosen, size in expected.items() if name in chosen]
        assert found.degrees[name] == (Fraction(1, min(sizes)) if sizes else 0)
