"""Small changes of rules: cases notice them, or nothing changes, or the smallest case that would notice is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zeren.cli import app
from zeren.model.language.conditions import MATTER, ME, And, Compare, Constant, Count, Fact, Is, Not, Or, Quantified
from zeren.model.language.load import load_regulation, open_case, parse_case, parse_regulation
from zeren.proofs.mutants.alike import Alike
from zeren.proofs.mutants.changes import mutants, small_changes
from zeren.proving.mutation import expecting, mutate, notices
from zeren.workers import Where

CASES = Path("scenarios/cases")
RULES = """
regulation: guarded
title: {zh: 守, en: guarded}
tiers: {ranked: [grave, light]}
terms:
  matter: {wrong: {zh: 错, en: wrong, unless_stated: no}}
  person:
    chair: {zh: 主持, en: chair, unless_stated: no}
    objected: {zh: 反对, en: objected, unless_stated: no}
rules:
  - {id: chairs, article: "1", bears: grave, when: wrong and chair, text: {zh: 主持, en: the chair}}
exceptions:
  - {id: dissent, article: "2", defeats: [chairs], when: objected, text: {zh: 异议, en: one who objected}}
"""
HALF = """
case: half
regulation: guarded
matter: {wrong: yes}
people: {A: {chair: yes}}
expect: {persons: {A: grave}}
"""


def test_every_word_of_a_condition_is_changed_in_each_way() -> None:
    wrong, chair = Fact("wrong", MATTER), Fact("chair", ME)
    changes = [changed for changed, _ in small_changes(And((wrong, Not(chair))))]
    assert set(changes) == {Or((wrong, Not(chair))), And((Not(wrong), Not(chair))), Not(chair), And((wrong, chair)), wrong}
    count = Compare(">=", Count("x", chair), Constant(2))
    assert {changed for changed, _ in small_changes(count)} >= {
        Not(count),
        Compare(">=", count.left, Constant(1)),
        Compare(">=", count.left, Constant(3)),
        Compare(">", count.left, Constant(2)),
    }
    assert Quantified("every", "x", chair) in [changed for changed, _ in small_changes(Quantified("some", "x", chair))]
    assert Is("role", ME, ("a",)) in [changed for changed, _ in small_changes(Is("role", ME, ("a", "b")))]


def test_what_no_case_notices_comes_with_the_smallest_case_that_would() -> None:
    rules = parse_regulation(RULES)
    report = mutate(rules, [parse_case(HALF, rules)])
    survivors = report.of("survives")
    assert {one.what.en for one in survivors} >= {
        "dropped altogether",
        "dropped: wrong",
        "dropped: chair",
        "`and` read as `or`: wrong, chair",
    }
    assert not report.of("undecided")
    more = [parse_case(one.case.replace("case: example", f"case: more-{number}"), rules) for number, one in enumerate(survivors)]
    assert not any(notices(case, rules) for case in more), "they pass as the rules stand"
    assert not mutate(rules, [parse_case(HALF, rules), *more]).of("survives"), "and together they notice everything"


def test_a_change_that_changes_nothing_is_proved_to_be_one() -> None:
    twice = parse_regulation(RULES.replace("when: wrong and chair", "when: wrong and (chair or wrong and chair)"))
    report = mutate(twice, [parse_case(HALF, twice)])
    assert any(one.what.en == "dropped: wrong" for one in report.of("changes_nothing"))


def test_a_regulation_differs_from_each_change_that_its_cases_notice() -> None:
    """Two ways to find out, by cases and by proof, never contradict each other."""
    rules = load_regulation("minnesota-302a-559")
    cases = [open_case(file)[1] for file in sorted((CASES / rules.id).glob("*.case.yaml"))]
    alike = Alike(rules)
    assert alike.differs(rules).witness is None
    noticed = 0
    for mutant in mutants(rules):
        if any(notices(case, mutant.regulation) for case in cases):
            noticed += 1
            assert alike.differs(mutant.regulation).witness is not None, mutant.what.en
    assert noticed > 15


def test_a_regulation_with_moments_differs_from_no_change_that_changes_nothing() -> None:
    """A vote in favour assents by itself: whether presence adds to it changes nothing, whatever was sent at which moment."""
    rules = load_regulation("maryland-2-410")
    alike = Alike(rules)
    assert alike.differs(rules).witness is None
    same = next(one for one in mutants(rules) if one.part == "present" and one.what.en == "dropped: not vote == in_favour")
    found = alike.differs(same.regulation)
    assert (found.witness, found.every_size) == (None, True)


def test_what_is_asked_of_persons_and_what_an_exception_leaves_to_discretion_is_expected() -> None:
    rules = load_regulation("china-securities-law-82")
    facts = "{office: director, vote: against, opinion_written: yes, reasons_stated: yes, disclosed_by: issuer}"
    text = f"case: asked\nregulation: {rules.id}\nmatter: {{misstatement: yes}}\npeople: {{Zhao: {facts}}}\n"
    told = expecting(rules, text)
    assert "    issuer_must_disclose: {Zhao: obliged}" in told
    assert "    Zhao: [discretionary]" in told
    assert not notices(parse_case(told, rules), rules)


def test_a_change_of_what_must_be_filed_does_not_pass_for_one_of_nothing() -> None:
    """What only filings look at has no bearer, and changes an answer all the same."""
    rules = load_regulation("decree-493")
    changed = next(one for one in mutants(rules) if one.what.en == "100 read as 101: serious_injuries >= 100")
    found = Alike(rules).differs(changed.regulation)
    assert found.witness is not None
    assert "serious_injuries: 100" in found.witness.case
    told = expecting(rules, "case: filed\nregulation: decree-493\nmatter: {head_informed: 2026-06-09T10:15 Asia/Shanghai}\n")
    assert "    unit-report: {status: due, strict: 2026-06-09T11:15:00+08:00, limit: 2026-06-09T11:15:00+08:00}" in told
    assert not notices(parse_case(told, rules), rules)


def test_a_sample_of_the_built_in_rules_is_held_fast_by_their_cases() -> None:
    """The quick form of `make mutate`: one change in forty of the three regulations."""
    for name in ("county-bureau", "department", "party-organisations"):
        rules = load_regulation(name)
        cases = [open_case(file)[1] for file in sorted((CASES / name).glob("*.case.yaml"))]
        report = mutate(rules, cases, every=40)
        assert len(report.changes) > 10
        assert len(report.of("killed")) >= 0.8 * len(report.changes), [one.what.en for one in report.of("survives")]


def test_the_command_says_what_is_not_tested_and_writes_the_cases(tmp_path: Path) -> None:
    (tmp_path / "guarded.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "half.case.yaml").write_text(HALF.replace("regulation: guarded", "regulation: guarded.yaml"), encoding="utf-8")
    runner = CliRunner()
    call = ["mutate", str(tmp_path / "guarded.yaml"), str(tmp_path)]
    assert "没有案件发现的改动" in runner.invoke(app, [*call, "--lang", "zh"]).stdout
    said = runner.invoke(app, [*call, "--lang", "en", "--out", str(tmp_path / "more")])
    assert said.exit_code == 1
    assert "article 2, `dissent`: dropped altogether" in said.stdout
    assert json.loads(runner.invoke(app, [*call, "--format", "json"]).stdout)["schema"] == "zeren.mutation/1"
    assert runner.invoke(app, call).exit_code == 0, "with the cases that it wrote, every change is noticed"


def test_wrong_input_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "guarded.yaml").write_text(RULES, encoding="utf-8")
    runner = CliRunner()
    nothing = runner.invoke(app, ["mutate", str(tmp_path / "guarded.yaml"), str(tmp_path)])
    assert (nothing.exit_code, "no cases of this regulation" in nothing.stderr) == (2, True)
    missing = runner.invoke(app, ["mutate", str(tmp_path / "guarded.yaml"), str(tmp_path / "nowhere")])
    assert (missing.exit_code, "no such file or folder" in missing.stderr) == (2, True)
    wrong = HALF.replace("regulation: guarded", "regulation: guarded.yaml").replace("A: grave", "A: none")
    (tmp_path / "wrong.case.yaml").write_text(wrong, encoding="utf-8")
    failing = runner.invoke(app, ["mutate", str(tmp_path / "guarded.yaml"), str(tmp_path)])
    assert (failing.exit_code, "fails under the regulation as it stands" in failing.stderr) == (2, True)


def test_the_report_does_not_depend_on_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.proving.mutation._BLOCK", 4)
    rules = parse_regulation(RULES)
    reports = [mutate(rules, [parse_case(HALF, rules)], where=Where(jobs)) for jobs in (1, 2)]
    assert len(reports[0].changes) > 4
    assert reports[0] == reports[1]
