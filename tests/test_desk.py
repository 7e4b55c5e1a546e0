"""The desk: who may speak to it, what it may touch, and that every change is in the file and nothing else is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from zeren.answering.rewriting import Unchangeable, rewritten
from zeren.desk.app import desk
from zeren.desk.case_view import field_of
from zeren.desk.folder import Changed, Folder, Outside
from zeren.desk.guard import COOKIE, HEADERS
from zeren.model.language.source import parse_source

TOKEN = "a-token"
CASE = """# the minutes of 5 March
case: outvoted
regulation: county-bureau
matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
people:
  Zhou: {role: secretary, participated: yes}  # took the chair
  Lin: {role: member, participated: unknown}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outvoted.case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(desk(folder, TOKEN, 80), base_url="http://127.0.0.1:80", cookies={COOKIE: TOKEN}) as found:
        found.headers.update({"host": "127.0.0.1:80", "accept-language": "en"})
        yield found


def hidden(page: str) -> dict[str, str]:
    """The mark and the base that a page's form sends back."""
    seen = re.search(r'name="seen" value="(\w+)"', page)
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert seen is not None
    assert base is not None
    return {"seen": seen[1], "base": html.unescape(base[1])}


# who may speak to it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ({}, {}),
        ({}, {COOKIE: "another"}),
        ({"host": "evil.example:80"}, {COOKIE: TOKEN}),
        ({"host": "127.0.0.1:81"}, {COOKIE: TOKEN}),
        ({"sec-fetch-site": "cross-site"}, {COOKIE: TOKEN}),
        ({"sec-fetch-site": "same-site"}, {COOKIE: TOKEN}),
        ({"origin": "http://evil.example"}, {COOKIE: TOKEN}),
        ({"origin": "null"}, {COOKIE: TOKEN}),
    ],
)
def test_a_request_from_anywhere_else_is_refused(folder: Path, headers: dict[str, str], cookies: dict[str, str]) -> None:
    client = TestClient(desk(folder, TOKEN, 80), base_url="http://127.0.0.1:80", cookies=cookies)
    answer = client.get("/", headers={"host": "127.0.0.1:80", **headers})
    assert (answer.status_code, answer.headers["content-security-policy"]) == (403, HEADERS["content-security-policy"])


def test_an_address_typed_by_hand_may_look_and_not_change(client: TestClient) -> None:
    assert client.get("/", headers={"sec-fetch-site": "none"}).status_code == 200
    assert client.post("/new", data={"name": "a"}, headers={"sec-fetch-site": "none"}).status_code == 403


def test_the_token_of_the_address_becomes_a_cookie_and_leaves_the_address(folder: Path) -> None:
    client = TestClient(desk(folder, TOKEN, 80), base_url="http://127.0.0.1:80", follow_redirects=False)
    answer = client.get(f"/?token={TOKEN}", headers={"host": "127.0.0.1:80"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]


def test_an_upload_beyond_the_limit_is_refused(client: TestClient) -> None:
    assert client.post("/log", content=b"x", headers={"content-length": str(10**9)}).status_code == 403


# what it may touch ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../outside.yaml", "/etc/passwd", "a/../../b", "link/secret.yaml", "a\0b", "", "..\\x", ".zeren-history/x"]
)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.yaml").write_text("secret: yes")
    (inside / "link").symlink_to(outside)
    with pytest.raises(Outside):
        Folder(inside).read(name)
    assert Folder(inside).names(".yaml") == []


@pytest.mark.parametrize("path", ["/case/../../etc/passwd", "/case/%2e%2e/%2e%2e/etc/passwd", "/static/../app.py", "/static/..%2fapp.py"])
def test_no_address_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "root:" not in answer.text
    assert "Starlette" not in answer.text


def test_a_case_cannot_show_another_file_as_its_regulation(client: TestClient, folder: Path) -> None:
    secret = folder.parent / "secret.yaml"
    secret.write_text("password: hunter2")
    for named in (str(secret), "../secret.yaml"):
        (folder / "sly.case.yaml").write_text(f"case: sly\nregulation: {named}\n")
        assert "hunter2" not in client.get("/case/sly.case.yaml").text
        assert "password" not in client.get("/case/sly.case.yaml").text


