"""Why certificates are rejected: each reason by its key and what it names, so that it can be told in any language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import msgspec

from zeren.model.language.faults import Refused
from zeren.model.language.terms import Text
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.undecided import Undecided
from zeren.voice.keys import PUNCTUATION, REASONS, REASONS_WORDS, ReasonsKey

LONGEST_TOLD = 400  # characters of what a certificate says, as it is repeated in a reason


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a certificate is rejected: which reason, what it names, and what lies behind it, if anything."""

    key: str
    values: tuple[str | Text, ...] = ()
    because: Reason | None = None

    @property
    def text(self) -> Text:
        return Text(zh=told(self, "zh"), en=told(self, "en"))


def chained(steps: Iterable[tuple[str, ...]]) -> Reason | None:
    """What the checker says as a reason: each step is a key and its values, and the next lies behind it."""
    found: Reason | None = None
    for key, *values in reversed(list(steps)):
        found = Reason(key, tuple(values), found)
    return found


class Rejected(Exception):
    """Something that speaks against a certificate, with its reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(told(reason, "en"))
        self.reason = reason


def reasons_of(error: Exception) -> tuple[Reason, ...]:
    """The reasons that an error gives: several where a text has several faults."""
    if isinstance(error, Rejected):
        return (error.reason,)
    if isinstance(error, Refused):
        return tuple(Reason("refused", (str(fault),)) for fault in error.faults)
    key = "beyond_solver" if isinstance(error, BeyondSolver) else "gave_up" if isinstance(error, Undecided) else "no_record"
    return tuple(Reason(key, (line,)) for line in str(error).splitlines())


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
