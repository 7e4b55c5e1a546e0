"""What is found out about a claim: whether it holds, under which readings, up to which size, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.terms import Text, Value
from zeren.proofs.property import Claim, Property
from zeren.proofs.regions import Forbidden, allowed, rest
from zeren.proofs.sizes import Scope

Status = Literal["holds", "fails", "depends", "bounded", "unknown", "not_asked"]


class Witness(msgspec.Struct, frozen=True):
    """A smallest case of the kind sought: its persons, its facts, and the readings under which it was found.

    `runs` is how many runs of the definition showed it for every reading that is left open.
    """

    size: int
    facts: Mapping[FactId, Value]
    readings: Mapping[str, str]
    runs: int = 0


class Region(msgspec.Struct, frozen=True):
    """Readings under which the case sought exists, with a witness for all of them, or exists at no size."""

    forbidden: tuple[Forbidden, ...]
    witness: Witness | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one claim.

    Args:
        status: `holds` or `fails` under every combination of readings, or `depends` on them; `bounded` if nothing speaks
            against it on boards up to the size looked at, and larger ones are not decided; `unknown` with its reason.
        options: the readings that bear on the claim, with their options.
    """

    about: Property
    claim: Claim
    status: Status
    scope: Scope
    options: Mapping[str, tuple[str, ...]] = {}
    regions: tuple[Region, ...] = ()
    reason: Text | None = None

    @property
    def witnessed(self) -> tuple[Region, ...]:
        """The regions in which the case sought exists."""
        return tuple(one for one in self.regions if one.witness is not None)

    @property
    def excluded(self) -> tuple[Region, ...]:
        """The regions in which it exists at no size looked at."""
        return tuple(one for one in self.regions if one.witness is None)

    def holds_under(self) -> list[dict[str, tuple[str, ...]]]:
        """The choices that save the property, each with the readings that it does not name left open."""
        return self._nowhere() if self.claim.polarity == "universal" else self._somewhere()

    def fails_under(self) -> list[dict[str, tuple[str, ...]]]:
        """The choices that break the property."""
        return self._somewhere() if self.claim.polarity == "universal" else self._nowhere()

    def _nowhere(self) -> list[dict[str, tuple[str, ...]]]:
        return [allowed(one.forbidden, self.options) for one in self.excluded]

    def _somewhere(self) -> list[dict[str, tuple[str, ...]]]:
        """Told by what the excluded regions leave, which does not hang on the cases that happened to be found."""
        return [allowed(one, self.options) for one in rest([one.forbidden for one in self.excluded], self.options)]
