"""Comparing two regulations: what differs is found, smallest first, and where nothing is left that is proved."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from zeren.commands import compare as command
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.proofs.compare.comparison import Comparison, compare
from zeren.proofs.compare.correspondence import corresponding
from zeren.proofs.compare.counterparts import counterparts
from zeren.proofs.compare.differences import Difference
from zeren.proofs.compare.pairing import Incomparable
from zeren.proofs.lint.run import lint
from zeren.proofs.lint_report import ComparisonReport
from zeren.proving.comparisons import PAGES, comparisons, page
from zeren.testing.drafts import regulations

BASE = """
regulation: {id}
title: {{zh: 规定, en: a regulation}}
tiers: {{ranked: [primary, important], unranked: [individual], when_several: highest}}
terms:
  matter:
    wrong: {{zh: 错误, en: the decision was wrong}}
  person:
    head: {{zh: 负责人, en: heads the unit}}
    objected: {{zh: 反对, en: objected}}
{more}rules:
  - {{id: head, article: "1", bears: primary, when: "{first}", text: {{zh: 一, en: one}}}}
  - {{id: others, article: "2", bears: important, when: "{second}", text: {{zh: 二, en: two}}}}
"""


def regulation(name: str, first: str = "wrong and head", second: str = "wrong and not head", more: str = "") -> Regulation:
    return parse_regulation(BASE.format(id=name, first=first, second=second, more=more))


def kinds(comparison: Comparison) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.direction, one.first.outcome, one.second.outcome) for one in comparison.differences]


def test_a_regulation_does_not_differ_from_itself() -> None:
    found = compare(regulation("a"), regulation("b"))
    assert (found.differences, found.complete, found.every_size) == ((), True, True)


def test_two_ways_to_say_the_same_are_no_difference() -> None:
    found = compare(regulation("a"), regulation("b", first="not (not wrong or not head)", second="wrong and (not head or not wrong)"))
    assert (found.differences, found.complete) == ((), True)


def test_an_exemption_for_objectors_is_a_gain_for_them_alone() -> None:
    found = compare(regulation("a"), regulation("b", second="wrong and not head and not objected"))
    assert kinds(found) == [("gains", ("important",), ())]
    assert [(one.of, one.term, one.value) for one in found.differences[0].deciding] == [
        ("", "wrong", "yes"),
        ("A", "head", "no"),
        ("A", "objected", "yes"),
    ]
    assert found.complete


def test_the_other_way_round_it_is_a_loss() -> None:
    found = compare(regulation("b", second="wrong and not head and not objected"), regulation("a"))
    assert kinds(found) == [("loses", (), ("important",))]
    assert found.differences[0].second.articles == ("2",)


def test_a_difference_that_two_persons_make_is_found_with_two() -> None:
    found = compare(regulation("a"), regulation("b", second="wrong and not head and some(x, x.head)"))
    assert kinds(found) == [("gains", ("important",), ())]
    assert found.differences[0].persons == 1
    back = compare(regulation("a", second="wrong and not head and every(x, not x.head)"), regulation("b"))
    assert [one.persons for one in back.differences] == [2]


def test_a_fact_that_only_one_knows_is_usual_and_listed() -> None:
    own = "  body:\n    odd: {zh: 怪, en: is odd}\n"
    second = parse_regulation(
        BASE.format(id="b", first="wrong and head", second="wrong and not head and not late", more=own).replace(
            "    objected:", "    late: {zh: 迟到, en: came late}\n    objected:"
        )
    )
    found = compare(regulation("a"), second)
    assert found.differences == ()
    listed = [(one.what, one.id, one.in_) for one in counterparts(regulation("a"), second).only]
    assert listed == [("term", "late", "b"), ("term", "odd", "b")]


def test_a_rule_that_turns_on_what_the_other_does_not_know_is_listed() -> None:
    second = parse_regulation(
        BASE.format(id="b", first="wrong and head", second="wrong and not head", more="").replace(
            "    objected:", "    late: {zh: 迟到, en: came late}\n    objected:"
        )
        + '  - {id: late, article: "3", bears: individual, when: late, text: {zh: 三, en: three}}\n'
    )
    listed = [(one.what, one.id, one.in_) for one in counterparts(regulation("a"), second).only]
    assert ("rule", "late", "b") in listed
    assert compare(regulation("a"), second).differences == ()


READING = """readings:
  scope:
    question: {zh: 范围, en: whom it reaches}
    one_of: {all: {zh: 全部, en: all}, heads: {zh: 负责人, en: heads only}}
    literal: heads
