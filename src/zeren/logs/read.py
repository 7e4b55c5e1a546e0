"""Reading a log: every row that can be understood as an act of a body, and why each other row cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from zeren.logs.dates import NoDate, read_day
from zeren.logs.events import EVENT_LOGS, read_events
from zeren.logs.files import ending
from zeren.logs.happened import Happened, Kind, event_words, fact_columns, read_fact
from zeren.logs.mapping import FIELDS, HEADINGS, LogMapping, acts_of, places
from zeren.logs.moments import read_when
from zeren.logs.tables import Row, read_table
from zeren.model.language.calendar import Period, read_period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import MaybeValue, Mistyped, Term, Text

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
    """What a log says; `rows` counts all of them, and `encoding` is the one that it was taken to be in, where it is no Unicode."""

    file: str
    rows: int
    entries: list[Entry]
    unread: list[Unread]
    happened: tuple[Happened, ...] = ()
    encoding: str = ""


def read_log(
    file: Path, regulation: Regulation, mapping: LogMapping, bodies: Sequence[str] | None = None, zone: dt.tzinfo | None = None
) -> Log:
    """Read a log of acts under a regulation, and of the events that start time limits.

    Args:
        bodies: the bodies that there are; any name is one unless given.
        zone: that of moments which name none.

    Raises:
        Refused: if the file cannot be read at all, or has no columns for date, body and act; a register of events needs the
            body and a moment only.
    """
    encoding, rows, (place, columns) = _understood(file, mapping, regulation)
    reader = _Reader(regulation, mapping, bodies, place, columns, zone)
    count = 0
    for number, cells in rows:
        count += 1
        reader.read(number, cells)
    return Log(str(file), count, reader.entries, reader.unread, tuple(reader.happened), encoding)


def _understood(
    file: Path, mapping: LogMapping, regulation: Regulation
) -> tuple[str, Iterator[Row], tuple[dict[str, int], dict[int, Term]]]:
    """The rows below the headings in the first encoding in which these say what is needed.

    Raises:
        Refused: if they say so in none; as the likeliest encoding shows them.
    """
    tried: dict[str, list[Fault]] = {}
    for encoding, rows in _rows(file):
        try:
            return encoding, rows, _headings(file, rows, mapping, regulation)
        except Refused as refused:
            tried[encoding] = [*refused.faults]
    first, faults = next(iter(tried.items()))
    if first:
        advice = f"it is not in UTF-8 and was read as {' and as '.join(tried)}; save it as CSV in UTF-8, or use iconv -f ENCODING -t UTF-8"
        faults = [*faults, Fault(str(file), 0, 0, "its encoding may not have been understood", advice)]
    raise Refused(faults)


def _headings(file: Path, rows: Iterator[Row], mapping: LogMapping, regulation: Regulation) -> tuple[dict[str, int], dict[int, Term]]:
    """Where each field stands, and each fact of the matter; titles may stand above the headings."""
    best: tuple[int, list[Any], list[str]] | None = None
    above: list[Any] = []
    for row, cells in islice(rows, TITLE_ROWS):
        for headings in (cells, _over(above, cells)):
            place, missing = places(headings, mapping)
            columns = {at: term for at, term in fact_columns(headings, regulation).items() if at not in place.values()}
            if not missing or (missing != ["body"] and "body" in place and any(term.kind == "moment" for term in columns.values())):
                if absent := [field for field in mapping.columns if field not in place]:
                    raise _no_columns(file, row, headings, absent, mapping)
                return place, columns
        above = cells
        if best is None or len(places(cells, mapping)[1]) < len(best[2]):
            best = row, cells, places(cells, mapping)[1]
    if best is None:
        raise Refused([Fault(str(file), 0, 0, "the log is empty", "expected columns date, body, act")])
    row, cells, missing = best
    raise _no_columns(file, row, cells, missing, mapping)


def _over(above: Sequence[Any], cells: Sequence[Any]) -> list[Any]:
    """Headings of two rows, where a heading above stands for both: its cells are merged, and the lower one is empty."""
    pairs = zip_longest(above, cells)
    return [upper if lower is None or lower == "" else lower for upper, lower in pairs]


def _no_columns(file: Path, row: int, cells: Sequence[Any], missing: Iterable[str], mapping: LogMapping) -> Refused:
    """That columns which are needed, or which the mapping file names, are not among the headings."""
    headings = [str(one) for one in cells if one is not None]
    shown = ", ".join(f"`{one}`" for one in headings)[:200]
    return Refused(
        [Fault(str(file), row, 1, f"no column for {name} among {shown}", _expected(name, mapping, headings)) for name in missing]
    )


def _rows(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """Every way to read a file, with the name of its encoding where that is a guess."""
    if ending(file) in EVENT_LOGS:
        yield "", read_events(file)
    else:
        yield from read_table(file)


def _expected(field: str, mapping: LogMapping, headings: Collection[str]) -> str:
    if field in mapping.columns:
        close = get_close_matches(mapping.columns[field], headings, n=1, cutoff=0.6)
        return f"the mapping file says `{mapping.columns[field]}`" + (f"; did you mean `{close[0]}`?" if close else "")
    return "expected one of " + ", ".join(f"`{one}`" for one in HEADINGS[field][:6]) + ", or name it in a mapping file"


class _Reader:
    """Rows one by one; what one cell means is looked up once."""

    def __init__(
        self,
        regulation: Regulation,
        mapping: LogMapping,
        bodies: Sequence[str] | None,
        place: dict[str, int],
        columns: dict[int, Term],
        zone: dt.tzinfo | None,
    ) -> None:
        self.words, self.columns, self.zone = event_words(regulation, mapping), columns, zone
        self.filed = {filing.sent: filing.id for filing in regulation.file.filings}
        self.register = any(term.kind == "moment" for term in columns.values())
        self.happened: list[Happened] = []
        self.acts, self.bodies, self.means = acts_of(regulation, mapping), None if bodies is None else dict.fromkeys(bodies), mapping.bodies
        self.take = itemgetter(*(place.get(field, -1) for field in FIELDS))
        self.last = max([*place.values(), *columns])
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
        date, body, act, office, holder, to, period, reference, event = self.take(cells)
        said = _word(act)
        duty = self.acts.get(said)
        if self.register or (duty is None and said in self.words):
            self.tell(row, date, _word(body), said, _word(event) or _word(reference), cells)
            return
        day = self.days.get(date) if type(date) is str else None
        if day is None:
            day = self.day(date)
        name = _word(body)
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

    # events -----------------------------------------------------------------------------------------------------

    def tell(self, row: int, date: Any, body: str, act: str, event: str, cells: list[Any]) -> None:
        """A row that tells of an event: what its act says, and what stands in columns that are named like facts or moments."""
        name = self.means.get(body, body)
        told = len(self.happened) + len(self.unread)
        if not name or (self.bodies is not None and name not in self.bodies):
            self.no_body(row, name)
            return
        facts: list[tuple[str, MaybeValue]] = []
        stated: list[tuple[Kind, str, Any]] = []
        for at, term in self.columns.items():
            if cells[at] is None or not _word(cells[at]):
                continue
            if term.kind == "moment":
                filing = self.filed.get(term.id)
                stated.append(("moment" if filing is None else "filed", filing or term.id, cells[at]))
                continue
            try:
                facts.append((term.id, read_fact(cells[at], term)))
            except Mistyped as error:
                self.unread.append(
                    Unread(
                        row,
                        "fact",
                        Text(f"“{_word(cells[at])[:40]}”不是“{term.text.zh}”的值", f"{term.id}: {error.problem}; {error.advice}"),
                    )
                )
        if act:
            word = self.words.get(act)
            if word is None:
                self.unread.append(
                    Unread(
                        row,
                        "act",
                        self.unknown(
                            act,
                            self.words,
                            "“{}”对不上任何事项，可在对照文件中写明",
                            "`{}` matches no moment and no filing; name it in a mapping file",
                        ),
                    )
                )
            elif word.kind == "no_number":
                self.unread.append(
                    Unread(
                        row,
                        "act",
                        Text(
                            "条文没有写明时限；可在组织文件的limits中写明自定时限",
                            "the text names no number; an organisation file may set one under `limits`",
                        ),
                    )
                )
            else:
                stated = [(word.kind, one, date) for one in word.ids] + stated
        for kind, id_, cell in stated:
            try:
                when = read_when(cell, self.zone)
            except NoDate as error:
                self.unread.append(Unread(row, "date", error.problem))
                continue
            one = Happened(row, kind, id_, when.first, when.last, name, event, tuple(facts))
            if (first := self.seen.setdefault((*one[1:7], tuple(map(str, facts))), row)) != row:
                self.unread.append(Unread(row, "row", Text(f"与第{first}行相同，只计一次", f"the same as row {first}, counted once")))
            else:
                self.happened.append(one)
        if len(self.happened) + len(self.unread) == told:
            self.unread.append(Unread(row, "row", Text("没有时刻", "no moment")))

    def no_body(self, row: int, name: str) -> None:
        """Say why the body of a row is none."""
        if not name:
            self.unread.append(Unread(row, "body", Text("没有组织名称", "no body")))
        elif self.bodies is not None:
            self.unread.append(Unread(row, "body", self.unknown(name, self.bodies, "没有名为“{}”的组织", "unknown body `{}`")))

    # acts -------------------------------------------------------------------------------------------------------

    def refuse(self, row: int, day: dt.date | NoDate, name: str, act: Any, duty: str | None) -> None:
        """Say everything for which a row does not count."""
        if isinstance(day, NoDate):
            self.unread.append(Unread(row, "date", day.problem))
        if not name or (self.bodies is not None and name not in self.bodies):
            self.no_body(row, name)
        if duty is None:
            word = _word(act)
            english = "`{}` matches no duty; name it in a mapping file"
            found = self.unknown(word, [*self.acts, *self.words], "“{}”对不上任何事项，可在对照文件中写明", english)
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
