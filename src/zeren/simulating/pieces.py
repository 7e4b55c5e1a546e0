"""What every part of a simulation's report is made of: headings, notes, figures, tables; whatever is put in is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from zeren.voice.leaving import visible


def heading(text: str, level: int = 2) -> Markup:
    """A heading.

    >>> heading("gaps & ages")
    Markup('<h2>gaps &amp; ages</h2>')
    """
    return Markup("<h{1}>{0}</h{1}>").format(visible(text), level)


def note(text: str) -> Markup:
    """A remark in small letters."""
    return Markup('<p class="note">{}</p>').format(visible(text))


def figure(svg: str, text: str) -> Markup:
    """A chart, and below it what it is and how sure it is."""
    return Markup('<figure tabindex="0">{}<figcaption class="note">{}</figcaption></figure>').format(Markup(svg), visible(text))


def table(rows: Iterable[tuple[str, str]]) -> Markup:
    """Names with what is said of each; nothing where there are none."""
    cells = Markup("").join(Markup("<tr><th>{}</th><td>{}</td></tr>").format(visible(name), visible(value)) for name, value in rows)
    return Markup("<table>{}</table>").format(cells) if cells else cells


def listed(lines: Iterable[str], *, code: bool = False) -> Markup:
    """A list, of code or of words."""
    item = Markup("<li><code>{}</code></li>") if code else Markup("<li>{}</li>")
    return Markup("<ul>{}</ul>").format(Markup("").join(item.format(visible(line)) for line in lines))


def folded(summary: str, body: Markup) -> Markup:
    """What is shown only where somebody opens it."""
    return Markup("<details><summary>{}</summary>{}</details>").format(visible(summary), body)


def verbatim(text: str) -> Markup:
    """Text with its line breaks."""
    return Markup("<pre>{}</pre>").format(visible(text))
