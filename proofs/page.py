"""The proof board as one page that needs nothing else and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from zeren.model.language.terms import Text
from zeren.proofs.proof_board import Group, Line, say

STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; color: #222 }
h2 { margin-top: 2.5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ddd }
.holds { color: #176d2c } .fails { color: #a11 } .depends { color: #8a5a00 }
.bounded { color: #0b6470 } .unknown { color: #7a1fa2 } .not_asked { color: #777 }
.formal, .scope { color: #555; font-size: .85em }
.story { margin: .4rem 0; padding: .4rem .8rem; border-left: 3px solid #bbb; background: #f6f6f6 }
.story p { margin: .15rem 0 }
@media screen and (max-width: 600px) {
  th { display: none }
  td { display: block; padding: .35rem 0 }
  td:first-child { border-bottom: 0; padding-bottom: 0; font-weight: 600 }
  .formal { font-weight: 400 }
}
@media print {
  body { margin: 0; max-width: none; font-size: 10pt }
  tr, .story { break-inside: avoid }
  a { color: inherit; text-decoration: none }
  .story { background: none }
}
"""


def page(shown: Sequence[tuple[Text, str, Sequence[Group]]], language: str) -> str:
    """The report as a page: for each regulation its title, its id and its properties."""
    title = escape(say("title", language))
    body: list[str] = []
    for name, identity, several in shown:
        body.append(f"<h2>{escape(name.in_(language))} <span class='scope'>{escape(identity)}</span></h2>")
        headings = "".join(f"<th>{escape(say(one, language))}</th>" for one in ("property", "verdict"))
        body += [f"<table><tr>{headings}</tr>", *(_group(group, language) for group in several), "</table>"]
    head = f"<meta charset='utf-8'><title>{title}</title><style>{STYLE}</style>"
    end = f"<p class='scope'>{escape(say('disclaimer', language))}</p>"
    text = "\n".join(
        ["<!doctype html>", f"<html lang='{language}'><head>{head}</head><body><h1>{title}</h1>", *body, end, "</body></html>"]
    )
    return text + "\n"


def _group(group: Group, language: str) -> str:
    name = f"{escape(group.title)}<div class='formal'>{escape(group.formal)}</div>"
    verdict = f"<b class='{group.status}'>{escape(group.verdict)}</b><div class='scope'>{escape(group.scope)}</div>"
    return f"<tr><td>{name}</td><td>{verdict}{''.join(_line(line, language) for line in group.lines)}</td></tr>"


def _line(line: Line, language: str) -> str:
    colon = "：" if language == "zh" else ": "
    rows = [f"<div>{escape(about)}{colon}<b class='{line.status}'>{escape(line.verdict)}</b></div>" for about in line.about]
    rows += [f"<div>{escape(reading)}</div>" for reading in line.readings]
    for story in line.stories:
        told = "".join(f"<p>{escape(row)}</p>" for row in story)
        rows.append(f"<div class='story'><p class='scope'>{escape(say('example', language))}</p>{told}</div>")
    for place, check in line.certificates:
        link = f"<a href='{escape(place)}/verdict.json'>{escape(say('certificate', language))}</a>"
        rows.append(f"<div class='scope'>{link} {escape(check)}</div>")
    return "".join(rows)
