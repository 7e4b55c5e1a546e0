"""Checkers of clausal proofs by others agree with ours: on every certificate, and on certificates that somebody changed."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from zeren.cli import app
from zeren.model.language.load import built_in
from zeren.proofs.certificates import checker, foreign
from zeren.proofs.certificates.folder import MANIFEST
from zeren.proofs.certificates.foreign import CHECKERS, Disagree, Foreign, Unavailable, agree, by_dratify, by_drup
from zeren.proofs.certificates.recheck import recheck
from zeren.proving.verdict_report import report_on

LINUX = sys.platform == "linux"  # for which drup comes built
Pair = tuple[str, str]  # a question and a proof


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """Every clausal proof of the built-in regulations."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in built_in():
        report_on(name, folder)
    return [(path.with_suffix(".cnf").read_text(), path.read_text()) for path in sorted(folder.rglob("*.drat"))]


def small(pairs: list[Pair]) -> list[Pair]:
    """Those that drup, which looks at every clause again and again, checks in milliseconds."""
    return [one for one in pairs if len(one[0]) < 3_000]


def changed(pairs: list[Pair], seed: int) -> Iterator[Pair]:
    """Questions and proofs with one or two lines or literals changed, left out, doubled or exchanged, without end."""
    draw = random.Random(seed)
    while True:
        texts = [text.splitlines() for text in pairs[draw.randrange(len(pairs))]]
        for _ in range(draw.choice((1, 1, 2))):
            which = draw.choice((0, 1, 1))
            texts[which] = list(_changed(texts[which], draw))
        clauses = [line for line in texts[0] if line[:1] not in ("c", "p")]
        most = max((abs(int(word)) for line in clauses for word in line.split()), default=0)
        yield "\n".join([f"p cnf {most} {len(clauses)}", *clauses]) + "\n", "\n".join(texts[1]) + "\n"


def _changed(lines: list[str], draw: random.Random) -> list[str]:
    places = [place for place, line in enumerate(lines) if line[:1] not in ("c", "p")]
    if not places:
        return lines
    place, other = draw.choice(places), draw.choice(places)
    words = lines[place].split()
    numbers = [index for index, word in enumerate(words) if word not in ("d", "0")]
    match draw.randrange(6):
        case 0:
            return lines[:place] + lines[place + 1 :]
        case 1:
            return [*lines[:place], lines[other], *lines[place + 1 :]]
        case 2:
            return [*lines[:other], lines[place], *lines[other:]]
        case 3 if numbers:
            words[index] = str(-int(words[index := draw.choice(numbers)]))
        case 4 if numbers:
            del words[draw.choice(numbers)]
        case _ if numbers:
            words[draw.choice(numbers)] = str(draw.choice((1, -1)) * draw.randint(1, 9))
    return [*lines[:place], " ".join(words), *lines[place + 1 :]]


def added(proof: str) -> str:
    """A proof as drup reads it: what it adds, ended by the empty clause."""
    steps = [line for line in proof.splitlines() if line and line[0] not in "cd" and line != "0"]
    return "\n".join([*steps, "0"]) + "\n"


def disagreements(pairs: Iterator[Pair]) -> Iterator[str]:
    """Every pair of which they do not say the same; a step that needs RAT, which ours takes for none, is told apart by dratify."""
    dratify: Any = pytest.importorskip("dratify")
    for question, proof in pairs:
        ended = proof + "0\n"  # others take the empty clause as said where it follows; ours wants it said
        if by_dratify(question, ended) != (ours := checker.check(question, ended).accepted):
            yield f"dratify, {ours}: {question} {ended}"
        if LINUX:
            ours, theirs = checker.check(question, plain := added(proof)).accepted, by_drup(question, plain)
            if ours != theirs and (ours or not dratify.check_proof(dratify.parse_dimacs(question), plain).rat_steps):
                yield f"drup, {ours}: {question} {plain}"


@pytest.mark.parametrize("name", ["dratify", *(["drup"] if LINUX else [])])
def test_every_certificate_is_accepted_by_other_checkers(name: str, pairs: list[Pair]) -> None:
    assert len(pairs) > 400
    few = pairs if name == "dratify" else pairs[::9]  # drup looks at every clause again and again; all of them in the long tests
    assert all(CHECKERS[name](*one) for one in few)


def test_changed_certificates_are_judged_alike(pairs: list[Pair]) -> None:
    several = list(islice(changed(small(pairs), 1), 400))
    accepted = sum(checker.check(*one).accepted for one in several)
    assert 40 < accepted < 360, "some of both"
    assert list(disagreements(iter(several))) == []


@pytest.mark.slow
def test_ten_thousand_changed_certificates_are_judged_alike(pairs: list[Pair]) -> None:
    assert all(CHECKERS["drup"](*one) for one in pairs if LINUX)
    assert list(disagreements(islice(changed(small(pairs), 2), 10_000))) == []


def test_zeren_check_asks_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = CliRunner().invoke(app, ["prove", "decree-713", "--certificates", str(tmp_path / "kept"), "--jobs", "1"])
    assert "rejected" not in said.output
    names = ["--with", "dratify", *(["--with", "drup"] if LINUX else [])]
    said = CliRunner().invoke(app, ["check", str(tmp_path / "kept"), *names, "--lang", "en"])
    assert (said.exit_code, "certificates accepted" in said.output) == (0, True)
    monkeypatch.setitem(CHECKERS, "dratify", lambda question, proof: False)  # type: ignore[arg-type]  # it is a dict
    said = CliRunner().invoke(app, ["check", str(tmp_path / "kept"), *names, "--lang", "en"])
    assert said.exit_code == 1
    assert "zeren accepts this proof, dratify does not" in said.output
    assert (tmp_path / "kept" / MANIFEST).is_file()


def test_disagreement_is_a_failure_either_way() -> None:
    question = "p cnf 1 2\n1 0\n-1 0\n"
    sure, unsure = Foreign("sure", lambda question, proof: True), Foreign("unsure", lambda question, proof: False)
    good, bad = checker.check(question, "0\n"), checker.check("p cnf 1 1\n1 0\n", "0\n")
    agree(sure, "a", question, "0\n", good)
    agree(unsure, "a", question, "0\n", bad)
    with pytest.raises(Disagree, match="zeren accepts this proof, unsure does not"):
        agree(unsure, "a", question, "0\n", good)
    with pytest.raises(Disagree, match="zeren does not accept this proof, sure does"):
        agree(sure, "a", question, "0\n", bad)


def test_what_is_not_there_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.name for one in foreign.foreign(["dratify", "dratify"])] == ["dratify"]
    monkeypatch.setattr(foreign, "find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="dratify: not installed: pip install dratify"):
        foreign.foreign(["dratify"])
    with pytest.raises(Unavailable, match="no checker of this name is known"):
        foreign.foreign(["drat"])


def test_a_wrong_proof_is_rejected_by_all(tmp_path: Path) -> None:
    question = "p cnf 2 2\n1 2 0\n-1 -2 0\n"
    for proof in ("0\n", "1 0\n0\n", "x\n", "1 2\n"):
        assert not checker.check(question, proof).accepted
        assert not by_dratify(question, proof)
    if LINUX:
        assert not by_drup(question, "0\n")
        assert not by_drup(question, "x\n")
    assert not next(iter(recheck(tmp_path))).accepted
