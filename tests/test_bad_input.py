"""Files that must be refused: each with its exact message, all faults at once, and never anything but `Refused`."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest

from zeren.model.language.faults import Refused
from zeren.model.language.load import load_house, load_organisation, load_regulation, open_case, parse_case
from zeren.model.language.source import read_source
from zeren.model.solving.ask import ask

ROOT = Path(__file__).resolve().parent.parent
BAD = sorted(path.relative_to(ROOT) for path in (ROOT / "scenarios" / "bad").glob("*.yaml"))


def load(file: Path) -> object:
    """Load a file as what its first key says that it is; a case is asked too, for facts may clash."""
    text = (ROOT / file).read_bytes().decode("utf-8", errors="replace").lstrip("\ufeff#- ")
    kind = text.partition(":")[0].strip()
    if kind == "case":
        regulation, case = open_case(file)
        return ask(regulation, case)
    if kind == "organisation":
        return load_organisation(file)
    if kind == "house":
        return [load_house(file, load_regulation(name)) for name in ("county-bureau", "department")]
    return load_regulation(file)


def refused(file: Path) -> list[str] | None:
    """The faults with which a file is refused, or nothing if it is not."""
    try:
        load(file)
    except Refused as error:
        return [str(fault) for fault in error.faults]
    return None


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # paths in messages are relative to it


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_with_its_exact_message(file: Path) -> None:
    assert refused(file) == file.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


def test_there_are_many_bad_files_and_no_stray_expectations() -> None:
    assert len(BAD) >= 45
    assert sorted(path.stem for path in Path("scenarios/bad").glob("*.expected")) == [file.stem for file in BAD]


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.case.yaml"
    with file.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)  # sparse: nothing is written
    assert refused(file) == [f"{file}: 52,428,800 bytes; up to 4,194,304 are read; raise it with `zeren --limit file_bytes=52428800`"]


def test_a_file_of_very_many_values_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.case.yaml"
    file.write_text("case: many\nregulation: county-bureau\npeople: [" + "x," * 450_000 + "]\n")
    advice = "up to 400,000 are read; raise it with `zeren --limit values=800000`"
    assert refused(file) == [f"{file}: more than 400,000 values in one file; {advice}"]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    for reading in (load_regulation, open_case, load_organisation, read_source):
        with pytest.raises(Refused) as error:
            reading(missing)
        assert str(error.value) == f"{missing}: no such file"
        with pytest.raises(Refused) as error:
            reading(f"{tmp_path}/")
        assert str(error.value) == f"{tmp_path}/: a folder, where a file was expected"


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (PermissionError(13, "Permission denied"), "no permission to read this file"),
        (OSError(5, "Input/output error"), "cannot be read: input/output error"),
    ],
)
def test_a_file_that_the_system_will_not_give_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: OSError, message: str
) -> None:
    """The system's refusal is played by the call that opens files: an administrator may read everything."""
    file = tmp_path / "closed.yaml"
    file.write_text("case: closed\n")

    def closed(*_: Any, **__: Any) -> Any:
        raise failure

    monkeypatch.setattr(io, "open", closed)
    monkeypatch.setattr(builtins, "open", closed)
    with pytest.raises(Refused) as error:
        read_source(file)
    assert str(error.value) == f"{file}: {message}"


def test_one_bad_regulation_beside_a_case_is_named_by_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "board.yaml").write_text("regulation: board\n")
    case = tmp_path / "one.case.yaml"
    case.write_text("case: one\nregulation: board.yaml\n")
    assert refused(case) == [
        f"{tmp_path}/board.yaml:1:1: `tiers` is missing; state it",
        f"{tmp_path}/board.yaml:1:1: `title` is missing; state it",
    ]


if __name__ == "__main__":  # writes the messages anew: read the difference before you commit it
    import os

    os.chdir(ROOT)
    for bad in BAD:
        bad.with_suffix(".expected").write_text("".join(f"{line}\n" for line in refused(bad) or []), encoding="utf-8")


def test_an_organ_of_the_wrong_shape_is_one_fault_and_no_more() -> None:
    row = "{act: impose, organ: [superior_committee], norm: obliged, answer: certain}"
    text = f"case: c\nregulation: county-bureau\nexpect:\n  procedure:\n    - {row}\n"
    with pytest.raises(Refused) as error:
        parse_case(text, load_regulation("county-bureau"))
    assert [(fault.line, fault.problem) for fault in error.value.faults] == [(5, "a list, where one value was expected")]
