"""A case as a page shows it: every fact a control of a few states, and the answer beside it, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from zeren.answering.answered import Answered
from zeren.desk.folder import HOUSE, Folder, State
from zeren.desk.words import say
from zeren.model.language.case import Case
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_house, open_text
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.source import parse_source
from zeren.model.language.terms import Sort, Term
from zeren.model.meaning.answer import BearerAnswer
from zeren.phrases import Phrases
from zeren.voice.paint import plain
from zeren.words import Language

SECTIONS: Mapping[Sort, str] = {"matter": "matter", "person": "people", "body": "bodies"}


class Choice(msgspec.Struct, frozen=True):
    """One state of a control: what the file would say, and what a person reads."""

    value: str
    text: str


class Control(msgspec.Struct, frozen=True):
    """One fact: the name of its field, what it is, its states (none: free text), what the file says now, and what is said below it."""

    field: str
    label: str
    whole: str
    value: str
    choices: tuple[Choice, ...]
    hint: str = ""
    note: str = ""


class Owner(msgspec.Struct, frozen=True):
    """Somebody or something with facts: those that can matter first, then the others."""

    key: str
    name: str
    title: str
    first: tuple[Control, ...]
    more: tuple[Control, ...]
    removable: bool = True


class CaseView:
    """A case file of the folder, as data, typed where it can be, and answered where it can be."""

    def __init__(self, folder: Folder, name: str, state: State, language: Language) -> None:
        self.folder, self.name, self.state, self.language = folder, name, state, language
        self.faults: tuple[str, ...] = ()
        self.regulation: Regulation | None = None
        self.case: Case | None = None
        self.answered: Answered | None = None
        self.data: dict[str, Any] = {}
        try:
            data = parse_source(state.text, name).data
            self.data = data if isinstance(data, dict) else {}
            self.regulation = self._regulation(str(self.data.get("regulation", "")))
            self.regulation, self.case = open_text(state.text, self._regulation, name)
            from zeren import ask

            self.answered = ask(self.case, self.regulation)
        except Refused as refused:
            self.faults = tuple(map(str, refused.faults))

    def _regulation(self, name: str) -> Regulation:
        return self.folder.regulation(name, self.name)

    def say(self, key: str, *values: object) -> str:
        return say(key, self.language, *values)

    # facts ------------------------------------------------------------------------------------------------

    @property
    def stated(self) -> dict[str, str]:
        """What each field of the page says as the file stands; what is not said is left out."""
        return stated_in(self.data)

    @property
    def base(self) -> str:
        """What the page was made from, so that a change is told from what somebody else changed."""
        return json.dumps(self.stated, ensure_ascii=False, sort_keys=True)

    def owners(self, sort: Sort) -> Iterator[Owner]:
        """Everybody of a sort with their controls."""
        if self.regulation is None:
            return
        section = SECTIONS.get(sort, "circumstances")
        if sort == "circumstance":
            listed = self.data.get("circumstances")
            for place, facts in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(facts, dict):
                    item = str(facts.get("item", ""))
                    text = self.regulation.circumstances[item][0].text.in_(self.language) if item in self.regulation.circumstances else ""
                    yield self._owner(sort, section, str(place), f"{item} · {facts.get('subject', '')}", text, item)
            return
        names = [""] if sort == "matter" else list(self.data.get(section) or {})
        for name in names:
            yield self._owner(sort, section, name, name or self.say("matter"))

    def _owner(self, sort: Sort, section: str, key: str, name: str, title: str = "", item: str = "") -> Owner:
        assert self.regulation is not None
        stated, looked_at = self.stated, self._looked_at(item)
        first: list[Control] = []
        more: list[Control] = []
        for term in self.regulation.terms_of[sort]:
            control = self._control(term, field_of(section, key, term.id), name, stated)
            (first if term.id in looked_at or control.value else more).append(control)
        return Owner(key, name, title, tuple(first), tuple(more), sort != "matter")

    def _looked_at(self, item: str) -> frozenset[str]:
        """The terms that rules, exceptions, a circumstance and what follows look at."""
        assert self.regulation is not None
        if item:
            return (
                terms_in(self.regulation.circumstances[item][1], self.regulation) if item in self.regulation.circumstances else frozenset()
            )
        found = [expr for _, expr in (*self.regulation.rules.values(), *self.regulation.exceptions.values())]
        return frozenset(term for expr in found for term in terms_in(expr, self.regulation))

    def _control(self, term: Term, field: str, owner: str, stated: Mapping[str, str]) -> Control:
        usual = term.unless_stated
        silent = (
            self.say("not said")
            if usual is None or not isinstance(usual, (bool, str))
            else self.say("not said presumed", self._word(term, usual))
        )
        choices: tuple[Choice, ...] = ()
        if term.kind == "yes_no":
            choices = (
                Choice("", silent),
                Choice("yes", self.say("yes")),
                Choice("no", self.say("no")),
                Choice("unknown", self.say("unknown")),
            )
        elif term.kind == "one_of":
            options = (Choice(name, text.in_(self.language)) for name, text in term.options.items())
            choices = (Choice("", silent), *options, Choice("unknown", self.say("unknown")))
        label, value = term.text.in_(self.language), stated.get(field, "")
        if choices and value in ("true", "false"):
            value = "yes" if value == "true" else "no"
        return Control(field, label, f"{owner}: {label}", value, choices, "" if choices else str(term.kind))

    def _word(self, term: Term, value: bool | str) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return term.options[value].in_(self.language) if value in term.options else value

    def readings(self) -> Iterator[Control]:
        """Every reading with its options."""
        if self.regulation is None:
            return
        stated, adopted = self.stated, self._adopted()
        for name, one in self.regulation.readings.items():
            usual = one.one_of[one.literal].in_(self.language) if one.literal in one.one_of else self.say("left open")
            options = (Choice(option, text.in_(self.language)) for option, text in one.one_of.items())
            choices = (Choice("", self.say("as the stance", usual)), *options, Choice("open", self.say("left open")))
            field = field_of("readings", name, "")
            question = one.question.in_(self.language)
            cited = self.regulation.cited(*one.cites).in_(self.language) if one.cites else ""
            yield Control(
                field, question, question, stated.get(field, ""), choices, note=" · ".join(filter(None, (cited, *adopted.get(name, ()))))
            )

    def _adopted(self) -> Mapping[str, list[str]]:
        """By reading, who has adopted which option of it, as the house files of the folder say; of one that is refused, why."""
        assert self.regulation is not None
        found: dict[str, list[str]] = {}
        for file in self.folder.names(HOUSE):
            try:
                house = load_house(self.folder.path(file), self.regulation)
            except Refused as refused:
                told = [str(fault) for fault in refused.faults[:1]]
                for name in self.regulation.readings:
                    found.setdefault(name, []).extend(told)
                continue
            for name, one in house.choices.items():
                option = self.regulation.readings[name].one_of[one.option].in_(self.language)
                found.setdefault(name, []).append(self.say("adopted", option, one.adopted_by, one.on, one.under))
        return found

    # the answer -------------------------------------------------------------------------------------------

    @property
    def phrases(self) -> Phrases:
        assert self.answered is not None
        return Phrases(self.answered.regulation, self.answered.case, self.answered.answer, self.language, plain)

    def verdicts(self) -> Iterator[dict[str, Any]]:
        """Each bearer with what is certain or possible, why, what it assumes, and what to do."""
        if self.answered is None:
            return
        phrases = self.phrases
        for name, bearer in self.answered.answer.bearers.items():
            outcomes = [
                {
                    "text": phrases.measured(one),
                    "style": "bad" if one.tiers else "good",
                    "articles": phrases.cited(list(dict.fromkeys(rule.article for rule in one.because))) if one.because else "",
                    "under": phrases.under(one.under) if len(bearer.outcomes) > 1 else [],
                    "why": [phrases.text(phrases.regulation.rules[rule.rule][0].text) for rule in one.because],
                    "but": [
                        phrases.text(phrases.regulation.exceptions[defeat.rule][0].text)
                        for miss in one.missed
                        for defeat in miss.defeated_by
                        if not one.tiers
                    ],
                }
                for one in bearer.outcomes
            ]
            yield {
                "name": name,
                "office": phrases.office(name),
                "open": len(outcomes) > 1,
                "outcomes": outcomes,
                "assumed": self._assumed(name),
                "checklists": self._checklists(bearer),
                "risks": [
                    phrases.read_otherwise(risk, [name]) for risk in self.answered.answer.readings.outside_stance if name in risk.changes
                ],
            }

    def _assumed(self, name: str) -> str:
        assert self.answered is not None
        found = [(one.of, one.term, one.value) for one in self.answered.answer.presumed if name in one.matters_to]
        return self.phrases.together(found) if found else ""

    def _checklists(self, bearer: BearerAnswer) -> list[dict[str, Any]]:
        return [
            {
                "title": one.title[self.language],
                "steps": [
                    {"text": step.text[self.language], "done": step.done, "advice": "" if step.done else step.advice[self.language]}
                    for step in one.steps
                ],
            }
            for one in bearer.checklists
        ]

    def alleged(self) -> Iterator[dict[str, str]]:
        """Each alleged circumstance, whether it is made out."""
        if self.answered is None:
            return
        keys = {"certain": ("made out", "bad"), "possible": ("undetermined", "open"), "excluded": ("not made out", "good")}
        phrases = self.phrases
        for one in self.answered.answer.circumstances:
            key, style = keys[one.answer]
            lacks = phrases.facts(one.lacks, everything=True) if one.lacks else ""
            yield {
                "cited": phrases.cited([one.article]),
                "subject": one.subject,
                "text": phrases.text(phrases.regulation.circumstances[one.item][0].text),
                "verdict": self.say(key),
                "style": style,
                "lacks": lacks,
            }

    @property
    def is_open(self) -> bool:
        """Whether anybody's outcome is not settled."""
        return self.answered is not None and any(len(one.outcomes) > 1 for one in self.answered.answer.bearers.values())

    def fact_field(self, of: str | None, term: str) -> str:
        """The field of a fact that an answer names."""
        assert self.regulation is not None
        assert self.case is not None
        sort = self.regulation.terms[term].sort
        if sort == "circumstance":
            place = next(index for index, one in enumerate(self.case.circumstances) if one.id == of)
            return field_of("circumstances", str(place), term)
        return field_of(SECTIONS[sort], of or "", term)

    def control(self, of: str | None, term: str) -> Control:
        """The control of one fact."""
        assert self.regulation is not None
        return self._control(self.regulation.terms[term], self.fact_field(of, term), of or self.say("matter"), self.stated)


