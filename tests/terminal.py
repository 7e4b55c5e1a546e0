"""A command as a terminal shows it: for transcripts, and for pages whose blocks are run."""

from __future__ import annotations

import shlex

from typer.testing import CliRunner

from zeren.cli import app


def run(command: str) -> str:
    """The output of a command, with its exit code where that is not 0."""
    words = shlex.split(command)
    assert words[0] == "zeren"
    result = CliRunner().invoke(app, words[1:], env={"LANG": "en_GB.UTF-8", "LC_ALL": None, "COLUMNS": "100"}, prog_name="zeren")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output + (f"[exit {result.exit_code}]\n" if result.exit_code else "")
