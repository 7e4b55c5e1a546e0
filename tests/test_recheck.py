"""What the check says of a folder: how much it looked at, what it names where something is wrong, and what it takes for granted."""

# ruff: noqa: F811  # fixtures are imported

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from forgeries.genuine import genuine, kept  # noqa: F401  # fixtures
from forgeries.kit import Kit
from forgeries.successions import BREAKS, HOLDS, NOBODY, history, row
from forgeries.verdicts import EXEMPTS, GRAVE, SMALL, SPARED, Row, case, region, regions, verdict
from typer.testing import CliRunner

from zeren.cli import app
from zeren.model.language.terms import Text
from zeren.proofs.certificates import files as stored
from zeren.proofs.certificates import folder as certificate
from zeren.proofs.certificates import recheck as proved
from zeren.proofs.certificates import smt
from zeren.proofs.certificates.folder import MANIFEST
from zeren.proofs.certificates.recheck import Recheck, recheck
from zeren.proofs.certificates.rejection import Reason
from zeren.proofs.succession import certificate as successions
from zeren.proofs.succession import recheck as succeeded
from zeren.proofs.succession.certificate import MANIFEST as SUCCESSION
from zeren.proving.rechecked import Checked, RecheckReport, recheck_report

RECORDS = (
    stored.Stored,
    stored.RegulationRecord,
    certificate.SizeProof,
    certificate.RegionRecord,
    certificate.VerdictRecord,
    certificate.Manifest,
    successions.SuccessionManifest,
)


@pytest.mark.parametrize("record", RECORDS)
def test_records_hold_nothing_else_and_stay_as_they_are(record: type[msgspec.Struct]) -> None:
    assert record.__struct_config__.forbid_unknown_fields
    assert record.__struct_config__.frozen


@pytest.mark.parametrize(
    "record", [certificate.VerdictRecord, certificate.Manifest, successions.SuccessionManifest, Checked, RecheckReport]
)
def test_records_of_many_parts_are_filled_by_name(record: type[msgspec.Struct]) -> None:
    with pytest.raises(TypeError, match="positional"):
        record("spared")


def test_what_was_checked_stays_so() -> None:
    assert Recheck("x") == Recheck("x", (), 0, 0, 0, 0, False)
    assert all(one.__struct_config__.frozen for one in (Recheck, Checked, RecheckReport))
    assert not recheck_report([]).accepted
    assert recheck_report([Recheck("x")]).accepted
    assert not recheck_report([Recheck("x"), Recheck("y", (Reason("no_cover"),))]).accepted


@pytest.mark.parametrize("trust_z3", [False, True])
def test_every_file_is_counted_once(kept: Path, trust_z3: bool) -> None:
    found = list(recheck(kept, trust_z3=trust_z3))
    assert len(found) > 30
    for one in found:
        files = [path for path in (kept / one.what).iterdir() if path.is_file()]
        asked = [path for path in files if path.suffix in (".cnf", ".smt2")]
        cases = [path for path in files if path.suffix == ".yaml"]
        assert (one.proofs, one.cases, one.repeated, one.orderly) == (len(asked), len(cases), 0, False)
    for one in (rows := list(succeeded.recheck(kept, trust_z3=trust_z3))):
        asked = list((kept / one.what).glob("*.smt2"))
        told = "story" in Kit(kept, SUCCESSION).json(f"{one.what}/row.json")
        assert (one.proofs, one.cases, one.repeated, one.orderly) == (len(asked), int(told), 0, False)
    assert [one.what for one in rows] == [f"tiny/succession/{number}" for number in (1, 2, 3, 4)]


def test_z3_is_asked_only_where_it_is_trusted_and_cvc5_missing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "find_spec", lambda _: None)
    assert [reason.key for one in succeeded.recheck(kept) for reason in one.why] == ["no_cvc5"] * 3
    found = {one.what: one for one in succeeded.recheck(kept, trust_z3=True)}
    assert [(one.proofs, one.repeated) for one in found.values()] == [(1, 1), (3, 3), (3, 3), (0, 0)]
    small = next(one for one in recheck(kept, trust_z3=True) if one.what == SMALL)
    assert (small.proofs, small.repeated) == (1, 1)
    monkeypatch.setattr(proved, "script_excluded", lambda text: False)
    small = next(one for one in recheck(kept, trust_z3=True) if one.what == SMALL)
    assert small.why == (Reason("model", (f"{SMALL}/none-1-size-1.smt2", "Z3")),)


def test_whoever_finds_a_model_is_named(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "excluded", lambda text: False)
    small = next(one for one in recheck(kept) if one.what == SMALL)
    assert small.why == (Reason("model", (f"{SMALL}/none-1-size-1.smt2", "cvc5")),)


