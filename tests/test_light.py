"""What `pip install zeren` alone brings, and what is said of the rest: one sentence, in the language asked for, and no traceback."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from zeren.cli import COMMANDS
from zeren.voice.missing import EXTRAS, Missing, require

ROOT = Path(__file__).parent.parent
CASE = "scenarios/cases/county-bureau/outvoted-member.case.yaml"
COLLEGE = "scenarios/organisations/college.organisation.yaml"
BUREAU = "scenarios/organisations/bureau.organisation.yaml"
LOG = "scenarios/logs/register-2026.csv"
FILING = ["deadlines", "gdpr-33", "--at", "aware=2026-03-27T23:40+01:00", "--now", "2026-03-28T00:00+01:00"]
YEAR = ["--from", "2026-01-01", "--to", "2026-12-31"]

_CALLS = """
import contextlib, io, json, os, sys
blocked, calls = json.loads(sys.stdin.read())
for module in blocked:
    sys.modules[module] = None  # whatever imports it fails as if it were not installed
import zeren.cli
found = []
for call in calls:
    sys.argv = ["zeren", *call]
    out, err, code = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8"), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            zeren.cli.main()
        except SystemExit as ended:
            code = ended.code or 0
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    found.append([code, *texts])
print(json.dumps(found))
"""


class Said(NamedTuple):
    code: int
    out: str
    err: str


def run(calls: list[list[str]]) -> list[Said]:
    """Calls of the command line where no library of an extra can be imported."""
    blocked = sorted(
        {module for extra in EXTRAS.values() for module in extra} | {"cvc5", "markupsafe", "pandas", "polars", "duckdb", "hypothesis"}
    )
    told = subprocess.run([sys.executable, "-c", _CALLS], input=json.dumps([blocked, calls]), capture_output=True, text=True, cwd=ROOT)
    assert told.returncode == 0, told.stderr
    return [Said(*one) for one in json.loads(told.stdout)]


WORKS = [
    (["--version"], 0),
    (["ask", CASE, "--why", "--what-if", "--find-out"], 0),
    (["ask", CASE, "--lang", "zh"], 0),
    (["prove", "mbca-8-24", "--certificates", "{folder}/certificates"], 0),
    (["check", "{folder}/certificates"], 0),
    (["lint", "mbca-8-24"], 1),
    (["compare", "mbca-8-24", "mbca-8-24"], 0),
    (["cycles", "county-bureau"], 0),
    (["succession", "county-bureau"], 1),
    (["graph", "county-bureau", "--format", "svg"], 0),
    (["list"], 0),
    (["list", "county-bureau"], 0),
    (["new", "regulation", "mine", "--out", "{folder}/mine.yaml"], 0),
    (["new", "case", "mine", "--regulation", "county-bureau", "--out", "{folder}/mine.case.yaml"], 0),
    (["schema", "answer"], 0),
    (["ask", CASE, "--receipt", "{folder}/receipt.json"], 0),
    (["replay", "{folder}/receipt.json"], 0),
    (["trace", "county-bureau", "{folder}/text.txt"], 0),
    (["mutate", "mbca-8-24", "scenarios/cases/mbca-8-24", "--every", "40"], 0),
    (["audit", "county-bureau", LOG, "--to", "2026-12-31", "--out", "{folder}/audit.html"], 1),
    (["fit", "scenarios/logs/small-bureau.organisation.yaml", LOG], 0),
    (["calendar", BUREAU, "--body", "bureau", *YEAR, "--format", "text"], 0),
    (FILING, 0),
]
SAYS = [
    (["simulate", COLLEGE, "--years", "1", "--replications", "2"], "simulation"),
    (["sensitivity", COLLEGE], "simulation"),
    (["ask", "--table", "{folder}/cases.csv", "--out", "{folder}/out.parquet", "--regulation", "county-bureau"], "tables"),
    (["audit", "county-bureau", "{folder}/log.parquet"], "tables"),
    (["audit", "county-bureau", "{folder}/log.xlsx"], "logs"),
    (["audit", "county-bureau", "{folder}/log.ods"], "logs"),
    (["audit", "county-bureau", LOG, "--to", "2026-12-31", "--out", "{folder}/out.xlsx"], "logs"),
    (["calendar", BUREAU, "--body", "bureau", *YEAR], "logs"),
    ([*FILING, "--ical", "{folder}/out.ics"], "logs"),
    (["prove", "county-bureau", "--format", "html"], "pages"),
    (["ask", CASE, "--out", "{folder}/out.docx"], "sheet"),
    (["ask", CASE, "--out", "{folder}/out.pdf"], "sheet"),
    (["ask", CASE, "--out", "{folder}/out.html"], "pages"),
    (["ask", "--table", "{folder}/cases.csv", "--out", "{folder}/out.csv", "--regulation", "county-bureau"], "tables"),
    (["fit", COLLEGE, "{folder}/log.xlsx"], "logs"),
    (["desk", "scenarios"], "desk"),
]


EVERYTHING = [call for call, _ in WORKS] + [call for call, _ in SAYS] + [[*call, "--lang", "zh"] for call, _ in SAYS if call[0] != "desk"]


@cache
def answers() -> dict[str, Said]:
    """Every call in one interpreter, which has found nothing that it may not find."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("log.parquet", "log.xlsx", "log.ods", "cases.csv"):
            (Path(folder) / name).write_bytes(b"anything")
        (Path(folder) / "text.txt").write_text("第二条 甲很重要。\n第十二条 由乙解释。", encoding="utf-8")
        calls = [[part.replace("{folder}", folder) for part in call] for call in EVERYTHING]
        return dict(zip(map(str, EVERYTHING), run(calls), strict=True))


