"""The bytes of a log, packed or not, and its text in whatever encoding."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from zeren.model.language.faults import Fault, Refused

OLDER = {"GB18030": "gb18030", "Big5": "cp950"}  # encodings before Unicode, and what Python calls them
LARGEST = 2 * 1024**3  # bytes, unpacked


def ending(file: Path) -> str:
    """The ending of a file's name that says its form, whether it is packed or not.

    >>> ending(Path("Log.XES.gz")), ending(Path("log.csv"))
    ('.xes', '.csv')
    """
    return (Path(file.stem) if file.suffix.lower() == ".gz" else file).suffix.lower()


def read_bytes(file: Path, most: int | None = None) -> bytes:
    """The content of a file, or its first bytes, unpacked where its name ends in `.gz`.

    Raises:
        Refused: if it cannot be read or is too large.
    """
    try:
        if (size := file.stat().st_size) > LARGEST:
            raise Refused([Fault(str(file), 0, 0, f"{size:,} bytes", f"logs are read up to {LARGEST:,} bytes")])
        with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as stream:
            content: bytes = stream.read(LARGEST + 1 if most is None else most)
    except FileNotFoundError:
        raise Refused([Fault(str(file), 0, 0, "no such file")]) from None
    except IsADirectoryError:
        raise Refused([Fault(str(file), 0, 0, "a folder, where a file was expected")]) from None
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise Refused([Fault(str(file), 0, 0, "not a whole gzip file")]) from None
    except OSError as error:
        raise Refused([Fault(str(file), 0, 0, f"cannot be read: {(error.strerror or 'unknown reason').lower()}")]) from None
    if len(content) > LARGEST:
        raise Refused([Fault(str(file), 0, 0, f"more than {LARGEST:,} bytes unpacked", f"logs are read up to {LARGEST:,} bytes")])
    return content


def decode(content: bytes, file: Path) -> str:
    """Text in UTF-8, with or without its mark, in UTF-16 with its mark, or in GB18030.

    Raises:
        Refused: if it is none of these.
    """
    return next(texts(content, file))[1]


def texts(content: bytes, file: Path) -> Iterator[tuple[str, str]]:
    """Every text that the bytes may be, the likeliest first, each with the name of its encoding; none for Unicode, which is no guess.

    What is no Unicode may be GB18030 or Big5: most bytes are text in both.

    Raises:
        Refused: if they are no text at all.
    """
    unicode = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        yield "", content.decode(unicode)
    except UnicodeDecodeError:
        pass
    else:
        return
    read = False
    for name, encoding in OLDER.items() if unicode != "utf-16" else ():
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        read = True
        yield name, text
    if not read:
        raise Refused([Fault(str(file), 0, 0, "neither UTF-8 nor GB18030 nor Big5 text", "save it as CSV in UTF-8")])
