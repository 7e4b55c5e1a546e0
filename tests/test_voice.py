"""One catalogue for each language: the same keys, the same places for values, and a language is a file."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from zeren.model.language.case import Stance
from zeren.model.language.provision import Effect, Sure
from zeren.model.language.statements import NormValue
from zeren.model.language.voting import Threshold, Vote
from zeren.proofs.compare.differences import Subject
from zeren.proofs.cycles.relays import Why
from zeren.proofs.graph.things import Kind, Relation
from zeren.proofs.lint.finding import Severity
from zeren.proofs.verdict import Status
from zeren.sim.vector import Lack
from zeren.voice import catalogue, keys
from zeren.voice.catalogue import FOLDER, languages, section, sections

ROOT = Path(__file__).parent.parent
OUTVOTED = ROOT / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"


def places(text: str) -> set[str]:
    found = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return {name or str(number) for number, name in enumerate(found)}


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_every_language_says_the_same_things(language: str) -> None:
    assert list(sections(language)) == list(sections("en"))
    for name in sections("en"):
        assert list(section(language, name)) == list(section("en", name)), name


def test_a_value_has_its_place_in_every_language() -> None:
    for name in sections("en"):
        for key, words in section("en", name).items():
            found = places(section("zh", name)[key])
            assert found <= places(words) or places(words) <= found, f"{name}: {key}"


def test_the_keys_that_mypy_knows_are_those_of_the_catalogues() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    from voice_keys import TARGET, keys_module

    assert TARGET.read_text(encoding="utf-8") == keys_module(), "run `python tools/voice_keys.py`"


def test_the_catalogue_in_one_language_is_in_that_language() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    english = [f"{name}: {key}" for name in sections("en") for key, words in section("en", name).items() if chinese.search(words)]
    assert not english


TOLD: list[tuple[object, object]] = [
    (Effect, keys.AnswerReliefKey),
    (Sure, keys.AnswerSureKey),
    (NormValue, keys.AnswerNormKey),
    (Stance, keys.AnswerStanceKey),
    (Vote, keys.DecidedVotesKey),
    (Threshold, keys.DecidedRuleKey),
    (Severity, keys.LintSeverityKey),
    (Kind, keys.GraphKindKey),
    (Relation, keys.GraphRelationKey),
    (Status, keys.BoardKey),
    (Why, keys.CyclesWhyKey),
    (Lack, keys.SimulationLacksKey),
    (Subject, keys.CompareKey),
]


@pytest.mark.parametrize(("told", "known"), TOLD, ids=[str(known) for _, known in TOLD])
def test_every_value_that_is_told_has_words(told: object, known: object) -> None:
    assert set(get_args(told)) - {"exempts"} <= set(get_args(known))  # what exempts takes rules away, and relieves nobody of the rest


def in_capitals(part: re.Match[str]) -> str:
    return part[0] if part[0].startswith("{") else part[0].upper()


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A third language, made by a machine and marked so: every word of English in capitals."""
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    lines = []
    for line in (FOLDER / "en.toml").read_text(encoding="utf-8").splitlines():
        key, sign, words = line.partition(" = ")
        lines.append(f"{key} = {re.sub(r'{[^}]*}|[^{]+', in_capitals, words)}" if sign else line)
    text = "\n".join(lines).replace('made_by = "PEOPLE"', 'made_by = "machine"') + "\n"
    (tmp_path / "xx.toml").write_text(text.replace("\\N", "\\n").replace("\\U", "\\u"), encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    return "xx"


def test_a_language_is_added_by_a_file(third: str) -> None:
    from zeren.voice.keys import BOARD, LINT_SEVERITY

    assert languages() == ("zh", "en", third)
    assert section(third, "about")["made_by"] == "machine"
    assert BOARD.say("depends", third) == "DEPENDS ON HOW IT IS READ"
    assert LINT_SEVERITY.say("error", third) == "ERROR"


def test_the_third_language_is_told_wherever_words_are(third: str) -> None:
    """What a file is called wrong for, an answer, and the language that a command is asked for."""
    import zeren
    from zeren.commands.common import language
    from zeren.model.language.faults import Refused

    with pytest.raises(Refused) as refused:
        zeren.ask("case: a\nregulation: county-bureau\npeople: {Wu: {rol: member}}\n")
    assert refused.value.faults[0].told(third) == "<text>:3:15: UNKNOWN TERM `rol`; DID YOU MEAN `role`?"
    assert language(third) == third
    text = zeren.ask(OUTVOTED).text(third)
    assert text.endswith("THIS IS NOT LEGAL ADVICE.\n")
    assert "secretary" in text  # the regulation's own words are those that it has


def test_a_case_may_be_in_words_of_the_third_language(third: str) -> None:
    import zeren

    found = zeren.case("CASE: a\nREGULATION: county-bureau\nPEOPLE: {Wu: {role: member}}\n")[1]
    assert found.people == ("Wu",)
