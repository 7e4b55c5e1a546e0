"""The rows of a log one by one: what each says, and why it does not count."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from zeren.logs.dates import NoDate, read_day
from zeren.logs.happened import Happened, Kind, event_words, read_fact
from zeren.logs.mapping import FIELDS, LogMapping, acts_of
from zeren.logs.moments import read_when
from zeren.logs.wide import Marked
from zeren.model.language.calendar import Period, read_period
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import MaybeValue, Mistyped, Term, Text

MOST_COMPARISONS = 30_000  # of unknown words with known ones, each about twenty microseconds
CLOSE = 0.6  # from this likeness on, a word is taken for a slip of the pen
_OFFSET = re.compile(r"[T\s]\d{1,2}:\d{2}.*?(Z|[-+]\d{2}:?\d{2}|\s\w+/\w+)\s*$")


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
    sheet: str = ""


class Unread(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row that was not counted, or `counted` with a doubt, and why; `word` is what stands in it, where that could not be matched."""

    row: int
    field: str
    problem: Text
    counted: bool = False
    sheet: str = ""
    word: str = ""


class SheetRead(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sheet of a file: how many rows it holds below its headings, or why it was not read."""

    name: str
    rows: int
    read: bool
    why: Text | None = None


class Log(NamedTuple):
    """What a log says; `rows` counts all of them, and `encoding` is the one that it was taken to be in, where it is no Unicode.

    `offsets` are those from UTC of its moments, where no zone said on which day each fell.
    """

    file: str
    rows: int
    entries: list[Entry]
    unread: list[Unread]
    happened: tuple[Happened, ...] = ()
    encoding: str = ""
    sheets: tuple[SheetRead, ...] = ()
    offsets: tuple[str, ...] = ()


class RowReader:
    """Reads rows one by one; what one cell means is looked up once."""

    def __init__(self, regulation: Regulation, mapping: LogMapping, bodies: Sequence[str] | None, zone: dt.tzinfo | None) -> None:
        self.words, self.zone = event_words(regulation, mapping), zone
        self.filed = {filing.sent: filing.id for filing in regulation.file.filings}
        self.happened: list[Happened] = []
        self.acts, self.bodies, self.means = acts_of(regulation, mapping), None if bodies is None else dict.fromkeys(bodies), mapping.bodies
        self.entries: list[Entry] = []
        self.unread: list[Unread] = []
        self.days: dict[Any, dt.date | NoDate] = {}
        self.seen: dict[tuple[Any, ...], int] = {}
        self.said: dict[tuple[str, str], Text] = {}
        self.offsets: set[str] = set()
        self.comparisons = MOST_COMPARISONS
        self.rows = 0
        self.sheet = ""

    def start(
        self, sheet: str, place: dict[str, int], columns: dict[int, Term], body: str, headings: Sequence[Any], *, strict: bool
    ) -> None:
        """Turn to a sheet with these headings; `strict` says that a row has as many cells as there are headings."""
        self.sheet, self.columns, self.body, self.headings = sheet, columns, body, list(headings)
        self.register = any(term.kind == "moment" for term in columns.values())
        self.take = itemgetter(*(place.get(field, -1) for field in FIELDS))
        self.last = max([*place.values(), *columns])
        self.width = len(headings) if strict else 1 << 30
        self.has_moment = "moment" in place

    def log(self, file: str, encoding: str, sheets: tuple[SheetRead, ...]) -> Log:
        """What was read."""
        return Log(file, self.rows, self.entries, self.unread, tuple(self.happened), encoding, sheets, tuple(sorted(self.offsets)))

    def broken(self, row: int, zh: str, en: str) -> None:
        """A row that could not be taken apart into cells."""
        self.rows += 1
        self.note(row, "row", Text(zh, en))

    def note(self, row: int, field: str, problem: Text, *, counted: bool = False, word: str = "") -> None:
        """Say why a row does not count, or what is doubtful about it."""
        self.unread.append(Unread(row, field, problem, counted, self.sheet, word))

    def read(self, row: int, cells: list[Any]) -> None:
        if cells == self.headings:  # they are printed anew on every page
            return
        self.rows += 1
        short = len(cells) <= self.last
        if short:
            cells = [*cells, *[None] * (self.last + 1 - len(cells))]
        elif len(cells) > self.width and any(cells[self.width :]):
            many = f"{len(cells)} cells, where there are {self.width} headings"
            self.note(row, "row", Text(f"有{len(cells)}个单元格，而标题只有{self.width}个", many))
            return
        cells.append(None)  # where the fields stand that the log does not have
        date, body, act, office, holder, to, period, reference, event, moment = self.take(cells)
        body = self.body or body
        said = _word(act)
        duty = self.acts.get(said)
        if self.register or (duty is None and said in self.words):
            self.tell(
                row, moment if moment is not None and _word(moment) else date, _word(body), said, _word(event) or _word(reference), cells
            )
            return
        if self.has_moment:
            date = self.agreed(row, date, moment)
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
            self.sheet,
        )
        if type(date) is Marked and date.problem is not None:
            self.note(row, "date", date.problem, counted=True)
        if self.seen.setdefault(entry[1:-1], len(self.entries)) != len(self.entries):
            self.again(row, self.entries[self.seen[entry[1:-1]]])
            return
        self.entries.append(entry)

    def again(self, row: int, first: Entry | Happened) -> None:
        """Say that a row is the same as an earlier one."""
        other = first.sheet if first.sheet != self.sheet else ""
        zh, en = (f"工作表“{other}”", f" of sheet `{other}`") if other else ("", "")
        self.note(row, "row", Text(f"与{zh}第{first.row}行相同，只计一次", f"the same as row {first.row}{en}, counted once"), counted=True)

    def agreed(self, row: int, date: Any, moment: Any) -> Any:
        """The date of a row that has a column for each: the date, or the moment where there is none; that they differ is told."""
        if date is None or not _word(date):
            return moment
        if moment is not None and _word(moment):
            one, other = self.day(date), self.day(moment)
            if isinstance(one, dt.date) and isinstance(other, dt.date) and one != other:
                english = f"the date is {one} and the moment falls on {other}; the date counts"
                self.note(row, "date", Text(f"日期是{one}，时刻落在{other}，按日期计", english), counted=True)
        return date

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
                chinese = f"“{_word(cells[at])[:40]}”不是“{term.text.zh}”的值"
                self.note(row, "fact", Text(chinese, f"{term.id}: {error.problem}; {error.advice}"), counted=True)
        if act:
            word = self.words.get(act)
            if word is None:
                found = self.unknown(
                    act,
                    self.words,
                    "“{}”对不上任何事项，可在对照文件中写明",
                    "`{}` matches no moment and no filing; name it in a mapping file",
                )
                self.note(row, "act", found, word=act)
            elif word.kind == "no_number":
                english = "the text names no number; an organisation file may set one under `limits`"
                self.note(row, "act", Text("条文没有写明时限；可在组织文件的limits中写明自定时限", english))
            else:
                stated = [(word.kind, one, date) for one in word.ids] + stated
        for kind, id_, cell in stated:
            try:
                when = read_when(cell, self.zone)
            except NoDate as error:
                self.note(row, "date", error.problem)
                continue
            one = Happened(row, kind, id_, when.first, when.last, name, event, tuple(facts), self.sheet)
            key = (*one[1:7], tuple(map(str, facts)))
            if self.seen.setdefault(key, len(self.happened)) != len(self.happened):
                self.again(row, self.happened[self.seen[key]])
            else:
                self.happened.append(one)
        if len(self.happened) + len(self.unread) == told:
            self.note(row, "row", Text("没有时刻", "no moment"))

    def no_body(self, row: int, name: str) -> None:
        """Say why the body of a row is none."""
        if not name:
            self.note(row, "body", Text("没有组织名称", "no body"))
        elif self.bodies is not None:
            self.note(row, "body", self.unknown(name, self.bodies, "没有名为“{}”的组织", "unknown body `{}`"), word=name)

    # acts -------------------------------------------------------------------------------------------------------

    def refuse(self, row: int, day: dt.date | NoDate, name: str, act: Any, duty: str | None) -> None:
        """Say everything for which a row does not count."""
        if isinstance(day, NoDate):
            self.note(row, "date", day.problem)
        if not name or (self.bodies is not None and name not in self.bodies):
            self.no_body(row, name)
        if duty is None:
            word = _word(act)
            english = "`{}` matches no duty; name it in a mapping file"
            found = (
                self.unknown(word, [*self.acts, *self.words], "“{}”对不上任何事项，可在对照文件中写明", english)
                if word
                else Text("没有事项", "no act")
            )
            self.note(row, "act", found, word=word)

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
            self.note(row, "period", problem, counted=True)
        return named

    def unknown(self, word: str, known: Collection[str], zh: str, en: str) -> Text:
        """That a word is not known, with the nearest one that is, while comparing them does not take long."""
        if (zh, word) not in self.said:
            like, best = 0.0, ""
            if len(known) <= self.comparisons:
                self.comparisons -= len(known)
                likes = [(SequenceMatcher(None, one, word, autojunk=False).ratio(), one) for one in known]
                like, best = max(likes, default=(0.0, ""))
                if like < CLOSE:  # no slip of the pen: of all that is known, duties are what a log is about
                    like, best = max([one for one in likes if one[1] in self.acts], default=(like, best))
            asked = ("（是否为“{}”？）", " (did you mean `{}`?)") if like >= CLOSE else ("（最接近的是“{}”）", " (the nearest is `{}`)")
            chinese, english = (part.format(best) if like else "" for part in asked)
            self.said[zh, word] = Text(zh.format(word) + chinese, en.format(word) + english)
        return self.said[zh, word]

    def day(self, cell: Any) -> dt.date | NoDate:
        """The day that a cell names; a moment falls on a day of the zone, or where none is known on the one that it shows."""
        if type(cell) is Marked:
            return NoDate(*_pair(cell.problem)) if cell.day is None else cell.day
        if isinstance(cell, (list, dict)):  # what a column or an attribute of another shape holds
            cell = str(cell)
        key = cell if isinstance(cell, str) else (type(cell), cell)
        if (known := self.days.get(key)) is None:
            try:
                known = read_day(cell)
                if offset := _offset(cell):
                    if self.zone is None:
                        self.offsets.add(offset)
                    else:
                        known = read_when(cell, self.zone).first.astimezone(self.zone).date()
            except NoDate as error:
                known = error
            self.days[key] = known
        return known


def _offset(cell: Any) -> str:
    """How a moment says where it is meant: its offset from UTC, or its zone; nothing for a day."""
    if isinstance(cell, dt.datetime):
        return "" if cell.tzinfo is None else f"{cell:%z}"
    match = _OFFSET.search(cell) if isinstance(cell, str) else None
    return "" if match is None else match[1].strip().replace(":", "").replace("Z", "+0000")


def _pair(problem: Text | None) -> tuple[str, str]:
    return ("", "") if problem is None else (problem.zh, problem.en)


def _word(cell: Any) -> str:
    if type(cell) is str:
        return cell.strip()
    return "" if cell is None else str(cell).strip()
