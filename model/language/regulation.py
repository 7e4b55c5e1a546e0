"""A regulation: one rule set, as its file states it and as the engine reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from zeren.model.language.citing import cited
from zeren.model.language.conditions import Expr, Fact, Is, Named, walk
from zeren.model.language.filing import Counting, Filing
from zeren.model.language.provision import Cited, Sure
from zeren.model.language.reader import Condition
from zeren.model.language.record import Record
from zeren.model.language.statements import (
    Authority,
    Background,
    Checklist,
    Circumstance,
    Concepts,
    Definition,
    Duty,
    ExceptionRule,
    Label,
    NotModelled,
    OwnProperty,
    Question,
    Reading,
    Rule,
    Sanctions,
    See,
    Tenure,
    TermShapes,
    Tiers,
    Validity,
    Votes,
    Windows,
)
from zeren.model.language.succession import Succession
from zeren.model.language.terms import SORTS, Sort, Term, Text, Unknown, Value, read_value

FRAMES = 40  # of Python, at most, that one link of a chain takes in any walk
MOST = 1_000  # links of a chain that are walked


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
    acts: dict[str, Text] = {}  # other acts that provisions are cited from, by what stands before the number there
    terms: TermShapes = TermShapes()
    readings: dict[str, Reading] = {}
    definitions: dict[str, Condition | Definition] = {}
    background: tuple[Background, ...] = ()
    see: tuple[See, ...] = ()
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
    succession: dict[str, Succession] = {}  # by bearer: who answers when the holder leaves or is away
    filings: tuple[Filing, ...] = ()
    counting: Counting | None = None
    windows: Windows | None = None
    tenure: Tenure | None = None
    body_subject: str | None = None  # the term of a circumstance that holds where its subject is a body of the case
    votes: Votes | None = None
    questions: dict[str, Question] = {}
    checklists: tuple[Checklist, ...] = ()
    concepts: Concepts = Concepts()
    properties: tuple[OwnProperty, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()  # what the text provides and this file leaves out


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

    def __post_init__(self) -> None:
        """Definitions, rules and exceptions rest on one another in chains as long as there are any; walking one is no endless recursion."""
        longest = len(self.file.definitions) + len(self.file.rules) + len(self.file.exceptions) + len(self.terms)
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 1_000 + FRAMES * min(longest, MOST)))

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
    def orders(self) -> tuple[tuple[str, str], ...]:
        """Each moment of the matter with one before which it cannot come."""
        found: list[tuple[str, str]] = []
        for term in self.terms_of["matter"]:
            before = term.not_before
            while before is not None:
                found.append((term.id, before))
                before = self.terms[before].not_before
        return tuple(found)

    @cached_property
    def follows(self) -> Mapping[str, Expr]:
        """For each term whose silent value follows from other facts, the condition that it follows."""
        return {
            term.id: self.means["terms", term.sort, term.id, "follows"]
            for term in self.terms.values()
            if ("terms", term.sort, term.id, "follows") in self.means
        }

    @cached_property
    def not_advised(self) -> Mapping[str, tuple[Value, ...]]:
        """For each term, the values that nobody should aim for: those that its file names, and those by which one is absent."""
        concepts = self.file.concepts
        found: dict[str, tuple[Value, ...]] = {}
        for term in self.terms.values():
            word = concepts.absent.get(term.id)
            away = () if word in (None, concepts.present.get(term.id)) else (read_value(word, term.kind, term.options),)
            if values := (*term.not_advised, *(one for one in away if not isinstance(one, Unknown))):
                found[term.id] = values
        return found

    @cached_property
    def see(self) -> tuple[tuple[See, Expr, Rule | None], ...]:
        """The other provisions to look at, each with of whom that is so, and the rule that must not apply if it names one."""
        found: list[tuple[See, Expr, Rule | None]] = [
            (one, self.means["see", index, "when"], None) for index, one in enumerate(self.file.see)
        ]
        for index, rule in enumerate(self.file.rules):
            found += [(one, self.means["rules", index, "see", place, "when"], rule) for place, one in enumerate(rule.see)]
        return tuple(found)

    @cached_property
    def event_duties(self) -> tuple[Duty, ...]:
        """The duties that an event starts and that have a time limit of their own, rather than that of a filing."""
        return tuple(one for one in self.file.duties if one.within is not None and one.filing is None and one.norm == "obliged")

    @cached_property
    def asked(self) -> tuple[Filing | Duty, ...]:
        """Everything that an event may ask for: filings, and duties `within` a time of it."""
        return (*self.file.filings, *self.event_duties)

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

    def cited(self, *articles: str) -> Text:
        """Articles as this regulation's are cited."""
        how, acts = self.file.cited_as, self.file.acts
        return Text(zh=cited(articles, "zh", how, acts), en=cited(articles, "en", how, acts))


def terms_in(expr: Expr, regulation: Regulation) -> frozenset[str]:
    """The terms that a condition looks at, through the definitions that it names."""
    return frozenset(part.term for part in everything_in(expr, regulation) if isinstance(part, (Fact, Is)))


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