def test_what_a_file_says_is_never_markup(client: TestClient, folder: Path) -> None:
    sly = CASE.replace("Lin:", '"<script>alert(1)</script>\\" onfocus=x":')
    (folder / "outvoted.case.yaml").write_text(sly, encoding="utf-8")
    page = client.get("/case/outvoted.case.yaml").text
    tags: list[tuple[str, list[str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, [name for name, _ in attrs]))

    Reader().feed(page)
    assert "alert(1)" in page
    assert not [names for _, names in tags if "onfocus" in names]
    assert [names for tag, names in tags if tag == "script"] == [["src"], ["src", "defer"]]


# changes -------------------------------------------------------------------------------------------------------------


def test_a_changed_fact_is_in_the_file_and_nothing_else_is_touched(client: TestClient, folder: Path) -> None:
    page = client.get("/case/outvoted.case.yaml").text
    field = field_of("people", "Lin", "participated")
    answer = client.post("/case/outvoted.case.yaml", data={**hidden(page), field: "no"}, headers={"hx-request": "true"})
    text = (folder / "outvoted.case.yaml").read_text(encoding="utf-8")
    assert text == CASE.replace("participated: unknown", "participated: no")
    assert "<html" not in answer.text
    undone = client.post("/case/outvoted.case.yaml", data={**hidden(answer.text), "act": "undo"})
    assert undone.status_code == 200
    assert (folder / "outvoted.case.yaml").read_text(encoding="utf-8") == CASE


def test_two_windows_never_overwrite_each_other(client: TestClient, folder: Path) -> None:
    first = second = hidden(client.get("/case/outvoted.case.yaml").text)
    lin, zhou = field_of("people", "Lin", "participated"), field_of("people", "Zhou", "participated")
    client.post("/case/outvoted.case.yaml", data={**first, lin: "no"})
    merged = client.post("/case/outvoted.case.yaml", data={**second, zhou: "unknown"})
    assert "both changes are kept" in merged.text
    lost = client.post("/case/outvoted.case.yaml", data={**second, lin: "yes"})
    assert "Not saved" in lost.text
    data = parse_source((folder / "outvoted.case.yaml").read_text(encoding="utf-8")).data
    assert (data["people"]["Lin"]["participated"], data["people"]["Zhou"]["participated"]) == ("no", "unknown")


def test_somebody_is_added_and_removed(client: TestClient, folder: Path) -> None:
    page = hidden(client.get("/case/outvoted.case.yaml").text)
    client.post("/case/outvoted.case.yaml", data={**page, "act": "add-person", "name": "赵 六", "office": "member"})
    assert parse_source((folder / "outvoted.case.yaml").read_text(encoding="utf-8")).data["people"]["赵 六"] == {"role": "member"}
    page = hidden(client.get("/case/outvoted.case.yaml").text)
    client.post("/case/outvoted.case.yaml", data={**page, "act": "remove:" + json.dumps(["people", "赵 六"])})
    assert (folder / "outvoted.case.yaml").read_text(encoding="utf-8") == CASE


LISTS = [
    "",
    "circumstances: []\n",
    'circumstances: [{item: "1", subject: Li}]  # so far\n',
    'circumstances:\n- {item: "1", subject: Li}  # x\n',
]
LISTS += ['circumstances:\n  - item: "1"\n    subject: Li\n\n# the end\n']


@pytest.mark.parametrize("listed", LISTS)
def test_circumstances_are_alleged_and_withdrawn_however_the_list_is_written(client: TestClient, folder: Path, listed: str) -> None:
    file = folder / "acts.case.yaml"
    file.write_text(f"case: acts\nregulation: party-organisations\n{listed}", encoding="utf-8")

    def subjects() -> list[str]:
        return [one["subject"] for one in parse_source(file.read_text(encoding="utf-8")).data.get("circumstances") or []]

    before = subjects()
    for subject in ("Wang: 2", "赵"):
        page = hidden(client.get("/case/acts.case.yaml").text)
        client.post("/case/acts.case.yaml", data={**page, "act": "add-circumstance", "item": "2", "subject": subject})
    assert subjects() == [*before, "Wang: 2", "赵"]
    assert [one for one in ("# so far", "# x", "# the end") if one in listed] == [
        one for one in ("# so far", "# x", "# the end") if one in file.read_text(encoding="utf-8")
    ]
    while left := subjects():
        page = hidden(client.get("/case/acts.case.yaml").text)
        client.post("/case/acts.case.yaml", data={**page, "act": "remove:" + json.dumps(["circumstances", "0"])})
        assert subjects() == left[1:]
    assert "It cannot be used" not in client.get("/case/acts.case.yaml").text


def test_a_circumstance_is_not_withdrawn_by_a_place_that_another_may_have_taken(client: TestClient, folder: Path) -> None:
    file = folder / "acts.case.yaml"
    file.write_text('case: acts\nregulation: party-organisations\ncircumstances: [{item: "1", subject: Li}]\n', encoding="utf-8")
    page = hidden(client.get("/case/acts.case.yaml").text)
    file.write_text('case: acts\nregulation: party-organisations\ncircumstances: [{item: "2", subject: Wu}]\n', encoding="utf-8")
    answer = client.post("/case/acts.case.yaml", data={**page, "act": "remove:" + json.dumps(["circumstances", "0"])})
    assert "Changed elsewhere" in answer.text
    assert "Wu" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("end", ["}", ": ["])
def test_a_refused_case_is_shown_with_its_faults_and_mended_as_text(client: TestClient, folder: Path, end: str) -> None:
    file = folder / "bad.case.yaml"
    file.write_text(f"case: bad\nregulation: county-bureau\npeople: {{Lin: {{role: memberr{end}}}\n", encoding="utf-8")
    page = client.get("/case/bad.case.yaml").text
    assert "memberr" in page.partition("<textarea")[2]
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    mended = "case: bad\nregulation: county-bureau\npeople: {Lin: {role: member}}\n"
    answer = client.post("/case/bad.case.yaml", data={"seen": seen[1], "act": "text", "text": mended.replace("\n", "\r\n")})
    assert "It cannot be used" not in answer.text
    assert file.read_text(encoding="utf-8") == mended


def test_readings_say_who_adopted_them(client: TestClient, folder: Path) -> None:
    choice = "{regulation: county-bureau, reading: dissent_record, option: required, adopted_by: the committee, on: 2026-01-05, under: m3}"
    (folder / "ours.house.yaml").write_text(f"house: ours\nchoices: [{choice}]\n", encoding="utf-8")
    assert "by the committee, 2026-01-05, m3" in client.get("/case/outvoted.case.yaml").text


def test_the_other_language_keeps_what_a_page_was_asked(client: TestClient) -> None:
    page = client.get("/deadlines?regulation=gdpr-33&aware=2026-11-24T09:00Z&lang=en").text
    assert "/deadlines?regulation=gdpr-33&amp;aware=2026-11-24T09%3A00Z&amp;lang=zh" in page


def test_the_filing_that_may_be_due_first_comes_first(client: TestClient) -> None:
    page = client.get("/deadlines?regulation=cra&lang=en&now=2026-11-24T23:40Z").text
    names = re.findall(r'<input name="(\w+)"', page)
    moment = next(one for one in names if one != "now")
    page = client.get(f"/deadlines?regulation=cra&lang=en&now=2026-11-24T23:40Z&{moment}=2026-11-24T09:00Z").text
    cards = page.partition('class="cards"')[2].partition("<details>")[0]
    moments = [found[0] for one in cards.split("<article")[1:] if (found := re.findall(r"2026-\d\d-\d\d \d\d:\d\d", one))]
    assert moments == sorted(moments)
    assert len(moments) > 1
    assert "times by the clock of UTC" in cards


def test_a_trial_changes_no_file(client: TestClient, folder: Path) -> None:
    page = hidden(client.get("/case/outvoted.case.yaml").text)
    tried = json.dumps({field_of("people", "Lin", "participated"): "no"})
    answer = client.post("/case/outvoted.case.yaml", data={**page, "act": f"try:{tried}"})
    assert "nothing is saved" in answer.text
    assert (folder / "outvoted.case.yaml").read_text(encoding="utf-8") == CASE


def test_a_desk_that_only_reads_writes_nothing(folder: Path) -> None:
    client = TestClient(desk(folder, TOKEN, 80, read_only=True), base_url="http://127.0.0.1:80", cookies={COOKIE: TOKEN})
    client.headers["host"] = "127.0.0.1:80"
    page = hidden(client.get("/case/outvoted.case.yaml").text)
    client.post("/case/outvoted.case.yaml", data={**page, field_of("people", "Lin", "participated"): "no"})
    assert (folder / "outvoted.case.yaml").read_text(encoding="utf-8") == CASE
    assert not (folder / ".zeren-history").exists()


def test_a_new_case_can_be_answered_at_once(client: TestClient, folder: Path) -> None:
    answer = client.post("/new", data={"name": "三月会议", "regulation": "county-bureau"})
    assert answer.status_code == 200
    assert (folder / "三月会议.case.yaml").exists()
    assert "It cannot be used" not in answer.text


def test_a_file_changed_in_between_is_never_overwritten(folder: Path) -> None:
    desk_folder = Folder(folder)
    seen = desk_folder.read("outvoted.case.yaml").mark
    (folder / "outvoted.case.yaml").write_text("case: other\n")
    with pytest.raises(Changed):
        desk_folder.write("outvoted.case.yaml", CASE, seen)
    assert (folder / "outvoted.case.yaml").read_text() == "case: other\n"


PAGES = [
    "/",
    "/case/outvoted.case.yaml",
    "/memo/outvoted.case.yaml",
    "/question/outvoted.case.yaml",
    "/deadlines",
    "/rules",
    "/tools",
    "/log",
]
MORE = ["/rules/county-bureau", "/rules/county-bureau/graph", "/deadlines?regulation=gdpr-33&aware=2026-11-24T09:00Z&now=2026-11-25T09:00Z"]


@pytest.mark.parametrize("path", [*PAGES, *MORE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_told_in_both_languages_without_styles_or_scripts_inside(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, params={"lang": language} if "?" not in path else None)
    assert answer.status_code == 200
    assert not re.search(r"<script(?! src=)|\son\w+=|<style|\sstyle=|javascript:|None|Undefined", answer.text)


def test_a_text_in_the_folder_is_held_against_its_model(client: TestClient, folder: Path) -> None:
    assert "county-bureau.txt" in client.get("/rules/county-bureau").text
    (folder / "county-bureau.txt").write_text("第二条 <i>甲很重要。\n第十二条 由乙解释。\n", encoding="utf-8")
    assert "/rules/county-bureau/text" in client.get("/rules/county-bureau").text
    page = client.get("/rules/county-bureau/text").text
    assert "&lt;i&gt;甲很重要" in page
    assert "1 of 2 sentences (50%)" in page


# rewriting -----------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["yes", "no", "unknown", "a: b", "赵", "#x", "'", '"', "- a", "null", "1", "{", "a\nb"])
VALUES = st.recursive(WORDS, lambda inner: st.dictionaries(st.sampled_from(["a", "b", "c d", "赵"]), inner, min_size=1, max_size=3))


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1, max_size=3), st.data())
@settings(max_examples=200, deadline=None)
def test_a_rewritten_file_says_just_that_one_thing_more(data: dict[str, object], draw: st.DataObject) -> None:
    """Whatever a file says, in block or flow style: one value set or taken out, or the change is refused and nothing is said wrong."""
    import yaml

    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=draw.draw(st.sampled_from([None, True, False])))
    before = parse_source(text).data
    path = tuple(draw.draw(st.lists(st.sampled_from(["a", "b", "c d", "new"]), min_size=1, max_size=3)))
    value = draw.draw(st.none() | WORDS)
    try:
        after = parse_source(rewritten(text, path, value)).data
    except Unchangeable:
        return

    def at(found: object) -> object:
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def without(found: object, keys: tuple[str, ...]) -> object:
        if not isinstance(found, dict):
            return found
        first, rest = keys[0], keys[1:]
        left = {key: without(one, rest) if key == first else one for key, one in found.items() if rest or key != first}
        return {key: one for key, one in left.items() if one not in (None, {})}

    assert at(after) == value
    if isinstance(at(before), (str, type(None))):
        assert without(after, path) == without(before, path) or value is not None


