"""JSON Schemas of what people write: their own words for keys, fixed words and values, and a case under one regulation.

In YAML, `yes` and `no` reach an editor's checker as booleans or as words, and whole numbers may be quoted. The schemas admit both,
as the reader does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zeren.model.language.reader import LANGUAGES
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Sort, Term, write_value
from zeren.model.language.text import Text
from zeren.model.language.written import Called, Family, written
from zeren.voice.catalogue import languages, section

Schema = dict[str, Any]


def as_written(schema: Schema) -> Schema:
    """A schema of typed values, widened to what people write in YAML for them, in any language that zeren has."""
    found: Schema = _widened(schema)
    for name, record in found.get("$defs", {}).items():
        _with_words(record, f"#/$defs/{name}/properties/")
    return found


def under(schema: Schema, kind: str, regulation: Regulation) -> Schema:
    """The schema of a case or house file, as it was widened, for one regulation: its terms, offices, options, items and readings."""
    return (_case if kind == "case" else _house)(schema, regulation)


def _widened(node: Any) -> Any:
    if isinstance(node, list):
        return [_widened(one) for one in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _widened(value) for key, value in node.items()}
    if isinstance(enum := changed.get("enum"), list) and all(isinstance(one, str) for one in enum):
        both = [True, False] if {"yes", "no"} <= set(enum) else []
        return changed | {"enum": list(dict.fromkeys([*both, *enum, *_words("word", enum), *_words("value", enum)]))}
    match changed.get("type"):
        case "object" if set(LANGUAGES) <= set(changed.get("required", ())):
            return _in_one_language(changed)
        case "boolean":
            return {key: value for key, value in changed.items() if key != "type"} | {"enum": _yes_no()}
        case "integer":
            return changed | {"type": ["integer", "string"]}
        case "string" if changed.get("format") == "date":  # written in several ways
            return {"type": "string", "description": "a date such as 2026-03-05 / 日期，如2026年3月5日"}
        case "string" if "format" not in changed:
            return changed | {"type": ["string", "number", "boolean"]}
    return changed


def _in_one_language(record: Schema) -> Schema:
    """A record of words in two languages, of which one is enough; where it has nothing else, the bare words are too."""
    needed = [name for name in record["required"] if name not in LANGUAGES]
    either = {**record, "required": needed, "anyOf": [{"required": [one]} for one in LANGUAGES]}
    return {"anyOf": [{"type": "string"}, either]} if not needed else either


def _with_words(record: Schema, at: str) -> None:
    """Have every key of a record be there under its other words too, and whichever of them stand for one that is needed."""
    if "properties" not in record:  # words for people, which need no key
        return
    own = record["properties"]
    words = {name: [word for word in _of("key", name) if word not in own and written(word, "key", own) == name] for name in own}
    record["properties"] = own | {word: {"$ref": at + name} for name, others in words.items() for word in others}
    if needed := record.pop("required", None):
        record["allOf"] = [{"anyOf": [{"required": [word]} for word in (name, *words.get(name, ()))]} for name in needed]


def _of(family: Family, name: str) -> list[str]:
    """Every word for something, in every language."""
    return list(dict.fromkeys(word for one in languages() for word in section(one, f"written.{family}").get(name, name).split(" | ")))


def _words(family: Family, names: Iterable[str]) -> list[str]:
    known = list(names)
    return [word for name in known for word in _of(family, name) if written(word, family, known) == name]


def _yes_no() -> list[Any]:
    return [True, False, *dict.fromkeys(["yes", "no", *_words("value", ("yes", "no"))])]


# under one regulation ---------------------------------------------------------------------------------------


def _case(schema: Schema, regulation: Regulation) -> Schema:
    defs = {**schema["$defs"]}
    shape = defs["CaseShape"] = {**defs["CaseShape"]}
    own = shape["properties"] = {**shape["properties"]}
    places: dict[str, str] = {}
    for number, term in enumerate(regulation.terms.values(), 1):
        defs[f"fact{number}"] = _value(term)
        places[term.id] = f"#/$defs/fact{number}"
    sorts: Mapping[Sort, Schema] = {sort: _facts(terms, places) for sort, terms in regulation.terms_of.items()}
    own["regulation"] = _named(regulation)
    own["matter"] = sorts["matter"]
    own["people"] = _each(sorts["person"])
    superior = {word: {"type": "string"} for word in ("superior", *_of("key", "superior"))}
    own["bodies"] = _each({**sorts["body"], "properties": {**sorts["body"]["properties"], **superior}})
    own["circumstances"] = {"type": "array", "items": _circumstance(sorts["circumstance"], regulation)}
    own["readings"] = _readings(regulation)
    if regulation.file.tenure is not None and (office := regulation.terms.get(regulation.file.tenure.office)) is not None:
        own["offices"] = {**own["offices"], "propertyNames": {"enum": _names(office.options)}}
    return {**schema, "title": f"zeren case: {regulation.id}", "$defs": defs}


def _facts(terms: Iterable[Term], places: Mapping[str, str]) -> Schema:
    texts = {term.id: term.text for term in terms}
    names = {name: places[meant[0]] for name in _names(texts) if (meant := Called(texts).meant(name))}
    return {"type": "object", "properties": {name: {"$ref": place} for name, place in names.items()}, "additionalProperties": False}


def _names(things: Mapping[str, Text]) -> list[str]:
    """Ids, and words of either language that mean one of them alone."""
    called = Called(things)
    said = [text.in_(language) for text in things.values() for language in LANGUAGES]
    return list(dict.fromkeys([*things, *(one for one in said if len(called.meant(one)) == 1)]))


def _value(term: Term) -> Schema:
    about = f"{term.text.zh} / {term.text.en}"
    if term.unless_stated is not UNKNOWN:
        about += f" ({write_value(term.unless_stated)} unless stated)"
    unknown = _of("value", "unknown")
    match term.kind:
        case "yes_no":
            return {"description": about, "enum": [*_yes_no(), *unknown]}
        case "one_of":
            return {
                "description": about,
                "enum": list(dict.fromkeys([*([True] if "yes" in term.options else []), *_names(term.options), *unknown])),
            }
        case "number":
            return {"description": about, "type": ["number", "string"]}
        case "moment":
            return {"description": about, "type": ["string", "boolean"]}
        case _:
            return {"description": about, "type": "string"}


def _each(facts: Schema) -> Schema:
    return {"type": "object", "additionalProperties": {"anyOf": [facts, {"type": "null"}]}}


def _circumstance(facts: Schema, regulation: Regulation) -> Schema:
    items = _names({one.item: one.text for one in regulation.file.circumstances})
    item: Schema = {"enum": [*items, *(int(one) for one in items if one.isdecimal())]}
    own = dict.fromkeys(("item", *_of("key", "item")), item) | {word: {"type": "string"} for word in ("subject", *_of("key", "subject"))}
    return {**facts, "properties": {**facts["properties"], **own}}


def _readings(regulation: Regulation) -> Schema:
    asked = {name: one.question for name, one in regulation.readings.items()}
    found: Schema = {}
    for name in _names(asked):
        one = regulation.readings[Called(asked).meant(name)[0]]
        found[name] = {"description": f"{one.question.zh} / {one.question.en}", "enum": [*_names(one.one_of), *_of("word", "open")]}
    return {"type": "object", "properties": found, "additionalProperties": False}


def _named(regulation: Regulation) -> Schema:
    titles = [regulation.id, regulation.file.title.zh, regulation.file.title.en]
    ids = [*titles, *([regulation.file.family] if regulation.file.family else [])]
    return {"anyOf": [{"enum": list(dict.fromkeys(ids))}, {"type": "string", "pattern": r"\.ya?ml$"}]}


def _house(schema: Schema, regulation: Regulation) -> Schema:
    defs = {**schema["$defs"]}
    choice = defs["Choice"] = {**defs["Choice"]}
    options = dict.fromkeys(option for one in regulation.readings.values() for option in one.one_of)
    own = {"reading": {"enum": list(regulation.readings)}, "option": {"enum": list(options)}}
    choice["properties"] = {**choice["properties"], **own}
    return {**schema, "title": f"zeren house: {regulation.id}", "$defs": defs}
