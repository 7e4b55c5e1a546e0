"""From plain data with positions to typed records, collecting every fault of shape on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from zeren.model.language.faults import Path, nearest
from zeren.model.language.full_width import full_width_advice
from zeren.model.language.said import names, said
from zeren.model.language.source import Source
from zeren.model.language.terms import Mistyped, read_value
from zeren.model.language.written import words_beside, written
from zeren.model.language.written_dates import plain

S = TypeVar("S", bound=msgspec.Struct)

LANGUAGES = ("zh", "en")  # in which a file says what things are called; one is enough
MISSING: Any = object()  # stands for a value whose fault has been recorded


Condition = NewType("Condition", str)
"""A condition as written; `Regulation.means` holds what it means."""


@cache
def _fields(record: type[msgspec.Struct]) -> dict[str, tuple[str, Any, bool]]:
    """Each field's own name, its type, and whether it must be stated, under its name in files (`from_` is written `from`)."""
    hints = get_type_hints(record)
    return {field.encode_name: (field.name, hints[field.name], field.required) for field in msgspec.structs.fields(record)}


def read_record(source: Source, record: type[S], data: Any, path: Path = ()) -> S:
    """Read a mapping as a record; what cannot be read is recorded in `source.faults` and given as `MISSING`."""
    if isinstance(data, str) and data.strip() and {name for name, field in _fields(record).items() if field[2]} == set(LANGUAGES):
        data = dict.fromkeys(LANGUAGES, data)  # words in one language, which it need not name
    if not isinstance(data, dict):
        advice = full_width_advice(data) or _keys_expected(_fields(record))
        source.fault(path, said("where a mapping was expected", _shown(data)), advice)
        return MISSING  # type: ignore[no-any-return]  # the caller refuses the file
    fields = _fields(record)
    if any(key not in fields for key in data):
        in_own_words(source, data, path, fields)
        for key in data:
            if key not in fields:
                source.fault((*path, key), said("unknown key", key), nearest(key, words_beside(str(key), fields, "key")), key=True)
    values: dict[str, Any] = {}
    for name, (own_name, kind, required) in fields.items():
        if name in data and not (data[name] is None and not required):
            values[own_name] = read_typed(source, kind, data[name], (*path, name))
        elif required and name in LANGUAGES and (other := next((one for one in LANGUAGES if data.get(one) is not None), None)):
            values[own_name] = read_typed(source, kind, data[other], (*path, other))  # what there is, in the one language that there is
        elif required and name == "en" and "zh" in fields:
            values[own_name] = _nothing(kind)  # told of the other already
        elif required:
            source.fault(path, said("is missing", name), said("state it") if name != "zh" else said("state it or en or both"))
            values[own_name] = _nothing(kind)
    return record(**values)


def in_own_words(source: Source, data: Any, path: Path, known: Collection[str]) -> None:
    """Have the keys of a mapping that stand there in words of some language called as they are known."""
    called: dict[str, str] = {}
    for key in data:
        meant = None if key in known else written(key, "key", known)
        if meant is None:
            continue
        if meant in data or meant in called.values():
            source.fault((*path, key), said("and say the same", key, meant), said("leave one of them out"), key=True)
        else:
            called[key] = meant
    if called:
        source.rename_in(path, called)


def _nothing(kind: Any) -> Any:
    """What stands for a value that is missing: nothing in a list or mapping, otherwise `MISSING`."""
    origin = get_origin(kind)
    return origin() if origin in (dict, tuple) else MISSING


def _hollow(record: type[S]) -> S:
    """What stands for a record that cannot be read inside a list, so that the others keep their places."""
    return record(**{own_name: _nothing(kind) for own_name, kind, required in _fields(record).values() if required})


def read_typed(source: Source, kind: Any, data: Any, path: Path) -> Any:
    """Read plain data as a value of an annotated type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any or kind is object:
        return data
    if origin in (Union, UnionType):
        return _union(source, arguments, data, path)
    if kind is Condition:
        return _scalar(source, str, data, path)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return read_record(source, kind, data, path)
    if origin is dict:
        return _mapping(source, arguments[1], data, path)
    if origin is tuple:
        if not isinstance(data, list):
            source.fault(path, said("where a list was expected", _shown(data)), said("write a b or one item"))
            return ()
        items = [read_typed(source, arguments[0], item, (*path, index)) for index, item in enumerate(data)]
        if isinstance(arguments[0], type) and issubclass(arguments[0], msgspec.Struct):
            items = [_hollow(arguments[0]) if item is MISSING else item for item in items]
        return tuple(items)
    if origin is Literal:
        if data in arguments:
            return data
        meant = _literal(data, arguments) if isinstance(data, str) else None
        if meant is None:
            source.fault(path, _shown(data), nearest(str(data), arguments))
            return MISSING
        return meant
    return _scalar(source, kind, data, path)


def _literal(word: str, arguments: tuple[str, ...]) -> str | None:
    """The fixed word that is meant by a word of some language."""
    return written(word, "word", arguments) or written(word, "value", arguments)


def _union(source: Source, arguments: tuple[Any, ...], data: Any, path: Path) -> Any:
    """The member of a union whose form (mapping, list or word) the data has."""
    if data is None and NoneType in arguments:
        return None
    members = [member for member in arguments if member is not NoneType]
    if len(members) > 1:
        form = dict if isinstance(data, dict) else tuple if isinstance(data, list) else str
        members = [member for member in members if _form(member) is form] or members
    return read_typed(source, members[0], data, path)


def _form(kind: Any) -> type:
    origin = get_origin(kind)
    if origin in (dict, tuple):
        return origin  # type: ignore[no-any-return]  # dict or tuple
    return dict if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else str


def _mapping(source: Source, kind: Any, data: Any, path: Path) -> dict[str, Any]:
    if not isinstance(data, dict):
        source.fault(path, said("where a mapping was expected", _shown(data)), full_width_advice(data) or said("write each entry as name"))
        return {}
    return {key: read_typed(source, kind, value, (*path, key)) for key, value in data.items()}


_SCALARS = {bool: "yes_no", dt.date: "date"}


def _scalar(source: Source, kind: Any, data: Any, path: Path) -> Any:
    if not isinstance(data, str):
        source.fault(path, said("where one value was expected", _shown(data)), "")
        return MISSING
    if kind is str:
        if not data.strip():
            source.fault(path, said("an empty text"), said("write something or leave the key"))
        return data
    if kind is int:
        if (number := plain(data)).removeprefix("-").isdecimal() and len(number) <= 18:
            return int(number)
        source.fault(path, said("it", data), said("expected a whole number"))
        return MISSING
    try:
        value = read_value(data, _SCALARS[kind])  # type: ignore[arg-type]  # the two kinds in the table
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)
        return MISSING
    if not isinstance(value, kind):
        source.fault(path, said("it", data), said("unknown is not possible here"))
        return MISSING
    return value


def _shown(data: Any) -> str:
    if data is None:
        return said("nothing")
    if isinstance(data, str):
        return said("it", data if len(data) <= 40 else data[:39] + "…")
    return said("a list" if isinstance(data, list) else "a mapping")


def _keys_expected(keys: Iterable[str]) -> str:
    shown = list(keys)
    return said("expected keys" if len(shown) <= 8 else "expected keys and more", names(shown[:8]))
