"""The regimes beyond the first three: one format says them all, and nothing in Python knows any one of them."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zeren
from zeren.cli import app
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, family, load_case, load_regulation, open_case, open_text, parse_case, parse_regulation
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.model.solving.completion import complete
from zeren.proving import side_by_side
from zeren.testing import cases

ROOT = Path(__file__).parent.parent
CASES = Path(zeren.__file__).parent / "scenarios" / "cases"
FIRST = ("county-bureau", "department", "party-organisations")
REGIMES = tuple(name for name in built_in() if name not in FIRST)
RELIEVING = tuple(name for name in REGIMES if any(load_regulation(name).relievers.values()))
SLOW = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


# every regime -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", built_in())
def test_every_regime_loads_in_under_a_tenth_of_a_second(name):
    def once():
        start = time.process_time()
        load_regulation(name)
        return time.process_time() - start

    assert min(once() for _ in range(3)) < 0.1


@pytest.mark.parametrize("name", built_in())
def test_every_regime_has_a_dozen_cases_that_expect_something(name):
    files = sorted((CASES / name).glob("*.case.yaml"))
    assert len(files) >= 12
    regulation = load_regulation(name)
    loaded = [load_case(file, regulation) for file in files]
    assert all(case.expect is not None for case in loaded)
    assert len({case.id for case in loaded}) == len(files)


@pytest.mark.parametrize("name", REGIMES)
def test_every_provision_says_how_sure_we_are_of_it(name):
    regulation = load_regulation(name)
    assert regulation.file.sources
    elements = [*regulation.file.rules, *regulation.file.exceptions, *regulation.file.filings]
    elements += [one for consequences in regulation.tiers.consequences.values() for one in consequences]
    assert elements
    assert all(one.sure or regulation.file.sure for one in elements)


@pytest.mark.parametrize("name", REGIMES)
def test_what_is_cited_in_an_answer_comes_with_how_sure_we_are(name):
    regulation = load_regulation(name)
    file = sorted((CASES / name).glob("*.case.yaml"))[0]
    answer = ask(regulation, load_case(file, regulation))
    cited = {one.article for bearer in answer.bearers.values() for outcome in bearer.outcomes for one in outcome.because}
    assert cited <= {one.article for one in answer.provisions}
    assert {one.sure for one in answer.provisions} <= {"text_seen", "parallel_text", "secondary", "memory", "inferred"}
    assert [one.text["zh"] for one in answer.sources] == [one.zh for one in regulation.file.sources]


def test_no_python_names_a_regime():
    python = [file.read_text(encoding="utf-8") for part in ("model", "sim", "proofs", "src") for file in (ROOT / part).rglob("*.py")]
    assert python
    doctests = 'family("china-company-law")', "['china-company-law-112-2018', 'china-company-law-125']", '>>> found = deadlines("gdpr-33"'
    for text in python:
        for example in doctests:
            text = text.replace(example, "")
        for name in REGIMES:
            assert f'"{name}"' not in text
            assert f"'{name}'" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", REGIMES)
def test_what_runs_on_the_first_three_runs_on_every_regime_in_both_languages(name, language, tmp_path, monkeypatch):
    case = sorted((CASES / name).glob("*.case.yaml"))[0].absolute()
    monkeypatch.chdir(tmp_path)
    other = REGIMES[REGIMES.index(name) - 1]
    commands = [["ask", str(case)], ["prove", name], ["lint", name], ["cycles", name], ["compare", name, other]]
    commands += [["deadlines", name]] if load_regulation(name).file.filings else []
    assert CliRunner().invoke(app, ["new", "organisation", "mine", "--regulation", name]).exit_code == 0
    commands += [["simulate", "mine.organisation.yaml", "--replications", "1"]]
    span = ["--from", "2026-10-01", "--to", "2026-12-31", "--out", "mine.ics"]
    commands += [["calendar", "mine.organisation.yaml", "--body", "committee", *span]]
    for command in commands:
        run = CliRunner().invoke(app, [*command, "--lang", language], env={"COLUMNS": "100"})
        assert run.exit_code in (0, 1), run.output
        assert run.exception is None or isinstance(run.exception, SystemExit)
        assert bool(re.search("[一-鿿]", run.output.replace(str(tmp_path), ""))) == (language == "zh"), run.output


# effects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RELIEVING)
@settings(SLOW, max_examples=25)
@given(data=st.data())
def test_the_solver_and_the_definition_agree_on_what_is_discretionary(name, data):
    regulation = load_regulation(name)
    meanings = Meanings(regulation)
    case = data.draw(cases(regulation, people=2, bodies=1, most_unknown=0, silent=False, open_readings=False))
    answer = ask(regulation, case, presume=False, meanings=meanings)
    whole, _ = complete(meanings, case, {})
    situation = Situation(meanings, whole, case.readings)
    for who, facts, sort in [*((w, f, "person") for w, f in whole.people.items()), *((w, f, "body") for w, f in whole.bodies.items())]:
        relief, tiers = situation.relief(facts, sort), situation.outcome(facts, sort)
        (outcome,) = answer.bearers[who].outcomes
        assert set(outcome.tiers) == tiers
        assert (outcome.effect == "discretionary") == (bool(tiers) and set(relief) == tiers)
        assert {(one.rule, tier) for one in outcome.relief for tier in one.tiers} >= {
            (one, tier) for tier in relief for one in relief[tier]
        }
        event(f"{outcome.effect}")


RELIEF = """
regulation: relief
title: {zh: 裁量, en: relief}
tiers: {unranked: [grave, light]}
terms:
  person: {p: {zh: 甲, en: p}, q: {zh: 乙, en: q}, r: {zh: 丙, en: r}, s: {zh: 丁, en: s}}
