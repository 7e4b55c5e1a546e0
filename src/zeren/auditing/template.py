"""A workbook in which a log can be kept: the columns that an audit reads, and lists to choose bodies and acts from."""

from __future__ import annotations

from zeren.books import add, saved
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.units import units
from zeren.voice.keys import AUDIT_FIELD, AUDIT_TEMPLATE, AuditFieldKey
from zeren.voice.missing import require
from zeren.words import Language

COLUMNS: tuple[AuditFieldKey, ...] = ("date", "body", "act", "period")
MOST_ROWS = 2_000  # for which the lists are offered


def template(regulation: Regulation, organisation: Organisation | None, language: Language) -> bytes:
    """The workbook; the same regulation and organisation give the same bytes.

    Raises:
        zeren.voice.missing.Missing: where openpyxl is not installed.
    """
    require("logs", "openpyxl")
    import openpyxl
    from openpyxl.worksheet.datavalidation import DataValidation

    acts = [one.act.in_(language) for one in (*regulation.file.duties, *regulation.asked)]
    bodies = [] if organisation is None else list(units(organisation))  # as an audit knows them
    book = openpyxl.Workbook(write_only=True)
    log, lists = book.create_sheet(AUDIT_TEMPLATE.say("log", language)), book.create_sheet(AUDIT_TEMPLATE.say("lists", language))
    for place, values in (("B", bodies), ("C", acts)):
        if values:
            column = "A" if place == "B" else "B"
            where = f"'{lists.title}'!${column}$2:${column}${len(values) + 1}"
            check = DataValidation(type="list", formula1=where, allow_blank=True, errorStyle="warning")
            check.add(f"{place}2:{place}{MOST_ROWS}")
            log.data_validations.append(check)
    for column in "ABCD":
        log.column_dimensions[column].width = 24
    add(log, [AUDIT_FIELD.say(one, language) for one in COLUMNS])
    add(lists, [AUDIT_FIELD.say("body", language), AUDIT_FIELD.say("act", language)])
    for row in range(max(len(bodies), len(acts))):
        add(lists, [(column[row] if row < len(column) else None) for column in (bodies, acts)])
    lists.sheet_state = "hidden"
    return saved(book)
