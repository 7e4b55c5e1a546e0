"""The bytes of a log, packed or not, and the encoding of its text."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from zeren.logs.limits import Limits
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said

OLDER = {"GB18030": "gb18030", "Big5": "cp950"}  # encodings before Unicode, and what Python calls them
_PIECE = 1 << 20  # bytes


def ending(file: Path) -> str:
    """The ending of a file's name that says its form, whether it is packed or not.

    >>> ending(Path("Log.XES.gz")), ending(Path("log.csv"))
    ('.xes', '.csv')
    """
    return (Path(file.stem) if is_packed(file) else file).suffix.lower()


def is_packed(file: Path) -> bool:
    """Whether a file's name says that it is packed with gzip."""
    return file.suffix.lower() == ".gz"


def read_bytes(file: Path, limits: Limits = Limits(), most: int | None = None) -> bytes:  # noqa: B008  # a tuple
    """The content of a file, or its first bytes, unpacked where its name ends in `.gz`.

    Raises:
        Refused: if it cannot be read or is too large.
    """
    name, largest = ("unpacked", limits.unpacked) if is_packed(file) else ("bytes", limits.bytes)
    try:
        limits.check("bytes", file.stat().st_size, file, "bytes")
        with gzip.open(file) if is_packed(file) else file.open("rb") as stream:
            content: bytes = stream.read(largest + 1 if most is None else most)
    except FileNotFoundError:
        raise Refused([Fault(str(file), 0, 0, said("no such file"))]) from None
    except IsADirectoryError:
        raise Refused([Fault(str(file), 0, 0, said("a folder where a file was"))]) from None
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise Refused([Fault(str(file), 0, 0, said("not a whole gzip file"))]) from None
    except OSError as error:
        raise Refused([Fault(str(file), 0, 0, said("cannot be read", (error.strerror or "unknown reason").lower()))]) from None
    limits.check(name, len(content), file, "bytes unpacked" if is_packed(file) else "bytes")
    return content


def decode(content: bytes, file: Path) -> str:
    """Text in UTF-8, with or without its mark, in UTF-16 with its mark, or in GB18030.

    Raises:
        Refused: if it is none of these.
    """
    return content.decode(next(encodings(content, file))[1])


def encodings(content: bytes, file: Path) -> Iterator[tuple[str, str]]:
    """Every encoding that the bytes may be in, the likeliest first: its name where it is a guess, and what Python calls it.

    What is no Unicode may be GB18030 or Big5: most bytes are text in both.

    Raises:
        Refused: if they are no text at all.
    """
    unicode = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if is_text(content, unicode):
        yield "", unicode
        return
    read = False
    for name, encoding in OLDER.items() if unicode != "utf-16" else ():
        if is_text(content, encoding):
            read = True
            yield name, encoding
    if not read:
        raise Refused([Fault(str(file), 0, 0, said("neither UTF-8 nor GB18030 nor Big5"), said("save it as CSV in UTF-8"))])


def is_text(content: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding; decoded piece by piece, so that no second copy is made."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(content)
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
