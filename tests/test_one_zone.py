"""Times are told by the clock of one zone, which an answer names once; no time of another zone stands beside them."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import zeren
from zeren.cli import app
from zeren.model.language.load import load_regulation, open_case, parse_case
from zeren.model.solving.ask import ask
from zeren.moments import moment_word
from zeren.words import Language

CASES = sorted((Path(__file__).resolve().parent.parent / "scenarios" / "cases").rglob("*.case.yaml"))
DATED = [path for path in CASES if re.search(r"\d\dT\d\d:", path.read_text(encoding="utf-8"))]
OFFSET = re.compile(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)|\d\dT\d\d:")
NAMED: dict[Language, str] = {"zh": "时间均按", "en": "Times are by the clock of "}


@pytest.mark.parametrize("path", DATED[::3], ids=lambda path: path.stem)
def test_an_answer_names_its_zone_once_and_no_other(path: Path) -> None:
    regulation, case = open_case(path)
    answered = zeren.ask(case, regulation, why=True)
    for language, words in NAMED.items():
        text = answered.text(language)
        assert text.count(words) == 1
        assert not OFFSET.search(text), OFFSET.search(text)


WITHOUT_TIMES = next(path for path in CASES if path not in DATED)


def test_an_answer_without_times_names_no_zone() -> None:
    regulation, case = open_case(WITHOUT_TIMES)
    text = zeren.ask(case, regulation).text("en")
    assert NAMED["en"] not in text


def test_a_moment_that_is_not_known_is_told_in_the_zone_of_the_case_in_json_too() -> None:
    regulation, case = open_case(next(path for path in DATED if path.parts[-2:] == ("maryland-2-410", "postmark-not-legible.case.yaml")))
    found = json.loads(zeren.ask(case, regulation, why=True, what_if=True, find_out=True).json())
    moments = [value for value in _texts(found) if re.match(r"\d{4}-\d\d-\d\dT", value)]
    offsets = {dt.datetime.fromisoformat(value).utcoffset() for value in moments}
    assert offsets == {dt.timedelta(hours=-4)}


def _texts(found: object) -> list[str]:
    if isinstance(found, dict):
        return [text for value in found.values() for text in _texts(value)]
    if isinstance(found, list):
        return [text for value in found for text in _texts(value)]
    return [found] if isinstance(found, str) else []


def test_of_two_equal_local_times_each_says_which_it_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (moment_word(dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC), berlin) for hour in (0, 1))
    assert (first, second) == ("2026-10-25 02:30 (UTC+02:00)", "2026-10-25 02:30 (UTC+01:00)")
    assert moment_word(dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), berlin) == "2026-03-29 03:00"


def test_stated_moments_of_several_zones_are_told_by_the_clock_of_the_case() -> None:
    regulation = load_regulation("decree-493")
    case = parse_case(
        """
case: two-clocks
regulation: decree-493
zone: Asia/Shanghai
people:
  Head: {unit_head: yes}
matter:
  head_informed: 2026-06-09T10:15:00+08:00
  unit_sent: 2026-06-09T04:00:00+00:00
""",
        regulation,
    )
    assert ask(regulation, case)
    text = zeren.ask(case, regulation).text("en")
    assert "2026-06-09 12:00" in text
    assert text.count("Asia/Shanghai") == 1


LATIN = re.compile(r"[A-Za-z]{2,}[a-z'’-]*(?: [A-Za-z][a-z'’-]*)+")


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in CASES}))
def test_no_english_stands_in_a_chinese_answer_but_what_the_case_itself_calls_somebody(folder: str) -> None:
    found = set()
    for path in [one for one in CASES if one.parent.name == folder][::4]:
        regulation, case = open_case(path)
        text = zeren.ask(case, regulation, why=True).text("zh")
        names = [*case.people, *case.bodies, *(one.subject for one in case.circumstances), case.id]
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "")
        found |= set(LATIN.findall(text))
    assert found == set()


def test_a_provision_of_another_act_is_cited_by_its_name_in_each_language() -> None:
    rules = load_regulation("china-company-law-125")
    assert rules.cited("Civil Code 188").zh == "民法典第一百八十八条"
    assert rules.cited("Civil Code 188").en == "Civil Code 188"


def test_what_was_expected_is_told_in_chinese_words(tmp_path: Path) -> None:
    file = tmp_path / "late.case.yaml"
    shipped = next(path for path in CASES if path.name == "a-minute-late.case.yaml").read_text(encoding="utf-8")
    file.write_text(shipped.replace("Wang: late_report", "Wang: failure"), encoding="utf-8")
    told = CliRunner().invoke(app, ["ask", str(file), "--lang", "zh"]).output.splitlines()[-1]
    assert told == "与预期不符：Wang：预期为未依法履职致事故的罚款，答复为迟报、漏报的罚款"
