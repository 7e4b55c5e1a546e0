"""Which packages there are: `src/zeren/` links to folders of the checkout, and a checkout without links has them all the same.

Everything else about the project stands in pyproject.toml.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOT = Path(__file__).parent
LINKED = ("model", "proofs", "sim", "scenarios")


def unlinked() -> list[str]:
    """The folders to which there is no link: git on Windows and a ZIP file have a file where a link should be.

    Raises:
        SystemExit: if one of them is nowhere.
    """
    apart = [name for name in LINKED if not (ROOT / "src" / "zeren" / name).is_dir()]
    if lost := [name for name in apart if not (ROOT / name).is_dir()]:
        raise SystemExit(f"zeren cannot be built: no folder {', '.join(lost)} here, and no link to it in src/zeren; get the whole checkout")
    return apart


def packages(apart: list[str]) -> list[str]:
    """The names of all packages."""
    found = find_namespace_packages(str(ROOT / "src"), include=["zeren*"])
    for name in apart:
        found += [f"zeren.{name}", *(f"zeren.{name}.{inner}" for inner in find_namespace_packages(str(ROOT / name)))]
    return sorted(one for one in found if "__pycache__" not in one)


if __name__ == "__main__":
    apart = unlinked()
    setup(packages=packages(apart), package_dir={"": "src", **{f"zeren.{name}": name for name in apart}})
