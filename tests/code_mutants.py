"""Small changes of the code on which trust rests, and whether the tests named for each file notice them.

    python tests/code_mutants.py [--few NUMBER] [NAME ...]

`code_mutants.toml` names the files, the tests that stand for each, and the changes that alter nothing, each with its reason.
The changes are those of cosmic-ray's operators. Nothing on disk is changed: each one is tried in a process of its own, which
gets the changed source when it imports the module. What was tried is kept in `build/mutants`, so that a run goes on where it
was interrupted.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "mutants"
LONGEST = 240  # seconds of work; a change that makes the tests take longer is noticed
HEAVY = ("hypothesis", "pytest", "msgspec", "yaml", "numpy", "z3", "cvc5", "pysat.solvers", "typer")  # imported once, not for each change
MEMORY = 4 << 30  # bytes; likewise
_BINARY = ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "FloorDiv_Mul", "Mod_FloorDiv", "BitOr_BitAnd", "BitAnd_BitOr")
_COMPARISONS = (
    "Eq_NotEq",
    "NotEq_Eq",
    "Lt_LtE",
    "Lt_Gt",
    "LtE_Lt",
    "LtE_GtE",
    "Gt_GtE",
    "Gt_Lt",
    "GtE_Gt",
    "GtE_LtE",
    "Is_IsNot",
    "IsNot_Is",
)
_OTHERS = (
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "RemoveDecorator",
    "ZeroIterationForLoop",
)
OPERATORS = (
    *(f"core/ReplaceBinaryOperator_{one}" for one in _BINARY),
    *(f"core/ReplaceComparisonOperator_{one}" for one in _COMPARISONS),
    *(f"core/{one}" for one in _OTHERS),
)


class Target(NamedTuple):
    """A file, the tests that stand for it, and the changes of it that alter nothing: what each means, and the reason."""

    name: str
    file: Path
    tests: tuple[str, ...]
    accepted: dict[str, str]

    @property
    def module(self) -> str:
        return "zeren." + ".".join(self.file.relative_to(ROOT).with_suffix("").parts)


class Mutant(NamedTuple):
    """The whole source after one change, the line that changed with what it became, and what the change means.

    That is the function, the expression that means something else in it, and what it has become: it stays the same when lines
    are broken or moved, or names of other functions change.
    """

    line: int
    before: str
    after: str
    source: str
    change: str


def targets(names: Sequence[str] = ()) -> list[Target]:
    """The files of `code_mutants.toml`, all of them unless some are named."""
    stated: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return [
        Target(name, ROOT / one["file"], tuple(one["tests"]), {each["change"]: each["reason"] for each in one.get("accepted", ())})
        for name, one in stated.items()
        if not names or name in names
    ]


def mutants(target: Target) -> Iterator[Mutant]:
    """Every change of a file that is none of its annotations and docstrings alone, in a fixed order."""
    from cosmic_ray.mutating import mutate_code  # type: ignore[import-untyped]
    from cosmic_ray.plugins import get_operator  # type: ignore[import-untyped]

    source = target.file.read_text(encoding="utf-8")
    seen, alike = {_meant(source)}, Counter[str]()
    for name in OPERATORS:
        operator, occurrence = get_operator(name)(), 0
        while (changed := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            try:
                meant = _meant(changed)
            except SyntaxError:
                continue
            if meant not in seen:
                seen.add(meant)
                change = meaning(source, changed)
                alike[change] += 1
                yield _told(source, changed, change if alike[change] == 1 else f"{change} ({alike[change]})")


def _meant(source: str) -> str:
    """A source without what has no effect when it is imported: annotations, which stay text, docstrings, and how it runs as a program."""
    tree = ast.parse(source)
    tree.body = [one for one in tree.body if not (isinstance(one, ast.If) and "__name__" in ast.unparse(one.test))]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return ast.dump(tree)


def meaning(source: str, changed: str) -> str:
    """What a change means: where, and the smallest expression that means something else, with what it has become.

    >>> meaning("def f(a):\\n    return 1 + g(a, 2) > 3", "def f(a):\\n    return 1 + g(\\n        a, 3) > 3")
    'f: g(a, 2) => g(a, 3)'
    """
    old: ast.AST = ast.parse(source)
    new: ast.AST = ast.parse(changed)
    where: list[str] = []
    shown: tuple[ast.AST, ast.AST] = old, new
    while (inner := _inside(old, new)) is not None:
        if isinstance(old, ast.FunctionDef | ast.ClassDef):
            where.append(old.name)
        old, new = inner
        if not isinstance(old, ast.Constant | ast.boolop | ast.operator | ast.cmpop | ast.unaryop):
            shown = old, new
    return f"{'.'.join(where) or 'module'}: {_unparsed(shown[0])} => {_unparsed(shown[1])}"


def _inside(old: ast.AST, new: ast.AST) -> tuple[ast.AST, ast.AST] | None:
    """The only parts in which two trees differ; None if they are not of one kind, or differ in more."""
    if type(old) is not type(new):
        return None
    pairs: list[tuple[Any, Any]] = []
    for name in old._fields:
        one, other = getattr(old, name), getattr(new, name)
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs += zip(one, other, strict=True)
        else:
            pairs.append((one, other))
    unlike = [(one, other) for one, other in pairs if _dumped(one) != _dumped(other)]
    if len(unlike) != 1 or not all(isinstance(one, ast.AST) for one in unlike[0]):
        return None
    return unlike[0]


def _dumped(node: Any) -> str:
    return ast.dump(node) if isinstance(node, ast.AST) else str([_dumped(one) for one in node]) if isinstance(node, list) else repr(node)


def _unparsed(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):  # a decorator went
        return " ".join([*(f"@{ast.unparse(one)}" for one in node.decorator_list), node.name])
    return ast.unparse(node)


def _told(source: str, changed: str, change: str) -> Mutant:
    old, new = source.splitlines(), changed.splitlines()
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return Mutant(first + 1, " ".join(old[first:last]).strip(), " ".join(new[start:end]).strip(), changed, change)
    raise AssertionError("a mutant that changes nothing")


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a module another source than the one on disk."""

    def __init__(self, target: Target, source: str) -> None:
        self.target, self.source = target, source

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.target.file, loader=self) if name == self.target.module else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.target.file), "exec"), module.__dict__)


