"""Lint: a regulation without defects has none, and each kind of defect is found in a smallest one that has it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.proofs.lint.finding import KINDS, Finding
from zeren.proofs.lint.run import lint
from zeren.proofs.lint.sister_words import sister_words
from zeren.proofs.lint.sisters import sisters
from zeren.proofs.lint.stage import Stage

SOUND = """
regulation: sound
title: {zh: 无缺陷, en: without defects}
tiers: {ranked: [primary, important], when_several: highest}
terms:
  matter:
    wrong: {zh: 错误, en: the decision was wrong}
  person:
    head: {zh: 负责人, en: heads the unit}
    member: {zh: 成员, en: is a member}
    objected: {zh: 反对, en: objected}
rules:
  - {id: head, article: "1", bears: primary, when: wrong and head, text: {zh: 一, en: one}}
  - {id: members, article: "1", bears: important, when: wrong and member and not head and not objected, text: {zh: 二, en: two}}
organs:
  board: {zh: 上级, en: the board above}
authority:
  - {act: impose, organ: board, article: "2", norm: obliged, text: {zh: 三, en: three}}
bearers:
  unit: {zh: 单位, en: the unit}
duties:
  - {id: study, article: "3", who: unit, at_least: 1, per: year, act: {zh: 学习, en: study}}
concepts:
  wrong_decision: wrong
  took_it: head
  fault: wrong
