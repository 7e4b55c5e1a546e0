"""Which listed circumstances of two regulations are the same one: by what they speak of, and never by their number."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zeren.model.language.regulation import Regulation, terms_in
from zeren.proofs.compare.matching import same_term

LEAST = Fraction(1, 3)  # of the facts that either item looks at, so many must be looked at by both
_SAME_WORDS = 2  # outweighs any share of facts


def corresponding(first: Regulation, second: Regulation) -> dict[str, str]:
    """For each item of the first regulation that has a counterpart, the item of the second one.

    Two items correspond if their texts are the same, or if they look at the same facts for the most part; facts that every item of
    a list looks at, such as whom the article names, do not count. Of several counterparts the nearest is taken, each once.
    """
    sides = (_facts(first), _facts(second))
    texts = [{item: one.text for item, (one, _) in regulation.circumstances.items()} for regulation in (first, second)]
    shared = {name for name, term in first.terms.items() if same_term(term, second.terms.get(name))}
    ranked = []
    for place, (item, own) in enumerate(sides[0].items()):
        for other_place, (other, theirs) in enumerate(sides[1].items()):
            union = own | theirs
            alike = Fraction(len(own & theirs & shared), len(union)) if union else Fraction(0)
            weight = alike + (_SAME_WORDS if texts[0][item] == texts[1][other] else 0)
            if weight >= LEAST:
                ranked.append((-weight, item != other, abs(place - other_place), place, other_place, item, other))
    found: dict[str, str] = {}
    for *_, item, other in sorted(ranked):
        if item not in found and other not in found.values():
            found[item] = other
    return {item: found[item] for item in sides[0] if item in found}


def _facts(regulation: Regulation) -> Mapping[str, frozenset[str]]:
    """For each item the terms that tell it from the others of its list."""
    every = {item: frozenset(terms_in(expr, regulation)) for item, (_, expr) in regulation.circumstances.items()}
    common = frozenset.intersection(*every.values()) if len(every) > 1 else frozenset()
    return {item: own - common for item, own in every.items()}
