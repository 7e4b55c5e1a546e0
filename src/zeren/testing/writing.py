"""A case as the text of a case file, for keeping what a test has found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from zeren.encoded import as_json
from zeren.model.language.case import Case
from zeren.model.language.terms import Sort, write_value


def case_text(case: Case, about: str = "") -> str:
    """The case file that is read back as this case: its facts, circumstances, readings and how it was decided, in their order.

    >>> print(case_text(Case(id="empty", regulation="county-bureau", readings={"dissent_scope": "open"})))
    case: empty
    regulation: county-bureau
    board: complete
    readings: {dissent_scope: open}
    <BLANKLINE>
    """
    lines = [f"case: {_quoted(case.id)}", f"regulation: {_quoted(case.regulation)}"]
    if about:
        lines.append(f"about: {{zh: {_text(about)}, en: {_text(about)}}}")
    if case.partial or case.closed:
        lines.append(f"board: {'partial' if case.partial else 'complete'}")
    if case.readings:
        lines.append(f"readings: {_inline(case.readings)}")
    if own := _facts(case, "matter", ""):
        lines.append(f"matter: {_inline(own)}")
    sections: tuple[tuple[str, Sort, tuple[str, ...]], ...] = (("people", "person", case.people), ("bodies", "body", case.bodies))
    for section, sort, names in sections:
        if names:
            lines.append(f"{section}:")
            above = case.superior if sort == "body" else {}
            for name in names:
                extra = {"superior": above[name]} if name in above else {}
                lines.append(f"  {_quoted(name)}: {_inline({**extra, **_facts(case, sort, name)})}")
    if case.circumstances:
        lines.append("circumstances:")
        lines += [
            f"  - {{item: {_text(one.item)}, subject: {_quoted(one.subject)}{_more(_facts(case, 'circumstance', one.id))}}}"
            for one in case.circumstances
        ]
    if case.voting is not None:
        lines.append(f"voting: {_flow(msgspec.to_builtins(case.voting))}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A record as YAML on one line, its yes/no values as people write them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _quoted(write_value(value) if isinstance(value, bool) else str(value))


def _facts(case: Case, sort: Sort, of: str) -> dict[str, str]:
    return {fact.term: write_value(value) for fact, value in case.facts.items() if fact.sort == sort and fact.of == of}


def _inline(facts: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_quoted(term)}: {_quoted(value)}" for term, value in facts.items()) + "}"


def _more(facts: Mapping[str, str]) -> str:
    return "".join(f", {_quoted(term)}: {_quoted(value)}" for term, value in facts.items())


def _quoted(value: str) -> str:
    plain = value.replace("_", "").replace("-", "").isalnum() and value != "null"
    return value if plain else _text(value)


def _text(value: str) -> str:
    """A text in quotation marks, with every sign in it that YAML takes for no text written by its number."""
    return as_json(value)
