"""What an answer tells: the same questions in text as in JSON, distances, and advice that can be followed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from zeren.answering.text import render
from zeren.model.language.case import Case
from zeren.model.language.load import load_regulation, open_case, parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer, QuestionAnswer
from zeren.model.solving.ask import ask

CASES = sorted((Path(__file__).resolve().parent.parent / "scenarios" / "cases").rglob("*.case.yaml"))
SOME = [pytest.param(9, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]  # every ninth case, or each
PARTIAL = [path for path in CASES if "board: partial" in path.read_text(encoding="utf-8")]


@cache
def answered(path: Path) -> tuple[Regulation, Case, Answer]:
    regulation, case = open_case(path)
    return regulation, case, ask(regulation, case)


@pytest.mark.parametrize("every", SOME)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_answers_every_question_that_json_answers(language: str, every: int) -> None:
    lacking = []
    for path in CASES[::every]:
        regulation, case, answer = answered(path)
        text = render(regulation, case, answer, language)  # type: ignore[arg-type]  # one of the two languages
        for name, found in answer.questions.items():
            asked = regulation.file.questions[name].text.in_(language)
            told = [line for line in text.splitlines() if asked in line]
            names = [""] if isinstance(found, QuestionAnswer) else list(found)
            lacking += [(path.stem, name, who) for who in names if not any(who in line for line in told)]
    assert lacking == []


def test_what_if_never_proposes_what_nobody_should_aim_for() -> None:
    proposed = set()
    for path in CASES[::60]:
        regulation, case = open_case(path)
        answer = ask(regulation, case, what_if=True)
        changes = [
            (change.term, becomes)
            for bearer in answer.bearers.values()
            for one in bearer.what_if
            for found in one.alternatives
            for way in [[change.becomes for change in found.changes], *(way.becomes for way in found.ways)]
            for change, becomes in zip(found.changes, way, strict=True)
        ]
        assert not [one for one in changes if one[1] in regulation.not_advised.get(one[0], ())], path.stem
        proposed |= set(changes)
    assert len(proposed) > 10  # much is proposed


@pytest.mark.parametrize(
    "name", ["china-company-law-125", "ny-bcl-719", "county-bureau", "japan-companies-act-369", "cpc-accountability-2019"]
)
def test_absence_is_what_nobody_should_aim_for(name: str) -> None:
    regulation = load_regulation(name)
    absent = {"stance": "absent", "attendance": "absent", "participated": False, "took_part": False}
    known = {term: value for term, value in absent.items() if term in regulation.terms and not regulation.terms[term].follows}
    assert known
    assert all(value in regulation.not_advised[term] for term, value in known.items())


def told(name: str, language: str = "en") -> str:
    regulation, case, answer = answered(next(path for path in CASES if str(path).endswith(f"{name}.case.yaml")))
    return render(regulation, case, answer, language)  # type: ignore[arg-type]  # one of the two languages


def test_a_failed_dissent_says_by_how_much_and_gives_no_advice_that_comes_too_late() -> None:
    text = told("ny-bcl-719/written-before-and-after-adjournment")
    ana, bo = text.split("\n\n")[1:3]
    assert "11:50 — 10 min earlier than when the meeting was adjourned 2026-05-05 12:00" in ana
    assert "not excused" in bo
    assert "12:10 — 10 min later than when the meeting was adjourned 2026-05-05 12:00" in bo
    assert "✗ (too late to mend)" in bo
    assert "before adjournment, or send" not in bo


def test_a_late_report_says_how_late() -> None:
    assert "1 min later than the head of the unit was told + 1 hour" in told("decree-493/a-minute-late")
    assert "晚1分" in told("decree-493/a-minute-late", "zh")


def test_advice_stays_while_the_moment_is_still_to_come() -> None:
    path = next(path for path in CASES if str(path).endswith("ny-bcl-719/written-before-and-after-adjournment.case.yaml"))
    regulation, _ = open_case(path)
    text = path.read_text(encoding="utf-8") + "now: 2026-05-05T11:55-04:00\n"
    steps = ask(regulation, parse_case(text, regulation)).bearers["Bo"].checklists[0].steps
    assert [one.too_late for one in steps] == [False, False]


SEE = [
    ("china-company-law-125/limited-company", "Zhao: not reached by articles 125 and 192: see articles 191 and 188"),
    ("nis2/management-body", "firm: not reached by article 20: see article 32"),
    ("county-bureau/outvoted-member", "Wu, other member: no tier under article 11"),
]


@pytest.mark.parametrize(("name", "line"), SEE)
def test_a_verdict_is_in_the_laws_own_measure(name: str, line: str) -> None:
    assert any(one.startswith(line) for one in told(name).splitlines())
    assert "no responsibility" not in told(name).replace("no responsibility for", "")


def test_a_condition_not_met_is_told_apart_from_silence() -> None:
    """Article 14 provides for filing; where accountability was not imposed, its condition is not met."""
    regulation = load_regulation("party-organisations")
    case = parse_case("case: c\nregulation: party-organisations\nmatter: {accountability_imposed: no}\n", regulation)
    found = {name: one for name, one in ask(regulation, case).questions.items() if isinstance(one, QuestionAnswer)}
    kinds = {one.settled for one in found.values() if one.answers == ("not_settled",)}
    assert found["filing_required"].settled == "condition_not_met"
    assert kinds == {"condition_not_met"} or kinds == {"condition_not_met", "silent"}


@pytest.mark.parametrize("every", SOME)
def test_nobody_is_freed_against_whom_a_circumstance_is_made_out(every: int) -> None:
    told_so = 0
    for path in CASES[::every]:
        _, case, answer = answered(path)
        against = {one.subject for one in answer.circumstances if one.answer == "certain"}
        for name in against & set(case.people):
            for one in answer.bearers[name].outcomes:
                assert one.tiers or one.made_out, path.stem
                told_so += not one.tiers
    assert told_so


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path", [path for path in CASES if "board: partial" in path.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_people_whom_a_case_does_not_list_are_told_in_words(path: Path, language: str) -> None:
    regulation, case = open_case(path)
    answer = ask(regulation, case, why=True, what_if=True, find_out=True, settle=True)
    for told in (render(regulation, case, answer, language), msgspec.json.encode(answer).decode()):  # type: ignore[arg-type]  # as above
        assert "(unlisted" not in told
        assert "(present)" not in told
