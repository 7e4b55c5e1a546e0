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
    jobs: int = 1,
    cluster: str = "",
    in_words: bool = False,
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
                jobs=jobs,
                cluster=cluster,
                words=language if in_words else None,
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
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(source.name, total=_rows(source))
        yield lambda rows, bad: bar.advance(task, rows)


def _rows(source: Path) -> int | None:
    """How many rows a table has, where that is known without reading what is in them; of CSV, how many lines at most."""
    if not source.is_file():
        return None
    if source.suffix == ".csv":
        with source.open("rb") as opened:
            return max(0, sum(part.count(b"\n") for part in iter(lambda: opened.read(1 << 20), b"")) - 1)
    if source.suffix not in (".parquet", ".arrow", ".feather", ".ipc"):
        return None
    from zeren.voice.missing import require

    require("tables")
    import pyarrow as pa
    from pyarrow import parquet

    try:
        if source.suffix == ".parquet":
            return int(parquet.read_metadata(source).num_rows)
        with pa.memory_map(str(source)) as mapped, pa.ipc.open_file(mapped) as opened:
            return int(sum(opened.get_batch(number).num_rows for number in range(opened.num_record_batches)))
    except (pa.ArrowException, OSError, ValueError):
        return None  # damaged: refused afterwards, with the reason
