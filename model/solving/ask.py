"""Asking: the answer to a case, over every completion of its open facts and readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.house import House
from zeren.model.language.regulation import Certainty, Question, Regulation, Settled
from zeren.model.language.terms import Value
from zeren.model.meaning.answer import (
    ActAnswer,
    Answer,
    BearerAnswer,
    ChecklistAnswer,
    CircumstanceAnswer,
    FactRef,
    FactValue,
    LabelAnswer,
    Miss,
    OutcomeAnswer,
    Outside,
    Presumed,
    QuestionAnswer,
    Readings,
    RuleRef,
    SanctionsAnswer,
    StepAnswer,
    Under,
)
from zeren.model.meaning.duties import judge_case
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.meaning.explain import Explainer
from zeren.model.meaning.written import refs, written
from zeren.model.solving.attached import attached
from zeren.model.solving.completion import complete
from zeren.model.solving.decision import decision
from zeren.model.solving.effects import with_effect
from zeren.model.solving.find_out import everything_asked, to_find_out
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Key, Problem
from zeren.model.solving.reasons import Reasons
from zeren.model.solving.replay import Disagreement, replay
from zeren.model.solving.settle import settling
from zeren.model.solving.stance import fixed_readings


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
    meanings: Meanings | None = None,
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

    Raises:
        Refused: if the stated facts cannot all hold.
        Undecided: if the solver gives up.
    """
    taken, fixed = fixed_readings(regulation, case, stance, readings, house)
    problem = Problem(regulation, case, fixed, presume=presume)
    meanings = meanings or Meanings(regulation)
    reasons = Reasons(problem, meanings, presume, why, what_if) if why or what_if else None
    return _Asking(problem, meanings, settle, reasons, find_out).answer(taken)


__all__ = ["Disagreement", "ask"]


