"""Stories of people at the desk, each told as it would happen."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser, served

pytest.importorskip("docx")
from docx import Document

LOGS = Path(__file__).parent.parent / "scenarios" / "logs"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


def chosen(page: Any, fact: Any, option: str) -> None:
    """Choose an option of a fact, and wait until the page shows the file that says so."""
    seen = page.locator(".inputs [name=seen]").get_attribute("value")
    fact.select_option(label=option)
    page.locator(f'.inputs [name=seen][value="{seen}"]').wait_for(state="detached")


def stated(page: Any, fact: str, option: str) -> None:
    """Choose an option of a fact by its name."""
    chosen(page, page.locator(".inputs").get_by_label(fact, exact=True), option)


def question(page: Any) -> Any:
    """The question that the page asks next; none where nothing is open."""
    if not page.locator(".ask").count():
        return None
    page.locator(".question h2").wait_for()
    found = page.locator(".question select")
    return found if found.count() else None


def follow(page: Any, button: Any) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation():
        button.click()


def kept(page: Any, button: Any, name: str) -> Path:
    """Press a button that gives a file, which has this name."""
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename == name
    return Path(waiting.value.path())


def test_a_secretary_has_the_minutes_of_a_meeting_of_seven(chromium: Any, tmp_path: Path) -> None:
    """会议记录在手，七人到会，三件事不清楚；问清两件，结果就定了。"""
    bureau = LOGS / "small-bureau.organisation.yaml"
    (tmp_path / bureau.name).write_text(bureau.read_text(encoding="utf-8"), encoding="utf-8")
    began = time.monotonic()
    with served(tmp_path) as desk:
        page = chromium.new_page(locale="zh-CN")
        page.goto(desk.entrance)

        # 新建案情
        page.get_by_label("名称").fill("三月会议")
        page.get_by_role("button", name="新建").click()
        page.get_by_role("heading", name=re.compile("三月会议")).wait_for()

        # 七个人
        for name, office in [("周", "书记"), ("吴", "分管领导"), *((one, "班子其他成员") for one in "郑王冯陈褚")]:
            page.get_by_label("添加人员").fill(name)
            page.get_by_label("职务", exact=True).select_option(label=office)
            with page.expect_navigation():
                page.get_by_role("button", name="添加", exact=True).first.click()

        # 会议作出错误决策，追究集体责任
        stated(page, "事项：追究集体责任", "是")
        stated(page, "事项：决策形式", "集体会议决定")
        stated(page, "事项：属于错误决策", "是")

        # 六人参加，其中一人反对；另有三件事不清楚
        for name in "周吴郑王冯":
            stated(page, f"{name}：参与决策", "是")
        stated(page, "郑：提出明确反对意见", "不清楚")
        stated(page, "陈：参与决策", "不清楚")
        stated(page, "褚：参与决策", "不清楚")

        # 一件一件问下去，直到没有未定的
        asked = []
        while (fact := question(page)) is not None:
            asked.append(fact.get_attribute("aria-label"))
            chosen(page, fact, "是")
            assert len(asked) < 8
        assert "郑：提出明确反对意见" in asked
        assert len(set(asked)) == len(asked)

        # 备忘：七个人都在，写明依据
        page.get_by_role("link", name="备忘").click()
        page.locator("article.memo").wait_for()
        told = page.locator("article.memo").inner_text()
        assert all(name in told for name in "周吴郑王冯陈褚")
        assert "第十一条" in told

        # 存为 Word，交给每个人
        document = Document(kept(page, page.get_by_role("link", name="Word 文档"), "三月会议.docx"))
        cells = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)
        assert all(name in cells for name in "周吴郑王冯陈褚")

        # 日历：局党委今年哪天前要做什么
        page.get_by_role("link", name="时限").click()
        page.get_by_role("combobox", name="单位").select_option(label="small-bureau")
        follow(page, page.get_by_role("button", name="显示"))
        page.get_by_role("combobox", name="组织").select_option(label="局党委")
        page.get_by_label("自", exact=True).fill("2026-01-01")
        page.get_by_label("至", exact=True).fill("2026-12-31")
        days = kept(page, page.get_by_role("button", name="日历文件"), "duties.ics").read_text(encoding="utf-8")
        assert "BEGIN:VALARM" in days
        assert "专题研究" in days.replace("\n ", "").replace("\r", "")
        page.close()
    assert time.monotonic() - began < 120
    assert "unknown" not in (tmp_path / "三月会议.case.yaml").read_text(encoding="utf-8")


def test_a_compliance_officer_at_twenty_to_midnight(chromium: Any, tmp_path: Path) -> None:
    """Aware of an incident and not yet classified, on the night when the clocks change: what is due first, and what is only possible."""
    with served(tmp_path) as desk:
        page = chromium.new_page(locale="en")
        page.goto(desk.entrance)
        page.get_by_role("link", name="Deadlines").click()
        page.get_by_label("Choose a regulation").select_option("dora")
        with page.expect_navigation():
            page.get_by_role("button", name="Choose a regulation").click()

        # aware an hour ago; whether it is major nobody has said
        page.get_by_label("became aware of the incident").fill("2026-10-24T22:40+02:00")
        page.get_by_role("textbox", name="Now").fill("2026-10-24T23:40+02:00")
        with page.expect_navigation():
            page.get_by_role("button", name="Work out").click()
        cards = page.locator(".cards article")
        first = cards.nth(0).inner_text()
        assert "initial notification" in first
        assert "earliest possible" in first
        assert (
            "Sun 2026-10-25 03:00" in first
        )  # by the clock of the moments, had it been classified at once; elapsed time, whatever the clocks on the wall show
        assert "possibl" in first  # nobody said that it is major: it may turn out not to be owed

        # the reminder goes into the calendar
        days = kept(page, page.get_by_role("button", name="Calendar file"), "dora.ics").read_text(encoding="utf-8")
        assert "BEGIN:VCALENDAR" in days
        page.close()


DIRECTORS = ["Ames", "Boyd", "Cole", "Dunn", "Ellis", "Ford", "Gray", "Hall", "Ives"]


def test_a_company_secretary_in_baltimore_twelve_minutes_before_adjournment(chromium: Any, tmp_path: Path) -> None:
    """Nine directors: one has dissented by e-mail, one is absent; what each must do, by when, in which form, on one sheet to hand out."""
    began = time.monotonic()
    with served(tmp_path) as desk:
        page = chromium.new_page(locale="en")
        page.goto(desk.entrance)
        page.get_by_label("Name").fill("may meeting")
        page.get_by_role("combobox", name="Regulation").select_option("maryland-2-410")
        follow(page, page.get_by_role("button", name="Create"))

        # nine directors, eight of them in the room
        for name in DIRECTORS:
            page.get_by_label("Add a person").fill(name)
            follow(page, page.get_by_role("button", name="Add", exact=True).first)
            stated(page, f"{name}: director", "yes")
            stated(page, f"{name}: attendance", "absent" if name == "Ives" else "present")
            if name != "Ives":
                stated(page, f"{name}: vote", "against" if name == "Hall" else "in favour")

        # the meeting ends at noon; one has said no by e-mail and aloud, and nothing is in the minutes yet
        seen = page.locator(".inputs [name=seen]").get_attribute("value")
        page.get_by_label("The matter: when the meeting was adjourned").fill("2026-05-05T12:00 America/New_York")
        page.get_by_label("The matter: when the meeting was adjourned").press("Tab")
        page.locator(f'.inputs [name=seen][value="{seen}"]').wait_for(state="detached")
        stated(page, "Hall: announced the dissent at the meeting", "yes")

        # one sheet: who assents, and what can still be done, until when and how
        follow(page, page.get_by_role("link", name="Memo"))
        told = page.locator("article.memo").inner_text()
        assert all(name in told for name in DIRECTORS)
        assert "certified mail, return receipt requested" in told
        assert "Hall: before adjournment — before 2026-05-05 12:00" in told
        assert "Hall: within 24 hours after adjournment, by the postmark — at the latest 2026-05-06 12:00" in told
        sheet = kept(page, page.get_by_role("link", name="PDF"), "may meeting.pdf").read_bytes()
        assert sheet.startswith(b"%PDF")
        page.close()
    assert time.monotonic() - began < 12 * 60


def merged_workbook(file: Path) -> None:
    """Last year's log as somebody kept it: a title over all columns, and the body named once for the rows below it."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[tuple[str, ...]] = [("Register of the year 2026", "", ""), ("date", "body", "act")]
    rows += [
        ("2026-01-15", "局党委", "thematic study"),
        ("2026-04-20", "", "thematic study"),
        ("2026-07-03", "一中支部", "thematic report"),
    ]
    rows += [("some day", "", "thematic study"), ("2026-11-02", "", "tea")]
    for row in rows:
        sheet.append([one or None for one in row])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B4")
    sheet.merge_cells("B5:B7")
    book.save(file)


