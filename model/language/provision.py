"""What a regulation attaches to its elements: how sure we are of them, how an exception works, what a tier brings with it."""

from __future__ import annotations

from typing import Literal

from zeren.model.language.reader import Condition
from zeren.model.language.record import Record
from zeren.model.language.terms import Text

Sure = Literal["text_seen", "parallel_text", "secondary", "memory", "inferred"]
LEAST_SURE: tuple[Sure, ...] = ("memory", "secondary", "inferred", "parallel_text", "text_seen")  # the least sure first
Effect = Literal["exempts", "may_exempt", "may_reduce", "reduces_or_exempts"]


class Cited(Record, frozen=True):
    """A source in words, where it can be read, and how near to the law it is."""

    zh: str
    en: str
    at: str | None = None
    sure: Sure | None = None


class Consequence(Record, frozen=True):
    """What a tier brings with it, as data: who shares it, how much, for how long, and how firm it is.

    A `limitation` ends it after `length`, `lifelong` says that nothing does; `strength` tells a rebuttable presumption
    from a conclusive one. `when` is a condition of the matter.
    """

    kind: Literal["joint_and_several", "contribution", "recourse", "measure", "cap", "limitation", "lifelong", "strength"]
    article: str
    text: Text
    length: str | None = None
    when: Condition = Condition("yes")
    sure: Sure | None = None