def test_the_pages_say_what_the_catalogue_has_and_the_catalogue_has_nothing_else() -> None:
    """Templates are not seen by mypy."""
    from zeren.desk.pages import HERE
    from zeren.voice.catalogue import section

    templates = "".join(one.read_text(encoding="utf-8") for one in sorted((HERE / "templates").glob("*.html")))
    modules = "".join(one.read_text(encoding="utf-8") for one in sorted(HERE.glob("*.py")))
    known = section("en", "desk")
    assert set(re.findall(r"""say\(['"]([^'"]+)['"]""", templates)) <= set(known)
    assert [one for one in known if f'"{one}"' not in templates + modules and f"'{one}'" not in templates + modules] == []


# a file in people's own words ----------------------------------------------------------------------------------------

IN_WORDS = """# 三月五日会议记录
案件: 甲
规定: county-bureau
事项: {追究集体责任: 是, 属于错误决策: 是, 决策形式: 集体会议决定}
人员:
  周: {职务: 书记, 参与决策: 是}  # 主持
  林: {参与决策: 不详}
"""


def test_a_file_in_words_is_changed_in_its_words(client: TestClient, folder: Path) -> None:
    """Its facts are shown as stated, a change says what the file would say, and nothing is said twice."""
    file = folder / "甲.case.yaml"
    file.write_text(IN_WORDS, encoding="utf-8")

    def send(**asked: str) -> str:
        page = client.get("/case/甲.case.yaml").text
        return client.post("/case/甲.case.yaml", data={**hidden(page), **asked}, headers={"hx-request": "true"}).text

    page = client.get("/case/甲.case.yaml").text
    assert 'value="unknown" selected' in page
    assert "cannot be used" not in page
    send(**{field_of("people", "林", "participated"): "yes"})
    assert file.read_text(encoding="utf-8") == IN_WORDS.replace("不详", "是")
    send(**{field_of("people", "林", "role"): "member"})
    assert "林: {参与决策: 是, 职务: 班子其他成员}" in file.read_text(encoding="utf-8")
    send(act="add-person", name="钱", office="member")
    send(act="add-person", name="孙")
    send(act='remove:["people", "周"]')
    data = parse_source(file.read_text(encoding="utf-8")).data
    assert list(data) == ["案件", "规定", "事项", "人员"]
    assert list(data["人员"]) == ["林", "钱", "孙"]
    assert "cannot be used" not in client.get("/case/甲.case.yaml").text


