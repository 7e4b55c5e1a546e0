"""Writing a log: the form follows from the name of the file, nothing partial is left, and what was written is read back and counted."""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from zeren.logs.count import count_json, count_sqlite, count_xes
from zeren.logs.spool import Counts, Spool
from zeren.logs.write_json import write_json
from zeren.logs.write_sqlite import write_sqlite
from zeren.logs.write_xes import write_xes
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said

FORMS = {".json": "json", ".jsonocel": "json", ".sqlite": "sqlite", ".xes": "xes", ".xes.gz": "xes"}


def form_of(file: Path) -> str:
    """The form that a file's name asks for.

    Raises:
        Refused: if it asks for none.

    >>> form_of(Path("log.jsonocel")), form_of(Path("log.xes.gz"))
    ('json', 'xes')
    """
    for ending, form in FORMS.items():
        if file.name.lower().endswith(ending) and len(file.name) > len(ending):
            return form
    raise Refused([Fault(str(file), 0, 0, said("its name does not say which"), said("one of", ", ".join(FORMS)))])


def check_place(file: Path) -> None:
    """Refuse a place where a log cannot be written, before work is put into it."""
    form_of(file)
    if file.is_dir():
        raise Refused([Fault(str(file), 0, 0, said("a folder where a file was"))])
    with _beside(file) as part, _clearly(file):
        part.touch()


def write_log(spool: Spool, file: Path) -> Counts:
    """Write a log and tell how much it holds. The file is there as a whole or as it was before.

    Raises:
        Refused: if the file cannot be written, or if what was written does not read back as what was to be written.
    """
    form = form_of(file)
    wanted = spool.trace_counts() if form == "xes" else spool.counts()
    if (unknown := spool.unknown()) is not None:
        raise Refused([Fault(str(file), 0, 0, said("is related to and is no", unknown))])
    with _beside(file) as part, _clearly(file):
        if form == "sqlite":
            write_sqlite(spool, part)
            found = count_sqlite(part)
        elif form == "json":
            _stream(part, file, lambda stream: write_json(spool, stream))
            found = count_json(part)
        else:
            _stream(part, file, lambda stream: write_xes(spool, stream))
            found = count_xes(part, packed=file.suffix.lower() == ".gz")
        if found != wanted:
            raise Refused([Fault(str(file), 0, 0, said("reads back as expected", found, wanted), said("a defect of zeren nothing was"))])
        _settle(part)
        part.replace(file.resolve())
    return found


def _stream(part: Path, file: Path, write: Callable[[IO[bytes]], None]) -> None:
    with part.open("wb") as raw:
        if file.suffix.lower() != ".gz":
            write(raw)
            return
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:  # no name and no clock in the bytes
            write(packed)  # type: ignore[arg-type]  # it takes bytes


def _settle(part: Path) -> None:
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A file beside another one, gone afterwards whatever happens."""
    part = file.with_name(file.name + ".part")
    try:
        with suppress(OSError):
            part.unlink()
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def _clearly(file: Path) -> Iterator[None]:
    """What the system says of a file that cannot be written, as a fault."""
    try:
        yield
    except OSError as error:
        raise Refused([Fault(str(file), 0, 0, said("cannot be written too", (error.strerror or str(error)).lower()))]) from error
    except sqlite3.Error as error:
        raise Refused([Fault(str(file), 0, 0, said("cannot be written too", error))]) from error
