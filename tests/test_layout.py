"""The shape of the project: links that a checkout must have, and start-up that imports nothing heavy."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("folder", ["model", "proofs", "sim", "scenarios"])
def test_the_package_holds_links_to_the_folders(folder: str) -> None:
    """`src/zeren/` links to the top-level folders; a checkout without links can be built and installed, but not worked in."""
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


def _built(root: Path) -> tuple[list[str], list[str]]:
    """The folders that are not linked in a checkout, and the packages that a build of it has."""
    made = runpy.run_path(str(root / "setup.py"))
    apart = made["unlinked"]()
    return apart, made["packages"](apart)


def test_a_checkout_without_links_is_built_whole(tmp_path: Path) -> None:
    """Git on Windows and a ZIP file have a text file where a link should be: the same packages are found all the same."""
    for folder in ("model", "proofs", "sim", "scenarios", "src"):
        shutil.copytree(ROOT / folder, tmp_path / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "setup.py", tmp_path)
    linked = _built(tmp_path)
    assert not linked[0]
    assert {"zeren.model.regulations", "zeren.proofs.broken", "zeren.scenarios.cases.county-bureau", "zeren.sim"} <= set(linked[1])
    for folder in ("model", "proofs", "sim", "scenarios"):
        link = tmp_path / "src" / "zeren" / folder
        link.unlink()
        link.write_text(f"../../{folder}", encoding="utf-8")
    assert _built(tmp_path) == (["model", "proofs", "sim", "scenarios"], linked[1])
    shutil.rmtree(tmp_path / "sim")
    with pytest.raises(
        SystemExit, match="zeren cannot be built: no folder sim here, and no link to it in src/zeren; get the whole checkout"
    ):
        _built(tmp_path)


def test_the_quick_tests_are_there() -> None:
    named = (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").split()
    assert len(named) > 30
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_no_case_is_left_out_of_a_test_run() -> None:
    """`make test` collects all case files but those that `test_cases` answers."""
    left_out = re.search(r"^OTHER_CASES := \$\(filter-out (.+?),", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    answered = re.search(r"^REGULATIONS = \((.+?)\)$", (ROOT / "tests" / "test_cases.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert left_out is not None
    assert answered is not None
    assert set(re.findall(r"%/([\w-]+)", left_out[1])) == set(re.findall(r'"([\w-]+)"', answered[1]))
