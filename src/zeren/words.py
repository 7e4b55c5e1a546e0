"""The words that zeren itself says to people, in Chinese and in English; a regulation brings its own."""

from __future__ import annotations

import os
from typing import Literal

from zeren.voice.keys import ANSWER, ANSWER_ANSWER, AnswerKey

Language = Literal["zh", "en"]


def say(key: AnswerKey, language: Language, *values: object) -> str:
    """What zeren says for a key, with values filled in.

    >>> say("against", "en", "article 11", "Zhou")
    'article 11, against Zhou'
    """
    return ANSWER.say(key, language, *values)


def answer_word(answer: str, language: Language) -> str:
    """An answer to a question: a norm or yes and no in words, anything else as it stands."""
    key = ANSWER_ANSWER.find(answer)
    return answer if key is None else ANSWER_ANSWER.say(key, language)


def default_language() -> Language:
    """The language of the locale: Chinese where it is Chinese, English otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"
