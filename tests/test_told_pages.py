"""The pages of stories and of the tutorial do what they say; `make transcripts` writes what is printed on them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from executed import held_to

from zeren.model.language.load import parse_regulation
from zeren.model.language.parse import FUNCTIONS, read_condition
from zeren.model.language.statements import Concepts
from zeren.model.language.vocabulary import Vocabulary
from zeren.proofs.library import library

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {
    "auditor.md": {"audit", "new"},
    "baltimore.md": {"ask", "replay"},
    "concepts.md": {"prove", "list"},
    "conditions.md": {"ask", "lint"},
    "before-midnight.md": {"deadlines"},
    "configuration.md": {"new", "list"},
    "secretary.md": {"ask"},
    "secretary.zh.md": {"ask", "replay", "new", "calendar"},
    "first-case.md": {"new", "ask"},
    "first-case.zh.md": {"new", "ask"},
}


@pytest.mark.parametrize("name", PAGES)
def test_every_block_of_the_page_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {command.split()[1] for command in held_to(DOCS / name)} == PAGES[name]


def test_every_condition_on_the_page_of_the_language_is_read() -> None:
    """Each example is a condition under the page's own regulation, of what the page says; and every function is shown."""
    page = (DOCS / "conditions.md").read_text(encoding="utf-8")
    (file,) = re.findall(r"```yaml harbour\.yaml\n(.*?)```", page, re.DOTALL)
    about = parse_regulation(file)
    vocabulary = Vocabulary(
        terms=about.terms,
        readings={name: tuple(one.one_of) for name, one in about.readings.items()},
        definitions=dict.fromkeys(about.file.definitions, "matter") | {"watch": "person"},
        rules={name: rule.sort for name, (rule, _) in about.rules.items()},
    )
    rows = re.findall(r"^\| `(.+?)` \| (matter|person) \|", page, re.MULTILINE)
    assert len(rows) > 25
    for condition, sort in rows:
        read_condition(condition, vocabulary, sort)
    assert [one for one in FUNCTIONS if f"{one}(" not in page and one not in ("weeks", "months")] == []


def test_every_concept_is_on_its_page() -> None:
    page = (DOCS / "concepts.md").read_text(encoding="utf-8")
    rows = {name for cell in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
    assert rows == set(Concepts.__struct_fields__)
    asked = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page.partition("## A property of your own")[0]))
    assert asked == {one.id for one in library()}
