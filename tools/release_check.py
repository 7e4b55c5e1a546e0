"""Whether what would be released works where there is no checkout: `make release-check`.

Builds the source distribution and the wheel, looks whether they hold the same and say what they are, and tries the wheel outside the
repository with every Python of 3.11 to 3.13 that is here: first the core alone, then with all extras. A Python that is not here is named,
and looked at as far as it goes without one: whether everything that the core needs can be had for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
CASE = "county-bureau/outvoted-member.case.yaml"
ORGANISATION = "organisations/college.organisation.yaml"

CORE: Sequence[tuple[str, int, str]] = (  # what is called, how it ends, and what it says
    ("--version", 0, "zeren {version}"),
    ("list", 0, "county-bureau"),
    ("ask {cases}/" + CASE, 0, "Wu (other member): no tier"),
    ("ask {cases}/" + CASE + " --lang zh --why --what-if", 0, "本结果不是法律意见"),
    ("prove mbca-8-24 --certificates {here}/certificates", 0, "an objection that stands"),
    ("check {here}/certificates", 0, ""),
    ("lint mbca-8-24", 1, "Z"),
    ("compare county-bureau department", 1, ""),
    ("cycles county-bureau", 0, "728"),
    ("graph county-bureau", 0, ""),
    ("succession county-bureau", 1, ""),
    ("new case mine --regulation county-bureau --out {here}/mine.case.yaml", 0, ""),
    ("ask {here}/mine.case.yaml", 0, "mine"),
    ("schema answer", 0, "zeren.answer/"),
    ("deadlines gdpr-33 --at aware=2026-03-27T23:40+01:00 --now 2026-03-28T00:00+01:00", 0, "notification"),
    ("simulate {organisations} --years 1 --replications 2", 2, "zeren[simulation]"),
    ("desk", 2, "zeren[desk]"),
)
ALL: Sequence[tuple[str, int, str]] = (
    ("ask {cases}/" + CASE + " --out {here}/sheet.docx", 0, ""),
    ("ask {cases}/" + CASE + " --out {here}/sheet.pdf", 0, ""),
    ("prove mbca-8-24 --format html --out {here}/proofs.html", 0, ""),
    ("simulate {organisations} --years 1 --replications 2 --out {here}/lived", 0, ""),
    ("desk --help", 0, "read-only"),
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="zeren-release-") as folder:
        here = Path(folder)
        wheel = built(here)
        faults = unlike(here) + metadata_faults(wheel) + keys_not_kept()
        for fault in faults:
            say(f"✗ {fault}")
        missing = []
        for version in VERSIONS:
            if (python := interpreter(version)) is None:
                missing.append(version)
                faults += obtainable(wheel, version, here)
            else:
                faults += tried(python, version, wheel, here)
    for version in missing:
        say(f"! Python {version} is not on this machine: nothing was run with it")
    say("not ready" if faults else "ready" if not missing else f"ready as far as it could be tried: without {', '.join(missing)}")
    return 1 if faults else 0


def say(text: str) -> None:
    print(text, flush=True)


def built(here: Path) -> Path:
    """The wheel, made from the source distribution, which is made from the checkout."""
    run([sys.executable, "-m", "build", "--outdir", str(here / "dist"), str(ROOT)], here)
    run([sys.executable, "-m", "build", "--wheel", "--outdir", str(here / "direct"), str(ROOT)], here)
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    (wheel,) = (here / "dist").glob("*.whl")
    say(f"✓ {wheel.name} ({wheel.stat().st_size // 1024} kB), and its sources")
    return wheel


def unlike(here: Path) -> list[str]:
    """What the wheel made from the sources has, and the one made from the checkout has not, or the other way round."""
    (first,), (second,) = (here / "dist").glob("*.whl"), (here / "direct").glob("*.whl")
    (sources,) = (here / "dist").glob("*.tar.gz")
    one, other = (set(zipfile.ZipFile(file).namelist()) for file in (first, second))
    found = [f"only one of the wheels holds {name}" for name in sorted(one ^ other)]
    wanted = {f"src/zeren/{name.removeprefix('zeren/')}" for name in other if name.startswith("zeren/")}
    with tarfile.open(sources) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    return found + [f"the sources lack {name}" for name in sorted((wanted | {"LICENSE", "CHANGELOG.md", "README.md"}) - held)]


def metadata_faults(wheel: Path) -> list[str]:
    """What a reader of the package's page would miss."""
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(packed.read(name).decode())
    found = [f"the metadata lack {key}" for key in ("Summary", "License-Expression", "Requires-Python", "Keywords") if not about[key]]
    stated = set(about.get_all("Classifier") or ())
    found += [f"no classifier for Python {one}" for one in VERSIONS if f"Programming Language :: Python :: {one}" not in stated]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## {re.escape(str(about['Version']))} · \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE):
        found.append(f"CHANGELOG.md has no dated heading for {about['Version']}")
    return found


