"""The page of what one must believe names a test for each sentence, and each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import zeren.proofs

PAGE = (Path(zeren.proofs.__file__).parent / "TRUST.md").read_text(encoding="utf-8")
ROWS = [row.strip("|").split("|") for row in PAGE.splitlines() if row.startswith("| ") and "held by" not in row]
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def named_in(file: str) -> set[str]:
    tree = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_sentence_has_its_tests() -> None:
    assert len(ROWS) > 12
    for sentence, held in ROWS:
        assert sentence.strip().endswith("."), sentence
        assert re.sub(r"[,\s]", "", NAMED.sub("", held)) == "", held
        assert NAMED.findall(held), sentence


def test_each_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 25
    assert [f"{file}::{name}" for file, name in named if name not in named_in(file)] == []
