"""Changes of the code on which trust rests: a few of each file are tried here, all of them by `make mutate`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from code_mutants import Target, mutants, targets

EVERY = targets()


def noticed(names: list[str], few: int) -> None:
    command = [sys.executable, str(Path(__file__).with_name("code_mutants.py")), "--few", str(few), *names]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout == "".join(f"{name}: {few} of {few} changes noticed\n" for name in names), run.stderr
    assert run.returncode == 0


def test_a_few_changes_of_each_file_are_noticed() -> None:
    noticed([one.name for one in EVERY if one.name != "truth"], 2)


@pytest.mark.slow
def test_a_few_changes_of_what_a_condition_is_worth_are_noticed() -> None:
    """By itself: what it says of days takes its tests minutes."""
    noticed(["truth"], 4)


@pytest.mark.parametrize("target", EVERY, ids=lambda one: one.name)
def test_what_is_accepted_is_a_change_and_has_a_reason(target: Target) -> None:
    changes = {one.change for one in mutants(target)}
    assert len(changes) > 30
    assert set(target.accepted) <= changes
    assert all(len(reason) > 20 for reason in target.accepted.values())
