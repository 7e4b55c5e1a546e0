"""A case file with other facts in it: what the file says stays as it is written, comments included, and in whose words it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from zeren.answering.rewriting import rewritten
from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Path
from zeren.model.language.load import source_in_ids
from zeren.model.language.regulation import Regulation
from zeren.model.language.source import parse_source
from zeren.model.language.terms import Sort, Term, Value, read_value, write_value
from zeren.model.language.written import Called, in_words, written
from zeren.words import Language

_SECTIONS = {"person": "people", "body": "bodies", "matter": "matter", "circumstance": "circumstances"}
_EXPECTATIONS = ("expect", "expect_under")


def fill_in(text: str, case: Case, facts: Mapping[FactId, Value], regulation: Regulation, people: Sequence[str] = ()) -> str:
    """The text of a case file with these facts stated, and without expectations, which were of the case as it was.

    A file in the words of a language gets words of it, and one that is JSON stays JSON. `people` are in it afterwards, too.

    Raises:
        zeren.answering.rewriting.Unchangeable: where the file is written so that this cannot be said in it.

    >>> from zeren.model.language.load import load_regulation, open_text
    >>> text = "案件: 甲\\n规定: county-bureau\\n人员:\\n  林: {参与决策: 不详}  # 问她\\n"
    >>> bureau, case = open_text(text)
    >>> print(fill_in(text, case, {FactId("person", "林", "participated"): True}, bureau), end="")
    案件: 甲
    规定: county-bureau
    人员:
      林: {参与决策: 是}  # 问她
    """
    if (data := _json(text)) is not None:
        return _filled_json(data, text, case, facts, people)
    for key in [one for one in parse_source(text).data if one in _EXPECTATIONS or written(one, "key", _EXPECTATIONS)]:
        text = rewritten(text, (key,), None)
    for fact, value in facts.items():
        place = str([one.id for one in case.circumstances].index(fact.of)) if fact.sort == "circumstance" else fact.of
        text = stated(text, regulation, _path(fact.sort, place, fact.term), write_value(value))
    source = source_in_ids(text, regulation)
    for name in people:
        if name not in (source.data.get("people") or {}):
            path = source.as_written(("people", name))
            text = rewritten(rewritten(text, (*path, "x"), "x"), (*path, "x"), None)  # somebody of whom nothing is said
    return text


def _json(text: str) -> dict[str, Any] | None:
    """The data of a case that is written in JSON; None where it is not."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _filled_json(data: dict[str, Any], text: str, case: Case, facts: Mapping[FactId, Value], people: Sequence[str]) -> str:
    """The text of a case in JSON with more facts in it, as wide or as deep as it was."""
    for name in people:
        data.setdefault("people", {}).setdefault(name, {})
    for fact, value in facts.items():
        place: Any = data.setdefault(_SECTIONS[fact.sort], {})
        if fact.sort == "circumstance":
            place = place[[one.id for one in case.circumstances].index(fact.of)]
        elif fact.of:
            place[fact.of] = place = place.get(fact.of) or {}
        place[fact.term] = value if isinstance(value, bool) else write_value(value)
    kept = {key: value for key, value in data.items() if key not in _EXPECTATIONS}
    wide = re.search(r"\n( +)", text)
    return json.dumps(kept, ensure_ascii=False, indent=len(wide[1]) if wide else None) + ("\n" if text.endswith("\n") else "")


def stated(text: str, regulation: Regulation, path: Path, value: str | None) -> str:
    """The text of a case file with something stated in it, or taken out (None): where ids say, in the words that the file is in.

    Raises:
        zeren.answering.rewriting.Unchangeable: where the file is written so that this cannot be said in it.
    """
    source = source_in_ids(text, regulation)
    own = source.as_written(path)
    term = regulation.terms.get(str(path[-1]))
    if value is None or term is None or path[0] not in _SECTIONS.values():
        return rewritten(text, own, value)
    language = _language([str(one) for one in (own[-1], own[0])], regulation)
    if not language:
        return rewritten(text, own, value)
    called = Called({one.id: one.text for one in regulation.terms_of[term.sort]})
    name = str(own[-1])
    if name == term.id and called.meant(term.text.in_(language)) == (term.id,):
        name = term.text.in_(language)
    return rewritten(text, (*own[:-1], name), _said(term, value, language))


def named_in(data: Mapping[str, Any]) -> str:
    """The regulation that the data of a case file name; nothing where they name none.

    >>> named_in({"案件": "甲", "规定": "county-bureau"})
    'county-bureau'
    """
    found = next((one for key, one in data.items() if key == "regulation" or written(key, "key", ("regulation",))), "")
    return found if isinstance(found, str) else ""


def _path(sort: Sort, of: str, term: str) -> Path:
    if sort == "circumstance":
        return _SECTIONS[sort], int(of), term
    return (_SECTIONS[sort], term) if sort == "matter" else (_SECTIONS[sort], of, term)


def _language(names: Sequence[str], regulation: Regulation) -> Language | None:
    """The language in whose words a file is written, by what stands in it already; none where that is ids."""
    found = (one for one in names if one not in regulation.terms and re.search("[\u4e00-\u9fff]", one))
    return "zh" if next(found, None) else None


def _said(term: Term, value: str, language: Language) -> str:
    """A value in words, where these are read back as the same value."""
    known = value in term.options
    said = term.options[value].in_(language) if known else in_words(value, "value", language)
    return said if read_value(said, term.kind, term.options) == read_value(value, term.kind, term.options) else value
