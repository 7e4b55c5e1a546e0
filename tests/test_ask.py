"""What an answer promises: every completion counts, and what it stands on is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zeren.model.language.faults import Refused
from zeren.model.language.load import load_house, load_regulation, open_case, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.model.solving.ask import ask
from zeren.model.solving.solver import Solver, Undecided

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
OUTVOTED = CASES / "county-bureau" / "outvoted-member.case.yaml"


@pytest.fixture(scope="module")
def bureau() -> Regulation:
    return load_regulation("county-bureau")


def answer(bureau: Regulation, people: str, matter: str = "", **options: object) -> Answer:
    stated = ", ".join(filter(None, ["collective_responsibility_pursued: yes, erroneous: yes", matter]))
    text = f"case: c\nregulation: county-bureau\nmatter: {{{stated}}}\npeople:\n{people}"
    return ask(bureau, parse_case(text, bureau), **options)  # type: ignore[arg-type]  # the options of `ask`


def tiers(answer: Answer, name: str) -> list[list[str]]:
    return [list(one.tiers) for one in answer.bearers[name].outcomes]


MEMBER = "body_member: yes, role: member"


class TestStances:
    """Literal, all, adopted; single readings over them."""

    OBJECTOR = f"  Wu: {{{MEMBER}, participated: yes, objection_stated: yes}}\n"

    def test_literal_fixes_what_grammar_favours(self, bureau: Regulation) -> None:
        found = answer(bureau, self.OBJECTOR)
        assert tiers(found, "Wu") == [[]]
        assert found.readings.fixed["dissent_record"] == "not_required"
        assert "withdrawal" in found.readings.open

    def test_what_the_stance_leaves_out_is_said(self, bureau: Regulation) -> None:
        outside = {(one.reading, one.option): one.outcomes for one in answer(bureau, self.OBJECTOR).readings.outside_stance}
        assert outside["dissent_record", "required"] == {"Wu": (("important",),)}

    def test_all_opens_everything(self, bureau: Regulation) -> None:
        found = answer(bureau, self.OBJECTOR, stance="all")
        assert found.readings.fixed == {}
        assert [] in tiers(found, "Wu")
        assert ["important"] in tiers(found, "Wu")

    def test_a_pin_goes_before_the_stance(self, bureau: Regulation) -> None:
        assert tiers(answer(bureau, self.OBJECTOR, readings={"dissent_record": "required"}), "Wu") == [["important"]]
        opened = answer(bureau, self.OBJECTOR, readings={"dissent_record": "open"})
        assert tiers(opened, "Wu") == [["important"], []]
        assert [one.under.readings for one in opened.bearers["Wu"].outcomes] == [
            {"dissent_record": "required"},
            {"dissent_record": "not_required"},
        ]

    def test_an_adopted_house_file(self, bureau: Regulation, tmp_path: Path) -> None:
        file = tmp_path / "zeren-house.yaml"
        file.write_text(
            "house: h\nchoices:\n  - {regulation: county-bureau, reading: dissent_record, option: required, "
            "adopted_by: the committee, on: 2026-01-01, under: minutes 7}\n",
            encoding="utf-8",
        )
        house = load_house(file, bureau)
        found = answer(bureau, self.OBJECTOR, stance="adopted", house=house)
        assert tiers(found, "Wu") == [["important"]]
        assert [(one.reading, one.option, one.adopted_by, str(one.on), one.under) for one in found.readings.adopted] == [
            ("dissent_record", "required", "the committee", "2026-01-01", "minutes 7")
        ]
        assert answer(bureau, self.OBJECTOR, stance="literal", house=house).readings.adopted == ()
        pinned = answer(bureau, self.OBJECTOR, stance="adopted", house=house, readings={"dissent_record": "not_required"})
        assert pinned.readings.adopted == ()


class TestSilence:
    """What a file does not say."""

    def test_presumptions_that_mattered_are_listed(self, bureau: Regulation) -> None:
        found = answer(bureau, f"  Zhou: {{role: secretary, participated: yes}}\n  Wu: {{{MEMBER}}}\n")
        assert tiers(found, "Wu") == [[]]
        assert ("Wu", "participated", False) in {(one.of, one.term, one.value) for one in found.presumed}

    def test_open_drops_them(self, bureau: Regulation) -> None:
        assert len(tiers(answer(bureau, f"  Wu: {{{MEMBER}}}\n", presume=False), "Wu")) > 1

    def test_what_is_stated_goes_before_what_is_presumed(self, bureau: Regulation) -> None:
        """Who voted took part, although nothing is said of taking part and the usual is that nobody did."""
        assert tiers(answer(bureau, f"  Wu: {{{MEMBER}, stance: in_favour}}\n"), "Wu") == [["important"]]

    def test_presumptions_that_cannot_all_hold_are_left_open_with_a_note(self, bureau: Regulation) -> None:
        """A collective decision has somebody who took part, and it is presumed of each that they did not."""
        found = answer(bureau, f"  Wu: {{{MEMBER}}}\n  Li: {{{MEMBER}}}\n", "form: collective_meeting")
        assert tiers(found, "Wu") == tiers(found, "Li") == [["important"], []]
        assert "Wu.participated" in found.notes[0]["en"]
        assert "Li.participated" in found.notes[0]["en"]

    @pytest.mark.parametrize("form", ["personal", "personal_then_ratified", "collective_dominated", "collective_meeting"])
    @pytest.mark.parametrize("board", ["", "board: partial\n", "board: complete\n"])
    def test_what_was_done_is_presumed_of_nobody_and_yet_not_of_all_to_be_undone(self, bureau: Regulation, form: str, board: str) -> None:
        """Where a form implies an act and nobody is said to have done it, it is open who did."""
        facts = f"matter: {{accountability_established: yes, collective_responsibility_pursued: yes, erroneous: yes, form: {form}}}\n"
        text = f"case: c\nregulation: county-bureau\n{board}{facts}people:\n  Wu: {{role: member}}\n  Li: {{role: member}}\n"
        found = ask(bureau, parse_case(text, bureau))
        assert [] in tiers(found, "Wu")
        assert len(tiers(found, "Wu")) > 1
        assert tiers(found, "Wu") == tiers(found, "Li")
        marked = ask(bureau, parse_case(text.replace("Wu: {", "Wu: {participated: yes, decided_personally: yes, "), bureau))
        assert tiers(marked, "Li") == [[]]

    def test_only_a_complete_board_says_who_must_have_done_it(self, bureau: Regulation) -> None:
        facts = "matter: {accountability_established: yes, erroneous: yes, form: personal}\npeople:\n  Wu: {role: member}\n"
        for board, outcomes in (("complete", [["individual"]]), ("partial", [["individual"], []]), (None, [["individual"], []])):
            said = f"board: {board}\n" if board else ""
            assert tiers(ask(bureau, parse_case(f"case: c\nregulation: county-bureau\n{said}{facts}", bureau)), "Wu") == outcomes

    @pytest.mark.parametrize("office", ["secretary", "deputy_in_charge", "member"])
    @pytest.mark.parametrize("name", ["county-bureau", "department", "party-organisations"])
    def test_an_office_of_the_leading_group_is_in_the_group(self, name: str, office: str) -> None:
        regulation = load_regulation(name)
        facts = "matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}\n"
        text = f"case: c\nregulation: {name}\n{facts}people:\n  A: {{role: OFFICE, participated: yes, stance: in_favour}}\n"
        assert tiers(ask(regulation, parse_case(text.replace("OFFICE", office), regulation)), "A") not in ([[]], [])
        head = ask(regulation, parse_case(text.replace("OFFICE", "dept_head"), regulation))
        assert tiers(head, "A") == [[]]

    def test_a_circumstance_follows_from_the_office_of_its_subject(self, bureau: Regulation) -> None:
        facts = "handling_major_problem: yes, not_on_front_line: yes, not_leading_struggle: yes"
        text = "case: c\nregulation: county-bureau\npeople: {A: {role: secretary}, B: {role: member}}\ncircumstances:\n"
        text += "".join(
            f'  - {{item: "2", subject: {who}, {facts}{more}}}\n'
            for who, more in (("A", ""), ("B", ""), ("B", ", subject_listed: yes"), ("C", ""))
        )
        found = ask(bureau, parse_case(text, bureau)).circumstances
        assert [one.answer for one in found] == ["certain", "excluded", "certain", "possible"]


class TestPartialBoards:
    """A board of which only some members are listed."""

    DECIDER = "  Qian: {role: deputy_in_charge, body_member: yes, decided_personally: yes}\n"

    def case(self, board: str) -> str:
        return (
            f"case: c\nregulation: county-bureau\nboard: {board}\nreadings: {{decide_approve: final_only}}\n"
            f"matter: {{accountability_established: yes, erroneous: yes, form: personal}}\npeople:\n{self.DECIDER}"
        )

    def test_somebody_unlisted_may_have_approved(self, bureau: Regulation) -> None:
        complete, partial = (ask(bureau, parse_case(self.case(board), bureau)) for board in ("complete", "partial"))
        assert tiers(complete, "Qian") == [["individual"]]
        assert tiers(partial, "Qian") == [["individual"], []]


class TestClashes:
    """Facts that no case can have together."""

    def refusal(self, bureau: Regulation, people: str, matter: str = "") -> str:
        with pytest.raises(Refused) as refused:
            answer(bureau, people, matter)
        return str(refused.value)

    def test_absent_and_in_the_vote(self, bureau: Regulation) -> None:
        said = self.refusal(bureau, f"  Wu: {{{MEMBER}, stance: absent, participated: yes}}\n  Li: {{{MEMBER}, participated: yes}}\n")
        assert "`Wu.stance: absent` and `Wu.participated: yes`" in said
        assert "Li" not in said

    def test_two_secretaries_at_one_time(self, bureau: Regulation) -> None:
        office = "{role: secretary, in_office_at: both}"
        said = self.refusal(bureau, f"  A: {office}\n  B: {office}\n  C: {{role: member}}\n")
        assert "`A.role: secretary`" in said
        assert "`B.role: secretary`" in said
        assert "at most one secretary" in said


def test_tenures_say_who_held_office_when(bureau: Regulation) -> None:
    """The secretary changed between the decision and its pursuit; which of them is the principal is open."""
    text = (
        "case: c\nregulation: county-bureau\n"
        "matter: {collective_responsibility_pursued: yes, erroneous: yes, decided_on: 2026-01-10, pursued_on: 2026-09-01}\n"
        "offices: {secretary: [{holder: Old, to: 2026-06-30}, {holder: New, from: 2026-07-01}]}\n"
        "people: {Old: {body_member: yes, participated: yes}, New: {body_member: yes}}\n"
    )
    at = {
        moment: ask(bureau, parse_case(text, bureau), readings={"principal_time": moment, "former_member": "still_reached"})
        for moment in ("at_decision", "at_pursuit")
    }
    assert (tiers(at["at_decision"], "Old"), tiers(at["at_decision"], "New")) == ([["primary"]], [[]])
    assert (tiers(at["at_pursuit"], "Old"), tiers(at["at_pursuit"], "New")) == ([["important"]], [["primary"]])


QUANTITIES = """
regulation: filing
title: {zh: 报告, en: filing}
tiers: {unranked: [late]}
terms:
  matter:
    learned: {zh: 知悉, en: learned, type: moment}
    filed: {zh: 报告, en: filed, type: moment}
    loss: {zh: 损失, en: loss, type: number}
    due: {zh: 期限, en: due, type: date}
    paid: {zh: 支付, en: paid, type: date}
  person: {officer: {zh: 负责人, en: officer}}
