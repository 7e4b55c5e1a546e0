"""The page on security names tests, files and limits that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_trust_page import NAMED, named_in

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = [row.strip("| ").split("|") for row in PAGE.splitlines() if row.startswith("| ") and "::" in row]


def test_each_promise_has_its_tests_and_each_of_them_is_there() -> None:
    assert len(PROMISES) >= 8
    for sentence, held in PROMISES:
        assert sentence.strip().endswith("."), sentence
        assert re.sub(r"[,\s]", "", NAMED.sub("", held)) == "", held
        for file, name in NAMED.findall(held):
            assert name in named_in(file), f"{file}::{name}"


@pytest.mark.parametrize("named", sorted(set(re.findall(r"\]\(([\w./-]+)\)|`((?:[\w-]+/)+[\w.-]+\.(?:py|md)|[\w-]+\.toml)`", PAGE))))
def test_each_page_and_file_that_is_named_is_there(named: tuple[str, str]) -> None:
    assert (ROOT / "".join(named)).is_file()


def test_every_reader_of_logs_has_its_row() -> None:
    """A form of log that can be read is one of those whose reading the page tells."""
    from fuzz.logs import LOADERS

    words = {".csv": "CSV", ".csv.gz": "CSV", ".xlsx": ".xlsx", ".xls": ".xls", ".ods": ".ods", ".xes": "XES"}
    words |= dict.fromkeys((".jsonocel", ".xmlocel", ".sqlite"), "OCEL") | {".parquet": "Parquet", ".arrow": "Arrow", ".feather": "Arrow"}
    assert all(words[one] in PAGE for one in LOADERS)
