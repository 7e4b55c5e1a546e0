"""What two regulations are compared on: of whom it is asked, what comes out, which provisions bring that about.

Each is asked of one person, who stands for all, of one body, of one circumstance, or of the matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from zeren.model.language.conditions import ME, SUBJECT, Expr, Quantified
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.language.terms import Sort, Text
from zeren.model.meaning.evaluate import Situation
from zeren.model.meaning.truth import Facts
from zeren.model.solving.ground import MATTER_ENTITY, Entity, Ground
from zeren.proofs.compare.correspondence import corresponding
from zeren.proofs.compare.matching import labels
from zeren.proofs.endings import ended, ends, in_order, tier_of
from zeren.proofs.open_case import BODY, names
from zeren.proofs.scope import bearing_on, needed, reach, rests_on, speaks_of_persons
from zeren.proofs.sentences import World, X
from zeren.proofs.sizes import BOUND, Scope

Subject = Literal["possible", "person", "body", "circumstance", "question", "label", "measures"]
Direction = Literal["loses", "gains", "differs"]
POSSIBLE = "possible"
FACTS = "facts"  # the id of the circumstance that a board alleges
PERSON: Entity = ("person", names(1)[0])
_OF: dict[Sort, Entity] = {"matter": MATTER_ENTITY, "person": PERSON, "body": ("body", BODY), "circumstance": ("circumstance", FACTS)}


class Point:
    """Something on which two regulations are compared.

    Args:
        sort: of whom it is asked.
        id: its id in both, where there are several of one kind.
    """

    subject: Subject

    def __init__(self, first: Regulation, second: Regulation, sort: Sort, id_: str = "") -> None:
        self.regulations, self.sort, self.id = (first, second), sort, id_

    @property
    def entity(self) -> Entity:
        """Of whom it is asked; persons are all alike, so the first one stands for each."""
        return _OF[self.sort]

    # under one regulation ---------------------------------------------------------------------------------

    def conditions(self, regulation: Regulation) -> list[Expr]:
        """The conditions on which it rests."""
        raise NotImplementedError

    def outcomes(self, ground: Ground) -> dict[str, int]:
        """For each part of what may come out, the literal that it does."""
        raise NotImplementedError

    def provisions(self, ground: Ground) -> dict[str, int]:
        """For each provision by which kinds of case are told apart, the literal that it applies."""
        return {}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        """Where what comes out is laid down."""
        raise NotImplementedError

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        """What comes out of complete facts, by the definition."""
        raise NotImplementedError

    def ordered(self, regulation: Regulation, outcome: frozenset[str]) -> tuple[str, ...]:
        """What comes out, in the order in which it is told."""
        return tuple(sorted(outcome))

    def direction(self, first: frozenset[str], second: frozenset[str]) -> Direction:
        """What going from the first regulation to the second means for those concerned."""
        return "loses" if first < second else "gains" if second < first else "differs"

    # how far to look --------------------------------------------------------------------------------------

    @cached_property
    def alone(self) -> bool:
        """Whether one board decides all, since nothing that counts speaks of other persons."""
        return not speaks_of_persons([(one, self.conditions(one)) for one in self.regulations])

    @cached_property
    def items(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The circumstances on which it rests, under the first regulation and under the second."""
        first, second = (rests_on(one, self.conditions(one), follows=True) for one in self.regulations)
        return first, second

    @cached_property
    def scopes(self) -> tuple[Scope, Scope]:
        """The boards that decide what comes out, under the first regulation and under the second."""
        first, second = (self.scope(one, items) for one, items in zip(self.regulations, self.items, strict=True))
        return first, second

    def scope(self, regulation: Regulation, items: tuple[str, ...]) -> Scope:
        """The boards that decide what comes out under one regulation."""
        conditions = self.conditions(regulation)
        if self.sort == "person":
            conditions = [World(regulation).says(one, X) for one in conditions]
        return needed(regulation, conditions, self.sort, items, follows=True)

    @property
    def persons(self) -> int:
        """How many persons decide every size: those whom both regulations name about one person, who is the same for both."""
        return sum(one.persons for one in self.scopes) - 1

    @property
    def subjects(self) -> int:
        """Against how many persons circumstances must be thought to be alleged."""
        return sum(one.subjects for one in self.scopes)

    def why_not(self) -> Iterable[Text]:
        """Why larger boards than these are not decided, for each regulation of which that holds."""
        if self.alone:
            return
        for name, scope in zip(labels(*self.regulations), self.scopes, strict=True):
            if not scope.every_size:
                why = scope.why_not or Text(zh="", en="")
                yield Text(zh=f"{name}：{why.zh}", en=f"{name}: {why.en}")