def test_an_auditor_with_the_log_of_last_year_in_excel(chromium: Any, tmp_path: Path) -> None:
    """Merged cells and all: holes by office and article, and what cannot be counted, as a report."""
    bureau = LOGS / "small-bureau.organisation.yaml"
    (tmp_path / bureau.name).write_text(bureau.read_text(encoding="utf-8"), encoding="utf-8")
    log = tmp_path / "register 2026.xlsx"
    merged_workbook(log)
    with served(tmp_path) as desk:
        page = chromium.new_page(locale="en")
        page.goto(desk.entrance)
        page.get_by_role("link", name="Log", exact=True).click()
        form = page.locator("main form").first
        form.get_by_role("combobox", name="Organisation").select_option(label="small-bureau")
        form.get_by_label("Choose a log file").set_input_files(str(log))
        form.get_by_label("Last day").fill("2026-12-31")
        follow(page, form.get_by_role("button", name="Audit the log"))

        # what cannot be counted, and why, is told before the holes
        report = page.locator(".report")
        report.wait_for()
        told = report.inner_text()
        assert "Rows not counted (2)" in told
        assert "`some day` is no date" in told
        assert "`tea`" in told

        # holes by office and article
        table = page.locator("table.narrow").inner_text()
        assert "article 7" in table
        page.get_by_text("Row by row").click()
        assert "row 6" in report.inner_text()

        # the report: a list to print, and a workbook
        assert "List for putting things right" in kept(
            page, page.get_by_role("link", name="The list to print"), "register 2026.html"
        ).read_text(encoding="utf-8")
        import openpyxl

        written = kept(page, page.get_by_role("link", name="Excel workbook"), "register 2026.xlsx").read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(written))
        assert book.sheetnames == ["In short", "Holes", "Coverage", "Rows not counted"]
        page.close()
