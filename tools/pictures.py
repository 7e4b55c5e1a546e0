"""Take the pictures of the documentation anew, in both languages: python tools/pictures.py [NAME…] (needs chromium and playwright)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import Served, browser, served  # noqa: E402  # the desk and the browser of the tests

PICTURES = ROOT / "docs" / "pictures"
SCENARIOS = ROOT / "scenarios"
CASE = SCENARIOS / "cases" / "county-bureau" / "outvoted-member.case.yaml"
BOARD = SCENARIOS / "cases" / "maryland-2-410" / "side-by-side.case.yaml"
LOG = SCENARIOS / "logs" / "register-2026.csv"
COLLEGE = SCENARIOS / "organisations" / "college.organisation.yaml"
DESK = {  # by name: the page, what must be there first, and how high the picture is
    "desk-case": (f"/case/{CASE.name}", ".question h2", 620),
    "desk-home": ("/", "main", 520),
    "desk-memo": (f"/memo/{CASE.name}", "main", 900),
    "desk-rules": ("/rules/county-bureau", "main", 900),
}
PAGES = {  # by name: the command that writes a page, and how high the picture is
    "sheet": (["ask", BOARD, "--out", "{out}"], 1000),
    "proofs": (["prove", "county-bureau", "--format", "html", "--out", "{out}"], 900),
    "audit": (["audit", "county-bureau", LOG, "--to", "2026-12-31", "--out", "{out}"], 900),
    "simulation": (["simulate", COLLEGE, "--years", "5", "--replications", "20", "--out", "{folder}"], 1400),
}


def main(wanted: list[str]) -> None:
    """Every picture, or those that are named."""
    with tempfile.TemporaryDirectory() as place, browser() as chromium:
        for one in (CASE, BOARD):
            shutil.copy(one, place)
        with served(Path(place)) as desk:
            for name in [name for name in DESK if not wanted or name in wanted]:
                for language in ("en", "zh"):
                    _of_desk(chromium, desk, name, language)
        for name in [name for name in PAGES if not wanted or name in wanted]:
            for language in ("en", "zh"):
                _of_page(chromium, name, language, Path(place))


def _of_desk(chromium: Any, desk: Served, name: str, language: str) -> None:
    address, there, height = DESK[name]
    page = chromium.new_page(viewport={"width": 1000, "height": height})
    page.goto(desk.entrance)
    page.goto(f"{desk.address}{address}?lang={language}")
    page.locator(there).first.wait_for()
    _kept(page, name, language)


def _of_page(chromium: Any, name: str, language: str, place: Path) -> None:
    command, height = PAGES[name]
    out = place / f"{name}-{language}.html"
    words = [str(part).format(out=out, folder=place / f"{name}-{language}") for part in command]
    subprocess.run([sys.executable, "-m", "zeren", *words, "--lang", language], capture_output=True, check=False, cwd=ROOT)
    made = out if out.exists() else place / f"{name}-{language}" / f"report.{language}.html"
    page = chromium.new_page(viewport={"width": 1000, "height": height})
    page.goto(made.as_uri())
    _kept(page, name, language)


def _kept(page: Any, name: str, language: str) -> None:
    page.screenshot(path=PICTURES / f"{name}-{language}.png")
    page.close()
    print(f"docs/pictures/{name}-{language}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
