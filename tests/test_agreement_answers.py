"""Boards of any size: `ask` on drawn cases equals brute force over completions, each decided by `evaluate`."""

from __future__ import annotations

import pytest
from agreement.atoms import condition, own_atoms, ruled
from agreement.brute import Completions
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from zeren.model.language.case import FactId
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ask import ask
from zeren.testing import cases, regulations

MOST = 600  # completions of one case that are worked through
SLOW = settings(
    deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

MEANINGS = {name: Meanings(load_regulation(name)) for name in ruled()}


def looked_at(regulation):
    exprs = [condition(regulation, name) for name in [*regulation.rules, *regulation.exceptions]]
    return {atom.name for atom in own_atoms(regulation, exprs, people=("x",))}


@st.composite
def questions(draw, people, most_unknown):
    """A regulation, a case with everything stated or unknown, and up to three open readings."""
    name = draw(st.sampled_from(ruled()))
    meanings = MEANINGS[name]
    regulation, known = meanings.regulation, looked_at(meanings.regulation)
    asked = [one for one in regulation.readings if one in known]
    open_ones = draw(st.lists(st.sampled_from(asked), max_size=3, unique=True)) if asked else []
    pinned = {reading: draw(st.sampled_from(list(one.one_of))) for reading, one in regulation.readings.items() if reading not in open_ones}
    size = draw(people)
    case = draw(
        cases(
            regulation,
            people=size,
            bodies=draw(st.integers(0, 1)),
            matter={"collective_responsibility_pursued": True} if "collective_responsibility_pursued" in known else None,
            most_unknown=most_unknown,
            silent=False,
            terms=known,
            pinned=pinned,
        )
    )
    opened = {**dict.fromkeys(open_ones, "open"), **pinned}
    return meanings, case, opened, pinned


def check(meanings, case, readings, pinned):
    """One case, answered both ways: outcomes, what forces them, and that nothing in it could be left out."""
    completions = Completions(meanings, case, pinned)
    assume(0 < len(completions.all) <= MOST)
    answer = ask(meanings.regulation, case, readings=readings, presume=False, meanings=meanings)
    for name, bearer in answer.bearers.items():
        meant = completions.outcomes(name)
        assert {frozenset(one.tiers) for one in bearer.outcomes} == meant
        assert set(bearer.certain) == frozenset.intersection(*meant)
        assert set(bearer.possible) == frozenset.union(*meant) - frozenset.intersection(*meant)
        event(f"{len(meant)} outcomes")
        for one in bearer.outcomes:
            under = forced(completions, name, one)
            assert completions.outcomes(name, under) == {frozenset(one.tiers)}
            for key in under:
                fewer = {other: value for other, value in under.items() if other != key}
                assert len(completions.outcomes(name, fewer)) > 1, f"{key} adds nothing to what forces {one.tiers} for {name}"


def forced(completions, name, outcome):
    """The smallest set that an outcome names, by the keys of the completions."""
    under = dict(outcome.under.readings)
    for fact in outcome.under.facts:
        key = next(one for one in completions.open if isinstance(one, FactId) and one.of == (fact.of or "") and one.term == fact.term)
        under[key] = fact.value
    return under


@settings(SLOW, max_examples=20)
@given(questions(st.integers(1, 3), 3))
def test_small_boards(question):
    check(*question)


@settings(SLOW, max_examples=15)
@given(questions(st.integers(4, 9), 3))
def test_larger_boards(question):
    check(*question)


@pytest.mark.slow
@settings(SLOW, max_examples=400, derandomize=False)
@given(questions(st.integers(1, 9), 5))
def test_boards_of_every_size_at_length(question):
    check(*question)


@st.composite
def drawn_questions(draw):
    regulation = parse_regulation(draw(regulations()))
    case = draw(cases(regulation, people=st.integers(1, 3), most_unknown=3, silent=False))
    pinned = {name: option for name, option in case.readings.items() if option != "open"}
    return Meanings(regulation), case, case.readings, pinned


@settings(SLOW, max_examples=25)
@given(drawn_questions())
def test_any_regulation(question):
    check(*question)


@settings(SLOW, max_examples=15)
@given(st.data())
def test_a_drawn_case_is_never_refused_and_its_answer_is_whole(data):
    name = data.draw(st.sampled_from(ruled()))
    regulation = MEANINGS[name].regulation
    case = data.draw(cases(regulation, people=3, bodies=1, circumstances=min(1, len(regulation.circumstances))))
    answer = ask(regulation, case, meanings=MEANINGS[name])
    for bearer in answer.bearers.values():
        assert bearer.outcomes
        assert not set(bearer.certain) & set(bearer.excluded)
