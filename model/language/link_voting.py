"""The names in what is said of votes and decisions: what a regulation counts as a vote, and how a case says it was decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.model.language.case import CaseShape, Expectation
from zeren.model.language.composition import read_passes, steps_in
from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.source import Source
from zeren.model.language.vocabulary import MisreadAll, valid_name
from zeren.model.language.voting import VOTES, RuleShape, StepShape, VotingShape

MOST_STEPS = 8
_OF_ONE_VOTE = ("rule", "quorum", "chair", "casting_vote", "members", "votes")
_DEGREE = re.compile(r"0|1|1/[1-9]\d*")
_EXAMPLE = "such as `proposal and vote and not veto`"


def check_votes(source: Source, shape: RegulationShape) -> None:
    """Check which term a regulation takes for the vote, and that each of its options counts once. Faults go to `source`."""
    votes = shape.votes
    if votes is None or votes is MISSING or shape.terms is MISSING:
        return
    if votes.term not in shape.terms.person:
        source.fault(("votes", "term"), f"unknown term of a person `{votes.term}`", nearest(str(votes.term), shape.terms.person))
        return
    term = shape.terms.person[votes.term]
    if term is MISSING or term.one_of is MISSING:
        return
    options = list(term.one_of or ())
    counted: list[str] = []
    for kind in VOTES:
        for index, option in enumerate(getattr(votes, kind)):
            if option not in options:
                source.fault(("votes", kind, index), f"`{option}` is no option of `{votes.term}`", nearest(str(option), options))
            elif option in counted:
                source.fault(("votes", kind, index), f"`{option}` counts twice", "an option counts as one kind of vote")
            counted.append(option)
    for option in options:
        if option not in counted:
            source.fault(("votes",), f"`{option}` counts as no vote", f"list it under {', '.join(VOTES)}")


def check_voting(source: Source, shape: CaseShape, regulation: Regulation) -> None:
    """Check how a case says it was decided. Faults go to `source`."""
    if shape.voting is not None and shape.voting is not MISSING:
        _Checking(source, shape, regulation, shape.voting).check()


def check_expected_decision(source: Source, shape: CaseShape, expected: Expectation, path: Path) -> None:
    """Check what a case expects of its decision. Faults go to `source`."""
    decision, voting = expected.decision, shape.voting
    if decision in (None, MISSING) or voting is MISSING:
        return
    path = (*path, "decision")
    if voting is None:
        source.fault(path, "a case that does not say how it was decided", "state its `voting`", key=True)
        return
    known = [*shape.people, *shape.bodies, *voting.others]
    for name, degree in decision.shares.items():
        if name not in known:
            source.fault((*path, "shares", name), f"unknown person or body `{name}`", nearest(name, known), key=True)
        if isinstance(degree, str) and not _DEGREE.fullmatch(degree):
            source.fault((*path, "shares", name), f"`{degree}`", "expected a degree such as 0, 1 or 1/2")
    for field in ("unneeded", "spared", "no_part"):
        for index, name in enumerate(getattr(decision, field) or ()):
            if name is not MISSING and name not in known:
                source.fault((*path, field, index), f"unknown person or body `{name}`", nearest(name, known))


class _Checking:
    def __init__(self, source: Source, shape: CaseShape, regulation: Regulation, voting: VotingShape) -> None:
        self.source, self.shape, self.regulation, self.voting = source, shape, regulation, voting

    def check(self) -> None:
        voting = self.voting
        if not voting.steps:
            for key in ("passes", "others"):
                if self._stated(voting, key):
                    self.source.fault(("voting", key), f"`{key}` without `steps`", "list the steps, or leave it out", key=True)
            if voting.rule is None:
                self.source.fault(("voting",), "`rule` is missing", "state it, or the `steps` of the decision")
            self._vote(voting, ("voting",))
            return
        for key in _OF_ONE_VOTE:
            if self._stated(voting, key):
                self.source.fault(("voting", key), f"`{key}` beside `steps`", "state it of a step", key=True)
        for index, name in enumerate(voting.others):
            if name in self.shape.people or name in self.shape.bodies:
                self.source.fault(("voting", "others", index), f"`{name}` is in the case already", "leave the name out here")
        self._steps()

    def _steps(self) -> None:
        voting, names = self.voting, list(self.voting.steps)
        if len(names) > MOST_STEPS:
            self.source.fault(("voting", "steps"), f"a decision of {len(names)} steps", f"expected {MOST_STEPS} at most", key=True)
        named: set[str] = set()
        for index, (name, step) in enumerate(voting.steps.items()):
            path: Path = ("voting", "steps", name)
            if not valid_name(name):
                self.source.fault(path, f"`{name}` cannot be a name", "use letters, digits and _", key=True)
            if step is MISSING:
                continue
            self._step(step, path)
            if isinstance(step.when, str):
                named |= self._formula(step.when, names[:index], names[index:], (*path, "when"))
        if voting.passes is None:
            self.source.fault(("voting",), "`passes` is missing", f"say which steps it takes, {_EXAMPLE}")
        elif voting.passes is not MISSING:
            named |= self._formula(voting.passes, names, (), ("voting", "passes"))
            for name in names:
                if valid_name(name) and name not in named:
                    self.source.fault(("voting", "steps", name), f"nothing depends on `{name}`", "use it in `passes`", key=True)

    def _formula(self, text: str, steps: Sequence[str], later: Sequence[str], path: Path) -> set[str]:
        try:
            return steps_in(read_passes(text, steps, later))
        except MisreadAll as misread:
            for fault in misread.faults:
                self.source.fault(path, fault.problem, fault.advice, part=fault.part)
            return set(self.voting.steps)  # what is misspelt may have named any of them

    def _step(self, step: StepShape, path: Path) -> None:
        if step.by is None:
            if step.rule is None:
                self.source.fault(path, "neither `rule` nor `by`", "state the rule of a vote, or who alone takes the step")
            if step.done is not None:
                self.source.fault((*path, "done"), "`done` without `by`", "say who alone takes the step", key=True)
            self._vote(step, path)
            return
        for key in _OF_ONE_VOTE:
            if self._stated(step, key):
                self.source.fault((*path, key), f"`{key}` beside `by`", "one who acts alone holds no vote", key=True)
        self._known([((*path, "by"), step.by)])
        if step.done is None:
            self.source.fault(path, "`done` is missing", f"say whether `{step.by}` did it: yes, no or unknown")

    def _vote(self, vote: RuleShape, path: Path) -> None:
        """The names and numbers of one vote."""
        members = self._voters(vote, path)
        if vote.chair not in (None, MISSING) and vote.chair not in members:
            own = vote.votes or vote.members
            problem = f"`{vote.chair}` has no vote here" if own else f"unknown person `{vote.chair}`"
            known = [*self.shape.people, *self.shape.bodies, *self.voting.others]
            self.source.fault((*path, "chair"), problem, nearest(str(vote.chair), [name for name in members if name in known]))
        if vote.chair is None and (vote.rule == "single_decider" or vote.casting_vote is True):
            who = "who decides alone" if vote.rule == "single_decider" else "whose vote is the casting one"
            self.source.fault(path, "`chair` is missing", f"name {who}")
        if vote.casting_vote is True and isinstance(vote.rule, str) and not vote.rule.startswith("majority"):
            self.source.fault((*path, "casting_vote"), f"a casting vote beside `{vote.rule}`", "it decides a tie between majorities only")
        if vote.quorum is not MISSING and not 0 <= vote.quorum <= len(members):
            whose = "the case lists" if members == list(self.shape.people) else "the vote has"
            self.source.fault((*path, "quorum"), f"a quorum of {vote.quorum}", f"{whose} {len(members)} people")

    def _voters(self, vote: RuleShape, path: Path) -> list[str]:
        """Those who may vote; their names checked."""
        if vote.votes:
            if vote.members:
                self.source.fault((*path, "members"), "`members` beside `votes`", "those who may vote are the ones named there", key=True)
            self._known([((*path, "votes", name), name) for name in vote.votes], key=True)
            return list(vote.votes)
        if self.regulation.file.votes is None:
            self.source.fault(path, f"`{self.regulation.id}` does not say what counts as a vote", "state the `votes` here")
        for index, name in enumerate(vote.members):
            if name in vote.members[:index]:
                self.source.fault((*path, "members", index), f"`{name}` is named twice")
            elif name in self.voting.others or name in self.shape.bodies:
                self.source.fault((*path, "members", index), f"no vote of `{name}` is a fact of this case", "state the `votes` here")
            elif name is not MISSING and name not in self.shape.people:
                self.source.fault((*path, "members", index), f"unknown person `{name}`", nearest(str(name), self.shape.people))
        return list(vote.members) or list(self.shape.people)

    def _known(self, names: Sequence[tuple[Path, object]], *, key: bool = False) -> None:
        known = [*self.shape.people, *self.shape.bodies, *self.voting.others]
        for path, name in names:
            if name is not MISSING and name not in known:
                advice = nearest(str(name), known) or "list them in the case, or under `others`"
                self.source.fault(path, f"unknown person or body `{name}`", advice, key=key)

    def _stated(self, shape: RuleShape, key: str) -> bool:
        usual: dict[str, object] = {"quorum": 0, "casting_vote": False, "members": (), "votes": {}, "others": ()}
        return bool(getattr(shape, key) != usual.get(key))
