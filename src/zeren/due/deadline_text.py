"""Deadlines in words: for each filing when it is due, by which clock and article, or what it waits for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from zeren.due.open_text import OpenTeller, definite
from zeren.model.language.filing import Filing
from zeren.model.language.lengths_text import within
from zeren.model.language.provision import Sure
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.deadlines import ClockAnswer, FilingAnswer
from zeren.model.meaning.filing_provisions import provisions_of
from zeren.model.meaning.provisions import ProvisionAnswer, SourceAnswer
from zeren.moments import shown_twice, zone_word
from zeren.voice.keys import ANSWER_SURE, DEADLINES, DeadlinesKey
from zeren.voice.leaving import sheet
from zeren.words import Language, say


class DeadlinesReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren deadlines` reports: when each filing is due, in which zone, judged when, and which days off were counted.

    A filing's `limit` is the earliest still possible; `owed`, `status` and `possible` say what holds in every completion of what is
    not stated, and what in some. `readings` are those that were fixed.
    `provisions` says how sure we are of each provision that it stands on, `sources` where they can be read.
    """

    schema: Literal["zeren.deadlines/2"] = "zeren.deadlines/2"
    regulation: str
    zone: str
    holidays: str
    now: dt.datetime
    readings: dict[str, str]
    filings: tuple[FilingAnswer, ...]
    provisions: tuple[ProvisionAnswer, ...] = ()
    sources: tuple[SourceAnswer, ...] = ()


_WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def render_deadlines(
    regulation: Regulation, found: Sequence[FilingAnswer], zone: dt.tzinfo, holidays: str | None, now: dt.datetime, language: Language
) -> str:
    """Every filing, ready to print."""
    return sheet(_Deadlines(regulation, zone, holidays, now, language).lines(found))


def filing_lines(regulation: Regulation, one: FilingAnswer, zone: dt.tzinfo, language: Language, *, own: bool = False) -> list[str]:
    """What one filing's limits are, how they are counted and how sure that is, whatever the present moment is.

    `own` says that an organisation has set the limit itself.
    """
    teller = _Deadlines(regulation, zone, None, None, language, aligned=False, own=own)
    _, *lines = teller.filing(one)
    return [*lines, *([] if own else teller.how_sure([one]))]


def filing_card(regulation: Regulation, one: FilingAnswer, zone: dt.tzinfo, now: dt.datetime, language: Language) -> list[str]:
    """One filing by itself: first how it stands, then its limits with the time left, and what they rest on."""
    return list(_Deadlines(regulation, zone, None, now, language, aligned=False).filing(one))


def filing_status(regulation: Regulation, one: FilingAnswer, zone: dt.tzinfo, language: Language) -> str:
    """In what state one filing is: due, or what it waits for."""
    return _Deadlines(regulation, zone, None, None, language).status(one)


