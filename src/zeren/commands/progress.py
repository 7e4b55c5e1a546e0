"""How far a command is, on standard error where that is a terminal, so that what is printed stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zeren.commands.terminal import on_terminal


@contextmanager
def counted(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show how many of so many are done, and how long the rest may take; None while nobody knows how many there are."""
    if not on_terminal(sys.stderr):
        yield lambda done, wanted: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, TimeRemainingColumn

    from zeren.voice.leaving import visible

    columns = (*Progress.get_default_columns()[:3], TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(visible(label)), total=None)
        yield lambda done, wanted: bar.update(task, completed=done, total=wanted)


@contextmanager
def rows_read() -> Iterator[Callable[[int], None]]:
    """Show how many rows have been read."""
    if not on_terminal(sys.stderr):
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    with Progress(SpinnerColumn(), TextColumn("{task.completed:,.0f}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda rows: bar.update(task, completed=rows)
