"""XES after IEEE 1849-2016: a trace for everything that a body has to do with again and again, such as one of its duties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import IO
from xml.sax.saxutils import quoteattr

from zeren.logs.ocel import Event, moment
from zeren.logs.spool import Spool

EXTENSIONS = (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"))
CLASSIFIERS = (("Activity", "concept:name"), ("Transition", "concept:name lifecycle:transition"), ("Body", "org:group"))
_GLOBAL = (("concept:name", "-"), ("lifecycle:transition", "complete"), ("org:group", "-"), ("act", ""))
_STANDARD = {"office": "org:role", "holder": "org:resource"}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xes(spool: Spool, stream: IO[bytes]) -> None:
    """Write a log. Every event says in `act` which duty it fulfils, or that it fulfils none."""
    for line in _lines(spool):
        stream.write(line.encode() + b"\n")


def _lines(spool: Spool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">'
    for name, prefix in EXTENSIONS:
        yield f'  <extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>'
    yield '  <global scope="trace">\n    <string key="concept:name" value="-"/>\n  </global>'
    yield '  <global scope="event">'
    yield from (f"    {_string(key, value)}" for key, value in _GLOBAL)
    yield f"    {_date('time:timestamp', 0)}\n  </global>"
    yield from (f'  <classifier name="{name}" scope="event" keys="{keys}"/>' for name, keys in CLASSIFIERS)
    yield f"  {_string('lifecycle:model', 'standard')}"
    yield from (f"  {_string(key, value)}" for key, value in spool.header.items())
    for trace, events in groupby(spool.traces(), attrgetter("trace")):
        yield f"  <trace>\n    {_string('concept:name', trace)}"
        for event in events:
            yield "    <event>\n" + "\n".join(f"      {one}" for one in _event(spool, event)) + "\n    </event>"
        yield "  </trace>"
    yield "</log>"


def _event(spool: Spool, event: Event) -> Iterator[str]:
    type_ = spool.event_types[event.type]
    values = dict(event.values)
    yield _string("concept:name", type_.activity or type_.name)
    yield _string("lifecycle:transition", type_.transition)
    yield _date("time:timestamp", event.time)
    yield _string("org:group", event.objects[0][0])
    for name, key in _STANDARD.items():
        if name in values:
            yield _string(key, values.pop(name))
    yield _string("act", values.pop("act", ""))
    if len(event.objects) > 1:
        yield _string("concept:instance", event.objects[1][0])
    for name, value in values.items():
        yield _string(name, value)


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_NOT_IN_XML.sub(chr(0xFFFD), value), _ESCAPED)}/>"


_ESCAPED = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _date(key: str, seconds: int) -> str:
    return f'<date key="{key}" value="{moment(seconds).isoformat(timespec="milliseconds")}Z"/>'
