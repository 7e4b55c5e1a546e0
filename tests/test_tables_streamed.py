"""Tables decided inside other engines: DuckDB, and Spark where there is one."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from zeren import bulk
from zeren.model.language.faults import Refused
from zeren.tables.outcomes import plain_text


def cases() -> pa.Table:
    """Two hundred cases of three people, their rows apart from one another."""
    number = range(600)
    return pa.table(
        {
            "case": [f"c{one % 200:03}" for one in number],
            "person": [f"P{one // 200}" for one in number],
            "role": [("secretary", "member", "unknown", None)[one * 7 % 4] for one in number],
            "participated": [("yes", "no", "unknown")[one * 5 % 3] for one in number],
            "collective_responsibility_pursued": ["yes"] * 600,
            "erroneous": ["yes"] * 600,
            "form": ["collective_meeting"] * 600,
        }
    )


def expected() -> list[dict[str, str | None]]:
    together = cases().sort_by([("case", "ascending"), ("person", "ascending")])
    return plain_text(bulk.ask(together, "county-bureau")).to_pylist()


def test_duckdb_hands_cases_over_and_takes_outcomes_back() -> None:
    table = cases()
    decide = pickle.loads(pickle.dumps(bulk.blocks(table.column_names, "county-bureau", rows=50)))
    source, target = duckdb.connect(), duckdb.connect()
    source.register("cases", table)
    reader = source.sql('select * from cases order by "case", person').to_arrow_reader(64)
    found = pa.RecordBatchReader.from_batches(decide.schema, decide(reader))
    target.register("found", found)
    assert target.sql("select * from found").to_arrow_table().to_pylist() == expected()


def test_columns_that_say_nothing_are_refused_before_any_batch() -> None:
    with pytest.raises(Refused, match="column `rank` is no term"):
        bulk.blocks(["case", "person", "rank"], "county-bureau")


def test_no_cases_give_no_outcomes() -> None:
    decide = bulk.blocks(cases().column_names, "county-bureau", answers=True)
    assert list(decide(iter([]))) == []
    assert decide.ddl.startswith("`case` string, `person` string, `outcomes` string")
    (first,) = decide(cases().slice(0, 1).to_batches())
    assert first.schema == decide.schema


@pytest.fixture
def spark() -> Iterator[object]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


@pytest.mark.slow
def test_spark_maps_cases_to_outcomes(spark: object) -> None:
    table = cases()
    decide = bulk.blocks(table.column_names, "county-bureau")
    frame = spark.createDataFrame(table)  # type: ignore[attr-defined]  # a session
    found = frame.repartition(3, "case").sortWithinPartitions("case", "person").mapInArrow(decide, decide.ddl)
    rows = sorted((row.asDict() for row in found.collect()), key=lambda row: (row["case"], row["person"]))
    assert rows == expected()
