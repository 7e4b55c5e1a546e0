"""Chinese texts of an audit have Chinese punctuation: no half-width brackets or semicolons beside Chinese characters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHOWN = Path(__file__).parent / "transcripts"
HALF = re.compile(r"[\u4e00-\u9fff]\s?[;(]|;\s?[\u4e00-\u9fff]")  # numbers of other acts have brackets of their own


@pytest.mark.parametrize("name", ["audit", "events"])
def test_an_audit_in_chinese_has_chinese_punctuation(name: str) -> None:
    """The transcripts are what the command prints, which another test holds them to."""
    lines = (SHOWN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert sum("）" in line for line in lines) > 5
    assert [line for line in lines if HALF.search(line) and not line.startswith("$")] == []