# the sheet, and readings that were adopted ---------------------------------------------------------------------------

HOUSE = """house: committee
choices:
- {regulation: county-bureau, reading: dissent_record, option: required, adopted_by: the committee, on: 2026-01-05, under: minutes 3/2026}
"""


def test_the_sheet_is_the_one_of_the_command_on_every_paper(client: TestClient, folder: Path, tmp_path: Path) -> None:
    import io

    from docx import Document
    from typer.testing import CliRunner

    from zeren.cli import app

    kept = tmp_path / "kept.docx"
    result = CliRunner().invoke(app, ["ask", str(folder / "outvoted.case.yaml"), "--out", str(kept), "--lang", "en"])
    assert result.exit_code in (0, 1)
    sent = client.get("/memo/outvoted.case.yaml?as=docx")
    assert "outvoted.docx" in sent.headers["content-disposition"]

    def lines(data: bytes) -> list[str]:
        document = Document(io.BytesIO(data))
        return [one.text for one in document.paragraphs] + [cell.text for row in document.tables[0].rows for cell in row.cells]

    def without_files(found: list[str]) -> list[str]:
        return [one for one in found if "SHA" not in one]

    assert without_files(lines(sent.content)) == without_files(lines(kept.read_bytes()))
    page = html.unescape(client.get("/memo/outvoted.case.yaml").text)
    assert [line for line in lines(sent.content) if "\n" not in line and line not in page] == []
    assert client.get("/memo/outvoted.case.yaml?as=pdf").content.startswith(b"%PDF")


