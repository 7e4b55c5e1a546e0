"""An organisation and its bodies go by the names that its file gives, in results, audits and calendars; data keeps their ids."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import jsonschema
import pytest
import yaml

import zeren
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_organisation, parse_organisation
from zeren.model.language.text import Text
from zeren.named import Names
from zeren.schemas import schema_text
from zeren.words import Language

WORKED = sorted([*Path("scenarios/organisations").glob("*.organisation.yaml"), *Path("scenarios/logs").glob("*.organisation.yaml")])
PLAIN = """
organisation: o
from: 2026-01-01
years: 2
bodies:
  county: {outside: yes}
  bureau: {regulation: county-bureau, superior: county}
  school: {regulation: county-bureau, superior: bureau, count: 3}
  school-house: {regulation: county-bureau, superior: bureau}
offices:
  clerk: {of: school}
readings: {window: calendar_aligned}
"""
NAMED = (
    PLAIN
    + """title: {zh: 某县教育局, en: A county bureau}
names:
  county: {zh: 县委, en: county committee}
  bureau: {zh: 局党委, en: bureau committee}
  school: {zh: 学校支部, en: school branch}
  clerk: {zh: 文书, en: clerk of the branch}
"""
)
LOG = "date,body,act\n2026-02-01,school-2,report\n2026-03-01,bureau,report\n"
SPAN = ("2026-01-01", "2026-12-31")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path / "log.csv"


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.stem)
def test_every_worked_organisation_says_what_it_is_called(file: Path) -> None:
    title = load_organisation(file).file.title
    assert title is not None
    assert title.zh != title.en
    assert title.en.isascii()
    jsonschema.Draft202012Validator(json.loads(schema_text("organisation"))).validate(
        yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    )


def test_a_title_in_one_language_is_shown_in_both() -> None:
    title = parse_organisation(PLAIN + "title: {zh: 某县教育局}\n", name="o").file.title
    assert title == Text(zh="某县教育局", en="某县教育局")
    with pytest.raises(Refused):
        parse_organisation(PLAIN + "title: {fr: bureau}\n", name="o")


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("bureau", "局党委", "bureau committee"),
        ("school-2", "学校支部2", "school branch 2"),
        ("school-house", "school-house", "school-house"),
        ("nobody-7", "nobody-7", "nobody-7"),
    ],
)
def test_one_of_many_alike_goes_by_its_number(name: str, zh: str, en: str) -> None:
    organisation = parse_organisation(NAMED, name="o")
    assert (Names(organisation, "zh").body(name), Names(organisation, "en").body(name)) == (zh, en)
    for nameless in (parse_organisation(PLAIN, name="o"), None):
        assert Names(nameless, "en").body(name) == name


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            ("某县教育局 · 县教育局党委责任制实施细则：记录核对", "  学校支部2 → 局党委 → 县委：", "责任岗位：文书", "  局党委  专题汇报"),
        ),
        (
            "en",
            (
                "A county bureau · County education bureau committee",
                "  school branch 2 → bureau committee → county committee: ",
                "answers: clerk of the branch",
                "  bureau committee  thematic report",
            ),
        ),
    ],
)
def test_an_audit_names_bodies_and_offices(log: Path, language: Language, words: tuple[str, ...]) -> None:
    named, plain = (
        zeren.audit("county-bureau", log, organisation=parse_organisation(text, name="o"), from_=SPAN[0], to=SPAN[1])
        for text in (NAMED, PLAIN)
    )
    told, page = named.text(language), named.page(language)
    assert all(word in told for word in words)
    for word in ("school-2", "county：", "clerk;"):
        assert word not in told
    assert f"<td>{Names(named.organisation, language).body('school-3')}</td>" in page
    assert Names(named.organisation, language).title in page
    assert named.json() == plain.json()
    assert "school-2" in plain.text(language)


@pytest.mark.parametrize(("language", "name"), [("zh", "某县教育局 · 学校支部2"), ("en", "A county bureau · school branch 2")])
def test_a_calendar_names_its_body(language: Language, name: str) -> None:
    named, plain = (zeren.calendar(parse_organisation(text, name="o"), "school-2", *SPAN) for text in (NAMED, PLAIN))
    assert named.text(language).splitlines()[1].startswith(name)
    assert plain.text(language).splitlines()[1].startswith("school-2")
    ours, other = (icalendar.Calendar.from_ical(one.ical(language)) for one in (named, plain))
    assert name in str(ours["x-wr-calname"])
    assert [event["uid"] for event in ours.walk("VEVENT")] == [event["uid"] for event in other.walk("VEVENT")]  # the same events still
    assert named.json() == plain.json()


@pytest.mark.parametrize(("language", "title"), [("zh", "某县教育局：模拟结果"), ("en", "A county bureau: simulated")])
def test_a_simulation_bears_the_title(language: Language, title: str) -> None:
    named, plain = (zeren.simulate(parse_organisation(text, name="o"), replications=2) for text in (NAMED, PLAIN))
    assert named.text(language).splitlines()[0] == title
    assert f"<h1>{title}</h1>" in named.page(language)
    assert plain.text(language).startswith("o")
    assert named.json() == plain.json()
