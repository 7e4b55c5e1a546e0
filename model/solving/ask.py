"""Asking: the answer to a case, over every completion of its open facts and readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.conditions import ME, Fact
from zeren.model.language.house import Choice, House
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty, Sanctions
from zeren.model.language.terms import UNKNOWN, Value
from zeren.model.language.unlisted import THERE, number_of
from zeren.model.meaning.answer import (
    ActAnswer,
    Answer,
    BearerAnswer,
    ChecklistAnswer,
    CircumstanceAnswer,
    LabelAnswer,
    OutcomeAnswer,
    Readings,
    SanctionsAnswer,
    Settled,
    StepAnswer,
)
from zeren.model.meaning.distances import measured
from zeren.model.meaning.duties import judge_case
from zeren.model.meaning.evaluate import Meanings, Situation, meanings_of
from zeren.model.meaning.exchange import exchange, groups, renamed
from zeren.model.meaning.explain import Explainer
from zeren.model.meaning.explanations import Reason
from zeren.model.meaning.references import FactRef, Miss, RuleRef
from zeren.model.meaning.written import refs
from zeren.model.solving.assumptions import Assumptions, Unasked, one_of
from zeren.model.solving.completion import complete
from zeren.model.solving.consequences import attached
from zeren.model.solving.decision import decision
from zeren.model.solving.effects import with_effect
from zeren.model.solving.find_out import everything_asked, to_find_out
from zeren.model.solving.ground import Entity
from zeren.model.solving.premises import StandsOn
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.query import Key
from zeren.model.solving.questions import questions
from zeren.model.solving.reasons import Reasons
from zeren.model.solving.replay import Disagreement, replay
from zeren.model.solving.settle import settling
from zeren.model.solving.solver import Which
from zeren.model.solving.stance import fixed_readings
from zeren.model.solving.told_facts import under
from zeren.model.solving.undecided import Undecided
from zeren.model.solving.verdicts import with_verdict


def ask(
    regulation: Regulation,
    case: Case,
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    settle: bool = False,
    why: bool = False,
    what_if: bool = False,
    find_out: bool = False,
    rests_on: bool = True,
    meanings: Meanings | None = None,
    solver: Which = "auto",
) -> Answer:
    """Answer a case: who bears which tier in every completion, in some, in none, and what decides.

    Args:
        stance: which readings are fixed; that of the case, or `literal`, unless given.
        readings: single readings pinned to an option, or opened by the word `open`.
        house: the adopted readings, for the stance `adopted`.
        presume: whether silent facts are taken to be what is usual; otherwise they are unknown.
        settle: whether to look for the sets of facts that settle each open outcome.
        why: whether to look for the sets of facts that are enough for each outcome, and for the nearest rules.
        what_if: whether to look for the facts that, once changed, would rule each outcome out.
        find_out: whether to look for what settles everything, for each person and for all, and what to ask next.
        rests_on: whether to look for the assumptions that what is certain rests on.
        solver: which solver is asked; the answers of all are the same.

    Raises:
        Refused: if the stated facts cannot all hold.
        Undecided: if the solver gives up, or a condition is beyond it.
    """
    taken, fixed = fixed_readings(regulation, case, stance, readings, house)
    try:
        problem = Problem(regulation, case, fixed, presume=presume, which=solver)
    except BeyondSolver as beyond:
        raise Undecided(str(beyond)) from None
    meanings = meanings or meanings_of(regulation)
    reasons = Reasons(problem, meanings, presume, why, what_if) if why or what_if else None
    choices = house.choices if taken == "adopted" and house is not None else {}
    assumptions = Assumptions.of(problem) if rests_on else Unasked(problem, [], {}, [])
    return _Asking(problem, meanings, settle, reasons, find_out, assumptions).answer(taken, choices)


__all__ = ["Disagreement", "ask"]


class _Asking:
    def __init__(
        self, problem: Problem, meanings: Meanings, settle: bool, reasons: Reasons | None, find_out: bool, assumptions: Assumptions
    ) -> None:
        self.problem, self.meanings, self.settle, self.reasons, self.find_out = problem, meanings, settle, reasons, find_out
        self.regulation, self.case = problem.regulation, problem.case
        self.subjects = {one.id: one.subject for one in self.case.circumstances}
        self.found: dict[str, list[frozenset[str]]] = {}
        self.assumptions = assumptions

    def answer(self, stance: Stance, choices: Mapping[str, Choice]) -> Answer:
        problem, regulation = self.problem, self.regulation
        circumstances = tuple(self.circumstance(one.id, one.item, one.subject) for one in self.case.circumstances)
        bearers = self.bearers(circumstances)
        stands_on = StandsOn(problem, self.found)
        return Answer(
            case=self.case.id,
            regulation=regulation.id,
            stance=stance,
            readings=Readings(
                fixed=problem.pinned,
                open=tuple(name for name in regulation.readings if name not in problem.pinned),
                adopted=stands_on.adopted(choices),
                outside_stance=stands_on.outside(),
            ),
            bearers=bearers,
            circumstances=circumstances,
            sanctions=self.sanctions(),
            procedure=self.procedure(),
            questions=questions(problem, self.assumptions),
            duties=judge_case(regulation, self.case, problem.pinned),
            presumed=stands_on.presumed(),
            notes=stands_on.notes(),
            find_out=to_find_out(problem, everything_asked(problem)) if self.find_out else UNSET,
            decision=decision(problem, bearers) if self.case.voting is not None else UNSET,
            **attached(problem, bearers, self.problem.certainty),
        )

    # bearers ----------------------------------------------------------------------------------------------

    def bearers(self, circumstances: tuple[CircumstanceAnswer, ...]) -> dict[str, BearerAnswer]:
        """Everybody's answer; of people of whom the case says the same, one is asked about and the names are exchanged for the others."""
        like = groups(self.case)
        found: dict[str, BearerAnswer] = {}
        for entity in self.problem.bearers():
            name = entity[1]
            group = like[name] if entity[0] == "person" else (name,)
            if group[0] not in found:
                found[group[0]] = self.bearer((entity[0], group[0]), circumstances)
            if name not in found:
                found[name] = self.exchanged(found[group[0]], exchange(group, name))
                self.found[name] = self.found[group[0]]
        return {name: found[name] for _, name in self.problem.bearers()}

    def exchanged(self, bearer: BearerAnswer, names: Mapping[str, str]) -> BearerAnswer:
        def short(key: str) -> str:  # as `_short` names the facts of others
            of, _, term = key.rpartition(".")
            return f"{names[of]}.{term}" if of in names else key

        other = renamed(bearer, names)
        return msgspec.structs.replace(other, settled_by=tuple(tuple(map(short, one)) for one in bearer.settled_by))

    def bearer(self, entity: Entity, circumstances: tuple[CircumstanceAnswer, ...]) -> BearerAnswer:
        problem = self.problem
        tiers = problem.ground.tiers(entity)
        outcomes = problem.outcomes(entity)
        self.found[entity[1]] = outcomes
        certain = frozenset.intersection(*outcomes)
        somewhere = frozenset.union(*outcomes)
        several = len(outcomes) > 1
        settled: tuple[tuple[str, ...], ...] = ()
        everything = True
        if several and self.settle:
            sets, everything = settling(problem, tiers, problem.base, entity)
            settled = tuple(tuple(dict.fromkeys(self._short(key, entity) for key in one)) for one in sets)
        decided = [self.decided(entity, tiers, one, several) for one in outcomes]
        rests_on = self.assumptions.behind(one_of(entity, outcomes), entity)
        answered = [self.outcome(entity, outcome, *how) for outcome, how in zip(outcomes, decided, strict=True)]
        return BearerAnswer(
            sort="body" if entity[0] == "body" else "person",
            certain=tuple(tier for tier in tiers if tier in certain),
            possible=tuple(tier for tier in tiers if tier in somewhere - certain),
            excluded=tuple(tier for tier in tiers if tier not in somewhere),
            outcomes=tuple(with_verdict(problem, entity, with_effect(problem, entity, one), circumstances, rests_on) for one in answered),
            settled="settled" if not several else "two_readings" if any(one.under.readings for one in answered) else "facts_open",
            settled_by=settled,
            settled_by_all=everything,
            labels=self.labels(entity),
            checklists=self.checklists(entity) if entity[0] == "person" else (),
            **self.explained(entity, outcomes, decided),
        )

    def decided(
        self, entity: Entity, tiers: Mapping[str, int], outcome: frozenset[str], several: bool
    ) -> tuple[Sequence[Chosen], Explainer]:
        """A smallest set of choices that forces an outcome, and the reasons in a case where it holds."""
        problem = self.problem
        wanted = problem.outcome_literal(tiers, outcome)
        variables = problem.open_variables(tiers.values(), entity)
        witness, forcing = (
            problem.forcing(wanted, problem.base, variables) if several else (problem.witness([*problem.base, wanted], variables), [])
        )
        situation = replay(problem, self.meanings, entity, [*problem.presumed, *problem.readings], witness, outcome)
        return forcing, Explainer(situation, self.subjects)

    def explained(
        self, entity: Entity, outcomes: Sequence[frozenset[str]], decided: Sequence[tuple[Sequence[Chosen], Explainer]]
    ) -> dict[str, Any]:
        """What is told only when asked: why, what would change it, what to find out."""
        more: dict[str, Any] = {}
        pairs = list(zip(outcomes, decided, strict=True))
        if self.reasons and self.reasons.why_asked:
            more["why"] = tuple(self.reasons.why(entity, outcome, *how) for outcome, how in pairs)
        if self.reasons and self.reasons.what_if_asked:
            more["what_if"] = tuple(self.reasons.what_if(entity, outcome, forcing) for outcome, (forcing, _) in pairs)
        if self.find_out:
            more["find_out"] = to_find_out(self.problem, {entity[1]: self.problem.ground.tiers(entity)}, entity)
        return more

    def outcome(self, entity: Entity, outcome: frozenset[str], forcing: Sequence[Chosen], explainer: Explainer) -> OutcomeAnswer:
        situation = explainer.situation
        rules = [(name, rule) for name, (rule, _) in self.regulation.rules.items() if rule.sort == entity[0]]
        facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
        applying = [(name, rule) for name, rule in rules if situation.applies(name, facts)]
        because = [self.applying(explainer, name, entity) for name, rule in applying if rule.bears in outcome]
        missed = [self.miss(explainer, name, entity) for name, rule in rules if (name, rule) not in applying]
        missed.sort(key=lambda one: (not one.defeated_by, len(one.lacks)))
        return OutcomeAnswer(
            tiers=tuple(tier for tier in self.problem.ground.tiers(entity) if tier in outcome),
            because=tuple(because),
            missed=tuple(one for one in missed if one.lacks or one.defeated_by),
            under=under(forcing),
        )

    def applying(self, explainer: Explainer, name: str, entity: Entity) -> RuleRef:
        """A rule that applies, and every exception to it that is not in force."""
        regulation, situation = self.regulation, explainer.situation
        rule, condition = regulation.rules[name]
        keys = explainer.applies(name, entity)
        facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
        others = [*regulation.defeaters[name], *regulation.relievers[name]]
        failed = [self.miss(explainer, one, entity, failed=True) for one in others if not situation.in_force(one, situation.scope(facts))]
        return RuleRef(
            name,
            rule.article,
            refs(keys, explainer),
            measured(explainer, self.case.facts, condition, entity, keys or ()),
            tuple(one for one in failed if one.lacks or one.defeated_by),
        )

    def miss(self, explainer: Explainer, name: str, entity: Entity, *, failed: bool = False) -> Miss:
        """What a rule, or an exception that `failed`, lacks, or what defeats it."""
        regulation, situation = self.regulation, explainer.situation
        known, condition = regulation.rules.get(name) or regulation.exceptions[name]
        if explainer.value(condition, entity):
            facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
            force = [one for one in regulation.defeaters[name] if situation.in_force(one, situation.scope(facts))]
            return Miss(name, known.article, defeated_by=tuple(self.defeat(explainer, one, entity) for one in force))
        keys = explainer.why(condition, entity)
        amounts = measured(explainer, self.case.facts, condition, entity, None if failed else keys or (), failed=True)
        return Miss(name, known.article, lacks=refs(keys, explainer), measured=amounts)

    def defeat(self, explainer: Explainer, name: str, entity: Entity) -> RuleRef:
        """An exception in force."""
        exception, condition = self.regulation.exceptions[name]
        keys = explainer.in_force(name, entity)
        return RuleRef(name, exception.article, refs(keys, explainer), measured(explainer, self.case.facts, condition, entity, keys or ()))

    def labels(self, entity: Entity) -> tuple[LabelAnswer, ...]:
        found = []
        for index, label in enumerate(self.regulation.file.labels):
            if label.sort != entity[0]:
                continue
            answer, rests_on = self.sure("labels", index, "when", me=entity)
            if answer != "excluded":
                found.append(LabelAnswer(label.id, label.article, answer, rests_on))
        return tuple(found)

    def checklists(self, entity: Entity) -> tuple[ChecklistAnswer, ...]:
        found = []
        means, ground = self.regulation.means, self.problem.ground
        for index, checklist in enumerate(self.regulation.file.checklists):
            if self.problem.certainty(ground.worth(means["checklists", index, "who"], {"me": entity})) != "certain":
                continue
            steps = []
            for place, step in enumerate(checklist.steps):
                answer = self.problem.certainty(ground.worth(means["checklists", index, "steps", place, "needs"], {"me": entity}))
                done = {"certain": True, "excluded": False, "possible": None}[answer]
                late = done is not True and step.until is not None and self.has_passed(step.until, entity)
                steps.append(StepAnswer(_both(step.text), done, _both(step.advice), late))
            found.append(ChecklistAnswer(checklist.id, _both(checklist.title), tuple(steps)))
        return tuple(found)

    def has_passed(self, term: str, entity: Entity) -> bool:
        """Whether the case says that something is so, or that a moment is not still to come."""
        sort = self.regulation.terms[term].sort
        value = self.case.facts.get(FactId(sort, "" if sort == "matter" else entity[1], term), UNKNOWN)
        if isinstance(value, dt.datetime):
            return self.case.now is None or value <= self.case.now
        if isinstance(value, dt.date):
            return self.case.now is None or value <= self.case.now.date()
        return value is True

    # the rest of the answer -------------------------------------------------------------------------------

    def circumstance(self, name: str, item: str, subject: str) -> CircumstanceAnswer:
        problem = self.problem
        literal = problem.ground.made_out(name)
        answer = self.problem.certainty(literal)
        article = f"{self.regulation.circumstances[item][0].article}({item})"
        if answer == "possible":
            variables = problem.open_variables([literal], ("circumstance", name))
            yes, no = (under(problem.forcing(wanted, problem.base, variables)[1]) for wanted in (literal, -literal))
            settled: Settled = "two_readings" if yes.readings or no.readings else "facts_open"
            return CircumstanceAnswer(item, subject, article, answer, yes_under=yes, no_under=no, settled=settled)
        sign = 1 if answer == "certain" else -1
        rests_on = self.assumptions.behind(lambda problem: sign * problem.ground.made_out(name))
        lacks: tuple[FactRef, ...] = ()
        if answer == "excluded":
            witness = problem.witness(problem.base, [])
            values: dict[Key, Value] = {one.key: one.value for one in [*problem.presumed, *problem.readings, *witness]}
            whole, readings = complete(self.meanings, self.case, values)
            explainer = Explainer(Situation(self.meanings, whole, readings), self.subjects)
            lacks = refs(explainer.why(self.regulation.circumstances[item][1], ("circumstance", name)), explainer)
        return CircumstanceAnswer(item, subject, article, answer, lacks=lacks, rests_on=rests_on)

    def sanctions(self) -> SanctionsAnswer:
        stated = self.regulation.file.sanctions
        if stated is None:
            return SanctionsAnswer()
        problem = self.problem
        opened = self.problem.certainty(problem.circuit.either(problem.ground.made_out(one.id) for one in self.case.circumstances))
        found: dict[str, Certainty] = dict.fromkeys(stated.ladder, opened)
        mandatory: list[str] = []
        for index, measure in enumerate(stated.measures):
            answer = self.problem.certainty(problem.ground.worth(self.regulation.means["sanctions", "measures", index, "when"], {}))
            for rung in measure.mandatory:
                if answer == "certain":
                    mandatory.append(rung)
                if answer == "certain" or (answer == "possible" and found.get(rung) == "excluded"):
                    found[rung] = answer
        return SanctionsAnswer(
            permitted=tuple(rung for rung in stated.terms if found.get(rung) == "certain"),
            possible=tuple(rung for rung in stated.terms if found.get(rung) == "possible"),
            mandatory=tuple(mandatory),
            persons_only=self.persons_only(stated, opened),
            not_named=() if opened == "excluded" else tuple(rung for rung in stated.terms if rung not in stated.ladder),
            article=None if opened == "excluded" else stated.article,
        )

    def persons_only(self, stated: Sanctions, opened: Certainty) -> tuple[str, ...]:
        """The measures that cannot fall on a subject of the case, where a body is or may be one."""
        term = self.regulation.file.body_subject
        if stated.persons_only is None or term is None or opened == "excluded":
            return ()
        problem = self.problem
        bodies = [
            problem.circuit.both(
                [problem.ground.made_out(one.id), problem.ground.worth(Fact(term, "me"), {"me": ("circumstance", one.id)})]
            )
            for one in self.case.circumstances
        ]
        return () if problem.certainty(problem.circuit.either(bodies)) == "excluded" else stated.persons_only.measures

    def procedure(self) -> tuple[ActAnswer, ...]:
        acts = []
        for index, act in enumerate(self.regulation.file.authority):
            answer, rests_on = self.sure("authority", index, "when")
            acts.append(ActAnswer(act.act, act.organ, act.norm, act.article, answer, act.to, rests_on))
        return tuple(acts)

    def sure(self, *path: str | int, **whose: Entity) -> tuple[Certainty, tuple[Reason, ...]]:
        """How sure a condition of the file is, and what that rests on."""
        condition = self.regulation.means[path]
        answer = self.problem.certainty(self.problem.ground.worth(condition, whose))
        if answer == "possible":
            return answer, ()
        sign = 1 if answer == "certain" else -1
        return answer, self.assumptions.behind(lambda problem: sign * problem.ground.worth(condition, whose), whose.get(ME))

    def _short(self, key: Key, entity: Entity) -> str:
        if isinstance(key, str):
            return key
        if number_of(key.of) is not None:  # those not listed are alike
            return "unlisted" if key.term == THERE else f"unlisted.{key.term}"
        return key.term if not key.of or (key.sort, key.of) == entity else key.shown


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
