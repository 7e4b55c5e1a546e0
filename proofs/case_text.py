"""A case as the text of a case file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text, write_value

_MEANS_ITSELF = re.compile(r"[\w./][\w./-]*")


def case_text(regulation: Regulation, case: Case, named: str = "") -> str:
    """A case as the text of a case file.

    Args:
        named: how the file names its regulation; by its id unless given.
    """
    lines = [f"case: {_word(case.id)}", f"regulation: {_word(named or regulation.id)}"]
    if isinstance(case.about, Text):
        lines.append(f"about: {{zh: {_quoted(case.about.zh)}, en: {_quoted(case.about.en)}}}")
    lines += ["board: complete", *([f"stance: {case.stance}"] if case.stance else [])]
    if case.readings:
        lines += ["readings:", *(f"  {name}: {_word(option)}" for name, option in case.readings.items())]
    matter = _facts_of(case, "matter", "")
    if matter:
        lines.append(f"matter: {_flow(matter)}")
    lines += ["people:", *(f"  {_word(name)}: {_flow(_facts_of(case, 'person', name))}" for name in case.people)]
    if case.bodies:
        lines += ["bodies:", *(f"  {_word(name)}: {_flow(_facts_of(case, 'body', name))}" for name in case.bodies)]
    if case.circumstances:
        lines.append("circumstances:")
        for one in case.circumstances:
            stated = {"item": _quoted(one.item), "subject": _word(one.subject), **_facts_of(case, "circumstance", one.id)}
            lines.append(f"  - {_flow(stated)}")
    return "\n".join(lines) + "\n"


def _facts_of(case: Case, sort: str, of: str) -> dict[str, str]:
    return {fact.term: write_value(value) for fact, value in case.facts.items() if (fact.sort, fact.of) == (sort, of)}


def _flow(stated: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in stated.items()) + "}"


def _word(text: str) -> str:
    """A text where a plain scalar may stand: as it is if it means itself there, otherwise quoted."""
    return text if _MEANS_ITSELF.fullmatch(text) and text != "null" else _quoted(text)


def _quoted(text: str) -> str:
    """A text as a quoted scalar, with escapes for what YAML would not give back."""
    return '"' + "".join(_escaped(one) for one in text) + '"'


def _escaped(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if one.isprintable():
        return one
    return f"\\x{ord(one):02x}" if ord(one) < 0x100 else f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"
