"""The list for putting things right (整改清单): one HTML page that needs nothing else, and prints on paper."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from zeren.voice.keys import AuditKey

if TYPE_CHECKING:
    from zeren.auditing.text import AuditText

HEADS: tuple[AuditKey, ...] = ("number", "body", "act", "period", "last", "state", "near", "office", "measure", "by", "signed")


def page(words: AuditText) -> str:
    """The page: what could not be counted, what the audit comes to, and every hole with room for what is done about it."""
    found, say = words.found, words.say
    rows = [_row([number, *cells, "", "", ""]) for number, cells in enumerate(holes(words), start=1)]
    verdict = next(iter(words.summary()))
    body = "\n".join(rows) if rows else f'<tr><td colspan="{len(HEADS)}">{escape(verdict)}</td></tr>'
    caveats = list(words.caveats())
    not_counted = [say("not counted", f"{found.not_counted:,}"), *words.reasons(counted=False)] if found.not_counted else []
    return _PAGE.format(
        language="zh-CN" if words.language == "zh" else "en",
        heading=escape(say("list")),
        title=escape(words.title),
        observed=escape(say("observed", *found.observed, f"{found.rows:,}", f"{found.counted:,}")),
        summary=_list([*words.summary()]),
        not_counted=_list([*caveats, *not_counted]),
        heads="".join(f"<th>{escape(say(head))}</th>" for head in HEADS),
        rows=body,
        note=escape(say("disclaimer")),
    )


def holes(words: AuditText) -> Iterable[list[object]]:
    """Every hole as cells: the body, the duty, the period, its last day, what was found, the nearest rows and the office."""
    for hole in words.found.holes:
        cells = [words.names.body(hole.body), words.duty(hole.duty, hole.article), hole.period, hole.last]
        yield [*cells, words.state(hole), words.near(hole), words.office(hole)]
    for late in words.filing_holes:
        cells = [words.names.body(late.body), words.duty(late.filing, late.article), words.event(late), words.moment(late.due)]
        yield [*cells, words.filing_state(late), words.near(late), words.office(late)]


def _row(cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def _list(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())


_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{heading}</title>
<style>
@page {{ size: A4 landscape; margin: 12mm }}
body {{ font: 10.5pt/1.4 serif; margin: 1em }}
h1 {{ font-size: 16pt; text-align: center; margin: 0 0 .3em }}
p {{ margin: .2em 0 }}
table {{ border-collapse: collapse; width: 100%; margin: .6em 0 }}
th, td {{ border: 1px solid #444; padding: .3em; vertical-align: top }}
th:nth-last-child(-n+3) {{ min-width: 6em }}
thead {{ display: table-header-group }}
tr {{ break-inside: avoid }}
.missing {{ font-weight: bold }}
</style></head><body>
<h1>{heading}</h1>
<p>{title}<br>{observed}</p>
<div class="missing">{not_counted}</div>
<div>{summary}</div>
<table><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table>
<p>{note}</p>
</body></html>
"""
