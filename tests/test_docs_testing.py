"""Every block of `docs/testing-your-rules.md` is a file of tests that pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "testing-your-rules.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_five_worked_suites_and_how_to_keep_what_fails():
    assert len(BLOCKS) == 6


def test_every_block_passes(tmp_path):
    for number, block in enumerate(BLOCKS):
        (tmp_path / f"test_block_{number}.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "8 passed" in ran.stdout


def test_every_name_in_the_table_can_be_imported():
    import zeren.testing

    named = set(re.findall(r"^\| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    words = {word for cell in named for word in re.findall(r"`(\w+)\(", cell)}
    assert words == set(zeren.testing.__all__) - {"case_text", "SessionMachine"}
    assert all(callable(getattr(zeren.testing, word)) for word in zeren.testing.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    import zeren.testing

    with pytest.raises(AttributeError, match="no `nothing`"):
        zeren.testing.nothing  # noqa: B018  # the look-up is what fails