def test_a_house_is_followed_where_the_case_asks_for_it(client: TestClient, folder: Path) -> None:
    """One of several that could be meant is never guessed, and what is broken is said."""
    case = folder / "outvoted.case.yaml"
    stanced = CASE.replace("matter:", "stance: adopted\nmatter:")
    case.write_text(stanced, encoding="utf-8")
    assert "no house file" in client.get("/case/outvoted.case.yaml").text
    (folder / "a.house.yaml").write_text(HOUSE)
    page = client.get("/case/outvoted.case.yaml").text
    assert "minutes 3/2026" in page
    assert "no house file" not in page
    assert "a.house.yaml" in client.get("/whole/outvoted.case.yaml").text or "minutes 3/2026" in client.get("/memo/outvoted.case.yaml").text
    (folder / "deeper").mkdir()
    (folder / "deeper/b.house.yaml").write_text(HOUSE)
    assert "several house files" not in client.get("/case/outvoted.case.yaml").text
    (folder / "b.house.yaml").write_text(HOUSE)
    assert "several house files" in client.get("/case/outvoted.case.yaml").text
    (folder / "b.house.yaml").write_text(HOUSE.replace("required", "requird"))
    assert "requird" in client.get("/case/outvoted.case.yaml").text
    page = client.get("/case/outvoted.case.yaml").text
    client.post("/case/outvoted.case.yaml", data={**hidden(page), field_of("stance", "", ""): "literal"})
    assert case.read_text(encoding="utf-8") == stanced.replace("adopted", "literal")