"""


def regulation(*changes: tuple[str, str]) -> Regulation:
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse_regulation(text)


def found(regulation: Regulation) -> list[tuple[str, str]]:
    return [(finding.kind.name, finding.subject) for finding in lint(regulation)]


def more(before: str, text: str) -> tuple[str, str]:
    """Put text before a heading."""
    return (f"\n{before}:", f"\n{text}\n{before}:")


TWO = "text: {zh: 二, en: two}}"
READING = """readings:
  scope:
    question: {zh: 范围, en: whom it reaches}
    one_of: {all: {zh: 全部, en: all}, some: {zh: 部分, en: some}}"""
OBJECTORS = """exceptions:
  - {id: objectors, article: "4", defeats: [head, members], when: objected, text: {zh: 免, en: exempt}}"""
LADDER = """sanctions:
  article: "5"
  terms: {mild: {zh: 轻, en: mild}, grave: {zh: 重, en: grave}}
  ladder: [mild, grave]
  measures:"""
MEASURE = '\n    - {id: m, article: "5", when: wrong, mandatory: [grave], text: {zh: 必, en: must}}'
MISSED = """circumstances:
  - {item: "1", article: "6", when: missed, text: {zh: 未履行, en: a duty was missed}}"""

TERM_OF_CIRCUMSTANCES = ("\nrules:", "\n  circumstance:\n    missed: {zh: 未履行, en: a duty was missed}\nrules:")
TERMS_OF_CIRCUMSTANCES = ("\nrules:", TERM_OF_CIRCUMSTANCES[1].replace("\nrules", "\n    grave: {zh: 严重, en: it was grave}\nrules"))
OFFICE = ("  board: {", "  office: {zh: 办公室, en: the office}\n  board: {")
THREE = "text: {zh: 三, en: three}}"
OFFICE_IMPOSES = '\n  - {act: impose, organ: office, article: "7", norm: permitted, when: wrong, text: {zh: 四, en: four}}'
SPARE = ("    wrong: {", "    spare: {zh: 备用, en: spare}\n    wrong: {")

# kind, subject, what makes the sound regulation defective
AGAIN = '  - {{id: again, article: "4", {}, at_least: 1, per: year, act: {{zh: 学习, en: study}}}}\n'
DEFECTS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("tier-unassigned", "tiers.direct", [("[primary, important]", "[primary, important, direct]")]),
    (
        "tier-unassigned",
        "tiers.important.scope.all",
        [more("rules", READING), ("member and not head", "scope == some and member and not head")],
    ),
    ("tiers-compete", "rules.head+members", [("and not head and not objected", "and not objected")]),
    ("never-applies", "rules.members", [("member and not head", "head and member and not head")]),
    (
        "rule-swallowed",
        "rules.old",
        [(TWO, TWO + '\n  - {id: old, article: "9", bears: important, when: wrong and head and objected, text: {zh: 旧, en: old}}')],
    ),
    ("exemption-idle", "exceptions.objectors.members", [more("organs", OBJECTORS)]),
    ("exemption-frees-everybody", "exceptions.objectors", [more("organs", OBJECTORS)]),
    ("responsibility-gap", "rules", [("when: wrong and head,", "when: wrong and head and member,")]),
    ("burden-without-error", "rules.head", [("when: wrong and head,", "when: head,")]),
    ("duty-without-bearer", "duties.study", [("who: unit, at_least", "at_least"), ("act: {zh: 学习", "to: unit, act: {zh: 学习")]),
    ("duty-without-count", "duties.study", [("at_least: 1, per: year, ", "wording: {zh: 定期, en: regularly}, ")]),
    ("duty-without-bound", "duties.study", [("at_least: 1, per: year, ", "on: {zh: 事件, en: an event}, ")]),
    ("organ-undetermined", "authority.impose", [("organ: board, ", ""), ("organs:\n  board: {zh: 上级, en: the board above}\n", "")]),
    ("organ-undetermined", "authority.impose", [('"2", norm', '"2", when: wrong, norm')]),
    ("never-used", "terms.spare", [SPARE]),
    ("never-used", "terms.spare", [SPARE, ("wrong and head,", "wrong and (head or head and spare),")]),
    ("never-used", "organs.other", [("  board: {", "  other: {zh: 他, en: another}\n  board: {")]),
    ("never-used", "bearers.other", [("  unit: {", "  other: {zh: 他, en: another}\n  unit: {")]),
    ("never-used", "definitions.idle", [more("rules", "definitions: {idle: wrong and head}")]),
    (
        "reading-decides",
        "readings.scope.some",
        [more("rules", READING), ("when: wrong and head,", "when: wrong and head and (scope == all or objected),")],
    ),
    ("reading-idle", "readings.scope", [more("rules", READING), ("wrong and head,", "wrong and (head or head and scope == all),")]),
    (
        "ladder-unlinked",
        "sanctions.ladder",
        [more("organs", LADDER + MEASURE)],
    ),
    (
        "not-modelled",
        "not_modelled.7.1",
        [
            (
                "duties:",
                'not_modelled:\n  - {article: "7", what: {zh: 培训, en: training}, why: {zh: 没有次数, en: no number}}\nduties:',
            )
        ],
    ),
    (
        "duty-without-consequence",
        "duties",
        [
            TERMS_OF_CIRCUMSTANCES,
            more("organs", MISSED.replace("when: missed", "when: missed and grave")),
            ("  fault: wrong", "  fault: wrong\n  duty_missed: missed"),
        ],
    ),
    (
        "chain-breaks",
        "duties.up",
        [
            (
                "duties:",
                "  branch: {zh: 支部, en: the branch}\n  top: {zh: 上级, en: the top}\nabove: {top: null}\nduties:\n"
                '  - {id: up, article: "3", who: branch, to: unit, at_least: 1, per: year, act: {zh: 汇报, en: report}}\n'
                '  - {id: on, article: "3", who: unit, to: top, wording: {zh: 及时, en: promptly}, act: {zh: 汇报, en: report}}',
            )
        ],
    ),
    (
        "single-passage",
        "succession.unit",
        [
            (
                "duties:",
                "  branch: {zh: 支部, en: the branch}\n  top: {zh: 上级, en: the top}\nabove: {top: null}\n"
                "succession:\n  unit: {vacancy: {at_most: months(2), article: '4'}}\nduties:\n"
                '  - {id: up, article: "3", who: branch, to: unit, at_least: 1, per: year, act: {zh: 汇报, en: report}}\n'
                '  - {id: on, article: "3", who: unit, to: top, at_least: 1, per: year, act: {zh: 汇报, en: report}}',
            )
        ],
    ),
    (
        "circumstance-swallowed",
        "circumstances.2",
        [
            TERMS_OF_CIRCUMSTANCES,
            more("organs", MISSED + '\n  - {item: "2", article: "6", when: missed and grave, text: {zh: 严重, en: a grave one}}'),
        ],
    ),
    (
        "never-applies",
        "circumstances.1",
        [
            TERM_OF_CIRCUMSTANCES,
            more("organs", MISSED.replace("when: missed", "when: missed and not missed")),
        ],
    ),
    (
        "organs-compete",
        "authority.impose.board+office",
        [
            OFFICE,
            (THREE, THREE + OFFICE_IMPOSES),
        ],
    ),
    ("duty-to-oneself", "duties.study", [("who: unit, at_least: 1", "who: unit, to: unit, at_least: 1")]),
    (
        "bearer-shifts",
        "duties.study+again",
        [
            ("  unit: {zh: 单位, en: the unit}", "  unit: {zh: 单位, en: the unit}\n  office: {zh: 办公室, en: the office}"),
            ("concepts:", AGAIN.format("who: office") + "concepts:"),
        ],
    ),
    (
        "one-act-for-two",
        "duties.study+again",
        [
            ("  unit: {zh: 单位, en: the unit}", "  unit: {zh: 单位, en: the unit}\n  one: {zh: 甲, en: one}\n  two: {zh: 乙, en: two}"),
            ("who: unit, at_least: 1", "who: unit, to: one, at_least: 1"),
            ("concepts:", AGAIN.format("who: unit, to: two") + "concepts:"),
        ],
    ),
]  # fmt: skip


def test_a_sound_regulation_has_no_defects() -> None:
    assert found(regulation()) == []


@pytest.mark.parametrize(("kind", "subject", "changes"), DEFECTS, ids=[f"{kind}:{subject}" for kind, subject, _ in DEFECTS])
def test_each_kind_of_defect_is_found(kind: str, subject: str, changes: list[tuple[str, str]]) -> None:
    assert (kind, subject) in found(regulation(*changes))


def test_every_kind_within_one_regulation_has_its_smallest_defective_one() -> None:
    assert {kind for kind, _, _ in DEFECTS} == set(KINDS) - {"sisters-differ", "norms-differ", "sister-provides"}


# kind, what is changed so that the neighbouring construction is no defect
MENDED: list[tuple[str, list[tuple[str, str]]]] = [
    ("exemption-idle", [more("organs", OBJECTORS), ("not head and not objected", "not head")]),
    (
        "exemption-frees-everybody",
        [
            more("organs", OBJECTORS.replace("[head, members]", "[members]")),
            ("wrong and member and not head and not objected", '"wrong and member and not head and some(x, x.head)"'),
        ],
    ),
    ("organs-compete", [OFFICE, (THREE, "when: not wrong, " + THREE + OFFICE_IMPOSES)]),
    (
        "ladder-unlinked",
        [more("organs", LADDER + MEASURE.replace("when: wrong", 'when: "some(x, applies(head, x))"'))],
    ),
    ("duty-without-bound", [("at_least: 1, per: year, ", "on: {zh: 事件, en: an event}, within: days(3), ")]),
    ("tiers-compete", [("bears: important", "bears: primary")]),
    ("reading-idle", [more("rules", READING), ("when: wrong and head,", "when: wrong and head and (scope == all or objected),")]),
    (
        "duty-without-consequence",
        [
            TERM_OF_CIRCUMSTANCES,
            more("organs", MISSED),
            ("  fault: wrong", "  fault: wrong\n  duty_missed: missed"),
        ],
    ),
    (
        "circumstance-swallowed",
        [
            TERMS_OF_CIRCUMSTANCES,
            more("organs", MISSED + '\n  - {item: "2", article: "6", when: grave, text: {zh: 严重, en: a grave one}}'),
        ],
    ),
    (
        "chain-breaks",
        [
            (
                "duties:",
                "  branch: {zh: 支部, en: the branch}\n  top: {zh: 上级, en: the top}\nabove: {top: null}\nduties:\n"
                '  - {id: up, article: "3", who: branch, to: unit, at_least: 1, per: year, act: {zh: 汇报, en: report}}\n'
                '  - {id: on, article: "3", who: unit, to: top, at_least: 1, per: year, act: {zh: 汇报, en: report}}',
            )
        ],
    ),
    (
        "single-passage",
        [
            (
                "duties:",
                "  branch: {zh: 支部, en: the branch}\n  top: {zh: 上级, en: the top}\nabove: {top: null}\n"
                "succession:\n  unit: {vacancy: {at_most: months(2), article: '4'}, deputies: [{who: branch, article: '4'}]}\nduties:\n"
                '  - {id: up, article: "3", who: branch, to: unit, at_least: 1, per: year, act: {zh: 汇报, en: report}}\n'
                '  - {id: on, article: "3", who: unit, to: top, at_least: 1, per: year, act: {zh: 汇报, en: report}}',
            )
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes"), MENDED, ids=[kind for kind, _ in MENDED])
def test_what_only_looks_like_a_defect_is_none(kind: str, changes: list[tuple[str, str]]) -> None:
    assert kind not in [name for name, _ in found(regulation(*changes))]


@pytest.fixture(scope="module")
def built_in() -> dict[str, list[Finding]]:
    return {name: list(lint(load_regulation(name))) for name in ("department", "county-bureau", "party-organisations")}


def test_sister_regulations_that_part_ways_are_found() -> None:
    one, other = (
        regulation(("regulation: sound", "regulation: one")),
        regulation(
            ("regulation: sound", "regulation: other"), (" and not objected", ""), ("en: objected}", "en: objected, unless_stated: no}")
        ),
    )
    assert [(finding.kind.name, finding.regulation, finding.subject) for finding in sisters([one, other])] == [
        ("sisters-differ", "other", "person.members:one.-")
    ]
    assert list(sisters([one, regulation(("regulation: sound", "regulation: other"))])) == []


CONDITIONS = st.recursive(
    st.sampled_from(["wrong", "head", "member", "objected", "some(x, x.objected)"]),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner), st.builds("({} or {})".format, inner, inner), st.builds("not {}".format, inner)
    ),
    max_leaves=5,
)


@settings(max_examples=25, deadline=None)
@given(CONDITIONS, CONDITIONS, CONDITIONS)
def test_rules_that_are_idle_are_those_that_no_board_shows_otherwise(first: str, second: str, exempt: str) -> None:
    """Every case of one and two persons, by the definition: enough for conditions with one kind of quantified sentence."""
    exceptions = (
        f"exceptions:\n  - {{id: exempt, article: '4', defeats: [head, members], when: \"{exempt}\", text: {{zh: 免, en: exempt}}}}"
    )
    rules = regulation(
        more("organs", exceptions),
        ("when: wrong and head,", f'when: "{first}",'),
        ("when: wrong and member and not head and not objected,", f'when: "{second}",'),
    )
    meanings = Meanings(rules)
    applied: set[str] = set()
    decided: set[str] = set()
    exempted: set[str] = set()
    for size in (1, 2):
        for facts in itertools.product((False, True), repeat=1 + 3 * size):
            people = {f"P{n}": dict(zip(("head", "member", "objected"), facts[1 + 3 * n :], strict=False)) for n in range(size)}
            situation = Situation(meanings, Complete({"wrong": facts[0]}, people), {})
            person = people["P0"]
            applying = {name for name in ("head", "members") if situation.applies(name, person)}
            applied |= applying
            decided |= {"head"} & applying or applying
            if situation.in_force("exempt", situation.scope(person)):
                exempted |= {name for name in ("head", "members") if meanings.rules[name](situation, situation.scope(person))}
    named = found(rules)
    assert {subject for kind, subject in named if kind == "never-applies"} == {f"rules.{name}" for name in {"head", "members"} - applied}
    assert {subject for kind, subject in named if kind == "rule-swallowed"} == {f"rules.{name}" for name in applied - decided}
    idle = {subject for kind, subject in named if kind == "exemption-idle"}
    assert idle == {f"exceptions.exempt.{name}" for name in {"head", "members"} - exempted}


def test_a_reading_that_another_one_must_not_take_two_options_for_is_shown_with_it() -> None:
    """The other reading has to be `a`, which the conditions say only by what it is not."""
    both = """readings:
  scope:
    question: {zh: 范围, en: whom it reaches}
    one_of: {all: {zh: 全部, en: all}, some: {zh: 部分, en: some}}
  other:
    question: {zh: 其他, en: another one}
    one_of: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}, c: {zh: 丙, en: c}}
    literal: c"""
    rules = regulation(
        more("rules", both), ("when: wrong and head,", 'when: "wrong and head and (scope == all or other == b or other == c)",')
    )
    shown = next(one for one in lint(rules) if one.subject == "readings.scope.some")
    assert shown.witness is not None
    assert shown.contrast is not None
    assert shown.witness.readings == {"scope": "all", "other": "a"}
    assert (shown.witness.outcomes, shown.contrast.outcomes) == ({"A": ("primary",)}, {"A": ()})


KNOWN_HOLES = {
    "department": {
        ("tier-unassigned", "tiers.direct.r1_direct_tier.unassigned"),
        ("organ-undetermined", "authority.impose"),
        ("duty-without-bearer", "duties.analysis"),
        ("duty-without-bearer", "duties.network_monitoring"),
        ("duty-without-bearer", "duties.society_inspection"),
        ("duty-without-count", "duties.analysis"),
        ("duty-without-count", "duties.class_attendance"),
        ("duty-without-bound", "duties.report_major_situations"),
        ("chain-breaks", "duties.branch_report"),
        ("ladder-unlinked", "sanctions.ladder"),
        ("tiers-compete", "rules.principal+director-label"),
        ("burden-without-error", "rules.other-members"),
    },
    "county-bureau": {
        ("organs-compete", "authority.impose.superior_committee+discipline_committee"),
        ("organ-undetermined", "authority.assess"),
        ("duty-without-bearer", "duties.assessment"),
        ("duty-without-count", "duties.inform_inside"),
        ("duty-without-bound", "duties.report_major_event"),
        ("ladder-unlinked", "sanctions.ladder"),
        ("burden-without-error", "rules.other-members"),
    },
    "party-organisations": {
        ("duty-without-bearer", "duties.filing"),
        ("organ-undetermined", "authority.file"),
        ("organ-undetermined", "authority.impose"),
        ("duty-without-count", "duties.deputy_inspection"),
        ("duty-without-bound", "duties.feedback"),
        ("ladder-unlinked", "sanctions.ladder"),
    },
}


@pytest.mark.parametrize("name", KNOWN_HOLES)
def test_the_known_holes_of_the_built_in_regulations_are_found(name: str, built_in: dict[str, list[Finding]]) -> None:
    assert KNOWN_HOLES[name] <= {(finding.kind.name, finding.subject) for finding in built_in[name]}


def test_the_built_in_regulations_have_no_idle_provisions(built_in: dict[str, list[Finding]]) -> None:
    idle = {"never-applies", "rule-swallowed", "circumstance-swallowed", "exemption-idle", "reading-idle"}
    assert [finding.key for findings in built_in.values() for finding in findings if finding.kind.name in idle] == []


def test_every_finding_has_a_key_of_its_own(built_in: dict[str, list[Finding]]) -> None:
    keys = [finding.key for findings in built_in.values() for finding in findings]
    assert len(keys) == len(set(keys))


def test_every_reading_of_the_built_in_regulations_decides_something(built_in: dict[str, list[Finding]]) -> None:
    for name, findings in built_in.items():
        decided = {finding.subject.split(".")[1] for finding in findings if finding.kind.name == "reading-decides"}
        assert decided == set(load_regulation(name).readings)


def test_every_case_shown_is_a_case_file_that_is_answered_as_shown(built_in: dict[str, list[Finding]]) -> None:
    for name, findings in built_in.items():
        rules, meanings = load_regulation(name), Meanings(load_regulation(name))
        for finding in [one for one in findings if one.kind.name in ("tiers-compete", "exemption-frees-everybody", "responsibility-gap")]:
            assert finding.witness is not None
            answer = ask(rules, parse_case(finding.witness.case, rules), meanings=meanings)
            for bearer, tiers in finding.witness.outcomes.items():
                assert tiers in [outcome.tiers for outcome in answer.bearers[bearer].outcomes]


def test_a_witness_is_no_larger_than_any_that_a_search_by_hand_finds() -> None:
    """The exemption of a sound regulation: two persons are needed, one who is freed and one who is not exempt."""
    stage = Stage(regulation(more("organs", OBJECTORS), ("not head and not objected", "not head")))
    finding = next(one for one in lint(stage.regulation) if one.kind.name == "exemption-frees-everybody")
    assert finding.witness is not None
    assert list(finding.witness.outcomes) == ["A", "B"]
    assert "objected: yes" in finding.witness.case


UNALLEGED = """
regulation: unalleged
title: {zh: 未提出, en: unalleged}
tiers: {unranked: [liable]}
terms:
  matter: {wrong: {zh: 错误, en: wrong}}
  person: {chair: {zh: 主持, en: chair}}
