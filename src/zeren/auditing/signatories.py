"""Whoever a log names as having signed, held to the tenures that the organisation's file states: what does not fit is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from zeren.logs.read import Log, Unread
from zeren.model.language.organisation import Organisation
from zeren.model.language.terms import Text
from zeren.model.language.units import Unit


def signatories(log: Log, organisation: Organisation, every: Mapping[str, Unit], *, holders: bool) -> Iterator[Unread]:
    """Rows whose signatory did not hold the office on that day; they count all the same.

    Args:
        holders: whether people are named.
    """
    offices = {name: one for name, one in organisation.file.offices.items() if one.holders}
    names = {word: name for name in offices for word in _words(organisation, name)}
    for entry in log.entries:
        if not entry.holder or entry.body not in every:
            continue
        own = [name for name in offices if offices[name].of == every[entry.body].body]
        office = names.get(entry.office) if entry.office else own[0] if len(own) == 1 else None
        if office is None or office not in own:
            continue
        there = _holder(organisation, office, entry.on)
        if there != entry.holder:
            yield Unread(entry.row, "holder", _said(organisation, office, entry.holder, there, entry.on, holders), True, entry.sheet)


def _words(organisation: Organisation, office: str) -> set[str]:
    text = organisation.file.names.get(office)
    return {office} if text is None else {office, text.zh, text.en}


def _holder(organisation: Organisation, office: str, on: dt.date) -> str | None:
    for one in organisation.file.offices[office].holders:
        if (one.from_ or dt.date.min) <= on <= (one.to or dt.date.max):
            return one.name
    return None


def _said(organisation: Organisation, office: str, signed: str, there: str | None, on: dt.date, holders: bool) -> Text:
    text = organisation.file.names.get(office) or Text(office, office)
    if there is None:
        zh, en = f"按组织文件，{on}无人担任{text.zh}", f"by the organisation's file nobody held {text.en} on {on}"
    elif holders:
        zh, en = f"按组织文件，{on}担任{text.zh}的是{there}", f"by the organisation's file {there} held {text.en} on {on}"
    else:
        zh, en = f"按组织文件，{on}担任{text.zh}的另有其人", f"by the organisation's file somebody else held {text.en} on {on}"
    return (
        Text(f"由{signed}签署；{zh}", f"signed by {signed}; {en}") if holders else Text(f"签署人不符；{zh}", f"the signatory differs; {en}")
    )
