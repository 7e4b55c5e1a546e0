"""A regulation: one rule set, as its file states it and as the engine reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

import msgspec

from zeren.model.language.conditions import Expr, Named, walk
from zeren.model.language.filing import Counting, Filing
from zeren.model.language.provision import Cited, Consequence, Effect, Sure
from zeren.model.language.reader import Condition
from zeren.model.language.record import Record as Record
from zeren.model.language.terms import SORTS, Kind, Sort, Term, Text

NormValue = Literal["obliged", "permitted", "forbidden"]
Span = Literal["week", "month", "quarter", "half_year", "year"]
Certainty = Literal["certain", "possible", "excluded"]


class Validity(Record, frozen=True, rename={"from_": "from"}):
    """The dates from and to which a regulation is in force; open where absent."""

    from_: dt.date | None = None
    to: dt.date | None = None


class Tiers(Record, frozen=True):
    """Labels of responsibility, the ranked ones from the gravest; `highest` lets the gravest absorb the other ranked ones.

    `consequences` holds what each of them brings with it.
    """

    ranked: tuple[str, ...] = ()
    unranked: tuple[str, ...] = ()
    when_several: Literal["highest", "all"] = "all"
    names: dict[str, Text] = {}
    consequences: dict[str, tuple[Consequence, ...]] = {}

    @property
    def all(self) -> tuple[str, ...]:
        return self.ranked + self.unranked


class TermShape(Record, frozen=True):
    """A term as its file states it; `burden` says who must prove it."""

    zh: str
    en: str
    type: Kind | None = None
    one_of: tuple[str, ...] | dict[str, Text] | None = None
    unless_stated: str | None = None
    follows: Condition | None = None
    controllable: bool = False
    burden: Text | None = None
    cites: tuple[str, ...] = ()


class TermShapes(Record, frozen=True):
    """The terms of each sort."""

    matter: dict[str, TermShape] = {}
    person: dict[str, TermShape] = {}
    body: dict[str, TermShape] = {}
    circumstance: dict[str, TermShape] = {}


class Reading(Record, frozen=True):
    """An interpretive choice that the text leaves open; `literal` is the option that grammar alone favours."""

    question: Text
    one_of: dict[str, Text]
    literal: str | None = None
    cites: tuple[str, ...] = ()
    sure: Sure | None = None


class Definition(Record, frozen=True):
    """A named condition."""

    when: Condition
    text: Text | None = None
    cites: tuple[str, ...] = ()


class Background(Record, frozen=True):
    """What holds in every case, whoever states what: for each body, person or circumstance, or of the matter."""

    id: str
    holds: Condition
    text: Text


class Rule(Record, frozen=True):
    """Gives a bearer a tier when its condition holds."""

    id: str
    article: str
    bears: str
    when: Condition
    text: Text
    sort: Sort = "person"
    sure: Sure | None = None


class ExceptionRule(Record, frozen=True):
    """Defeats rules, or other exceptions, when its condition holds.

    With an `effect` other than `exempts` it leaves the rules that it names standing: what they give is then at the
    discretion of the organ that decides.
    """

    id: str
    article: str
    defeats: tuple[str, ...]
    when: Condition
    text: Text
    effect: Effect = "exempts"
    sure: Sure | None = None


class Circumstance(Record, frozen=True):
    """A listed ground that opens accountability."""

    item: str
    article: str
    when: Condition
    text: Text


class Measure(Record, frozen=True):
    """A measure that stands outside the ladder: mandatory when its condition holds."""

    id: str
    article: str
    when: Condition
    mandatory: tuple[str, ...]
    text: Text


class Sanctions(Record, frozen=True):
    """The measures by name, the ladder from the mildest, and how the last two rungs are joined in the text."""

    terms: dict[str, Text]
    ladder: tuple[str, ...]
    article: str
    last_two: Literal["and", "or"] | None = None
    by_severity: bool = True
    measures: tuple[Measure, ...] = ()


class Authority(Record, frozen=True):
    """An act of procedure: which organ may or must do what, towards whom."""

    act: Literal["impose", "propose", "answer", "file", "supervise", "assess", "approve"]
    article: str
    text: Text
    norm: NormValue
    organ: str | None = None
    to: tuple[str, ...] = ()
    when: Condition = Condition("yes")


class Label(Record, frozen=True):
    """A standing label of an office or body, such as 第一责任人: it is no tier and pursues nobody."""

    id: str
    article: str
    text: Text
    when: Condition
    sort: Sort = "person"


class Settled(Record, frozen=True):
    """The typed answer of a question, by conditions read in the order obliged, forbidden, permitted."""

    obliged: Condition | None = None
    forbidden: Condition | None = None
    permitted: Condition | None = None
    number: str | None = None
    bearer: Condition | None = None
    one_of: dict[str, Condition] = {}


class Question(Record, frozen=True):
    """Anything else that a regulation settles, asked of the matter or of each person or body."""

    text: Text
    article: str
    answer: Condition | Settled
    sort: Sort = "matter"
    otherwise: NormValue | None = None


class Event(Record, frozen=True):
    """What starts a duty, in words."""

    zh: str
    en: str


class Duty(Record, frozen=True):
    """Something that a body or office must do; a duty with no named count means at least one.

    `wording` keeps a frequency that has no number (定期, 及时); such a duty has no instances to count.
    """

    id: str
    article: str
    act: Text
    who: str | None = None
    to: str | None = None
    at_least: int | None = None
    per: Span | None = None
    on: Event | None = None
    within: str | None = None
    by: str | None = None
    wording: Text | None = None
    norm: Literal["obliged", "permitted"] = "obliged"
    note: Text | None = None


class SameDay(Record, frozen=True):
    """Which reading decides whether several performances of one day count as several."""

    reading: str
    distinct: str
    allowed: str


class Windows(Record, frozen=True):
    """Which reading decides how periods are counted, and which of its options means which window."""

    reading: str
    calendar: str
    rolling: str
    anchored: str
    same_day: SameDay | None = None


class Tenure(Record, frozen=True):
    """Which terms say what office somebody holds and when, so that intervals in a case can fill them."""

    office: str
    in_office_at: str
    decision: str
    pursuit: str


Threshold = Literal["majority_of_present", "majority_of_all", "two_thirds_of_present", "two_thirds_of_all", "unanimity", "single_decider"]


class Votes(Record, frozen=True):
    """Which term of a person is their vote, and what each of its options counts as."""

    term: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Step(Record, frozen=True):
    """One line of a checklist: what is needed, and what to do where it is missing."""

    needs: Condition
    text: Text
    advice: Text


class Checklist(Record, frozen=True):
    """What somebody in a certain position should make sure of."""

    id: str
    who: Condition
    title: Text
    steps: tuple[Step, ...]


class Concepts(Record, frozen=True):
    """What the regulation calls the things of which general properties speak; a property without its words is not asked.

    Whoever changes from `absent` to `present`, or from `not_objecting` to `objecting`, changes these facts and no others.
    """

    wrong_decision: Condition | None = None
    took_it: Condition | None = None
    objection_stands: Condition | None = None
    leadership: tuple[str, ...] = ()
    personal_decision: Condition | None = None
    acted_alone: Condition | None = None
    fault: Condition | None = None
    duty_missed: Condition | None = None
    objecting: dict[str, str] = {}
    not_objecting: dict[str, str] = {}
    absent: dict[str, str] = {}
    present: dict[str, str] = {}


CONCEPT_SORTS: dict[str, Sort] = {
    "wrong_decision": "matter",
    "took_it": "person",
    "objection_stands": "person",
    "personal_decision": "matter",
    "acted_alone": "person",
    "fault": "matter",
    "duty_missed": "circumstance",
}
CONCEPT_FACTS = ("objecting", "not_objecting", "absent", "present")


class OwnProperty(Record, frozen=True):
    """A sentence that a regulation states about itself: what always `holds`, what is `never` so, or what is `possible`."""

    id: str
    text: Text
    article: str = ""
    sort: Literal["matter", "person", "body"] = "matter"
    holds: Condition | None = None
    never: Condition | None = None
    possible: Condition | None = None


class RegulationShape(Record, frozen=True):
    """A regulation file.

    `family` is the id that its successive versions share, `sure` how sure the file is of whatever does not say so
    itself, `cited_as` how its articles are cited, with `{}` for the number.
    """

    regulation: str
    title: Text
    tiers: Tiers
    family: str | None = None
    valid: Validity = Validity()
    sources: tuple[Cited, ...] = ()
    sure: Sure | None = None
    cited_as: Text | None = None
    terms: TermShapes = TermShapes()
    readings: dict[str, Reading] = {}
    definitions: dict[str, Condition | Definition] = {}
    background: tuple[Background, ...] = ()
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[ExceptionRule, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    sanctions: Sanctions | None = None
    organs: dict[str, Text] = {}
    authority: tuple[Authority, ...] = ()
    labels: tuple[Label, ...] = ()
    bearers: dict[str, Text] = {}
    above: dict[str, str | None] = {}  # recipients one level up, each with the bearer that it is there, if any
    duties: tuple[Duty, ...] = ()
    filings: tuple[Filing, ...] = ()
    counting: Counting | None = None
    windows: Windows | None = None
    tenure: Tenure | None = None
    votes: Votes | None = None
    questions: dict[str, Question] = {}
    checklists: tuple[Checklist, ...] = ()
    concepts: Concepts = Concepts()
    properties: tuple[OwnProperty, ...] = ()


class Regulation(msgspec.Struct, frozen=True, dict=True):
    """A regulation whose every condition is read: the file's statements, its terms, and what its conditions mean.

    `means` holds what each condition of the file means, by the path at which it stands, and `sort_at` of what
    sort of thing the condition there speaks.
    """

    file: RegulationShape
    terms: Mapping[str, Term]
    definition_sorts: Mapping[str, Sort]
    means: Mapping[tuple[str | int, ...], Expr]
    sort_at: Mapping[tuple[str | int, ...], Sort]

    @property
    def id(self) -> str:
        return self.file.regulation

    @property
    def tiers(self) -> Tiers:
        return self.file.tiers

    @property
    def readings(self) -> Mapping[str, Reading]:
        return self.file.readings

    @cached_property
    def definitions(self) -> Mapping[str, Expr]:
        """Each definition's condition."""
        return {
            name: self.means["definitions", name, "when"] if isinstance(one, Definition) else self.means["definitions", name]
            for name, one in self.file.definitions.items()
        }

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, Expr]]:
        """Each rule with its condition, in the order of the file."""
        return {rule.id: (rule, self.means["rules", index, "when"]) for index, rule in enumerate(self.file.rules)}

    @cached_property
    def exceptions(self) -> Mapping[str, tuple[ExceptionRule, Expr]]:
        """Each exception with its condition, in the order of the file."""
        return {one.id: (one, self.means["exceptions", index, "when"]) for index, one in enumerate(self.file.exceptions)}

    @cached_property
    def defeaters(self) -> Mapping[str, tuple[str, ...]]:
        """The exceptions to each rule or exception that take it away."""
        return {
            target: tuple(one.id for one in self.file.exceptions if target in one.defeats and one.effect == "exempts")
            for target in [*self.rules, *self.exceptions]
        }

    @cached_property
    def relievers(self) -> Mapping[str, tuple[str, ...]]:
        """The exceptions to each rule that leave its tier standing, at the discretion of the organ that decides."""
        return {
            rule: tuple(one.id for one in self.file.exceptions if rule in one.defeats and one.effect != "exempts") for rule in self.rules
        }

    @cached_property
    def circumstances(self) -> Mapping[str, tuple[Circumstance, Expr]]:
        """Each listed circumstance with its condition, by item."""
        return {one.item: (one, self.means["circumstances", index, "when"]) for index, one in enumerate(self.file.circumstances)}

    @cached_property
    def background(self) -> tuple[tuple[Background, Expr, Sort], ...]:
        """What holds in every case, with the sort of thing that each sentence speaks of."""
        paths = [("background", index, "holds") for index in range(len(self.file.background))]
        return tuple((one, self.means[path], self.sort_at[path]) for one, path in zip(self.file.background, paths, strict=True))

    @cached_property
    def follows(self) -> Mapping[str, Expr]:
        """For each term whose silent value follows from other facts, the condition that it follows."""
        return {
            term.id: self.means["terms", term.sort, term.id, "follows"]
            for term in self.terms.values()
            if ("terms", term.sort, term.id, "follows") in self.means
        }

    @cached_property
    def terms_of(self) -> Mapping[Sort, tuple[Term, ...]]:
        """The terms of each sort, in the order of the file."""
        return {sort: tuple(term for term in self.terms.values() if term.sort == sort) for sort in SORTS}

    @cached_property
    def tiers_of(self) -> Mapping[Sort, tuple[str, ...]]:
        """The tiers that rules give to a bearer of each sort; a tier that no rule gives is listed with persons."""
        borne = {tier: {rule.sort for rule in self.file.rules if rule.bears == tier} or {"person"} for tier in self.tiers.all}
        sorts: tuple[Sort, ...] = ("person", "body")
        return {sort: tuple(tier for tier in self.tiers.all if sort in borne[tier]) for sort in sorts}

    def conditions_at(self, *path: str | int) -> tuple[Expr, ...]:
        """The conditions that stand at or below a place of the file."""
        return tuple(expr for place, expr in self.means.items() if place[: len(path)] == path)

    def name_of(self, tier: str, language: str) -> str:
        """A tier in the regulation's own words."""
        return self.tiers.names[tier].in_(language) if tier in self.tiers.names else tier


def everything_in(expr: Expr, regulation: Regulation) -> Iterator[Expr]:
    """A condition and everything inside it, the definitions that it names included, each once."""
    seen: set[str] = set()
    waiting = [expr]
    while waiting:
        for part in walk(waiting.pop()):
            yield part
            if isinstance(part, Named) and part.definition not in seen:
                seen.add(part.definition)
                waiting.append(regulation.definitions[part.definition])
