"""A case file with more facts in it: what the file says stays as it is written, comments included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from zeren.encoded import scalar
from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Path
from zeren.model.language.load import source_in_ids
from zeren.model.language.regulation import Regulation
from zeren.model.language.source import Source
from zeren.model.language.terms import Term, Value, read_value, write_value
from zeren.model.language.written import Called, in_words, written

Edit = tuple[int, int, str]  # replace the characters from, to, by this text
_SECTIONS = {"person": "people", "body": "bodies", "matter": "matter"}
_EXPECTATIONS = ("expect", "expect_under")


def fill_in(text: str, case: Case, facts: Mapping[FactId, Value], regulation: Regulation) -> str:
    """The text of a case file with these facts stated, and without expectations, which were of the case as it was.

    A file in the words of a language gets words of it.

    >>> from zeren.model.language.load import load_regulation, open_text
    >>> text = "案件: 甲\\n规定: county-bureau\\n人员:\\n  林: {参与决策: 不详}  # 问她\\n"
    >>> bureau, case = open_text(text)
    >>> print(fill_in(text, case, {FactId("person", "林", "participated"): True}, bureau), end="")
    案件: 甲
    规定: county-bureau
    人员:
      林: {参与决策: 是}  # 问她
    """
    return _Filled(text, case, regulation).with_facts(facts)


class _Filled:
    def __init__(self, text: str, case: Case, regulation: Regulation) -> None:
        self.text, self.case, self.regulation = text, case, regulation
        self.source: Source = source_in_ids(text, regulation)

    def with_facts(self, facts: Mapping[FactId, Value]) -> str:
        by_owner: dict[tuple[str, str], dict[str, str]] = {}
        for fact, value in facts.items():
            name, said = self.stated(fact, value)
            by_owner.setdefault((fact.sort, fact.of), {})[name] = said
        edits = list(_without_expectations(self.text))
        for (sort, of), stated in by_owner.items():
            path = self.source.as_written(self.path(sort, of))
            edits += _state(self.text, _node(self.text, path), str(path[0]), stated)
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def path(self, sort: str, of: str) -> Path:
        """Where the facts of one owner stand, in ids."""
        if sort == "circumstance":
            return "circumstances", [one.id for one in self.case.circumstances].index(of)
        return (_SECTIONS[sort],) if sort == "matter" else (_SECTIONS[sort], of)

    def stated(self, fact: FactId, value: Value) -> tuple[str, str]:
        """A fact as the file would say it: by ids, or in the words of the language that the file is in."""
        path = self.path(fact.sort, fact.of)
        name, term = str(self.source.as_written((*path, fact.term))[-1]), self.regulation.terms[fact.term]
        own = name if name != fact.term else str(self.source.as_written(path[:1])[0])
        language = "zh" if re.search("[\u4e00-\u9fff]", own) and own not in self.regulation.terms else ""
        if not language:
            return name, write_value(value)
        called = Called({one.id: one.text for one in self.regulation.terms_of[term.sort]})
        if name == fact.term and called.meant(term.text.in_(language)) == (term.id,):
            name = term.text.in_(language)
        return scalar(name), scalar(_said(term, value, language))


def _said(term: Term, value: Value, language: str) -> str:
    """A value in words, where these are read back as the same value."""
    said = write_value(value)
    if term.kind == "yes_no":
        said = in_words(said, "value", language)
    elif term.kind == "one_of":
        said = term.options[said].in_(language)
    return said if read_value(said, term.kind, term.options) == value else write_value(value)


def _node(text: str, path: Path) -> yaml.Node | None:
    """The node at a path of the file, as the file writes it."""
    node: yaml.Node | None = _root(text)
    for key in path:
        if isinstance(key, int):
            assert isinstance(node, yaml.SequenceNode)
            node = node.value[key]
        else:
            node = _entry(node, key)
    return node


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    return node


def _entry(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None) if isinstance(node, yaml.MappingNode) else None


def _state(text: str, node: yaml.Node | None, section: str, stated: Mapping[str, str]) -> Iterator[Edit]:
    """The edits that state facts in the node of their owner."""
    shown = ", ".join(f"{term}: {value}" for term, value in stated.items())
    if node is None:  # only the matter may be missing as a whole
        yield len(text), len(text), f"{'' if text.endswith(chr(10)) else chr(10)}{section}: {{{shown}}}\n"
        return
    if not isinstance(node, yaml.MappingNode):  # an owner without any facts
        before = "" if text[: node.start_mark.index].endswith((" ", "\n")) else " "
        yield node.start_mark.index, node.end_mark.index, f"{before}{{{shown}}}"
        return
    new = dict(stated)
    for name, value in node.value:
        if name.value in new:
            yield value.start_mark.index, value.end_mark.index, new.pop(name.value)
    if not new:
        return
    if node.flow_style:
        end = node.end_mark.index - 1
        more = ", ".join(f"{term}: {value}" for term, value in new.items())
        yield end, end, (", " if node.value else "") + more
        return
    last = node.value[-1][1]
    end = text.find("\n", last.end_mark.index if last.end_mark.column else last.end_mark.index - 1)
    end = len(text) if end < 0 else end
    indent = " " * node.start_mark.column
    yield end, end, "".join(f"\n{indent}{term}: {value}" for term, value in new.items())


def _without_expectations(text: str) -> Iterator[Edit]:
    """The edits that take expectations out, up to the next key of the file."""
    keys = [name for name, _ in _root(text).value]
    for index, name in enumerate(keys):
        if name.value in _EXPECTATIONS or written(name.value, "key", _EXPECTATIONS):
            end = keys[index + 1].start_mark.index if index + 1 < len(keys) else len(text)
            yield name.start_mark.index, end, ""
