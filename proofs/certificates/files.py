"""The files of a folder of certificates: written with their hashes, read with the suspicion that somebody touched every one."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any

import msgspec

from zeren.model.language.load import built_in, built_in_file, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.certificates.rejection import Reason, Rejected

LARGEST = 32 * 1024 * 1024  # bytes of one file of a folder of certificates
LARGEST_REGULATION = 4 * 1024 * 1024  # bytes of its text
MOST_STEPS_UP = 3  # from a folder of certificates to what a regulation was read from
LONGEST_NAME = 60  # characters of an id that becomes the name of a file as it stands
_PLAIN = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_KEPT_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])")
Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z.+-]{1,40}$")]


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file with its length in bytes and its SHA-256, so that damage shows at once."""

    file: str
    bytes: int
    sha256: str


class RegulationRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A regulation with the SHA-256 of its text, whether it is built in, and its verdicts, each in a folder.

    `file` is where its text came from, seen from the folder of the certificates; empty if it is built in, or far away.
    """

    id: str
    sha256: str
    built_in: bool
    file: str
    verdicts: tuple[str, ...]


class Wrong(Rejected, ValueError):
    """A certificate is rejected: the key of the reason, what it names, and what lies behind it."""

    def __init__(self, key: str, *values: str | Text, because: Reason | None = None) -> None:
        super().__init__(Reason(key, values, because))


def file_name(name: str) -> str:
    """What a file or folder is called after an id, whatever stands in that: two ids never have the same name.

    >>> file_name("county-bureau"), file_name("../..")
    ('county-bureau', 'id.0cfd1c96cbc0c0e0')
    >>> file_name("Objection stands")
    'objection-stands.fe9963f63325a716'
    """
    if len(name) <= LONGEST_NAME and _PLAIN.fullmatch(name) and not _KEPT_BY_WINDOWS.fullmatch(name):
        return name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_NAME].strip("-")
    return f"{slug or 'id'}.{digest(name.encode('utf-8', 'surrogatepass'))[:16]}"


def regulation_name(regulation: str) -> str:
    """Where the text of a regulation stands."""
    return f"{file_name(regulation)}/{file_name(regulation)}.yaml"


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def written(record: msgspec.Struct) -> str:
    """A record as it stands in a file."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1).decode() + "\n"


def read_record(data: bytes, kind: type[Any]) -> Any:
    """A record of a certificate, which stands there exactly as it would be written: nothing twice, nothing beside it.

    Raises:
        ValueError: if the text is none, not of that form, or written otherwise.
    """
    try:
        found = msgspec.json.decode(data, type=kind)
    except RecursionError:
        raise Wrong("too_deep") from None
    if written(found).encode() != data:
        raise Wrong("written_otherwise")
    return found


class Writing:
    """A folder that is being written; `files` lists what was. Every method raises `OSError` if it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Stored] = []

    def write(self, name: str, text: str) -> None:
        """Write a file, with the folders that it needs."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        path.write_bytes(data)
        self.files.append(Stored(name, len(data), digest(data)))

    def write_regulation(self, regulation: str, text: str, file: str, verdicts: tuple[str, ...]) -> RegulationRecord:
        """Write the text of a regulation, and list its verdicts; `file` is where it comes from, unless it is built in."""
        self.write(regulation_name(regulation), text)
        return RegulationRecord(regulation, digest(text.encode()), not file, seen_from(self.folder, file), verdicts)


def seen_from(folder: Path, file: str) -> str:
    """How a file near a folder is reached from it; empty for others, so that nothing of this machine is told."""
    try:
        found = Path(os.path.relpath(file, folder)).as_posix() if file else ""
    except ValueError:  # on another drive
        return ""
    return "" if found.startswith("../" * (MOST_STEPS_UP + 1)) else found


def in_order(files: Iterable[Stored]) -> tuple[Stored, ...]:
    """Files as a list of them has them: by name, each once."""
    return tuple(sorted({one.file: one for one in files}.values(), key=lambda one: one.file))


