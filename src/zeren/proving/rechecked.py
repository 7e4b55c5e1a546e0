"""What became of certificates that were checked again: for programs, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import msgspec

from zeren.model.language.terms import Text
from zeren.proofs.certificates.recheck import Recheck
from zeren.proofs.certificates.rejection import Reason
from zeren.voice.keys import PUNCTUATION, REASONS, REASONS_WORDS, ReasonsKey

LONGEST_TOLD = 400  # characters of what a certificate says, as it is repeated in a reason


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one verdict, for programs: `why` holds by their keys what `reasons` says in English."""

    what: str
    accepted: bool
    reasons: tuple[str, ...]
    why: tuple[Reason, ...]
    proofs: int
    cases: int
    ignored: int
    repeated: int
    orderly: bool


class RecheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren check` reports; `accepted` only if every certificate is, and there are some."""

    schema: Literal["zeren.recheck/1"] = "zeren.recheck/1"
    accepted: bool
    checked: tuple[Checked, ...]


def recheck_report(found: Sequence[Recheck]) -> RecheckReport:
    """The report on all that was checked."""
    checked = tuple(Checked(accepted=one.accepted, reasons=reasons(one, "en"), **msgspec.structs.asdict(one)) for one in found)
    return RecheckReport(accepted=bool(found) and all(one.accepted for one in found), checked=checked)


def reasons(found: Recheck, language: str) -> tuple[str, ...]:
    """Why it is rejected, in words."""
    return tuple(told(one, language) for one in found.why)


def told(reason: Reason, language: str) -> str:
    """A reason in words, and after it what lies behind it.

    >>> told(Reason("no_proof", ("a.proof",), Reason("no_empty")), "en")
    '`a.proof` is no proof: the proof ends before the empty clause'
    >>> told(Reason("status", ("holds", "fails")), "zh")
    '写的是“成立”，而所示为“不成立”'
    """
    own = REASONS.say(cast(ReasonsKey, reason.key), language, *(_value(one, language) for one in reason.values))
    return own if reason.because is None else f"{own}{PUNCTUATION.say('colon', language)}{told(reason.because, language)}"


def _value(value: str | Text, language: str) -> str:
    if isinstance(value, Text):
        return _shown(value.in_(language))
    word = REASONS_WORDS.find(value)
    return _shown(value if word is None else REASONS_WORDS.say(word, language))


def _shown(text: str) -> str:
    """What a certificate says, so that it neither moves a terminal's cursor nor turns a line round, nor fills the screen."""
    visible = "".join(one if one.isprintable() or one == "\u3000" else f"\\u{ord(one):04x}" for one in text[:LONGEST_TOLD])
    return visible if len(text) <= LONGEST_TOLD else f"{visible}…"
