"""An interview as somebody has it: why, back, a count, somebody else, the rest as usual; kept at every step, and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from zeren.answering.fill_in import fill_in
from zeren.answering.interview import Interviewed, interview
from zeren.answering.interview_steps import Step, keep, kept, taken, unfinished
from zeren.model.language.case import FactId
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, open_case, open_text, parse_case, parse_regulation
from zeren.words import Language

RULES = """
regulation: board
title: {zh: 规则, en: Board rules}
tiers: {ranked: [primary], names: {primary: {zh: 主要责任, en: primary responsibility}}}
terms:
  matter: {wrong: {zh: 错误决策, en: the decision was wrong}}
  person:
    chair: {zh: 主持会议, en: chaired the meeting}
    objected: {zh: 提出反对意见, en: objected}
    recorded: {zh: 反对意见已记录, en: the objection is on record}
rules:
  - {id: chair, article: "1", bears: primary, when: wrong and chair, text: {zh: 主持人承担主要责任, en: the chair answers}}
exceptions:
  - {id: dissent, article: "2", defeats: [chair], when: objected and recorded, text: {zh: 反对的免责, en: one who objected is free}}
"""
REGULATION = parse_regulation(RULES)
CASE = "case: a\nregulation: board\nmatter: {wrong: yes}\npeople:\n  Zhou: {}\n"


def dialogue(
    text: str, language: Language, words: Iterable[str], steps: Iterable[Step] = (), guide: bool = False
) -> tuple[str, Interviewed]:
    case = parse_case(text, REGULATION)
    lines: list[str] = []
    answers = iter(words)

    def reply(question: str) -> str:
        word = next(answers, None)
        lines.append(f"{question.rstrip()} > {'(Enter)' if word == '' else word or ''}".rstrip())
        if word is None:
            raise EOFError
        return word

    found = interview(REGULATION, case, reply, lines.append, language, presume=False, steps=list(steps), guide=guide)
    return "\n".join(lines), found


def test_in_english() -> None:
    told, found = dialogue(CASE, "en", ["why", "yes", "yes", "back", "no", "+ Lin", "back", "", ""], guide=True)
    assert (
        told
        == """\
Answer each question, or: ? nobody knows, why, back, rest (all else is as usual), + NAME (somebody else), stop. Every answer is kept.
Zhou: question 1 of at most 3
Zhou: chaired the meeting? (yes/no, Enter for no, ? if nobody knows) > why
It can change the answer for Zhou: article 1 (the chair answers).
Zhou: chaired the meeting? (yes/no, Enter for no, ? if nobody knows) > yes
Zhou: objected? (yes/no, Enter for no, ? if nobody knows) > yes
Zhou: the objection is on record? (yes/no, Enter for no, ? if nobody knows) > back
Zhou: question 2 of at most 3
Zhou: objected? (yes/no, Enter for no, ? if nobody knows) > no
  settled: Zhou: primary responsibility
Is there anybody else besides Zhou? (a name, or Enter for nobody) > + Lin
Lin: question 4 of at most 6
Lin: chaired the meeting? (yes/no, Enter for no, ? if nobody knows) > back
Is there anybody else besides Zhou? (a name, or Enter for nobody) > (Enter)
No other fact could change anybody's answer."""
    )
    assert found.case.people == ("Zhou",)
    assert [fact.term for fact in found.answers] == ["chair", "objected"]


def test_in_chinese() -> None:
    told, found = dialogue(CASE, "zh", ["为什么", "是", "其余照常", "李四", "李四", "没有"], guide=True)
    assert (
        told
        == """\
请逐项回答，也可以输入：?（没有人清楚）、为什么、上一步、其余照常、+姓名（另有其人）、停止。每一步都已保存。
Zhou：第1问，至多3问
Zhou：主持会议？（是/否，回车为否，不清楚填?） > 为什么
它可能改变Zhou的结果：第一条（主持人承担主要责任）。
Zhou：主持会议？（是/否，回车为否，不清楚填?） > 是
Zhou：提出反对意见？（是/否，回车为否，不清楚填?） > 其余照常
  已定：Zhou：主要责任
除Zhou外还有其他人吗？（写姓名，没有请回车） > 李四
除Zhou、李四外还有其他人吗？（写姓名，没有请回车） > 李四
请写一个尚未列出的人。
除Zhou、李四外还有其他人吗？（写姓名，没有请回车） > 没有
其他事实已不影响任何人的结果。"""
    )
    assert found.case.people == ("Zhou", "李四")


def test_who_is_on_a_complete_board_is_not_asked() -> None:
    told, _ = dialogue(CASE + "board: complete\n", "en", ["no"], guide=True)
    assert "anybody else" not in told
    assert told.endswith("No other fact could change anybody's answer.")


def test_going_on_asks_nothing_twice() -> None:
    first = [Step(FactId("person", "Zhou", "chair"), True)]
    told, found = dialogue(CASE, "en", ["no"], first)
    assert told.splitlines()[0] == "Going on after 1 answers that were kept."
    assert "chaired" not in told
    assert list(found.answers) == [FactId("person", "Zhou", "chair"), FactId("person", "Zhou", "objected")]


def test_everything_that_decides_is_asked_of_a_case_that_says_nothing() -> None:
    """A fresh skeleton with seven people: what nobody said is not presumed, and all of it can be answered."""
    regulation = load_regulation("county-bureau")
    people = "".join(f"  P{number}: {{}}\n" for number in range(3))
    case = parse_case(f"case: a\nregulation: county-bureau\nboard: complete\npeople:\n{people}", regulation)
    asked: list[str] = []

    def reply(question: str) -> str:
        asked.append(question)
        return "yes" if "(yes/no" in question else "1" if "(1 " in question else "2026-03-05"

    found = interview(regulation, case, reply, lambda line: None, "en", presume=False)
    assert asked
    assert not found.stopped
    assert not found.unanswered
    assert any(question.startswith("P0: ") for question in asked)
    owners = [question.partition(":")[0] for question in asked if question.startswith("P")]
    assert set(owners) <= {"P0", "P1", "P2"}


