"""Ctrl-C: exit code 130 and nothing said, wherever a command is, with whatever processes it had started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ZEREN = shutil.which("zeren", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])) or "zeren"
LONG = [
    "mutate party-organisations",
    "simulate scenarios/organisations/city.organisation.yaml --replications 500000 --jobs 2",
    "simulate scenarios/organisations/city.organisation.yaml --replications 500000 --out {folder}",
    "ask scenarios/cases/county-bureau/outvoted-member.case.yaml --interview --out {folder}/x.case.yaml",
    "desk scenarios",
]


@pytest.mark.parametrize("command", LONG)
def test_a_command_that_is_interrupted_ends_with_130_and_no_word(command: str, tmp_path: Path) -> None:
    parts = command.format(folder=tmp_path).split()
    with subprocess.Popen(
        [ZEREN, *parts], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as asked:
        time.sleep(2.5)  # so that it is at work
        assert asked.poll() is None, "ended before it could be interrupted"
        os.killpg(asked.pid, signal.SIGINT)
        _, said = asked.communicate(timeout=60)
    assert asked.returncode == 130
    assert "Traceback" not in said
