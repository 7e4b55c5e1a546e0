"""Take the pictures of the documentation anew: python tools/pictures.py (needs chromium and playwright)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import browser, served  # noqa: E402  # the desk and the browser of the tests

CASE = ROOT / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"


def main() -> None:
    """A case in both languages."""
    with tempfile.TemporaryDirectory() as place, browser() as chromium:
        shutil.copy(CASE, place)
        with served(Path(place)) as desk:
            for language in ("en", "zh"):
                page = chromium.new_page(viewport={"width": 1000, "height": 620})
                page.goto(desk.entrance)
                page.goto(f"{desk.address}/case/{CASE.name}?lang={language}")
                page.locator(".question h2").wait_for()
                page.screenshot(path=ROOT / "docs" / "pictures" / f"desk-case-{language}.png")


if __name__ == "__main__":
    main()
