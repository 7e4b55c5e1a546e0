"""How somebody ends: with which tiers, and which of them may be lifted or reduced by the organ that decides."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.evaluate import Situation
from zeren.model.meaning.standing import Standing
from zeren.model.meaning.truth import Facts
from zeren.model.solving.ground import Entity, Ground

_DISCRETIONARY = ":discretionary"


def ends(ground: Ground, entity: Entity) -> dict[str, int]:
    """For each tier that somebody could bear, the literal that they end with it, and that it is discretionary."""
    tiers, relieved = ground.tiers(entity), ground.relieved(entity)
    return tiers | {tier + _DISCRETIONARY: ground.circuit.both([tiers[tier], relieved[tier]]) for tier in tiers if tier in relieved}


def ended(situation: Situation, bearer: Facts, sort: str) -> frozenset[str]:
    """The same of complete facts, by the definition."""
    relieved = situation.relief(bearer, sort)
    return situation.outcome(bearer, sort) | {tier + _DISCRETIONARY for tier in relieved}


def in_order(regulation: Regulation, names: Iterable[str]) -> tuple[str, ...]:
    """Tiers from the gravest, each before what is said of it."""
    order = list(regulation.tiers.all)
    return tuple(sorted(names, key=lambda name: (order.index(tier_of(name)) if tier_of(name) in order else len(order), name)))


def tier_of(name: str) -> str:
    """The tier of which a name speaks.

    >>> tier_of("liable:discretionary")
    'liable'
    """
    return name.removesuffix(_DISCRETIONARY)


def without_tier(regulation: Regulation, found: Standing) -> Text:
    """Where a bearer without a tier stands, in the words of an answer: none under these articles, not reached by them, or silent."""
    if found.verdict == "silent":
        return Text(zh="条文对此类对象没有规定责任", en="the text is silent: it has no tier for such a bearer")
    under = regulation.cited(*found.looked_at)
    if found.verdict == "not_reached":
        see = regulation.cited(*found.see)
        return Text(zh=f"{under.zh}不及于此，见{see.zh}", en=f"not reached by {under.en}: see {see.en}")
    return Text(zh=f"依{under.zh}不承担所列责任", en=f"no tier under {under.en}")


def shown(regulation: Regulation, names: Iterable[str], language: str) -> list[str]:
    """Tiers in the regulation's own words; one that is discretionary says so."""
    found = set(names)
    words = "（可以免除或者减轻）" if language == "zh" else " (may be lifted or reduced)"
    tiers = [name for name in in_order(regulation, found) if name == tier_of(name)]
    return [regulation.name_of(tier, language) + (words if tier + _DISCRETIONARY in found else "") for tier in tiers]
