"""The desk in a real browser: for everybody, by keyboard, without scripts, and with nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from browser import Served, browser, served, settled, violations
from desk_pages import CASE, PAGES, examples

from zeren.desk.fields import field_of, stated_in
from zeren.model.language.load import open_case
from zeren.model.language.source import parse_source


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


EDITED = ["participated", "objection_stated", "objection_recorded", "approved_personally", "body_member"]


def test_a_power_cut_during_a_hundred_changes_loses_no_more_than_the_last_ones(chromium: Any, tmp_path: Path) -> None:
    """Changes come faster than answers: the file says what was stated at some moment, and all that the desk has answered."""
    people = "".join(f"  P{n}: {{role: member}}\n" for n in range(5))
    file = tmp_path / "many.case.yaml"
    edits = [(f"P{n % 5}", EDITED[n // 5 % 5], ["yes", "no", "unknown", "yes"][n // 25]) for n in range(100)]
    for cut in (7, 40, 99):
        file.write_text(f"case: many\nregulation: county-bureau\npeople:\n{people}", encoding="utf-8")
        answered: list[dict[str, str]] = []
        page = chromium.new_page(locale="en")
        page.on("response", lambda one, told=answered: told.append(form_of(one)) if one.request.method == "POST" else None)
        with served(tmp_path) as desk:
            page.goto(desk.entrance)
            page.goto(f"{desk.address}/case/many.case.yaml")
            settled(page)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            for name, term, value in edits[: cut + 1]:
                page.locator(f"#inputs [name='{field_of('people', name, term)}']").select_option(value)
            if cut == 99:
                wanted = {field_of("people", *one[:2]): one[2] for one in edits}
                while not wanted.items() <= json.loads(page.locator("#marks [name=base]").get_attribute("value")).items():
                    page.wait_for_timeout(50)
            desk.kill()
        page.close()
        stated = stated_in(parse_source(file.read_text(encoding="utf-8")).data)
        states = [{field_of("people", *one[:2]): one[2] for one in edits[:end]} for end in range(cut + 2)]
        said = {field: value for field, value in stated.items() if value and not field.endswith('"role"]')}
        assert said in states, said
        last = {field: value for field, value in (answered[-1] if answered else {}).items() if field in states[-1] and value}
        assert states.index(said) >= next(end for end, one in enumerate(states) if last.items() <= one.items())
        assert cut != 99 or said == states[-1]


def form_of(response: Any) -> dict[str, str]:
    """The form that was answered."""
    return dict(parse_qsl(response.request.post_data or ""))


def test_whoever_answers_questions_by_keyboard_is_led_from_one_to_the_next_and_to_the_answer(
    chromium: Any, desk: Served, folder: Path
) -> None:
    file = folder / "outvoted.case.yaml"
    file.write_text(CASE.replace("objection_stated: yes}", "objection_stated: unknown}"), encoding="utf-8")
    page = chromium.new_page(locale="en")
    page.goto(desk.entrance)
    page.goto(f"{desk.address}/case/outvoted.case.yaml")
    asked = []
    while page.locator(".ask").count():
        fact = page.locator(".question select")
        fact.wait_for()
        asked.append(fact.get_attribute("aria-label"))
        assert len(asked) < 9
        if len(asked) == 1:
            fact.focus()
        else:
            page.locator(".question select:focus").wait_for()
        mark = page.locator("#marks [name=seen]").get_attribute("value")
        page.keyboard.press("y")  # chooses *yes*, as in any list
        page.locator(f'#marks [name=seen][value="{mark}"]').wait_for(state="detached")
    page.locator("#answer:focus").wait_for()
    assert len(asked) > 1
    page.close()
