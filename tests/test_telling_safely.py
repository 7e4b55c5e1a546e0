"""What is told cannot steer a terminal, hide itself or break out of a page, and every stream can hold it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import zeren
from zeren.voice.leaving import as_html, encodable, in_colour, sheet, visible, without_colour
from zeren.voice.paint import CLOSE, OPEN, marked

ROOT = Path(__file__).parent.parent
OUTVOTED = ROOT / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"
CASES = ROOT / "scenarios" / "cases"
PARTIAL = [file for file in sorted(CASES.rglob("*.case.yaml")) if "board: partial" in file.read_text(encoding="utf-8")]
CODES = [*range(0x9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0\ufdd1]")
NASTY = "Wu\\e[31mred\\r\\b\\x9b2J\\u202Eevil\\u2066\\x01color:red\\x02<b>&\\uFDD0r\\uFDD1"
COMMANDS = {
    "ask": ["ask", str(OUTVOTED), "--why", "--find-out", "--lang", "zh"],
    "prove": ["prove", "gdpr-33", "--lang", "zh"],
    "lint": ["lint", "mbca-8-24", "--lang", "zh"],
    "compare": ["compare", "gdpr-33", "nis2", "--lang", "zh"],
    "cycles": ["cycles", "party-organisations", "--lang", "zh"],
    "succession": ["succession", "gdpr-33", "--lang", "zh"],
    "audit": ["audit", "county-bureau", str(ROOT / "scenarios" / "logs" / "register-2026.csv"), "--to", "2026-12-31", "--lang", "zh"],
    "deadlines": ["deadlines", "gdpr-33", "--at", "aware=2026-03-27T23:40+01:00", "--now", "2026-03-28T00:00+01:00", "--lang", "zh"],
    "calendar": [
        *("calendar", str(ROOT / "scenarios" / "organisations" / "bureau.organisation.yaml"), "bureau"),
        *("--from", "2026-01-01", "--to", "2026-06-30", "--lang", "zh"),
    ],
    "schema": ["schema", "case"],
    "refused": ["ask", "书记→.case.yaml"],
}


def run(*words: str, encoding: str = "utf-8", stdout: object = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "zeren", *words],
        stdout=stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        cwd=ROOT,
        timeout=120,
        check=False,
    )


class TestVisible:
    def test_what_steers_or_turns_is_written_out(self) -> None:
        for code in CODES:
            assert visible(f"a{chr(code)}b") == f"a\\u{code:04x}b"

    def test_lone_surrogates_and_tags(self) -> None:
        assert visible("\ud800\U000e0041") == "\\ud800\\udb40\\udc41"

    def test_ordinary_text_is_left_alone(self) -> None:
        text = "书记，é ü “quoted” ✓ → — ا 🙂 \u200c\u200d"
        assert visible(text) == text

    def test_in_json_it_is_the_same_data(self) -> None:
        from zeren.encoded import as_json

        data = {"name": "a\x1b\x9b\u202e\u2028\x00"}
        text = as_json(data)
        assert json.loads(text) == data
        assert not STEERING.search(text)

    def test_a_line_is_one_line(self) -> None:
        assert sheet(["a\nb\r\nc", marked("d\ne", "bold")]) == f"a b c\n{OPEN}bd e{CLOSE}\n"


class TestPaint:
    def test_colours(self) -> None:
        assert in_colour(f"a {marked('b', 'bad')} c") == "a \x1b[31;1mb\x1b[0m c"
        assert without_colour(f"a {marked('b', 'bad')} c") == "a b c"

    def test_paint_inside_paint_and_loose_ends(self) -> None:
        assert in_colour(marked(f"a{marked('b', 'bad')}c", "bold")) == "\x1b[1ma\x1b[31;1mb\x1b[0m\x1b[1mc\x1b[0m"
        assert in_colour(f"{CLOSE}a{OPEN}bx") == "a\x1b[1mx\x1b[0m"
        assert as_html(f"{OPEN}bx") == '<span style="font-weight:600">x</span>'

    def test_html_takes_nothing_from_a_text(self) -> None:
        found = as_html(marked("<script>\x01color:red\x02&", "bold"))
        assert found == '<span style="font-weight:600">&lt;script&gt;\\u0001color:red\\u0002&amp;</span>'


class TestEncodings:
    def test_signs_have_plain_forms(self) -> None:
        assert encodable("✓ ✗ → — ’", "ascii") == "+ - -> - '"

    def test_json_stays_what_it_says(self) -> None:
        assert json.loads(encodable(json.dumps("✓“书”🙂", ensure_ascii=False), "cp1252", exact=True)) == "✓“书”🙂"

    @pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_can_be_redirected(self, name: str, encoding: str) -> None:
        found = run(*COMMANDS[name], encoding=encoding)
        assert b"Traceback" not in found.stderr
        assert found.returncode == (2 if name == "refused" else found.returncode)
        if name == "ask":
            text = found.stdout.decode(encoding)
            assert "+ " in text
            assert ("为何不" in text) == (encoding == "gbk")
            assert (b"standard output is" in found.stderr) == (encoding != "gbk")


class TestOutputThatEnds:
    @pytest.mark.parametrize("name", ["ask", "prove", "lint", "schema"])
    def test_a_full_device(self, name: str) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("no /dev/full here")
        with open("/dev/full", "wb") as full:
            found = run(*COMMANDS[name], stdout=full)
        assert found.returncode == 2
        assert found.stderr.decode().splitlines() == ["standard output: cannot be written: no space left on device"]

    @pytest.mark.parametrize("name", ["ask", "prove", "lint", "schema"])
    def test_closed_before_it_began(self, name: str) -> None:
        words = " ".join(f"'{word}'" for word in [sys.executable, "-m", "zeren", *COMMANDS[name]])
        found = subprocess.run(["sh", "-c", f"{words} >&-"], stderr=subprocess.PIPE, cwd=ROOT, timeout=120, check=False)
        assert found.stderr == b""

    def test_whoever_reads_stops_reading(self) -> None:
        words = [sys.executable, "-m", "zeren", "ask", "scenarios/cases/county-bureau"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(1)
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 1


class TestNames:
    """A case whose people, circumstances and texts try to steer whoever reads the answer."""

    @pytest.fixture
    def case(self, tmp_path: Path) -> Path:
        text = OUTVOTED.read_text(encoding="utf-8").replace("Wu", f'"{NASTY}"')
        text = re.sub(r"about: .*", lambda _: f'about: {{zh: "{NASTY}\\nx", en: "{NASTY}\\nx"}}', text)
        file = tmp_path / "a.case.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_in_words(self, case: Path, language: zeren.words.Language) -> None:
        answered = zeren.ask(case, why=True, what_if=True, find_out=True)
        text = answered.text(language)
        assert not STEERING.search(text)
        assert "\\u001b[31mred" in text
        assert not [line for line in text.splitlines() if line.startswith("x")]

    def test_in_a_notebook(self, case: Path) -> None:
        page = zeren.ask(case, why=True).html("en")
        assert "style=" in page or "span" not in page
        assert "color:red" in page
        assert not re.search(r'style="[^"]*color:red', page)
        assert "<b>" not in page
        assert not STEERING.search(page)

    @pytest.mark.parametrize("format_", ["text", "json"])
    def test_printed(self, case: Path, format_: str) -> None:
        found = run("ask", str(case), "--format", format_)
        text = (found.stdout + found.stderr).decode()
        assert not STEERING.search(text)

    def test_in_faults(self, tmp_path: Path) -> None:
        file = tmp_path / "b.case.yaml"
        file.write_text(f'case: b\nregulation: county-bureau\n"{NASTY}": 1\npeople: {{Wu: {{"{NASTY}": "{NASTY}"}}}}\n', encoding="utf-8")
        found = run("ask", str(file))
        assert found.returncode == 2
        assert not STEERING.search(found.stderr.decode())


class TestPartialBoards:
    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize("file", PARTIAL, ids=lambda file: file.stem)
    def test_whoever_is_not_listed_is_told_as_that(self, file: Path, language: zeren.words.Language) -> None:
        answered = zeren.ask(file, why=True, what_if=True, find_out=True)
        text = answered.text(language)
        assert "(unlisted" not in text
        assert "(present)" not in text
        assert ("未列出" if language == "zh" else "who is not listed") in text
        record = answered.json()
        assert "(unlisted" not in record
        assert '"unlisted": 1' in record


class TestPages:
    @pytest.mark.parametrize("name", ["javascript:alert(1)", "//elsewhere", "\\\\elsewhere", "a' onclick='x", "data:text/html,x"])
    def test_a_link_names_no_scheme_and_no_host(self, name: str) -> None:
        from urllib.parse import urljoin, urlsplit

        from zeren.voice.pages import place

        target = urlsplit(urljoin("https://here.example/proofs/board.html", place(f"{name}/verdict.json")))
        assert (target.scheme, target.netloc) == ("https", "here.example")
        assert "'" not in place(name)

    def test_pages_escape_what_they_are_given(self) -> None:
        from zeren.voice.pages import page

        found = page("simulation.html", language="en", title="<script>&'\"\x1b\u202e", body="<img src=x onerror=y>")
        assert "<script>" not in found
        assert "<img" not in found
        assert not STEERING.search(found)

    def test_every_template_is_escaped_and_names_its_language(self) -> None:
        folder = Path(zeren.__file__).parent / "voice" / "templates"
        for file in folder.glob("*.html"):
            text = file.read_text(encoding="utf-8")
            assert "safe" not in re.findall(r"\|\s*(\w+)", text)
            assert "autoescape" not in text
            part = file.stem.endswith("_body")  # of a page, which names the language
            assert part or "extends" in text or "<html lang=" in text


class TestCharts:
    def test_a_chart_survives_any_text(self) -> None:
        from zeren.sim.statistics import Estimate
        from zeren.simulating.charts import counts, intervals

        name = "".join(map(chr, CODES)) + "\ud800<b>\ufffe"
        drawn = intervals([(name, Estimate(1.0, 0.5, 1.5, "t", 3))], name) + counts([(name, {1: 2, 3: 4})], name, name)
        assert drawn.startswith("<svg")
        assert not STEERING.search(drawn)
        assert "<b>" not in drawn

    def test_a_report_on_an_organisation_of_strange_names(self, tmp_path: Path) -> None:
        text = (ROOT / "scenarios" / "organisations" / "bureau.organisation.yaml").read_text(encoding="utf-8")
        text = re.sub(r"^title:.*$", "", text, flags=re.MULTILINE) + f'\ntitle: {{zh: "{NASTY}\\0", en: "{NASTY}\\0"}}\n'
        (tmp_path / "a.organisation.yaml").write_text(text, encoding="utf-8")
        lived = zeren.simulate(tmp_path / "a.organisation.yaml", years=1, replications=2, out=tmp_path / "kept")
        for language in ("zh", "en"):
            page = (tmp_path / "kept" / f"report.{language}.html").read_text(encoding="utf-8")
            assert not STEERING.search(page)
            assert "<b>&" not in page
        assert not STEERING.search(lived.text("en"))


class TestSpreadsheets:
    def test_no_cell_of_a_csv_is_a_formula(self, tmp_path: Path) -> None:
        import pyarrow as pa

        from zeren.tables.sources import writer

        table = pa.table({"name": ["=1+1", "+A1", "-x", "@f", "\tx", "\rx", "-5", "+3.5", "Wu", "", None, "a=b"], "n": list(range(12))})
        sink = writer(tmp_path / "a.csv", table.schema)
        sink.write_table(table)
        sink.close()
        lines = (tmp_path / "a.csv").read_bytes().decode().replace("\r\n", "\n")
        for risky in ("=1+1", "+A1", "-x", "@f", "\tx"):
            assert f"'{risky}" in lines
            assert f'"{risky}' not in lines
        for plain in ("-5", "+3.5", "Wu", "a=b"):
            assert f"'{plain}" not in lines


def test_commands_print_through_one_function() -> None:
    for file in (Path(zeren.__file__).parent / "commands").glob("*.py"):
        if file.name != "terminal.py":
            assert not re.search(
                r"typer\.echo|\bprint\(|sys\.stdout\.(write|buffer)",
                file.read_text(encoding="utf-8").replace("def print(", "").replace("self.print(", ""),
            ), file.name
