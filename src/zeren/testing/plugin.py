"""A pytest plugin: every `*.case.yaml` in a project is a test of what it expects.

A case without expectations passes if it can be answered at all. A refused file fails with its faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect case files, wherever pytest looks for tests."""
    if file_path.name.endswith(".case.yaml"):
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A case file, holding one test."""

    def collect(self) -> Iterator[pytest.Item]:
        """The one test of the file."""
        yield CaseItem.from_parent(self, name=self.path.name.removesuffix(".case.yaml"))


class DifferencesFound(Exception):
    """A case is answered otherwise than it expects; the message lists how."""


class CaseItem(pytest.Item):
    """The test that a case is answered as it expects."""

    def runtest(self) -> None:
        """Answer the case and compare."""
        from zeren.answering.expect import check
        from zeren.model.language.load import open_case
        from zeren.model.meaning.answer import Answer
        from zeren.model.solving.ask import ask

        regulation, case = open_case(self.path)

        def answer(readings: Mapping[str, str], settle: bool) -> Answer:
            return ask(regulation, case, readings=readings, settle=settle)

        if differences := check(regulation, case, answer):
            raise DifferencesFound("\n".join(map(str, differences)))
        if case.expect is None:
            answer({}, False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The differences, or the faults of the file."""
        from zeren.model.language.faults import Refused

        if isinstance(excinfo.value, (Refused, DifferencesFound)):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test stands."""
        return self.path, 0, f"case {self.name}"
