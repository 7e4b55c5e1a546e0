"""Properties: sentences about a regulation that are proved or refuted, and the claims of which each consists.

A claim is decided by looking for one case: a counterexample where the property is universal, an example where it is
existential. The case sought is described by a condition in the language of the regulation itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from zeren.model.language.conditions import Expr
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text, Value

Polarity = Literal["universal", "existential"]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to decide about one regulation.

    Args:
        part: which rule, tier, exception, circumstance or duty it is about; empty where there is only one claim.
        sought: what the counterexample or example is like; `me` is the body or circumstance of the case, if `sort` says so.
        roles: the persons whom the sought case speaks of, as bound in it from the outside inwards.
        item: the circumstance that the case alleges, if any.
        follows: whether facts that follow from others do so, or are open like any other.
        changes: what one role does otherwise in the second of two cases that are compared.
        without: the rule or exception that the second of two regulations lacks.
        unmade: in the second of two cases, the circumstance is not made out.
        textual: the text of the regulation decides it, whatever the case.
    """

    part: str = ""
    text: Text
    article: str = ""
    polarity: Polarity
    sought: Expr
    sort: Literal["matter", "body", "circumstance"] = "matter"
    roles: tuple[str, ...] = ()
    item: str = ""
    follows: bool = False
    changes: Mapping[str, Value] = {}
    without: str = ""
    unmade: bool = False
    textual: bool = False


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that may hold of any regulation.

    `formal` is its statement over the regulation's own concepts; `claims` gives what has to be decided for one regulation,
    or the reason why it does not speak of it.
    """

    id: str
    text: Text
    formal: str
    polarity: Polarity
    claims: Callable[[Regulation], list[Claim] | Text]
