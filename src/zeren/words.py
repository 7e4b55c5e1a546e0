"""The words that zeren itself says to people, in Chinese and in English; a regulation brings its own."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.meaning.standing import Standing
from zeren.voice.keys import ANSWER, ANSWER_ANSWER, AnswerKey
from zeren.voice.tongue import Language as Language
from zeren.voice.tongue import default_language as default_language


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


def standing_word(regulation: Regulation, found: Standing, language: Language) -> str:
    """What a bearer without a tier is told: none under these articles, not reached by them, or that the text is silent on such."""
    if found.verdict == "silent":
        return say("silent on such", language)

    def cited(articles: Sequence[str]) -> str:
        return regulation.cited(*articles).in_(language)

    elsewhere = [cited(found.see)] if found.verdict == "not_reached" else []
    words = say("not reached" if elsewhere else "no tier", language, cited(found.looked_at), *elsewhere)
    return words + (say("made out all the same", language, cited(found.made_out)) if found.made_out else "")
