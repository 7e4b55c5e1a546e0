"""Stories of people at the desk, each told as it would happen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser, served


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


def test_a_secretary_has_the_minutes_of_a_meeting_of_seven(chromium: Any, tmp_path: Path) -> None:
    """会议记录在手，七人到会，三件事不清楚；问清两件，结果就定了。"""
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
        stated(page, "事项: 追究集体责任", "是")
        stated(page, "事项: 决策形式", "集体会议决定")
        stated(page, "事项: 属于错误决策", "是")

        # 六人参加，其中一人反对；另有三件事不清楚
        for name in "周吴郑王冯":
            stated(page, f"{name}: 参与决策", "是")
        stated(page, "郑: 提出明确反对意见", "不清楚")
        stated(page, "陈: 参与决策", "不清楚")
        stated(page, "褚: 参与决策", "不清楚")

        # 一件一件问下去，直到没有未定的
        asked = []
        while (fact := question(page)) is not None:
            asked.append(fact.get_attribute("aria-label"))
            chosen(page, fact, "是")
            assert len(asked) < 8
        assert "郑: 提出明确反对意见" in asked
        assert len(set(asked)) == len(asked)

        # 备忘：七个人都在，写明依据
        page.get_by_role("link", name="备忘").click()
        page.locator("article.memo").wait_for()
        told = page.locator("article.memo").inner_text()
        assert all(name in told for name in "周吴郑王冯陈褚")
        assert "第十一条" in told
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
        assert "2026-10-25 01:00 UTC" in first  # had it been classified at once; elapsed time, whatever the clocks on the wall show
        assert "possibl" in first  # nobody said that it is major: it may turn out not to be owed

        # the reminder goes into the calendar
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Calendar file").click()
        assert waiting.value.suggested_filename == "dora.ics"
        assert "BEGIN:VCALENDAR" in Path(waiting.value.path()).read_text(encoding="utf-8")
        page.close()
