"""What the text provides and the file leaves out, as the file says itself: every answer near it is to be read with that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import Stage


def left_out(stage: Stage) -> Iterator[Finding]:
    """A note for each thing that the file says it does not model."""
    regulation = stage.regulation
    seen = Counter[str]()
    for index, one in enumerate(regulation.file.not_modelled):
        seen[one.article] += 1
        yield finding(
            "not-modelled",
            regulation.id,
            f"not_modelled.{one.article}.{seen[one.article]}",
            one.article,
            ("not_modelled", index),
            f"文件没有反映：{one.what.zh}。{one.why.zh}",
            f"the file leaves out: {one.what.en}; {one.why.en}",
        )
