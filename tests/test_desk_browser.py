"""The desk in a real browser: for everybody, by keyboard, without scripts, and with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Served, browser, served, settled, violations
from desk_pages import CASE, PAGES, examples

from zeren.model.language.load import open_case


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    examples(tmp_path)
    return tmp_path


@pytest.fixture
def desk(chromium: Any, folder: Path) -> Iterator[Served]:
    with served(folder) as found:
        yield found


def pressed(page: Any, button: Any) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation():
        button.click()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out(chromium: Any, desk: Served, language: str, scheme: str) -> None:
    """No violation of WCAG 2.2 AA, nothing beside the screen at 320 pixels (400 % zoom), and no error in the browser."""
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "error" and "404" not in one.text else None)
    page.on("pageerror", lambda one: told.append(str(one)))
    page.goto(desk.entrance)
    found = {}
    for path in PAGES:
        page.goto(f"{desk.address}{path}{'&' if '?' in path else '?'}lang={language}")
        settled(page)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[path] = violations(page) + ([f"wider than the screen by {wide}"] if wide > 0 else []) + told
        assert page.evaluate("document.documentElement.lang") == ("zh-CN" if language == "zh" else "en")
        told.clear()
    context.close()
    assert {path: one for path, one in found.items() if one} == {}


def test_a_case_is_changed_by_keyboard_alone_and_one_sees_where_one_is(chromium: Any, desk: Served, folder: Path) -> None:
    page = chromium.new_page(locale="en")
    page.goto(desk.entrance)
    page.goto(f"{desk.address}/case/outvoted.case.yaml")
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Lin: took part in the decision":
            break
    else:
        pytest.fail("never came to the fact")
    page.keyboard.press("ArrowUp")  # from *not known* to *no*
    page.locator(".question").wait_for(state="detached")
    assert "participated: no" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8").splitlines()[-1]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Lin: took part in the decision"
    page.close()


def test_it_works_without_scripts(chromium: Any, desk: Served, folder: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(desk.entrance)
    page.get_by_role("link", name="outvoted").click()
    page.get_by_label("Lin: took part in the decision").select_option("yes")
    pressed(page, page.get_by_role("button", name="Save", exact=True))
    assert "participated: yes}" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8").splitlines()[-1]
    pressed(page, page.get_by_role("button", name="Undo"))
    assert (folder / "outvoted.case.yaml").read_text(encoding="utf-8") == CASE
    page.get_by_role("link", name="The best question to ask next").click()
    page.get_by_label("Lin: took part in the decision").select_option("no")
    pressed(page, page.get_by_role("button", name="Save", exact=True))
    assert "participated: no" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8")
    page.get_by_label("Add a person").fill("Qian")
    pressed(page, page.get_by_role("button", name="Add", exact=True).first)
    assert "Qian" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8")
    context.close()


def test_a_killed_desk_has_lost_nothing_that_it_showed(chromium: Any, folder: Path) -> None:
    """Killed in the middle of changes, again and again: the file is whole, and says what the page last said."""
    file, page = folder / "outvoted.case.yaml", chromium.new_page(locale="en")
    for turn in range(5):
        with served(folder) as desk:
            page.goto(desk.entrance)
            page.goto(f"{desk.address}/case/outvoted.case.yaml")
            settled(page)
            fact = page.get_by_label("Lin: took part in the decision").first
            for value in ["yes", "no", "unknown"][: turn % 3 + 1]:
                with page.expect_response(lambda one: one.request.method == "POST"):
                    fact.select_option(value)
                page.wait_for_timeout(20 * turn)
            saved = value
            fact.select_option("yes" if saved != "yes" else "no")  # on its way while the power goes
            desk.kill()
        _, case = open_case(file)
        stated = file.read_text(encoding="utf-8").splitlines()[-1]
        assert any(f"participated: {one}" in stated for one in (saved, "yes" if saved != "yes" else "no"))
        assert len(case.people) == 3
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_simulation_is_watched_stopped_and_read(chromium: Any, desk: Served, language: str) -> None:
    """It can be stopped while it runs; one that is left alone shows its results by itself, for everybody to read."""
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
    page.goto(desk.entrance)
    page.goto(f"{desk.address}/simulation?lang={language}")
    page.locator("[name=replications]").fill("10000")
    pressed(page, page.locator("main form button"))
    page.locator(".far").filter(has_text=re.compile(r"^[1-9]\d* / 10000$")).wait_for()
    assert violations(page) == []
    pressed(page, page.locator("main form button"))
    assert page.locator("[role=status]").inner_text() == {"zh": "已停止。", "en": "Stopped."}[language]

    page.goto(f"{desk.address}/simulation")
    page.locator("[name=replications]").fill("10")
    page.locator("[name=years]").fill("3")
    pressed(page, page.locator("main form button"))
    page.locator(".report svg").first.wait_for(timeout=60_000)
    assert "STRESS-DES" in page.locator(".report").inner_text()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert told == []
    page.close()
