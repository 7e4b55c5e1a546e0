"""How long a changed fact takes in the page, for one person and for twenty at once: python bench/desk.py (needs zeren[desk] and httpx)."""

from __future__ import annotations

import html
import json
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import served  # noqa: E402  # the desk as the tests serve it

PEOPLE, CHANGES = 20, 4
BOARD = "\n".join(
    f"  P{n}: {{role: {'secretary' if n == 0 else 'member'}, participated: {'unknown' if n % 5 == 4 else 'yes'}}}" for n in range(9)
)
CASE = f"regulation: county-bureau\nmatter: {{collective_responsibility_pursued: yes, erroneous: yes}}\npeople:\n{BOARD}\n"


def changed(address: str, cookies: dict[str, str], number: int) -> list[float]:
    """The seconds that each change of one person's own file took."""
    took = []
    with httpx.Client(base_url=address, cookies=cookies, timeout=60) as client:
        path, field = f"/case/c{number}.case.yaml", json.dumps(["people", "P4", "participated"])
        page = client.get(path).text
        for turn in range(CHANGES):
            hidden = {name: html.unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1]) for name in ("seen", "base")}
            began = time.perf_counter()
            page = client.post(path, data={**hidden, field: "yes" if turn % 2 else "unknown"}, headers={"hx-request": "true"}).text
            took.append(time.perf_counter() - began)
    return took


def main() -> None:
    """Print the median and the 95th percentile, in milliseconds."""
    with tempfile.TemporaryDirectory() as place:
        for number in range(PEOPLE):
            Path(place, f"c{number}.case.yaml").write_text(f"case: c{number}\n{CASE}")
        with served(Path(place)) as desk:
            cookies = dict(httpx.get(desk.entrance).cookies)
            changed(desk.address, cookies, 0)  # whatever is imported only once
            for people in (1, PEOPLE):
                with ThreadPoolExecutor(people) as pool:
                    found = sum(pool.map(lambda number: changed(desk.address, cookies, number), range(people)), list[float]())
                p95 = statistics.quantiles(found, n=20)[-1]
                print(
                    f"{people} at once: median {statistics.median(found) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms over {len(found)} changes"
                )


if __name__ == "__main__":
    main()