def start(target: Target, source: str) -> int:
    """Run the tests of a file in a new process on another source of it; the process."""
    child = os.fork()
    if child:
        return child
    try:
        import pytest
        from hypothesis import Phase, settings

        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        settings.register_profile("mutants", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, _Changed(target, source))
        importlib.import_module(target.module)  # before pytest, whose own finder would come first
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", *target.tests]))
    except BaseException:
        code = 2
    os._exit(code)


def noticed(target: Target, sources: Sequence[str], at_once: int = 2) -> Iterator[tuple[int, bool]]:
    """Which of the sources the tests of a file notice, as each becomes known, by its place.

    Raises:
        RuntimeError: if the tests cannot be run at all.
    """
    running: dict[int, int] = {}
    waiting = list(enumerate(sources))[::-1]
    while running or waiting:
        while waiting and len(running) < at_once:
            place, source = waiting.pop()
            running[start(target, source)] = place
        child, status = next(((one, status) for one, status in (os.waitpid(one, os.WNOHANG) for one in running) if one), (0, 0))
        if not child:
            time.sleep(0.01)
            continue
        place = running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        if code in (4, 5):
            raise RuntimeError(f"pytest cannot run the tests of {target.name}: exit code {code}")
        yield place, code != 0


def survivors(target: Target) -> tuple[list[Mutant], int]:
    """The changes that the tests of a file do not notice, and how many changes there are; goes on from what is kept."""
    every = list(mutants(target))
    beside = hashlib.sha256()
    for path in sorted({ROOT / test.partition("::")[0] for test in target.tests}):
        beside.update(path.read_bytes())
    keys = [hashlib.sha256(beside.digest() + one.source.encode()).hexdigest() for one in every]
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{target.name}.jsonl"
    known: dict[str, bool] = dict(map(json.loads, file.read_text().splitlines())) if file.exists() else {}
    if next(noticed(target, [target.file.read_text(encoding="utf-8")]))[1]:
        raise RuntimeError(f"the tests of {target.name} fail without any change")
    todo = sorted(
        (place for place, key in enumerate(keys) if key not in known), key=keys.__getitem__
    )  # so that a part of them is a fair one
    with file.open("a") as out:
        for done, (number, found) in enumerate(noticed(target, [every[place].source for place in todo]), 1):
            known[keys[todo[number]]] = found
            print(json.dumps([keys[todo[number]], found]), file=out, flush=True)
            if sys.stderr.isatty():
                print(f"\r{target.name}: {done} of {len(todo)}", end="", file=sys.stderr, flush=True)
    return [one for one, key in zip(every, keys, strict=True) if not known[key]], len(every)


def few(target: Target, number: int) -> tuple[int, int]:
    """How many of about so many changes, spread over a file, its tests notice.

    Raises:
        RuntimeError: if the tests fail without any change.
    """
    every = [one for one in mutants(target) if one.change not in target.accepted]
    chosen = every[:: max(1, len(every) // number)][:number]
    found = dict(noticed(target, [target.file.read_text(encoding="utf-8"), *(one.source for one in chosen)]))
    if found.pop(0):
        raise RuntimeError(f"the tests of {target.name} fail without any change")
    return sum(found.values()), len(chosen)


def main(arguments: Sequence[str]) -> int:
    """Tell of each file what its tests do not notice; 1 if there is anything that is not accepted."""
    for heavy in (
        "hypothesis",
        "pytest",
        "msgspec",
        "yaml",
        "numpy",
        "z3",
        "cvc5",
        "pysat.solvers",
        "typer",
    ):  # imported once, not in each process
        importlib.import_module(heavy)
    if arguments[:1] == ["--few"]:
        sampled = {target.name: few(target, int(arguments[1])) for target in targets(arguments[2:])}
        print("\n".join(f"{name}: {found} of {many} changes noticed" for name, (found, many) in sampled.items()))
        return int(any(found < many for found, many in sampled.values()))
    bad = 0
    for target in targets(arguments):
        found, many = survivors(target)
        left = [one for one in found if one.change not in target.accepted]
        gone = set(target.accepted) - {one.change for one in found}
        for one in left:
            print(f"{target.file.relative_to(ROOT)}:{one.line}: not noticed\n  - {one.before}\n  + {one.after}\n  {one.change}")
        for change in sorted(gone):
            print(f"{target.name}: accepted, but noticed or no longer there: {change}")
        print(f"{target.name}: {many} changes, {many - len(found)} noticed, {len(found) - len(left)} accepted, {len(left)} not noticed")
        bad += len(left) + len(gone)
    return 1 if bad else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main(sys.argv[1:]))
