"""What an answer says of the law around an outcome: what a tier brings with it, who must prove what, and how sure we are."""

from __future__ import annotations

import datetime as dt

from zeren.model.language.provision import Sure
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.meaning.part import Part


class ConsequenceAnswer(Part, frozen=True):
    """Something that a tier brings with it; `length` is the time in a limitation, as in a regulation file."""

    kind: str
    article: str
    text: dict[str, str]
    answer: Certainty
    length: str | None = None
    sure: Sure | None = None


class TierAnswer(Part, frozen=True):
    """A tier that somebody bears or may bear: by whom, and what it brings with it.

    Where it is joint and several, those who bear it answer together.
    """

    tier: str
    certain: tuple[str, ...]
    possible: tuple[str, ...]
    consequences: tuple[ConsequenceAnswer, ...]


class BurdenAnswer(Part, frozen=True):
    """A fact that the answer speaks of, and who must prove it."""

    term: str
    text: dict[str, str]


class ProvisionAnswer(Part, frozen=True):
    """A provision that the answer cites, the elements of the regulation that stand for it, and how sure we are of them."""

    article: str
    elements: tuple[str, ...]
    sure: Sure


class SourceAnswer(Part, frozen=True):
    """A source of the regulation, where it can be read, and how near to the law it is."""

    text: dict[str, str]
    at: str | None = None
    sure: Sure | None = None


class LeftOut(Part, frozen=True):
    """Something that the text provides and the regulation's file leaves out, why, and which parts of this answer it could touch."""

    article: str
    what: dict[str, str]
    why: dict[str, str]
    touches: tuple[str, ...]


class InForce(Part, frozen=True, rename={"from_": "from"}):
    """The first and last day on which the regulation is in force; null where open."""

    from_: dt.date | None = None
    to: dt.date | None = None


def sources(regulation: Regulation) -> tuple[SourceAnswer, ...]:
    """Every source that the file names, in its order."""
    return tuple(SourceAnswer({"zh": one.zh, "en": one.en}, one.at, one.sure) for one in regulation.file.sources)
