"""The days that an audit looks at, and rows that are dated so far from all others that they must not stretch them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from zeren.auditing.examine import LeftOut
from zeren.logs.read import Log
from zeren.model.language.calendar import Period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.organisation import Organisation
from zeren.model.language.said import said
from zeren.model.meaning.filings import Local

FAR = 731  # days without any row, longer than two years, behind which a few rows are taken for slips of the pen
FEW = 20  # they are few if they are at most one in so many
MOST_SHOWN = 20  # kinds of rows that are told where none could be counted

_Dated = tuple[dt.date, int, str]  # with the row and the sheet


def observed(
    log: Log, local: Local, stated: Mapping[str, dt.date], organisation: Organisation | None, *, keep: bool = False
) -> tuple[Period, tuple[LeftOut, ...]]:
    """The days that are looked at: those stated, else from the organisation's first day, or the first row's, to the last row's.

    Args:
        keep: whether rows that are dated far from all others stretch these days too.

    Raises:
        Refused: if no days are stated and no row could be counted, with the reasons why; or if the days end before they start.
    """
    seen = sorted(
        [(entry.on, entry.row, entry.sheet) for entry in log.entries]
        + [(row.first.astimezone(local.zone).date(), row.row, row.sheet) for row in log.happened]
    )
    far = [] if keep else list(_far(seen))
    beyond = {one for one, _ in far}
    near = [one for one in seen if one not in beyond] if far else seen
    start = stated.get("--from") or (organisation.file.from_ if organisation is not None else near[0][0] if near else None)
    ends = [stated[name] for name in ("--to", "--as-of") if name in stated] or ([near[-1][0]] if near else [])
    if start is None or not ends:
        raise Refused([*_reasons(log), Fault(log.file, 0, 0, said("no row of the log could"), said("state --from and --to"))])
    if start > min(ends):
        raise Refused([Fault(log.file, 0, 0, said("the observed days end before they start", min(ends), start))])
    span = Period(start, min(ends))
    return span, tuple(LeftOut(row, on, away, sheet) for (on, row, sheet), away in far if not span.holds(on))


def _far(seen: Sequence[_Dated]) -> Iterator[tuple[_Dated, int]]:
    """The few rows at either end that a long time without any row parts from all others, and how many days away they stand."""
    first, last = 0, len(seen)
    most = max(1, len(seen) // FEW)
    for place, (one, other) in enumerate(pairwise(seen), start=1):
        if (other[0] - one[0]).days <= FAR:
            continue
        if place <= most and place < len(seen) - place:
            first = place
        elif len(seen) - place <= most and last == len(seen) and len(seen) - place < place:
            last = place
    for one in seen[:first]:
        yield one, (seen[first][0] - one[0]).days
    for one in seen[last:]:
        yield one, (one[0] - seen[last - 1][0]).days


def _reasons(log: Log) -> Iterator[Fault]:
    """Why rows could not be counted: each reason once, with the first row that it holds for."""
    kinds: dict[str, list[int]] = {}
    for one in log.unread:
        if not one.counted:
            kinds.setdefault(one.problem.en, []).append(one.row)
    for problem, rows in list(kinds.items())[:MOST_SHOWN]:
        yield Fault(log.file, rows[0], 1, problem, said("so do more rows", len(rows) - 1) if len(rows) > 1 else "")
    if len(kinds) > MOST_SHOWN:
        yield Fault(log.file, 0, 0, said("and more reasons", len(kinds) - MOST_SHOWN))
