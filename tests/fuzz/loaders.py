"""Every loader on damaged files, and what is told of the words in them: read or refused in words, and nothing from inside shows.

    python tests/fuzz/loaders.py [--inputs NUMBER] [--seconds NUMBER] [--guided] [NAME ...]

Inputs are good files damaged at random; with `--guided`, atheris (libFuzzer) looks for inputs that reach new code of zeren.
What fell over is kept in `build/fuzz`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import logs
from told import inside

import zeren
from zeren.model.language.case import Case
from zeren.model.language.faults import Refused
from zeren.model.language.load import BUILT_IN, load_house, load_organisation, load_regulation, open_case, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.solving.undecided import Undecided

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "build" / "fuzz"
CORPUS = Path(__file__).parent / "corpus"
WORDS = (
    *("yes", "no", "unknown", "null", "~", "", "0", "-1", "--5", "1e9", "1/0", "days(7)", "months(1)", "2026-02-30", "9999-12-31", "局"),
    *("[]", "{}", "[x]", "{a: b}", "- x", "'", '"', "''", ": ", "]", "{", "\t", "&a", "*a", "!x", "<<: {}", "|", ">-", "\\n", "#", "A#2"),
    *("role == member", "some(x, x.role == member)", "some(x, x == me)", "count(x, x.seat) > 1", "applies(principal)", "not ", "((((("),
    *(
        "me",
        "somebody",
        "(unlisted 1)",
        "\u202e",
        "\x1b[31m",
        "\x00",
        "\ufdd0",
        "\ud800".encode("utf-8", "replace").decode(),
        "..",
        "../../x",
    ),
)


class Target(NamedTuple):
    """What takes bytes, the good files that are damaged, and how many damaged ones are tried where not many are wanted."""

    load: Callable[[bytes], bool]
    seeds: Callable[[], list[bytes]]
    quick: int = 60


def sound(load: Callable[[], object]) -> bool:
    """Whether something could be loaded; what is refused says why, at a place, in words."""
    try:
        load()
    except Refused as error:
        faults = error.faults
    except Undecided:
        return False
    else:
        return True
    assert faults
    assert all(fault.problem and (fault.column > 0) == (fault.line > 0) for fault in faults)
    return False


def _in_file(name: str, content: bytes, load: Callable[[Path], object]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return sound(lambda: load(file))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


@cache
def county() -> Regulation:
    return load_regulation("county-bureau")


find = cache(load_regulation)


# loaders ----------------------------------------------------------------------------------------------------------------


def fuzz_regulation(content: bytes) -> bool:
    return sound(lambda: parse_regulation(_text(content)))


def fuzz_file(content: bytes) -> bool:
    return _in_file("any.yaml", content, load_regulation)


def fuzz_case(content: bytes) -> bool:
    """A case is loaded, answered and told."""
    return sound(lambda: _tell(county(), parse_case(_text(content), county())))


def fuzz_case_file(content: bytes) -> bool:
    return _in_file("any.case.yaml", content, partial(open_case, find=find))


def fuzz_house(content: bytes) -> bool:
    return _in_file("zeren-house.yaml", content, lambda file: load_house(file, county()))


def fuzz_organisation(content: bytes) -> bool:
    return _in_file("any.organisation.yaml", content, lambda file: load_organisation(file, find))


def fuzz_mapping(content: bytes) -> bool:
    from zeren.logs.mapping import load_mapping

    return _in_file("mapping.yaml", content, lambda file: load_mapping(file, county()))


def _table(ending: str, content: bytes) -> bool:
    from zeren import bulk

    def answered(file: Path) -> object:
        return bulk.ask_file(file, file.with_name("out.csv"), county(), answers=len(content) % 2 == 0)

    return _in_file(f"table{ending}", content, answered)


def fuzz_certificate(content: bytes) -> bool:
    """A file of certificates is put in the place of one: the check accepts or says why not."""
    from zeren.proofs.certificates.recheck import recheck
    from zeren.proofs.certificates.rejection import Rejected

    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                names = [one for one in packed.namelist() if ".." not in one and not one.startswith("/")][:200]
                packed.extractall(folder, names)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError, EOFError):
            return False  # no folder at all
        except Exception as error:  # zlib.error has no public base
            if type(error).__name__ != "error":
                raise
            return False
        try:
            found = list(recheck(Path(folder)))
        except Rejected:
            return False
        assert all(one.accepted or one.why for one in found)
        assert all(reason.text.zh and reason.text.en for one in found for reason in one.why)
        return all(one.accepted for one in found)


# telling ----------------------------------------------------------------------------------------------------------------


def _tell(regulation: Regulation, case: Case) -> None:
    answered = zeren.ask(case, regulation)
    for language in ("zh", "en"):
        answered.text(language)
        answered.html(language)
    answered.json()


def fuzz_telling(content: bytes) -> bool:
    """Bytes are the names and words of a case and of a regulation; they are told as text, page and record."""
    import json

    words = [one or "x" for one in _text(content).split("\x1f")][:4]
    words += [f"w{place}" for place in range(4 - len(words))]
    said = [json.dumps(one) for one in words]
    text = (
        f"regulation: told\ntitle: {{zh: {said[0]}, en: {said[1]}}}\ntiers: {{unranked: [liable]}}\n"
        f"terms: {{person: {{seat: {{zh: {said[1]}, en: {said[2]}}}}}}}\n"
        f"rules: [{{id: one, article: {said[3]}, bears: liable, when: seat, text: {{zh: {said[2]}, en: {said[0]}}}}}]\n"
    )

    def told() -> None:
        regulation = parse_regulation(text)
        case = parse_case(
            f"case: {said[0]}\nregulation: told\npeople: {{{said[1]}: {{seat: yes}}, {said[2]}: {{seat: unknown}}}}\n", regulation
        )
        answered = zeren.ask(case, regulation, why=True, what_if=True, find_out=True)
        for language in ("zh", "en"):
            shown = answered.text(language)
            assert not logs_steering(shown)
            assert "<script" not in answered.html(language).lower()
            if not any(inside(word) for word in words):
                assert not inside(shown), inside(shown)
        assert json.loads(answered.json())

    return sound(told)


def logs_steering(text: str) -> bool:
    """Whether something in a text could steer a terminal or turn its direction."""
    return any((ord(one) < 0x20 and one not in "\n\t") or 0x7F <= ord(one) < 0xA0 or 0x202A <= ord(one) <= 0x202E for one in text)


# seeds ------------------------------------------------------------------------------------------------------------------


def _under(pattern: str, most: int = 40) -> list[bytes]:
    files = sorted(ROOT.glob(pattern))
    return [file.read_bytes() for file in files[:: max(1, len(files) // most)]]


HOUSE = b"""house: bureau
choices:
  - {regulation: county-bureau, reading: dissent_record, option: required, adopted_by: committee, on: 2026-01-05, under: minutes 3}
  - {regulation: county-bureau, reading: direct_charge, option: both, adopted_by: committee, on: 2026-01-05, under: minutes 3}