class _Deadlines:
    def __init__(
        self,
        regulation: Regulation,
        zone: dt.tzinfo,
        holidays: str | None,
        now: dt.datetime | None,
        language: Language,
        *,
        aligned: bool = True,
        own: bool = False,
    ) -> None:
        self.regulation, self.zone, self.holidays, self.now = regulation, zone, holidays, now
        self.aligned, self.own = aligned, own
        self.language: Language = language
        self.asked = {one.id: one for one in regulation.asked}

    def lines(self, found: Sequence[FilingAnswer]) -> Iterator[str]:
        file = self.regulation.file
        off = self.holidays if self.holidays not in (None, "none") else self.word("weekends")
        yield file.title.in_(self.language)
        yield self.word("times", zone_word(self.zone), off)
        for one in found:
            yield ""
            yield from self.filing(one)
        yield ""
        for line in self.how_sure(found):
            yield line
            yield ""
        yield say("disclaimer", self.language)

    def filing(self, one: FilingAnswer) -> Iterator[str]:
        filing = self.asked[one.filing]
        yield f"{filing.act.in_(self.language)}{self.article(one.article)}{self.colon}{self.status(one)}{self.rests(one)}"
        if one.sent is not None:
            yield self.row("sent", self.moment(one.sent))
        if self.own and one.limit is not None:
            yield self.row("own", self.moment(one.limit))
        elif one.strict is not None and one.limit is not None and not definite(one):
            steps = self.governing_steps(one)
            yield self.row("possible limit", f"{self.moment(one.limit)}{self.left(one, one.limit)}{self.aside(steps) if steps else ''}")
        elif one.strict is not None and one.limit is not None:
            yield self.row("strict", f"{self.moment(one.strict)}{self.left(one, one.strict)}")
            steps = self.governing_steps(one)
            same = _same(one.limit, one.strict)
            said = self.word("same") if same else f"{self.moment(one.limit)}{self.left(one, one.limit)}"
            yield self.row("limit", said + (self.aside(steps) if steps and not same else ""))
        yield from (self.titled(label, said) for label, said in OpenTeller(self.regulation, self.language, self.moment).rows(one))
        for clock in sorted(one.clocks, key=lambda clock: clock.after != one.governed_by):
            title: DeadlinesKey
            if clock.started is not None:
                title = "clock" if clock.after == one.governed_by or one.governed_by is None else "other"
                yield self.row(
                    title, f"{self.name(clock.after)} {self.moment(clock.started)} + {self.within(one, clock)}{self.article(clock.article)}"
                )
            elif one.status != "not_started":
                title = "waiting" if clock.begun == "no" else "undated" if clock.begun == "yes" else "perhaps"
                yield self.row(title, f"{self.name(clock.after)} + {self.within(one, clock)}{self.article(clock.article)}")
        if isinstance(filing, Filing) and filing.note is not None and one.status != "not_owed":
            yield f"{'  ' if self.aligned else ''}{filing.note.in_(self.language)}"

    def rests(self, one: FilingAnswer) -> str:
        """That an answer rests on what is presumed of the event; that something was not sent goes without saying here."""
        facts = [name for name in one.presumed if self.regulation.terms[name].kind != "moment"]
        return self.aside([self.word("assumed")]) if facts else ""

    def governing_steps(self, one: FilingAnswer) -> list[str]:
        """How the limit was counted that comes first, if it is not where strict time ends."""
        first = [clock for clock in one.clocks if clock.limit is not None and one.limit is not None and _same(clock.limit, one.limit)]
        return [self.steps(clock) for clock in first[:1] if clock.steps]

    def steps(self, clock: ClockAnswer) -> str:
        """How a limit was counted, and by which provision."""
        said = say("list", self.language).join(self.word(step) for step in clock.steps)
        return said if clock.counted_by is None else f"{said}{self.colon}{self.cited(clock.counted_by)}"

    def how_sure(self, found: Sequence[FilingAnswer]) -> Iterator[str]:
        """How sure we are of each provision, as in an answer to a case; nothing where the regulation does not say."""
        by_level: dict[Sure, list[str]] = {}
        for one in provisions_of(self.regulation, found):
            by_level.setdefault(one.sure, []).append(one.article)
        said = [f"{ANSWER_SURE.say(level, self.language)}{self.colon}{self.cited(*articles)}" for level, articles in by_level.items()]
        if said:
            yield f"{say('how sure', self.language)}{self.colon}{say('facts', self.language).join(said)}"

    def status(self, one: FilingAnswer) -> str:
        status = one.status
        if status == "open" or status == "inconsistent":  # mypy narrows by this
            return OpenTeller(self.regulation, self.language, self.moment).status(one)
        if status == "not_started":
            return self.word("not_started", say("list", self.language).join(self.name(name) for name in one.waits_for))
        if status == "in_time" and one.sent is not None and one.strict is not None and one.sent.timestamp() > one.strict.timestamp():
            return self.word("in_time, strict missed")
        return self.word(status)

    def left(self, one: FilingAnswer, limit: dt.datetime) -> str:
        if one.sent is not None or self.now is None:
            return ""
        ahead = limit.timestamp() - self.now.timestamp()  # moments of one zone are subtracted by the clock's face otherwise
        past, minutes = ahead < 0, int(abs(ahead)) // 60
        days, hours = divmod(minutes // 60, 24)
        shown = [f"{days} d" if self.language == "en" else f"{days}天"] if days else []
        shown += [f"{hours} h {minutes % 60} min" if self.language == "en" else f"{hours}小时{minutes % 60}分"]
        return f" · {self.word('past' if past else 'left', ' '.join(shown))}"

    def moment(self, one: dt.datetime) -> str:
        """Local time with its weekday; midnight is the end of the day before."""
        local, shift = one.astimezone(self.zone), dt.timedelta(0)
        clock = f"{local:%H:%M}" if local.second == 0 else f"{local:%H:%M:%S}"
        if clock == "00:00":
            clock, shift = "24:00", dt.timedelta(days=1)
        day = (local.replace(tzinfo=None) - shift).date()
        weekday = f"周{_WEEKDAYS[0][day.weekday()]}" if self.language == "zh" else _WEEKDAYS[1][day.weekday()]
        return f"{weekday} {day} {clock}{shown_twice(local)}"

    def within(self, one: FilingAnswer, clock: ClockAnswer) -> str:
        if clock.within is None:
            filing = self.asked[one.filing]
            shapes = filing.due if isinstance(filing, Filing) else ()
            wordings = [shape.wording for shape in shapes if shape.after == clock.after and shape.wording is not None]
            return wordings[0].in_(self.language) if wordings else ""
        return within(clock.within, self.language)

    def name(self, name: str) -> str:
        """What a clock runs from: a moment, the sending of a filing, or what starts a duty."""
        if name in self.asked:
            asked = self.asked[name]
            return asked.act.in_(self.language) if isinstance(asked, Filing) else self.word("event")
        return self.regulation.terms[name].text.in_(self.language)

    def article(self, article: str) -> str:
        return self.aside([self.cited(article)])

    def cited(self, *articles: str) -> str:
        return self.regulation.cited(*articles).in_(self.language)

    def aside(self, parts: Sequence[str]) -> str:
        said = say("list", self.language).join(parts)
        return f"（{said}）" if self.language == "zh" else f" ({said})"

    def row(self, key: DeadlinesKey, text: str) -> str:
        return self.titled(self.word(key), text)

    def titled(self, title: str, text: str) -> str:
        if not self.aligned:
            return f"{title}{self.colon}{text}"
        wide = sum(2 if re.match(r"[⺀-鿿]", letter) else 1 for letter in title)
        return f"  {title}{' ' * max(1, 20 - wide)}{text}"

    @property
    def colon(self) -> str:
        return say("colon", self.language)

    def word(self, key: DeadlinesKey, *values: object) -> str:
        return DEADLINES.say(key, self.language, *values)


def _same(one: dt.datetime, other: dt.datetime) -> bool:
    return one.timestamp() == other.timestamp()  # two moments of one zone are compared by the clock's face otherwise
