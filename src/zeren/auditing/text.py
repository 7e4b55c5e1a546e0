"""An audit for people: what could not be counted first, then what it comes to, then every body and hole."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.model.language.lengths_text import within
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.moments import shown_twice
from zeren.named import Names
from zeren.voice.keys import AUDIT, AUDIT_FIELD, PUNCTUATION, AuditKey

if TYPE_CHECKING:
    from zeren.auditing.events import FilingCovered, FilingHole, Near
    from zeren.auditing.examine import Audit, Covered, HoleFound
    from zeren.words import Language

MOST_UNREAD = 50  # reasons shown on the terminal, each with its first rows; JSON has all of them
MOST_ROWS = 8  # shown of one reason
MOST_LINES = 120  # of bodies and holes; more are shown with --details only


class AuditText:
    """One audit in one language."""

    def __init__(self, regulation: Regulation, found: Audit, language: Language, organisation: Organisation | None = None) -> None:
        self.regulation, self.found, self.language, self.names = regulation, found, language, Names(organisation, language)
        self.acts = {one.id: one.act.in_(language) for one in (*regulation.file.duties, *regulation.asked)}
        tenure = regulation.file.tenure
        options = regulation.terms[tenure.office].options if tenure is not None else {}
        self.offices = {**regulation.file.bearers, **options}

    def aside(self, words: str) -> str:
        return PUNCTUATION.say("brackets", self.language, words)

    def say(self, key: AuditKey, *values: object) -> str:
        return AUDIT.say(key, self.language, *values)

    @property
    def title(self) -> str:
        """The rules, after the organisation where it has a title."""
        rules = self.regulation.file.title.in_(self.language)
        return f"{self.names.title} · {rules}" if self.names.titled else rules

    def lines(self, *, details: bool | None = None) -> Iterator[str]:
        """The audit as lines for a terminal; what every body did and each hole only while they are few, unless asked for."""
        found = self.found
        yield self.say("title", self.title)
        yield self.say("observed", *found.observed, f"{found.rows:,}", f"{found.counted:,}")
        yield from self.caveats()
        if found.not_counted:
            yield from ("", self.say("not counted", f"{found.not_counted:,}"))
            yield from self.reasons(counted=False)
        yield from ("", self.say("summary"))
        yield from (f"  {one}" for one in self.summary())
        many = 2 * (len(found.covered) + len(found.holes) + len(self.filing_holes))
        if details or (details is None and many <= MOST_LINES):
            yield from self.every()
        else:
            yield from ("", self.say("details", f"{many:,}"))
        if any(one.counted for one in found.unread):
            yield from ("", self.say("unread"))
            yield from self.reasons(counted=True)
        yield from ("", self.say("disclaimer"))

    def caveats(self) -> Iterator[str]:
        """What one must know of the log before one reads on."""
        found = self.found
        if found.outside:
            yield self.say("outside", f"{found.outside:,}")
        if isinstance(found.encoding, str):
            yield self.say("encoding", found.encoding)
        if found.offsets:
            yield self.say("offsets", ", ".join(f"UTC{one}" if one[:1] in "+-" else one for one in found.offsets[:6]))
        for far in found.left_out[:MOST_ROWS]:
            yield self.say("left out", self.place(far.row, far.sheet), far.on, f"{far.days_away:,}")
        if len(found.sheets) > 1:
            yield from ("", self.say("sheets"))
            for one in found.sheets:
                why = one.why.in_(self.language) if one.why is not None else ""
                yield f"  {self.say('sheet read', one.name, f'{one.rows:,}') if one.read else self.say('sheet not read', one.name, why)}"

    def summary(self) -> Iterator[str]:
        """What the audit comes to: in a sentence, then duty by duty."""
        found = self.found
        if found.state == "holes":
            holes: list[HoleFound | FilingHole] = [*found.holes, *self.filing_holes]
            bodies = {one.body for one in found.covered} | {one.body for one in (found.events.covered if found.events else ())}
            yield self.say("some holes", f"{len(holes):,}", f"{len({one.body for one in holes}):,}", f"{len(bodies):,}")
            if found.not_counted:
                yield self.say("maybe filled", f"{found.not_counted:,}")
        elif found.state == "whole":
            yield self.say("no holes")
        elif found.state == "not_known":
            many = found.not_counted + len(found.left_out)
            yield self.say("not_known" if many > 1 else "not_known one", f"{many:,}")
        else:
            yield self.say("nothing_assessed")
        for one in found.totals:
            if one.covered_days + one.uncovered_days:
                said = self.say("days", f"{one.covered_days:,}", f"{one.uncovered_days:,}")
            else:
                said = self.say("periods", f"{one.met:,}", f"{one.late:,}", f"{one.no_record:,}", f"{one.not_assessable:,}")
            said += "" if one.share is None else self.pause + self.say("share", math.floor(1000 * one.share) / 10)
            yield self.say("total", self.duty(one.duty, one.article), f"{one.bodies:,}", f"{one.with_holes:,}", said)

    def every(self) -> Iterator[str]:
        """Every body with each of its duties, every hole, and the age of information."""
        found = self.found
        if found.covered or not found.events:
            yield from ("", self.say("covered"))
        for one in found.covered:
            yield f"  {self.names.body(one.body)}  {self.duty(one.duty, one.article)}"
            yield f"    {self.coverage(one)}"
        if found.events is not None:
            yield from ("", self.say("events", found.events.events, found.events.zone, self.days_off(found.events.holidays)))
            for filing in found.events.covered:
                yield f"  {self.names.body(filing.body)}  {self.duty(filing.filing, filing.article)}"
                yield f"    {self.filings(filing)}"
        if found.holes or self.filing_holes:
            yield from ("", self.say("holes"))
        for hole in found.holes:
            yield f"  {self.names.body(hole.body)}  {self.duty(hole.duty, hole.article)}  {hole.period}"
            told = [self.state(hole), f"{self.say('last')} {hole.last}", self.near(hole), self.say("answers", self.office(hole))]
            yield f"    {self.pause.join(told)}"
        for filing_hole in self.filing_holes:
            yield f"  {self.names.body(filing_hole.body)}  {self.duty(filing_hole.filing, filing_hole.article)}  {self.event(filing_hole)}"
            told = [self.filing_state(filing_hole), self.near(filing_hole), self.say("answers", self.office(filing_hole))]
            yield f"    {self.pause.join(told)}"
        if found.ages:
            yield from ("", self.say("ages"))
            for age in found.ages:
                chain = " → ".join(map(self.names.body, age.bodies))
                yield f"  {self.say('never', chain) if age.peak_days is None else self.say('age', chain, age.peak_days, age.last_days)}"

    def reasons(self, *, counted: bool) -> Iterator[str]:
        """Why rows were not counted, or are doubtful: each reason once, with the rows that it holds for; those that match no duty first."""
        groups: dict[tuple[str, str, str], list[int]] = {}
        for one in self.found.unread:
            if one.counted == counted:
                groups.setdefault((one.sheet, one.field, one.problem.in_(self.language)), []).append(one.row)
        ordered = sorted(groups.items(), key=lambda item: (item[0][1] != "act", item[1][0]))
        for (sheet, field, problem), rows in ordered[:MOST_UNREAD]:
            few = ("、" if self.language == "zh" else ", ").join(map(str, rows[:MOST_ROWS]))
            kind: AuditKey = "rows" if len(rows) == 1 else "rows few" if len(rows) <= MOST_ROWS else "rows many"
            place = self.say(kind, few, f"{len(rows):,}")
            yield f"  {self.say('row', self.say('sheet', sheet, place) if sheet else place, self.field(field), problem)}"
        if len(ordered) > MOST_UNREAD:
            yield f"  {self.say('more', len(ordered) - MOST_UNREAD)}"

    @property
    def pause(self) -> str:
        return PUNCTUATION.say("semicolon", self.language)

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def field(self, name: str) -> str:
        """What a field of a row is called."""
        key = AUDIT_FIELD.find(name)
        return name if key is None else AUDIT_FIELD.say(key, self.language)

    def place(self, row: int, sheet: str = "") -> str:
        """Where a row stands."""
        said = self.say("rows", row)
        return self.say("sheet", sheet, said) if sheet else said

    def span(self, days: int) -> str:
        return self.say("day" if days == 1 else "days of", days)

    def names_of_acts(self) -> dict[str, str]:
        """What every duty, filing and moment is called, by id."""
        return {**{term.id: term.text.in_(self.language) for term in self.regulation.terms_of["matter"]}, **self.acts}

    def duty(self, duty: str, article: str) -> str:
        return self.acts.get(duty, duty) + self.aside(self.regulation.cited(article).in_(self.language))

    def coverage(self, one: Covered) -> str:
        days = one.covered_days + one.uncovered_days
        parts = [
            self.say("days", one.covered_days, one.uncovered_days)
            if days
            else self.say("periods", one.met, one.late, one.no_record, one.not_assessable)
        ]
        chinese = self.language == "zh"
        if one.longest_gap_days is not None:
            parts.append(self.say("gap", one.longest_gap_days if chinese else self.span(one.longest_gap_days)))
        if one.next_due:
            parts += [self.say("open_gap", one.open_gap_days if chinese else self.span(one.open_gap_days)), self.say("next", one.next_due)]
        return self.pause.join(parts)

    @property
    def filing_holes(self) -> tuple[FilingHole, ...]:
        return self.found.events.holes if self.found.events is not None else ()

    def days_off(self, holidays: str) -> str:
        return self.say("weekends") if holidays == "none" else holidays

    def filings(self, one: FilingCovered) -> str:
        """How far one filing is covered, in a line."""
        counts = (one.met, one.late, one.no_record, one.not_assessable, one.not_started)
        words: tuple[AuditKey, ...] = ("in time", "filed late", "none found", "not assessable", "not started")
        parts = [self.say(word, number) for word, number in zip(words, counts, strict=True) if number]
        parts += [self.say("next moment", self.moment(one.next_due))] if one.next_due is not None else []
        parts += [self.say("own limit", within(one.own_limit, self.language))] if one.own_limit is not None else []
        return self.pause.join(parts)

    def event(self, hole: FilingHole) -> str:
        return self.say("event", hole.event, hole.event_row)

    def filing_state(self, hole: FilingHole) -> str:
        """What is lacking after an event, and since when."""
        parts = [self.say("late filing" if hole.status == "late" else "no_record"), self.until(hole)]
        parts += [self.say("filed", self.moment(hole.sent))] if hole.sent is not None else []
        return self.pause.join(parts)

    def until(self, hole: FilingHole) -> str:
        """The limit, and the one by elapsed time where it is another."""
        said = self.say("until" if hole.own_limit is None else "own until", self.moment(hole.due))
        return said if hole.strict == hole.due else said + self.aside(self.say("elapsed", self.moment(hole.strict)))

    def moment(self, one: dt.datetime) -> str:
        """Local time; midnight is the end of the day before, as is its last microsecond."""
        one += dt.timedelta(microseconds=one.microsecond == 999_999)
        local = f"{one:%Y-%m-%d %H:%M}" if one.time() != dt.time() else f"{one.date() - dt.timedelta(days=1)} 24:00"
        return f"{local}{shown_twice(one)}"

    def state(self, hole: HoleFound) -> str:
        return self.say(hole.status) + self.aside(self.say("of", hole.needed, hole.found))

    def near(self, hole: HoleFound | FilingHole) -> str:
        def shown(key: AuditKey, none: AuditKey, one: Near | None) -> str:
            return self.say(key, self.place(one.row, one.sheet), one.on) if one is not None else self.say(none)

        return self.pause.join([shown("before", "no before", hole.before), shown("after", "no after", hole.after)])

    def office(self, hole: HoleFound | FilingHole) -> str:
        name = self.names.of(hole.office) or self.say("not named")
        if name == hole.office and name in self.offices:
            name = self.offices[name].in_(self.language)
        if hole.holder is None:
            return name + self.aside(self.say("vacant"))
        return name + self.aside(hole.holder) if isinstance(hole.holder, str) else name
