"""The desk's answers: the same as those of the command, each worked out once, and nobody's work stops anybody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from zeren.desk.answers import Answers, Question, answered
from zeren.desk.case_view import CaseView
from zeren.desk.fields import field_of
from zeren.desk.folder import Folder
from zeren.desk.texts import Text
from zeren.desk.workers import Workers
from zeren.model.language.limits import Limits, in_force, limits
from zeren.model.language.load import built_in_file

CASE = """case: a
regulation: {}
matter: {{collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}}
people:
  Zhou: {{role: secretary, participated: yes}}
  Lin: {{role: member, participated: unknown}}
"""


def view(folder: Path, text: str, name: str = "a.case.yaml") -> CaseView:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return CaseView(Folder(folder), Answers(Workers()), Folder(folder).read(name), "en")


def test_what_the_page_shows_first_is_what_the_whole_answer_says(tmp_path: Path) -> None:
    """Only what verdicts rest on is left for later."""
    import msgspec

    shown = view(tmp_path, CASE.format("county-bureau"))
    first, whole = shown.asked("verdicts").answer, shown.asked("whole").answer

    def plain(one: object) -> object:
        if isinstance(one, dict):
            return {key: plain(inner) for key, inner in one.items() if key != "rests_on"}
        return [plain(inner) for inner in one] if isinstance(one, list | tuple) else one

    assert plain(msgspec.to_builtins(first)) == plain(msgspec.to_builtins(whole))
    assert any(one.rests_on for bearer in whole.bearers.values() for one in bearer.outcomes)


def test_a_case_may_name_a_regulation_of_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From wherever the desk was started, and from a folder within the folder."""
    monkeypatch.chdir("/")
    rules = built_in_file("county-bureau")
    assert rules is not None
    (tmp_path / "own.yaml").write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    assert view(tmp_path, CASE.format("own.yaml")).faults == ()
    assert view(tmp_path, CASE.format("../own.yaml"), "deeper/a.case.yaml").faults == ()
    assert view(tmp_path, CASE.format("none.yaml")).faults != ()


def test_a_regulation_that_changes_is_read_anew(tmp_path: Path) -> None:
    rules = built_in_file("county-bureau")
    assert rules is not None
    text = rules.read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    assert view(tmp_path, CASE.format("own.yaml")).answer is not None
    (tmp_path / "own.yaml").write_text(text.replace("rules:", "ruless:", 1), encoding="utf-8")
    assert view(tmp_path, CASE.format("own.yaml")).answer is None


def test_a_case_may_name_a_family_and_when_it_arose(tmp_path: Path) -> None:
    shown = view(tmp_path, "case: a\nregulation: china-company-law\narose: 2025-03-01\n")
    assert shown.faults == ()
    assert shown.regulation is not None
    assert shown.regulation.id == "china-company-law-125"


def test_facts_that_cannot_all_hold_leave_the_form_in_place(tmp_path: Path) -> None:
    """Otherwise whoever states one fact too many could not take it back where they stated it."""
    shown = view(tmp_path, CASE.format("county-bureau").replace("erroneous: yes", "erroneous: yes, decision_made: no"))
    assert shown.answer is None
    assert "cannot all hold" in shown.faults[0]
    assert shown.case is not None
    assert [one.name for one in shown.owners("person")] == ["Zhou", "Lin"]


def test_an_answer_is_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[Question]()

    def counted(question: Question) -> object:
        asked.append(question)
        return answered(question)

    monkeypatch.setattr("zeren.desk.answers.answered", counted)
    shown = view(tmp_path, CASE.format("county-bureau"))
    assert shown.answer is not None
    again = CaseView(shown.folder, shown.answers, shown.state, "zh")
    assert again.answer is not None
    assert len(asked) == 1
    other = CaseView(shown.folder, shown.answers, Text(shown.name, shown.state.text.replace("Lin", "Liu")), "en")
    assert other.answer is not None
    assert other.control("Liu", "participated").field == field_of("people", "Liu", "participated")
    assert len(asked) == 2


def test_two_at_once_do_not_wait_for_each_other() -> None:
    """The second is worked out in a process of its own; so is whoever comes after a process was ended."""
    workers = Workers(1)
    begun, go_on = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go_on.wait(60)

    busy = threading.Thread(target=workers.run, args=(first,))
    busy.start()
    assert begun.wait(60)
    elsewhere = workers.run(os.getpid)
    assert elsewhere != os.getpid()
    os.kill(elsewhere, signal.SIGKILL)
    time.sleep(0.2)
    assert isinstance(workers.run(os.getpid), int)
    assert workers.run(os.getpid) not in (elsewhere, os.getpid())
    with in_force(Limits(people=7)):
        assert workers.run(limits).people == 7
    with pytest.raises(ZeroDivisionError):
        workers.run(divmod, 1, 0)
    go_on.set()
    busy.join()
    assert workers.run(os.getpid) == os.getpid()


HOLDING = """
import os, sys, threading, time
from zeren.desk.workers import Workers
if __name__ == "__main__":
    workers = Workers(1)
    threading.Thread(target=workers.run, args=(time.sleep, 60), daemon=True).start()
    time.sleep(0.2)
    print(workers.run(os.getpid), flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_a_desk_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "holding.py"
    script.write_text(HOLDING)
    desk = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert desk.stdout is not None
    worker = int(desk.stdout.readline())
    desk.kill()
    desk.wait()
    for _ in range(200):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0]:
            return
        time.sleep(0.05)
    pytest.fail("a worker is still there")


def test_what_a_fact_follows_from_is_asked_at_once(tmp_path: Path) -> None:
    """Whether a dissent came before adjournment follows from two moments, which no rule names."""
    shown = view(tmp_path, "case: a\nregulation: maryland-2-410\npeople: {Ana: {director: yes}}\n")
    (matter,), (ana,) = list(shown.owners("matter")), list(shown.owners("person"))
    assert field_of("matter", "", "adjourned_at") in [one.field for one in matter.first]
    assert field_of("people", "Ana", "dissent_at") in [one.field for one in ana.first]
