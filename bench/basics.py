"""Start-up, loading, the definition against clingo, and whole processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from table import Row, median_seconds

from zeren.model.language.load import built_in, load_regulation, parse_case
from zeren.model.meaning.evaluate import Meanings, evaluate
from zeren.model.solving.completion import complete

ROOT = Path(__file__).parent.parent
CASE = ROOT / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"


def rows() -> list[Row]:
    """Every figure of this file."""
    return [*processes(), *loading(), definition()]


def processes() -> list[Row]:
    """Whole processes, from their start to their end, in one run."""

    def run(*words: str) -> float:
        return median_seconds(lambda: subprocess.run([sys.executable, *words], capture_output=True, check=False, cwd=ROOT), runs=9)

    help_, ask, z3 = run("-m", "zeren", "--help"), run("-m", "zeren", "ask", str(CASE)), run("-c", "import z3")
    allowed = 2 * z3 + 0.3
    return [
        Row("`zeren --help`, whole process", "< 0.3 s", f"{help_:.2f} s", help_ < 0.3),
        Row("`zeren ask` on one open case, whole process", f"≤ 2 × `import z3` + 0.3 s = {allowed:.2f} s", f"{ask:.2f} s", ask <= allowed),
    ]


def loading() -> list[Row]:
    """Loading each built-in regulation from its file."""
    times = {name: median_seconds(lambda name=name: load_regulation(name)) for name in built_in()}  # type: ignore[misc]  # bound at once
    name, slowest = max(times.items(), key=lambda item: item[1])
    return [Row(f"loading a regulation, the slowest of {len(times)} ({name})", "< 50 ms", f"{slowest * 1000:.1f} ms", slowest < 0.05)]


def board_of_nine() -> tuple[Meanings, Any, dict[str, str]]:
    """A concrete case with nine persons, three of whom objected, and its readings."""
    bureau = load_regulation("county-bureau")
    roles = ["secretary", "deputy_in_charge", *["member"] * 7]
    people = "".join(
        f"  P{index}: {{role: {role}, body_member: yes, participated: yes, stance: {'against' if index % 3 == 2 else 'in_favour'}, "
        f"objection_stated: {'yes' if index % 3 == 2 else 'no'}, charge: {'both' if index == 1 else 'none'}}}\n"
        for index, role in enumerate(roles)
    )
    matter = "{collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}"
    case = parse_case(f"case: nine\nregulation: county-bureau\nmatter: {matter}\npeople:\n{people}", bureau)
    meanings = Meanings(bureau)
    whole, readings = complete(meanings, case, {})
    return meanings, whole, readings


def definition() -> Row:
    """The definition on a concrete board of nine."""
    meanings, whole, readings = board_of_nine()
    found = evaluate(meanings, whole, readings)
    assert sum(bool(tiers) for tiers in found.values()) == 6
    seconds = median_seconds(lambda: [evaluate(meanings, whole, readings) for _ in range(200)]) / 200
    return Row("`evaluate`, concrete board of nine", "< 100 µs", f"{seconds * 1e6:.0f} µs", seconds < 100e-6)