rules:
  - {id: one, article: "1", bears: grave, when: p, text: {zh: 一, en: one}}
  - {id: two, article: "2", bears: grave, when: q, text: {zh: 二, en: two}}
exceptions:
  - {id: lifts-one, article: "3", defeats: [one], effect: may_exempt, when: r, text: {zh: 免一, en: lifts one}}
  - {id: not-then, article: "4", defeats: [lifts-one], when: s, text: {zh: 不免, en: not then}}
"""


@pytest.mark.parametrize(
    ("facts", "tiers", "effect"),
    [
        ("p: yes, r: yes", ("grave",), "discretionary"),
        ("p: yes, r: yes, s: yes", ("grave",), None),  # an exception to the relief is in force
        ("p: yes, q: yes, r: yes", ("grave",), None),  # another rule gives the same tier, and nothing relieves it
        ("q: yes, r: yes", ("grave",), None),
        ("r: yes", (), None),  # nothing to relieve
    ],
)
def test_a_tier_is_discretionary_if_every_rule_that_gives_it_is_relieved(facts, tiers, effect):
    regulation = parse_regulation(RELIEF)
    answer = ask(regulation, parse_case(f"case: c\nregulation: relief\npeople: {{A: {{{facts}}}}}", regulation))
    (outcome,) = answer.bearers["A"].outcomes
    assert (outcome.tiers, outcome.effect) == (tiers, effect)
    assert outcome.provisions == (("3",) if effect else ())


def test_relief_that_hangs_on_an_open_fact_is_told_with_what_decides_it():
    regulation = parse_regulation(RELIEF)
    answer = ask(regulation, parse_case("case: c\nregulation: relief\npeople: {A: {p: yes, r: unknown}}", regulation))
    (outcome,) = answer.bearers["A"].outcomes
    assert outcome.effect is None
    (relief,) = outcome.relief
    assert (relief.answer, [(one.term, one.value) for one in relief.under.facts]) == ("possible", [("r", True)])


def test_a_silent_fact_that_only_relief_rests_on_is_told_as_assumed():
    regulation = parse_regulation(RELIEF)
    answer = ask(regulation, parse_case("case: c\nregulation: relief\npeople: {A: {p: yes, s: no}}", regulation))
    assert [(one.of, one.term) for one in answer.presumed if one.term == "r"] == [("A", "r")]


# consequences, burdens, sources, dates ------------------------------------------------------------------------


def told(name, case):
    file = CASES / name / f"{case}.case.yaml"
    regulation, loaded = open_case(file)
    return ask(regulation, loaded)


def test_what_liability_brings_with_it_is_told_with_those_who_share_it():
    answer = told("ny-bcl-719", "side-by-side")
    (tier,) = answer.tiers
    assert {"Ada", "Ben", "Finn"} <= set(tier.certain)
    assert not {"Dan", "Gus"} & set(tier.certain)
    kinds = {one.kind: one for one in tier.consequences}
    assert set(kinds) == {"joint_and_several", "measure", "contribution", "strength"}
    assert kinds["contribution"].sure == "memory"


def test_limitation_is_data():
    limits = [one.length for one in told("dgcl-174", "side-by-side").tiers[0].consequences if one.kind == "limitation"]
    assert limits == ["months(72)"]


def test_lifelong_holds_only_where_its_condition_does():
    case = "case: c\nregulation: cpc-accountability-2019\nmatter: {{accountability: yes, grave_nature: {}, serious_consequences: yes}}\n"
    case += "people: {{Zhou: {{office: principal, participated: yes}}}}"
    for grave, shown in (("yes", ["certain"]), ("no", []), ("unknown", ["possible"])):
        answer = ask(*open_text(case.format(grave)))
        assert [one.answer for tier in answer.tiers for one in tier.consequences if one.kind == "lifelong"] == shown


def test_the_burden_of_proof_is_told_for_the_facts_that_an_answer_speaks_of():
    assert [one.term for one in told("dgcl-174", "side-by-side").burdens] == ["wilful_or_negligent"]


def test_the_same_facts_have_opposite_answers_under_the_two_quebec_acts():
    new, old = told("quebec-bca-139", "side-by-side").bearers, told("quebec-ca-123", "side-by-side").bearers
    assert new["Finn"].certain == ("assent",)
    assert old["Finn"].excluded == ("assent",)
    assert all(new[name].certain == old[name].certain for name in ("Ada", "Ben", "Dan", "Ida"))


def test_the_hour_that_the_clocks_skip_counts_for_the_one_who_writes_within_a_day():
    bearers = told("maryland-2-410", "clocks-go-forward-in-between").bearers
    assert bearers["Ana"].excluded == ("assent",)
    assert bearers["Bo"].certain == ("assent",)


# versions -----------------------------------------------------------------------------------------------------

NAMED = "case: c\nregulation: china-company-law\n{}people: {{Zhao: {{director: yes, attendance: in_person, vote: in_favour}}}}"


@pytest.mark.parametrize(("arose", "governs"), [("2024-06-30", "china-company-law-112-2018"), ("2024-07-01", "china-company-law-125")])
def test_a_case_that_names_a_family_gets_the_version_in_force(arose, governs):
    regulation, case = open_text(NAMED.format(f"arose: {arose}\n"))
    assert regulation.id == case.regulation == governs


def test_a_case_that_names_a_family_says_when_it_arose():
    with pytest.raises(Refused, match=r"`china-company-law` has several versions; state when the case `arose`"):
        open_text(NAMED.format(""))


def test_versions_of_a_family_follow_one_another_without_a_gap():
    families = {one.file.family for name in built_in() if (one := load_regulation(name)).file.family}
    assert families
    for name in families:
        versions = family(name)
        for before, after in pairwise(versions):
            assert (after.file.valid.from_ - before.file.valid.to).days == 1


def test_a_case_before_its_regulation_was_in_force_is_refused():
    with pytest.raises(Refused, match="is in force only from 2026-09-11"):
        open_text("case: c\nregulation: cra\narose: 2026-09-10\nmatter: {kind: severe_incident}")


def test_a_family_alone_is_no_regulation():
    with pytest.raises(Refused, match=r"has several versions; `china-company-law-112-2018` \(until 2024-06-30\)"):
        load_regulation("china-company-law")


# a regime of one's own ----------------------------------------------------------------------------------------

OWN = """
regulation: orchard
family: orchards
title: {zh: 果园章程, en: orchard bylaws}
valid: {from: 2020-01-01}
sure: secondary
cited_as: {zh: "第{}节", en: "clause {}"}
sources: [{zh: 手册, en: the handbook, at: page 3, sure: secondary}]
tiers:
  unranked: [pays]
  names: {pays: {zh: 赔偿, en: pays for the trees}}
  consequences:
    pays:
      - {kind: joint_and_several, article: "4", text: {zh: 连带, en: jointly and severally}}
      - {kind: limitation, article: "5", length: months(6), text: {zh: 六个月, en: six months}}
