"""The library of properties: each is refuted by its own smallest broken regulation, and by cases as small as any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

import zeren.proofs
from zeren.model.language.case import Case, FactId
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.evaluate import Complete, Meanings, Situation, evaluate
from zeren.proofs.boards import Boards
from zeren.proofs.case_text import case_text
from zeren.proofs.library import library
from zeren.proofs.prove import prove
from zeren.proofs.regions import allowed
from zeren.proofs.replay import Disagreement, case_of, replay, second_case, situation_of
from zeren.proofs.verdict import Verdict
from zeren.proving.story import Story

BROKEN = sorted((Path(zeren.proofs.__file__).parent / "broken").glob("*.yaml"))
COUNTY = load_regulation("county-bureau")
VERDICTS = list(prove(COUNTY))


def verdicts_of(regulation: Regulation, name: str) -> list[Verdict]:
    return [one for one in prove(regulation) if one.about.id == name]


def witness_case(regulation: Regulation, verdict: Verdict) -> Case:
    found = verdict.witnessed[0].witness
    assert found is not None
    return case_of(verdict.claim, Boards(regulation).of(verdict.claim, found.size).case, found.facts, found.readings, "witness")


def test_there_are_at_least_the_eleven_and_each_is_a_sentence_in_both_languages() -> None:
    assert len(library()) >= 11
    for one in library():
        assert one.text.zh
        assert one.text.en
        assert one.formal
        assert one.polarity in ("universal", "existential")


def test_each_property_ships_with_a_regulation_that_breaks_it() -> None:
    assert [path.stem for path in BROKEN] == sorted(one.id for one in library())


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_regulation_refutes_its_property(path: Path) -> None:
    regulation = load_regulation(path)
    found = verdicts_of(regulation, path.stem)
    assert "fails" in {one.status for one in found}
    for verdict in found:
        for region in verdict.witnessed:
            case = witness_case(regulation, verdict)
            assert replay(regulation, verdict.claim, case, allowed(region.forbidden, verdict.options)) >= 1


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_witness_is_no_larger_than_trying_every_board_finds(path: Path) -> None:
    regulation = load_regulation(path)
    meanings = Meanings(regulation)
    for verdict in verdicts_of(regulation, path.stem):
        sizes = [size for size in (1, 2) if any(_is_sought(meanings, verdict, whole) for whole in _boards(regulation, size))]
        found = [region.witness.size for region in verdict.witnessed if region.witness is not None]
        assert min(found, default=None) == min(sizes, default=None)


def _boards(regulation: Regulation, size: int) -> Iterator[Complete]:
    """Every board of a size, by listing them; the broken regulations know yes/no facts only."""
    matter = [term.id for term in regulation.terms_of["matter"]]
    person = [term.id for term in regulation.terms_of["person"]]
    for row in product((False, True), repeat=len(matter) + size * len(person)):
        facts = dict(zip(matter, row, strict=False))
        people = {chr(65 + who): dict(zip(person, row[len(matter) + who * len(person) :], strict=False)) for who in range(size)}
        yield Complete(facts, people)


def _is_sought(meanings: Meanings, verdict: Verdict, whole: Complete) -> bool:
    return Situation(meanings, whole, {}).holds(meanings.of(verdict.claim.sought))


@pytest.mark.parametrize("verdict", [one for one in VERDICTS if one.witnessed], ids=lambda one: f"{one.about.id}/{one.claim.part}")
def test_a_witness_is_a_case_file_that_replays_and_has_a_story(verdict: Verdict) -> None:
    case = witness_case(COUNTY, verdict)
    again = parse_case(case_text(COUNTY, case), COUNTY)
    assert dict(again.facts) == dict(case.facts)
    region = verdict.witnessed[0]
    choices = allowed(region.forbidden, verdict.options)
    assert replay(COUNTY, verdict.claim, again, choices) >= 1
    for language in ("zh", "en"):
        told = Story(Meanings(COUNTY), verdict.claim, case, choices).lines(language)
        assert told[-1]
        assert verdict.claim.textual or any(line.startswith("A") for line in told)


def test_a_changed_witness_does_not_replay() -> None:
    verdict = next(one for one in VERDICTS if one.about.id == "objection-exempts")
    case = witness_case(COUNTY, verdict)
    facts = {**case.facts, FactId("person", "A", "objection_stated"): False}
    changed = Case(**{name: getattr(case, name) for name in case.__struct_fields__ if name != "facts"}, facts=facts)
    with pytest.raises(Disagreement, match="not the case that was sought"):
        replay(COUNTY, verdict.claim, changed, allowed(verdict.witnessed[0].forbidden, verdict.options))
    with pytest.raises(Disagreement, match="dissent_scope: all"):
        replay(COUNTY, verdict.claim, case, {})


def _outcomes(regulation: Regulation, case: Case, readings: Mapping[str, str]) -> dict[str, frozenset[str]]:
    meanings = Meanings(regulation)
    whole = situation_of(meanings, case, readings).facts
    return evaluate(meanings, whole, readings)


COMPARED = {
    "objecting-never-hurts": {"A"},
    "objection-is-personal": {"A", "B"},
    "absence-never-hurts": {"A"},
}


@pytest.mark.parametrize("name", COMPARED)
def test_what_two_cases_are_said_to_differ_in_they_differ_in(name: str) -> None:
    """The second case is made by editing facts, not by rewriting conditions."""
    regulation = load_regulation(next(path for path in BROKEN if path.stem == name))
    verdict = verdicts_of(regulation, name)[0]
    case = witness_case(regulation, verdict)
    who = Story(Meanings(regulation), verdict.claim, case, {}).who()
    other = second_case(verdict.claim, case, who)
    assert other is not None
    first, second = _outcomes(regulation, case, {}), _outcomes(regulation, other, {})
    changed = {person for person in first if first[person] != second[person]}
    assert changed == COMPARED[name]


def test_a_circumstance_that_matters_changes_an_outcome_when_it_is_taken_away() -> None:
    for verdict in VERDICTS:
        if verdict.about.id == "parts-matter" and verdict.claim.item:
            case = witness_case(COUNTY, verdict)
            other = second_case(verdict.claim, case, "A")
            assert other is not None
            usual = {name: one.literal or next(iter(one.one_of)) for name, one in COUNTY.readings.items()}
            readings = usual | dict(case.readings)
            assert _outcomes(COUNTY, case, readings) != _outcomes(COUNTY, other, readings)


def test_readings_are_told_by_exactly_the_choices_that_save_and_break() -> None:
    found = {(one.about.id, one.claim.part): one for one in VERDICTS}
    exempts = found["objection-exempts", ""]
    assert exempts.status == "depends"
    assert exempts.holds_under() == [{"dissent_scope": ("all",)}]
    assert exempts.fails_under() == [{"dissent_scope": ("others_only",)}]
    gap = found["no-responsibility-gap", ""]
    assert gap.holds_under() == [{"former_member": ("still_reached",), "individual_vs_collective": ("exclusive", "cumulative")}]
    assert gap.fails_under() == [{"individual_vs_collective": ("ratification_converts",)}, {"former_member": ("not_reached",)}]
    assert found["objection-is-personal", ""].status == "holds"
    assert found["duties-have-bearers", "assessment"].status == "fails"
    assert found["duties-have-bearers", "study"].status == "holds"


def test_regions_say_of_each_reading_what_pinning_it_says() -> None:
    """Every combination of the readings that a description names is decided again with these pinned by the text."""
    from zeren.proofs.prove import decide

    boards = Boards(COUNTY)
    for verdict in VERDICTS:
        named = sorted({name for one in [*verdict.holds_under(), *verdict.fails_under()] for name in one})
        if verdict.status != "depends" or verdict.claim.item:
            continue
        for options in product(*(COUNTY.readings[name].one_of for name in named)):
            choice = dict(zip(named, options, strict=True))
            saved = any(all(choice[name] in kept for name, kept in one.items()) for one in verdict.holds_under())
            broken = any(all(choice[name] in kept for name, kept in one.items()) for one in verdict.fails_under())
            assert saved != broken
            several = [boards.of(verdict.claim, size) for size in range(1, verdict.scope.persons + 1)]
            exists = any(
                board.possible([board.sought(verdict.claim), *(board.ground.reading(name).literal(choice[name]) for name in named)])
                for board in several
            )
            assert exists == (saved if verdict.claim.polarity == "existential" else broken)
        assert decide(boards, verdict.about, verdict.claim).holds_under() == verdict.holds_under()


def test_a_regulation_without_the_words_is_not_asked() -> None:
    regulation = load_regulation(next(path for path in BROKEN if path.stem == "tiers-reachable"))
    reasons = {one.about.id: one.reason for one in prove(regulation) if one.status == "not_asked"}
    assert {"no-responsibility-gap", "objection-exempts", "absence-never-hurts"} <= reasons.keys()
    assert all(isinstance(one, Text) and one.zh and one.en for one in reasons.values())


OWN = """
regulation: own
title: {zh: 自述, en: own}
tiers: {unranked: [liable]}
terms:
  matter: {wrong: {zh: 错误, en: wrong}}
  person: {chair: {zh: 主持, en: chair}}
