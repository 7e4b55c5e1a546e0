"""Tables decided by other processes, told in words, and kept from being taken for formulas."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import csv, parquet
from typer.testing import CliRunner

from zeren import bulk
from zeren.cli import app
from zeren.model.language.load import load_regulation
from zeren.tables import deciding

ROLES = ("secretary", "member", "unknown", "no such role")


def table(cases: int, case: str = "case") -> pa.Table:
    """Cases of two people each, some open, some with a cell that is no value."""
    rows = [(f"c{number:04}", person) for number in range(cases) for person in ("Wu", "=HYPERLINK(1)")]
    return pa.table(
        {
            case: [one for one, _ in rows],
            "person": [person for _, person in rows],
            "role": [ROLES[(place * 7) % 41 % 4 if place % 29 == 0 else place % 3] for place in range(len(rows))],
            "participated": ["yes", "no", "unknown", ""] * (len(rows) // 4) + ["yes"] * (len(rows) % 4),
            "collective_responsibility_pursued": ["yes"] * len(rows),
            "erroneous": ["yes"] * len(rows),
            "form": ["collective_meeting"] * len(rows),
        }
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    parquet.write_table(table(300), tmp_path / "cases.parquet")
    return tmp_path / "cases.parquet"


def answered(source: Path, name: str, **options: Any) -> bytes:
    out = source.with_name(name)
    bulk.ask_file(source, out, "county-bureau", rows=50, **options)
    return out.read_bytes()


@pytest.mark.filterwarnings("ignore:.*tasks")  # the rest is not wanted
def test_two_processes_give_the_same_bytes_and_go_on_where_one_stopped(source: Path) -> None:
    whole = answered(source, "here.csv")
    assert answered(source, "two.csv", jobs=2) == whole
    told: list[int] = []

    class Broken(RuntimeError):
        pass

    def breaking(rows: int, without_answer: int) -> None:
        told.append(rows)
        if len(told) == 4:
            raise Broken

    with pytest.raises(Broken):
        answered(source, "again.csv", jobs=2, progress=breaking)
    assert answered(source, "again.csv", progress=lambda rows, bad: told.append(rows)) == whole
    assert sum(told) == 600, "no block was decided twice"


decided = deciding.elsewhere


def dying_once(pickled: bytes, kept_to: Any, block: pa.Table) -> pa.Table:
    """Takes its process along at one block, the first time."""
    mark = Path(os.environ["ZEREN_TEST_MARK"])
    if "c0150" in block.column("case").to_pylist() and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return decided(pickled, kept_to, block)


def test_a_worker_of_a_cluster_that_dies_half_way_changes_no_byte(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    whole, mark = answered(source, "here.csv"), source.with_name("died")
    monkeypatch.setenv("ZEREN_TEST_MARK", str(mark))
    monkeypatch.setattr(deciding, "elsewhere", dying_once)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        assert answered(source, "there.csv", cluster=cluster.scheduler_address) == whole
    assert mark.exists()


@pytest.mark.parametrize(("language", "case", "outcome"), [("en", "case", "responsibility"), ("zh", "案件", "责任")])
def test_excel_in_and_out_in_words(language: str, case: str, outcome: str, tmp_path: Path) -> None:
    book, words = openpyxl.Workbook(), {"en": ("role", "secretary", "yes"), "zh": ("职务", "书记", "是")}[language]
    regulation = load_regulation("county-bureau")
    text = {term: regulation.terms[term].text.in_(language) for term in ("role", "participated", "collective_responsibility_pursued")}
    option = regulation.terms["role"].options["secretary"].in_(language)
    sheet = book.active
    sheet.append([case, "人员" if language == "zh" else "person", *text.values()])
    sheet.append(["a", "Wu", option, words[2], words[2]])
    sheet.append(["b", "=1+1", option, "", "unknown" if language == "en" else "不明"])
    sheet["B3"].data_type = "s"
    book.save(tmp_path / "in.xlsx")
    run = ["ask", "--table", tmp_path / "in.xlsx", "--out", tmp_path / "out.xlsx", "--regulation", "county-bureau", "--in-words"]
    done = CliRunner().invoke(app, [*map(str, run), "--lang", language])
    assert done.exit_code == 0, done.output
    written = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    rows = [[cell.value for cell in row] for row in written.iter_rows()]
    assert all(cell.data_type != "f" for row in written.iter_rows() for cell in row)
    heads = rows[0]
    assert heads[:2] == [case, "人员" if language == "zh" else "person"]
    assert rows[2][1] == "=1+1"
    found = dict(zip(heads, rows[1], strict=True))
    assert found["没有答案的原因" if language == "zh" else "why there is no answer"] is None
    assert outcome in found["可能的结果" if language == "zh" else "outcomes"]
    assert found["条款" if language == "zh" else "articles"]


def test_csv_opens_in_excel_and_holds_no_formula(source: Path) -> None:
    raw = answered(source, "out.csv", words="zh")
    assert raw.startswith(b"\xef\xbb\xbf")
    found = csv.read_csv(source.with_name("out.csv"))
    assert found.column_names[:6] == ["案件", "人员", "可能的结果", "必承担", "可能承担", "条款"]
    assert set(found.column("人员").to_pylist()) == {"Wu", "'=HYPERLINK(1)"}
    told = [row for row in found.to_pylist() if row["可能的结果"]]
    assert told
    assert all(("第" in row["条款"]) == (row["可能的结果"] != "不承担责任") for row in told)
