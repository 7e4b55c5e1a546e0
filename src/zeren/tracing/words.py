"""The words in which a trace is told, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zeren.words import Language

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "modelled": ("已建模：有陈述正引这一处", "modelled: something cites just this place"),
    "article": ("所在部分被引用，引的是哪一句没有写明", "a part around it is cited, and not which sentence of it"),
    "left_out": ("注明没有建模", "marked as not modelled"),
    "nothing": ("没有任何陈述", "nothing speaks of it"),
    "sign modelled": ("●", "●"),
    "sign article": ("◐", "◐"),
    "sign left_out": ("○", "○"),
    "sign nothing": ("✗", "✗"),
    "share": ("{} {}：{}/{}句（{}）", "{} {}: {} of {} sentences ({})"),
    "by": ("← {}", "← {}"),
    "left out": ("没有建模 ← {}", "not modelled ← {}"),
    "not found": ("规定文件引用而原文中没有找到的：", "Cited by the regulation's file and not found in the text:"),
    "caution": (
        "按所引条款项对应，不判断陈述是否说对了原文。",
        "Matched by the articles and items cited; whether a statement says what the text says is not judged.",
    ),
}


def say(key: str, language: Language, *values: object) -> str:
    """A word or sentence of a trace.

    >>> say("share", "en", "●", "modelled", 1, 2, "50%")
    '● modelled: 1 of 2 sentences (50%)'
    """
    return WORDS[key][0 if language == "zh" else 1].format(*values)
