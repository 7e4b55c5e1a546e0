"""Four engines, one meaning: evaluate, the encoding (by gates and by Z3), columns and clingo on the same random cases.

The long form of this is `make agreement`; here a few hundred cases go to each, for every regulation that comes with
zeren and for regulations drawn at random.
"""

from __future__ import annotations

import contextlib
import random

import numpy as np
import pytest
from agreement.atoms import ruled
from agreement.engines import Batch, Shape, differences, random_shape
from agreement.regressions import FOLDER, as_batch, keep, single
from clingo_engine import Program
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zeren.model.language.load import load_regulation, open_case, parse_regulation
from zeren.model.meaning.columns import BeyondColumns
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.testing import regulations


def check(batch, meanings, program, most=5):
    """Every engine on every case of a batch; Z3's solver and the open readings on the first few."""
    meant = batch.evaluated(meanings)
    gates, words = batch.gates()
    others = {"columns": batch.vectorised(), "gates": gates, "Z3": words, "clingo": batch.stable(program)}
    with contextlib.suppress(BeyondColumns):  # a count that depends on readings; tables of such cases are asked one by one
        others["open columns"] = batch.vectorised(True)
    assert differences(meant, others) == []
    assert batch.solved(meant, most) == min(most, batch.size)
    assert batch.assumed(program, meant) == batch.size
    return meant


@pytest.mark.parametrize("name", ruled())
def test_engines_agree(name):
    regulation, source = load_regulation(name), random.Random(20_160_301)
    meanings, program, seen = Meanings(regulation), Program(regulation), set()
    for _ in range(2):
        meant = check(Batch.random(regulation, random_shape(regulation, source, 4), 80, source.randint(0, 1 << 30)), meanings, program)
        seen |= {(kind, bool(one)) for (kind, _, _), data in meant.items() for one in data}
    assert ("ends", True) in seen
    assert ("ends", False) in seen


@settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(regulations(), st.integers(1, 3), st.integers(0, 1 << 30))
def test_engines_agree_on_any_regulation(text, people, seed):
    regulation = parse_regulation(text)
    check(Batch.random(regulation, Shape(people), 40, seed), Meanings(regulation), Program(regulation))


def test_a_wrong_engine_is_found_and_its_case_shrunk(tmp_path, monkeypatch):
    """Were an exception forgotten, the smallest case kept would be one objector, and nothing more."""
    regulation = load_regulation("county-bureau")
    meanings, batch = Meanings(regulation), Batch.random(regulation, Shape(3, 1), 400, 3)
    whole = Situation._defeated
    meant = batch.evaluated(meanings)
    monkeypatch.setattr(Situation, "_defeated", lambda self, target, bearer: False)
    wrong = differences(batch.evaluated(meanings), {"right": meant})
    assert wrong

    def disagrees(one):
        with monkeypatch.context() as patch:
            patch.setattr(Situation, "_defeated", whole)
            right = one.evaluated(meanings)
        return bool(differences(right, {"wrong": one.evaluated(meanings)}))

    path = keep(single(batch, wrong[0][2]), disagrees, "forgotten-exception", "an exception forgotten", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "objection_stated: yes" in text
    assert "p2:" not in text
    assert text.count(": yes") <= 8


def test_every_case_that_engines_disagreed_on_or_that_is_kept():
    """The smallest cases kept in `tests/regressions`: every engine, and `ask` on the whole case."""
    paths = sorted(FOLDER.glob("*.case.yaml"))
    assert paths
    for path in paths:
        regulation, case = open_case(path)
        batch, meanings = as_batch(case, regulation), Meanings(regulation)
        meant = check(batch, meanings, Program(regulation))
        answer = ask(regulation, case, meanings=meanings)
        for number, name in enumerate(case.people, 1):
            tiers = {tier for tier in regulation.tiers_of["person"] if np.all(meant["ends", f"p{number}", tier])}
            assert [set(one.tiers) for one in answer.bearers[name].outcomes] == [tiers], path.name
