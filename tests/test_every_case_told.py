"""Every shipped case in words, in both languages, with every flag: nothing falls over, nothing from inside shows, and JSON fits its schema.

Slow flags are tried on some of the cases here, and on every one in the slow test.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from fits import Schema

import zeren
from zeren.model.language.regulation import Regulation
from zeren.schemas import schema_text
from zeren.words import Language

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
FOLDERS = sorted(one.name for one in CASES.iterdir() if one.is_dir())
EVERY = 6  # of the cases, where a flag takes its time; all of them in the slow test
LANGUAGES: tuple[Language, ...] = ("zh", "en")
INSIDE = re.compile(
    r"\bNone\b|\bUNSET\b|\(unlisted|\(present\)|\(alleged\)|<[\w.]+ object|\bobject at 0x|[\ufdd0\ufdd1]|frozenset|\w+\(\w+="
)


@cache
def regulation(name: str) -> Regulation:
    return zeren.regulation(name)


@cache
def answer_schema() -> Schema:
    return Schema(schema_text("answer"))


def files(folder: str) -> list[Path]:
    return sorted((CASES / folder).rglob("*.case.yaml"))


def partial(folder: str) -> list[Path]:
    """The cases that do not list everybody."""
    return [file for file in files(folder) if "board: partial" in file.read_text(encoding="utf-8")]


def told(file: Path, **flags: bool) -> None:
    found, case = zeren.case(file)
    answered = zeren.ask(case, found, **flags)
    for language in LANGUAGES:
        text = answered.text(language)
        assert not (inside := INSIDE.search(text)), f"{file.name} {flags} {language}: {inside}"
        assert text.endswith("\n")
        assert all(line == line.rstrip() or not line.strip() for line in text.splitlines())
    assert not re.search(r"\(unlisted|\(present\)|\(alleged\)| object at 0x", answered.json())
    assert not answer_schema().misfits(json.loads(answered.json())), file.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_with_reasons(folder: str) -> None:
    for file in files(folder):
        told(file, why=True)


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_to_find_out(folder: str) -> None:
    for file in [*files(folder)[::EVERY], *partial(folder)]:
        told(file, presume=False, find_out=True)


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_if(folder: str) -> None:
    for file in [min(files(folder), key=lambda file: file.stat().st_size), *partial(folder)]:
        told(file, what_if=True)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_flag_on_every_case(folder: str) -> None:
    for file in files(folder):
        for presume in (True, False):
            told(file, presume=presume, why=True, find_out=True, what_if=True)
