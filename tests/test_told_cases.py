"""Every case that is told to a person, put back as a case file with exactly what was told, is answered as it was told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from zeren.model.language.case import Case
from zeren.model.language.load import built_in, load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.model.solving.completion import complete
from zeren.proofs.boards import Boards
from zeren.proofs.endings import tier_of
from zeren.proofs.lint.finding import Finding
from zeren.proofs.lint.run import lint
from zeren.proofs.lint.stage import Witness
from zeren.proofs.mutants.alike import Alike
from zeren.proofs.mutants.changes import mutants
from zeren.proofs.prove import prove
from zeren.proofs.regions import allowed
from zeren.proofs.replay import case_of, situation_of
from zeren.proving.story import Story
from zeren.proving.verdict_report import report_of

SPREAD = 40  # of the small changes of a regulation, every so many is looked at


def contradictions(regulation: Regulation, case: Case) -> Iterator[str]:
    """Stated facts that are not as they follow from what else is stated, where all that they follow is in the case."""
    meanings = Meanings(regulation)
    whole, readings = complete(meanings, case, {})
    situation = Situation(meanings, whole, readings)
    named = {"matter": {"": {}}, "person": whole.people, "body": whole.bodies, "circumstance": whole.circumstances}
    amounts = {term.id for term in regulation.terms.values() if term.kind not in ("yes_no", "one_of")}
    for fact, value in case.facts.items():
        expr = regulation.follows.get(fact.term)
        if expr is None or value is not False or terms_in(expr, regulation) & amounts:
            continue
        if situation.holds(meanings.of(expr), named[fact.sort][fact.of]):
            yield fact.shown


@pytest.mark.parametrize("name", built_in())
def test_what_a_smallest_case_of_prove_tells_is_what_it_answers(name: str) -> None:
    """The case is asked through the front door; the story is compared with that, bearer by bearer."""
    regulation = load_regulation(name)
    boards = Boards(regulation)
    for verdict in prove(regulation, boards):
        for region in verdict.regions:
            if region.witness is None or verdict.claim.textual:
                continue
            board = boards.of(verdict.claim, region.witness.size)
            whole = case_of(verdict.claim, board.case, region.witness.facts, region.witness.readings, "case")
            story = Story(boards.meanings, verdict.claim, whole, allowed(region.forbidden, verdict.options))
            assert not list(contradictions(regulation, whole))
            answer = ask(regulation, story.told)
            for name_, one in answer.bearers.items():
                told = story.answered.outcomes("body" if name_ in story.told.bodies else "person", name_)
                assert [frozenset(each) for each in told] == [frozenset(each.tiers) for each in one.outcomes]
            assert [story.answered.made_out(each.id) for each in story.told.circumstances] == [each.answer for each in answer.circumstances]
            sought = boards.meanings.of(verdict.claim.sought)
            said = situation_of(boards.meanings, story.told, {**region.witness.readings, **_usual(regulation, region.witness.readings)})
            if verdict.claim.sort == "matter":
                assert said.holds(sought), "what is told is no case of what was sought"


def _usual(regulation: Regulation, chosen: dict[str, str]) -> dict[str, str]:
    return {name: one.literal or next(iter(one.one_of)) for name, one in regulation.readings.items() if name not in chosen}


@pytest.mark.parametrize("name", ["county-bureau", "ny-bcl-719"])
def test_the_case_file_of_a_verdict_states_what_its_story_tells(name: str) -> None:
    regulation = load_regulation(name)
    for verdict in report_of(regulation).verdicts:
        for one in verdict.witnesses if verdict.property != "duties-have-bearers" else ():  # of those the text itself is the witness
            case = parse_case(one.case, regulation)
            told = " ".join(one.story["en"])
            for fact in case.facts:
                assert regulation.terms[fact.term].text.en in told
            for reading, option in case.readings.items():
                assert regulation.readings[reading].one_of[option].en in told


def answered_as_told(regulation: Regulation, witness: Witness) -> None:
    answer = ask(regulation, parse_case(witness.case, regulation))
    for name, tiers in witness.outcomes.items():
        assert [frozenset(one.tiers) for one in answer.bearers[name].outcomes] == [{tier_of(one) for one in tiers}], witness.case
    for name, found in witness.verdicts.items():
        (told,) = answer.bearers[name].outcomes
        see = tuple(one.article for one in told.see if one.answer == "certain")
        assert (told.verdict, told.looked_at, see, told.made_out) == (found.verdict, found.looked_at, found.see, found.made_out), (
            witness.case
        )


def findings(name: str) -> list[Finding]:
    return list(lint(load_regulation(name)))


@pytest.mark.parametrize("name", built_in())
def test_what_a_smallest_case_of_lint_tells_is_what_it_answers(name: str) -> None:
    regulation = load_regulation(name)
    for one in findings(name):
        for witness in filter(None, (one.witness, one.contrast)):
            answered_as_told(regulation, witness)
            assert not list(contradictions(regulation, parse_case(witness.case, regulation)))


@pytest.mark.parametrize("name", ["county-bureau", "mbca-8-24", "china-company-law-125"])
def test_what_a_case_that_tells_a_change_apart_tells_is_what_it_answers(name: str) -> None:
    regulation = load_regulation(name)
    alike = Alike(regulation)
    for mutant in itertools.islice(mutants(regulation), 0, None, SPREAD):
        if (found := alike.differs(mutant.regulation)).witness is not None:
            answered_as_told(regulation, found.witness)


def test_a_change_that_shows_only_where_one_fact_is_stated_and_another_follows_is_no_change_of_nothing() -> None:
    """What the second fact follows excludes the first one; only a case that states the first and leaves the second to follow differs."""
    text = """
regulation: mixed
title: {zh: 混, en: mixed}
tiers: {unranked: [liable]}
terms:
  matter:
    late: {zh: 迟, en: late}
    first: {zh: 一, en: first, follows: late}
    second: {zh: 二, en: second, follows: not late}
rules:
  - {id: both, article: "1", bears: liable, when: first and second, text: {zh: 责, en: liable}}
"""
    regulation = parse_regulation(text)
    changed = parse_regulation(text.replace("follows: not late", "follows: not late and late"))
    found = Alike(regulation).differs(changed)
    assert found.witness is not None
    answered_as_told(regulation, found.witness)
    assert ask(changed, parse_case(found.witness.case, changed)).bearers["A"].outcomes[0].tiers == ()
