"""A session: one case under one regulation, its facts stated and taken back one by one, with the answer always at hand.

The case is grounded once, with every fact that has options open; what is stated and what is assumed is put to the solver
as assumptions. Only a stated number or date is part of the grounding: changing one grounds the case anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.house import House
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import UNKNOWN, MaybeValue, Mistyped, Term, Unknown, read_value
from zeren.model.meaning.answer import Answer
from zeren.model.solving.ask import ask
from zeren.model.solving.clashing import clash
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.stance import fixed_readings

MOST_KEPT = 4_096  # answers of one bearer kept for facts that come back


class Now(msgspec.Struct, frozen=True):
    """What holds at the moment: each bearer's possible outcomes, the gravest first, and each alleged circumstance by its id."""

    bearers: Mapping[str, tuple[tuple[str, ...], ...]]
    circumstances: Mapping[str, Certainty]


class Session:
    """A case whose facts change, asked again after each change.

    Args:
        stance: which readings are fixed; that of the case, or `literal`, unless given.
        readings: single readings pinned to an option, or opened by the word `open`.
        presume: whether silent facts are taken to be what is usual.

    Raises:
        Refused: if the facts that the case states cannot all hold.

    >>> from zeren.model.language.load import load_regulation, parse_case
    >>> bureau = load_regulation("county-bureau")
    >>> case = parse_case('''
    ... case: a
    ... regulation: county-bureau
    ... matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
    ... people: {Wu: {role: member, body_member: yes, participated: yes}}
    ... ''', bureau)
    >>> session = Session(bureau, case)
    >>> session.now().bearers["Wu"]
    (('important',),)
    >>> session.state("Wu", "objection_stated", True)
    >>> session.now().bearers["Wu"]
    ((),)
    """

    def __init__(
        self,
        regulation: Regulation,
        case: Case,
        *,
        stance: Stance | None = None,
        readings: Mapping[str, str] | None = None,
        house: House | None = None,
        presume: bool = True,
    ) -> None:
        self.regulation, self.presume = regulation, presume
        self.stance, self.pinned = fixed_readings(regulation, case, stance, readings, house)
        self._house = house
        self._case = case
        self._facts: dict[FactId, MaybeValue] = dict(case.facts)
        self._known: dict[tuple[Entity, frozenset[int]], tuple[tuple[str, ...], ...]] = {}
        self._now: Now | None = None
        self._ground()
        self._assume()

    # facts ------------------------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return msgspec.structs.replace(self._case, facts=dict(self._facts))

    def state(self, of: str | None, term: str, value: Any) -> None:
        """State a fact of somebody (of the matter: None), in place of what was stated before; `unknown` leaves it open on purpose.

        Raises:
            Refused: if there is no such fact or value, or if it cannot hold beside what is stated; then nothing changes.
        """
        fact = self.fact(of, term)
        self._change({**self._facts, fact: self._typed(self.regulation.terms[term], value)})

    def retract(self, of: str | None, term: str) -> None:
        """Take a fact back: the case is then silent on it.

        Raises:
            Refused: if there is no such fact.
        """
        fact = self.fact(of, term)
        self._change({one: value for one, value in self._facts.items() if one != fact})

    def fact(self, of: str | None, term: str) -> FactId:
        """Which fact is meant.

        Raises:
            Refused: if the regulation has no such term, or the case nobody of that name.
        """
        if term not in self.regulation.terms:
            raise Refused([self._fault(f"unknown term `{term}`", nearest(term, self.regulation.terms))])
        sort = self.regulation.terms[term].sort
        if (of or "") not in (names := self._case.entities(sort)):
            advice = "it is said of the matter: name nobody" if sort == "matter" else nearest(str(of), names)
            raise Refused([self._fault(f"`{term}` cannot be said of `{of}`", advice)])
        return FactId(sort, of or "", term)

    def _fault(self, problem: str, advice: str) -> Fault:
        return Fault(self._case.file or self._case.id, 0, 0, problem, advice)

    def _typed(self, term: Term, value: Any) -> MaybeValue:
        if isinstance(value, str):
            try:
                return read_value(value, term.kind, term.options)
            except Mistyped as error:
                raise Refused([self._fault(f"{error.problem} as a value of `{term.id}`", error.advice)]) from None
        if isinstance(value, Unknown):
            return value
        if not (isinstance(value, bool) if term.kind == "yes_no" else term.kind != "one_of" and not isinstance(value, bool)):
            raise Refused([self._fault(f"`{value}` is no value of `{term.id}`", "write it as in a case file")])
        return cast(MaybeValue, value)

    # answers ----------------------------------------------------------------------------------------------

    def now(self) -> Now:
        """Everybody's possible outcomes, and the alleged circumstances, as the facts stand."""
        if self._now is None:
            bearers = {entity[1]: self._outcomes(entity) for entity in self._problem.bearers()}
            self._now = Now(bearers, {one.id: self._certainty(one.id) for one in self._case.circumstances})
        return self._now

    def ask(self, **options: Any) -> Answer:
        """The whole answer to the case as it stands, with its reasons; options as for `ask`."""
        return ask(
            self.regulation, self.case, stance=self.stance, readings=self._readings(), house=self._house, presume=self.presume, **options
        )

    def _readings(self) -> dict[str, str]:
        return {name: self.pinned.get(name, "open") for name in self.regulation.readings}

    def _outcomes(self, entity: Entity) -> tuple[tuple[str, ...], ...]:
        problem = self._problem
        tiers = problem.ground.tiers(entity)
        key = (entity, self._base.intersection(self._near[entity]))
        if key not in self._known:
            outcomes = problem.alternatives(tiers, list(self._assumed))
            if len(self._known) > MOST_KEPT * len(self._near):
                self._known.clear()
            self._known[key] = tuple(tuple(tier for tier in tiers if tier in outcome) for outcome in outcomes)
        return self._known[key]

    def _certainty(self, circumstance: str) -> Certainty:
        literal = self._problem.ground.made_out(circumstance)
        if not self._problem.possible([*self._assumed, literal]):
            return "excluded"
        return "possible" if self._problem.possible([*self._assumed, -literal]) else "certain"

    # the grounding and what is assumed in it --------------------------------------------------------------

    def _change(self, facts: dict[FactId, MaybeValue]) -> None:
        before, self._facts = self._facts, facts
        try:
            if self._quantities(before) != self._quantities(facts):
                self._ground()
            self._assume()
        except Refused:
            self._facts = before
            if self._quantities(before) != self._quantities(facts):
                self._ground()
            self._assume()
            raise

    def _quantities(self, facts: Mapping[FactId, MaybeValue]) -> dict[FactId, MaybeValue]:
        return {fact: value for fact, value in facts.items() if self.regulation.terms[fact.term].kind not in ("yes_no", "one_of")}

    def _ground(self) -> None:
        """Ground the case with nothing stated but numbers and dates; what may follow from other facts is open as well."""
        following = {
            FactId(sort, of, term): UNKNOWN
            for term in self.regulation.follows
            for sort in [self.regulation.terms[term].sort]
            for of in self._case.entities(sort)
        }
        bare = msgspec.structs.replace(self._case, facts={**following, **self._quantities(self._facts)})
        self._problem = problem = Problem(self.regulation, bare, self.pinned, presume=False)
        ground = problem.ground
        self._follow = {
            fact: problem.circuit.equal(ground.open(fact).literals[1], ground._following(fact))
            for fact in following
            if fact in ground.variables
        }
        self._near: dict[Entity, frozenset[int]] = {}
        self._known.clear()
        self._silent = {one.key: one for one in problem.silent(following)}
        for entity in problem.bearers():
            support = problem.near(ground.tiers(entity).values(), self._follow.values())
            literals = [literal for one in ground.variables.values() for literal in one.literals] + list(self._follow.values())
            self._near[entity] = frozenset(
                signed for literal in literals if problem.circuit.support(literal) & support for signed in (literal, -literal)
            )

    def _assume(self) -> None:
        """Work out what is stated and what is assumed beside it."""
        problem, variables = self._problem, self._problem.ground.variables
        stated = [
            variables[fact].literal(value)
            for fact, value in self._facts.items()
            if fact in variables and not isinstance(value, Unknown) and variables[fact].literals
        ]
        stated += [literal for fact, literal in self._follow.items() if fact not in self._facts]
        presumed: list[Chosen] = []
        if self.presume:
            silent = [one for key, one in self._silent.items() if key not in self._facts]
            presumed, _ = problem.presumable(silent, stated)
        if not problem.possible(stated):
            raise Refused(clash(self.regulation, self.case))
        self._assumed = [*stated, *(one.literal for one in [*presumed, *problem.readings])]
        self._base = frozenset(self._assumed)
        self._now = None
