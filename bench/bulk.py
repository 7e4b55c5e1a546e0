"""A million cases of a board of nine: `zeren.bulk` beside the same rules written by hand in NumPy, in one process.

The peer is what somebody would write who knew the regulation, NumPy and that every board has nine: blocks that fit the
cache, a row of nine for each case, what concerns the matter spread by broadcasting, and no reduction along a short axis. It
reads the same Arrow columns, writes the same texts, and its outcomes must be the same. It checks nothing: no cell, no
background, no board of another size.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from pyarrow import parquet
from table import Row

from zeren import bulk
from zeren.model.language.load import load_regulation

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from bulk_by_hand import BOARD, READINGS, by_hand, cases, same


class Peak:
    """The largest resident memory while something runs, in megabytes, sampled every few milliseconds."""

    def __enter__(self) -> Peak:
        self.before = self.most = _resident()
        self._going = True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while self._going:
            self.most = max(self.most, _resident())
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self._going = False
        self._thread.join()


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def timed(work: Any, repeats: int) -> tuple[float, float, Any]:
    """The quickest of some runs in seconds, the least processor time, and what it gave."""
    best = least = float("inf")
    found = None
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        found = work()
        best, least = min(best, time.perf_counter() - start), min(least, time.process_time() - used)
    return best, least, found


def measured(number: int, stream: int, repeats: int) -> dict[str, Any]:
    """Every figure, by name."""
    table, regulation = cases(number, seed=20_160_301), load_regulation("county-bureau")
    hand, hand_used, expected = timed(lambda: by_hand(table), repeats)
    with Peak() as peak:
        own, own_used, found = timed(lambda: bulk.ask(table, regulation, readings=READINGS), repeats)
    every, _, _ = timed(lambda: bulk.ask(table, regulation, stance="all"), 1)
    figures = {
        "cases": number,
        "rows": table.num_rows,
        "table_mb": table.nbytes / 1e6,
        "by_hand_s": hand,
        "bulk_s": own,
        "ratio": own / hand,
        "ratio_processor_time": own_used / hand_used,
        "same": same(expected, found),
        "peak_mb_above_table": peak.most - peak.before,
        "every_reading_open_s": every,
        "clingo_s_a_case": clingo_seconds(),
    }
    return figures | (streamed(stream) if stream else {})


def clingo_seconds(number: int = 500) -> float:
    """Seconds that clingo takes for a board of nine, grounded once, asked with all facts assumed."""
    from agreement.engines import Batch, Shape
    from clingo_engine import Program

    from zeren.model.meaning.evaluate import Meanings

    regulation = load_regulation("county-bureau")
    batch = Batch.random(regulation, Shape(BOARD), number, 1)
    meant, program = batch.evaluated(Meanings(regulation)), Program(regulation)
    return timed(lambda: batch.assumed(program, meant), 1)[0] / number


def rows() -> list[Row]:
    """The bars of `make bench`."""
    found = measured(1_000_000, 0, 5)
    by_hand_too = f"{found['bulk_s']:.2f} s, by hand {found['by_hand_s']:.2f} s: {found['ratio']:.2f} x"
    factor = found["clingo_s_a_case"] * found["cases"] / found["bulk_s"]
    met = bool(found["ratio"] <= 3 and found["same"])
    return [
        Row(
            "bulk, 1,000,000 cases of a board of nine, one set of readings",
            "≤ 3 x NumPy by hand",
            by_hand_too,
            met,
        ),
        Row("the same, processor time", "", f"{found['ratio_processor_time']:.2f} x"),
        Row("the same, memory above the table, outcomes included", "stated", f"{found['peak_mb_above_table']:.0f} MB"),
        Row("the same with every reading open", "", f"{found['every_reading_open_s']:.1f} s"),
        Row("the same by clingo, grounded once", "factor stated", f"{factor:,.0f} x the time"),
    ]


def main() -> None:
    """Measure, print a table, and keep the figures as JSON where asked to."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--stream", type=int, default=0, help="how many cases to stream from Parquet to Parquet as well")
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    figures = measured(chosen.cases, chosen.stream, chosen.repeats)
    for name, figure in figures.items():
        print(f"{name:24} {figure:>14,.4g}" if isinstance(figure, float) else f"{name:24} {figure!s:>14}")
    if chosen.out:
        chosen.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if not figures["same"]:
        sys.exit(1)


def streamed(number: int) -> dict[str, Any]:
    """Cases from Parquet to Parquet, more than would fit: how long, and how much memory above the start."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "cases.parquet"), Path(folder, "outcomes.parquet")
        step, writer = 100_000, None
        for first in range(0, number, step):
            part = cases(min(step, number - first), seed=7, first=first)
            writer = writer or parquet.ParquetWriter(source, part.schema)
            writer.write_table(part)
        assert writer is not None
        writer.close()
        with Peak() as peak:
            seconds, _, _ = timed(lambda: bulk.ask_file(source, out, "county-bureau", readings=READINGS), 1)
        return {"streamed_cases": number, "streamed_s": seconds, "streamed_mb": peak.most - peak.before}


if __name__ == "__main__":
    main()
