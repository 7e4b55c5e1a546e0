"""`zeren ask --table IN --out OUT`: a table of cases answered as a table, with a progress bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.bulk import Progress
    from zeren.model.language.case import Stance
    from zeren.model.language.house import House
    from zeren.words import Language

_DONE = {
    "zh": "已回答{rows}行，写入{out}；{bad}行没有答案，原因见 reason 栏",
    "en": "{rows} rows answered into {out}; {bad} have no answer, see `reason`",
}


def ask_table(
    source: Path,
    out: Path,
    regulation: str,
    language: Language,
    *,
    stance: Stance = "literal",
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    answers: bool = False,
    ignore: Sequence[str] = (),
) -> int:
    """Answer a table and say so on standard error; returns the exit code, 2 where the table cannot be read.

    Cases that cannot be answered stand in the table with their reason and do not stop the others.
    """
    from zeren import bulk
    from zeren.commands.common import report, said
    from zeren.commands.terminal import tell
    from zeren.model.language.faults import Refused
    from zeren.voice.tongue import in_tongue

    bad = 0
    try:
        with _progress(source) as seen:

            def progress(rows: int, without_answer: int) -> None:
                nonlocal bad
                bad += without_answer
                seen(rows, without_answer)

            rows = bulk.ask_file(
                source,
                out,
                regulation,
                stance=stance,
                readings=readings,
                house=house,
                presume=presume,
                answers=answers,
                ignore=ignore,
                progress=progress,
            )
    except Refused as refused:
        report(refused.faults)
        return 2
    except OSError as error:
        report([said("about", error.filename or out, (error.strerror or "cannot be written").lower())])
        return 2
    tell(in_tongue(_DONE, language).format(rows=f"{rows:,}", out=out, bad=f"{bad:,}"), err=True)
    return 0


@contextmanager
def _progress(source: Path) -> Iterator[Progress]:
    """A bar on a terminal, and nothing elsewhere."""
    from zeren.commands.terminal import on_terminal

    if not on_terminal(sys.stderr):
        yield lambda rows, bad: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(source.name, total=_rows(source))
        yield lambda rows, bad: bar.advance(task, rows)


def _rows(source: Path) -> int | None:
    """How many rows a table has, where that is known without reading it."""
    if source.suffix != ".parquet" or not source.is_file():
        return None
    from zeren.voice.missing import require

    require("tables")
    from pyarrow import ArrowException, parquet

    try:
        return int(parquet.read_metadata(source).num_rows)
    except ArrowException:
        return None  # no Parquet: refused afterwards, with the reason
