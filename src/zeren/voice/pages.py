"""Pages: one set of templates in which everything is escaped, nothing hides or turns, and links go only to what they name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from zeren.voice.leaving import visible
from zeren.voice.missing import require

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, **values: object) -> str:
    """A page from a template."""
    return visible(_environment().get_template(template).render(**values))


def place(path: str) -> str:
    """A path of a file beside the page as a link: it names no scheme and no host.

    >>> place("javascript:alert(1)/verdict.json"), place("//elsewhere/a b")
    ('javascript%3Aalert%281%29/verdict.json', 'elsewhere/a%20b')
    """
    return quote(path.replace("\\", "/").lstrip("/"), safe="/")


@cache
def _environment() -> Environment:
    require("pages", "jinja2")
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("zeren.voice")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["place"] = place
    return made
