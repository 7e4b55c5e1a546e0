"""What lies at the edge of the proofs: calendar months, circumstances that rules rest on, background that nothing satisfies."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import zeren.proofs
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.proofs.certificates.files import Folder
from zeren.proofs.certificates.recheck import recheck_regulation
from zeren.proofs.prove import prove
from zeren.proofs.verdict import Verdict
from zeren.proving.verdict_report import Report, report_on, whole

BROKEN = Path(zeren.proofs.__file__).parent / "broken"

MONTHS = """
regulation: months
title: {zh: 月, en: months}
tiers: {unranked: [liable]}
terms:
  matter: {done: {zh: 办结, en: done, type: date}, due: {zh: 期限, en: due, type: date}}
  person: {chair: {zh: 主持, en: chair}}
rules:
  - {id: late, article: "1", bears: liable, when: chair and done > due + months(1), text: {zh: 迟延, en: late}}
"""

TOGETHER = """
regulation: together
title: {zh: 两种情形, en: two circumstances}
tiers: {unranked: [liable]}
terms:
  person: {chair: {zh: 主持, en: chair}}
  circumstance: {found: {zh: 认定, en: found}, grave: {zh: 严重, en: grave}}
rules:
  - {id: both, article: "1", bears: liable, when: chair and made_out(1) and made_out(2), text: {zh: 两者兼有, en: both}}
circumstances:
  - {item: "1", article: "2", when: found, text: {zh: 情形一, en: the first}}
  - {item: "2", article: "2", when: found and grave, text: {zh: 情形二, en: the second}}
  - {item: "3", article: "2", when: found and grave, text: {zh: 情形三, en: the third}}
properties:
  - {id: chairs-only, article: "1", never: "some(x, applies(both, x) and not x.chair)", text: {zh: 仅主持人, en: chairs only}}
"""

IMPOSSIBLE = """
regulation: impossible
title: {zh: 无此案件, en: no such case}
tiers: {unranked: [liable]}
terms:
  person: {chair: {zh: 主持, en: chair}}
background:
  - {id: nobody, holds: not chair, text: {zh: 无人主持, en: nobody chairs}}
  - {id: somebody, holds: "some(x, x.chair)", text: {zh: 有人主持, en: somebody chairs}}
rules:
  - {id: all, article: "1", bears: liable, when: "yes", text: {zh: 人人, en: everybody}}
properties:
  - {id: anything, never: "yes", text: {zh: 无, en: no case at all}}
"""


def verdicts(text: str) -> dict[tuple[str, str], Verdict]:
    return {(one.about.id, one.claim.part): one for one in prove(parse_regulation(text))}


def test_what_the_solver_cannot_take_is_undecided_with_its_reason(tmp_path: Path) -> None:
    found = verdicts(MONTHS)["tiers-reachable", "liable"]
    assert found.status == "unknown"
    assert found.reason is not None
    assert "calendar months" in found.reason.en
    file = tmp_path / "months.yaml"
    file.write_text(MONTHS, encoding="utf-8")
    report = report_on(str(file), tmp_path / "certificates").report
    checks = [one.check for one in report.verdicts if one.status == "unknown"]
    assert checks
    assert all(check is not None and not check.accepted for check in checks)


def test_circumstances_that_need_each_other_both_matter() -> None:
    found = verdicts(TOGETHER)
    for item in ("1", "2"):
        verdict = found["parts-matter", f"circumstance {item}"]
        assert verdict.status == "holds"
    assert found["parts-matter", "circumstance 3"].status == "fails"
    assert found["parts-can-apply", "both"].status == "holds"
    assert found["chairs-only", ""].status == "holds"
    assert all(one.scope.every_size for one in found.values() if one.status != "not_asked")


MOVED = """
regulation: moved
title: {zh: 移动, en: moved}
tiers: {unranked: [liable]}
concepts: {objecting: {objected: "yes"}, not_objecting: {objected: "no"}}
terms:
  person: {chair: {zh: 主持, en: chair}, objected: {zh: 反对, en: objected}}
  circumstance: {harm: {zh: 后果, en: harm}}
circumstances:
  - {item: "1", article: "2", when: harm and not subject.objected, text: {zh: 一, en: one}}
rules:
  - {id: chairs, article: "1", bears: liable, when: chair and made_out(1), text: {zh: 主持, en: the chair}}
"""


def test_a_circumstance_that_turns_on_the_changed_fact_is_never_taken_to_stay_as_it_was() -> None:
    verdict = verdicts(MOVED)["objection-is-personal", ""]
    assert verdict.status == "unknown"
    assert verdict.reason is not None
    assert "circumstance 1 itself turns on" in verdict.reason.en


def test_where_no_case_is_possible_nothing_is_ever_broken_and_nothing_reached() -> None:
    found = verdicts(IMPOSSIBLE)
    assert found["anything", ""].status == "holds"
    assert found["tiers-reachable", "liable"].status == "fails"


@pytest.mark.parametrize("text", [TOGETHER, IMPOSSIBLE], ids=["together", "impossible"])
def test_their_certificates_are_accepted(text: str, tmp_path: Path) -> None:
    regulation = parse_regulation(text)
    file = tmp_path / f"{regulation.id}.yaml"
    file.write_text(text, encoding="utf-8")
    done = report_on(str(file), tmp_path / "certificates")
    assert done.record is not None
    found = list(recheck_regulation(Folder(tmp_path / "certificates", done.files), done.record))
    assert found
    assert all(one.accepted for one in found)


def test_the_report_fits_its_schema() -> None:
    import jsonschema

    report = whole([report_on("minnesota-302a-559").report])
    encoded = msgspec.json.encode(report)
    jsonschema.validate(msgspec.json.decode(encoded), msgspec.json.schema(Report))
    assert msgspec.json.decode(encoded, type=Report) == report


def test_a_duty_without_a_bearer_is_told_by_the_text() -> None:
    report = report_on(str(BROKEN / "duties-have-bearers.yaml")).report
    duty = next(one for one in report.verdicts if one.part == "report")
    assert duty.witnesses[0].story == {"zh": ["报告：条文没有写明由谁承担。"], "en": ["report: the text does not say whose it is."]}


@pytest.mark.parametrize("name", ["dgcl-174", "ny-bcl-719", "mbca-8-24"])
def test_exceptions_that_only_relieve_matter_too(name: str) -> None:
    for verdict in prove(load_regulation(name)):
        if verdict.about.id == "parts-matter":
            assert verdict.status == "holds", verdict.claim.part
