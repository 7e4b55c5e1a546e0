"""Build the documentation as a site: python tools/site.py [FOLDER] (`make site` writes site/).

docs/ is the source. Pages that are made from the program, or stand elsewhere in the checkout, are put beside a copy of it; then MkDocs
builds both languages, and refuses whatever leads nowhere.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from reference_pages import commands_page, keys_page

ROOT = Path(__file__).parent.parent
ELSEWHERE = {"architecture.md": "ARCHITECTURE.md", "trust.md": "proofs/TRUST.md", "changes.md": "CHANGELOG.md"}
_FENCE = re.compile(r"^```(\w+) ([^\s{]+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)\s#]+)((?:#[^)]*)?)\)")


def main(target: Path) -> None:
    """Build everything into a folder.

    Raises:
        SystemExit: where a link leads nowhere, or a page stands in no menu.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "docs"
        shutil.copytree(ROOT / "docs", place, ignore=shutil.ignore_patterns("*.ipynb"))
        for page in (ROOT / "docs").glob("*.md"):
            (place / page.name).write_text(_FENCE.sub(r'```\1 title="\2"', _led(page)), encoding="utf-8")
        for name, text in added().items():
            (place / name).write_text(text, encoding="utf-8")
        build(load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(place), site_dir=str(target)))


def added() -> dict[str, str]:
    """The pages that do not stand in docs/, by their names."""
    moved = {name: _led(ROOT / place) for name, place in ELSEWHERE.items()}
    return {"commands.md": commands_page(), "keys.md": keys_page(), **moved}


def _led(page: Path) -> str:
    """A page with its links to pages and pictures of the site; what is neither, though the checkout has it, stays as text."""
    here = {ROOT / place: name for name, place in ELSEWHERE.items()} | {
        one: one.name.replace(".zh.md", ".md") for one in (ROOT / "docs").glob("*.md")
    }

    def led(match: re.Match[str]) -> str:
        target = (page.parent / match[2]).resolve()
        name = here.get(target) or (match[2] if ROOT / "docs" in target.parents or not target.exists() else None)
        return f"[{match[1]}]({name}{match[3]})" if name else match[1]

    return _LINK.sub(led, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "site")
