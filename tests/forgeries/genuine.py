"""A folder of certificates as zeren writes them, for all that are to be forged or counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forgeries.regulations import NUMBERS, TINY
from zeren.cli import app


@pytest.fixture(scope="session")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("genuine")
    for name, text in (("tiny", TINY), ("numbers", NUMBERS)):
        (base / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = [str(base / f"{name}.yaml") for name in ("tiny", "numbers")]
    proved = CliRunner().invoke(app, ["prove", *files, "--certificates", str(base / "kept"), "--jobs", "1", "--lang", "en"])
    assert "rejected" not in proved.output
    CliRunner().invoke(app, ["succession", files[0], "--certificates", str(base / "kept"), "--lang", "en"])
    return base


@pytest.fixture
def kept(genuine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(genuine / "kept", tmp_path / "kept", symlinks=True))
