"""The tool that holds a change of the code to the same bytes notices when they are others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import kept  # noqa: E402  # a script beside the package

JOBS = [("cases", "scenarios/cases/county-bureau/outvoted-member.case.yaml"), ("regulation", "uk-smcr"), ("logs",), ("table",)]


def told(folder: Path) -> Path:
    """What some jobs tell, in a folder."""
    for job in JOBS:
        kept.tell(job, folder)
    return folder


def test_two_runs_of_one_state_do_not_differ_and_another_state_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is kept changes from run to run; one more blank at the end of an answer is found."""
    from zeren.answering.answered import Answered

    monkeypatch.chdir(ROOT)
    before = told(tmp_path / "before")
    assert list(kept.differences(before, told(tmp_path / "again"))) == []
    json = Answered.json
    monkeypatch.setattr(Answered, "json", lambda self: json(self) + " ")
    assert {name for name, _ in kept.differences(before, told(tmp_path / "after"))} == {
        "scenarios/cases/county-bureau/outvoted-member.json",
        "scenarios/cases/county-bureau/outvoted-member.open.json",
    }


def test_a_file_that_only_one_state_tells_is_a_difference(tmp_path: Path) -> None:
    """What is told no longer is found as much as what is told otherwise."""
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("x\n", encoding="utf-8")
    (tmp_path / "before" / "gone").write_text("x\n", encoding="utf-8")
    assert list(kept.differences(tmp_path / "before", tmp_path / "after")) == [("gone", ["only before"])]


def test_every_regulation_case_and_organisation_is_told() -> None:
    """Whatever ships is held to its bytes."""
    jobs = list(kept.jobs(quick=False))
    told_of = {word for job in jobs for word in job[1:]}
    cases = {str(one.relative_to(ROOT)) for one in ROOT.glob("scenarios/cases/**/*.case.yaml")}
    organisations = {str(one.relative_to(ROOT)) for one in ROOT.glob("scenarios/organisations/*.organisation.yaml")}
    regulations = {one.stem for one in ROOT.glob("model/regulations/**/*.yaml")}
    assert cases | organisations | regulations <= told_of
    assert {job[0] for job in kept.jobs(quick=True)} | {"mutate"} == {job[0] for job in jobs}
