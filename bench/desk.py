"""How long a changed fact takes in the page, for one person and for twenty at once, and what it costs the processor.

Every change is of a fact not changed before, so nothing is answered from what is kept. Twenty people change a fact each about every
two seconds, as people do who read what they see; how long it takes if all twenty never pause stands beside it.

    python bench/desk.py (needs zeren[desk] and httpx)
"""

from __future__ import annotations

import html
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
from table import Row

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import Served, served  # noqa: E402  # the desk as the tests serve it

PEOPLE, PAUSE = 20, 2.0
ALONE, TOGETHER = 100, 250  # milliseconds at the 95th percentile
BOARD = "\n".join(
    f"  P{n}: {{role: {'secretary' if n == 0 else 'member'}, participated: {'unknown' if n % 5 == 4 else 'yes'}}}" for n in range(9)
)
CASE = f"regulation: county-bureau\nstance: all\nmatter: {{collective_responsibility_pursued: yes, erroneous: yes}}\npeople:\n{BOARD}\n"
FACTS = [
    json.dumps(["people", f"P{n}", term])
    for term in ("objection_stated", "body_member", "approved_personally", "objection_recorded")
    for n in range(9)
]


class Measured(NamedTuple):
    """The seconds that each change took, and what the desk's processes used of the processor for one."""

    waits: list[float]
    processor: float

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return statistics.quantiles(self.waits, n=20)[-1] * 1000

    def __str__(self) -> str:
        return f"{self.p95:.0f} ms (median {statistics.median(self.waits) * 1000:.0f}, processor {self.processor * 1000:.0f})"


def processor(process: int) -> float:
    """The seconds of the processor that a process and those that it started have used."""
    found = 0.0
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = one.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == process:  # its group: the desk is started as one
            found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def changed(desk: Served, cookies: dict[str, str], number: int, facts: list[str], pause: float) -> list[float]:
    """The seconds that each change of one person's own file took."""
    took = []
    with httpx.Client(base_url=desk.address, cookies=cookies, timeout=60) as client:
        path, begins = f"/case/c{number}.case.yaml", time.perf_counter() + pause * number / PEOPLE
        hidden = _hidden(client.get(path).text)
        for turn, field in enumerate(facts):
            time.sleep(max(0.0, begins + turn * pause - time.perf_counter()))
            began = time.perf_counter()
            page = client.post(path, data={**hidden, "from": "inputs", field: "yes"}, headers={"hx-request": "true"}).text
            took.append(time.perf_counter() - began)
            hidden = _hidden(page)
    return took


def _hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1]) for name in ("seen", "base")}


def measured(people: int, facts: list[str], pause: float) -> Measured:
    """So many people, each with a file of their own, on one desk."""
    with tempfile.TemporaryDirectory() as place:
        for number in range(people):
            Path(place, f"c{number}.case.yaml").write_text(f"case: c{number}\n{CASE}")
        with served(Path(place)) as desk:
            cookies = dict(httpx.get(desk.entrance).cookies)
            with ThreadPoolExecutor(people) as pool:
                for _ in pool.map(lambda number: changed(desk, cookies, number, FACTS[-2:], 0), range(people)):
                    pass  # whatever is imported and started only once
                before = processor(desk.process.pid)
                found = list(pool.map(lambda number: changed(desk, cookies, number, facts, pause), range(people)))
                used = processor(desk.process.pid) - before
    waits = [one for each in found for one in each]
    return Measured(waits, used / len(waits))


def rows() -> Iterator[Row]:
    """The bars, for the table of all benchmarks."""
    alone = measured(1, FACTS[:30], 0)
    yield Row("desk, nine people, all readings: a fact changed, p95", f"< {ALONE} ms", str(alone), alone.p95 < ALONE)
    together = measured(PEOPLE, FACTS[:8], PAUSE)
    yield Row(
        f"desk, {PEOPLE} at once, each every {PAUSE:.0f} s: p95", f"< {TOGETHER} ms on two cores", str(together), together.p95 < TOGETHER
    )
    rushed = measured(PEOPLE, FACTS[:4], 0)
    yield Row(f"desk, {PEOPLE} at once who never pause: p95", "", str(rushed), None)


if __name__ == "__main__":
    for row in rows():
        print(row.line(), flush=True)
