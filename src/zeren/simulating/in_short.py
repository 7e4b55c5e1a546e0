"""What a simulation comes to, in a few sentences, before any figure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Protocol

from zeren.simulating.results import LiableRow, Results
from zeren.voice.keys import SIMULATION_SHORT
from zeren.words import Language

_MOST = 3  # duties that are named


class Namer(Protocol):
    """What bodies, duties and those who are liable are called in one language."""

    language: Language

    @property
    def comma(self) -> str: ...

    def name(self, of: str) -> str: ...

    def of(self, body: str, duty: str) -> str: ...

    def who(self, liable: LiableRow) -> str: ...


def in_short(found: Results, text: Namer) -> Iterator[str]:
    """The sentences: what is done in time, how old the top's news is, how often somebody becomes liable, what all of it stands on."""
    language = text.language
    assessed = [one for one in found.coverage if not math.isnan(one.share.value)]
    short = sorted((one for one in assessed if one.share.value < 1), key=lambda one: one.share.value)
    if assessed and not short:
        yield SIMULATION_SHORT.say("all in time", language)
    elif short:
        named = [f"{text.of(one.body, one.duty)} {_percent(one.share.value)} %" for one in short[:_MOST]]
        more = SIMULATION_SHORT.say("more", language, len(short) - _MOST) if len(short) > _MOST else ""
        always = len(assessed) - len(short)
        yield SIMULATION_SHORT.say("not always", language, text.comma.join(named) + more)
        if always:
            yield SIMULATION_SHORT.say("always", language, always)
    oldest = max(found.ages, key=lambda one: one.mean.value, default=None)
    if oldest is not None and oldest.highest is not None:
        names = (text.name(oldest.receiver), text.name(oldest.source))
        yield SIMULATION_SHORT.say("oldest", language, *names, f"{oldest.mean.value:.0f}", f"{oldest.highest:,}")
    liable = [one for one in found.liable if one.held.tier]
    if liable:
        most = max(liable, key=lambda one: one.a_year.value)
        yield SIMULATION_SHORT.say("liable", language, f"{sum(one.a_year.value for one in liable):.2g}", text.who(most))
    if found.guesses:
        yield SIMULATION_SHORT.say("guesses", language, len(found.guesses))


def _percent(share: float) -> str:
    """A share in whole percent, which is never all of them."""
    return str(min(round(100 * share), 99)) if share >= 0.005 else "<1"
