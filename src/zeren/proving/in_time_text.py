"""What two regulations' duties and filings come to in time, in words: the longest gaps, the oldest information, last moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.lengths_text import length
from zeren.proofs.compare.durations import Due, Spans
from zeren.proofs.cycles.relays import Relay
from zeren.proofs.cycles.rows import Row
from zeren.proving.counterpart_words import Compared
from zeren.proving.cycle_text import CycleText


class InTimeText(Compared):
    """The bounds and moments of two regulations side by side."""

    def gap(self, spans: Spans) -> Iterator[str]:
        """The longest time between two, under each way of counting periods; ways that come out alike are told together."""
        told: dict[str, list[str]] = {}
        for kind, window in self.windows(spans):
            sides = " → ".join(self.bounds(text, rows, kind) for text, rows in zip(self.cycles, (spans.first, spans.second), strict=True))
            told.setdefault(sides, []).append(window)
        for sides, windows in told.items():
            yield f"{self.say('gap', self.either(windows))}{self.colon}{sides}"

    def windows(self, spans: Spans) -> list[tuple[str | None, str]]:
        """The ways of counting periods that either has, each in the words of the one that has it."""
        found: dict[str | None, str] = {}
        for text, rows in zip(self.cycles, (spans.first, spans.second), strict=True):
            for row in rows:
                if row.window is not None:
                    found.setdefault(row.kind, text.window(row.window))
        return list(found.items())

    def bounds(self, text: CycleText, rows: Sequence[Row], kind: str | None) -> str:
        """The bounds of one duty under one way of counting; one on fixed days is the same under any."""
        if not rows:
            return self.say("not owed")
        if rows[0].unbounded:
            return self.say("no bound")
        own = [row for row in rows if row.kind == kind] or rows
        same = text.regulation.file.windows.same_day if text.regulation.file.windows else None
        distinct = same.distinct if same else "distinct_days"
        spacings = [self.aside(self.say("distinct" if row.spacing == distinct else "allowed")) if row.spacing else "" for row in own]
        return self.either([self.say("days", row.gap_days) + spacing for row, spacing in zip(own, spacings, strict=True)])

    def age(self, spans: Spans) -> str:
        """One chain of reports: the oldest information at the top, over all choices of spacing and of order on one day."""
        number = 0 if spans.first else 1
        duties = {duty.id: duty for duty in self.regulations[number].file.duties}
        chain = " → ".join(duties[one].act.in_(self.language) for one in spans.subject)
        places = self.regulations[number].cited(*dict.fromkeys(duties[one].article for one in spans.subject)).in_(self.language)
        sides = (f"{name}{self.colon}{self.ages(spans, rows)}" for name, rows in zip(self.names, (spans.first, spans.second), strict=True))
        return f"- {chain}{self.aside(places)}{self.colon}{self.semicolon.join(sides)}"

    def ages(self, spans: Spans, rows: Sequence[Row]) -> str:
        if not rows:
            return self.say("no chain")
        if rows[0].unbounded:
            return self.say("no bound")
        kinds = [(window, [row.age_days for row in rows if row.kind == kind]) for kind, window in self.windows(spans)]
        return self.comma.join(self.say("days", _range(days)) + self.aside(window) for window, days in kinds if days)

    def relays(self) -> Iterator[str]:
        """Chains of filings that have a number under one of the two."""
        for one in self.rest.in_time.relays:
            if any(side.minutes is not None for side in (*one.first, *one.second)):
                regulation = self.regulations[0 if one.first else 1]
                acts = {each.id: each.act.in_(self.language) for each in regulation.file.filings}
                chain = " → ".join(acts[each] for each in one.filings)
                start = regulation.terms[one.moment].text.in_(self.language)
                longest = f"{chain}{self.comma}{self.say('relay', start)}"
                yield f"- {self.arrow(longest, self.most(one.first), self.most(one.second))}"

    def most(self, relays: Sequence[Relay]) -> str:
        found = []
        for one in relays:
            said = self.say("no number") if one.minutes is None else length(one.minutes, self.language)
            found.append(self.say("under", said) if one.just_under else said)
        return self.either(found) if found else self.say("no chain")

    def due(self, one: Due) -> str:
        moments = [self.say("no number") if limit is None else f"{limit:%Y-%m-%d %H:%M}" for limit in (one.first, one.second)]
        return self.arrow(self.say("due", f"{one.event:%Y-%m-%d %H:%M}"), *moments)


def _range(days: Sequence[object]) -> str:
    numbers = [one for one in days if isinstance(one, int)]
    return f"{min(numbers)}" if min(numbers) == max(numbers) else f"{min(numbers)}–{max(numbers)}"
