"""Every shipped regulation and organisation is told in words in both languages by every command that takes one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zeren
from zeren.model.language.load import built_in, load_regulation
from zeren.skeletons import skeleton

ROOT = Path(__file__).parent.parent
ORGANISATIONS = sorted((ROOT / "scenarios" / "organisations").glob("*.organisation.yaml"))
LANGUAGES = ("zh", "en")
INSIDE = re.compile(r"\bNone\b|\bUNSET\b|<[\w.]+ object|\bobject at 0x|[\ufdd0\ufdd1]|frozenset|\w+\(\w+=")


def whole(text: str) -> None:
    assert not (inside := INSIDE.search(text)), text[max(0, inside.start() - 80) : inside.end() + 80]
    assert text.strip()


@pytest.mark.parametrize("name", built_in())
def test_a_regulation(name: str) -> None:
    """Its defects, the bounds of its duties, its graph, who answers for ever, and when its filings are due."""
    regulation = load_regulation(name)
    found = [zeren.lint(name), zeren.cycles(name), zeren.graph(name)]
    if regulation.file.succession:
        found.append(zeren.succession(name))
    if regulation.asked:
        found.append(zeren.deadlines(name, now="2026-03-05T09:30+08:00", find_out=True))
    for language in LANGUAGES:
        for one in found:
            whole(one.text(language))
        assert regulation.file.title.in_(language)


@pytest.mark.parametrize("name", built_in())
def test_what_it_guarantees(name: str) -> None:
    found = zeren.prove(name)
    for language in LANGUAGES:
        whole(found.text(language))


@pytest.mark.parametrize("name", built_in())
def test_its_skeleton_is_asked_with_every_flag(name: str) -> None:
    regulation = load_regulation(name)
    text = skeleton("case", "x", regulation)
    for presume in (True, False):
        found = zeren.ask(text, regulation, presume=presume, why=True, find_out=True)
        for language in LANGUAGES:
            whole(found.text(language))


@pytest.mark.parametrize("file", ORGANISATIONS, ids=lambda file: file.name)
def test_an_organisation(file: Path) -> None:
    """Its year's plan for every body that has one."""
    organisation = zeren.organisation(file)
    bodies = [name for name, one in organisation.file.bodies.items() if one.regulation and one.count == 1]
    first = organisation.file.from_
    for body in bodies:
        found = zeren.calendar(file, body, first.isoformat(), first.replace(month=12, day=31).isoformat())
        for language in LANGUAGES:
            whole(found.text(language))


@pytest.mark.slow
@pytest.mark.parametrize("file", ORGANISATIONS, ids=lambda file: file.name)
def test_an_organisation_as_it_lives(file: Path) -> None:
    found = zeren.simulate(file, years=1, replications=2)
    for language in LANGUAGES:
        whole(found.text(language))
