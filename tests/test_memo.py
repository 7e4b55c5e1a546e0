"""The sheet: who bears what, people alike told once, what to do until when, whom to ask; as HTML, Word and PDF; and its receipt."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zeren import ask
from zeren.answering.memo import Memo, memo
from zeren.answering.memo_files import memo_bytes
from zeren.cli import app
from zeren.model.language.faults import Refused
from zeren.words import Language

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
OUTVOTED = CASES / "county-bureau" / "outvoted-member.case.yaml"

NINE = """
case: nine
regulation: maryland-2-410
{more}
matter: {{adjourned_at: "2026-03-05T23:30-05:00"}}
people:
  Ann: {{director: yes, attendance: present, vote: in_favour}}
  Bea: {{director: yes, attendance: present, vote: in_favour}}
  Cyd: {{director: yes, attendance: present, vote: in_favour}}
  Dee: {{director: yes, attendance: present, vote: in_favour}}
  Eve: {{director: yes, attendance: present, vote: in_favour}}
  Fay: {{director: yes, attendance: present, vote: in_favour}}
  Gus: {{director: yes, attendance: present, vote: against}}
  Hal: {{director: yes, attendance: unknown}}
  Ida: {{director: yes, attendance: absent}}
"""


def zeren(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "en_GB.UTF-8", "LC_ALL": None})


def sheet_of(text: str, language: Language = "en") -> Memo:
    found = ask(text)
    return memo(found.regulation, found.case, found.answer, language)


def test_people_alike_are_told_once_in_the_order_of_the_case() -> None:
    rows = sheet_of(NINE.format(more="")).rows
    assert [row.names for row in rows] == [("Ann", "Bea", "Cyd", "Dee", "Eve", "Fay"), ("Gus",), ("Hal",), ("Ida",)]


def test_what_is_assumed_of_all_keeps_nobody_apart() -> None:
    rows = sheet_of((CASES / "county-bureau" / "nobody-was-needed.case.yaml").read_text(encoding="utf-8")).rows
    assert [row.names for row in rows] == [("Zhou",), ("Qian",), ("Wu", "Lin", "Sun")]


def test_what_is_told_of_several_names_none_of_them() -> None:
    text = NINE.format(more="").replace("vote: in_favour", "vote: unknown")
    row = sheet_of(text).rows[0]
    assert len(row.names) == 6
    assert "Ann" not in str((row.outcomes, row.assumed, row.to_do))


def test_until_when_is_told_by_the_clock_of_the_place() -> None:
    sheet = sheet_of(NINE.format(more="zone: America/Chicago"))
    found = sheet.in_time
    assert sheet.reasons[-1] == "Times are by the clock of America/Chicago."
    assert "Gus: before adjournment — before 2026-03-05 22:30" in found
    assert "Gus: within 24 hours after adjournment, by the postmark — at the latest 2026-03-06 22:30" in found
    assert not [one for one in found if one.startswith("Ida")]  # who bears nothing needs nothing
    assert any("before 2026-03-05 23:30" in one for one in sheet_of(NINE.format(more="")).in_time)


def test_a_meeting_without_a_date_is_told_as_such() -> None:
    found = sheet_of(NINE.format(more="").replace('adjourned_at: "2026-03-05T23:30-05:00"', "")).in_time
    assert any("“when the meeting was adjourned” + 1 day (the case does not say when that is)" in one for one in found), found


def test_who_has_sent_it_is_told_no_date() -> None:
    text = NINE.format(more="").replace("vote: against}", 'vote: against, dissent_at: "2026-03-05T20:00-05:00"}', 1)
    assert not [one for one in sheet_of(text).in_time if one.startswith("Gus")]


@pytest.mark.parametrize("regulation", ["quebec-ca-123", "quebec-bca-139", "mbca-8-24", "ny-bcl-719", "maryland-2-410"])
def test_every_regime_that_has_such_a_limit_tells_it(regulation: str) -> None:
    from zeren.answering.still_in_time import still_in_time

    found = ask(NINE.format(more="").replace("maryland-2-410", regulation))
    assert [one.until for one in still_in_time(found.regulation, found.case, "Gus", "en") if one.what == "before adjournment"]


def test_whom_to_ask() -> None:
    assert sheet_of(NINE.format(more="")).asked == ("Hal: attendance?",)


def test_a_summary_of_nine_fits_on_a_screen() -> None:
    text = ask(NINE.format(more="")).text("en")
    summary = text[: text.index("\n\nAnn:")].splitlines()
    assert len(summary) <= 24
    assert any(line.startswith("  Ann, Bea, Cyd, Dee, Eve, Fay") for line in summary)
    assert sum("Fay" in line for line in summary) <= 3


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("suffix", [".html", ".docx", ".pdf"])
def test_a_sheet_is_the_same_whenever_it_is_written(suffix: str, language: Language, tmp_path: Path) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    for file in (first, second):
        assert zeren("ask", OUTVOTED, "--lang", language, "--out", file).exit_code == 0
    assert first.read_bytes() == second.read_bytes()


def test_word_holds_what_the_summary_says_and_what_it_stands_on(tmp_path: Path) -> None:
    import docx

    file, receipt = tmp_path / "a.docx", tmp_path / "r.json"
    assert zeren("ask", OUTVOTED, "--out", file, "--receipt", receipt, "--lang", "zh").exit_code == 0
    document = docx.Document(str(file))
    table = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0].splitlines()[0] for row in table[1:]] == ["Zhou", "Wu", "Lin"]
    told = "\n".join(one.text for one in document.paragraphs)
    kept = json.loads(receipt.read_text(encoding="utf-8"))
    assert kept["number"] in told
    assert kept["regulation"]["sha256"] in told
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}


def test_html_escapes_whatever_a_case_says() -> None:
    page = memo_bytes(sheet_of(NINE.format(more='about: "<script>x</script>"')), ".html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_pdf_refuses_what_its_fonts_lack() -> None:
    with pytest.raises(Refused, match="ộ"):
        memo_bytes(sheet_of(NINE.format(more="about: ộ Περί")), ".pdf")


def test_a_sheet_is_about_one_case(tmp_path: Path) -> None:
    result = zeren("ask", CASES / "department", "--out", tmp_path / "a.html")
    assert result.exit_code == 2
    assert "is about one case" in result.stderr


class TestReceipts:
    """The same bytes again, or what differs."""

    @pytest.fixture
    def kept(self, tmp_path: Path) -> Path:
        file = tmp_path / "r.json"
        assert zeren("ask", OUTVOTED, "--readings", "all", "--find-out", "--receipt", file).exit_code == 0
        return file

    def test_the_same_bytes_from_another_folder(self, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        result = zeren("replay", kept)
        assert result.exit_code == 0, result.output
        assert "the same, byte for byte" in result.stderr
        assert json.loads(result.stdout) == json.loads(kept.read_text(encoding="utf-8"))["answer"]

    def test_every_shipped_case_of_a_kind(self, tmp_path: Path) -> None:
        for number, case in enumerate(sorted((CASES / "county-bureau").glob("*.case.yaml"))[::8]):
            file = tmp_path / f"{number}.json"
            assert zeren("ask", case, "--receipt", file).exit_code == 0
            assert zeren("replay", file).exit_code == 0, case

    def test_adopted_readings_go_along(self, tmp_path: Path) -> None:
        file, house = tmp_path / "r.json", CASES.parent / "houses" / "bureau-committee.house.yaml"
        assert zeren("ask", OUTVOTED, "--readings", f"adopted={house}", "--receipt", file).exit_code == 0
        assert json.loads(file.read_text(encoding="utf-8"))["house"]["sha256"]
        assert zeren("replay", file).exit_code == 0

    def test_an_answer_that_this_engine_would_not_give(self, kept: Path) -> None:
        from zeren.answering.receipt import _number, read_receipt

        found = read_receipt(kept.read_bytes(), "r")
        data = json.loads(kept.read_text(encoding="utf-8"))
        data["answer"]["bearers"]["Wu"]["certain"] = ["primary"]
        data["number"] = _number(found.regulation, found.case, found.house, found.asked, data["answer"])
        kept.write_text(json.dumps(data), encoding="utf-8")
        result = zeren("replay", kept)
        assert result.exit_code == 1
        assert 'bearers.Wu.certain.0: "primary" in the receipt, null now' in result.stderr

    @pytest.mark.parametrize("what", ["number", "case", "regulation"])
    def test_a_receipt_that_somebody_changed(self, what: str, kept: Path) -> None:
        data = json.loads(kept.read_text(encoding="utf-8"))
        if what == "number":
            data["number"] = "0" * 16
        else:
            data[what]["text"] += "# more\n"
        kept.write_text(json.dumps(data), encoding="utf-8")
        result = zeren("replay", kept)
        assert result.exit_code == 2
        assert "somebody has changed this receipt" in result.stderr

    def test_what_is_no_receipt(self, tmp_path: Path) -> None:
        file = tmp_path / "r.json"
        file.write_text("{}", encoding="utf-8")
        assert zeren("replay", file).exit_code == 2
        assert zeren("replay", tmp_path / "none.json").exit_code == 2
