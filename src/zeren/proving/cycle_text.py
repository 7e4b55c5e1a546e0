"""The bounds of `zeren cycles` for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from zeren.model.language.lengths_text import length, period
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Span
from zeren.voice.keys import CYCLES, CYCLES_WHY, CyclesKey
from zeren.voice.tongue import in_tongue

if TYPE_CHECKING:
    from zeren.proofs.cycles.bounds import Link
    from zeren.proofs.cycles.relays import Relay
    from zeren.proofs.cycles.rows import CyclesReport, Row, WhatIf
    from zeren.words import Language


class CycleText:
    """The rows of one regulation as lines of text."""

    def __init__(self, regulation: Regulation, language: Language, what_if: WhatIf | None = None) -> None:
        self.regulation, self.language, self.what_if = regulation, language, what_if
        self.duties = {duty.id: duty for duty in regulation.file.duties}

    def every(self, span: Span) -> str:
        return f"{'每' if self.language == 'zh' else ''}{period(span, self.language)}"

    def say(self, key: CyclesKey, *values: object) -> str:
        return CYCLES.say(key, self.language, *values)

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "、" if self.language == "zh" else ", "

    def lines(self, found: CyclesReport) -> Iterator[str]:
        """Everything there is to say of a regulation."""
        yield f"{self.regulation.file.title.in_(self.language)} ({self.regulation.id})"
        for (subject, _, bodies), group in groupby(found.rows, key=lambda row: (row.subject, row.wording, row.bodies)):
            own = list(group)
            names = (subject,) if isinstance(subject, str) else subject
            yield ""
            if bodies:
                yield " → ".join(bodies)
            yield self.heading([self.duties.get(name, name) for name in names], own[0].wording == "what_if")
            if own[0].unbounded:
                yield from self.unbounded(own[0])
            else:
                yield f"  {self.say('gap' if isinstance(subject, str) else 'age')}"
                for row in own:
                    yield from self.bounded(row)
        if found.relays:
            yield from ("", self.say("relays"))
            yield from map(self.relay, found.relays)
        yield ""
        if found.rows:
            yield from (in_tongue(found.argument, self.language), self.say("delay"))
        elif not found.relays:
            yield self.say("none")
        yield self.say("disclaimer")

    def relay(self, one: Relay) -> str:
        """A chain of filings with the most time that it takes."""
        names = [self.regulation.terms[one.moment].text.in_(self.language)]
        for name in one.filings:
            filing = next(known for known in self.regulation.file.filings if known.id == name)
            names.append(f"{filing.act.in_(self.language)}{self.aside(self.regulation.cited(filing.article).in_(self.language))}")
        if one.minutes is None:
            said = CYCLES_WHY.say(one.why, self.language) if one.why is not None else ""
        else:
            said = self.say("under" if one.just_under else "at most", length(one.minutes, self.language))
        return f"  {' → '.join(names)}{self.colon}{said}"

    def heading(self, duties: Sequence[Duty | str], reworded: bool) -> str:
        parts = " → ".join(self.duty(duty) for duty in duties)
        return f"[{self.say('what_if')}{self.reworded()}] {parts}" if reworded else parts

    def reworded(self) -> str:
        """The other wording in short."""
        if self.what_if is None:
            return ""
        other = self.what_if
        parts = [self.say("at_least", other.at_least)] if other.at_least else []
        parts += [self.every(other.per)] if other.per else []
        parts += [self.say("apart", other.distance)] if other.distance is not None else []
        parts += [f"{self.say('fixed')} {self.comma.join(other.fixed)}"] if other.fixed else []
        return self.colon + ("，" if self.language == "zh" else ", ").join(parts)

    def duty(self, duty: Duty | str) -> str:
        if isinstance(duty, str):  # one of another regulation, further up
            return duty
        place = self.regulation.cited(duty.article).in_(self.language)
        return f"{duty.act.in_(self.language)}{self.aside(place, self.often(duty))}"

    def often(self, duty: Duty) -> str:
        """How often or until when, in the words of the text where it gives no number."""
        if duty.by is not None:
            return self.say("by", duty.by)
        if duty.at_least is None or duty.per is None:
            return duty.wording.in_(self.language) if duty.wording else ""
        per = self.every(duty.per)
        number = self.say("at_least", duty.at_least)
        return f"{per}{number}" if self.language == "zh" else f"{number} per {per}"

    def aside(self, *parts: str) -> str:
        """Something in brackets."""
        said = [part for part in parts if part]
        return f"（{'，'.join(said)}）" if self.language == "zh" else f" ({', '.join(said)})"

    def bounded(self, row: Row) -> Iterator[str]:
        any_year, common = (
            (row.gap_days, row.gap_days_common_year) if isinstance(row.subject, str) else (row.age_days, row.age_days_common_year)
        )
        choices = [self.window(row.window or "")]
        choices += [self.spacing(row.spacing)] if row.spacing else []
        choices += [self.say(row.tie_order)] if row.tie_order else []
        choices += [self.say("missed", row.missed)] if row.missed else []
        separator = "；" if self.language == "zh" else "; "
        without = self.say("always a leap day") if common is msgspec.UNSET else self.say("common", common)
        yield f"    {self.say('days', any_year)}{self.aside(without)}  {separator.join(choices)}"
        yield f"      {self.say('worst')}{self.colon}{' / '.join(self.link(one) for one in row.schedule)}"

    def unbounded(self, row: Row) -> Iterator[str]:
        why = in_tongue(row.why, self.language) if isinstance(row.why, dict) else ""
        yield f"  {self.say('unbounded')}{self.colon}{why}"
        examples = ("；" if self.language == "zh" else ", ").join(
            f"{one.first} → {one.last}{self.aside(self.say('days', one.days))}" for one in row.examples
        )
        yield f"    {self.say('example')}{self.colon}{examples}"

    def window(self, option: str) -> str:
        windows = self.regulation.file.windows
        if windows is None or option not in self.regulation.readings[windows.reading].one_of:
            return self.own(option)
        return self.regulation.readings[windows.reading].one_of[option].in_(self.language)

    def own(self, option: str) -> str:
        """A way of counting of which the regulation says nothing itself."""
        key = CYCLES.find(option)
        return option if key is None else self.say(key)

    def spacing(self, option: str) -> str:
        same = self.regulation.file.windows.same_day if self.regulation.file.windows else None
        if same is not None and option in (options := self.regulation.readings[same.reading]).one_of:
            return f"{options.question.in_(self.language)}{self.colon}{options.one_of[option].in_(self.language)}"
        return self.say("apart", option.split("_")[2]) if option.startswith("at_least_") else self.own(option)

    def link(self, link: Link) -> str:
        days = self.comma.join(map(str, link.acts))
        return f"{days}{self.aside(self.say('starts', link.start))}" if link.start else days