readings:
  strict: {question: {zh: 严否, en: strict}, one_of: {yes_: {zh: 是, en: "yes"}, no_: {zh: 否, en: "no"}}}
rules:
  - {id: chair, article: "1", bears: liable, when: wrong and chair or strict == yes_ and wrong, text: {zh: 主持, en: the chair}}
properties:
  - {id: only-wrong, article: "1", sort: person, holds: wrong or not applies(chair), text: {zh: 无错无责, en: nobody without a wrong}}
  - {id: only-chairs, sort: person, never: applies(chair) and not chair, text: {zh: 只有主持, en: only chairs}}
  - {id: someone, possible: "some(x, applies(chair, x) and not x.chair)", text: {zh: 他人, en: somebody else}}
  - {id: nobody, possible: "wrong and not wrong", text: {zh: 无, en: nothing}}
"""


def test_a_regulation_states_its_own_properties() -> None:
    found = {one.about.id: one for one in prove(parse_regulation(OWN))}
    assert found["only-wrong"].status == "holds"
    assert found["only-chairs"].status == "depends"
    assert found["only-chairs"].holds_under() == [{"strict": ("no_",)}]
    assert found["someone"].holds_under() == [{"strict": ("yes_",)}]
    assert found["nobody"].status == "fails"
    assert found["only-wrong"].about.formal == "∀ case: wrong or not applies(chair)"


def test_a_property_that_is_stated_wrongly_is_refused_where_it_stands() -> None:
    from zeren.model.language.faults import Refused

    text = OWN.replace("holds: wrong or not applies(chair)", "holds: wrnog").replace("never: applies(chair) and not chair, ", "")
    with pytest.raises(Refused) as refused:
        parse_regulation(text, "own.yaml")
    shown = [str(fault) for fault in refused.value.faults]
    assert any("wrnog" in one and "did you mean `wrong`?" in one for one in shown)
    assert any("a property of no kind or of several" in one for one in shown)


def test_concepts_that_name_nothing_are_refused() -> None:
    from zeren.model.language.faults import Refused

    text = OWN + "concepts: {leadership: [liabel], absent: {chiar: yes}, present: {chair: maybe}, took_it: wrong and charr}\n"
    with pytest.raises(Refused) as refused:
        parse_regulation(text, "own.yaml")
    shown = "\n".join(str(fault) for fault in refused.value.faults)
    for wrong in ("liabel", "chiar", "maybe", "charr"):
        assert f"`{wrong}`" in shown