"""
MAPPING = """columns: {date: 日期, body: 单位, act: 事项, 期间: 所属期间}
acts: {专题研究: study, 专题汇报: report}
bodies: {局党委: bureau}
"""
WIDE = b"""case,erroneous,collective_responsibility_pursued,form,Wu.role,Wu.participated
1,yes,yes,collective_meeting,member,yes
2,no,,,secretary,
"""
LONG = b"""case,person,erroneous,role,participated
1,,yes,,
1,Wu,,member,yes
1,Lin,,secretary,unknown
2,,no,,
2,Zhou,,member,no
2,Wu,,member,
"""


@cache
def _tables(ending: str) -> list[bytes]:
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    found = []
    for content in (WIDE, LONG):
        table, out = pc.read_csv(io.BytesIO(content)), io.BytesIO()
        if ending == ".parquet":
            pq.write_table(table, out)
        else:
            with pa.ipc.new_file(out, table.schema) as writer:
                writer.write_table(table)
        found.append(out.getvalue())
    return found


@cache
def _certificates() -> list[bytes]:
    sys.path.insert(0, str(ROOT / "tests"))
    from forgeries.regulations import TINY
    from typer.testing import CliRunner

    from zeren.cli import app

    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
        CliRunner().invoke(app, ["prove", str(folder / "tiny.yaml"), "--certificates", str(folder / "kept"), "--jobs", "1"])
        with zipfile.ZipFile(out, "w") as packed:
            for file in sorted((folder / "kept").rglob("*")):
                if file.is_file():
                    packed.writestr(zipfile.ZipInfo(str(file.relative_to(folder / "kept"))), file.read_bytes())
    return [out.getvalue()]


@cache
def _regulations() -> list[bytes]:
    small = [(ROOT / "scenarios" / "bad" / "beside" / "board-2020.yaml").read_bytes()]
    return small * 3 + [(BUILT_IN / "county-bureau.yaml").read_bytes()]


TARGETS: dict[str, Target] = {
    "regulation": Target(fuzz_regulation, _regulations),
    "file": Target(fuzz_file, lambda: [*_under("scenarios/bad/*.yaml"), *_regulations()]),
    "case": Target(fuzz_case, lambda: _under("scenarios/cases/county-bureau/*.yaml")),
    "case-file": Target(fuzz_case_file, lambda: _under("scenarios/cases/*/*.case.yaml")),
    "house": Target(fuzz_house, lambda: [HOUSE, *_under("scenarios/houses/**/*.yaml")]),
    "organisation": Target(fuzz_organisation, lambda: _under("scenarios/organisations/*.yaml")),
    "mapping": Target(fuzz_mapping, lambda: [MAPPING.encode()]),
    "table.csv": Target(partial(_table, ".csv"), lambda: [WIDE, LONG]),
    "table.parquet": Target(partial(_table, ".parquet"), lambda: _tables(".parquet")),
    "table.arrow": Target(partial(_table, ".arrow"), lambda: _tables(".arrow")),
    "certificate": Target(fuzz_certificate, _certificates, 10),
    "telling": Target(fuzz_telling, lambda: ["甲\x1fWu\x1fLin#2\x1f1".encode(), b"a\x1bb\x1f<script>\x1f\xe2\x80\xaex\x1f'\"\\"]),
}
TARGETS |= {f"log{ending}": Target(load, partial(lambda one: [logs.seed(one)], ending), 0) for ending, load in logs.LOADERS.items()}


# inputs -----------------------------------------------------------------------------------------------------------------


def kept_inputs(name: str) -> list[bytes]:
    """Inputs that once fell over, or that reach code which damage seldom reaches."""
    return [file.read_bytes() for file in sorted((CORPUS / name).glob("*"))] if (CORPUS / name).is_dir() else []


def inputs(name: str, start: int = 0) -> Iterator[bytes]:
    """Damaged files for a target, without end: each is of its number, whatever ran before."""
    if name.startswith("log."):
        for number in range(start, sys.maxsize):
            yield from logs.mutants(name.removeprefix("log"), 1, number)
    seeds = TARGETS[name].seeds() + kept_inputs(name)
    for number in range(start, sys.maxsize):
        chance = random.Random(f"{name}/{number}")
        seed = chance.choice(seeds)
        if name == "certificate":
            yield logs._inside(seed, chance)
        elif name in ("table.parquet", "table.arrow") or chance.random() < 0.2:
            yield logs._damaged(seed, chance)
        else:
            yield reworded(seed, chance)


def reworded(content: bytes, chance: random.Random) -> bytes:
    """A text of which a few lines are lost, doubled, moved or cut, or have other words in them."""
    lines = _text(content).splitlines()
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        if not lines:
            break
        at = chance.randrange(len(lines))
        line = lines[at]
        start = chance.randrange(len(line) + 1)
        match chance.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, line)
            case 2:
                lines.insert(chance.randrange(len(lines)), lines.pop(at))
            case 3:
                lines[at] = line[:start]
            case 4:
                lines[at] = f"{line.partition(':')[0]}: {chance.choice(WORDS)}"
            case 5:
                lines[at] = line[:start] + chance.choice(WORDS) + line[chance.randrange(start, len(line) + 1) :]
            case _:
                lines[at] = line.replace(chance.choice("{}[]:, "), chance.choice(WORDS), 1)
    return "\n".join(lines).encode("utf-8", "replace")


class Run(NamedTuple):
    """How many inputs a target was given, how many of these could be read, and what fell over on which."""

    tried: int
    read: int
    fell: list[tuple[bytes, Exception]]


def run(name: str, many: int, seconds: float = float("inf"), start: int = 0) -> Run:
    """Give a target so many damaged files, or as many as fit into some seconds of work."""
    target, began, tried, read = TARGETS[name], time.process_time(), 0, 0
    fell: list[tuple[bytes, Exception]] = []
    for content in inputs(name, start):
        if tried >= many or time.process_time() - began > seconds:
            break
        tried += 1
        try:
            read += target.load(content)
        except Exception as error:
            fell.append((content, error))
    return Run(tried, read, fell)


def guided(name: str, seconds: int) -> int:
    """Let atheris look for inputs that reach new code; the exit code of its process."""
    folder = KEPT / "corpus" / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds() + kept_inputs(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    command = [sys.executable, __file__, "--inside", name, str(folder), f"-max_total_time={seconds}", "-print_final_stats=1"]
    command += ["-rss_limit_mb=3000", "-timeout=60", "-max_len=40000", f"-artifact_prefix={KEPT}/{name}-"]
    return subprocess.run(command, check=False).returncode


def _inside(name: str, words: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["zeren"]):
        for module in [one for one in sys.modules if one.startswith("zeren") and one != "zeren.proofs"]:
            atheris_instrument(atheris, sys.modules[module])
    atheris.Setup([__file__, *words], lambda content: TARGETS[name].load(content) and None)
    atheris.Fuzz()


def atheris_instrument(atheris: object, module: object) -> None:
    """Have the functions of a loaded module report which branches they take."""
    for own in list(vars(module).values()):
        if getattr(own, "__module__", "") == module.__name__ and hasattr(own, "__code__"):  # type: ignore[attr-defined]
            with contextlib.suppress(Exception):
                atheris.instrument_func(own)  # type: ignore[attr-defined]


def main() -> int:
    """Run the targets; 1 where something fell over."""
    if sys.argv[1:2] == ["--inside"]:
        _inside(sys.argv[2], sys.argv[3:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="for each target, at most")
    parser.add_argument("--seconds", type=float, default=60, help="of work for each target, at most")
    parser.add_argument("--start", type=int, default=0, help="the number of the first input")
    parser.add_argument("--guided", action="store_true")
    parser.add_argument("names", nargs="*", choices=[[], *TARGETS])
    taken = parser.parse_args()
    total = bad = 0
    for name in taken.names or TARGETS:
        if taken.guided:
            bad += guided(name, int(taken.seconds)) != 0
            continue
        found = run(name, taken.inputs, taken.seconds, taken.start)
        total, bad = total + found.tried, bad + len(found.fell)
        print(f"{name}: {found.tried} inputs, {found.read} read, {len(found.fell)} fell over", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        for number, (content, error) in enumerate(found.fell[:20]):
            (KEPT / f"{name}-{number}").write_bytes(content)
            print(f"    {name}-{number}: {type(error).__name__}: {str(error)[:200]}")
    print(f"{total} inputs, {bad} fell over")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
