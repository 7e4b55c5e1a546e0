"""The decision of a case: degrees of responsibility beside what the rules say, and files that get votes wrong."""

from __future__ import annotations

import msgspec
import pytest

from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.shares import DecisionAnswer
from zeren.model.solving.ask import ask

BUREAU = load_regulation("county-bureau")
MATTER = "matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}"
MEMBER = "role: member, body_member: yes, participated: yes"


def answer(people: str, voting: str) -> Answer:
    return ask(BUREAU, parse_case(f"case: a\nregulation: county-bureau\n{MATTER}\nvoting: {voting}\npeople:\n{people}", BUREAU))


def decided(people: str, voting: str) -> DecisionAnswer:
    found = answer(people, voting).decision
    assert isinstance(found, DecisionAnswer)
    return found


UNANIMOUS = "".join(f"  {name}: {{{MEMBER}, stance: in_favour}}\n" for name in ("Wu", "Lin", "Sun", "Qian", "Li"))


def test_all_answer_though_no_single_vote_was_needed() -> None:
    found = decided(UNANIMOUS, "{rule: majority_of_all}")
    assert found.adopted is True
    assert {name: share.degree for name, share in found.shares.items()} == dict.fromkeys(["Wu", "Lin", "Sun", "Qian", "Li"], "1/3")
    assert found.unneeded == ("Wu", "Lin", "Sun", "Qian", "Li")
    assert found.spared == ()


def test_a_needed_vote_may_bear_nothing() -> None:
    """Without Wu's presence there was no quorum; his objection frees him all the same."""
    people = f"""  Wu: {{{MEMBER}, stance: against, objection_stated: yes, objection_adopted: no}}
  Lin: {{{MEMBER}, stance: in_favour}}
  Sun: {{{MEMBER}, stance: in_favour}}
  Qian: {{role: member, body_member: yes, participated: no, stance: absent}}
"""
    found = decided(people, "{rule: majority_of_present, quorum: 3}")
    assert found.adopted is True
    assert {name: share.degree for name, share in found.shares.items()} == {"Wu": "1", "Lin": "1", "Sun": "1", "Qian": "1"}
    assert found.spared == ("Wu", "Qian")  # had Qian come and voted against, there would have been no majority
    assert found.unneeded == ()


def test_an_unknown_vote_leaves_the_decision_open() -> None:
    found = decided(UNANIMOUS + f"  Zhao: {{{MEMBER}, stance: unknown}}\n", "{rule: unanimity}")
    assert found.adopted is None
    assert found.unknown_votes == ("Zhao",)
    assert found.shares == {}


def test_a_vote_that_nothing_asks_about_is_assumed_or_left_open_like_any_other_fact() -> None:
    text = SMALL.format(votes="votes: {term: vote, in_favour: [aye], against: [nay], absent: [away]}")
    regulation = parse_regulation(
        text.replace("one_of: [aye", "unless_stated: aye, one_of: [aye").replace("when: vote == aye", "when: yes")
    )
    case = parse_case("case: a\nregulation: small\npeople: {Wu: {}}\nvoting: {rule: unanimity}", regulation)
    assumed, left_open = ask(regulation, case).decision, ask(regulation, case, presume=False).decision
    assert isinstance(assumed, DecisionAnswer)
    assert isinstance(left_open, DecisionAnswer)
    assert (assumed.adopted, left_open.adopted) == (True, None)


def test_a_result_that_does_not_hang_on_the_unknown_vote_is_told() -> None:
    found = decided(UNANIMOUS + f"  Zhao: {{{MEMBER}, stance: unknown}}\n", "{rule: majority_of_all}")
    assert found.adopted is True
    assert found.unknown_votes == ("Zhao",)
    assert found.shares == {}


def test_one_who_did_not_take_part_has_not_voted() -> None:
    """Absent or silent: which of them is open, and they count differently."""
    found = decided(UNANIMOUS + "  Zhao: {role: member, body_member: yes, participated: no, stance: unknown}\n", "{rule: unanimity}")
    assert found.unknown_votes == ("Zhao",)


def test_a_case_without_a_voting_rule_says_nothing_of_it() -> None:
    case = parse_case(f"case: a\nregulation: county-bureau\n{MATTER}\npeople:\n{UNANIMOUS}", BUREAU)
    assert b'"decision"' not in msgspec.json.encode(ask(BUREAU, case))


@pytest.mark.parametrize(
    ("voting", "problem"),
    [
        ("{rule: most}", "`most`"),
        ("{rule: unanimity, chair: Wo}", "unknown person `Wo`"),
        ("{rule: single_decider}", "`chair` is missing"),
        ("{rule: majority_of_all, casting_vote: yes}", "`chair` is missing"),
        ("{rule: unanimity, quorum: 9}", "a quorum of 9"),
        ("{quorum: 2}", "`rule` is missing"),
    ],
)
def test_a_wrong_voting_rule_is_refused(voting: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        answer(UNANIMOUS, voting)


SMALL = """
regulation: small
title: {{zh: 小, en: small}}
tiers: {{unranked: [liable]}}
terms: {{person: {{vote: {{zh: 票, en: vote, one_of: [aye, nay, away]}}}}}}
rules: [{{id: ayes, article: "1", bears: liable, when: vote == aye, text: {{zh: 赞, en: ayes}}}}]
{votes}
"""


@pytest.mark.parametrize(
    ("votes", "problem"),
    [
        ("votes: {term: vot, in_favour: [aye], against: [nay]}", "unknown term of a person `vot`"),
        ("votes: {term: vote, in_favour: [ay], against: [nay], absent: [away]}", "`ay` is no option"),
        ("votes: {term: vote, in_favour: [aye, nay], against: [nay], absent: [away]}", "`nay` counts twice"),
        ("votes: {term: vote, in_favour: [aye], against: [nay]}", "`away` counts as no vote"),
    ],
)
def test_a_regulation_that_gets_votes_wrong_is_refused(votes: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        parse_regulation(SMALL.format(votes=votes))


def test_a_vote_whose_term_cannot_be_read_is_refused_for_the_term() -> None:
    wrong = SMALL.format(votes="votes: {term: vote, in_favour: [aye], against: [nay], absent: [away]}")
    with pytest.raises(Refused, match="nothing, where a mapping was expected"):
        parse_regulation(wrong.replace("{vote: {zh: 票, en: vote, one_of: [aye, nay, away]}}", "{vote: }"))


def test_a_voting_rule_needs_a_regulation_that_knows_votes() -> None:
    regulation = parse_regulation(SMALL.format(votes=""))
    with pytest.raises(Refused, match="does not say what counts as a vote"):
        parse_case("case: a\nregulation: small\npeople: {Wu: {vote: aye}}\nvoting: {rule: unanimity}", regulation)
