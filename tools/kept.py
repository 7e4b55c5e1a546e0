"""What zeren tells of everything that ships with it, kept in a folder, so that two states of the code can be compared byte for byte.

    python tools/kept.py write FOLDER [--quick]     what this state of the code tells
    python tools/kept.py compare BEFORE AFTER       every file that differs; exit code 1 if one does
    python tools/kept.py against REVISION [--quick] both of these, beside the code of another revision

Everything goes through the commands and `zeren.ask`, so that the code behind them may be moved at will.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.answering.answered import Answered

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh", "en")
QUICK = 12  # every so-manieth case
BEYOND = 40  # lines of a difference that are shown
SISTERS = (
    ("department", "county-bureau"),
    ("department", "party-organisations"),
    ("county-bureau", "party-organisations"),
    ("decree-493", "decree-713"),
    ("china-company-law-112-2018", "china-company-law-125"),
    ("quebec-bca-139", "quebec-ca-123"),
    ("mbca-8-24", "ny-bcl-719"),
    ("japan-companies-act-369", "china-company-law-125"),
)
AT = "2026-03-27T23:40+01:00"
Job = tuple[str, ...]  # a kind, and what it is done with


# what is done ---------------------------------------------------------------------------------------------


def jobs(*, quick: bool) -> Iterator[Job]:
    """All that is told, in pieces of some tenths of a second to some seconds, the longest first."""
    regulations = ["gdpr-33", "uk-smcr"] if quick else _regulations()
    organisations = sorted(ROOT.glob("scenarios/organisations/*.organisation.yaml"))
    yield from (("compare", *pair) for pair in islice(SISTERS, 5, 6 if quick else None))
    if not quick:
        yield from (("compare", *pair) for pair in SISTERS[:5])
        yield ("mutate", "department", "40")
        yield ("mutate", "gdpr-33", "9")
    for one in organisations[:1] if quick else organisations:
        yield ("simulate", str(one.relative_to(ROOT)))
    yield from (("regulation", one) for one in regulations)
    for folder in sorted(one for one in (ROOT / "scenarios/cases").iterdir() if one.is_dir()):
        files = sorted(str(one.relative_to(ROOT)) for one in folder.rglob("*.case.yaml"))
        files = files[::QUICK] if quick else files
        for start in range(0, len(files), 20):
            yield ("cases", *files[start : start + 20])
    yield ("table",)
    yield ("logs",)
    yield ("refused",)


def _regulations() -> list[str]:
    files = (ROOT / "model/regulations").rglob("*.yaml")
    return sorted(one.stem for one in files)


def tell(job: Job, folder: Path) -> None:
    """Do one job, and keep what it tells in a folder."""
    with tempfile.TemporaryDirectory() as beside:
        _TELLERS[job[0]](folder, Path(beside), *job[1:])


def _regulation(folder: Path, out: Path, name: str) -> None:
    own = folder / "regulations" / name
    certificates = out / "certificates"
    _command(own / "prove.json", "prove", name, "--format", "json", "--jobs", "1", "--certificates", str(certificates))
    files = sorted(one for one in certificates.rglob("*") if one.is_file())
    _keep(own / "certificates", "".join(f"{_digest(one)}  {one.relative_to(certificates)}\n" for one in files))
    for tongue in LANGUAGES:
        for command in ("prove", "lint", "cycles", "succession"):
            _command(own / f"{command}.{tongue}.txt", command, name, "--lang", tongue, *(["--jobs", "1"] if command == "prove" else []))
        for command in ("prove", "succession"):
            _command(own / f"{command}.{tongue}.html", command, name, "--lang", tongue, "--format", "html")
        _command(own / f"deadlines.{tongue}.txt", "deadlines", name, "--lang", tongue, "--now", AT)
    for command in ("lint", "cycles", "succession"):
        _command(own / f"{command}.json", command, name, "--format", "json")
    _command(own / "lint.sarif", "lint", name, "--format", "sarif")
    _command(own / "deadlines.json", "deadlines", name, "--now", AT, "--format", "json")


def _cases(folder: Path, out: Path, *files: str) -> None:
    import zeren

    for file in files:
        own = folder / file.removesuffix(".case.yaml")
        _told(own, "", partial(zeren.ask, file, why=True, what_if=True, find_out=True))
        _told(own, ".open", partial(zeren.ask, file, stance="all", presume=False))
        text = Path(file).read_text(encoding="utf-8")
        if "\nevent:" in text or "moments:" in text:
            _command(own.with_suffix(".deadlines.txt"), "deadlines", file, "--now", AT, "--lang", "en")


def _told(own: Path, kind: str, ask: Callable[[], Answered]) -> None:
    """An answer as data and in words; an error in its place is told as well."""
    try:
        answered = ask()
    except Exception as error:
        _keep(own.with_suffix(f"{kind}.error"), f"{type(error).__name__}: {error}\n")
        return
    tellers = {"json": answered.json, **{f"{tongue}.txt": partial(answered.text, tongue) for tongue in LANGUAGES}}
    for name, tell_it in tellers.items():
        try:
            text = tell_it()
        except Exception as error:
            text = f"{type(error).__name__}: {error}\n"
        _keep(own.with_suffix(f"{kind}.{name}"), text)


def _compare(folder: Path, out: Path, first: str, second: str) -> None:
    own = folder / "compare" / f"{first}--{second}"
    _command(own.with_suffix(".json"), "compare", first, second, "--format", "json")
    for tongue in LANGUAGES:
        _command(own.with_suffix(f".{tongue}.txt"), "compare", first, second, "--cases", "--lang", tongue)


def _simulate(folder: Path, out: Path, file: str) -> None:
    name = Path(file).name.removesuffix(".organisation.yaml")
    own = folder / "organisations" / name
    lived = ["simulate", file, "--years", "2", "--replications", "3"]
    _command(own / "simulate.json", *lived, "--format", "json")
    _command(own / "log.txt", *lived, "--lang", "en", "--log", str(out / "log.jsonocel"))
    _keep_file(own / "log.jsonocel.sha256", out / "log.jsonocel")
    for tongue in LANGUAGES:
        _command(own / f"simulate.{tongue}.txt", *lived, "--lang", tongue, "--out", str(out / tongue))
        for report in sorted((out / tongue).rglob("*.html")):
            _keep_file(own / f"{tongue}.{report.name}.sha256", report)
    _command(own / "cycles.json", "cycles", "--organisation", file, "--format", "json")


def _logs(folder: Path, out: Path) -> None:
    own = folder / "logs"
    register = "audit county-bureau scenarios/logs/register-2026.csv --organisation scenarios/logs/small-bureau.organisation.yaml"
    incidents = "audit dora scenarios/logs/incidents-2026.csv --organisation scenarios/organisations/bank.organisation.yaml"
    calendar = "calendar scenarios/organisations/bureau.organisation.yaml --body bureau --from 2026-01-01 --to 2026-12-31"
    for name, command in (("register", f"{register} --to 2026-12-31"), ("incidents", f"{incidents} --to 2026-09-30"), ("due", calendar)):
        words = command.split()
        for tongue in LANGUAGES:
            _command(own / f"{name}.{tongue}.txt", *words, "--lang", tongue, "--format", "text")
        _command(own / f"{name}.json", *words, "--format", "json")
    _command(own / "due.ics", *calendar.split(), "--lang", "en", "--format", "ical")
    for file in ("list.html", "events.jsonocel", "events.xes"):
        flag = "--list" if file == "list.html" else "--events"
        _command(own / f"{file}.txt", *register.split(), "--to", "2026-12-31", "--lang", "en", flag, str(out / file))
        _keep_file(own / file, out / file)


def _table(folder: Path, out: Path) -> None:
    rows = ["case,person,role,body_member,participated,vote,erroneous,form,collective_responsibility_pursued"]
    for number in range(64):
        for name, shift in (("Wu", 0), ("Lin", 1), ("Zhou", 2)):
            bits = number >> shift
            role = ("secretary", "member", "")[(number + shift) % 3]
            values = [("yes", "no", "")[(bits >> place) % 3] for place in range(2)]
            rows.append(f"c{number},{name},{role},{values[0]},{values[1]},{('for', 'against', '')[bits % 3]},yes,collective_meeting,yes")
    (out / "in.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name, more in (("plain", []), ("all", ["--readings", "all", "--answers"])):
        words = ["ask", "--table", str(out / "in.csv"), "--out", str(out / f"{name}.csv"), "--regulation", "county-bureau", "--lang", "en"]
        _command(folder / "table" / f"{name}.txt", *words, "--ignore", "vote", *more)
        _keep_file(folder / "table" / f"{name}.csv", out / f"{name}.csv")


def _refused(folder: Path, out: Path) -> None:
    for file in sorted(ROOT.glob("scenarios/bad/*.yaml")):
        own, name = folder / "refused", str(file.relative_to(ROOT))
        command = ("ask", name) if file.name.startswith("case-") else ("prove", name, "--jobs", "1")
        if not name.endswith(".expected") and file.stat().st_size < 100_000:
            _command(own / f"{file.stem}.txt", *command, "--lang", "en")
    _command(folder / "refused" / "schema.json", "schema")


def _mutate(folder: Path, out: Path, name: str, every: str) -> None:
    _command(folder / "mutate" / f"{name}.json", "mutate", name, "--every", every, "--format", "json")


_TELLERS = {
    "regulation": _regulation,
    "cases": _cases,
    "compare": _compare,
    "simulate": _simulate,
    "logs": _logs,
    "table": _table,
    "refused": _refused,
    "mutate": _mutate,
}


# keeping and comparing ------------------------------------------------------------------------------------


def _command(file: Path, *words: str) -> None:
    """Keep what a command prints, its exit code, and an error that it lets through."""
    from typer.testing import CliRunner

    from zeren.cli import app

    result = CliRunner().invoke(app, list(words), env={"LANG": "en_GB.UTF-8", "LC_ALL": None, "COLUMNS": "100"}, prog_name="zeren")
    error = result.exception
    end = "" if error is None or isinstance(error, SystemExit) else f"[{type(error).__name__}: {error}]\n"
    _keep(file, _without_places(result.output) + (f"[exit {result.exit_code}]\n" if result.exit_code else "") + end)


def _without_places(text: str) -> str:
    """Without the folders of this machine, which differ from run to run."""
    return "\n".join(_hidden(line, tempfile.gettempdir()) for line in text.replace(str(ROOT), "ROOT").split("\n"))


def _hidden(line: str, temporary: str) -> str:
    while (start := line.find(temporary + os.sep)) >= 0:
        end = line.find(os.sep, start + len(temporary) + 1)
        line = line[:start] + "TEMPORARY" + (line[end:] if end >= 0 else "")
    return line


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _keep_file(file: Path, source: Path) -> None:
    """Keep a file that was written, or its digest where the name says so."""
    if not source.exists():
        _keep(file, "not written\n")
    elif file.suffix == ".sha256":
        _keep(file, _digest(source) + "\n")
    else:
        _keep(file, _without_places(source.read_text(encoding="utf-8")))


def _digest(file: Path) -> str:
    return hashlib.sha256(
        _without_places(file.read_bytes().decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    ).hexdigest()


def write(folder: Path, *, quick: bool, processes: int) -> int:
    """Keep all that is told; how many files that is."""
    from joblib import Parallel, delayed

    os.chdir(ROOT)
    Parallel(n_jobs=processes, batch_size=1)(delayed(tell)(job, folder) for job in jobs(quick=quick))
    return sum(one.is_file() for one in folder.rglob("*"))


def differences(before: Path, after: Path) -> Iterator[tuple[str, list[str]]]:
    """Each file that differs, with what differs; one that only one of two folders has differs too."""
    names = {str(one.relative_to(folder)) for folder in (before, after) for one in folder.rglob("*") if one.is_file()}
    for name in sorted(names):
        missing = next((folder for folder in (before, after) if not (folder / name).exists()), None)
        if missing is not None:
            yield name, [f"only {'after' if missing is before else 'before'}"]
        elif (before / name).read_bytes() != (after / name).read_bytes():
            old, new = ((folder / name).read_text(encoding="utf-8").splitlines() for folder in (before, after))
            yield name, list(difflib.unified_diff(old, new, "before", "after", lineterm="", n=1))[2:]


def compare(before: Path, after: Path) -> int:
    """Print what differs; how many files do."""
    count = 0
    for name, lines in differences(before, after):
        count += 1
        print(f"== {name}")
        for line in lines[:BEYOND]:
            print(f"   {line}")
        if len(lines) > BEYOND:
            print(f"   … {len(lines) - BEYOND} more lines")
    print(f"{count} files differ")
    return count


def against(revision: str, *, quick: bool, processes: int) -> int:
    """Compare this state of the code with another revision; how many files differ."""
    with tempfile.TemporaryDirectory() as name:
        place, tools = Path(name), Path(name) / "code" / "tools"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(place / "code"), revision], cwd=ROOT, check=True)
        try:
            tools.mkdir(exist_ok=True)
            (tools / "kept.py").write_bytes(Path(__file__).read_bytes())
            _run(place / "code", "write", str(place / "before"), quick, processes)
            _run(ROOT, "write", str(place / "after"), quick, processes)
            return compare(place / "before", place / "after")
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(place / "code")], cwd=ROOT, check=True)


def _run(code: Path, command: str, folder: str, quick: bool, processes: int) -> None:
    """This tool in a process of its own, on the code of a folder."""
    words = [
        sys.executable,
        str(code / "tools" / "kept.py"),
        command,
        folder,
        "--processes",
        str(processes),
        *(["--quick"] if quick else []),
    ]
    subprocess.run(words, cwd=code, env={**os.environ, "PYTHONPATH": str(code / "src")}, check=True)


def main(words: Sequence[str] | None = None) -> int:
    """The command line of this tool; its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["write", "compare", "against"])
    parser.add_argument("what", nargs="+", help="the folder to write, two folders to compare, or a revision")
    parser.add_argument("--quick", action="store_true", help="a small part of everything")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    told = parser.parse_args(words)
    if told.command == "write":
        print(f"{write(Path(told.what[0]).resolve(), quick=told.quick, processes=told.processes)} files")
        return 0
    if told.command == "compare":
        before, after = map(Path, told.what)
        return 1 if compare(before, after) else 0
    return 1 if against(told.what[0], quick=told.quick, processes=told.processes) else 0


if __name__ == "__main__":
    sys.exit(main())
