"""Every key that an answer's JSON can have is documented in its schema, and nothing else is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import zeren
from zeren.answering.keys import KEYS
from zeren.schemas import schema_text

SCHEMA = json.loads(schema_text("answer"))
CASES = sorted((Path(__file__).parent.parent / "scenarios" / "cases").rglob("*.case.yaml"))


def test_every_key_says_what_it_is():
    found = {
        (name, key): value.get("description") for name, record in SCHEMA["$defs"].items() for key, value in record["properties"].items()
    }
    assert not [key for key, text in found.items() if not text]
    used = {f"{name}.{key}" if f"{name}.{key}" in KEYS else key for name, key in found}
    assert set(KEYS) == used, "a key of no record"
    assert all(re.fullmatch(r"[A-Z].*\.", text) for text in KEYS.values())


@pytest.mark.parametrize("path", CASES[::40], ids=lambda path: path.name)
def test_answers_with_all_that_can_be_asked_for_keep_to_the_schema(path):
    answered = zeren.ask(path, why=True, what_if=True, find_out=True)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(answered.json()))
