"""A case as a page shows it: every fact a control of a few states, and the answer beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, get_args

import msgspec

from zeren.answering.answered import Answered
from zeren.answering.fill_in import named_in
from zeren.answering.memo import Memo, memo
from zeren.answering.not_decided import not_decided
from zeren.answering.receipt import Asked, receipt, used
from zeren.desk.answer_view import AnswerView
from zeren.desk.answers import Answers, Depth, Question
from zeren.desk.editing import data_in_ids
from zeren.desk.fields import SECTIONS, STANCE, field_of, stated_in
from zeren.desk.folder import Folder
from zeren.desk.houses import house_of, houses_for
from zeren.desk.texts import Text, regulation_in
from zeren.model.language.case import Case, Stance
from zeren.model.language.faults import Refused
from zeren.model.language.load import is_file_name, open_text, parse_case
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.source import parse_source
from zeren.model.language.terms import Sort, Term
from zeren.model.solving.undecided import Undecided
from zeren.voice.keys import ANSWER_STANCE, DESK, PUNCTUATION, DeskKey
from zeren.words import Language


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

    def __init__(self, folder: Folder, answers: Answers, state: Text, language: Language) -> None:
        self.folder, self.answers, self.state, self.language = folder, answers, state, language
        self.name = state.name
        self.faults: tuple[str, ...] = ()
        self.rules: Text | None = None
        self.regulation: Regulation | None = None
        self.case: Case | None = None
        self.data: dict[str, Any] = {}
        self.named = ""
        try:
            data = parse_source(state.text, self.name).data
            self.named = named_in(data) if isinstance(data, dict) else ""
            self.regulation, self.case = self._opened(self.named)
            self.data = data_in_ids(state.text, self.regulation)
        except Refused as refused:
            self.faults = tuple(one.told(self.language) for one in refused.faults)

    @cached_property
    def answer(self) -> AnswerView | None:
        """The answer; where there is none, `faults` say why."""
        if self.case is None:
            return None
        try:
            return AnswerView(self.asked("verdicts"), self.language)
        except Refused as refused:
            self.faults = tuple(one.told(self.language) for one in refused.faults)
        except Undecided as gave_up:
            self.faults = (not_decided(self.name, gave_up, self.language),)
        return None

    def _opened(self, named: str) -> tuple[Regulation, Case]:
        """The case with the regulation that it names; a file is looked for beside the case, and nowhere but in the folder."""
        if is_file_name(named):
            regulation = self._find(named)
            return regulation, parse_case(self.state.text, regulation, self.name, named=named)
        return open_text(self.state.text, self._find, self.name)

    def _find(self, name: str) -> Regulation:
        self.rules = self.folder.rules(name, self.name)
        return regulation_in(self.rules)

    @cached_property
    def house(self) -> Text | None:
        """The file of adopted readings, where the case asks for them. Raises `Refused` where none can be taken."""
        if self.regulation is None or self.case is None or self.case.stance != "adopted":
            return None
        return house_of(self.folder, self.regulation, self.name)

    def asked(self, depth: Depth) -> Answered:
        """The case with its answer. Raises as `zeren.ask`."""
        assert self.rules is not None
        assert self.regulation is not None
        assert self.case is not None
        question = Question(self.state, self.named, self.rules, depth, self.house)
        return Answered(self.regulation, self.case, self.answers.answer(question))

    def sheet(self) -> Memo:
        """The sheet on which the answer is handed on. Raises as `zeren.ask`."""
        assert self.rules is not None
        found = self.asked("whole")
        house = None if self.house is None else used(self.house.name, self.house.text)
        rules, case = used(found.regulation.id, self.rules.text), used(self.name, self.state.text)
        stands_on = receipt(rules, case, house, Asked(stance="adopted" if house else None), found.answer)
        return memo(found.regulation, found.case, found.answer, self.language, stands_on)

    @property
    def is_open(self) -> bool:
        """Whether anybody's outcome is not settled."""
        return self.answer is not None and self.answer.is_open

    def say(self, key: DeskKey, *values: object) -> str:
        return DESK.say(key, self.language, *values)

    # facts ------------------------------------------------------------------------------------------------

    @cached_property
    def stated(self) -> dict[str, str]:
        """What each field of the page says as the file stands; what is not said is left out."""
        return stated_in(self.data, self.regulation)

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
        """The terms that rules and exceptions, or a circumstance, look at, and what these follow from."""
        assert self.regulation is not None
        if not item:
            return self._in_rules
        known = self.regulation.circumstances.get(item)
        return frozenset() if known is None else self._with_sources(terms_in(known[1], self.regulation))

    @cached_property
    def _in_rules(self) -> frozenset[str]:
        assert self.regulation is not None
        found = [expr for _, expr in (*self.regulation.rules.values(), *self.regulation.exceptions.values())]
        return self._with_sources(term for expr in found for term in terms_in(expr, self.regulation))

    def _with_sources(self, terms: Iterable[str]) -> frozenset[str]:
        """Terms, and all that they follow from where a case is silent on them."""
        assert self.regulation is not None
        found, waiting = set[str](), list(terms)
        while waiting:
            if (term := waiting.pop()) not in found:
                found.add(term)
                if term in self.regulation.follows:
                    waiting += terms_in(self.regulation.follows[term], self.regulation)
        return frozenset(found)

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
        return Control(
            field, label, f"{owner}{PUNCTUATION.say('colon', self.language)}{label}", value, choices, "" if choices else str(term.kind)
        )

    def _word(self, term: Term, value: bool | str) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return term.options[value].in_(self.language) if value in term.options else value

    def readings(self) -> Iterator[Control]:
        """Every reading with its options."""
        if self.regulation is None:
            return
        stated, adopted = self.stated, self._adopted()
        kinds = (Choice(one, ANSWER_STANCE.say(one, self.language)) for one in get_args(Stance))
        stances = (Choice("", self.say("stance not said")), *kinds)
        yield Control(STANCE, self.say("stance"), self.say("stance"), stated.get(STANCE, ""), stances)
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
        for adopted in houses_for(self.folder, self.regulation):
            for name in self.regulation.readings if adopted.faults else ():
                found.setdefault(name, []).extend(one.told(self.language) for one in adopted.faults[:1])
            for name, one in adopted.house.choices.items() if adopted.house else ():
                option = self.regulation.readings[name].one_of[one.option].in_(self.language)
                found.setdefault(name, []).append(self.say("adopted", option, one.adopted_by, one.on, one.under))
        return found

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
