"""What the results of a folder stand on, so that a run goes on with the same: files, plans in Python, days off, seed and version."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import types
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

import msgspec

from zeren.model.language.organisation import Organisation
from zeren.sim.asking import MARGIN
from zeren.sim.program import Model
from zeren.sim.store import Manifest
from zeren.working_days import days_off

_PLAIN = (bool, int, float, complex, str, bytes, types.NoneType, dt.date, dt.timedelta)


def manifest(organisation: Organisation, seed: int, models: Mapping[str, Model]) -> Manifest:
    """What the results depend on; not on the engine, the processes or the cluster, which give the same bytes."""
    file = organisation.file
    inputs = {"organisation": _hash(msgspec.json.encode(file))}
    for name, regulation in sorted(organisation.regulations.items()):
        inputs[f"regulation {name}"] = _hash(msgspec.json.encode(regulation.file))
    for task, model in sorted(models.items()):
        inputs[f"plan in Python for {task}"] = identity(model)
    if file.holidays not in (None, "none"):
        off, days = days_off(file.holidays, organisation.id), 366 * file.years + MARGIN
        free = [day for day in range(days) if off(file.from_ + dt.timedelta(days=day))]
        inputs["days off"] = _hash(repr(free).encode())
    return Manifest("zeren.simulation/1", organisation.id, inputs, seed, version("zeren"))


def identity(model: Any) -> str:
    """What a plan in Python does, as far as that can be read from it: its code, what it closes over, and the values that it names.

    >>> def late(days: int) -> Model:
    ...     return lambda moment: (moment.due + days) * 86_400
    >>> identity(late(1)) == identity(late(1)), identity(late(1)) == identity(late(2))
    (True, False)
    """
    return _hash("\n".join(_read(model, set())).encode("utf-8", "backslashreplace"))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(what: Any, seen: set[int]) -> Iterator[str]:
    """Everything that tells one value from another, line by line; what is met again is not read again."""
    if isinstance(what, _PLAIN):
        yield f"{type(what).__name__} {what!r}"
        return
    if id(what) in seen:
        yield "met before"
        return
    seen.add(id(what))
    match what:
        case types.FunctionType():
            yield from _function(what, seen)
        case types.MethodType():
            yield from _read(what.__func__, seen)
            yield from _read(what.__self__, seen)
        case functools.partial():
            for part in (what.func, what.args, what.keywords):
                yield from _read(part, seen)
        case types.CodeType():
            yield from _code(what, seen)
        case dict():
            for key, value in what.items():
                yield f"key {key!r}"
                yield from _read(value, seen)
        case list() | tuple():
            yield f"{len(what)} in order"
            for one in what:
                yield from _read(one, seen)
        case set() | frozenset():
            yield f"set {sorted(map(repr, what))}"
        case types.ModuleType():
            yield f"module {what.__name__}"
        case type():
            yield f"class {what.__module__}.{what.__qualname__}"
            for name, member in sorted(vars(what).items()):
                if isinstance(member, types.FunctionType):
                    yield name
                    yield from _read(member, seen)
        case _:
            yield from _read(type(what), seen)
            state = what.tolist() if hasattr(what, "tolist") else getattr(what, "__dict__", None)
            yield from _read(state if state is not None else repr(what), seen)


def _function(what: types.FunctionType, seen: set[int]) -> Iterator[str]:
    yield from _code(what.__code__, seen)
    for part in (what.__defaults__, what.__kwdefaults__):
        yield from _read(part, seen)
    for cell in what.__closure__ or ():
        try:
            yield from _read(cell.cell_contents, seen)
        except ValueError:  # not filled yet
            yield "empty"
    for name in _names(what.__code__):
        if name in what.__globals__:
            yield f"global {name}"
            yield from _read(what.__globals__[name], seen)


def _names(code: types.CodeType) -> list[str]:
    """The names that code looks up, with those of the code inside it."""
    inner = [name for one in code.co_consts if isinstance(one, types.CodeType) for name in _names(one)]
    return sorted({*code.co_names, *inner})


def _code(code: types.CodeType, seen: set[int]) -> Iterator[str]:
    yield code.co_code.hex()
    yield f"{code.co_names} {code.co_varnames} {code.co_freevars}"
    for constant in code.co_consts:
        yield from _read(constant, seen)
