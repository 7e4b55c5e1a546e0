"""A decision of several steps, with every name resolved: which steps there are, who acts in them, and what it takes to pass."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import msgspec

from zeren.model.language.conditions import FALSE, MATTER, And, Constant, Expr, Fact, Not, Or, walk
from zeren.model.language.expression import Expression
from zeren.model.language.faults import nearest
from zeren.model.language.said import said
from zeren.model.language.vocabulary import MisreadAll, Vocabulary
from zeren.model.language.voting import RuleShape, StatedVote, StepShape, VotingShape

ALONE = "decision"  # the name of the one step of a decision that has no steps


class Step(msgspec.Struct, frozen=True):
    """One step: its rule, those who act in it, on which earlier steps it waits, and the acts that are stated here.

    `stated` is null where the acts are facts of the case.
    """

    rule: RuleShape
    members: tuple[str, ...]
    when: Expr
    stated: Mapping[str, StatedVote] | None


class Composition(msgspec.Struct, frozen=True):
    """The steps of a decision, in their order, and when it passes."""

    steps: Mapping[str, Step]
    passes: Expr


def composition(voting: VotingShape, people: Sequence[str]) -> Composition:
    """A voting rule without faults, as steps; one vote is a decision of one step.

    >>> veto = StepShape(by="Wu", done="no")
    >>> found = composition(VotingShape(steps={"veto": veto}, passes="not veto"), [])
    >>> found.steps["veto"].stated, found.passes
    ({'Wu': 'absent'}, Not(part=Fact(term='veto', of='matter')))
    """
    if not voting.steps:
        return Composition({ALONE: _step(voting, people, _ALWAYS)}, Fact(ALONE, MATTER))
    names = list(voting.steps)
    steps = {
        name: _step(step, people, read_passes(step.when, names[:index]) if step.when else _ALWAYS)
        for index, (name, step) in enumerate(voting.steps.items())
    }
    return Composition(steps, read_passes(voting.passes or "", names))


def _step(shape: RuleShape, people: Sequence[str], when: Expr) -> Step:
    if isinstance(shape, StepShape) and shape.by is not None:
        acts: Mapping[str | None, StatedVote] = {"yes": "in_favour", "no": "absent"}
        alone = RuleShape(rule="single_decider", chair=shape.by)
        return Step(alone, (shape.by,), when, {shape.by: acts.get(shape.done, "unknown")})
    if shape.votes:
        return Step(shape, tuple(shape.votes), when, shape.votes)
    return Step(shape, shape.members or tuple(people), when, None)


def read_passes(text: str, steps: Sequence[str], later: Sequence[str] = ()) -> Expr:
    """What it takes to pass, by the names of steps with and, or, not; `later` are those that come too late to be named.

    Raises:
        MisreadAll: with everything in the text that is something else.

    >>> read_passes("vote and not veto", ["vote", "veto"])
    And(parts=(Fact(term='vote', of='matter'), Not(part=Fact(term='veto', of='matter'))))
    """
    reader = _Reader(text, steps, later)
    found = reader.condition(reader.tree()) if not reader.faults else FALSE
    if reader.faults:
        raise MisreadAll(reader.faults)
    return found


def steps_in(expr: Expr) -> set[str]:
    """The steps that a formula names."""
    return {part.term for part in walk(expr) if isinstance(part, Fact)}


def holds(expr: Expr, carried: Mapping[str, bool]) -> bool:
    """Whether a formula of steps holds, given which of them carried."""
    match expr:
        case And(parts=parts):
            return all(holds(part, carried) for part in parts)
        case Or(parts=parts):
            return any(holds(part, carried) for part in parts)
        case Not(part=part):
            return not holds(part, carried)
        case Fact(term=step):
            return carried[step]
        case _:
            return expr == _ALWAYS


_ALWAYS = Constant(True)


class _Reader(Expression):
    """Names of steps with and, or, not; nothing else."""

    def __init__(self, text: str, steps: Sequence[str], later: Sequence[str]) -> None:
        super().__init__(text, Vocabulary(), "matter")
        self.steps, self.later = steps, later

    def atom(self, node: ast.expr) -> Expr:
        match node:
            case ast.Name(id=name) if name in self.steps:
                return Fact(name, MATTER)
            case ast.Name(id=name) if name in self.later:
                return self.complain(said("is no earlier step", name), said("a step waits on steps that"), node)
            case ast.Name(id=name):
                return self.complain(said("unknown step", name), nearest(name, self.steps), node)
            case _:
                return self.complain(said("not a formula of steps"), said("use the names of steps with"), node)
