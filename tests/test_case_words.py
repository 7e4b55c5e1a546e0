"""Cases in words: keys, facts, options and dates as people call them, in either language, answered as the same case in ids."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import zeren
from zeren.model.language.case import CaseShape
from zeren.model.language.faults import Refused
from zeren.model.language.house import HouseShape
from zeren.model.language.load import load_regulation, open_text, parse_regulation
from zeren.model.language.organisation import OrganisationShape
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import read_value
from zeren.model.language.text import Text
from zeren.model.language.written import Called, in_words, written
from zeren.voice.catalogue import section

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
FOLDERS = sorted(one.name for one in CASES.iterdir() if one.is_dir())
SORTS = {"matter": "matter", "people": "person", "bodies": "body", "circumstances": "circumstance"}


class InWords:
    """A case file in the words of a language, made from one in ids; what stands where stays in its line."""

    def __init__(self, text: str, regulation: Regulation, language: str) -> None:
        self.text, self.regulation, self.language = text, regulation, language
        self.edits: dict[tuple[int, int], str] = {}

    def made(self) -> str:
        node = yaml.compose(self.text, Loader=yaml.SafeLoader)
        assert isinstance(node, yaml.MappingNode)
        self.mapping(node, ())
        text = self.text
        for (start, end), new in sorted(self.edits.items(), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def mapping(self, node: yaml.MappingNode, path: tuple[str, ...]) -> None:
        for key, value in node.value:
            name = key.value
            if (word := self.key(name, path)) is not None:
                self.put(key, word)
            self.inside(value, (*path, name))

    def inside(self, node: yaml.Node, path: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            self.mapping(node, path)
        elif isinstance(node, yaml.SequenceNode):
            for one in node.value:
                self.inside(one, (*path, "[]"))
        elif isinstance(node, yaml.ScalarNode) and (word := self.value(node.value, path)) is not None:
            self.put(node, word)

    def put(self, node: yaml.Node, word: str) -> None:
        self.edits[node.start_mark.index, node.end_mark.index] = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def called(self, things: dict[str, Text], name: str) -> str | None:
        if name not in things:
            return None
        word = things[name].in_(self.language)
        return word if Called(things).meant(word) == (name,) else None

    def terms(self, sort: str) -> dict[str, Text]:
        return {term.id: term.text for term in self.regulation.terms.values() if term.sort == sort}

    def key(self, name: str, path: tuple[str, ...]) -> str | None:
        file = self.regulation.file
        match path:
            case () | ("observed",) | ("performances", "[]") | ("expect",) | ("expect_under", "[]") | ("offices", _, "[]"):
                return in_words(name, "key", self.language)
            case ("expect_under", "[]", "expect"):
                return in_words(name, "key", self.language)
            case ("voting",) | ("voting", "steps", _) | ("expect", "sanctions" | "decision") | ("expect", "circumstances", "[]"):
                return in_words(name, "key", self.language)
            case ("readings",) | ("expect_under", "[]", "readings"):
                return self.called({key: one.question for key, one in file.readings.items()}, name)
            case ("matter",) | ("people", _):
                return self.called(self.terms(SORTS[path[0]]), name)
            case ("bodies", _) | ("circumstances", "[]"):
                if name in ("superior", "item", "subject"):
                    return in_words(name, "key", self.language)
                return self.called(self.terms(SORTS[path[0]]), name)
            case ("expect", "persons" | "bodies", _) | ("expect_under", "[]", "expect", "persons" | "bodies", _):
                return in_words(name, "key", self.language)
            case ("expect", "answers"):
                return self.called({key: one.text for key, one in file.questions.items()}, name)
        return None

    def value(self, word: str, path: tuple[str, ...]) -> str | None:
        file = self.regulation.file
        match path:
            case ("board",) | ("stance",) | ("voting", "rule") | ("voting", "votes", _):
                return in_words(word, "word", self.language)
            case ("regulation",):
                return file.title.in_(self.language) if word == self.regulation.id else None
            case ("arose",) | ("observed", "from" | "to") | ("performances", "[]", "on") | ("offices", _, "[]", "from" | "to"):
                return self.date(dt.date.fromisoformat(word))
            case ("readings", name) | ("expect_under", "[]", "readings", name):
                own = self.called(dict(file.readings[name].one_of), word)
                return own or (in_words(word, "word", self.language) if word == "open" else None)
            case ("matter", term) | ("people", _, term) | ("bodies", _, term) | ("circumstances", "[]", term):
                return self.fact(term, word)
            case ("performances", "[]", "duty"):
                return self.called({one.id: one.act for one in file.duties}, word)
            case ("expect" | "[]", *rest) | ("expect_under", "[]", "expect", *rest):
                return self.expected(word, rest)
        return None

    def expected(self, word: str, rest: list[str]) -> str | None:
        file = self.regulation.file
        match rest:
            case ["persons" | "bodies", _, *more] if more[:1] != ["settled_by"]:
                if word == "none" and "none" not in file.tiers.all:
                    return in_words(word, "word", self.language)
                return self.called({tier: file.tiers.names[tier] for tier in file.tiers.all if tier in file.tiers.names}, word)
            case ["circumstances", "[]", "answer"]:
                return in_words(word, "word", self.language)
        return None

    def fact(self, name: str, word: str) -> str | None:
        term = self.regulation.terms.get(name)
        if term is None:
            return None
        if word == "unknown":
            return in_words(word, "value", self.language)
        match term.kind:
            case "yes_no":
                return in_words("yes" if word in ("yes", "true") else "no", "value", self.language)
            case "one_of":
                return self.called(dict(term.options), word)
            case "date":
                return self.date(dt.date.fromisoformat(word))
            case "moment":
                return in_words(word, "value", self.language) if word == "no" else self.moment(word)
        return None

    def date(self, day: dt.date) -> str:
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {day:%B %Y}"

    def moment(self, word: str) -> str | None:
        match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(.*)", word)
        return f"{self.date(dt.date.fromisoformat(match[1]))} {match[2]}{match[3] or ''}{match[4]}" if match else None


def files(folder: str) -> list[Path]:
    return sorted((CASES / folder).rglob("*.case.yaml"))


@cache
def find(name: str) -> Regulation:
    return load_regulation(name)


@pytest.mark.parametrize(("language", "every"), [("zh", 1), ("en", 3)])
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_case_in_words_is_the_case_in_ids(folder: str, language: str, every: int) -> None:
    """Everything read of it is the same, what it expects too; so whatever is asked of it is."""
    changed = 0
    for file in files(folder)[::every]:
        text = file.read_text(encoding="utf-8")
        regulation, case = open_text(text, find, str(file))
        said = InWords(text, regulation, language).made()
        found, read = open_text(said, find, str(file))
        assert found.id == regulation.id
        assert parts(read) == parts(case), said
        assert len(said.splitlines()) == len(text.splitlines())
        changed += said != text
    assert changed == len(files(folder)[::every])


def parts(case: Any) -> list[Any]:
    """A case without the columns where facts stand."""
    own = [getattr(case, name) for name in case.__struct_fields__ if name != "places"]
    return [*own, {fact: line for fact, (line, _) in case.places.items()}]


@pytest.mark.parametrize("folder", FOLDERS)
def test_its_answer_has_the_same_bytes(folder: str) -> None:
    for file in files(folder)[::9]:
        text = file.read_text(encoding="utf-8")
        regulation, case = open_text(text, find, str(file))
        _, read = open_text(InWords(text, regulation, "zh").made(), find, str(file))
        assert zeren.ask(read, regulation).json() == zeren.ask(case, regulation).json()


def test_what_the_test_makes_is_in_words() -> None:
    file = CASES / "county-bureau" / "outvoted-member.case.yaml"
    said = InWords(file.read_text(encoding="utf-8"), load_regulation("county-bureau"), "zh").made()
    chinese = [line for line in said.splitlines() if re.search("[\u4e00-\u9fff]", line)]
    assert len(chinese) == len(said.splitlines())
    assert '"案件": outvoted-member' in said
    assert '"职务": "书记"' in said
    assert '"发生日期": "2026年3月5日"' in said


def records(kind: type[Any]) -> Iterator[type[Any]]:
    import msgspec

    seen: list[type[Any]] = []
    waiting: list[Any] = [kind]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "__args__", ())
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one not in seen:
            seen.append(one)
            yield one
            from typing import get_type_hints

            waiting += get_type_hints(one).values()


@pytest.mark.parametrize("kind", [CaseShape, HouseShape])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_a_file_has_a_word_that_means_it_alone(kind: type[Any], language: str) -> None:
    import msgspec

    for record in records(kind):
        names = [field.encode_name for field in msgspec.structs.fields(record)]
        for name in names:
            if name in ("zh", "en"):
                continue
            for word in section(language, "written.key")[name].split(" | "):
                assert written(word, "key", names) == name, (record.__name__, name, word)


@pytest.mark.parametrize(
    ("word", "kind", "value"),
    [
        ("是", "yes_no", True),
        ("ＴＲＵＥ", "yes_no", True),
        ("Yes", "yes_no", True),
        ("没有", "yes_no", False),
        ("2026年3月10日", "date", dt.date(2026, 3, 10)),
        ("２０２６－０３－１０", "date", dt.date(2026, 3, 10)),
        ("10 March 2026", "date", dt.date(2026, 3, 10)),
        ("Mar. 10th, 2026", "date", dt.date(2026, 3, 10)),
        ("二〇二六年三月十日", "date", dt.date(2026, 3, 10)),
        ("１２", "number", 12),
    ],
)
def test_a_value_is_read_as_people_write_it(word: str, kind: Any, value: object) -> None:
    assert read_value(word, kind) == value


@pytest.mark.parametrize("word", ["不详", "unknown", "未知", "Not known"])
@pytest.mark.parametrize("kind", ["yes_no", "number", "date", "moment", "duration"])
def test_what_nobody_knows_is_unknown(word: str, kind: Any) -> None:
    assert repr(read_value(word, kind)) == "unknown"


def test_lengths_and_moments() -> None:
    assert read_value("7天", "duration") == read_value("days(7)", "duration") == read_value("7 days", "duration")
    assert read_value("3个月", "duration") == read_value("months(3)", "duration")
    assert read_value("2026年3月28日下午11时40分 Europe/Berlin", "moment") == read_value("2026-03-28T23:40 Europe/Berlin", "moment")
    assert read_value("28 March 2026, 11:40 pm +01:00", "moment") == read_value("2026-03-28T23:40+01:00", "moment")
    assert repr(read_value("否", "moment")) == "no"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("案件: 甲\n规定: county-bureau\n发生日期: 10/03/2026\n", "`10/03/2026`; it does not say which is the day and which the month"),
        ("案件: 甲\n规定: county-bureau\n发生日期: 2026年2月30日\n", "`2026年2月30日`; expected a date such as 2026-03-05"),
        ("案件: 甲\ncase: 乙\n规定: county-bureau\n", "`案件` and `case` say the same; leave one of them out"),
        ("案件: 甲\n规定: county-bureau\n人员:\n  张三: {职务: 书记, role: member}\n", "`职务` and `role` say the same"),
        ("案件: 甲\n规定: county-bureau\n人员:\n  张三: {职务: 书计}\n", "`书计` as a value of `role`"),
        ("案件: 甲\n规定: 县教育局党委实施细则\n", "did you mean `县教育局党委责任制实施细则`?"),
        ("案件：甲\n规定：county-bureau\n", "1:3: `：` is full-width, and a letter to YAML; write `: `"),
        ("案件: 甲\n规定: county-bureau\n人员:\n  张三: {职务：书记，参与决策：是}\n", "4:13: `，` is full-width"),
        ("案件: 甲\n规定: county-bureau\n人员:\n  张三: {职务: 书记，参与决策: 是}\n", "4:14: `，` is full-width"),
        (
            "案件: 甲\n规定: county-bureau\n案情: 属于错误决策：是\n",
            "3:5: `属于错误决策：是`, where a mapping was expected; write `: `",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        open_text(text)
    assert told in str(refused.value)


def test_full_width_signs_in_what_people_say_are_left_alone() -> None:
    text = "案件: 甲\n规定: county-bureau\n说明: 一名委员：不同意，且有记录（见附件）\n人员: {张三: {职务: 书记}}\n"
    assert open_text(text)[1].about == "一名委员：不同意，且有记录（见附件）"


ONE_LANGUAGE = """
regulation: board
title: Board rules
tiers: {ranked: [primary], names: {primary: {en: primary responsibility}}}
terms:
  matter: {wrong: the decision was wrong}
  person: {chair: {en: chaired the meeting}}
