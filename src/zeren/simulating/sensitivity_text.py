"""On which guesses conclusions turn, in words."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.organisation import Organisation
from zeren.simulating.guessed import Guessed
from zeren.simulating.sensitivity_report import Moves, SensitivityReport, Turning
from zeren.simulating.text import Kind, SimulationText, is_share
from zeren.voice.keys import SENSITIVITY
from zeren.words import Language

_MOST = 5  # numbers that are told of those that move a measure
_TELLING = 0.02  # of the strongest move, below which a number counts as moving nothing
_DAY, _HOUR = 86_400, 3_600


class SensitivityText:
    """A study of guesses told in one language."""

    def __init__(self, organisation: Organisation, report: SensitivityReport, language: Language) -> None:
        self.report, self.language = report, language
        self.words = SimulationText(organisation, language)

    def say(self, key: str, *values: object) -> str:
        return SENSITIVITY.say(key, self.language, *values)  # type: ignore[arg-type]  # keys of the section

    def lines(self) -> Iterator[str]:
        """The whole text: first each conclusion and what it turns on, then what moves it."""
        found = self.report
        yield self.say("title", self.words.names.title)
        yield self.say("scope", found.numbers, f"{found.factor:g}", found.points, found.replications, found.seed)
        if found.against is not None:
            yield self.say("against", found.against)
        for one in found.turning:
            yield ""
            yield from self.turning(one)
        yield ""
        yield self.say("note")
        yield self.say("disclaimer")

    def turning(self, one: Turning) -> Iterator[str]:
        """One conclusion."""
        yield self.heading(one)
        turns = [move for move in one.moves if move.turns_at is not None]
        for move in turns:
            key = ("fails" if one.holds else "comes true") + (" above" if move.above else " below")
            yield "  " + self.say(key, move.number.place, self.number(move.number, move.turns_at), self.stated(move.number))
        if one.conclusion is not None:
            if not turns:
                yield "  " + self.say("steady" if one.holds else "never")
            if one.worst is not None and one.moves:
                stands = (one.conclusion.margin(one.worst) >= 0) == one.holds
                key = ("worst stands" if stands else "worst fails") if one.holds else ("best fails" if stands else "best stands")
                yield "  " + self.say(key, self.figure(one, one.worst))
        yield from self.movers(one)

    def heading(self, one: Turning) -> str:
        """The conclusion, and whether it holds with the numbers as stated."""
        name = self.words.measure(one.measure)
        kind: Kind = "days" if not self.share(one) else "share" if self.report.against is None else "points"
        value = self.words.number(one.value, kind)
        if one.conclusion is None:
            return self.say("measure", name, value)
        if self.report.against is not None:
            key = "other above" if one.conclusion.relation == ">=" else "other below"
            said = self.say(key, name, value)
        else:
            key = "at least" if one.conclusion.relation == ">=" else "at most"
            said = self.say(key, name, self.figure(one, one.conclusion.threshold)) + self.say("holds" if one.holds else "does not", value)
        return said + ("" if one.sure else self.say("not sure"))

    def movers(self, one: Turning) -> Iterator[str]:
        """What moves a measure most, and how many numbers do not."""
        strongest = one.moves[0].moved if one.moves else 0.0
        telling = [move for move in one.moves if move.moved >= _TELLING * strongest]
        if telling:
            yield "  " + self.say("movers")
        for move in telling[:_MOST]:
            low, high = self.figure(one, move.at_low), self.figure(one, move.at_high)
            ends = (self.number(move.number, move.number.low), self.number(move.number, move.number.high))
            yield "    " + self.say("move", move.number.place, low, ends[0], high, ends[1]) + self.variance(move)
        if len(telling) > _MOST:
            yield "    " + self.say("more", len(telling) - _MOST)
        if (rest := self.report.numbers - len(telling)) > 0:
            yield "    " + self.say("rest", rest)

    def variance(self, move: Moves) -> str:
        """The part of the variance that is a number's."""
        if move.share is None or move.together is None:
            return ""
        return self.say("variance", f"{max(0.0, 100 * move.share):.0f}", f"{max(0.0, 100 * move.together):.0f}")

    def share(self, one: Turning) -> bool:
        return is_share(one.measure)

    def figure(self, one: Turning, value: float) -> str:
        """A value of a measure: a share in percent, a difference of shares in points, an age in days."""
        if not self.share(one):
            return self.say("days", f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}")
        return self.say("points" if self.report.against is not None else "percent", f"{100 * value:.1f}")

    def stated(self, one: Guessed) -> str:
        """What the file says of a number."""
        return self.say("measured" if one.measured else "guess", self.number(one, one.stated))

    def number(self, one: Guessed, value: float | None) -> str:
        """A value of a guess in its own unit."""
        assert value is not None
        if one.unit == "share":
            return self.say("percent", f"{100 * value:.3g}")
        if one.unit == "number":
            return f"{value:.3g}"
        if value >= 2 * _DAY:
            return self.say("days", f"{value / _DAY:.3g}" if value < 1000 * _DAY else f"{value / _DAY:,.0f}")
        return self.say("hours", f"{value / _HOUR:.3g}")
