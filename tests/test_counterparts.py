"""What two regulations have no counterpart for, what they state differently, and what that comes to in time: by name, in both languages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import jsonschema
import msgspec
import pytest

from zeren.model.language.load import built_in, built_in_file, load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.proofs.compare.comparison import compare
from zeren.proofs.compare.counterparts import Counterparts, counterparts
from zeren.proofs.compare.durations import EVENT, in_time
from zeren.proofs.compare.wording import Change, Unlike, unlike
from zeren.proofs.cycles.rows import table
from zeren.proofs.lint_report import ComparisonReport
from zeren.proving.compare_text import ComparisonText
from zeren.proving.counterpart_text import CounterpartText
from zeren.words import Language

TEXT_WITH_EXCEPTION = """
regulation: tiny
title: {zh: 小规则, en: tiny}
tiers: {ranked: [grave]}
terms:
  person: {chair: {zh: 主持, en: chair}, objected: {zh: 反对, en: objected}}
rules:
  - {id: chair, article: "1", bears: grave, when: chair, text: {zh: 主持, en: the chair}}
exceptions:
  - {id: dissent, article: "2", defeats: [chair], when: objected, text: {zh: 反对者免责, en: who objected is free}}
"""
SISTERS = ("department", "county-bureau", "party-organisations")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def edited(name: str, *edits: tuple[str, str]) -> Regulation:
    """A copy of a built-in regulation with some of its words replaced."""
    file = built_in_file(name)
    assert file is not None
    text = file.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_regulation(text)


def lines(first: Regulation, second: Regulation, language: Language) -> list[str]:
    return [line.strip() for line in CounterpartText(first, second, counterparts(first, second), language).lines()]


def changes(first: Regulation, second: Regulation) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (one.what, one.id, change.aspect, change.first and change.first.value, change.second and change.second.value)
        for one in unlike(first, second)
        for change in one.changes
    ]


# laws ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", built_in())
def test_nothing_is_stated_differently_from_itself(name: str) -> None:
    regulation = load_regulation(name)
    assert list(unlike(regulation, regulation)) == []
    found = in_time(regulation, regulation)
    assert (found.spans, found.relays, found.due) == ((), (), ())


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations((*SISTERS, "nis2", "dora", "gdpr-33"), 2)))
def test_what_differs_the_one_way_differs_the_other_way(one: str, other: str) -> None:
    first, second = load_regulation(one), load_regulation(other)

    def sides(found: tuple[Unlike, ...], pick: Callable[[Change], tuple[object, object]]) -> set[object]:
        return {
            (each.what, each.id, change.aspect, change.of and change.of.value, *pick(change)) for each in found for change in each.changes
        }

    there, back = tuple(unlike(first, second)), tuple(unlike(second, first))
    assert sides(there, lambda change: (change.first, change.second)) == sides(back, lambda change: (change.second, change.first))
    forward, backward = in_time(first, second), in_time(second, first)
    assert {span.subject: (span.first, span.second) for span in forward.spans} == {s.subject: (s.second, s.first) for s in backward.spans}
    assert {(one.subject, one.first, one.second) for one in forward.due} == {(one.subject, one.second, one.first) for one in backward.due}


def test_the_bounds_are_those_of_cycles() -> None:
    """Every duty or chain whose bounds differ is told, with the very rows of `zeren cycles`, and no other."""
    for one, other in itertools.combinations(SISTERS, 2):
        first, second = load_regulation(one), load_regulation(other)
        rows = [
            {subject: tuple(group) for subject, group in itertools.groupby(table(of), lambda row: row.subject)} for of in (first, second)
        ]
        told = {span.subject: (span.first, span.second) for span in in_time(first, second).spans}
        for subject, sides in told.items():
            assert sides == (rows[0].get(subject, ()), rows[1].get(subject, ()))
        for subject in (rows[0].keys() & rows[1].keys()) - told.keys():
            numbers = [[(row.kind, row.spacing, row.gap_days, row.age_days) for row in side[subject]] for side in rows]
            assert numbers[0] == numbers[1]
        assert [subject for subject in rows[0].keys() ^ rows[1].keys() if not isinstance(subject, str) and subject not in told] == []


def test_a_report_of_it_fits_its_schema() -> None:
    first, second = load_regulation("department"), load_regulation("county-bureau")
    report = ComparisonReport(comparison=compare(first, second, most=1), counterparts=counterparts(first, second))
    jsonschema.validate(msgspec.json.decode(msgspec.json.encode(report)), msgspec.json.schema(ComparisonReport))
    study = next(one for one in report.counterparts.unlike if one.id == "study")
    assert msgspec.to_builtins(study.changes[0]) == {
        "aspect": "who",
        "first": {"value": "general_branch", "text": {"zh": "系党总支", "en": "the general branch"}},
        "second": {"value": "committee", "text": {"zh": "党委（支部）", "en": "the committee or branch"}},
    }


# names rather than ids ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(SISTERS, 2)))
def test_everything_is_named_in_the_words_of_its_own_text(one: str, other: str, language: Language) -> None:
    first, second = load_regulation(one), load_regulation(other)
    rest = counterparts(first, second)
    shown = "\n".join(lines(first, second, language))
    assert not [line for line in shown.splitlines() if "`" in line and not re.search("名称相同|called alike", line)]
    assert all(each.text is not None and each.text.in_(language) in shown for each in rest.only)
    for change in (change for each in rest.unlike for change in each.changes):
        words = [side.text.in_(language) for side in (change.first, change.second) if side is not None and side.text is not None]
        assert len(set(words)) < len(words) or all(word in shown for word in words)


def test_what_has_no_name_is_listed_by_its_id() -> None:
    plain = "regulation: {}\ntitle: {{zh: 规定, en: a regulation}}\ntiers: {{ranked: [{}]}}\n"
    first, second = parse_regulation(plain.format("a", "grave")), parse_regulation(plain.format("b", "mild"))
    assert lines(first, second, "en") == [
        "",
        "### Without a counterpart",
        "",
        "- only in a, tiers: `grave`",
        "- only in b, tiers: `mild`",
    ]


# what differs, and what it changes ----------------------------------------------------------------------------


def test_the_study_of_two_sisters_is_told_with_what_it_changes() -> None:
    first, second = load_regulation("department"), load_regulation("county-bureau")
    zh, en = (lines(first, second, language) for language in LANGUAGES)
    at = zh.index("- 职责“专题研究”（第十七条 → 第七条）")
    assert zh[at + 1 : at + 5] == [
        "- 由谁：系党总支 → 党委（支部）",
        "- 多久一次：每半年至少1次 → 每年至少2次",
        "- 两次之间最多（按自然年和自然半年或自各组织起始日起算）：365天 → 728天（两次不在同一天）或730天（两次可在同一天）",
        "- 两次之间最多（任意连续期间）：184天 → 365天（两次不在同一天）或366天（两次可在同一天）",
    ]
    assert "- how often: at least 1 per half-year → at least 2 per year" in en
    window = "every stretch of that length"
    assert f"- longest time between two ({window}): 184 days → 365 days (two not on one day) or 366 days (two may be on one day)" in en


def test_ladder_and_organs_are_told_in_both_languages() -> None:
    first, second = load_regulation("department"), load_regulation("county-bureau")
    zh, en = (lines(first, second, language) for language in LANGUAGES)
    assert {
        "- “诫勉谈话”：第2级 → 不在阶梯中",
        "- 最轻的处理：批评教育 → 提醒",
        "- 最后两级：“或”（能否一并给予，有待理解） → “和”（是否须一并给予，有待理解）",
    } <= set(zh)
    assert {"- “admonition talk”: step 2 → no step", "- the mildest measure: criticism and education → reminder"} <= set(en)
    assert "- 局纪委：不参与 → 应当（局纪委按照干部管理权限进行问责）" in zh
    imposes = "the superior committee imposes, within cadre-management authority"
    assert f"- the superior committee: not named → must ({imposes})" in en


STUDY = 'id: study, article: "7", who: committee, at_least: 2, per: year, act: {zh: 专题研究, en: thematic study}'
REPORT = 'id: report, article: "7", who: committee, to: superior, at_least: 1, per: half_year'
EVENT_DUTY = "wording: {zh: 及时, en: promptly}}"


@pytest.mark.parametrize(
    ("old", "new", "differs", "zh", "en"),
    [
        (
            STUDY,
            STUDY.replace("at_least: 2", "at_least: 4"),
            [("duty", "study", "at_least", "2", "4")],
            "- 多久一次：每年至少2次 → 每年至少4次",
            "- how often: at least 2 per year → at least 4 per year",
        ),
        (
            STUDY,
            STUDY.replace("at_least: 2, per: year", "by: 11-30"),
            [("duty", "study", "at_least", "2", None), ("duty", "study", "per", "year", None), ("duty", "study", "by", None, "11-30")],
            "- 多久一次：每年至少2次 → 每年11-30前",
            "- how often: at least 2 per year → by 11-30 of each year",
        ),
        (
            STUDY,
            STUDY.replace("at_least: 2, per: year", "wording: {zh: 定期, en: regularly}"),
            [
                ("duty", "study", "at_least", "2", None),
                ("duty", "study", "per", "year", None),
                ("duty", "study", "wording", None, "定期 / regularly"),
            ],
            "- 两次之间最多（任意连续期间）：365天（两次不在同一天）或366天（两次可在同一天） → 没有上限",
            "- how often: at least 2 per year → regularly",
        ),
        (
            STUDY,
            f"{STUDY}, norm: permitted",
            [("duty", "study", "norm", "obliged", "permitted")],
            "- 应当还是可以：应当 → 可以",
            "- must or may: must → may",
        ),
        (
            REPORT,
            REPORT.replace("to: superior", "to: discipline_committee"),
            [("duty", "report", "to", "superior", "discipline_committee")],
            "- 向谁：上级党委 → 局纪委",
            "- to whom: the superior committee → the bureau discipline committee",
        ),
        (
            "on: {zh: 出现重大情况, en: a major situation}, " + EVENT_DUTY,
            "on: {zh: 出现重大情况, en: a major situation}, within: hours(24)}",
            [
                ("duty", "report_major_situations", "within", None, "hours(24)"),
                ("duty", "report_major_situations", "wording", "及时 / promptly", None),
            ],
            "- 时限：未写明 → 24小时",
            "- within: not stated → 24 hours",
        ),
        (
            "superior: {zh: 上级党委, en: the superior committee}",
            "superior: {zh: 县委, en: the county committee}",
            [("bearer", "superior", "name", "上级党委 / the superior committee", "县委 / the county committee")],
            "- 职责主体或对象同而名称不同：上级党委 → 县委",
            "- bearers and recipients: the same, called otherwise: the superior committee → the county committee",
        ),
        (
            "ladder: [reminder, criticism_education,",
            "ladder: [criticism_education, reminder,",
            [
                ("measures", "ladder", "step", "1", "2"),
                ("measures", "ladder", "step", "2", "1"),
                ("measures", "ladder", "mildest", "reminder", "criticism_education"),
            ],
            "- “提醒”：第1级 → 第2级",
            "- “reminder”: step 1 → step 2",
        ),
        (
            "    norm: obliged\n    when: r2_authority == discipline_committee_also",
            "    norm: permitted\n    when: r2_authority == discipline_committee_also",
            [("act", "impose", "organ", "obliged", "permitted")],
            "- 局纪委：应当（局纪委按照干部管理权限进行问责） → 可以（局纪委按照干部管理权限进行问责）",
            "- the bureau discipline committee: must (the discipline committee is to impose, within cadre-management authority) → "
            "may (the discipline committee is to impose, within cadre-management authority)",
        ),
        (
            "of: leading_groups_and_principals, act",
            "of: leading_groups_and_cadres, act",
            [("duty", "assessment", "done_to", "leading_groups_and_principals", "leading_groups_and_cadres")],
            "- 对谁：领导班子及主要负责人 → 领导班子、领导干部",
            "- whom it is done to: leading groups and their principals → leading groups and leading cadres",
        ),
    ],
)
def test_an_edit_is_told_as_what_it_is(
    old: str, new: str, differs: list[tuple[str, str, str, str | None, str | None]], zh: str, en: str
) -> None:
    first, second = load_regulation("county-bureau"), edited("county-bureau", (old, new))
    assert changes(first, second) == differs
    assert zh in lines(first, second, "zh")
    assert en in lines(first, second, "en")


def test_how_a_regulation_names_its_ways_of_counting_is_no_difference() -> None:
    first = load_regulation("county-bureau")
    second = edited("county-bureau", (", same_day: {reading: same_day, distinct: distinct_days, allowed: same_day_allowed}", ""))
    assert list(unlike(first, second)) == []
    assert in_time(first, second).spans == ()


# filings ------------------------------------------------------------------------------------------------------


def test_a_shorter_limit_of_a_filing_is_told_with_the_last_moment_of_one_event() -> None:
    first = load_regulation("gdpr-33")
    second = edited("gdpr-33", ("{after: aware, within: hours(72)}", "{after: aware, within: hours(24)}"))
    due = in_time(first, second).due
    assert [(one.subject, one.after, one.event) for one in due] == [("notification", "aware", EVENT)]
    assert due[0].first is not None
    assert due[0].second is not None
    assert due[0].second < due[0].first
    zh, en = (lines(first, second, language) for language in LANGUAGES)
    assert "- 自“控制者知悉”起的时限：72小时 → 24小时" in zh
    assert "- 如2026-03-06 16:30（周五）起算，最迟：2026-03-09 17:00 → 2026-03-07 17:00" in zh
    assert "- time from “the controller became aware”: 72 hours → 24 hours" in en
    assert "- last moment, counted from 2026-03-06 16:30 (a Friday): 2026-03-09 17:00 → 2026-03-07 17:00" in en
    assert (
        "- notification to the supervisory authority, longest time from “the controller became aware”, if each is in time: "
        "no fixed number → just under 25 h" in en
    )


def test_a_duty_within_a_time_of_an_event_is_told_with_its_last_moment() -> None:
    def at_most(limit: str) -> Regulation:
        return edited("county-bureau", ("en: a major situation}, " + EVENT_DUTY, "en: a major situation}, within: " + limit + "}"))

    found = in_time(at_most("days(3)"), at_most("hours(24)")).due
    assert [(one.subject, one.first and f"{one.first:%m-%d}", one.second and f"{one.second:%m-%d}") for one in found] == [
        ("report_major_situations", "03-10", "03-07")
    ]


# versions of one text -----------------------------------------------------------------------------------------


def test_two_versions_of_one_text_say_when_each_is_in_force_and_what_is_new() -> None:
    first, second = load_regulation("china-company-law-112-2018"), load_regulation("china-company-law-125")
    zh, en = (lines(first, second, language) for language in LANGUAGES)
    assert {"- 至：2024-06-30 → 未写明", "- 自：未写明 → 2024-07-01"} <= set(zh)
    assert {"- until: 2024-06-30 → not stated", "- from: not stated → 2024-07-01"} <= set(en)
    assert "- 仅china-company-law-125有的责任档次：与受指示的董事承担连带责任" in zh
    assert "- only in china-company-law-125, tiers: jointly and severally liable with the director instructed" in en


def test_another_consequence_of_a_tier_is_told() -> None:
    first = load_regulation("china-company-law-125")
    second = edited(
        "china-company-law-125",
        (
            'length: months(36), text: {zh: 自知道之日起三年，最长二十年, en: "three years from knowledge, twenty at most"}',
            'length: months(24), text: {zh: 自知道之日起二年, en: "two years from knowledge"}',
        ),
    )
    assert changes(first, second) == [("tier", "compensation", "consequence", "limitation months(36)", "limitation months(24)")]
    assert "- 后果（时效）：自知道之日起三年，最长二十年 → 自知道之日起二年" in lines(first, second, "zh")
    assert "- what it brings with it (limitation): three years from knowledge, twenty at most → two years from knowledge" in lines(
        first, second, "en"
    )


def test_every_pair_of_built_in_regulations_can_be_told() -> None:
    """Whatever two regulations have in common or not, there are words for it."""
    every = [load_regulation(name) for name in built_in()]
    for first, second in itertools.combinations(every, 2):
        rest = Counterparts((), tuple(unlike(first, second)), in_time(first, second))
        for language in LANGUAGES:
            assert all(line.strip() != "-" for line in CounterpartText(first, second, rest, language).lines())


# an edited copy -----------------------------------------------------------------------------------------------


def test_a_term_that_an_edited_copy_calls_by_another_id_is_told_as_the_namesake_that_it_is() -> None:
    file = built_in_file("county-bureau")
    assert file is not None
    first = load_regulation("county-bureau")
    second = parse_regulation(file.read_text(encoding="utf-8").replace("objection_stated", "objection_made"))
    found = counterparts(first, second)
    assert [(one.what, one.first, one.second) for one in found.namesakes] == [("term", "objection_stated", "objection_made")]
    zh, en = (lines(first, second, language) for language in LANGUAGES)
    alike = "（`objection_stated` → `objection_made`）"
    assert f"- 术语名称相同而标识不同，算作两样：提出明确反对意见{alike}" in zh
    assert any(line.startswith("- terms called alike under different ids") for line in en)


def test_nothing_is_a_namesake_of_what_has_a_counterpart() -> None:
    for one, other in itertools.combinations(SISTERS, 2):
        first, second = load_regulation(one), load_regulation(other)
        for each in counterparts(first, second).namesakes:
            assert each.what != "term" or (each.first not in second.terms and each.second not in first.terms)


def test_an_exception_that_an_edited_copy_drops_is_told_by_its_words() -> None:
    text = TEXT_WITH_EXCEPTION
    first, second = parse_regulation(text), parse_regulation(text.partition("exceptions:")[0])
    assert "- 仅tiny (A)有的例外：反对者免责（第二条）" in lines(first, second, "zh")
    assert "- only in tiny (A), exceptions: who objected is free (article 2)" in lines(first, second, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_difference_says_that_what_only_one_has_is_not_part_of_it(language: Language) -> None:
    first, second = load_regulation("china-company-law-112-2018"), load_regulation("china-company-law-125")
    rest = counterparts(first, second)
    said = (
        "只有一方才有的内容不在其内，见下。" if language == "zh" else "What only one of them has is not part of this; it is listed below."
    )
    assert ComparisonText(first, second, compare(first, second), rest, language).verdict().endswith(said)
    same = ComparisonText(first, first, compare(first, first), counterparts(first, first), language)
    assert said not in same.verdict()
