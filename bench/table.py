"""What a benchmark reports: a figure beside its bar."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One bar of the project and what was measured for it; `met` is None where there is no bar to meet."""

    what: str
    bar: str
    figure: str
    met: bool | None = None

    def line(self) -> str:
        """The row of a Markdown table."""
        verdict = {True: "met", False: "**missed**", None: ""}[self.met]
        return f"| {self.what} | {self.bar} | {self.figure} | {verdict} |"


def median_seconds(work: Callable[[], object], runs: int = 15) -> float:
    """The median time of some work, after one run that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
