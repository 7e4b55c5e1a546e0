"""Damaged files of every kind, and random valid cases told: the quick form of `tests/fuzz`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))
import loaders
import told

from zeren.model.language.load import built_in, load_regulation

FUZZ = Path(__file__).parent / "fuzz"
QUICK = [name for name, target in loaders.TARGETS.items() if target.quick]


@pytest.mark.parametrize("name", QUICK)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    target = loaders.TARGETS[name]
    assert target.load(target.seeds()[0]) or name == "file"
    found = loaders.run(name, target.quick)
    assert found.tried == target.quick
    assert [(type(error), str(error)) for _, error in found.fell] == []


@pytest.mark.parametrize("name", [name for name in loaders.TARGETS if loaders.kept_inputs(name)])
def test_what_once_fell_over_is_read_or_refused(name: str) -> None:
    """In a process of its own: some of these took the whole process with them."""
    code = "import sys, loaders\nfor one in loaders.kept_inputs(sys.argv[1]): loaders.TARGETS[sys.argv[1]].load(one)"
    path = os.pathsep.join([str(FUZZ), os.environ.get("PYTHONPATH", "")])
    assert (
        subprocess.run([sys.executable, "-c", code, name], env={**os.environ, "PYTHONPATH": path}, timeout=300, check=False).returncode == 0
    )


def test_a_target_that_falls_over_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loaders.TARGETS, "mapping", loaders.Target(lambda content: 1 // 0 == 1, lambda: [b"a: b"]))
    assert len(loaders.run("mapping", 3).fell) == 3


@pytest.mark.parametrize("name", built_in())
def test_random_valid_cases_are_told_in_words(name: str) -> None:
    ended, fell = told.run(load_regulation(name), 8, 11)
    assert fell == []
    assert ended["told"] > 2


@pytest.mark.parametrize(
    "text", ["Wu#2 bears it", "because None", "p1.gone_by", "<object object at 0x7f>", "FactId(sort=1)", "(unlisted 1)"]
)
def test_what_is_from_inside_is_noticed(text: str) -> None:
    assert told.inside(text)
