"""What every part of a simulation's report is made of: figures with their notes, tables, and how they look."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #222;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc; }
h3 { font-size: 1rem; margin-bottom: 0; } summary { cursor: pointer; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; margin: 0.8rem 0; }
td, th { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid #eee; vertical-align: top; white-space: pre-line; }
th { font-weight: 600; width: 40%; } .note { color: #555; font-size: 0.9rem; } pre { white-space: pre-wrap; font-size: 0.85rem; }
figure { margin: 1rem 0; overflow-x: auto; } svg { max-width: 100%; height: auto; }
@media (max-width: 45rem) { svg { max-width: none; } th { width: 45%; } body { margin-top: 1rem; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2, h3 { break-after: avoid; } figure, tr { break-inside: avoid; }
  svg { max-width: 100%; } }
"""


def figure(svg: str, note: str) -> str:
    """A chart, and below it what it is and how sure it is."""
    return f'<figure>{svg}<figcaption class="note">{escape(note)}</figcaption></figure>'


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Names with what is said of each; nothing where there are none."""
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>" if cells else ""
