"""A desk served as a user serves it, and a browser that opens it: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Served:
    """A desk over a folder, in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "zeren", "desk", str(folder), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        self.entrance = self.process.stdout.readline().strip()
        assert self.entrance.startswith("http://127.0.0.1:")
        self.address = self.entrance.partition("/?token=")[0]

    def kill(self) -> None:
        """As a power cut would: at once, with nothing put in order."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """A desk while it is needed."""
    found = Served(folder, *options)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.kill()


@contextmanager
def browser() -> Iterator[Any]:
    """A browser while it is needed; a machine without one skips what needs it, and says so."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield found
        finally:
            found.close()


def settled(page: Any) -> None:
    """Wait until the page has asked for nothing for a moment."""
    page.wait_for_load_state("networkidle")


def violations(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: the rule and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