def keys_not_kept() -> list[str]:
    """Whether every key of every format is kept, so that none can go unseen after this release."""
    test = [sys.executable, "-m", "pytest", "-q", "tests/test_formats_page.py"]
    told = subprocess.run(test, cwd=ROOT, env={**os.environ, "RELEASE": "1"}, capture_output=True, text=True)
    return (
        []
        if told.returncode == 0
        else ["keys of formats are not kept as they are; read what `make transcripts` changes in tests/formats.json"]
    )


def interpreter(version: str) -> str | None:
    """A Python of this version that runs: this one, or one found by its name, by pyenv or by uv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    named = [sys.executable, shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python")))]
    if uv := shutil.which("uv"):
        named.append(subprocess.run([uv, "python", "find", version], capture_output=True, text=True).stdout.strip())
    for one in filter(None, named):
        told = subprocess.run([one, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
        if told.stdout.startswith(f"{version}."):
            return one
    return None


def obtainable(wheel: Path, version: str, here: Path) -> list[str]:
    """Without a Python of that version: whether everything that the core needs can be had for it, ready to run."""
    place = ["--target", str(here / "nowhere"), "--python-version", version, "--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", *place, "--report", "-", str(wheel)]
    told = subprocess.run(command, capture_output=True, text=True, cwd=here)
    if told.returncode:
        return [f"Python {version}: {told.stderr.strip().splitlines()[-1]}"]
    say(f"✓ Python {version}: all {len(json.loads(told.stdout)['install'])} packages of the core can be had for it")
    return []


def tried(python: str, version: str, wheel: Path, here: Path) -> list[str]:
    """What goes wrong with the wheel in a fresh environment of a Python, far from the checkout: with the core, then with all extras."""
    place = here / f"with-{version}"
    run([python, "-m", "venv", str(place / "env")], here)
    tool = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    constraints = ["--constraint", str(ROOT / "constraints.txt")] if sys.version.startswith(f"{version}.") else []
    faults: list[str] = []
    for extra, calls in (("", CORE), ("[all]", ALL)):
        run([str(tool / "python"), "-m", "pip", "install", "--quiet", *constraints, f"{wheel}{extra}"], here)
        for call, code, said in calls:
            faults += wrong(tool, place, call, code, said)
        size = sum(one.stat().st_size for one in (place / "env").rglob("*") if one.is_file()) >> 20
        say(f"{'✗' if faults else '✓'} Python {version}, zeren{extra}: {len(calls)} calls, {size} MB")
    return [f"Python {version}: {fault}" for fault in faults]


def wrong(tool: Path, place: Path, call: str, code: int, said: str) -> list[str]:
    """What is wrong with one call of the command line, if anything."""
    home = "import zeren.scenarios as s; print(list(s.__path__)[0])"
    scenarios = subprocess.run([str(tool / "python"), "-c", home], capture_output=True, text=True, cwd=place, env=clean()).stdout.strip()
    values = {"cases": f"{scenarios}/cases", "organisations": f"{scenarios}/{ORGANISATION}", "here": str(place), "version": released()}
    words = [part.format(**values) for part in call.split()]
    told = subprocess.run([str(tool / "zeren"), *words], capture_output=True, text=True, cwd=place, env=clean(), timeout=600)
    out = told.stdout + told.stderr
    if told.returncode == code and said.format(**values) in out and "Traceback" not in out:
        return []
    say(f"✗ zeren {' '.join(words)}: ended with {told.returncode}, expected {code} and “{said}”\n{out[-2000:]}")
    return [f"zeren {call}"]


def released() -> str:
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def clean() -> dict[str, str]:
    """The environment without what leads back to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "ZEREN"))}
    return kept | {"LANG": "en_US.UTF-8", "PYTHONUTF8": "1"}


def run(command: Sequence[str], here: Path) -> None:
    told = subprocess.run(command, capture_output=True, text=True, cwd=here, env=clean())
    if told.returncode:
        raise SystemExit(f"✗ {' '.join(command)}\n{(told.stdout + told.stderr)[-3000:]}")


if __name__ == "__main__":
    raise SystemExit(main())
