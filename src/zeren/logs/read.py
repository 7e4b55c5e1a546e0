"""Reading a log: every row of every sheet that can be understood as an act of a body, and why each other one cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from zeren.logs.events import EVENT_LOGS, read_events
from zeren.logs.files import ending
from zeren.logs.happened import fact_columns
from zeren.logs.limits import Limits
from zeren.logs.mapping import HEADINGS, LogMapping, places
from zeren.logs.rows import Entry, Log, RowReader, SheetRead, Unread
from zeren.logs.tables import Broken, Row, Sheet, read_table
from zeren.logs.wide import lacks_year, periods_of, unfolded
from zeren.model.language.calendar import Period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import Term, Text

__all__ = ["Entry", "Log", "SheetRead", "Unread", "read_log"]
EVERY = 20_000  # rows between two calls of `progress`


class _Headings(NamedTuple):
    """Where each field stands in a sheet, each fact of the matter, and each period of a wide table."""

    row: int
    cells: list[Any]
    place: dict[str, int]
    columns: dict[int, Term]
    periods: dict[int, Period] = {}
    body: str = ""


class _NoHeadings(Exception):
    """A sheet in which no row says which column is which: what is missing in the row that comes nearest."""

    def __init__(self, faults: list[Fault], why: Text) -> None:
        super().__init__(why.en)
        self.faults, self.why = faults, why


def read_log(
    file: Path,
    regulation: Regulation,
    mapping: LogMapping,
    bodies: Sequence[str] | None = None,
    zone: dt.tzinfo | None = None,
    limits: Limits = Limits(),  # noqa: B008  # a tuple
    progress: Callable[[int], None] = lambda rows: None,
) -> Log:
    """Read a log of acts under a regulation, and of the events that start time limits.

    Args:
        bodies: the bodies that there are; any name is one unless given.
        zone: where days begin and end, for moments; one that names no zone is taken to be of this one.
        progress: called now and then with the number of rows read so far.

    Raises:
        Refused: if the file cannot be read at all, or no sheet has columns for date, body and act; a register of events needs the
            body and a moment only.
    """
    reader = RowReader(regulation, mapping, bodies, zone)
    find = _Finder(file, mapping if ending(file) not in EVENT_LOGS else LogMapping(), regulation, bodies)
    tried: dict[str, list[Fault]] = {}
    for encoding, sheets in _sheets(file, mapping, limits, reader.broken):
        read: list[SheetRead] = []
        faults: list[list[Fault]] = []
        for sheet in sheets:
            try:
                found = find.headings(sheet)
            except _NoHeadings as error:
                faults.append(error.faults)
                read.append(SheetRead(sheet.name, 0, False, error.why))
                continue
            before = reader.rows
            reader.start(sheet.name, found.place, found.columns, found.body, found.cells, strict=sheet.text)
            _take(reader, sheet.rows, found, progress)
            read.append(SheetRead(sheet.name, reader.rows - before, True))
        if any(one.read for one in read):
            return reader.log(str(file), encoding, tuple(read))
        tried[encoding] = min(
            faults, key=len, default=[Fault(str(file), 0, 0, said("the log is empty"), said("expected columns date body act"))]
        )
    first, best = next(iter(tried.items()))
    if first:
        advice = said("it is not in UTF-8 and", " and as ".join(tried))
        best = [*best, Fault(str(file), 0, 0, said("its encoding may not have been"), advice)]
    raise Refused(best)


def _sheets(file: Path, mapping: LogMapping, limits: Limits, broken: Broken) -> Iterator[tuple[str, Iterator[Sheet]]]:
    """Every way to read a file, with the name of its encoding where that is a guess."""
    if ending(file) in EVENT_LOGS:
        yield "", iter([Sheet("", _counted(read_events(file, mapping.columns, limits), file, limits))])
    else:
        yield from read_table(file, limits, broken)


def _counted(rows: Iterator[Row], file: Path, limits: Limits) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number > limits.rows:
            limits.check("rows", number, file, "events")
        yield row


def _take(reader: RowReader, rows: Iterator[Row], found: _Headings, progress: Callable[[int], None]) -> None:
    """Read the rows below the headings; a wide table's row is as many as its cells say that something was done."""
    if not found.periods:
        for number, cells in rows:
            reader.read(number, cells)
            if not reader.rows % EVERY:
                progress(reader.rows)
        return
    for number, cells in rows:
        said = list(unfolded([(number, cells)], found.periods, len(found.cells)))
        for one in said:
            reader.read(*one)
        reader.rows += 1 - len(said)


