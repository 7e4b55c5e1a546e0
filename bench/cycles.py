"""Duties in time: every bound of every built-in regulation, and the audit of a long log."""

from __future__ import annotations

import csv
import datetime as dt
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from table import Row, median_seconds

ROWS = 1_000_000
BODIES = 20_000


def rows() -> list[Row]:
    """Both figures, as whole processes."""

    def run(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "zeren", *words], capture_output=True, check=False)

    bounds = median_seconds(lambda: run("cycles", "--format", "json"), runs=5)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        write_log(log)
        audit = median_seconds(lambda: run("audit", "county-bureau", str(log), "--format", "json"), runs=3)
    return [
        Row("`zeren cycles`, all built-in regulations, whole process", "< 5 s", f"{bounds:.1f} s", bounds < 5),
        Row(f"`zeren audit`, {ROWS:,} rows of {BODIES:,} bodies, whole process", "seconds (< 20 s)", f"{audit:.1f} s", audit < 20),
    ]


def write_log(file: Path) -> None:
    """A log of ten years, the same at every run."""
    drawn = random.Random(1)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["date", "body", "act", "reference"])
        for number in range(ROWS):
            day = dt.date(2016, 1, 1) + dt.timedelta(days=drawn.randrange(3650))
            writer.writerow([day, f"school-{drawn.randrange(BODIES) + 1}", drawn.choice(["study", "report"]), number])