# one page, and many at once ------------------------------------------------------------------------------------------


def test_a_fact_changed_twice_before_the_page_has_heard_is_what_was_said_last(client: TestClient, folder: Path) -> None:
    """Its own first change is nobody else's; somebody else's still is."""
    page = client.get("/case/outvoted.case.yaml").text
    own = re.search(r'name="page" value="(\w+)"', page)
    assert own is not None
    lin = field_of("people", "Lin", "participated")
    form = {**hidden(page), "from": "inputs", "page": own[1]}
    client.post("/case/outvoted.case.yaml", data={**form, lin: "yes"}, headers={"hx-request": "true"})
    second = client.post("/case/outvoted.case.yaml", data={**form, lin: "no"}, headers={"hx-request": "true"})
    assert "elsewhere" not in second.text
    assert "participated: no" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8")
    other = {**hidden(client.get("/case/outvoted.case.yaml").text), "page": "another"}
    client.post("/case/outvoted.case.yaml", data={**other, lin: ""})
    third = client.post("/case/outvoted.case.yaml", data={**form, lin: "yes"}, headers={"hx-request": "true"})
    assert "Not saved" in third.text
    assert "Lin: {role: member}" in (folder / "outvoted.case.yaml").read_text(encoding="utf-8")


def test_changes_of_different_facts_at_one_moment_are_all_there(client: TestClient, folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    people = "".join(f"  P{n}: {{role: member}}\n" for n in range(12))
    (folder / "many.case.yaml").write_text(f"case: many\nregulation: county-bureau\npeople:\n{people}", encoding="utf-8")
    form = hidden(client.get("/case/many.case.yaml").text)

    def change(number: int) -> str:
        asked = {**form, field_of("people", f"P{number}", "participated"): "yes"}
        return client.post("/case/many.case.yaml", data=asked, headers={"hx-request": "true"}).text

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(change, range(12)))
    data = parse_source((folder / "many.case.yaml").read_text(encoding="utf-8")).data
    assert [one.get("participated") for one in data["people"].values()] == ["yes"] * 12


def test_the_rules_page_lists_regulations_of_the_folder_and_says_what_is_wrong_with_them(client: TestClient, folder: Path) -> None:
    from zeren.model.language.load import built_in_file

    rules = built_in_file("county-bureau")
    assert rules is not None
    (folder / "own.yaml").write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "broken.yaml").write_text("# mine\nregulation: broken\nruless: []\n")
    (folder / "other.yaml").write_text("pipeline: [a, b]\n")
    (folder / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    page = client.get("/rules").text
    assert '<a href="/rules/own.yaml">' in page
    assert "✗ broken.yaml:" in page
    assert "other.yaml" not in page
    assert "binary.yaml" not in page
    assert client.get("/rules/own.yaml").status_code == 200
