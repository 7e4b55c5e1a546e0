"""Reasons why certificates are rejected: every one in Chinese and in English, by its key."""

from __future__ import annotations

import re

import msgspec
import pytest

from zeren.model.language.terms import Text
from zeren.proofs.certificates import checker
from zeren.proofs.certificates.rejection import Reason, chained, told
from zeren.voice.catalogue import section

SENTENCES = {key: (section("zh", "reasons")[key], section("en", "reasons")[key]) for key in section("en", "reasons")}


def text(reason: Reason) -> Text:
    return Text(told(reason, "zh"), told(reason, "en"))


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_name_the_same_things(key: str) -> None:
    """Each value stands in both, and the Chinese is Chinese."""
    zh, en = SENTENCES[key]
    number = max(one.count("{") for one in (zh, en))
    values = tuple(f"value-{place}" for place in range(number))
    told = text(Reason(key, values))
    assert [value for value in values if value not in told.zh or value not in told.en] == []
    assert re.search("[\u4e00-\u9fff]", told.zh)
    assert msgspec.json.decode(msgspec.json.encode(Reason(key, values)), type=Reason) == Reason(key, values)


def test_every_reason_that_is_given_has_its_sentence() -> None:
    """No key in the source is missing here, and none stands here in vain."""
    from pathlib import Path

    import zeren.proofs

    folder = Path(zeren.proofs.__file__).parent
    files = [
        folder / "certificates" / "recheck.py",
        folder / "certificates" / "files.py",
        folder / "replay.py",
        folder / "certificates" / "smt.py",
        folder / "certificates" / "rejection.py",
        folder / "certificates" / "foreign.py",
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*files, *sorted((folder / "succession").glob("*.py"))])
    given = set(re.findall(r"\b(?:Wrong|Reason)\(\s*\"(\w+)\"", text)) | set(checker.REASONS)
    given |= {"accepted_by_us", "accepted_by_other", "not_built_in", "no_longer_built_in", "stale"}  # one of two
    given |= {"gave_up", "beyond_solver", "no_record", "initiation", "consecution", "safety", "shorter"}
    assert given == set(SENTENCES)


@pytest.mark.parametrize("key", checker.REASONS)
def test_the_checker_says_in_english_what_is_told_of_it(key: str) -> None:
    sentence = checker.REASONS[key]
    values = tuple(f"value-{place}" for place in range(sentence.count("{}")))
    assert text(Reason(key, values)).en == checker.Checked(False, ((key, *values),)).reason == sentence.format(*values)


def test_what_lies_behind_a_reason_is_told_after_it() -> None:
    found = checker.check("p cnf 1 1\n1 0\n", "1 x 0\n")
    behind = chained(found.why)
    assert behind is not None
    assert text(behind) == Text(zh="无法读取第1步：不是九位以内的整数：x", en=found.reason)
    assert found.reason == "step 1 cannot be read: no whole number of up to nine digits: x"


@pytest.mark.parametrize("value", ["\x1b[2J", "\u202eedoc", "a\r\nb", "\x00", "\u2028"])
def test_what_a_certificate_says_moves_no_cursor(value: str) -> None:
    told = text(Reason("other_text", (value,)))
    assert told.zh.isprintable()
    assert told.en.isprintable()
    assert len(text(Reason("other_text", ("x" * 10_000,))).en) < 600
