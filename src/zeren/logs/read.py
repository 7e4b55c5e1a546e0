"""Reading a log: every row that can be understood as an act of a body, and why each other row cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from zeren.logs.dates import NoDate, read_day
from zeren.logs.events import EVENT_LOGS, read_events
from zeren.logs.files import ending
from zeren.logs.mapping import FIELDS, HEADINGS, LogMapping, acts_of, places
from zeren.logs.tables import Row, read_table
from zeren.model.language.calendar import Period, read_period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text

MOST_COMPARISONS = 30_000  # of unknown words with known ones, each about twenty microseconds
TITLE_ROWS = 10  # headings are looked for among so many rows


class Entry(NamedTuple):
    """A row that was understood."""

    row: int
    on: dt.date
    body: str
    duty: str
    office: str = ""
    holder: str = ""
    to: str = ""
    period: Period | None = None
    reference: str = ""


class Unread(msgspec.Struct, frozen=True):
    """A row that was not counted, or counted with a doubt, and why."""

    row: int
    field: str
    problem: Text


class Log(NamedTuple):
    """What a log says; `rows` counts all of them."""

    file: str
    rows: int
    entries: list[Entry]
    unread: list[Unread]


def read_log(file: Path, regulation: Regulation, mapping: LogMapping, bodies: Sequence[str] | None = None) -> Log:
    """Read a log of acts under a regulation.

    Args:
        bodies: the bodies that there are; any name is one unless given.

    Raises:
        Refused: if the file cannot be read at all, or has no columns for date, body and act.
    """
    rows = _rows(file)
    place = _headings(file, rows, mapping)
    reader = _Reader(regulation, mapping, bodies, place)
    count = 0
    for number, cells in rows:
        count += 1
        reader.read(number, cells)
    return Log(str(file), count, reader.entries, reader.unread)


def _headings(file: Path, rows: Iterator[Row], mapping: LogMapping) -> dict[str, int]:
    """Where each field stands; titles may stand above the headings."""
    best: tuple[int, list[Any], list[str]] | None = None
    for row, cells in islice(rows, TITLE_ROWS):
        place, missing = places(cells, mapping)
        if not missing:
            return place
        if best is None or len(missing) < len(best[2]):
            best = row, cells, missing
    if best is None:
        raise Refused([Fault(str(file), 0, 0, "the log is empty", "expected columns date, body, act")])
    row, cells, missing = best
    shown = ", ".join(f"`{one}`" for one in cells if one is not None)[:200]
    raise Refused([Fault(str(file), row, 1, f"no column for {name} among {shown}", _expected(name, mapping)) for name in missing])


def _rows(file: Path) -> Iterator[Row]:
    return read_events(file) if ending(file) in EVENT_LOGS else read_table(file)


def _expected(field: str, mapping: LogMapping) -> str:
    if field in mapping.columns:
        return f"the mapping file says `{mapping.columns[field]}`"
    return "expected one of " + ", ".join(f"`{one}`" for one in HEADINGS[field][:6]) + ", or name it in a mapping file"


class _Reader:
    """Rows one by one; what one cell means is looked up once."""

    def __init__(self, regulation: Regulation, mapping: LogMapping, bodies: Sequence[str] | None, place: dict[str, int]) -> None:
        self.acts, self.bodies, self.means = acts_of(regulation, mapping), None if bodies is None else dict.fromkeys(bodies), mapping.bodies
        self.take = itemgetter(*(place.get(field, -1) for field in FIELDS))
        self.last = max(place.values())
        self.entries: list[Entry] = []
        self.unread: list[Unread] = []
        self.days: dict[Any, dt.date | NoDate] = {}
        self.seen: dict[tuple[Any, ...], int] = {}
        self.said: dict[tuple[str, str], Text] = {}
        self.comparisons = MOST_COMPARISONS

    def read(self, row: int, cells: list[Any]) -> None:
        if len(cells) <= self.last:
            cells = [*cells, *[None] * (self.last + 1 - len(cells))]
        cells.append(None)  # where the fields stand that the log does not have
        date, body, act, office, holder, to, period, reference = self.take(cells)
        day = self.days.get(date) if type(date) is str else None
        if day is None:
            day = self.day(date)
        name, duty = _word(body), self.acts.get(_word(act))
        if self.means:
            name = self.means.get(name, name)
        if duty is None or not name or isinstance(day, NoDate) or (self.bodies is not None and name not in self.bodies):
            self.refuse(row, day, name, act, duty)
            return
        named = self.period(row, period) if period else None
        entry = Entry(
            row,
            day,
            name,
            duty,
            _word(office) if office else "",
            _word(holder) if holder else "",
            _word(to) if to else "",
            named,
            _word(reference) if reference is not None else "",
        )
        if (first := self.seen.setdefault(entry[1:], row)) != row:
            self.unread.append(Unread(row, "row", Text(f"与第{first}行相同，只计一次", f"the same as row {first}, counted once")))
            return
        self.entries.append(entry)

    def refuse(self, row: int, day: dt.date | NoDate, name: str, act: Any, duty: str | None) -> None:
        """Say everything for which a row does not count."""
        if isinstance(day, NoDate):
            self.unread.append(Unread(row, "date", day.problem))
        if not name:
            self.unread.append(Unread(row, "body", Text("没有组织名称", "no body")))
        elif self.bodies is not None and name not in self.bodies:
            self.unread.append(Unread(row, "body", self.unknown(name, self.bodies, "没有名为“{}”的组织", "unknown body `{}`")))
        if duty is None:
            word = _word(act)
            english = "`{}` matches no duty; name it in a mapping file"
            found = self.unknown(word, self.acts, "“{}”对不上任何事项，可在对照文件中写明", english)
            self.unread.append(Unread(row, "act", found if word else Text("没有事项", "no act")))

    def period(self, row: int, cell: Any) -> Period | None:
        """The period that a row names; one that names none is noted."""
        word = _word(cell)
        if not word:
            return None
        if (named := read_period(word)) is None:
            problem = Text(
                f"“{word}”不是期间，按日期计；可写作2026上半年、2026Q3或2026",
                f"`{word}` names no period, so the day decides; write 2026-H1, 2026-Q3 or 2026",
            )
            self.unread.append(Unread(row, "period", problem))
        return named

    def unknown(self, word: str, known: Collection[str], zh: str, en: str) -> Text:
        """That a word is not known, with the nearest one that is while comparing them does not take long."""
        if (zh, word) not in self.said:
            close: list[str] = []
            if len(known) <= self.comparisons:
                self.comparisons -= len(known)
                close = get_close_matches(word, list(known), n=1, cutoff=0.6)
            chinese, english = (f"（是否为“{close[0]}”？）", f" (did you mean `{close[0]}`?)") if close else ("", "")
            self.said[zh, word] = Text(zh.format(word) + chinese, en.format(word) + english)
        return self.said[zh, word]

    def day(self, cell: Any) -> dt.date | NoDate:
        key = cell if isinstance(cell, str) else (type(cell), cell)
        if (known := self.days.get(key)) is None:
            try:
                known = read_day(cell)
            except NoDate as error:
                known = error
            self.days[key] = known
        return known


def _word(cell: Any) -> str:
    if type(cell) is str:
        return cell.strip()
    return "" if cell is None else str(cell).strip()
