"""Accepted defects: a file that says which findings somebody has accepted, and why.

```yaml
accepted:
  - code: Z201
    regulation: department
    subject: duties.analysis
    reason: the college decides each term who does this
```
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zeren.model.language.faults import Fault, nearest
from zeren.model.language.reader import MISSING, read_record
from zeren.model.language.record import Record
from zeren.model.language.said import said
from zeren.model.language.source import read_source
from zeren.proofs.lint.finding import KINDS, Finding


class Accepted(Record, frozen=True):
    """One accepted defect, by its code, regulation and subject, with the reason why it stands."""

    code: str
    regulation: str
    subject: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.code, self.regulation, self.subject)


class BaselineShape(Record, frozen=True):
    """A baseline file."""

    accepted: tuple[Accepted, ...] = ()


class Baseline:
    """The accepted defects of a file, each with the place where it is accepted."""

    def __init__(self, file: str, accepted: Sequence[tuple[Accepted, int, int]]) -> None:
        self.file = file
        self._accepted = {one.key: (one, line, column) for one, line, column in accepted}

    def reason(self, finding: Finding) -> str | None:
        """Why a defect is accepted, or None where it is not."""
        found = self._accepted.get(finding.key)
        return found[0].reason if found else None

    def stale(self, findings: Sequence[Finding], regulations: Sequence[str]) -> list[Fault]:
        """The entries about these regulations that accept a defect which is no longer there."""
        present = {finding.key for finding in findings}
        subjects = {key[2] for key in present}
        return [
            Fault(
                self.file,
                line,
                column,
                said("of at is accepted and no", one.code, one.regulation, one.subject),
                nearest(one.subject, sorted(subjects)) if one.subject not in subjects else said("remove the entry"),
            )
            for key, (one, line, column) in self._accepted.items()
            if one.regulation in regulations and key not in present
        ]


def load_baseline(file: str | Path) -> Baseline:
    """Read a baseline file.

    Raises:
        Refused: with every fault of the file.
    """
    source = read_source(file)
    shape = read_record(source, BaselineShape, source.data)
    codes = [kind.code for kind in KINDS.values()]
    accepted: list[tuple[Accepted, int, int]] = []
    for index, one in enumerate(shape.accepted if shape is not MISSING else ()):
        if one is MISSING or MISSING in (one.code, one.regulation, one.subject, one.reason):
            continue
        if one.code not in codes:
            source.fault(("accepted", index, "code"), said("unknown code", one.code), nearest(one.code, codes))
        if one.key in [other.key for other, _, _ in accepted]:
            source.fault(("accepted", index), said("at is accepted twice", one.code, one.subject), said("remove one of them"))
        accepted.append((one, *source.position(("accepted", index))))
    source.refuse_if_faulty()
    return Baseline(str(file), accepted)


def baseline_text(findings: Sequence[Finding], reason: str) -> str:
    """A baseline file that accepts these findings, all for one reason, to start from."""
    lines = ["accepted:"] if findings else ["accepted: []"]
    for finding in findings:
        code, regulation, subject = finding.key
        lines += [f"  - code: {code}", f"    regulation: {regulation}", f"    subject: {subject}", f"    reason: {reason}"]
    return "\n".join(lines) + "\n"
