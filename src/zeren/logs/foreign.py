"""Bytes that are read by a library for a foreign format: whatever it meets in them is told as a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said


@contextmanager
def readable(file: Path, what: str, advice: str = "") -> Iterator[None]:
    """Tell as a fault whatever goes wrong: such libraries promise nothing about damaged files, and one of them, in Rust, panics.

    Raises:
        Refused: with the kind of what went wrong.
    """
    try:
        yield
    except (Refused, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise Refused([Fault(str(file), 0, 0, said("needs more memory than there is"))]) from None
    except BaseException as error:
        raise Refused([Fault(str(file), 0, 0, said("not that can be read", what, type(error).__name__), advice)]) from None