@pytest.mark.parametrize(("call", "code"), WORKS, ids=[" ".join(call[:2]) for call, _ in WORKS])
def test_what_the_core_does_it_does_without_any_extra(call: list[str], code: int) -> None:
    said = answers()[str(call)]
    assert said.code == code, said.err
    assert said.out


@pytest.mark.parametrize(("call", "extra"), SAYS, ids=[f"{call[0]} {call[-1][-6:]}" for call, _ in SAYS])
def test_what_is_missing_is_said_in_one_sentence(call: list[str], extra: str) -> None:
    said = answers()[str(call)]
    assert (said.code, said.out) == (2, "")
    assert re.fullmatch(rf"this needs [\w -]+, not installed here: pip install 'zeren\[{extra}\]'\n", said.err), said.err


@pytest.mark.parametrize(("call", "extra"), SAYS[:-1], ids=[f"{call[0]} {call[-1][-6:]}" for call, _ in SAYS[:-1]])
def test_it_is_said_in_the_language_asked_for(call: list[str], extra: str) -> None:
    said = answers()[str([*call, "--lang", "zh"])]
    assert (said.code, said.out) == (2, "")
    assert re.fullmatch(rf"此项功能需要[\w 、-]+，尚未安装：pip install 'zeren\[{extra}\]'\n", said.err), said.err


def test_python_is_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import zeren

    monkeypatch.setitem(sys.modules, "simpy", None)
    with pytest.raises(Missing, match=re.escape("this needs simpy, not installed here: pip install 'zeren[simulation]'")) as told:
        zeren.simulate(ROOT / COLLEGE, years=1, replications=1)
    assert (told.value.extra, told.value.libraries, told.value.name) == ("simulation", ("simpy",), "simpy")


def test_all_that_an_extra_lacks_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("starlette", "multipart"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Missing, match="needs starlette and python-multipart, not"):
        require("desk")
    require("desk", "uvicorn")


def _project() -> tuple[set[str], dict[str, set[str]]]:
    """What the project says it needs, and what each extra adds, by the names of distributions; extras of extras followed."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {extra: [re.split(r"[><=;\s]", one)[0] for one in wanted] for extra, wanted in about["optional-dependencies"].items()}

    def followed(one: str) -> set[str]:
        inner = re.fullmatch(r"zeren\[([\w,]+)\]", one)
        return {found for extra in inner[1].split(",") for part in names[extra] for found in followed(part)} if inner else {one}

    core = {re.split(r"[><=;\s]", one)[0] for one in about["dependencies"]}
    return core, {extra: {found for one in wanted for found in followed(one)} for extra, wanted in names.items()}


def test_the_sentences_name_what_the_extras_install() -> None:
    core, extras = _project()
    for extra, modules in EXTRAS.items():
        assert extras[extra] == set(modules.values()), extra
        assert not extras[extra] & core, extra
    assert extras["all"] == {one for extra in EXTRAS for one in extras[extra] if extra != "ray"} | extras["cvc5"]  # one cluster is enough
    assert extras["all"] <= extras["dev"]


def test_what_zeren_imports_is_in_the_core_or_in_an_extra() -> None:
    """Every library that some file imports comes with the core or with an extra whose absence is told."""
    core, _ = _project()
    parts = [
        part
        for folder in ("src/zeren", "model", "proofs", "sim")
        for file in (ROOT / folder).rglob("*.py")
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    imported = {one.name.partition(".")[0] for part in parts if isinstance(part, ast.Import) for one in part.names}
    imported |= {str(part.module).partition(".")[0] for part in parts if isinstance(part, ast.ImportFrom)}
    known = {"msgspec", "yaml", "z3", "pysat", "networkx", "numpy", "joblib", "holidays", "typer", "rich"}
    optional = {module for extra in EXTRAS.values() for module in extra} | {"cvc5", "markupsafe"}  # which jinja2 brings
    testing = {"hypothesis", "pytest", "_pytest"}  # `zeren.testing`, where tests run
    assert imported - set(sys.stdlib_module_names) - {"zeren"} - known - optional - testing == set()
    assert len(core) == len(known) + 1  # time zones are data


def test_every_command_is_tried() -> None:
    names = {command.__name__.rpartition(".")[2].rstrip("_") for command in COMMANDS}
    assert names == {call[0] for call, _ in (*WORKS, *SAYS)} - {"--version"}
