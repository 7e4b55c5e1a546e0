"""The fields of a case's forms: one for each fact that its file states or could state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Mistyped, Sort, read_value, write_value

SECTIONS: Mapping[Sort, str] = {"matter": "matter", "person": "people", "body": "bodies"}
STANCE = '["stance", "", ""]'  # the field for how readings are taken that the case does not pin


def stated_in(data: dict[str, Any], regulation: Regulation | None = None) -> dict[str, str]:
    """What each field of a case's page says as the data of its file stand; what is not said is left out.

    Whoever is in the case has an entry without a term, so that pages notice somebody new. What has options is told by
    id, whatever words the file has for it.
    """
    found: dict[str, str] = {}
    for sort, section in SECTIONS.items():
        owners = {"": data.get(section)} if sort == "matter" else data.get(section)
        for owner, facts in owners.items() if isinstance(owners, dict) else ():
            found[field_of(section, owner, "")] = ""  # that there is such a one
            for term, value in facts.items() if isinstance(facts, dict) else ():
                if isinstance(value, str):
                    found[field_of(section, owner, term)] = _by_id(term, value, regulation)
    listed = data.get("circumstances")
    for place, facts in enumerate(listed if isinstance(listed, list) else ()):
        for term, value in facts.items() if isinstance(facts, dict) else ():
            if isinstance(value, str) and term not in ("item", "subject"):
                found[field_of("circumstances", str(place), term)] = _by_id(term, value, regulation)
    readings = data.get("readings")
    for reading, option in readings.items() if isinstance(readings, dict) else ():
        if isinstance(option, str):
            found[field_of("readings", reading, "")] = option
    if isinstance(stance := data.get("stance"), str):
        found[STANCE] = stance
    return found


def _by_id(name: str, value: str, regulation: Regulation | None) -> str:
    term = None if regulation is None else regulation.terms.get(name)
    if term is None or term.kind not in ("yes_no", "one_of"):
        return value
    try:
        return write_value(read_value(value, term.kind, term.options))
    except Mistyped:
        return value


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
        case [str() as section, str() as owner, str() as term] if section in (*SECTIONS.values(), "circumstances", "readings", "stance"):
            if section == "stance":
                return (section,)
            if section == "matter":
                return (section, term)
            if section == "circumstances":
                return (section, int(owner), term)
            return (section, owner) if section == "readings" else (section, owner, term)
    raise ValueError(field)
