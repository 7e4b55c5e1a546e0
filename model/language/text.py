"""Words that a file brings along for people."""

from __future__ import annotations

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for people, in Chinese and in English; whoever states one language only is read as saying the same in both.

    >>> Text(zh="书记", en="secretary").in_("en")
    'secretary'
    """

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.zh if language == "zh" else self.en