circumstances:
  - {item: "1", article: "3", when: wrong, text: {zh: 一, en: one}}
rules:
  - {id: unless, article: "1", bears: liable, when: wrong and chair and not made_out(1), text: {zh: 责, en: liable}}
"""


def test_a_case_need_not_allege_what_a_circumstance_would_make_out() -> None:
    found = {one.kind.name for one in lint(parse_regulation(UNALLEGED))}
    assert not found & {"tier-unassigned", "never-applies", "rule-swallowed"}


def test_what_a_sister_text_says_otherwise_or_alone_is_found() -> None:
    """Must against may of one organ, an act that only the sister has, and an addressee that only the sister names."""
    first = regulation()
    filing = '  - {act: file, organ: board, article: "5", norm: obliged, text: {zh: 备案, en: filing}}\n'
    second = regulation(
        ("regulation: sound", "regulation: zister"),
        ('article: "2", norm: obliged', 'article: "2", norm: permitted'),
        ("bearers:", filing + "bearers:\n  above: {zh: 上级, en: above}"),
        ("who: unit, at_least: 1", "who: unit, to: above, at_least: 1"),
    )
    shown = [(one.kind.name, one.regulation, one.subject) for one in sister_words([first, second])]
    assert shown == [
        ("norms-differ", "sound", "authority.impose.board:zister"),
        ("sister-provides", "sound", "authority.file:zister"),
        ("sister-provides", "sound", "duties.study.to:zister"),
    ]
    assert list(sister_words([first, regulation(("regulation: sound", "regulation: zister"))])) == []
