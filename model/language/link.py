"""From a regulation as its file states it to one whose every name is resolved and every condition typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from msgspec.structs import replace

from zeren.model.language.conditions import Expr
from zeren.model.language.expression import names_in
from zeren.model.language.faults import Path, nearest
from zeren.model.language.link_cycles import check_cycles
from zeren.model.language.link_provisions import check_filings_read, provision_conditions
from zeren.model.language.link_references import check_references, known_name
from zeren.model.language.parse import read_condition, read_number
from zeren.model.language.reader import MISSING, Condition
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.said import Together, said
from zeren.model.language.source import Source
from zeren.model.language.statements import CONCEPT_FACTS, CONCEPT_SORTS, Definition, NormValue, Question, Settled, TermShape, TermShapes
from zeren.model.language.terms import SORTS, UNKNOWN, Kind, Mistyped, Sort, Term, Text, Unknown, Value, read_value, said_of
from zeren.model.language.vocabulary import MisreadAll, Vocabulary, valid_name

_RULE_ID = re.compile(r"[^\W\d]\w*(-\w+)*")


def link(source: Source, shape: RegulationShape) -> Regulation:
    """Resolve a regulation. Faults go to `source`; the result is sound only if there are none."""
    return _Linker(source, shape).regulation()


class _Linker:
    def __init__(self, source: Source, shape: RegulationShape) -> None:
        if shape.terms is MISSING:
            shape = replace(shape, terms=TermShapes())
        if shape.sanctions is MISSING:
            shape = replace(shape, sanctions=None)
        self.source, self.shape = source, shape
        self.terms: dict[str, Term] = {}
        self.mixed: set[str] = set()  # definitions that speak of two sorts at once
        self.means: dict[Path, Expr] = {}
        self.sort_at: dict[Path, Sort] = {}

    def regulation(self) -> Regulation:
        self._terms()
        self._readings()
        self.definition_sorts = self._definition_sorts()
        self.rule_sorts: dict[str, Sort] = {rule.id: rule.sort for rule in self.shape.rules if rule.id is not MISSING}
        self.vocabulary = Vocabulary(
            terms=self.terms,
            readings={name: tuple(reading.one_of) for name, reading in self.shape.readings.items() if reading is not MISSING},
            definitions=self.definition_sorts,
            rules=self.rule_sorts,
            items=tuple(one.item for one in self.shape.circumstances if one.item is not MISSING),
        )
        check_references(self.source, self.shape, self.terms)
        self._conditions()
        check_cycles(self.source, self.shape, self.terms, self.means)
        return Regulation(self.shape, self.terms, self.definition_sorts, self.means, self.sort_at)

    # names ------------------------------------------------------------------------------------------------

    def _terms(self) -> None:
        for sort in SORTS:
            shapes: Mapping[str, TermShape] = getattr(self.shape.terms, sort)
            for name, shape in shapes.items():
                path = ("terms", sort, name)
                self._check_name(name, path, "term")
                if name in self.terms:
                    self.source.fault(
                        path, said("is a term of already", name, said_of(self.terms[name].sort)), said("choose another id"), key=True
                    )
                elif shape is not MISSING:
                    self.terms[name] = self._term(name, sort, shape, path)

    def _term(self, name: str, sort: Sort, shape: TermShape, path: Path) -> Term:
        options: dict[str, Text] = {}
        if isinstance(shape.one_of, dict):
            options = {option: text for option, text in shape.one_of.items() if text is not MISSING}
        elif shape.one_of:
            options = {option: Text(zh=option, en=option.replace("_", " ")) for option in shape.one_of if option is not MISSING}
        for option in shape.one_of or ():
            if option is not MISSING and option != "yes":
                self._check_name(option, (*path, "one_of"), "option")
        if options and shape.type not in (None, "one_of"):
            self.source.fault((*path, "type"), said("a term with options", shape.type), said("leave type or one_of out"))
        if shape.type == "one_of" and not options:
            self.source.fault(path, said("has no options", name), said("list them under one_of"))
        kind: Kind = "one_of" if options else shape.type or "yes_no"
        if shape.follows is not None and kind != "yes_no":
            self.source.fault((*path, "follows"), said("only a yes/no term can follow"))
        if shape.follows is not None and shape.unless_stated is not None:
            self.source.fault((*path, "unless_stated"), said("a term that follows a condition"), said("leave one of them out"))
        default: Any = False if kind == "yes_no" and shape.follows is None else UNKNOWN
        if shape.unless_stated not in (None, MISSING):
            try:
                default = read_value(shape.unless_stated, kind, options)
            except Mistyped as error:
                self.source.fault((*path, "unless_stated"), error.problem, error.advice)
        text = Text(zh=shape.zh, en=shape.en)
        not_advised = self._not_advised(shape, kind, options, path)
        return Term(name, sort, kind, text, options, default, shape.follows is not None, shape.controllable, not_advised, shape.not_before)

    def _not_advised(self, shape: TermShape, kind: Kind, options: Mapping[str, Text], path: Path) -> tuple[Value, ...]:
        found: list[Value] = []
        for place, word in enumerate(shape.not_advised):
            if word is MISSING:
                continue
            try:
                value = read_value(word, kind, options)
            except Mistyped as error:
                self.source.fault((*path, "not_advised", place), error.problem, error.advice)
                continue
            if isinstance(value, Unknown) or kind not in ("yes_no", "one_of"):
                problem = said("unknown") if isinstance(value, Unknown) else said("a value of a term", kind)
                self.source.fault((*path, "not_advised", place), problem, said("only an option yes or no"))
            else:
                found.append(value)
        return tuple(found)

    def _check_name(self, name: str, path: Path, what: str) -> None:
        if not valid_name(name):
            advice = said("a word of the condition language") if name.isidentifier() else said("use letters digits and _ only")
            article = "an" if what == "option" else "a"
            self.source.fault(path, said("cannot be the id of", name, article, what), advice, key=True)

    def _readings(self) -> None:
        for name, reading in self.shape.readings.items():
            path = ("readings", name)
            self._check_name(name, path, "reading")
            if name in self.terms:
                self.source.fault(path, said("is a term already", name), said("choose another id"), key=True)
            if reading is MISSING:
                continue
            for option in reading.one_of:
                self._check_name(option, (*path, "one_of", option), "option")
            if reading.literal not in (None, MISSING) and reading.literal not in reading.one_of:
                self.source.fault(
                    (*path, "literal"), said("is no option of", reading.literal, name), nearest(reading.literal, reading.one_of)
                )

    def _definition_sorts(self) -> dict[str, Sort]:
        """The sort of each definition: that of the terms it uses; of the matter where it uses none other."""
        names = {name: names_in(self._text(name)) for name in self.shape.definitions if self.shape.definitions[name] is not MISSING}
        sorts: dict[str, set[Sort]] = {}
        for name in names:
            sorts[name] = {self.terms[word].sort for word in names[name] if word in self.terms} - {"matter"}
            if re.search(r"\bsubject\b", self._text(name)):
                sorts[name].add("circumstance")
            if re.search(r"\bapplies\(\s*[^,()]+\)", self._text(name)):
                sorts[name].add("person")
        pending = list(names)
        while pending:  # a definition speaks of what those that it uses speak of, in a circle too
            name = pending.pop()
            more = {sort for word in names[name] if word in names for sort in sorts[word]}
            if more - sorts[name]:
                sorts[name] |= more
                pending += [user for user in names if name in names[user]]

        result: dict[str, Sort] = {}
        for name in names:
            path = ("definitions", name)
            self._check_name(name, path, "definition")
            if name in self.terms or name in self.shape.readings:
                self.source.fault(
                    path, said("is a already", name, "term" if name in self.terms else "reading"), said("choose another id"), key=True
                )
            found = sorts[name]
            if len(found) > 1:
                self.mixed.add(name)
                self.source.fault(
                    path,
                    said("speaks of several at once", name, Together(said_of(one) for one in sorted(found))),
                    said("split the definition"),
                )
            result[name] = next(iter(sorted(found)), "matter")
        return result

    def _text(self, name: str) -> str:
        one = self.shape.definitions[name]
        condition = one.when if isinstance(one, Definition) else one
        return condition if condition is not MISSING else "yes"

    # conditions -------------------------------------------------------------------------------------------

    def _conditions(self) -> None:
        shape = self.shape
        for name, term in self.terms.items():
            if (follows := getattr(shape.terms, term.sort)[name].follows) is not None:
                self._read(follows, term.sort, ("terms", term.sort, name, "follows"))
        for name, one in shape.definitions.items():
            if name in self.mixed:
                continue
            if isinstance(one, Definition):
                self._read(one.when, self.definition_sorts[name], ("definitions", name, "when"))
            elif one is not MISSING:
                self._read(one, self.definition_sorts[name], ("definitions", name))
        for index, sentence in enumerate(shape.background):
            sort = self._sort_of(sentence.holds)
            self._read(sentence.holds, sort, ("background", index, "holds"))
            if sentence.whole_board is True and sort != "matter":
                self.source.fault(
                    ("background", index, "whole_board"), said("a sentence on each", sort), said("write it on the matter with")
                )
        for index, see in enumerate(shape.see):
            self._read(see.when, see.sort, ("see", index, "when"))
        for index, rule in enumerate(shape.rules):
            self._read(rule.when, rule.sort, ("rules", index, "when"))
            for place, see in enumerate(rule.see):
                self._read(see.when, rule.sort, ("rules", index, "see", place, "when"))
        for index, exception in enumerate(shape.exceptions):
            self._read(exception.when, self._exception_sort(exception.id, index), ("exceptions", index, "when"))
        for index, circumstance in enumerate(shape.circumstances):
            self._read(circumstance.when, "circumstance", ("circumstances", index, "when"))
        for index, measure in enumerate(shape.sanctions.measures if shape.sanctions else ()):
            self._read(measure.when, "matter", ("sanctions", "measures", index, "when"))
        for index, act in enumerate(shape.authority):
            self._read(act.when, "matter", ("authority", index, "when"))
        for index, label in enumerate(shape.labels):
            self._read(label.when, label.sort, ("labels", index, "when"))
        for name, question in shape.questions.items():
            if question is not MISSING:
                self._question(question, ("questions", name, "answer"))
        for index, checklist in enumerate(shape.checklists):
            self._read(checklist.who, "person", ("checklists", index, "who"))
            for place, step in enumerate(checklist.steps):
                self._read(step.needs, "person", ("checklists", index, "steps", place, "needs"))
        for condition, sort, path in provision_conditions(shape):
            self._read(condition, sort, path)
        definitions = {str(path[1]): expr for path, expr in self.means.items() if path[0] == "definitions"}
        check_filings_read(self.source, self.means, definitions)
        self._properties()

    def _properties(self) -> None:
        concepts = self.shape.concepts
        if concepts is not MISSING:
            for name, sort in CONCEPT_SORTS.items():
                if (condition := getattr(concepts, name)) is not None:
                    self._read(condition, sort, ("concepts", name))
            if self.shape.tiers is not MISSING:
                for place, tier in enumerate(concepts.leadership):
                    known_name(self.source, tier, self.shape.tiers.all, ("concepts", "leadership", place), "tier")
            for name in CONCEPT_FACTS:
                for term, value in getattr(concepts, name).items():
                    self._concept_fact(term, value, ("concepts", name, term))
        for index, one in enumerate(self.shape.properties):
            if one is MISSING:
                continue
            stated = [kind for kind in ("holds", "never", "possible") if getattr(one, kind) is not None]
            if len(stated) != 1:
                self.source.fault(("properties", index), said("a property of no kind or"), said("state one of holds never possible"))
            for kind in stated:
                self._read(getattr(one, kind), one.sort, ("properties", index, kind))

    def _concept_fact(self, term: str, value: Any, path: Path) -> None:
        known = {name: one for name, one in self.terms.items() if one.sort == "person"}
        if term not in known:
            self.source.fault(path, said("is no term of a person", term), nearest(term, known), key=True)
            return
        try:
            read_value(value, known[term].kind, known[term].options)
        except Mistyped as error:
            self.source.fault(path, said("as a value of", error.problem, term), error.advice)

    def _question(self, question: Question, path: Path) -> None:
        answer = question.answer
        if not isinstance(answer, Settled):
            self._read(answer, question.sort, path)
            return
        for norm in get_args(NormValue):
            if (condition := getattr(answer, norm)) is not None:
                self._read(condition, question.sort, (*path, norm))
        if answer.number is not None:
            self._read(Condition(answer.number), question.sort, (*path, "number"))
        if answer.bearer is not None:
            self._read(answer.bearer, "person", (*path, "bearer"))
        for option, condition in answer.one_of.items():
            self._read(condition, question.sort, (*path, "one_of", option))
        stated = [
            bool(answer.obliged or answer.forbidden or answer.permitted),
            answer.number is not None,
            answer.bearer is not None,
            bool(answer.one_of),
        ]
        if sum(stated) != 1:
            self.source.fault(path, said("an answer of no type or"), said("state norms or number or bearer"))

    def _read(self, condition: Condition, sort: Sort, path: Path) -> None:
        if condition is MISSING:
            return
        read = read_number if path[-1] == "number" else read_condition
        try:
            self.means[path] = read(condition, self.vocabulary, sort)
            self.sort_at[path] = sort
        except MisreadAll as misread:
            for fault in misread.faults:
                self.source.fault(path, fault.problem, fault.advice, part=fault.part)

    def _sort_of(self, condition: Condition) -> Sort:
        """The sort of thing that a free condition speaks of."""
        if condition is MISSING:
            return "matter"
        names = names_in(condition)
        found = {self.terms[name].sort for name in names if name in self.terms} | {
            self.definition_sorts[name] for name in names if name in self.definition_sorts
        }
        return next(iter(sorted(found - {"matter"})), "matter")

    def _exception_sort(self, name: str, index: int) -> Sort:
        """The sort of the rules that an exception defeats, directly or through other exceptions."""
        by_id = {one.id: one for one in self.shape.exceptions}
        found: set[Sort] = set()
        trail, queue = set(), [name]
        while queue:
            one = by_id.get(queue.pop())
            if one is None or one.id in trail:
                continue
            trail.add(one.id)
            found |= {self.rule_sorts[target] for target in one.defeats if target in self.rule_sorts}
            queue += [target for target in one.defeats if target in by_id]
        if len(found) > 1:
            self.source.fault(("exceptions", index, "defeats"), said("rules on persons and rules on"), said("split the exception"))
        return next(iter(sorted(found)), "person")
