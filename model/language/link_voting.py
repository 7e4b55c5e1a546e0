"""The names in what is said of votes and decisions: what a regulation counts as a vote, and how a case says it was decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.model.language.case import CaseShape, Expectation
from zeren.model.language.composition import read_passes, steps_in
from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.said import names, said
from zeren.model.language.source import Source
from zeren.model.language.vocabulary import MisreadAll, valid_name
from zeren.model.language.voting import VOTES, RuleShape, StepShape, VotingShape

MOST_STEPS = 8
_OF_ONE_VOTE = ("rule", "quorum", "chair", "casting_vote", "members", "votes")
_DEGREE = re.compile(r"0|1|1/[1-9]\d*")
_EXAMPLE = "proposal and vote and not veto"


def check_votes(source: Source, shape: RegulationShape) -> None:
    """Check which term a regulation takes for the vote, and that each of its options counts once. Faults go to `source`."""
    votes = shape.votes
    if votes is None or votes is MISSING or shape.terms is MISSING:
        return
    if votes.term not in shape.terms.person:
        source.fault(("votes", "term"), said("unknown term of a person", votes.term), nearest(str(votes.term), shape.terms.person))
        return
    term = shape.terms.person[votes.term]
    if term is MISSING or term.one_of is MISSING:
        return
    options = list(term.one_of or ())
    counted: list[str] = []
    for kind in VOTES:
        for index, option in enumerate(getattr(votes, kind)):
            if option not in options:
                source.fault(("votes", kind, index), said("is no option of", option, votes.term), nearest(str(option), options))
            elif option in counted:
                source.fault(("votes", kind, index), said("counts twice", option), said("an option counts as one kind"))
            counted.append(option)
    for option in options:
        if option not in counted:
            source.fault(("votes",), said("counts as no vote", option), said("list it under", names(VOTES)))


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
        source.fault(path, said("a case that does not say"), said("state its voting"), key=True)
        return
    known = [*shape.people, *shape.bodies, *voting.others]
    for name, degree in decision.shares.items():
        if name not in known:
            source.fault((*path, "shares", name), said("unknown person or body", name), nearest(name, known), key=True)
        if isinstance(degree, str) and not _DEGREE.fullmatch(degree):
            source.fault((*path, "shares", name), said("it", degree), said("expected a degree such as 0"))
    for field in ("unneeded", "spared", "no_part"):
        for index, name in enumerate(getattr(decision, field) or ()):
            if name is not MISSING and name not in known:
                source.fault((*path, field, index), said("unknown person or body", name), nearest(name, known))


class _Checking:
    def __init__(self, source: Source, shape: CaseShape, regulation: Regulation, voting: VotingShape) -> None:
        self.source, self.shape, self.regulation, self.voting = source, shape, regulation, voting

    def check(self) -> None:
        voting = self.voting
        if not voting.steps:
            for key in ("passes", "others"):
                if self._stated(voting, key):
                    self.source.fault(("voting", key), said("without steps", key), said("list the steps or leave it"), key=True)
            if voting.rule is None:
                self.source.fault(("voting",), said("rule is missing"), said("state it or the steps of"))
            self._vote(voting, ("voting",))
            return
        for key in _OF_ONE_VOTE:
            if self._stated(voting, key):
                self.source.fault(("voting", key), said("beside steps", key), said("state it of a step"), key=True)
        for index, name in enumerate(voting.others):
            if name in self.shape.people or name in self.shape.bodies:
                self.source.fault(("voting", "others", index), said("is in the case already", name), said("leave the name out here"))
        self._steps()

    def _steps(self) -> None:
        voting, names = self.voting, list(self.voting.steps)
        if len(names) > MOST_STEPS:
            self.source.fault(
                ("voting", "steps"), said("a decision of steps", len(names)), said("expected at most too", MOST_STEPS), key=True
            )
        named: set[str] = set()
        for index, (name, step) in enumerate(voting.steps.items()):
            path: Path = ("voting", "steps", name)
            if not valid_name(name):
                self.source.fault(path, said("cannot be a name", name), said("use letters digits and _"), key=True)
            if step is MISSING:
                continue
            self._step(step, path)
            if isinstance(step.when, str):
                named |= self._formula(step.when, names[:index], names[index:], (*path, "when"))
        if voting.passes is None:
            self.source.fault(("voting",), said("passes is missing"), said("say which steps it takes", _EXAMPLE))
        elif voting.passes is not MISSING:
            named |= self._formula(voting.passes, names, (), ("voting", "passes"))
            for name in names:
                if valid_name(name) and name not in named:
                    self.source.fault(("voting", "steps", name), said("nothing depends on", name), said("use it in passes"), key=True)

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
                self.source.fault(path, said("neither rule nor by"), said("state the rule of a vote"))
            if step.done is not None:
                self.source.fault((*path, "done"), said("done without by"), said("say who alone takes the step"), key=True)
            self._vote(step, path)
            return
        for key in _OF_ONE_VOTE:
            if self._stated(step, key):
                self.source.fault((*path, key), said("beside by", key), said("one who acts alone holds no"), key=True)
        self._known([((*path, "by"), step.by)])
        if step.done is None:
            self.source.fault(path, said("done is missing"), said("say whether did it yes no", step.by))

    def _vote(self, vote: RuleShape, path: Path) -> None:
        """The names and numbers of one vote."""
        members = self._voters(vote, path)
        if vote.chair not in (None, MISSING) and vote.chair not in members:
            own = vote.votes or vote.members
            problem = said("has no vote here", vote.chair) if own else said("unknown person", vote.chair)
            known = [*self.shape.people, *self.shape.bodies, *self.voting.others]
            self.source.fault((*path, "chair"), problem, nearest(str(vote.chair), [name for name in members if name in known]))
        if vote.chair is None and (vote.rule == "single_decider" or vote.casting_vote is True):
            who = said("who decides alone") if vote.rule == "single_decider" else said("whose vote is the casting one")
            self.source.fault(path, said("chair is missing"), said("name", who))
        if vote.casting_vote is True and isinstance(vote.rule, str) and not vote.rule.startswith("majority"):
            self.source.fault(
                (*path, "casting_vote"), said("a casting vote beside", vote.rule), said("it decides a tie between majorities")
            )
        if vote.quorum is not MISSING and not 0 <= vote.quorum <= len(members):
            whose = said("the case lists") if members == list(self.shape.people) else said("the vote has")
            self.source.fault((*path, "quorum"), said("a quorum of", vote.quorum), said("people", whose, len(members)))

    def _voters(self, vote: RuleShape, path: Path) -> list[str]:
        """Those who may vote; their names checked."""
        if vote.votes:
            if vote.members:
                self.source.fault((*path, "members"), said("members beside votes"), said("those who may vote are the"), key=True)
            self._known([((*path, "votes", name), name) for name in vote.votes], key=True)
            return list(vote.votes)
        if self.regulation.file.votes is None:
            self.source.fault(path, said("does not say what counts as", self.regulation.id), said("state the votes here"))
        for index, name in enumerate(vote.members):
            if name in vote.members[:index]:
                self.source.fault((*path, "members", index), said("is named twice", name))
            elif name in self.voting.others or name in self.shape.bodies:
                self.source.fault((*path, "members", index), said("no vote of is a fact", name), said("state the votes here"))
            elif name is not MISSING and name not in self.shape.people:
                self.source.fault((*path, "members", index), said("unknown person", name), nearest(str(name), self.shape.people))
        return list(vote.members) or list(self.shape.people)

    def _known(self, names: Sequence[tuple[Path, object]], *, key: bool = False) -> None:
        known = [*self.shape.people, *self.shape.bodies, *self.voting.others]
        for path, name in names:
            if name is not MISSING and name not in known:
                advice = nearest(str(name), known) or said("list them in the case or")
                self.source.fault(path, said("unknown person or body", name), advice, key=key)

    def _stated(self, shape: RuleShape, key: str) -> bool:
        usual: dict[str, object] = {"quorum": 0, "casting_vote": False, "members": (), "votes": {}, "others": ()}
        return bool(getattr(shape, key) != usual.get(key))
