"""How much of a log is read: limits stated once, told in words, and raised by `--limit NAME=NUMBER`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.said import said


class Limits(NamedTuple):
    """The most that is read of one log.

    `bytes` are those of a file as it lies on the disk, `unpacked` those that a packed one (gzip, a workbook, Parquet) holds,
    `rows` and `cells` those of all sheets together, `cell` the characters of one cell, and `steps` thousands of steps of a database.
    """

    bytes: int = 2 * 1024**3
    unpacked: int = 256 * 1024**2
    rows: int = 2_000_000
    cells: int = 40_000_000
    cell: int = 100_000
    sheets: int = 500
    heading_rows: int = 5_000  # among so many rows of a sheet, headings are looked for
    steps: int = 3_000_000

    def check(self, name: str, found: int, file: object, what: str) -> None:
        """Refuse a log that holds more of something than is read.

        Raises:
            Refused: naming the limit and how to raise it.

        >>> Limits().check("rows", 3_000_000, "log.csv", "rows")
        Traceback (most recent call last):
            ...
        zeren.model.language.faults.Refused: log.csv: more than 2,000,000 rows; raise it with --limit rows=NUMBER
        """
        most = getattr(self, name)
        if found > most:
            raise Refused([Fault(str(file), 0, 0, said("more than", most, what), said("raise it with --limit =NUMBER", name))])


def limits(stated: Iterable[str] = ()) -> Limits:
    """The limits, with those raised that are stated as NAME=NUMBER.

    Raises:
        Refused: with every one that is no limit or no number.

    >>> limits(["rows=5000000"]).rows
    5000000
    """
    faults: list[Fault] = []
    raised: dict[str, int] = {}
    for one in stated:
        name, _, number = one.partition("=")
        if name not in Limits._fields:
            faults.append(Fault(f"--limit {one}", 0, 0, said("unknown limit", name), nearest(name, Limits._fields)))
        elif not number.isdecimal() or not 0 < len(number) <= 15 or int(number) == 0:
            faults.append(Fault(f"--limit {one}", 0, 0, said("it", number), said("expected a whole number above 0")))
        else:
            raised[name] = int(number)
    if faults:
        raise Refused(faults)
    return Limits()._replace(**raised)
