"""The shape of the project: links that a checkout must have, and start-up that imports nothing heavy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("folder", ["model", "proofs", "sim", "scenarios"])
def test_the_package_holds_links_to_the_folders(folder: str) -> None:
    """`src/zeren/` links to the top-level folders; a checkout without links cannot be installed."""
    link = ROOT / "src" / "zeren" / folder
    assert link.resolve() == ROOT / folder, (
        f"{link.relative_to(ROOT)} is no link to {folder}/. Your git checked symbolic links out as files: run "
        "`git config core.symlinks true` and check the tree out again (on Windows, with developer mode on)."
    )


def _imported(code: str) -> set[str]:
    found = subprocess.run([sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize("code", ["import zeren", "import zeren.cli"])
def test_start_up_imports_nothing_heavy(code: str) -> None:
    """The command line and the package start without Z3, NumPy, networkx and pandas."""
    assert not _imported(code) & {"z3", "numpy", "networkx", "pandas", "pyarrow", "pydantic", "msgspec", "yaml"}


def test_loading_a_regulation_needs_no_solver() -> None:
    """Reading files and evaluating complete cases is possible without Z3."""
    code = "from zeren.model.language.load import load_regulation\nimport zeren.model.meaning.evaluate\nload_regulation('department')"
    assert "z3" not in _imported(code)


def test_no_files_import_one_another_in_a_circle() -> None:
    """Whatever is imported under whatever condition: from no file does a way of imports lead back to it."""
    import grimp
    import networkx

    graph = grimp.build_graph("zeren", cache_dir=None)
    edges = [(name, other) for name in graph.modules for other in graph.find_modules_directly_imported_by(name)]
    circles = [sorted(one) for one in networkx.strongly_connected_components(networkx.DiGraph(edges)) if len(one) > 1]
    assert circles == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    """The page follows questions through the code by names of files; each leads somewhere."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:model|proofs|sim|src|tests|scenarios)/[\w/.*-]+)`", page))
    assert len(named) > 25
    assert [one for one in sorted(named) if not list(ROOT.glob(one.rstrip("/")))] == []
