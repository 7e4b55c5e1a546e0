"""Whatever is done to a good file, it is loaded or refused: never a traceback, and every fault has its place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zeren.answering.expect import check
from zeren.answering.text import render
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import BUILT_IN, load_house, load_organisation, load_regulation, open_case, parse_case, parse_regulation
from zeren.model.language.source import parse_source
from zeren.model.solving.ask import ask

ROOT = Path(__file__).resolve().parent.parent
REGULATION = (BUILT_IN / "county-bureau.yaml").read_text(encoding="utf-8")
SMALL = (ROOT / "scenarios" / "bad" / "beside" / "board-2020.yaml").read_text(encoding="utf-8")
CASES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios" / "cases" / "county-bureau").glob("*.yaml"))]
DECISIONS = [text for text in CASES if "voting:" in text]
ORGANISATIONS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios" / "organisations").glob("*.yaml"))]
COUNTY = load_regulation("county-bureau")
find = cache(load_regulation)
HOUSE = """house: bureau
choices:
  - {regulation: county-bureau, reading: dissent_record, option: required, adopted_by: committee, on: 2026-01-05, under: minutes 3}
  - {regulation: county-bureau, reading: direct_charge, option: both, adopted_by: committee, on: 2026-01-05, under: minutes 3}
"""

WORDS = st.sampled_from(
    [
        *("yes", "no", "unknown", "null", "", "0", "-1", "1e9", "days(7)", "2026-02-30", "局", "not", "regulation", "case"),
        *("[]", "{}", "[x]", "{a: b}", "- x", "'", '"', ": ", "]", "{", "\t", "&a", "*a", "!x", "<<: {}"),
        *("role == member", "some(x, x.role == member)", "applies(principal)"),
    ]
)


@st.composite
def mutated(draw: st.DrawFn, texts: list[str]) -> str:
    """A good text in which a few lines are deleted, doubled, moved, cut, or have a word put in place of another."""
    lines = draw(st.sampled_from(texts)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(lines) - 1))
        line = lines[index]
        match draw(st.integers(0, 6)):
            case 0:
                del lines[index]
            case 1:
                lines.insert(index, line)
            case 2:
                lines.insert(draw(st.integers(0, len(lines))), lines.pop(index))
            case 3:
                lines[index] = line[: draw(st.integers(0, len(line)))]
            case 4:
                key, colon, _ = line.partition(":")
                lines[index] = f"{key}{colon} {draw(WORDS)}"
            case 5:
                start = draw(st.integers(0, len(line)))
                lines[index] = line[:start] + draw(WORDS) + line[draw(st.integers(start, len(line))) :]
            case _:
                lines[index] = line.replace(draw(st.sampled_from(["{", "}", "[", "]", ":", ",", " "])), draw(WORDS), 1)
        if not lines:
            break
    return "\n".join(lines)


SHAPES: st.SearchStrategy[Any] = st.sampled_from(
    ["x", "yes", "3", "", None, [], {}, ["x"], {"x": "y"}, [[]], [{}], {"x": {}}, [None], {"x": None}]
)


def _paths(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where everything in plain data stands, the whole left out."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inner for found in [(*path, key), *_paths(value, (*path, key))]]


@st.composite
def misshapen(draw: st.DrawFn, texts: list[str]) -> str:
    """A good file in which a few values are left out or have another shape than they should."""
    data: Any = parse_source(draw(st.sampled_from(texts))).data
    for _ in range(draw(st.integers(1, 3))):
        if not (paths := _paths(data)):
            break
        *path, last = draw(st.sampled_from(paths))
        holder = data
        for step in path:
            holder = holder[step]
        if draw(st.booleans()):
            holder[last] = copy.deepcopy(draw(SHAPES))
        else:
            del holder[last]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


PLAIN = st.recursive(
    st.sampled_from(["yes", "no", "member", "2026-01-01", "''", "局", "3", "null", "days(7)"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(st.sampled_from(["zh", "en", "when", "id", "article", "item", "one_of", "from"]), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=6,
)


def files(*keys: str) -> st.SearchStrategy[str]:
    """Files whose keys are right and whose values are anything."""
    return st.dictionaries(st.sampled_from(keys), PLAIN).map(lambda items: "".join(f"{key}: {value}\n" for key, value in items.items()))


def sound(load: Callable[[], object]) -> None:
    """Load something; what is refused names its faults in order, each with its place."""
    faults = _faults(load)
    assert faults == tuple(sorted(set(faults)))
    assert all(fault.problem and fault.line >= 0 and (fault.column > 0) == (fault.line > 0) for fault in faults)


def _faults(load: Callable[[], object]) -> tuple[Fault, ...]:
    try:
        load()
    except Refused as refused:
        return refused.faults
    return ()


QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
SLOW = settings(QUICK, max_examples=25)


@SLOW
@given(mutated([REGULATION]))
def test_a_changed_regulation_is_loaded_or_refused(text: str) -> None:
    sound(lambda: parse_regulation(text))


@QUICK
@given(mutated([SMALL]))
def test_a_changed_small_regulation_is_loaded_or_refused(text: str) -> None:
    sound(lambda: parse_regulation(text))


@SLOW
@given(misshapen([REGULATION]))
def test_a_misshapen_regulation_is_loaded_or_refused(text: str) -> None:
    sound(lambda: parse_regulation(text))


@QUICK
@given(misshapen([SMALL]))
def test_a_misshapen_small_regulation_is_loaded_or_refused(text: str) -> None:
    sound(lambda: parse_regulation(text))


@QUICK
@given(misshapen(CASES))
def test_a_misshapen_case_is_compared_with_what_it_expects_or_refused(text: str) -> None:
    def compare() -> object:
        case = parse_case(text, COUNTY)
        return check(COUNTY, case, lambda readings, settle: ask(COUNTY, case, readings=readings, settle=settle))

    sound(compare)


@QUICK
@given(misshapen([HOUSE]))
def test_a_misshapen_house_file_is_loaded_or_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "misshapen.house.yaml"
    file.write_text(text, encoding="utf-8")
    sound(lambda: load_house(file, COUNTY))


@QUICK
@given(misshapen(ORGANISATIONS))
def test_a_misshapen_organisation_is_loaded_or_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "misshapen.organisation.yaml"
    file.write_text(text, encoding="utf-8")
    sound(lambda: load_organisation(file, find))


@QUICK
@given(mutated(CASES))
def test_a_changed_case_is_answered_or_refused(text: str) -> None:
    sound(lambda: ask(COUNTY, parse_case(text, COUNTY)))


@QUICK
@given(misshapen(DECISIONS) | mutated(DECISIONS))
def test_a_changed_decision_is_answered_and_told_or_refused(text: str) -> None:
    def tell() -> object:
        case = parse_case(text, COUNTY)
        return render(COUNTY, case, ask(COUNTY, case), "zh")

    sound(tell)


@QUICK
@given(mutated(ORGANISATIONS))
def test_a_changed_organisation_is_loaded_or_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "fuzzed.organisation.yaml"
    file.write_text(text, encoding="utf-8")
    sound(lambda: load_organisation(file, find))


@QUICK
@given(
    files(
        "regulation",
        "title",
        "tiers",
        "valid",
        "terms",
        "readings",
        "definitions",
        "background",
        "rules",
        "exceptions",
        "circumstances",
        "sanctions",
        "organs",
        "authority",
        "labels",
        "bearers",
        "duties",
        "windows",
        "tenure",
        "questions",
        "checklists",
    )
)
def test_any_values_make_a_regulation_or_a_refusal(text: str) -> None:
    sound(lambda: parse_regulation(text))


@QUICK
@given(
    files(
        "case",
        "regulation",
        "arose",
        "about",
        "board",
        "stance",
        "readings",
        "matter",
        "people",
        "bodies",
        "circumstances",
        "offices",
        "performances",
        "expect",
        "expect_under",
    )
)
def test_any_values_make_a_case_or_a_refusal(text: str) -> None:
    sound(lambda: parse_case("case: x\nregulation: county-bureau\n" + text, COUNTY))


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_are_loaded_or_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bytes.yaml"
    file.write_bytes(data)
    for load in (load_regulation, open_case, load_organisation):
        sound(lambda load=load: load(file))  # type: ignore[misc]  # bound now, called at once


@pytest.mark.slow
@settings(QUICK, max_examples=3_000)
@given(mutated([REGULATION, SMALL]))
def test_a_regulation_changed_in_thousands_of_ways(text: str) -> None:
    sound(lambda: parse_regulation(text))
