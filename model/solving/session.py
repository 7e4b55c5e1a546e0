"""A session: one case under one regulation, its facts stated and taken back one by one, with the answer always at hand.

The case is grounded once, with every fact that has options open; what is stated, assumed and taken as the reading is put
to the solver as assumptions. Only who is in the case and a stated number or date are part of the grounding: changing one
of these grounds the case anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.edit_case import (
    Stated,
    fact_of,
    with_body,
    with_circumstance,
    with_fact,
    with_person,
    with_readings,
    without,
    without_fact,
)
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.house import House
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import UNKNOWN, MaybeValue, Unknown
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.evaluate import meanings_of
from zeren.model.meaning.explanations import Alternative
from zeren.model.solving.ask import ask
from zeren.model.solving.clash import clash
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.reasons import Reasons
from zeren.model.solving.stance import fixed_readings
from zeren.model.solving.undecided import Undecided

MOST_KEPT = 4_096  # answers of one bearer kept for facts that come back


class Now(msgspec.Struct, frozen=True):
    """What holds at the moment: each bearer's possible outcomes, the gravest first, and each alleged circumstance by its id."""

    bearers: Mapping[str, tuple[tuple[str, ...], ...]]
    circumstances: Mapping[str, Certainty]


class Session:
    """A case whose facts change, asked again after each change.

    What is refused, or cannot be decided, changes nothing: after each `Refused` and `Undecided` the session is as it was.

    Args:
        stance: which readings are fixed; that of the case, or `literal`, unless given.
        readings: single readings pinned to an option, or opened by the word `open`.
        presume: whether silent facts are taken to be what is usual.

    Raises:
        Refused: if the facts that the case states cannot all hold.
        Undecided: if a condition is beyond every solver, such as months counted from a date that is not known.

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
        self._given, self._house = stance, house
        self._known: dict[tuple[Entity, frozenset[int]], tuple[tuple[str, ...], ...]] = {}
        self._grounding: tuple[Any, ...] | None = None
        self._now: Now | None = None
        self._enter(with_readings(regulation, case, readings or {}))

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self._case

    # facts and readings -----------------------------------------------------------------------------------

    def fact(self, of: str | None, term: str) -> FactId:
        """Which fact is meant.

        Raises:
            Refused: if the regulation has no such term, or the case nobody of that name.
        """
        return fact_of(self.regulation, self._case, of, term)

    def state(self, of: str | None, term: str, value: Any) -> None:
        """State a fact of somebody (of the matter: None), in place of what was stated before; `unknown` leaves it open on purpose.

        Raises:
            Refused: if there is no such fact or value, or if it cannot hold beside what is stated.
        """
        self._change(with_fact(self.regulation, self._case, of, term, value))

    def retract(self, of: str | None, term: str) -> None:
        """Take a fact back: the case is then silent on it.

        Raises:
            Refused: if there is no such fact, or if what then follows cannot hold beside what is stated.
        """
        self._change(without_fact(self.regulation, self._case, of, term))

    def read(self, reading: str, option: str) -> None:
        """Pin a reading to one of its options, or open it by the word `open`.

        Raises:
            Refused: if there is no such reading or option.
        """
        self._change(with_readings(self.regulation, self._case, {reading: option}))

    # who is in the case -----------------------------------------------------------------------------------

    def add_person(self, name: str, facts: Stated | None = None) -> None:
        """Put one more person into the case, with what is stated of them.

        >>> from zeren.model.language.load import load_regulation
        >>> session = Session(load_regulation("county-bureau"), Case(id="a", regulation="county-bureau"))
        >>> session.state(None, "collective_responsibility_pursued", "yes")
        >>> session.add_person("Zhou", {"role": "secretary", "body_member": "yes"})
        >>> session.now().bearers
        {'Zhou': (('primary',),)}
        >>> session.remove("Zhou")
        >>> session.now().bearers
        {}

        Raises:
            Refused: if the name is taken, or with every fact that cannot be stated.
        """
        self._change(with_person(self.regulation, self._case, name, facts or {}))

    def add_body(self, name: str, facts: Stated | None = None, *, superior: str | None = None) -> None:
        """Put one more body into the case, under a superior that is in it already.

        Raises:
            Refused: if the name is taken, the superior unknown, or with every fact that cannot be stated.
        """
        self._change(with_body(self.regulation, self._case, name, facts or {}, superior))

    def add_circumstance(self, item: str, subject: str, facts: Stated | None = None) -> str:
        """Allege a listed circumstance against a subject, who need not be in the case; returns the id under which it is spoken of.

        Raises:
            Refused: if no such circumstance is listed, or with every fact that cannot be stated.
        """
        case, name = with_circumstance(self.regulation, self._case, item, subject, facts or {})
        self._change(case)
        return name

    def remove(self, name: str) -> None:
        """Take a person, a body or an alleged circumstance out of the case, with all that is stated of it.

        Raises:
            Refused: if there is none of that name, or if the case needs it elsewhere.
        """
        self._change(without(self._case, name))

    # answers ----------------------------------------------------------------------------------------------

    def now(self) -> Now:
        """Everybody's possible outcomes, and the alleged circumstances, as the facts stand."""
        if self._now is None:
            bearers = {entity[1]: self._outcomes(entity) for entity in self._problem.bearers()}
            self._now = Now(bearers, {one.id: self._certainty(one.id) for one in self._case.circumstances})
        return self._now

    def ask(self, **options: Any) -> Answer:
        """The whole answer to the case as it stands, with its reasons; options as for `ask`."""
        return ask(self.regulation, self._case, stance=self._given, house=self._house, presume=self.presume, **options)

    def what_if(self, name: str) -> Iterator[tuple[tuple[str, ...], Alternative]]:
        """For each outcome of somebody, the changes that would rule it out: each as soon as it is found, the smallest first.

        Raises:
            Refused: if nobody in the case has this name, or what is stated cannot all hold.
            Undecided: if the solver gives up.

        >>> from zeren.model.language.load import load_regulation
        >>> session = Session(load_regulation("county-bureau"), Case(id="a", regulation="county-bureau"))
        >>> session.state(None, "collective_responsibility_pursued", "yes")
        >>> session.add_person("Zhou", {"role": "secretary", "body_member": "yes"})
        >>> tiers, first = next(session.what_if("Zhou"))
        >>> tiers, [(one.of, one.term, one.becomes) for one in first.changes]
        (('primary',), [('Zhou', 'role', 'deputy_in_charge')])
        """
        entity = next((one for one in self._problem.bearers() if one[1] == name), None)
        if entity is None:
            known = [one for _, one in self._problem.bearers()]
            raise Refused([Fault(self._case.file or self._case.id, 0, 0, said("nobody is called", name), nearest(name, known))])
        problem = Problem(self.regulation, self._case, self.pinned, presume=self.presume)
        reasons = Reasons(problem, meanings_of(self.regulation), self.presume, why_asked=False)
        tiers = problem.ground.tiers(entity)
        outcomes = problem.outcomes(entity)
        variables = problem.open_variables(tiers.values(), entity)
        for outcome in outcomes:
            supposed = problem.forcing(problem.outcome_literal(tiers, outcome), problem.base, variables)[1] if len(outcomes) > 1 else []
            for one in reasons.each_change(entity, outcome, supposed):
                yield tuple(tier for tier in tiers if tier in outcome), one

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

    def _change(self, case: Case) -> None:
        before = self._case
        try:
            self._enter(case)
        except (Refused, Undecided):
            self._enter(before)
            raise

    def _enter(self, case: Case) -> None:
        """Take a case as the one that stands: ground it where it has to be, and work out what is assumed in it."""
        self.stance, self.pinned = fixed_readings(self.regulation, case, self._given, None, self._house)
        self._case, grounding = case, (case.people, case.bodies, case.superior, case.circumstances, self._quantities(case.facts))
        if self._grounding != grounding:
            self._grounding = None
            try:
                self._ground()
            except BeyondSolver as beyond:
                raise Undecided(str(beyond)) from None
            self._grounding = grounding
        self._assume()

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
        bare = msgspec.structs.replace(self._case, facts={**following, **self._quantities(self._case.facts)})
        self._problem = problem = Problem(self.regulation, bare, {}, presume=False)
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
            for fact, value in self._case.facts.items()
            if fact in variables and not isinstance(value, Unknown) and variables[fact].literals
        ]
        stated += [literal for fact, literal in self._follow.items() if fact not in self._case.facts]
        presumed: list[Chosen] = []
        if self.presume:
            silent = [one for key, one in self._silent.items() if key not in self._case.facts]
            presumed, _ = problem.presumable(silent, stated)
        if not problem.possible(stated):
            raise Refused(clash(self.regulation, self._case))
        taken = [problem.ground.reading(name).literal(option) for name, option in self.pinned.items()]
        self._assumed = [*stated, *(one.literal for one in presumed), *taken]
        self._base = frozenset(self._assumed)
        self._now = None