def read_manifest(folder: Path, name: str, kind: type[Any]) -> Any:
    """The list of all that a folder holds. Raises `Wrong`."""
    data = read_within(folder, name)
    try:
        found = read_record(data, kind)
    except ValueError as error:
        raise Wrong("no_list", str(error)) from None
    if in_order(found.files) != found.files:
        raise Wrong("files_out_of_order")
    return found


def read_within(folder: Path, name: str, most: int = LARGEST) -> bytes:
    """The bytes of a file of a folder: a plain file in it, reached by no link, and of a size that can be read. Raises `Wrong`."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts) or Path(name).is_absolute():
        raise Wrong("outside", name)
    path = folder
    try:
        for part in parts:
            path = path / part
            if path.is_symlink():
                raise Wrong("link", name)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Wrong("no_file", name)
            if found.st_size > most:
                raise Wrong("too_large", name, f"{found.st_size:,}", f"{most:,}")
            return file.read(most)
    except FileNotFoundError:
        raise Wrong("missing", name) from None
    except OSError as error:
        raise Wrong("unreadable", name, (error.strerror or "unknown reason").lower()) from None


def each_once(records: Iterable[RegulationRecord]) -> Iterator[tuple[RegulationRecord, Wrong | None]]:
    """The regulations of a folder, each with what is wrong if it stands there a second time."""
    seen: set[str] = set()
    for one in records:
        yield one, Wrong("regulation_twice", one.id) if one.id in seen else None
        seen.add(one.id)


class Folder:
    """A folder of certificates with the list of what was written into it; `used` says what was asked for."""

    def __init__(self, folder: Path, files: Iterable[Stored]) -> None:
        self.folder, self.stored = folder, {one.file: one for one in files}
        self.used: set[str] = set()

    def unused(self) -> list[str]:
        """The files that are listed and that nothing asked for: nobody has looked at what stands in them."""
        return [name for name in self.stored if name not in self.used]

    def read(self, name: str, most: int = LARGEST) -> str:
        """The text of a file, as it was written. Raises `Wrong`."""
        self.used.add(name)
        if name not in self.stored:
            raise Wrong("not_listed", name)
        data, wanted = read_within(self.folder, name, most), self.stored[name]
        if len(data) < wanted.bytes:
            raise Wrong("truncated", name, str(len(data)), str(wanted.bytes))
        if (len(data), digest(data)) != (wanted.bytes, wanted.sha256):
            raise Wrong("altered", name)
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Wrong("no_text", name) from None

    def record(self, name: str, kind: type[Any]) -> Any:
        """A record that stands in a file. Raises `Wrong`."""
        try:
            return read_record(self.read(name).encode(), kind)
        except Rejected:
            raise
        except ValueError as error:
            raise Wrong("no_record", str(error)) from None

    def regulation(self, record: RegulationRecord) -> Regulation:
        """The regulation that certificates speak of.

        Raises:
            Refused: if its text is no regulation.
            Wrong: if it is another text, that of another regulation, or no longer in use.
        """
        place = regulation_name(record.id)
        text = self.read(place, LARGEST_REGULATION)
        self._refuse_stale(record, place, text.encode())
        try:
            found = parse_regulation(text, place)
        except RecursionError:
            raise Wrong("too_deep") from None
        if found.id != record.id:
            raise Wrong("other_id", place, found.id, record.id)
        return found

    def _refuse_stale(self, record: RegulationRecord, place: str, text: bytes) -> None:
        if digest(text) != record.sha256:
            raise Wrong("other_text", place)
        own = record.id in built_in()
        if own != record.built_in or (own and record.file):
            raise Wrong("not_built_in" if own else "no_longer_built_in", record.id)
        current = built_in_file(record.id) if own else self._source(record.file)
        if current is not None and (current.stat().st_size != len(text) or current.read_bytes() != text):
            raise Wrong("not_built_in" if own else "stale", record.id)

    def _source(self, file: str) -> Path | None:
        """Where the text of a regulation came from, if it is still there."""
        if PurePosixPath(file).is_absolute() or PureWindowsPath(file).drive:
            raise Wrong("absolute", file)
        try:
            source = self.folder / file
            return source if file and source.is_file() else None
        except (OSError, ValueError):
            return None