class Borne(Point):
    """The tiers that a person or a body ends with, by which rules."""

    def __init__(self, first: Regulation, second: Regulation, sort: Literal["person", "body"]) -> None:
        super().__init__(first, second, sort)
        self.subject = sort

    def conditions(self, regulation: Regulation) -> list[Expr]:
        rules, exceptions = bearing_on(regulation, self.sort)
        return [*(regulation.rules[one][1] for one in rules), *(regulation.exceptions[one][1] for one in exceptions)]

    def scope(self, regulation: Regulation, items: tuple[str, ...]) -> Scope:
        return reach(regulation, self.sort, follows=True)

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return ends(ground, self.entity)

    def provisions(self, ground: Ground) -> dict[str, int]:
        return {name: ground.applies(name, self.entity) for name in bearing_on(ground.regulation, self.sort)[0]}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        return [regulation.rules[name][0].article for name in applying]

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        return ended(situation, about, self.sort)

    def ordered(self, regulation: Regulation, outcome: frozenset[str]) -> tuple[str, ...]:
        return in_order(regulation, outcome)

    def direction(self, first: frozenset[str], second: frozenset[str]) -> Direction:
        """Worse off is who bears more tiers, or a graver one among the ranked."""
        borne = [{tier_of(name) for name in outcome} for outcome in (first, second)]
        if borne[0] == borne[1]:
            return "loses" if second < first else "gains" if first < second else "differs"  # what is discretionary is less
        if first < second or second < first:
            return super().direction(first, second)
        graver = [_gravest(regulation, outcome) for regulation, outcome in zip(self.regulations, (first, second), strict=True)]
        if graver[0] == graver[1]:
            return "differs"
        return "loses" if graver[1] < graver[0] else "gains"


def _gravest(regulation: Regulation, outcome: frozenset[str]) -> int:
    ranked = regulation.tiers.ranked
    return min((ranked.index(tier) for tier in outcome if tier in ranked), default=len(ranked))


class Circumstances(Point):
    """Whether the facts of one circumstance make out an item of the first regulation, and its counterpart in the second."""

    subject: Subject = "circumstance"

    def __init__(self, first: Regulation, second: Regulation, item: str, other: str) -> None:
        super().__init__(first, second, "circumstance", item)
        self.pair = (item, other)

    def item(self, regulation: Regulation) -> str:
        """The item under one of the two regulations."""
        return self.pair[0 if regulation is self.regulations[0] else 1]

    def conditions(self, regulation: Regulation) -> list[Expr]:
        return [regulation.circumstances[self.item(regulation)][1]]

    def scope(self, regulation: Regulation, items: tuple[str, ...]) -> Scope:
        """A board holds one circumstance only, so conditions that ask of others are not decided by it."""
        if items:
            why = Text(zh="列举情形的条件涉及其他情形", en="conditions on a circumstance speak of other circumstances")
            return Scope(BOUND, False, why)
        return needed(regulation, self.conditions(regulation), self.sort, (self.item(regulation),), follows=True)

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return {"made_out": ground.circuit.either(self.provisions(ground).values())}

    def provisions(self, ground: Ground) -> dict[str, int]:
        item, scope = self.item(ground.regulation), {ME: self.entity, SUBJECT: PERSON}
        return {item: ground.worth(ground.regulation.circumstances[item][1], scope)}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        item = self.item(regulation)
        return [f"{regulation.circumstances[item][0].article}({item})"]


def always(regulation: Regulation) -> dict[str, tuple[str, list[Expr]]]:
    """What holds in every case, with all that its sentences name: where two texts say it in the same way it need not be compared."""
    return {one.id: (sort, list(everything_in(expr, regulation))) for one, expr, sort in regulation.background}


class Possible(Point):
    """Whether complete facts can be at all, by what holds in every case; kinds are told apart by the sentences that they break."""

    subject: Subject = "possible"

    def __init__(self, first: Regulation, second: Regulation) -> None:
        of_bodies = any(sort == "body" for one in (first, second) for _, _, sort in one.background)
        super().__init__(first, second, "body" if of_bodies else "matter")

    def conditions(self, regulation: Regulation) -> list[Expr]:
        other = always(self.regulations[1 if regulation is self.regulations[0] else 0])
        alike = {id_ for id_, said in always(regulation).items() if other.get(id_) == said}
        stated = [(expr, sort) for one, expr, sort in regulation.background if one.id not in alike and sort != "circumstance"]
        return [Quantified("every", ME, expr) if sort == "person" else expr for expr, sort in stated]

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return {POSSIBLE: ground.circuit.both(-one for one in self.provisions(ground).values())}

    def provisions(self, ground: Ground) -> dict[str, int]:
        stated = [sentence.id for sentence, _, sort in ground.regulation.background if sort != "circumstance"]
        return {id_: -ground.circuit.both(literal for name, literal in ground.constraints if name == id_) for id_ in stated}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        return []

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        whole, meanings = situation.facts, situation.meanings
        everybody: dict[str, list[Facts]] = {"matter": [{}], "person": [*whole.people.values()], "body": [*whole.bodies.values()]}
        holds = all(
            situation.holds(meanings.of(expr), one) for _, expr, sort in meanings.regulation.background for one in everybody.get(sort, ())
        )
        return frozenset({POSSIBLE} if holds else ())

    def direction(self, first: frozenset[str], second: frozenset[str]) -> Direction:
        return "differs"


def provided(first: Regulation, second: Regulation) -> list[Point]:
    """What provisions bring about: everybody's tiers, and the circumstances that open accountability."""
    pairs = corresponding(first, second).items()
    return [Borne(first, second, "person"), Borne(first, second, "body"), *(Circumstances(first, second, *pair) for pair in pairs)]