def stated_in(data: dict[str, Any]) -> dict[str, str]:
    """What each field of a case's page says as the data of its file stand; what is not said is left out."""
    found: dict[str, str] = {}
    for sort, section in SECTIONS.items():
        owners = {"": data.get(section)} if sort == "matter" else data.get(section)
        for owner, facts in owners.items() if isinstance(owners, dict) else ():
            for term, value in facts.items() if isinstance(facts, dict) else ():
                if isinstance(value, str):
                    found[field_of(section, owner, term)] = value
    listed = data.get("circumstances")
    for place, facts in enumerate(listed if isinstance(listed, list) else ()):
        for term, value in facts.items() if isinstance(facts, dict) else ():
            if isinstance(value, str) and term not in ("item", "subject"):
                found[field_of("circumstances", str(place), term)] = value
    readings = data.get("readings")
    for reading, option in readings.items() if isinstance(readings, dict) else ():
        if isinstance(option, str):
            found[field_of("readings", reading, "")] = option
    return found


def field_of(section: str, owner: str, term: str) -> str:
    """The name of a form's field; any name of anybody can stand in it.

    >>> path_of(field_of("people", "Zhou: a", "role"))
    ('people', 'Zhou: a', 'role')
    """
    return json.dumps([section, owner, term], ensure_ascii=False)


def path_of(field: str) -> tuple[str | int, ...]:
    """Where in the file the value of a field stands. Raises `ValueError` for what is no field."""
    found = json.loads(field)
    match found:
        case [str() as section, str() as owner, str() as term] if section in (*SECTIONS.values(), "circumstances", "readings"):
            if section == "matter":
                return (section, term)
            if section == "circumstances":
                return (section, int(owner), term)
            return (section, owner) if section == "readings" else (section, owner, term)
    raise ValueError(field)
