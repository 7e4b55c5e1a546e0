"""Random logs of every form, judged by an audit and by a judge that shares nothing with it: the text's own words, counted by hand."""

from __future__ import annotations

import calendar
import contextlib
import csv
import datetime as dt
import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest

import zeren

ORGANISATION = """
organisation: judged
from: {first}-01-01
years: 3
readings: {{window: calendar_aligned, same_day: {same_day}}}
bodies:
  county: {{outside: yes}}
  bureau: {{regulation: county-bureau, superior: county, as: [committee]}}
  school: {{regulation: county-bureau, superior: bureau, count: 3, as: [committee]}}
"""
BODIES = ("bureau", "school-1", "school-2", "school-3")
NEEDED = {"study": (2, 12), "report": (1, 6)}  # article 7: two a year, one in each half-year
SPELLED = {"study": ("study", "专题研究", "thematic study"), "report": ("report", "专题汇报", "thematic report")}


class Row(NamedTuple):
    """What a log says: when, who, what, and for which period, if it names one."""

    on: dt.date
    body: str
    duty: str
    word: str
    period: str


def span_of(day: dt.date, months: int) -> tuple[dt.date, dt.date, str]:
    """The calendar year or half-year of a day, and its name."""
    if months == 12:
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), str(day.year)
    first = 1 if day.month <= 6 else 7
    last = first + 5
    return (
        dt.date(day.year, first, 1),
        dt.date(day.year, last, calendar.monthrange(day.year, last)[1]),
        f"{day.year}-H{1 if first == 1 else 2}",
    )


def rows(random_: random.Random, first: int, years: int) -> Iterator[Row]:
    """Acts in any order; some late and naming the period that they are for."""
    days = (dt.date(first + years, 1, 1) - dt.date(first, 1, 1)).days
    for _ in range(random_.randint(4, 40)):
        on = dt.date(first, 1, 1) + dt.timedelta(days=random_.randrange(days))
        duty = random_.choice(list(NEEDED))
        period = ""
        if random_.random() < 0.3:
            earlier = on - dt.timedelta(days=random_.choice((0, 0, 30, 200)))
            if earlier.year >= first:
                period = span_of(earlier, NEEDED[duty][1])[2]
        yield Row(on, random_.choice(BODIES), duty, random_.choice(SPELLED[duty]), period)


def judged(log: list[Row], first: int, years: int, *, distinct: bool) -> dict[tuple[str, str], Counter[str]]:
    """How each body fulfilled each duty: periods met, late and without enough records. What two rows say alike counts once."""
    log = list({(one.on, one.body, one.duty, one.period): one for one in log}.values())
    found: dict[tuple[str, str], Counter[str]] = {}
    for body in BODIES:
        for duty, (needed, months) in NEEDED.items():
            states = found[body, duty] = Counter()
            start = dt.date(first, 1, 1)
            while start.year < first + years:
                _, last, name = span_of(start, months)
                own = [one.on for one in log if (one.body, one.duty) == (body, duty) and (one.period or span_of(one.on, months)[2]) == name]
                own = sorted(set(own)) if distinct else sorted(own)
                in_time = [on for on in own if on <= last]
                states["met" if len(in_time) >= needed else "late" if len(own) >= needed else "no_record"] += 1
                start = last + dt.timedelta(days=1)
    return found


# every form ---------------------------------------------------------------------------------------------------


