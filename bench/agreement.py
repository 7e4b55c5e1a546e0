"""Four engines on a million random cases, and everything that can be exhausted: what `make agreement` runs.

First the long form of the exhaustive tests. Then random cases over all regulations and readings, each put to

* `evaluate`, the definition;
* the encoding: its gates worked out for every case, and again by Z3 as words with a bit for each case (one check and one
  model for the thousand cases of a batch); of every batch some cases also go to the project's own use of Z3, one check each;
* the columns, each case under its own readings;
* clingo, grounded once for a batch with every fact a choice, and asked once for each case.

What is compared: every tier of every person and body, every circumstance, and every sentence of the background. Facts are
drawn whether the background allows them or not. A disagreement is shrunk and kept in `tests/regressions`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import joblib

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

BATCH = 1_000  # cases of one shape under one regulation
SINGLE = 10  # cases of a batch that go to the solver one by one


def work(name: str, seed: int, size: int) -> tuple[str, Counter[str], list[str]]:
    """One batch: the regulation, how many cases each engine answered as the definition does, and where any did not."""
    from agreement.atoms import ruled
    from agreement.engines import Batch, differences, random_shape
    from agreement.regressions import keep, single
    from clingo_engine import Program

    from zeren.model.language.load import load_regulation
    from zeren.model.meaning.evaluate import Meanings

    assert name in ruled()
    regulation = load_regulation(name)
    meanings, program = Meanings(regulation), Program(regulation)
    batch = Batch.random(regulation, random_shape(regulation, random.Random(seed)), size, seed)
    meant = batch.evaluated(meanings)
    gates, words = batch.gates()
    found = differences(meant, {"gates": gates, "Z3": words, "columns": batch.vectorised()})
    wrong = {engine: {number for own, _, number in found if own == engine} for engine in ("gates", "Z3", "columns")}
    counts = Counter({"evaluate": batch.size, **{engine: batch.size - len(numbers) for engine, numbers in wrong.items()}})
    counts["clingo"] = batch.assumed(program, meant)
    counts["Z3, one check each"] = batch.solved(meant, SINGLE)
    counts["answers"] = batch.size * len(meant)
    counts["answers that are yes"] = int(sum(data.sum() for data in meant.values()))
    kept: list[str] = []
    if found or counts["clingo"] < batch.size or counts["Z3, one check each"] < min(SINGLE, batch.size):

        def disagrees(one: Any) -> bool:
            own = one.evaluated(meanings)
            numbers, by_z3 = one.gates()
            others = {"gates": numbers, "Z3": by_z3, "columns": one.vectorised(), "clingo": one.stable(program)}
            return bool(differences(own, others)) or one.solved(own, 1) < 1

        first = next((number for number in range(batch.size) if disagrees(single(batch, number))), None)
        where = f"{name}, seed {seed}"
        kept = [where if first is None else str(keep(single(batch, first), disagrees, f"{name}-{seed}", f"engines disagreed, seed {seed}"))]
    return name, counts, kept


def exhausted() -> bool:
    """The long form of the exhaustive tests."""
    files = [str(path) for path in sorted((ROOT / "tests").glob("test_agreement_*.py"))]
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files], cwd=ROOT, check=False).returncode == 0


def main() -> None:
    """Exhaust, then sample; print counts and seeds."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=20_160_301)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--sample-only", action="store_true")
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    fine = chosen.sample_only or exhausted()

    from agreement.atoms import ruled

    start, names = time.perf_counter(), ruled()
    batches = -(-chosen.cases // BATCH)
    jobs = [(names[number % len(names)], chosen.seed + number, BATCH) for number in range(batches)]
    results = joblib.Parallel(n_jobs=chosen.jobs, batch_size=4)(joblib.delayed(work)(*job) for job in jobs)
    total: Counter[str] = Counter()
    by_regulation: Counter[str] = Counter()
    kept: list[str] = []
    for name, counts, wrong in results:
        total += counts
        by_regulation[name] += counts["evaluate"]
        kept += wrong
    seconds = time.perf_counter() - start
    print(f"{total['evaluate']:,} random cases, seeds {chosen.seed} to {chosen.seed + batches - 1}, {BATCH} cases a seed, {seconds:.0f} s")
    for name in names:
        print(f"  {by_regulation[name]:>9,}  {name}")
    print("cases that each engine answers as the definition does:")
    for engine in ("evaluate", "gates", "Z3", "Z3, one check each", "columns", "clingo"):
        print(f"  {total[engine]:>9,}  {engine}")
    print(f"{total['answers']:,} answers compared, {total['answers that are yes']:,} of them yes")
    for one in kept:
        print(f"disagreement: {one}")
    if chosen.out:
        chosen.out.write_text(json.dumps({**total, "seconds": seconds, "seed": chosen.seed, "regulations": len(names)}, indent=1) + "\n")
    if kept or not fine:
        sys.exit(1)
    print("full agreement")


if __name__ == "__main__":
    main()
