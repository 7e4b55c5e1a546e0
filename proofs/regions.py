"""Regions of readings: sets of choices that a verdict speaks of at once, each given by the options that it leaves out.

Every combination of readings is one point; a region holds all points that avoid its forbidden options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.model.solving.minimal import shrink

Forbidden = tuple[str, str]  # a reading, and an option that it does not take
Options = Mapping[str, Sequence[str]]  # every reading that bears, with its options


def allowed(region: Sequence[Forbidden], options: Options) -> dict[str, tuple[str, ...]]:
    """The options that a region leaves to each reading that it restricts.

    >>> allowed([("scope", "all")], {"scope": ("all", "others"), "record": ("yes", "no")})
    {'scope': ('others',)}
    """
    kept = {name: tuple(one for one in values if (name, one) not in region) for name, values in options.items()}
    return {name: values for name, values in kept.items() if len(values) < len(options[name])}


def uncovered(regions: Sequence[Sequence[Forbidden]], options: Options) -> dict[str, str] | None:
    """The first choice of options that no region holds, in the order of readings and options; None if there is none.

    >>> uncovered([[("scope", "all")]], {"scope": ("all", "others")})
    {'scope': 'all'}
    >>> uncovered([[("scope", "all")], [("scope", "others")]], {"scope": ("all", "others")}) is None
    True
    """
    found = _uncovered(frozenset(frozenset(one) for one in regions), list(options), options)
    return None if found is None else {name: found.get(name, values[0]) for name, values in options.items()}


def _uncovered(regions: frozenset[frozenset[Forbidden]], names: Sequence[str], options: Options) -> dict[str, str] | None:
    """The choice for the readings that some region names; the others do not matter."""
    if frozenset() in regions:
        return None  # a region that forbids nothing more holds every choice from here on
    named = {reading for one in regions for reading, _ in one}
    name = next((one for one in names if one in named), None)
    if name is None:
        return {}
    for option in options[name]:
        alive = frozenset(frozenset(pair for pair in one if pair[0] != name) for one in regions if (name, option) not in one)
        found = _uncovered(alive, names, options)
        if found is not None:
            return {name: option, **found}
    return None


def rest(regions: Sequence[Sequence[Forbidden]], options: Options) -> list[tuple[Forbidden, ...]]:
    """Regions, each as large as it can be, that together hold every choice which these regions do not.

    >>> rest([[("scope", "all"), ("record", "no")]], {"scope": ("all", "others"), "record": ("yes", "no")})
    [(('scope', 'others'),), (('record', 'yes'),)]
    """
    found: list[tuple[Forbidden, ...]] = []
    while (choice := uncovered([*regions, *found], options)) is not None:
        taken = [(name, option) for name, values in options.items() for option in values if option != choice[name]]

        def apart(chosen: Sequence[int], taken: list[Forbidden] = taken) -> bool:
            return all(_disjoint([taken[one] for one in chosen], other, options) for other in regions)

        found.append(tuple(taken[one] for one in shrink(range(len(taken)), apart)))
    return found


def needed(regions: Sequence[tuple[int, Sequence[Forbidden]]], options: Options) -> list[int]:
    """The places of the regions left when each one is dropped whose choices others hold, at the same size or less.

    Each region comes with the size of its case; the narrowest are dropped first.
    """
    kept = list(range(len(regions)))
    for place in sorted(kept, key=lambda one: (-len(regions[one][1]), -one)):
        size, own = regions[place]
        others = [regions[one][1] for one in kept if one != place and regions[one][0] <= size]
        inside = {name: tuple(one for one in values if (name, one) not in own) for name, values in options.items()}
        if uncovered(others, inside) is None:
            kept.remove(place)
    return kept


def _disjoint(one: Sequence[Forbidden], other: Sequence[Forbidden], options: Options) -> bool:
    both = {*one, *other}
    return any(all((name, option) in both for option in values) for name, values in options.items())
