"""The promise about formats is kept: the page names every format there is, and no key of any has gone under the same number.

`make transcripts` adds new keys to `formats.json`; a key that went must raise the number of its format, or stay.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

import zeren
from zeren.schemas import KINDS, WRITTEN, schema_text

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
KEPT = Path(__file__).with_name("formats.json")
NUMBER = re.compile(r'"(zeren\.[a-z]+/\d+)"')


def _keys(kind: str) -> dict[str, list[str]]:
    """The keys of every record of a format."""
    whole = json.loads(schema_text(kind))
    found: dict[str, Any] = {"": whole, **whole.get("$defs", {})}
    records = {name: [key for part in (one, *one.get("anyOf", ())) for key in part.get("properties", ())] for name, one in found.items()}
    return {name: sorted(keys) for name, keys in sorted(records.items()) if keys}


def _now() -> dict[str, dict[str, list[str]]]:
    """The keys by format: its number where it has one, the kind of file elsewhere."""
    return {kind if kind in WRITTEN else (NUMBER.findall(schema_text(kind)) or [kind])[0]: _keys(kind) for kind in KINDS}


def test_no_key_goes_under_the_same_number() -> None:
    now = _now()
    if os.environ.get("WRITE_TRANSCRIPTS"):
        KEPT.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    records = {(form, name): keys for form, found in kept.items() if form in now for name, keys in found.items()}
    assert {at: gone for at, keys in records.items() if (gone := set(keys) - set(now[at[0]].get(at[1], ())))} == {}


@pytest.mark.skipif("RELEASE" not in os.environ, reason="the keys of a release are kept when it is made: make release-check")
def test_what_is_kept_is_what_there_is() -> None:
    """A key that came since the last release is kept as well, so that it cannot go unseen."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert {form: kept[form] for form in _now()} == _now()


def test_the_page_names_every_format() -> None:
    files = [file for folder in ("src/zeren", "model", "proofs", "sim") for file in (ROOT / folder).rglob("*.py")]
    written = {found for file in files for found in NUMBER.findall(file.read_text(encoding="utf-8"))}
    assert set(re.findall(r"`(zeren\.[a-z]+/\d+)`", PAGE)) == written
    assert all(f"`{kind}`" in PAGE for kind in WRITTEN if kind != "regulation")


def test_the_page_names_what_stays() -> None:
    assert {"ask", "prove"} <= set(zeren.__all__)
    from zeren import bulk, testing

    assert bulk.__all__
    assert testing.__all__
