"""Moments in words: by the clock of one zone, which is named once."""

from __future__ import annotations

import datetime as dt


def moment_word(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """A moment by the clock of a zone, to the minute where it has no seconds; with its offset where the clock shows that time twice.

    >>> from zoneinfo import ZoneInfo
    >>> moment_word(dt.datetime(2026, 3, 5, 3, 30, tzinfo=dt.UTC), ZoneInfo("Asia/Shanghai"))
    '2026-03-05 11:30'
    >>> moment_word(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), ZoneInfo("Europe/Berlin"))
    '2026-10-25 02:30 (UTC+02:00)'
    """
    local = moment.astimezone(zone)
    clock = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    return f"{clock}{shown_twice(local)}"


def shown_twice(local: dt.datetime) -> str:
    """The offset of a local time that the clocks of its zone show twice, in brackets; nothing for any other."""
    return f" ({offset_word(local)})" if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset() else ""


def offset_word(local: dt.datetime) -> str:
    """How far the clock of a moment is ahead of UTC."""
    return str(dt.timezone(local.utcoffset() or dt.timedelta()))


def zone_word(zone: dt.tzinfo) -> str:
    """What a zone is called: by its name, or by how far it is ahead of UTC.

    >>> zone_word(dt.timezone(dt.timedelta(hours=8)))
    'UTC+08:00'
    """
    return getattr(zone, "key", None) or str(zone)


def read_moment(text: str) -> dt.datetime | None:
    """A moment as answers write it, with an offset or the name of a zone; None of anything else."""
    from zoneinfo import ZoneInfo

    clock, _, name = text.partition(" ")
    if clock[10:11] != "T":
        return None
    read = dt.datetime.fromisoformat(clock)
    return read.replace(tzinfo=ZoneInfo(name)) if name else read