"""


def test_readings_are_literal_unless_opened_or_pinned() -> None:
    with_reading = regulation("b", second="wrong and not head and scope == all", more=READING)
    first = regulation("a", second="head and not head")
    assert compare(first, with_reading).differences == ()
    assert kinds(compare(first, with_reading, open_readings=True)) == [("loses", (), ("important",))]
    assert kinds(compare(first, with_reading, pinned={"scope": "all"})) == [("loses", (), ("important",))]
    decided = compare(first, with_reading, open_readings=True).differences[0].deciding
    assert [(one.term, one.value, one.only) for one in decided if one.reading] == [("scope", "all", "b")]


def test_numbers_are_compared_at_the_bound_that_parts_them() -> None:
    def aged(name: str, bound: int) -> Regulation:
        text = BASE.format(id=name, first=f"wrong and age >= {bound}", second="wrong and objected and head", more="")
        return parse_regulation(text.replace("    objected:", "    age: {zh: 年龄, en: age, type: number}\n    objected:"))

    found = compare(aged("a", 60), aged("b", 65))
    assert found.complete
    assert ("gains", ("primary",), ()) in kinds(found)
    ages = {one.value for difference in found.differences for one in difference.deciding if one.term == "age"}
    assert ages
    assert all(60 <= int(age) < 65 for age in ages)


def test_an_exemption_at_discretion_is_less_than_one_by_right() -> None:
    def exempting(name: str, effect: str) -> Regulation:
        text = BASE.format(id=name, first="wrong and head", second="wrong and not head", more="")
        exception = f"{{id: objectors, article: '3', defeats: [head], effect: {effect}, when: objected, text: {{zh: 免, en: exempt}}}}"
        return parse_regulation(text + f"exceptions:\n  - {exception}\n")

    found = compare(exempting("a", "exempts"), exempting("b", "may_exempt"))
    assert kinds(found) == [("loses", (), ("primary", "primary:discretionary"))]
    assert kinds(compare(regulation("a"), exempting("b", "may_exempt"))) == [("gains", ("primary",), ("primary", "primary:discretionary"))]
    assert found.complete


def test_regulations_that_no_case_can_satisfy_together_are_no_proof_of_anything() -> None:
    always = "background:\n  - {{id: always, holds: {}, text: {{zh: 总是, en: always}}}}\n"
    first, second = regulation("a", more=always.format("wrong")), regulation("b", more=always.format("not wrong"))
    with pytest.raises(Incomparable, match="no case can be stated under both `a` and `b`"):
        compare(first, second)


def test_readings_that_grammar_decides_otherwise_are_each_ones_own() -> None:
    first = regulation("a", second="wrong and not head and scope == all", more=READING)
    second = regulation("b", second="wrong and not head and scope == all", more=READING.replace("literal: heads", "literal: all"))
    assert kinds(compare(first, second)) == [("loses", (), ("important",))]
    assert compare(first, second, pinned={"scope": "all"}).differences == ()
    assert compare(first, second, open_readings=True).differences == ()


def test_two_versions_of_one_regulation_are_told_apart() -> None:
    late = "    late: {zh: 迟到, en: came late}\n    objected:"
    text = BASE.format(id="a", first="wrong and head", second="wrong and not head and late", more="").replace("    objected:", late)
    first, second = regulation("a"), parse_regulation(text)
    found = compare(first, second)
    assert (found.first, found.second) == ("a (A)", "a (B)")
    assert found.differences == ()
    assert [(one.direction, one.first.outcome, one.second.outcome) for one in found.unasked] == [("gains", ("important",), ())]
    assert [(one.term, one.value, one.only) for one in found.unasked[0].unasked] == [("late", "yes", "a (B)")]
    assert [(one.id, one.in_) for one in counterparts(first, second).only] == [("late", "a (B)"), ("others", "a (B)")]


def test_a_limit_that_is_reached_is_stated() -> None:
    found = compare(regulation("a"), regulation("b", first="wrong and objected", second="objected"), most=1)
    assert len(found.differences) == 1
    assert not found.complete


CONDITIONS = st.recursive(
    st.sampled_from(["wrong", "head", "objected", "some(x, x.objected)"]),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner), st.builds("({} or {})".format, inner, inner), st.builds("not {}".format, inner)
    ),
    max_leaves=5,
)


@settings(max_examples=15, deadline=None)
@given(CONDITIONS, CONDITIONS, CONDITIONS, CONDITIONS)
def test_whatever_a_search_of_boards_of_two_finds_is_of_a_kind_found(a: str, b: str, c: str, d: str) -> None:
    """Every case of one and two persons, evaluated under both: outcomes differ exactly where a kind of difference was found."""
    first, second = regulation("a", a, b), regulation("b", c, d)
    found = compare(first, second)
    meanings = (Meanings(first), Meanings(second))
    differing: set[tuple[frozenset[str], frozenset[str]]] = set()
    smallest = 3
    for size in (1, 2):
        for facts in itertools.product((False, True), repeat=1 + 2 * size):
            people = {f"P{n}": {"head": facts[1 + 2 * n], "objected": facts[2 + 2 * n]} for n in range(size)}
            whole = Complete({"wrong": facts[0]}, people)
            sides = [Situation(one, whole, {}).outcome(people["P0"]) for one in meanings]
            if sides[0] != sides[1]:
                differing.add((sides[0], sides[1]))
                smallest = min(smallest, size)
    assert {(frozenset(one.first.outcome), frozenset(one.second.outcome)) for one in found.differences} == differing
    assert min((one.persons for one in found.differences), default=3) == smallest


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(regulations(), regulations())
def test_drawn_regulations_differ_from_others_as_replayed_and_from_themselves_in_nothing(one: str, other: str) -> None:
    """Every case that lint or compare shows is replayed through the definition on the way; a disagreement would raise."""
    first, second = parse_regulation(one), parse_regulation(other)
    findings = list(lint(first))
    assert len({finding.key for finding in findings}) == len(findings)
    found, back = compare(first, second), compare(second, first)
    if found.complete and back.complete:
        forth = {(each.first.outcome, each.second.outcome) for each in found.differences}
        assert forth == {(each.second.outcome, each.first.outcome) for each in back.differences}
    assert compare(first, first).differences == ()


# the sister regulations ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sisters() -> dict[tuple[str, str], Comparison]:
    return comparisons()


def test_the_documentation_is_up_to_date(sisters: dict[tuple[str, str], Comparison]) -> None:
    folder = Path(__file__).parent.parent / "docs"
    for name, language in PAGES.items():
        assert (folder / name).read_text(encoding="utf-8") == page(sisters, language), "run `make comparisons`"


def test_all_kinds_of_difference_between_the_sisters_are_known(sisters: dict[tuple[str, str], Comparison]) -> None:
    assert all(one.complete and one.every_size for one in sisters.values())


def test_a_mass_incident_needs_a_fault_under_one_of_them_only(sisters: dict[tuple[str, str], Comparison]) -> None:
    found = [one.second.articles for one in sisters["department", "county-bureau"].differences if one.direction == "loses"]
    assert ("10(3)",) in found


def by_what_follows(one: Difference) -> bool:
    """Whether a case leaves it to each text whether accountability is established, by a circumstance that is alleged."""
    return any(each.alleged and each.value == "yes" for each in one.deciding) and any(
        each.silent and each.term == "accountability_established" for each in one.deciding
    )


def test_the_label_of_article_5_is_what_burdens_persons_more_under_one_of_them(sisters: dict[tuple[str, str], Comparison]) -> None:
    for other in ("county-bureau", "party-organisations"):
        persons = [one for one in sisters["department", other].differences if one.subject == "person" and not by_what_follows(one)]
        assert persons
        assert all("5" in one.first.articles and one.direction == "gains" for one in persons)


def test_two_of_them_allocate_tiers_alike(sisters: dict[tuple[str, str], Comparison]) -> None:
    """Whoever differs does so by a circumstance that the one makes out and the other does not."""
    found = [one for one in sisters["county-bureau", "party-organisations"].differences if one.subject in ("person", "body")]
    assert found
    assert all(by_what_follows(one) for one in found)


def test_loss_of_control_is_no_difference_where_only_one_asks_whose_outlet_it_was(sisters: dict[tuple[str, str], Comparison]) -> None:
    """Article 10(7) leaves out what is merely affiliated; article 18(8) does not ask, and a case in the words of both cannot say."""
    found = sisters["department", "county-bureau"]
    kinds_of = [one for one in found.unasked if one.subject == "circumstance" and one.id == "8"]
    assert len(kinds_of) == 8
    assert {tuple(each.term for each in one.unasked) for one in kinds_of} == {("only_affiliated",)}
    assert all(any(each.silent for each in one.deciding) for one in found.differences if one.subject == "circumstance" and one.id == "8")


def test_a_fact_that_follows_is_derived_by_each_text_for_itself() -> None:
    """One version lets the item name the deputy in charge too: a case that does not say whether the subject is listed differs."""
    text = (Path(__file__).parent.parent / "model/regulations/county-bureau.yaml").read_text(encoding="utf-8")
    listed = "follows: not subject_is_leading_group and subject.role == secretary"
    assert listed in text
    other = text.replace(listed, "follows: not subject_is_leading_group and subject.role in [secretary, deputy_in_charge]")
    found = [one for one in compare(load_regulation("county-bureau"), parse_regulation(other)).differences if one.subject == "circumstance"]
    assert found
    for one in found:
        assert (one.first.outcome, one.second.outcome) == ((), ("made_out",))
        assert ("A", "role", "deputy_in_charge") in [(each.of, each.term, each.value) for each in one.deciding]
        assert "subject_listed" in [each.term for each in one.deciding if each.silent]
        assert "subject_listed" not in one.first.case


def test_circumstances_are_paired_by_what_they_speak_of() -> None:
    first, second = load_regulation("department"), load_regulation("county-bureau")
    expected = {"1": "1", "2": "2", "3": "3", "5": "4", "6": "10", "7": "6", "8": "7", "9": "11"}
    assert corresponding(first, second) == expected
    assert corresponding(second, first) == {other: item for item, other in sorted(expected.items(), key=lambda pair: int(pair[1]))}
    listed = [one.id for one in counterparts(first, second).only if one.what == "circumstance"]
    assert listed == ["4", "5", "8", "9"]


def test_silence_that_is_taken_differently_is_a_difference() -> None:
    first = regulation("a", second="wrong and not head and objected")
    text = BASE.format(id="b", first="wrong and head", second="wrong and not head and objected", more="")
    second = parse_regulation(text.replace("en: objected}", "en: objected, unless_stated: yes}"))
    found = compare(first, second)
    assert kinds(found) == [("loses", (), ("important",))]
    assert [each.term for each in found.differences[0].deciding if each.silent] == ["objected"]
    assert "objected" not in found.differences[0].first.case


def test_what_cannot_be_under_one_of_them_is_a_difference() -> None:
    more = "background:\n  - {id: heads-object, holds: not head or objected, text: {zh: 前提, en: heads object}}\n"
    found = compare(regulation("a"), regulation("b", more=more))
    assert [(one.subject, one.first.outcome, one.second.outcome) for one in found.differences] == [("possible", ("possible",), ())]
    assert found.every_size


def test_the_cases_shown_are_answered_as_shown(sisters: dict[tuple[str, str], Comparison]) -> None:
    """The engine for open cases, asked about each case file, agrees on persons and circumstances under both regulations."""
    for (first, second), comparison in sisters.items():
        for one in comparison.differences:
            for name, side in ((first, one.first), (second, one.second)):
                rules = load_regulation(name)
                answer = ask(rules, parse_case(side.case, rules))
                if one.subject == "person":
                    assert [outcome.tiers for outcome in answer.bearers["A"].outcomes] == [side.outcome]
                elif one.subject == "question":
                    asked = answer.questions[one.id] if one.of == "matter" else answer.questions[one.id]["body"]
                    assert [{True: "yes", False: "no"}.get(each, each) for each in asked.answers] == list(side.outcome)
                elif one.subject == "label":
                    held = {each.label for each in answer.bearers["A"].labels if each.answer == "certain"}
                    assert (one.id in held) == bool(side.outcome)
                else:
                    made_out = {each.item for each in answer.circumstances if each.answer == "certain"}
                    assert bool(made_out) == bool(side.outcome)


# at the command line --------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = (tmp_path / "a.yaml", tmp_path / "b.yaml")
    paths[0].write_text(BASE.format(id="a", first="wrong and head", second="wrong and not head", more=""), encoding="utf-8")
    paths[1].write_text(
        BASE.format(id="b", first="wrong and head", second="wrong and not head and not objected", more=""), encoding="utf-8"
    )
    return paths


def test_text_says_who_is_better_off_and_when(files: tuple[Path, Path]) -> None:
    result = run(*files)
    assert result.exit_code == 1
    assert run(*files, "--exit-zero").exit_code == 0
    assert run(*files, "--fail-on", "worse").exit_code == 0
    assert run(*reversed(files), "--fail-on", "worse").exit_code == 1
    assert run(files[0], files[0]).exit_code == 0
    assert "### Better off under b" in result.stdout
    assert "- a person: a: important (article 2) → b: no tier under articles 1 and 2" in result.stdout
    assert "when: the decision was wrong – yes; A, objected – yes" in result.stdout


def test_text_says_that_no_difference_is_proved(files: tuple[Path, Path]) -> None:
    result = run(files[0], files[0])
    assert (
        "No difference, proved: every case that both can state comes out alike (any number of persons; boards of 1 looked at)."
        in result.stdout
    )


def test_cases_are_shown_as_files_that_load(files: tuple[Path, Path]) -> None:
    log = json.loads(run(*files, "--format", "json").stdout)
    assert log["schema"] == "zeren.comparison/1"
    jsonschema.validate(log, msgspec.json.schema(ComparisonReport))
    for one in log["comparison"]["differences"]:
        for side, file in (("first", files[0]), ("second", files[1])):
            assert parse_case(one[side]["case"], load_regulation(file)).people == ("A",)
    assert "```yaml" in run(*files, "--cases").stdout


def test_bad_input_ends_with_2(files: tuple[Path, Path]) -> None:
    assert run(files[0], "no-such").exit_code == 2
    assert run(*files, "--reading", "scop=all").exit_code == 2
    result = run("county-bureau", "department", "--reading", "dissent_scope=al")
    assert result.exit_code == 2
    assert "`al` is no option of `dissent_scope`; did you mean `all`?" in result.stderr


def test_rules_that_rest_on_circumstances_are_never_said_to_be_the_same() -> None:
    more = """  circumstance: {harm: {zh: 后果, en: harm}, grave: {zh: 严重, en: grave}}
circumstances:
  - {item: "1", article: "3", when: harm, text: {zh: 一, en: one}}
  - {item: "2", article: "3", when: grave, text: {zh: 二, en: two}}
"""
    found = compare(regulation("a", first="head and made_out(1)", more=more), regulation("b", first="head and made_out(2)", more=more))
    assert found.every_size
    assert kinds(found)