def test_steps_are_kept_whole_and_read_back(tmp_path: Path) -> None:
    target = tmp_path / "a-answered.case.yaml"
    case = parse_case(CASE, REGULATION)
    steps = [Step(FactId("person", "Zhou", "chair"), True), Step(person="Lin"), Step(FactId("person", "Lin", "chair")), Step(as_usual=True)]
    keep(target, CASE, steps)
    assert kept(target, CASE, REGULATION) == steps
    found = taken(REGULATION, case, steps)
    assert found.case.people == ("Zhou", "Lin")
    assert found.unknown == (FactId("person", "Lin", "chair"),)
    assert found.as_usual


@pytest.mark.parametrize("content", ["", "{", "[]", '{"of": "x", "steps": []}', '{"of": 1}'])
def test_what_is_no_kept_interview_is_refused(content: str, tmp_path: Path) -> None:
    target = tmp_path / "a-answered.case.yaml"
    unfinished(target).write_text(content)
    with pytest.raises(Refused, match="take it away to begin anew"):
        kept(target, CASE, REGULATION)


@pytest.mark.parametrize("blanks", [None, 2])
def test_a_case_in_json_stays_json(blanks: int | None) -> None:
    regulation = load_regulation("county-bureau")
    data = {
        "case": "a",
        "regulation": "county-bureau",
        "people": {"Wu": {"role": "member"}, "Lin": None},
        "expect": {"persons": {"Wu": "none"}},
    }
    text = json.dumps(data, indent=blanks, ensure_ascii=False)
    case = parse_case(text, regulation)
    facts = {
        FactId("person", "Lin", "participated"): True,
        FactId("matter", "", "erroneous"): False,
        FactId("person", "Wu", "stance"): "against",
    }
    filled = fill_in(text, case, facts, regulation, ("Wu", "Lin", "王"))  # type: ignore[arg-type]  # values of the terms
    wu = {"role": "member", "stance": "against"}
    assert json.loads(filled)["people"] == {"Wu": wu, "Lin": {"participated": True}, "王": {}}
    read = open_text(filled)[1]
    assert {fact: read.facts[fact] for fact in facts} == facts
    assert read.expect is None
    assert filled.count("\n") == 0 if blanks is None else filled.count("\n") > 5


def test_somebody_of_whom_nothing_is_said_is_added() -> None:
    case = parse_case(CASE, REGULATION)
    read = parse_case(fill_in(CASE, case, {}, REGULATION, ("Zhou", "Lin")), REGULATION)
    assert read.people == ("Zhou", "Lin")


def test_a_killed_interview_goes_on_where_it_was(tmp_path: Path) -> None:
    """Two answers, SIGKILL; the same command again asks the third question, and ends with all three."""
    (tmp_path / "board.yaml").write_text(RULES, encoding="utf-8")
    file = tmp_path / "a.case.yaml"
    file.write_text(CASE.replace("regulation: board", "regulation: board.yaml") + "board: complete\n", encoding="utf-8")
    call = [sys.executable, "-m", "zeren", "ask", str(file), "--interview", "--lang", "en"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=0, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("yes\nyes\n")
        process.stdin.flush()
        told = ""
        while "is on record?" not in told:
            told += process.stdout.read(1)
        process.send_signal(signal.SIGKILL)
    assert not (tmp_path / "a-answered.case.yaml").exists()
    again = subprocess.run(call, input="no\n", capture_output=True, text=True, env=environment, timeout=120)
    assert "Going on after 2 answers that were kept." in again.stdout
    assert "chaired" not in again.stdout.partition("No other fact")[0]
    assert again.returncode == 0
    read = open_case(tmp_path / "a-answered.case.yaml")[1]
    assert {fact.term: value for fact, value in read.facts.items()} == {"wrong": True, "chair": True, "objected": True, "recorded": False}
    assert not list(tmp_path.glob("*.unfinished"))


def test_what_is_open_even_so_comes_first_and_the_rest_is_offered() -> None:
    """What the file calls unknown is asked; then, once, whether what it does not say is as usual."""
    text = CASE.replace("Zhou: {}", "Zhou: {chair: unknown}")
    told, found = dialogue(text, "en", ["yes", "no"])
    assert (
        told
        == """\
Zhou: question 1 of at most 1
Zhou: chaired the meeting? (yes/no, ? if nobody knows) > yes
  settled: Zhou: primary responsibility
What nobody said is taken to be as usual. 2 facts of it at most could still change an answer; go through them? (yes/no, Enter for yes) > no
No other fact could change anybody's answer."""
    )
    assert [fact.term for fact in found.answers] == ["chair"]
    told, found = dialogue(text, "zh", ["是", "", "是", "是"])
    assert (
        told
        == """\
Zhou：第1问，至多1问
Zhou：主持会议？（是/否，不清楚填?） > 是
  已定：Zhou：主要责任
没有说到的，暂按通常情况推定；其中至多2项还可能改变结果。要逐项核实吗？（是/否，回车为是） > (Enter)
Zhou：提出反对意见？（是/否，回车为否，不清楚填?） > 是
Zhou：反对意见已记录？（是/否，回车为否，不清楚填?） > 是
  已定：Zhou：不承担所列责任
其他事实已不影响任何人的结果。"""
    )
    assert len(found.answers) == 3
