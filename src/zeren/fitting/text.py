"""What a log says of an organisation's numbers, in words."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.fitting.measure import Fitted, Part
from zeren.fitting.report import FitReport
from zeren.model.language.organisation import Organisation
from zeren.voice.keys import FIT, FIT_SHAPE, FIT_WHY, PUNCTUATION
from zeren.words import Language

_HOUR, _DAY = 3_600, 86_400


class FitText:
    """A fit told in one language."""

    def __init__(self, organisation: Organisation, report: FitReport, language: Language) -> None:
        self.organisation, self.report, self.language = organisation, report, language

    def lines(self) -> Iterator[str]:
        """The whole text, what matters most first."""
        found, language = self.report, self.language
        title = self.organisation.file.title
        yield FIT.say("title", language, title.in_(language) if title is not None else found.organisation)
        told = [one for one in found.numbers if one.parts]
        untold = [one for one in found.numbers if not one.parts]
        yield FIT.say("summary", language, len(told), len(untold))
        yield FIT.say("scope", language, found.log, *found.observed, f"{found.events:,}")
        if found.not_used:
            yield FIT.say("not used", language, f"{found.not_used:,}")
        if told:
            yield ""
            yield FIT.say("fitted", language)
            for one in told:
                yield from self.number(one)
        if untold:
            yield ""
            yield FIT.say("not fitted", language)
            for one in untold:
                yield "  " + one.place + PUNCTUATION.say("colon", language) + self.why(one)
        yield ""
        yield FIT.say("intervals", language)
        yield FIT.say("disclaimer", language)

    def number(self, one: Fitted) -> Iterator[str]:
        """One fitted length or chance, and what is to be said of it."""
        language, parts = self.language, [self.part(part) for part in one.parts]
        shape = "" if one.shape == "chance" else FIT_SHAPE.say(one.shape, language)
        count = FIT.say("of trials" if one.shape == "chance" else "of lengths", language, f"{one.seen:,}")
        if one.open:
            count += FIT.say("open", language, f"{one.open:,}")
        row = FIT.say("row", language, FIT.say("and", language).join(parts), count)
        yield "  " + one.place + PUNCTUATION.say("colon", language) + shape + row
        if one.reason is not None:
            yield "    " + FIT_WHY.say(one.reason, language)
        if one.changed:
            yield "    " + FIT.say("changed", language, shape.strip(" ，"))
        if one.widened > _TELLING:
            yield "    " + FIT.say("widened", language, f"{one.widened:.1f}")
        if one.early:
            yield "    " + FIT.say("early", language, f"{one.early:,}")

    def part(self, part: Part) -> str:
        """A number with its interval, and what the file said before."""
        scale, unit = self.scale(part)
        digits = _digits((part.high - part.low) / scale)
        value, low, high = (f"{end / scale:,.{digits}f}" for end in (part.value, part.low, part.high))
        name = {"cv": FIT.say("cv", self.language), "mean": FIT.say("mean", self.language)}.get(part.name, "")
        if part.name in ("low", "high"):
            name = FIT.say("least" if part.name == "low" else "most", self.language)
        interval = "" if part.low == part.high else f" [{low}, {high}]"
        said = f"{name} {value}{interval}{unit}".strip()
        if part.before is None:
            return said
        return said + FIT.say("before", self.language, f"{part.before / scale:,.{digits}f}{unit}")

    def scale(self, part: Part) -> tuple[float, str]:
        """In which unit a number is told."""
        if part.unit == "share":
            return 0.01, " %"
        if part.unit == "number":
            return 1.0, ""
        if part.value >= 2 * _DAY:
            return _DAY, FIT.say("days", self.language)
        return (_HOUR, FIT.say("hours", self.language)) if part.value >= 2 * _HOUR else (60, FIT.say("minutes", self.language))

    def why(self, one: Fitted) -> str:
        """Why a number could not be fitted."""
        if one.reason == "few":
            return FIT_WHY.say("few", self.language, one.seen)
        return FIT_WHY.say(one.reason or "nothing", self.language)


_TELLING = 1.1  # intervals wider by less than a tenth need no word


def _digits(width: float) -> int:
    """As many digits as an interval of some width supports."""
    return 1 if width == 0 else 0 if width >= 20 else 1 if width >= 2 else 2 if width > 0.02 else 3