rules:
  - {id: chair, article: "1", bears: primary, when: wrong and chair, text: the chair answers}
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_is_enough_for_a_regulation(language: Any) -> None:
    regulation = parse_regulation(ONE_LANGUAGE)
    text = zeren.ask("case: a\nregulation: board\nmatter: {wrong: yes}\npeople: {Zhou: {chaired the meeting: yes}}\n", regulation).text(
        language
    )
    assert "primary responsibility" in text
    assert "the chair answers" in text


def test_the_other_language_alone() -> None:
    chinese = ONE_LANGUAGE.replace("en: chaired the meeting", "zh: 主持会议").replace("the chair answers", "主持人承担")
    assert parse_regulation(chinese).terms["chair"].text == Text(zh="主持会议", en="主持会议")


def test_no_language_at_all_is_refused() -> None:
    with pytest.raises(Refused, match="`zh` is missing; state it, or `en`, or both"):
        parse_regulation(ONE_LANGUAGE.replace("{en: chaired the meeting}", "{controllable: yes}"))


def test_a_key_of_an_organisation_may_be_in_words() -> None:
    from zeren.model.language.reader import read_record
    from zeren.model.language.source import parse_source

    source = parse_source("组织: 甲\n自: 2026年1月1日\n年限: 2\n机构: {局: {as: [committee]}}\n")
    shape = read_record(source, OrganisationShape, source.data)
    assert not source.faults
    assert shape.from_ == dt.date(2026, 1, 1)


def test_beside_chinese_words_what_was_expected_is_named_in_chinese() -> None:
    """Whoever writes Chinese is not sent to look up ids."""
    text = "案件: a\n规定: county-bureau\n人员:\n  张三: {职务: 副书记, 表决: 反对}\n读法: {}\n"
    with pytest.raises(Refused) as refused:
        zeren.case(text)
    told = "\n".join(one.told("zh") for one in refused.value.faults)
    assert "是不是“书记”？" in told
    assert "是不是“表决态度”？" in told
    assert "secretary" not in told
