"""Long runs of the desk: how far they are, how they are stopped, and that nothing that is sent can harm whoever runs the desk."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from desk_pages import COLLEGE, examples
from starlette.testclient import TestClient

from zeren.desk.app import desk
from zeren.desk.guard import COOKIE
from zeren.desk.runs import Busy, Run, Runs, Tell, Told


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    examples(tmp_path)
    with TestClient(desk(tmp_path, "t", 80), base_url="http://127.0.0.1:80", cookies={COOKIE: "t"}) as found:
        found.headers.update({"host": "127.0.0.1:80", "accept-language": "en"})
        yield found


def over(run: Run) -> str:
    """What became of a run, which ends."""
    assert run.wait(60)
    return run.state


def counting(tell: Tell, most: int) -> Told:
    for one in range(most):
        tell(one, most)
    return {"zh": {"text": str(os.getpid())}, "en": {"text": str(os.getpid())}}


def endless(tell: Tell) -> Told:
    tell(1, None)
    while True:
        time.sleep(1)


def falling(tell: Tell) -> Told:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def wrong(tell: Tell) -> Told:
    raise ZeroDivisionError("a defect")


def test_a_run_is_in_a_process_of_its_own_and_tells_how_far_it_is() -> None:
    run = Runs().start({"zh": "", "en": ""}, "prove", counting, 5)
    assert over(run) == "done"
    assert (run.done, run.wanted) == (4, 5)
    assert run.result["en"]["text"] != str(os.getpid())


def test_a_run_can_be_stopped_at_any_moment_and_others_take_its_place() -> None:
    runs = Runs(1)
    run = runs.start({"zh": "", "en": ""}, "prove", endless)
    with pytest.raises(Busy):
        runs.start({"zh": "", "en": ""}, "prove", endless)
    while not run.done:
        time.sleep(0.01)
    run.stop()
    assert over(run) == "stopped"
    assert over(runs.start({"zh": "", "en": ""}, "prove", counting, 1)) == "done"


def test_a_run_that_falls_over_says_so() -> None:
    assert over(Runs().start({"zh": "", "en": ""}, "prove", falling)) == "failed"
    run = Runs().start({"zh": "", "en": ""}, "prove", wrong)
    assert over(run) == "refused"
    assert run.faults["en"] == ["a defect"]


def test_a_simulation_tells_what_the_command_tells(client: TestClient) -> None:
    """The same figures, first in words and then with charts; each progress is an event; the other language needs no other run."""
    import zeren

    sent = {"organisation": "college.organisation.yaml", "years": "2", "replications": "3", "seed": "7"}
    begun = client.post("/simulation", data=sent, follow_redirects=False)
    assert begun.status_code == 303
    place = begun.headers["location"]
    events = client.get(f"{place}/events").text
    assert events.rstrip().endswith('"wanted": 3, "over": true}')
    page = client.get(place).text
    found = zeren.simulate(COLLEGE, years=2, replications=3, seed=7)
    shown = re.sub(r"\s+", " ", page)
    for line in found.text("en").splitlines():
        import html

        assert re.sub(r"\s+", " ", html.escape(line, quote=False).strip()).replace("'", "&#39;") in shown, line
    assert page.index("<pre") < page.index("<svg")
    assert "style=" not in page
    assert "党支部" in client.get(f"{place}?lang=zh").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation": "../college.organisation.yaml"},
        {"organisation": "/etc/passwd"},
        {"organisation": "outvoted.case.yaml"},
        {"against": "../x.organisation.yaml"},
        {"years": "0"},
        {"years": "1001"},
        {"years": "-1"},
        {"years": "9" * 5000},
        {"years": "١"},
        {"replications": "0"},
        {"replications": "10001"},
        {"replications": "1e9"},
        {"precision": "0"},
        {"precision": "nan"},
        {"seed": "-1"},
        {"seed": "<script>"},
    ],
)
def test_what_nobody_can_want_is_said_and_nothing_runs(client: TestClient, wrong: dict[str, str]) -> None:
    answer = client.post("/simulation", data={"organisation": "college.organisation.yaml", **wrong}, follow_redirects=False)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text


def test_an_organisation_lives_under_regulations_of_its_folder_and_of_nowhere_else(client: TestClient, tmp_path: Path) -> None:
    from zeren.model.language.load import built_in_file

    rules = built_in_file("party-organisations")
    assert rules is not None
    text = COLLEGE.read_text(encoding="utf-8")
    named = re.search(r"regulation: *([\w-]+)", text)
    assert named is not None
    own = built_in_file(named[1])
    assert own is not None
    (tmp_path / "own.yaml").write_text(own.read_text(encoding="utf-8"), encoding="utf-8")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("secret: hunter2", encoding="utf-8")
    for name, expected in (("own.yaml", "loads"), (str(outside), "outside the folder"), (f"../{outside.name}", "outside the folder")):
        file = tmp_path / "sly.organisation.yaml"
        file.write_text(text.replace(named[0], f"regulation: {name}"), encoding="utf-8")
        state = client.get("/state/sly.organisation.yaml").text
        assert expected in state, name
        assert "hunter2" not in state
        assert str(tmp_path) not in state.replace(str(outside), "")
        if expected == "loads":
            continue
        begun = client.post("/simulation", data={"organisation": "sly.organisation.yaml", "replications": "1"}, follow_redirects=False)
        client.get(f"{begun.headers['location']}/events")
        assert expected in client.get(begun.headers["location"]).text


def test_a_run_that_is_not_known_has_no_page(client: TestClient) -> None:
    assert client.get("/runs/nothing").status_code == 404
    assert client.get("/runs/nothing/events").status_code == 404
    assert client.post("/runs/nothing/stop").status_code == 404


# logs ----------------------------------------------------------------------------------------------------------------

REGISTER = COLLEGE.parent.parent / "logs"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_log_that_is_kept_in_the_template_is_counted_whole(language: str) -> None:
    """Whatever its lists offer, an audit knows."""
    import io
    import tempfile

    import openpyxl

    import zeren
    from zeren.auditing.template import template

    own = zeren.organisation(REGISTER / "small-bureau.organisation.yaml")
    rules = zeren.regulation("county-bureau")
    blank = template(rules, own, language)
    assert blank == template(rules, own, language)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    log, lists = book.worksheets
    bodies = [cell.value for cell in lists["A"][1:] if cell.value]
    acts = [cell.value for cell in lists["B"][1:] if cell.value]
    for row, (body, act) in enumerate(((body, act) for body in bodies for act in acts), start=2):
        log.cell(row, 1, "2026-03-05")
        log.cell(row, 2, body)
        log.cell(row, 3, act)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "kept.xlsx"
        book.save(file)
        found = zeren.audit(rules, file, organisation=own)
    assert (found.audit.rows, found.audit.not_counted) == (len(bodies) * len(acts), 0)


def test_a_log_is_shown_as_the_command_tells_it(client: TestClient) -> None:
    import html

    import zeren

    data = (REGISTER / "register-2026.csv").read_bytes()
    begun = client.post(
        "/log", data={"regulation": "county-bureau", "to": "2026-12-31"}, files={"log": ("../r 1.csv", data)}, follow_redirects=False
    )
    place = begun.headers["location"]
    client.get(f"{place}/events")
    page = html.unescape(client.get(place).text)
    found = zeren.audit("county-bureau", REGISTER / "register-2026.csv", to="2026-12-31")
    assert all(line.strip() in page for line in found.text("en").splitlines())
    assert all(line in page for line in found.preview("en").splitlines())
    assert client.get(f"{place}/file?as=html").text == found.page("en")
    assert client.get(f"{place}/file?as=xlsx").content == found.workbook("en")
    assert client.get(f"{place}/file?as=exe").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04no workbook"),
        ("a.csv", b"\xff\xfe\x00\x00"),
        ("a.csv", b""),
        ("a.xes", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><log>&b;</log>'),
        ("a.csv.gz", b"\x1f\x8b\x08"),
        ("a.sqlite", b"SQLite format 3\x00"),
        ("../../../../tmp/evil.csv", b"date,body,act\n=cmd|'/c calc'!A1,x,y\n"),
        ("<script>.csv", b"date,body,act\n<script>alert(1)</script>,x,y\n"),
        ("", b"date"),
    ],
)
def test_a_hostile_log_is_refused_in_words(client: TestClient, name: str, data: bytes) -> None:
    begun = client.post("/log", data={"regulation": "county-bureau"}, files={"log": (name, data)}, follow_redirects=False)
    if begun.status_code != 303:
        assert begun.status_code < 500
        return
    client.get(f"{begun.headers['location']}/events")
    answer = client.get(begun.headers["location"])
    assert answer.status_code == 200
    assert "root:" not in answer.text
    assert "<script>" not in answer.text
    assert "Traceback" not in answer.text
    assert "/tmp/" not in answer.text
