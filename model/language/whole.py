"""Files written whole or not at all: what stood there before stays until the new one is complete and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(file: str | Path) -> Iterator[BinaryIO]:
    """A stream for a file that takes the place of the old one only when all went well.

    A link is followed; what is no plain file, such as a device or a pipe, is written to directly.

    Raises:
        OSError: if it cannot be written; the old file then stands unchanged and nothing is left beside it.
    """
    target = Path(file).resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink()


def write_whole(file: str | Path, data: str | bytes) -> None:
    """Write a file whole or not at all; what UTF-8 cannot hold of a text is written by its number. Raises `OSError`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), "责任")
    ...     Path(folder, "a.txt").read_text(encoding="utf-8"), len(list(Path(folder).iterdir()))
    ('责任', 1)
    """
    with whole(file) as stream:
        stream.write(data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace"))