LIGHT = "tiny/tiers-reachable/light"
NAMED: list[tuple[str, Row, tuple[object, ...]]] = [
    (EXEMPTS, ("options", verdict(EXEMPTS, options={"scope": ["all"], "tone": ["words"]}), ("no_reading",)), ("scope",)),
    (EXEMPTS, ("options", region(EXEMPTS, 1, forbidden=[["scope", "x"], ["tone", "y"]]), ("no_option",)), ("scope", "x")),
    (LIGHT, ("persons", case(LIGHT, "people:", "people:\n  B: {}\n  C: {}\n  D: {}\n  E: {}"), ("board",)), ("5", "3")),
    (GRAVE, ("one person more", case(GRAVE, "people:", "people:\n  B: {}\n  C: {}"), ("board",)), ("3", "2")),
    (GRAVE, ("facts", case(GRAVE, "chair: yes, objected: no", "chair: unknown, objected: unknown"), ("not_on_board",)), ("A.chair",)),
    (SPARED, ("cover", verdict(SPARED, cover=[f"{SPARED}/a", f"{SPARED}/b"]), ("other_cover",)), (f"{SPARED}/cover.cnf",)),
    (EXEMPTS, ("cover", verdict(EXEMPTS, cover=["a", "b"]), ("other_file",)), (f"{EXEMPTS}/cover.cnf",)),
    (EXEMPTS, ("cover", lambda kit: kit.write(f"{EXEMPTS}/cover.cnf", ""), ("other_cover",)), (f"{EXEMPTS}/cover.cnf",)),
    (EXEMPTS, ("cover", lambda kit: kit.write(f"{EXEMPTS}/cover.drat", "x"), ("no_proof",)), (f"{EXEMPTS}/cover.drat",)),
    (SPARED, ("undecided", verdict(SPARED, status="unknown"), ("left_undecided",)), ("no reason given",)),
    (SPARED, ("why", verdict(SPARED, status="unknown", reason={"zh": "难", "en": "hard"}), ("left_undecided",)), (Text("难", "hard"),)),
]


@pytest.mark.parametrize(("place", "forged", "values"), NAMED, ids=[f"{place}:{forged[0]}:{forged[2][0]}" for place, forged, _ in NAMED])
def test_what_is_wrong_is_named(place: str, forged: Row, values: tuple[object, ...], kept: Path) -> None:
    forged[1](Kit(kept, MANIFEST))
    found = next(one for one in recheck(kept) if one.what == place)
    assert [(one.key, one.values) for one in found.why] == [(forged[2][0], values)]


def test_undecided_rows_say_why(kept: Path) -> None:
    kit = Kit(kept, SUCCESSION)
    row(HOLDS, verdict="unknown")(kit)
    assert [one.values for found in succeeded.recheck(kept) for one in found.why] == [("no reason given",)]
    row(HOLDS, reason={"zh": "难", "en": "hard"})(kit)
    assert [one.values for found in succeeded.recheck(kept) for one in found.why] == [(Text("难", "hard"),)]


def test_a_weaker_word_on_how_short_a_history_is_may_be_said(kept: Path) -> None:
    """No history has fewer than no events: that is so, and only less than was proved."""
    kit = Kit(kept, SUCCESSION)
    history(least=0)(kit)
    assert all(one.accepted for one in succeeded.recheck(kept))
    history(least=-1)(kit)
    assert [one.key for found in succeeded.recheck(kept) for one in found.why] == ["other_history"]


def test_what_is_missing_is_named(kept: Path) -> None:
    kit = Kit(kept, SUCCESSION)
    kit.list(lambda data: data["regulations"][0]["verdicts"].remove(NOBODY))
    assert [(one.what, one.why[0].key) for one in succeeded.recheck(kept) if one.why] == [("tiny/nobody/every_day", "no_answer")]
    kit.list(lambda data: data["regulations"][0]["verdicts"].insert(0, NOBODY))
    assert [(one.what, one.why[0].key) for one in succeeded.recheck(kept) if one.why] == [("tiny", "no_such_question")]
    kit.list(lambda data: data["regulations"][0]["verdicts"].remove(BREAKS))
    missing = [one.what for one in succeeded.recheck(kept) if one.why]
    assert missing == ["tiny/s/every_day", "tiny"]


def test_what_is_taken_for_granted_is_said(genuine: Path, tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["succession", str(genuine / "tiny.yaml"), "--orderly", "--certificates", str(tmp_path / "orderly")])
    assert said.exit_code == 1
    found = list(succeeded.recheck(tmp_path / "orderly"))
    assert all(one.accepted and one.orderly for one in found)
    said = CliRunner().invoke(app, ["check", str(tmp_path / "orderly"), "--lang", "en"])
    assert said.exit_code == 0
    assert f"{len(found)} of these certificates take it for granted that nobody dies or is gone at once" in said.output


def test_two_sets_of_readings_that_hold_all_between_them_need_no_more(kept: Path) -> None:
    regions(EXEMPTS, lambda data: data["regions"].reverse())(Kit(kept, MANIFEST))
    found = next(one for one in recheck(kept) if one.what == EXEMPTS)
    assert [one.key for one in found.why] == ["other_file"]