class _Finder:
    """Looks for the row of each sheet that says which column is which."""

    def __init__(self, file: Path, mapping: LogMapping, regulation: Regulation, bodies: Sequence[str] | None) -> None:
        self.file, self.mapping, self.regulation = file, mapping, regulation
        self.bodies = None if bodies is None else set(bodies)

    def headings(self, sheet: Sheet) -> _Headings:
        """The headings of a sheet, wherever they stand; titles may stand above them.

        Raises:
            _NoHeadings: if there are none.
        """
        best: tuple[int, list[Any], list[str], bool] | None = None
        above: list[Any] = []
        titles = [sheet.name]
        for row, cells in islice(sheet.rows, Limits().heading_rows):
            for headings in (cells, _over(above, cells)):
                found, missing = self._found(row, headings, sheet.name, titles)
                if found is not None:
                    return found
                if best is None or (len(missing) < len(best[2]) and (len(missing) < 2 or not best[3])):
                    best = row, headings, missing, lacks_year(headings)
            above = cells
            if len(titles) < 40:
                titles += [str(cell) for cell in cells if cell is not None and str(cell).strip()]
        if best is None:
            fault = Fault(str(self.file), 0, 0, said("the log is empty"), said("expected columns date body act"))
            raise _NoHeadings([fault], Text("没有内容", "it is empty"))
        row, cells, missing, yearless = best
        if yearless:
            english = "its columns are months of a year that is named nowhere; write it into a heading (2026年1月) or a title"
            raise _NoHeadings([self._fault(row, said("its columns are months"), english)], Text("各列是月份，但没有写明年份", english))
        raise self._no_columns(row, cells, missing)

    def _found(self, row: int, headings: Sequence[Any], sheet: str, titles: Sequence[str]) -> tuple[_Headings | None, list[str]]:
        place, missing = places(headings, self.mapping)
        body = ""
        if "body" in missing and self.bodies is not None:
            named = self.mapping.bodies.get(sheet.strip(), sheet.strip())
            if named in self.bodies:  # a sheet for each body
                body, missing = named, [one for one in missing if one != "body"]
        columns = {at: term for at, term in fact_columns(headings, self.regulation).items() if at not in place.values()}
        moments = any(term.kind == "moment" for term in columns.values())
        if not missing or (missing != ["body"] and ("body" in place or body) and moments):
            if absent := [field for field in self.mapping.columns if field not in place]:
                raise self._no_columns(row, headings, absent)
            return _Headings(row, list(headings), place, columns, {}, body), []
        if missing == ["date"] and (periods := periods_of(headings, titles)):
            width = len(headings)
            return _Headings(row, list(headings), place | {"date": width, "period": width + 1}, {}, periods, body), []
        return None, missing

    def _no_columns(self, row: int, cells: Sequence[Any], missing: Iterable[str]) -> _NoHeadings:
        """That columns which are needed, or which the mapping file names, are not among the headings."""
        headings = [str(one) for one in cells if one is not None]
        shown = ", ".join(f"`{one}`" for one in headings)[:200]
        faults = [self._fault(row, said("no column for among", name, shown), self._expected(name, headings)) for name in missing]
        names = {"date": "日期", "body": "组织", "act": "事项"}
        lacking = list(missing)
        chinese = "、".join(names.get(one, one) for one in lacking)
        return _NoHeadings(faults, Text(f"没有{chinese}这样的列", f"it has no column for {', '.join(lacking)}"))

    def _fault(self, row: int, problem: str, advice: str) -> Fault:
        return Fault(str(self.file), row, 1, problem, advice)

    def _expected(self, field: str, headings: Collection[str]) -> str:
        if field in self.mapping.columns:
            close = get_close_matches(self.mapping.columns[field], headings, n=1, cutoff=0.6)
            return f"the mapping file says `{self.mapping.columns[field]}`" + (f"; did you mean `{close[0]}`?" if close else "")
        return "expected one of " + ", ".join(f"`{one}`" for one in HEADINGS[field][:6]) + ", or name it in a mapping file"


def _over(above: Sequence[Any], cells: Sequence[Any]) -> list[Any]:
    """Headings of two rows, where a heading above stands for both: its cells are merged, and the lower one is empty."""
    pairs = zip_longest(above, cells)
    return [upper if lower is None or lower == "" else lower for upper, lower in pairs]


def explained(log: Log, entries: Mapping[str, str]) -> Iterator[tuple[str, int, Text]]:
    """Every row with what was understood, or why it was not counted, in the order of the log.

    Args:
        entries: what each duty, moment and filing is called, by id.
    """
    told: list[tuple[str, int, int, Text]] = []
    for one in log.entries:
        period = f"，{one.period.name}" if one.period else ""
        name = entries.get(one.duty, one.duty)
        told.append(
            (
                one.sheet,
                one.row,
                0,
                Text(f"{one.on}，{one.body}，{name}{period}", f"{one.on}, {one.body}, {name}{period.replace('，', ', ')}"),
            )
        )
    for happened in log.happened:
        when = happened.first.isoformat(timespec="minutes")
        name = entries.get(happened.id, happened.id)
        told.append((happened.sheet, happened.row, 0, Text(f"{when}，{happened.body}，{name}", f"{when}, {happened.body}, {name}")))
    for unread in log.unread:
        said = Text("未计入：", "not counted: ") if not unread.counted else Text("存疑：", "with a doubt: ")
        told.append((unread.sheet, unread.row, 1, Text(said.zh + unread.problem.zh, said.en + unread.problem.en)))
    order = {sheet.name: place for place, sheet in enumerate(log.sheets)}
    for sheet, row, _, text in sorted(told, key=lambda one: (order.get(one[0], 0), one[1], one[2])):
        yield sheet, row, text
