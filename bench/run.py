"""Measure every bar in one run, print the table and keep it in bench/results/.

Run it on a quiet machine: `make bench`. Name files of this folder to measure only those: `python bench/run.py basics`.
"""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILES = ("basics", "open_case", "explained", "session", "decision", "cycles", "proofs", "bulk", "sim", "growth", "desk")


def main(names: list[str]) -> None:
    """Measure, print and keep."""
    lines = ["| what | bar | measured | |", "|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for name in names or FILES:
        for row in importlib.import_module(name).rows():
            lines.append(row.line())
            print(row.line(), flush=True)
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    head = f"Python {platform.python_version()} on {platform.machine()}; the same run for all rows.\n\n"
    (results / f"{'-'.join(names) or 'all'}.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main(sys.argv[1:])
