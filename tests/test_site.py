"""The documentation as a site: whole in both languages, and every command on every page is run by some test."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import test_told_pages
from terminal import run

from zeren.cli import COMMANDS
from zeren.schemas import WRITTEN, schema_text

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
HELD = {  # pages with commands, and the test that runs them
    "decisions.md": "test_transcripts",
    "forever-covered.md": "test_succession_page",
    "editors.md": "test_editors",
    "logs.md": "test_logs_page",
    "logs.zh.md": "test_logs_page",
    "simulating.md": "test_site",
    "tables.md": "test_site",
    "writing-a-regulation.md": "test_writing_page",
    **dict.fromkeys(test_told_pages.PAGES, "test_told_pages"),
}
COMMAND = re.compile(r"^(?:\$ )?(zeren .+)$", re.MULTILINE)


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```(?:console|sh)[^\n]*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [found for block in blocks for found in COMMAND.findall(block)]


def test_every_page_with_commands_is_run_by_a_test() -> None:
    assert {page.name for page in DOCS.glob("*.md") if commands(page)} == HELD.keys()
    for name, test in HELD.items():
        text = (ROOT / "tests" / f"{test}.py").read_text(encoding="utf-8")
        assert name in text or name.replace(".zh", "") in text, name


def test_the_commands_on_tables_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The long table of the page is a file, and both commands answer it."""
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \|$", page.partition("A *long* table")[2].partition("A *wide* table")[0], re.MULTILINE)
    table = [[cell.strip() for cell in row.split("|")] for row in rows]
    assert len(table) == 3
    Path("cases.csv").write_text("".join(",".join(row) + "\n" for row in table), encoding="utf-8")
    for command in commands(DOCS / "tables.md"):
        assert "2 rows answered into outcomes" in run(command), command
    assert "primary" in Path("outcomes.csv").read_text(encoding="utf-8")


def test_the_commands_on_simulating_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each simulation of the page, shorter: a year, twice, one value of each sweep."""
    pytest.importorskip("simpy")
    for file in (ROOT / "scenarios" / "organisations").iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    wanted = [one for one in commands(DOCS / "simulating.md") if one.startswith("zeren simulate")]
    assert len(wanted) == 4
    for number, command in enumerate(wanted):
        shorter = re.sub(r" --(years|replications) \d+", "", command).replace("--out results", f"--out results-{number}")
        shorter = re.sub(r"(--sweep [\w.]+=[\d.]+)\S+", r"\1", shorter)
        told = run(f"{shorter} --years 1 --replications 2")
        assert "[exit" not in told, told


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make site` builds it; a link that leads nowhere, or a page in no menu, fails."""
    pytest.importorskip("mkdocs")
    target = tmp_path_factory.mktemp("site")
    told = subprocess.run([sys.executable, "tools/site.py", str(target)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "WARNING" not in told.stderr
    return target


def test_the_site_is_whole_in_both_languages(site: Path) -> None:
    pages = {page.name.removesuffix(".md") for page in DOCS.glob("*.md") if not page.name.endswith(".zh.md")}
    for folder, language in ((site, "en"), (site / "zh", "zh")):
        built = {page.stem for page in folder.glob("*.html")} - {"404"}
        assert built == pages | {"commands", "keys", "architecture", "trust", "changes"}
        assert f'<html lang="{language}"' in (folder / "index.html").read_text(encoding="utf-8")
    assert "谁担责" in (site / "zh" / "index.html").read_text(encoding="utf-8")


def test_the_site_needs_nothing_from_elsewhere(site: Path) -> None:
    """No script, style, font or picture comes from a network."""
    from_elsewhere = re.compile(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//|<link[^>]+rel="stylesheet"[^>]+href="(?:https?:)?//')
    assert [page.name for page in site.rglob("*.html") if from_elsewhere.search(page.read_text(encoding="utf-8"))] == []


def test_the_reference_has_every_command_and_every_key(site: Path) -> None:
    commands_page = (site / "commands.html").read_text(encoding="utf-8")
    names = {command.__name__.rpartition(".")[2].rstrip("_") for command in COMMANDS}
    assert {name for name in names if f'id="zeren-{name}"' not in commands_page} == set()
    keys_page = (site / "keys.html").read_text(encoding="utf-8")
    for kind in WRITTEN:
        records = json.loads(schema_text(kind))["$defs"].values()
        keys = {key for record in records for one in (record, *record.get("anyOf", ())) for key in one.get("properties", ())}
        assert {key for key in keys if f"<code>{key}</code>" not in keys_page} == set(), kind


def test_there_is_each_picture_in_both_languages() -> None:
    pages = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("gallery.md", "gallery.zh.md")}
    shown = {name: set(re.findall(r"\(pictures/([\w-]+)\.png\)", text)) for name, text in pages.items()}
    assert {name.removesuffix("-en") for name in shown["gallery.md"]} == {name.removesuffix("-zh") for name in shown["gallery.zh.md"]}
    assert {one.stem for one in (DOCS / "pictures").glob("*.png")} == shown["gallery.md"] | shown["gallery.zh.md"]


def test_what_a_secretary_reads_is_there_in_chinese() -> None:
    for name in ("index", "first-case", "answers", "desk", "logs", "gallery"):
        assert (DOCS / f"{name}.zh.md").is_file(), name