terms:
  matter:
    felled: {zh: 砍树, en: trees were felled}
    seen_at: {zh: 发现, en: it was seen, type: moment}
    told_at: {zh: 报告, en: it was reported, type: moment}
  person:
    agreed: {zh: 同意, en: agreed, controllable: yes, burden: {zh: 园主证明, en: the owner}}
    warned: {zh: 提醒, en: warned, controllable: yes}
rules:
  - {id: agreed, article: "1", bears: pays, when: felled and agreed, text: {zh: 同意者赔偿, en: whoever agreed pays}}
exceptions:
  - {id: warned, article: "2", defeats: [agreed], effect: may_reduce, when: warned, text: {zh: 曾提醒, en: one who warned}}
bearers: {keeper: {zh: 看园人, en: the keeper}, owner: {zh: 园主, en: the owner}}
filings:
  - id: report
    article: "3"
    act: {zh: 报告, en: report}
    who: keeper
    to: owner
    sent: told_at
    when: felled
    due: [{after: seen_at, within: working_days(2)}]
"""
OWN_CASE = """
case: apples
regulation: orchard.yaml
arose: 2026-06-12
zone: Europe/Berlin
matter: {felled: yes, seen_at: 2026-06-12T10:00 Europe/Berlin}
people: {Ann: {agreed: yes, warned: yes}, Ben: {agreed: yes}, Cid: {agreed: no}}
expect:
  persons: {Ann: pays, Ben: pays, Cid: none}
  effects: {Ann: discretionary, Ben: firm}
  filings: {report: {status: due, strict: 2026-06-16T10:00+02:00}}
