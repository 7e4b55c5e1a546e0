"""What is too large is refused in words, at once, and can be raised by whoever calls."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

import zeren
from zeren import bulk
from zeren.cli import app
from zeren.model.language.faults import Refused
from zeren.model.language.limits import Limits, NoSuchLimit, limits, raised
from zeren.model.language.load import parse_organisation, parse_regulation

HEAD = "case: many\nregulation: county-bureau\nmatter: {erroneous: yes}\npeople:\n"
PEOPLE = HEAD + "".join(f"  p{n}: {{role: member}}\n" for n in range(40))


def test_a_case_of_too_many_people_is_refused_with_the_way_to_raise_it() -> None:
    with raised(["people=39"]), pytest.raises(Refused, match=r"<text>:4:1: 40 people in one case; up to 39 are read.*--limit people=40"):
        zeren.case(PEOPLE)
    with raised(["people=40"]):
        assert len(zeren.case(PEOPLE)[1].people) == 40


def test_two_hundred_thousand_people_are_refused_before_anything_is_made_of_them() -> None:
    huge = "case: many\nregulation: county-bureau\npeople:\n" + "".join(f"  p{n}: {{}}\n" for n in range(150_000))
    with pytest.raises(Refused, match="150,000 people"):
        zeren.case(huge)


def test_an_organisation_of_a_milliard_bodies_is_refused() -> None:
    with pytest.raises(Refused, match="1,000,000,001 bodies"):
        parse_organisation(
            "organisation: huge\nfrom: 2026-01-01\nyears: 1\nbodies:\n  top: {outside: yes}\n"
            "  low: {regulation: county-bureau, superior: top, count: 1000000000, as: [committee]}\n"
        )


def test_too_many_readings_are_refused() -> None:
    text = "regulation: r\ntitle: {zh: 甲, en: r}\ntiers: {ranked: [a]}\nreadings:\n" + "".join(
        f"  r{n}: {{question: {{zh: 甲, en: q}}, one_of: {{a: {{zh: 甲, en: a}}, b: {{zh: 乙, en: b}}}}}}\n" for n in range(201)
    )
    with pytest.raises(Refused, match="201 readings; up to 200"):
        parse_regulation(text)


@pytest.mark.parametrize("stated", ["peple=3", "people", "people=", "people=0", "people=-1", "people=１", "people=3.5"])
def test_a_limit_that_is_not_there_or_is_no_number_is_refused(stated: str) -> None:
    with pytest.raises(NoSuchLimit), raised([stated]):
        pass
    assert limits() == Limits()


def test_the_command_line_raises_a_limit_for_one_call(tmp_path: Path) -> None:
    case = tmp_path / "many.case.yaml"
    case.write_text(PEOPLE, encoding="utf-8")
    found = CliRunner().invoke(app, ["--limit", "people=10", "ask", str(case)])
    assert (found.exit_code, "40 people in one case" in found.output) == (2, True)
    assert CliRunner().invoke(app, ["--limit", "peple=10", "ask", str(case)]).exit_code == 2
    assert limits() == Limits()


def test_the_page_states_every_limit_as_it_is() -> None:
    page = Path("docs/limits.md").read_text(encoding="utf-8")
    stated = {name: int(number.replace(",", "")) for name, number in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.M)}
    assert stated == msgspec.structs.asdict(Limits())


def test_a_case_in_a_table_lists_no_more_than_one_in_a_file(tmp_path: Path) -> None:
    """A small packed file of millions of rows of one case is refused before it is unpacked; a long case among others is told in its row."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    word = pa.DictionaryArray.from_arrays(pa.nulls(2_000_000, pa.int8()).fill_null(0), pa.array(["yes"]))
    parquet.write_table(pa.table({"case": word, "person": word, "erroneous": word}), tmp_path / "bomb.parquet", compression="zstd")
    with pytest.raises(Refused, match="case `yes`: more than 1,500 rows"):
        bulk.ask_file(tmp_path / "bomb.parquet", tmp_path / "out.parquet", "county-bureau")
    long = pa.table({"case": ["a"] + ["b"] * 1_501, "person": [f"p{one}" for one in range(1_502)], "erroneous": ["yes"] * 1_502})
    found = bulk.ask(long, "county-bureau").to_pylist()
    assert [one["reason"] for one in found[:2]] == [None, "1,501 rows; up to 500 are read; raise it with `zeren --limit people=1501`"]