rules:
  - {id: hours, article: "1", bears: late, when: officer and filed > learned + hours(24) and loss >= 100, text: {zh: 一, en: one}}
  - {id: days, article: "2", bears: late, when: officer and paid - due > days(7), text: {zh: 二, en: two}}
"""


def quantities(matter: str) -> Answer:
    filing = parse_regulation(QUANTITIES)
    return ask(filing, parse_case(f"case: c\nregulation: filing\nmatter: {{{matter}}}\npeople: {{A: {{officer: yes}}}}\n", filing))


class TestQuantities:
    """Moments, dates, durations and numbers, known and unknown."""

    def test_clocks_across_a_change_of_time(self) -> None:
        in_time = (
            "learned: 2026-03-28T23:40 Europe/Berlin, filed: 2026-03-29T23:40 Europe/Berlin, loss: 100, paid: 2026-01-01, due: 2026-01-01"
        )
        assert tiers(quantities(in_time), "A") == [[]]  # 23 hours: the clocks went forward
        assert tiers(quantities(in_time.replace("2026-03-29T23:40", "2026-03-30T00:41")), "A") == [["late"]]

    def test_an_unknown_number_decides(self) -> None:
        found = quantities(
            "learned: 2026-03-01T00:00+00:00, filed: 2026-03-03T00:00+00:00, loss: unknown, paid: 2026-01-01, due: 2026-01-01"
        )
        assert tiers(found, "A") == [["late"], []]
        values = [one.under.facts[0].value for one in found.bearers["A"].outcomes]
        assert values[0] >= 100 > values[1]

    def test_an_unknown_date_decides(self) -> None:
        found = quantities("loss: 0, due: 2026-01-31, learned: 2026-03-01T00:00+00:00, filed: 2026-03-01T00:00+00:00")
        assert tiers(found, "A") == [["late"], []]
        late, _ = found.bearers["A"].outcomes
        assert late.under.facts[0].value == "2026-02-08"


def test_an_undecided_solver_is_no_answer(bureau: Regulation, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the solver gives up, that is an error with its reason, never a verdict."""

    def gives_up(self: Solver, literals: object = ()) -> bool:
        raise Undecided("timeout")

    monkeypatch.setattr("zeren.model.solving.problem.Problem.possible", gives_up)
    with pytest.raises(Undecided, match="timeout"):
        answer(bureau, f"  Wu: {{{MEMBER}}}\n")


def test_the_answer_does_not_depend_on_the_hash_seed() -> None:
    """The same case gives the same bytes, whatever the hash seed."""
    printed = {
        subprocess.run(
            [sys.executable, "-m", "zeren", "ask", str(OUTVOTED), "--readings", "all", "--open", "--format", "json"],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
    assert len(printed.pop()) > 1000


@pytest.mark.parametrize("file", sorted(CASES.rglob("*.case.yaml")), ids=lambda file: file.stem)
def test_every_completion_tells_the_same_tiers(file: Path) -> None:
    """Certain, possible and excluded tiers are what the outcomes say, and every outcome has its reason."""
    regulation, case = open_case(file)
    found = ask(regulation, case)
    for bearer in found.bearers.values():
        sets = [set(one.tiers) for one in bearer.outcomes]
        assert set(bearer.certain) == set.intersection(*sets)
        assert set(bearer.certain) | set(bearer.possible) == set.union(*sets)
        assert not set(bearer.excluded) & set.union(*sets)
        for one in bearer.outcomes:
            assert {regulation.rules[rule.rule][0].bears for rule in one.because} >= set(one.tiers)
            assert len(bearer.outcomes) == 1 or one.under.facts or one.under.readings