"""


def test_a_regime_of_ones_own_needs_a_file_and_nothing_else(tmp_path):
    (tmp_path / "orchard.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "apples.case.yaml").write_text(OWN_CASE, encoding="utf-8")
    run = CliRunner().invoke(app, ["ask", "--lang", "en", str(tmp_path / "apples.case.yaml")])
    assert run.exit_code == 0, run.output
    assert "Ann: pays for the trees (clause 1), which may be reduced" in run.output
    assert "jointly and severally (clause 4)[secondary sources only]: Ann, Ben" in run.output
    assert "secondary sources only: clause 1, clause 2" in run.output
    assert "agreed: the owner" in run.output
    expected = CliRunner().invoke(app, ["ask", "--lang", "en", "--reading", "none=none", str(tmp_path / "apples.case.yaml")])
    assert expected.exit_code == 2


def test_a_case_may_expect_an_effect_and_is_told_when_it_is_another(tmp_path):
    (tmp_path / "orchard.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "apples.case.yaml").write_text(OWN_CASE.replace("Ben: firm", "Ben: discretionary"), encoding="utf-8")
    run = CliRunner().invoke(app, ["ask", "--lang", "en", str(tmp_path / "apples.case.yaml")])
    assert run.exit_code == 1
    assert "Ben, effect: expected discretionary, answered firm" in run.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("effect: may_reduce", "effect: may_vanish", "`may_vanish`; "),
        ("defeats: [agreed], effect", "defeats: [agreed, other], effect", "unknown rule or exception `other`"),
        ("sure: secondary\ncited", "sure: certainly\ncited", "`certainly`"),
        ("length: months(6)", "length: half a year", "`half a year`; expected a duration"),
        ("    pays:\n", "    pay:\n", "unknown tier `pay`; did you mean `pays`?"),
        ('"clause {}"', '"clause"', "no place for the number; write {} where it goes"),
        ("after: seen_at", "after: seen", "unknown moment or filing `seen`"),
        ("within: working_days(2)", "within: two days", "`two days`; expected a duration"),
        ("within: working_days(2)", "article: '3'", "a time limit and a wording at once, or neither"),
        ("sent: told_at", "sent: felled", "unknown moment of the matter `felled`"),
        ("after: seen_at", "after: report", "filings wait for one another: `report` → `report`"),
        ("    when: felled\n", "    when: some(x x.agreed)\n", "not a condition"),
        ("    when: felled\n", "    when: some(x, x.agreed)\n", "a filing that depends on people or on rules"),
        ("who: keeper", "who: keepr", "unknown bearer `keepr`; did you mean `keeper`?"),
    ],
)
def test_a_slip_in_the_new_parts_is_told_with_its_place(old, new, message):
    assert old in OWN
    with pytest.raises(Refused) as refused:
        parse_regulation(OWN.replace(old, new), "orchard.yaml")
    assert any(message in str(fault) and fault.line > 0 for fault in refused.value.faults), str(refused.value)


def test_relief_names_rules_only():
    with pytest.raises(Refused, match="`again` may_exempt only; it can name rules, not exceptions"):
        parse_regulation(
            RELIEF + '  - {id: again, article: "5", defeats: [not-then], effect: may_exempt, when: p, text: {zh: 再, en: again}}\n'
        )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("zone: Europe/Berlin", "zone: Europe/Berlin2", "no such time zone"),
        ("status: due", "status: soon", "`soon`; expected one of"),
        ("strict: 2026-06-16T10:00+02:00", "strict: tomorrow", "expected a moment"),
        ("filings: {report", "filings: {reprt", "unknown filing `reprt`; did you mean `report`?"),
        ("Ben: firm", "Bob: firm", "unknown person or body `Bob`"),
        ("arose:", "holidays: Germany\narose:", "expected a country"),
    ],
)
def test_a_slip_in_what_a_case_expects_of_them_is_told_with_its_place(old, new, message):
    assert old in OWN_CASE
    with pytest.raises(Refused) as refused:
        parse_case(OWN_CASE.replace(old, new).replace("orchard.yaml", "orchard"), parse_regulation(OWN), "apples.case.yaml")
    assert any(message in str(fault) and fault.line > 0 for fault in refused.value.faults), str(refused.value)


# the page -----------------------------------------------------------------------------------------------------


def test_the_page_that_sets_them_side_by_side_is_what_the_engine_answers():
    assert side_by_side.PAGE.read_text(encoding="utf-8") == side_by_side.page(), "run `make regimes`"
    filings = side_by_side.page().partition("# What must be filed")[2]
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", filings) == []  # conditions stand in words, not in ids


def test_the_answer_as_json_keeps_its_schema_and_gains_keys():
    answer = msgspec.json.decode(msgspec.json.encode(told("china-company-law-125", "dissent-on-record")))
    assert answer["schema"] == "zeren.answer/1"
    (outcome,) = answer["bearers"]["Zhao"]["outcomes"]
    assert (outcome["effect"], outcome["provisions"]) == ("discretionary", ["125"])
    assert answer["valid"] == {"from": "2024-07-01", "to": None}
