"""Who answers for ever, as one page that needs nothing else and prints well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from zeren.proofs.page import STYLE
from zeren.proving.succession_text import SuccessionText

if TYPE_CHECKING:
    from zeren.proofs.succession.table import Row
    from zeren.words import Language

_OWN = """
h3 { margin: 2rem 0 .3rem; font-size: 1.05rem }
h4 { margin: .8rem 0 .2rem; font-size: 1em }
ul { margin: .2rem 0; padding-left: 1.4rem }
pre { font-size: .85em; color: #555; white-space: pre-wrap; margin: .4rem 0 }
section { break-inside: avoid }
"""
_STATUS = {"holds": "holds", "breaks": "fails", "unknown": "unknown"}


def page(told: Sequence[tuple[SuccessionText, Sequence[Row]]], argument: str, language: Language, *, sudden: bool) -> str:
    """The rows of several regulations, each with its text."""
    first = told[0][0]
    title = escape(first.say("title"))
    body = [part for text, rows in told for part in _regulation(text, rows)]
    body += [f"<p class='scope'>{escape(argument)}</p>"]
    body += [] if sudden else [f"<p class='scope'>{escape(first.say('orderly'))}</p>"]
    body += [f"<p class='scope'>{escape(first.say('disclaimer'))}</p>"]
    head = f"<meta charset='utf-8'><title>{title}</title><style>{STYLE}{_OWN}</style>"
    whole = ["<!doctype html>", f"<html lang='{language}'><head>{head}</head><body><h1>{title}</h1>", *body, "</body></html>"]
    return "\n".join(whole) + "\n"


def _regulation(text: SuccessionText, rows: Sequence[Row]) -> Iterator[str]:
    name = escape(text.regulation.file.title.in_(text.language))
    yield f"<h2>{name} <span class='scope'>{escape(text.regulation.id)}</span></h2>"
    if not rows:
        yield f"<p>{escape(text.say('none'))}</p>"
    for _, group in groupby(rows, key=lambda row: (row.wording, row.bearer)):
        own = list(group)
        yield f"<h3>{escape(text.heading(own[0]))}</h3>"
        if own[0].bearer is None:
            yield f"<p class='fails'>{escape(text.say('nobody_why'))}</p>"
            continue
        yield from _stated(text, own[0])
        yield from ("".join(_row(text, row)) for row in own)


def _stated(text: SuccessionText, row: Row) -> Iterator[str]:
    found = [(office, said) for office in row.offices if (said := text.sentences(row, office))]
    for office, said in found:
        title = text.say("says") if office == row.bearer else text.say("says_of", text.office(office))
        yield f"<div class='scope'>{escape(title)}</div>{_listed(said)}"
    if not found:
        yield f"<p class='scope'>{escape(text.say('silence'))}</p>"
    if row.given:
        yield f"<div class='scope'>{escape(text.given(row))}</div>"


def _row(text: SuccessionText, row: Row) -> Iterator[str]:
    verdict = f"<span class='{_STATUS[row.verdict]}'>{escape(text.say(row.verdict))}</span>"
    yield f"<section><h4>{escape(text.question(row))}{text.colon}{verdict}</h4>"
    if row.reason is not None:
        yield f"<p>{escape(row.reason.in_(text.language))}</p>"
    if row.verdict == "holds":
        yield f"<div class='scope'>{escape(text.say('why'))}</div>{_listed([one.in_(text.language) for one in row.invariant])}"
        yield f"<div>{escape(text.so(row))}</div><pre>{escape(text.formula(row))}</pre>"
    if row.story is not None:
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.story(row.story))
        yield f"<div class='story'><p class='scope'>{escape(text.told(row, ''))}</p>{lines}</div>"
    if row.certificate:
        yield f"<div class='scope'><a href='{escape(row.certificate)}/row.json'>{escape(text.say('certificate'))}</a></div>"
    yield "</section>"


def _listed(said: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in said) + "</ul>"
