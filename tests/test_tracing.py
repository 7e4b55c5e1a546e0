"""A text held against its model: every sentence is found where it stands, and stands as the file says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import zeren
from zeren.cli import app
from zeren.model.language.load import parse_regulation
from zeren.tracing.sentences import sentences, value_of

MODEL = """
regulation: made-up
title: {zh: 虚构办法, en: a made-up rule}
tiers: {ranked: [liable], when_several: highest, names: {liable: {zh: 承担责任, en: liable}}}
terms:
  matter: {erroneous: {zh: 有误, en: in error}}
  person: {present: {zh: 到会, en: present}}
rules:
  - {id: those-present, article: "2(1)", when: erroneous and present, bears: liable, text: {zh: 到会的承担, en: those present answer}}
  - {id: everybody, article: "3", when: erroneous and present, bears: liable, text: {zh: 都承担, en: all answer}}
  - {id: elsewhere, article: "9", when: erroneous and present, bears: liable, text: {zh: 另条, en: elsewhere}}
not_modelled:
  - {article: "4", what: {zh: 解释权, en: who interprets}, why: {zh: 与结果无关, en: no bearing on outcomes}}
"""
ZH = """虚构办法
第一章 总则
第一条 这件事很重要。
第二条 下列人员承担责任：
（一）到会的人；
（二）同意的人。
第三条 都要承担。轻微的除外。
第四条 由办公室解释。
"""
EN = """A made-up rule
Article 1. This matters.
Article 2. These answer:
(1) those present;
(2) those who agreed.
Article 3. All answer. Trifles are excepted.
Article 4. The office interprets this.
"""
STANDINGS = ["nothing", "nothing", "modelled", "nothing", "article", "article", "left_out"]


@pytest.mark.parametrize("text", [ZH, EN, ZH.replace("（一）", "一、").replace("（二）", "二、"), EN.replace("Article", "Section")])
def test_every_sentence_stands_as_the_file_says(text: str) -> None:
    found = zeren.trace(parse_regulation(MODEL), text).report
    assert [one.standing for one in found.sentences] == STANDINGS
    assert found.sentences[2].by == ("rules: those-present",)
    assert found.counts == {"modelled": 1, "article": 2, "left_out": 1, "nothing": 3}
    assert found.not_found == ("rules: elsewhere: 9",)


def test_the_command_tells_it_as_text_page_and_data(tmp_path: Path) -> None:
    (tmp_path / "made-up.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "text.txt").write_text(ZH + "第五条 <b>&\n", encoding="utf-8")
    base = ["trace", str(tmp_path / "made-up.yaml"), str(tmp_path / "text.txt"), "--lang", "en", "--format"]
    told = {one: CliRunner().invoke(app, [*base, one]) for one in ("text", "json", "html")}
    assert {one.exit_code for one in told.values()} == {0}
    assert "2 of 8 sentences (25%)" in told["text"].stdout
    assert json.loads(told["json"].stdout)["counts"]["left_out"] == 1
    assert "<b>&" not in told["html"].stdout
    assert "&lt;b&gt;&amp;" in told["html"].stdout


@pytest.mark.parametrize("data", [b"", b"no articles here", b"\xff\xfe\x00"])
def test_a_text_without_articles_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "text.txt").write_bytes(data)
    told = CliRunner().invoke(app, ["trace", "county-bureau", str(tmp_path / "text.txt")])
    assert told.exit_code == 2
    assert "text.txt" in told.stderr


@given(st.integers(1, 999))
def test_numbers_in_characters_are_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digits[hundreds]}百" if hundreds else ""
    said += f"{digits[tens]}十" if tens else "零" if hundreds and ones else ""
    said += digits[ones] if ones else ""
    assert value_of(said) == str(number)
    assert value_of(said.removeprefix("一") if said.startswith("一十") else said) == str(number)


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    found = list(sentences(f"Article 1. {text}\nArticle 2. The end."))
    assert (found[-1].article, found[-1].text) == ("2", "The end.")
    assert all(one.article and one.text.strip() for one in found)