class _Asking:
    def __init__(self, problem: Problem, meanings: Meanings, settle: bool, reasons: Reasons | None, find_out: bool) -> None:
        self.problem, self.meanings, self.settle, self.reasons, self.find_out = problem, meanings, settle, reasons, find_out
        self.regulation, self.case = problem.regulation, problem.case
        self.subjects = {one.id: one.subject for one in self.case.circumstances}
        self.found: dict[str, list[frozenset[str]]] = {}

    def answer(self, stance: str) -> Answer:
        problem, regulation = self.problem, self.regulation
        circumstances = tuple(self.circumstance(one.id, one.item, one.subject) for one in self.case.circumstances)
        bearers = {entity[1]: self.bearer(entity) for entity in problem.bearers()}
        return Answer(
            case=self.case.id,
            regulation=regulation.id,
            stance=stance,
            readings=Readings(
                fixed=problem.pinned,
                open=tuple(name for name in regulation.readings if name not in problem.pinned),
                outside_stance=self.outside(),
            ),
            bearers=bearers,
            circumstances=circumstances,
            sanctions=self.sanctions(),
            procedure=self.procedure(),
            questions=self.questions(),
            duties=judge_case(regulation, self.case, problem.pinned),
            presumed=self.presumed(),
            notes=self.notes(),
            find_out=to_find_out(problem, everything_asked(problem)) if self.find_out else UNSET,
            decision=decision(problem, bearers) if self.case.voting is not None else UNSET,
            **attached(problem, bearers, self.certainty),
        )

    # bearers ----------------------------------------------------------------------------------------------

    def bearer(self, entity: Entity) -> BearerAnswer:
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
            settled = tuple(tuple(self._short(key, entity) for key in one) for one in sets)
        decided = [self.decided(entity, tiers, one, several) for one in outcomes]
        return BearerAnswer(
            sort="body" if entity[0] == "body" else "person",
            certain=tuple(tier for tier in tiers if tier in certain),
            possible=tuple(tier for tier in tiers if tier in somewhere - certain),
            excluded=tuple(tier for tier in tiers if tier not in somewhere),
            outcomes=tuple(
                with_effect(problem, entity, self.outcome(entity, outcome, *how)) for outcome, how in zip(outcomes, decided, strict=True)
            ),
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
        because = [
            RuleRef(name, rule.article, refs(explainer.applies(name, entity), explainer))
            for name, rule in applying
            if rule.bears in outcome
        ]
        missed = [self.miss(explainer, name, entity) for name, rule in rules if (name, rule) not in applying]
        missed.sort(key=lambda one: (not one.defeated_by, len(one.lacks)))
        return OutcomeAnswer(
            tiers=tuple(tier for tier in self.problem.ground.tiers(entity) if tier in outcome),
            because=tuple(because),
            missed=tuple(one for one in missed if one.lacks or one.defeated_by),
            under=_under(forcing),
        )

    def miss(self, explainer: Explainer, rule: str, entity: Entity) -> Miss:
        article = self.regulation.rules[rule][0].article
        situation = explainer.situation
        if explainer.value(self.regulation.rules[rule][1], entity):
            facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
            force = [one for one in self.regulation.defeaters[rule] if situation.in_force(one, situation.scope(facts))]
            defeats = tuple(
                RuleRef(one, self.regulation.exceptions[one][0].article, refs(explainer.in_force(one, entity), explainer)) for one in force
            )
            return Miss(rule, article, defeated_by=defeats)
        return Miss(rule, article, lacks=refs(explainer.why(self.regulation.rules[rule][1], entity), explainer))

    def labels(self, entity: Entity) -> tuple[LabelAnswer, ...]:
        found = []
        for index, label in enumerate(self.regulation.file.labels):
            if label.sort != entity[0]:
                continue
            answer = self.certainty(self.problem.ground.literal(self.regulation.means["labels", index, "when"], {"me": entity}))
            if answer != "excluded":
                found.append(LabelAnswer(label.id, label.article, answer))
        return tuple(found)

    def checklists(self, entity: Entity) -> tuple[ChecklistAnswer, ...]:
        found = []
        means, ground = self.regulation.means, self.problem.ground
        for index, checklist in enumerate(self.regulation.file.checklists):
            if self.certainty(ground.literal(means["checklists", index, "who"], {"me": entity})) != "certain":
                continue
            steps = []
            for place, step in enumerate(checklist.steps):
                answer = self.certainty(ground.literal(means["checklists", index, "steps", place, "needs"], {"me": entity}))
                steps.append(
                    StepAnswer(_both(step.text), {"certain": True, "excluded": False, "possible": None}[answer], _both(step.advice))
                )
            found.append(ChecklistAnswer(checklist.id, _both(checklist.title), tuple(steps)))
        return tuple(found)

    # the rest of the answer -------------------------------------------------------------------------------

    def certainty(self, literal: int, base: Sequence[int] | None = None) -> Certainty:
        base = self.problem.base if base is None else base
        if not self.problem.can([*base, literal]):
            return "excluded"
        return "possible" if self.problem.can([*base, -literal]) else "certain"

    def circumstance(self, name: str, item: str, subject: str) -> CircumstanceAnswer:
        problem = self.problem
        literal = problem.ground.made_out(name)
        answer = self.certainty(literal)
        article = f"{self.regulation.circumstances[item][0].article}({item})"
        if answer == "possible":
            variables = problem.open_variables([literal], ("circumstance", name))
            yes, no = (_under(problem.forcing(wanted, problem.base, variables)[1]) for wanted in (literal, -literal))
            return CircumstanceAnswer(item, subject, article, answer, yes_under=yes, no_under=no)
        lacks: tuple[FactRef, ...] = ()
        if answer == "excluded":
            witness = problem.witness(problem.base, [])
            values: dict[Key, Value] = {one.key: one.value for one in [*problem.presumed, *problem.readings, *witness]}
            whole, readings = complete(self.meanings, self.case, values)
            explainer = Explainer(Situation(self.meanings, whole, readings), self.subjects)
            lacks = refs(explainer.why(self.regulation.circumstances[item][1], ("circumstance", name)), explainer)
        return CircumstanceAnswer(item, subject, article, answer, lacks=lacks)

    def sanctions(self) -> SanctionsAnswer:
        stated = self.regulation.file.sanctions
        if stated is None:
            return SanctionsAnswer()
        problem = self.problem
        opened = self.certainty(problem.circuit.either(problem.ground.made_out(one.id) for one in self.case.circumstances))
        found: dict[str, Certainty] = dict.fromkeys(stated.ladder, opened)
        mandatory: list[str] = []
        for index, measure in enumerate(stated.measures):
            answer = self.certainty(problem.ground.literal(self.regulation.means["sanctions", "measures", index, "when"], {}))
            for rung in measure.mandatory:
                if answer == "certain":
                    mandatory.append(rung)
                if answer == "certain" or (answer == "possible" and found.get(rung) == "excluded"):
                    found[rung] = answer
        return SanctionsAnswer(
            permitted=tuple(rung for rung in stated.terms if found.get(rung) == "certain"),
            possible=tuple(rung for rung in stated.terms if found.get(rung) == "possible"),
            mandatory=tuple(mandatory),
            not_named=() if opened == "excluded" else tuple(rung for rung in stated.terms if rung not in stated.ladder),
            article=None if opened == "excluded" else stated.article,
        )

    def procedure(self) -> tuple[ActAnswer, ...]:
        acts = []
        for index, act in enumerate(self.regulation.file.authority):
            answer = self.certainty(self.problem.ground.literal(self.regulation.means["authority", index, "when"], {}))
            acts.append(ActAnswer(act.act, act.organ, act.norm, act.article, answer, act.to))
        return tuple(acts)

    def questions(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, question in self.regulation.file.questions.items():
            if question.sort == "matter":
                found[name] = self.question(name, question, None)
            elif names := self.case.entities(question.sort):
                found[name] = {one: self.question(name, question, (question.sort, one)) for one in names}
        return found

    def question(self, name: str, question: Question, entity: Entity | None) -> QuestionAnswer:
        problem = self.problem
        literals, single = self._alternatives(name, question, entity)
        if literals is None:
            return QuestionAnswer(question.article, (single,))
        sets = problem.alternatives(literals, problem.base)
        several = isinstance(question.answer, Settled) and question.answer.bearer is not None
        answers = tuple(self._answer(one, literals, several) for one in sets)
        depends: tuple[FactRef, ...] = ()
        if len(answers) > 1:
            variables = problem.open_variables(literals.values(), entity)
            depends = tuple(_ref(one.key) for one in variables)
        return QuestionAnswer(question.article, answers, depends)

    def _alternatives(self, name: str, question: Question, entity: Entity | None) -> tuple[dict[str, int] | None, Any]:
        """The literal of each possible answer, or the one answer that there is."""
        ground, circuit, answer = self.problem.ground, self.problem.circuit, question.answer
        whose = {} if entity is None else {"me": entity}

        def literal(*path: str) -> int:
            return ground.literal(self.regulation.means[("questions", name, "answer", *path)], whose)

        if not isinstance(answer, Settled):
            yes = literal()
            return {"yes": yes, "no": -yes}, None
        if answer.number is not None:
            number = ground._quantity(self.regulation.means["questions", name, "answer", "number"], whose)
            if isinstance(number, (int, Fraction)):
                return None, number
            size = len(number.literals)
            return {str(count): ground.compared("==", number.plus(type(number)(Fraction(count)), -1)) for count in range(size + 1)}, None
        if answer.bearer is not None:
            condition = self.regulation.means["questions", name, "answer", "bearer"]
            return {person: ground.literal(condition, {"me": ("person", person)}) for person in self.case.people}, None
        if answer.one_of:
            return {option: literal("one_of", option) for option in answer.one_of}, None
        rest, found = 1, {}
        for norm in ("obliged", "forbidden", "permitted"):
            if getattr(answer, norm) is not None:
                own = literal(norm)
                found[norm] = circuit.both([rest, own])
                rest = circuit.both([rest, -own])
        otherwise = question.otherwise or "not_settled"
        found[otherwise] = circuit.either([found[otherwise], rest]) if otherwise in found else rest
        return found, None

    def _answer(self, names: frozenset[str], literals: Mapping[str, int], several: bool) -> Any:
        ordered = [name for name in literals if name in names]
        if several:
            return ordered
        if len(ordered) == 1:
            only = ordered[0]
            return (
                {"yes": True, "no": False}.get(only, int(only) if only.isdecimal() else only)
                if set(literals) <= {"yes", "no"} or only.isdecimal()
                else only
            )
        return ordered

    # what it stands on ------------------------------------------------------------------------------------

    def presumed(self) -> tuple[Presumed, ...]:
        """The presumptions that mattered: an inclusion-minimal set without which somebody's outcomes would be more."""
        problem = self.problem
        matters: dict[Key, list[str]] = {}
        others = [one.literal for one in problem.readings]
        for name, literals, found in self._asked():
            needed = self._needed(literals, found, others)
            for key in needed:
                matters.setdefault(key, []).append(name)
        return tuple(
            Presumed(one.key.of or None, one.key.term, written(one.value), tuple(dict.fromkeys(matters[one.key])))
            for one in problem.presumed
            if one.key in matters and isinstance(one.key, FactId)
        )

    def _needed(self, literals: Mapping[str, int], found: list[frozenset[str]], others: list[int]) -> list[Key]:
        problem = self.problem
        support = 0
        for literal in [*literals.values(), *(literal for _, literal in problem.ground.constraints)]:
            support |= problem.circuit.support(literal)
        own = 0
        for literal in literals.values():
            own |= problem.circuit.support(literal)
        if not own:
            return []
        kept = list(problem.presumed)
        blocked = [-problem.outcome_literal(literals, one) for one in found]
        rest = [one for one in kept if not problem.circuit.support(one.literal) & support]
        kept = [one for one in kept if problem.circuit.support(one.literal) & support]
        for one in sorted(kept, key=lambda one: bool(problem.circuit.support(one.literal) & own)):
            without = [other for other in kept if other is not one]
            if not problem.can([*(other.literal for other in [*without, *rest]), *others, *blocked]):
                kept = without
        return [one.key for one in kept]

    def _asked(self) -> list[tuple[str, Mapping[str, int], list[frozenset[str]]]]:
        """Everything answered, with its literals and what was found possible."""
        problem = self.problem
        asked: list[tuple[str, Mapping[str, int], list[frozenset[str]]]] = [
            (entity[1], problem.ground.tiers(entity), self.found[entity[1]]) for entity in problem.bearers()
        ]
        relievable = [(entity[1], problem.ground.relieved(entity)) for entity in problem.bearers()]
        asked += [(name, relieved, problem.alternatives(relieved, problem.base)) for name, relieved in relievable if relieved]
        for one in self.case.circumstances:
            literals = {"made out": problem.ground.made_out(one.id)}
            asked.append((one.id, literals, problem.alternatives(literals, problem.base)))
        return asked

    def outside(self) -> tuple[Outside, ...]:
        """The readings that the stance fixes and whose other options would change an answer."""
        problem = self.problem
        changes: list[Outside] = []
        if not problem.readings:
            return ()
        asked = self._asked_before_bearers()
        for pinned in problem.readings:
            assert isinstance(pinned.key, str)
            variable = problem.ground.reading(pinned.key)
            for option, literal in zip(variable.values, variable.literals, strict=True):
                if option == pinned.value:
                    continue
                base = [one if one != pinned.literal else literal for one in problem.base]
                differing = (name for name, literals, found in asked if self._differs(literals, found, base, variable.literals))
                changed = tuple(dict.fromkeys(differing))
                if changed:
                    changes.append(Outside(pinned.key, str(option), changed, self._outcomes_there(changed, base)))
        return tuple(changes)

    def _outcomes_there(self, changed: Sequence[str], base: Sequence[int]) -> dict[str, tuple[tuple[str, ...], ...]]:
        problem = self.problem
        there = {entity[1]: problem.outcomes(entity, base) for entity in problem.bearers() if entity[1] in changed}
        return {
            name: tuple(tuple(tier for tier in self.regulation.tiers.all if tier in one) for one in outcomes)
            for name, outcomes in there.items()
        }

    def _asked_before_bearers(self) -> list[tuple[str, Mapping[str, int], list[frozenset[str]]]]:
        for entity in self.problem.bearers():
            self.found.setdefault(entity[1], self.problem.outcomes(entity))
        return self._asked()

    def _differs(self, literals: Mapping[str, int], found: list[frozenset[str]], base: list[int], reading: Sequence[int]) -> bool:
        problem = self.problem
        support = bits = 0
        for literal in literals.values():
            support |= problem.circuit.support(literal)
        for literal in reading:
            bits |= problem.circuit.support(literal)
        if not support & bits:
            return False
        outcomes = [problem.outcome_literal(literals, one) for one in found]
        if problem.can([*base, *(-one for one in outcomes)]):
            return True
        return any(not problem.can([*base, one]) for one in outcomes)

    def notes(self) -> tuple[dict[str, str], ...]:
        """What the reader must know: presumptions that could not all hold."""
        if not self.problem.dropped:
            return ()
        facts = [one.key.shown for one in self.problem.dropped if isinstance(one.key, FactId)]
        return (
            {
                "zh": "案情没有写明以下各项，通常的推定又不能同时成立，故按不明处理：" + "、".join(facts),
                "en": "not stated, and what is usually assumed cannot all hold, so taken as unknown: " + ", ".join(facts),
            },
        )

    def _short(self, key: Key, entity: Entity) -> str:
        if isinstance(key, str):
            return key
        return key.term if not key.of or (key.sort, key.of) == entity else key.shown


def _ref(key: Key) -> FactRef:
    return FactRef(reading=key) if isinstance(key, str) else FactRef(of=key.of or None, term=key.term)


def _under(chosen: Sequence[Chosen]) -> Under:
    facts = tuple(
        FactValue(of=one.key.of or None, term=one.key.term, value=written(one.value)) for one in chosen if isinstance(one.key, FactId)
    )
    return Under(facts=facts, readings={one.key: str(one.value) for one in chosen if isinstance(one.key, str)})


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