def write_csv(file: Path, log: list[Row]) -> None:
    with file.open("w", newline="", encoding="gb18030" if len(log) % 3 == 0 else "utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["日期", "组织", "事项", "期间"])
        writer.writerows([one.on, one.body, one.word, one.period] for one in log)


def write_xlsx(file: Path, log: list[Row]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheets = [book.create_sheet("a"), book.create_sheet("b")]
    for sheet in sheets:
        sheet.append(["date", "body", "act", "period"])
    for place, one in enumerate(log):
        sheets[place % 2].append([one.on, one.body, one.word, one.period or None])
    book.save(file)


def write_xes(file: Path, log: list[Row]) -> None:
    events = "".join(
        f'<trace><string key="concept:name" value={quoteattr(one.body)}/><event><string key="concept:name" value={quoteattr(one.word)}/>'
        f'<date key="time:timestamp" value="{one.on}T10:00:00Z"/><string key="period" value={quoteattr(one.period)}/></event></trace>'
        for one in log
    )
    file.write_text(f"<log>{events}</log>", encoding="utf-8")


def write_json(file: Path, log: list[Row]) -> None:
    events = [
        {
            "id": f"e{place}",
            "type": one.word,
            "time": f"{one.on}T10:00:00Z",
            "attributes": [{"name": "period", "value": one.period}],
            "relationships": [{"objectId": one.body, "qualifier": "by"}],
        }
        for place, one in enumerate(log)
    ]
    objects = [{"id": body, "type": "body"} for body in BODIES]
    file.write_text(json.dumps({"events": events, "objects": objects}), encoding="utf-8")


def write_sqlite(file: Path, log: list[Row]) -> None:
    file.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(file)) as base:
        base.executescript(
            "create table event (ocel_id, ocel_type); create table event_map_type (ocel_type, ocel_type_map);"
            "create table object (ocel_id, ocel_type); create table event_object (ocel_event_id, ocel_object_id, ocel_qualifier);"
            "create table event_act (ocel_id, ocel_time, period); insert into event_map_type values ('act', 'act');"
        )
        base.executemany("insert into object values (?, 'body')", [(body,) for body in BODIES])
        base.executemany("insert into event values (?, ?)", [(f"e{place}", one.word) for place, one in enumerate(log)])
        base.executemany(
            "insert into event_act values (?, ?, ?)", [(f"e{p}", f"{one.on} 10:00:00", one.period) for p, one in enumerate(log)]
        )
        base.executemany("insert into event_object values (?, ?, 'by')", [(f"e{place}", one.body) for place, one in enumerate(log)])
        base.commit()


def write_xml(file: Path, log: list[Row]) -> None:
    events = "".join(
        f'<event id="e{place}" type={quoteattr(one.word)} time="{one.on}T10:00:00Z"><attributes><attribute name="period">'
        f"{escape(one.period)}</attribute></attributes>"
        f'<objects><relationship object-id={quoteattr(one.body)} qualifier="by"/></objects></event>'
        for place, one in enumerate(log)
    )
    objects = "".join(f'<object id="{body}" type="body"><objects/></object>' for body in BODIES)
    file.write_text(f"<log><event-types/><object-types/><events>{events}</events><objects>{objects}</objects></log>", encoding="utf-8")


FORMS = {
    "log.csv": write_csv,
    "log.xlsx": write_xlsx,
    "log.xes": write_xes,
    "log.jsonocel": write_json,
    "log.sqlite": write_sqlite,
    "log.xml": write_xml,
}


def disagreements(folder: Path, seeds: range) -> list[object]:
    """Where the two judges differ, log by log; each log is written in one of the forms."""
    found: list[object] = []
    for seed in seeds:
        random_ = random.Random(seed)
        first, years, distinct = random_.randint(2019, 2026), random_.randint(1, 3), random_.random() < 0.5
        log = list(rows(random_, first, years))
        name = list(FORMS)[seed % len(FORMS)]
        FORMS[name](folder / name, log)
        organisation, reading = folder / "judged.organisation.yaml", "distinct_days" if distinct else "same_day_allowed"
        organisation.write_text(ORGANISATION.format(first=first, same_day=reading), encoding="utf-8")
        days = {"from_": f"{first}-01-01", "to": f"{first + years - 1}-12-31"}
        audit = zeren.audit("county-bureau", folder / name, organisation=organisation, **days).audit
        told = {(one.body, one.duty): Counter(met=one.met, late=one.late, no_record=one.no_record) for one in audit.covered}
        wanted = judged(log, first, years, distinct=distinct)
        found += [(seed, name, key, told.get(key), states) for key, states in wanted.items() if told.get(key) != states]
        if audit.not_counted:
            found.append((seed, name, audit.unread))
    return found


def test_no_judge_disagrees_with_the_other_on_random_logs_of_every_form(tmp_path: Path) -> None:
    assert disagreements(tmp_path, range(300)) == []


@pytest.mark.slow
def test_no_judge_disagrees_with_the_other_on_ten_thousand_logs(tmp_path: Path) -> None:
    assert disagreements(tmp_path, range(300, 10_300)) == []
