"""The files of a folder of certificates: written with their hashes, read with the suspicion that somebody touched them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from zeren.model.language.load import built_in_file, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.rejection import Reason, Rejected


class Stored(msgspec.Struct, frozen=True):
    """A file with its length in bytes and its SHA-256, so that damage shows at once."""

    file: str
    bytes: int
    sha256: str


class RegulationRecord(msgspec.Struct, frozen=True):
    """A regulation with the SHA-256 of its text, whether it is built in, and its verdicts, each in a folder."""

    id: str
    sha256: str
    built_in: bool
    file: str
    verdicts: tuple[str, ...]


class Wrong(Rejected, ValueError):
    """A certificate is rejected: the key of the reason, what it names, and what lies behind it."""

    def __init__(self, key: str, *values: str | Text, because: Reason | None = None) -> None:
        super().__init__(Reason(key, values, because))


def regulation_name(regulation: str) -> str:
    """Where the text of a regulation stands."""
    return f"{regulation}/{regulation}.yaml"


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def written(record: msgspec.Struct) -> str:
    """A record as it stands in a file."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1).decode() + "\n"


def read_record(data: bytes, kind: type[Any]) -> Any:
    """A record of a certificate.

    Raises:
        ValueError: if the text is none, or not of that form.
    """
    return msgspec.json.decode(data, type=kind)


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
        return RegulationRecord(regulation, digest(text.encode()), not file, file, verdicts)


def read_manifest(folder: Path, name: str, kind: type[Any]) -> Any:
    """The list of all that a folder holds. Raises `Wrong`."""
    try:
        return read_record((folder / name).read_bytes(), kind)
    except OSError as error:
        raise Wrong("unreadable", (error.strerror or "unknown reason").lower()) from None
    except ValueError as error:
        raise Wrong("no_list", str(error)) from None


class Folder:
    """A folder of certificates with the list of what was written into it."""

    def __init__(self, folder: Path, stored: Mapping[str, Stored]) -> None:
        self.folder, self.stored = folder, stored

    def read(self, name: str) -> str:
        """The text of a file, as it was written. Raises `Wrong`."""
        if name not in self.stored:
            raise Wrong("not_listed", name)
        if not (self.folder / name).resolve().is_relative_to(self.folder.resolve()):
            raise Wrong("outside", name)
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            raise Wrong("missing", name) from None
        wanted = self.stored[name]
        if len(data) < wanted.bytes:
            raise Wrong("truncated", name, str(len(data)), str(wanted.bytes))
        if digest(data) != wanted.sha256:
            raise Wrong("altered", name)
        return data.decode()

    def regulation(self, record: RegulationRecord) -> Regulation:
        """The regulation that certificates speak of.

        Raises:
            Refused: if its text is no regulation.
            Wrong: if it is another text, or no longer in use.
        """
        place = regulation_name(record.id)
        text = self.read(place)
        _refuse_stale(record, place, text)
        return parse_regulation(text, place)


def _refuse_stale(record: RegulationRecord, place: str, text: str) -> None:
    if digest(text.encode()) != record.sha256:
        raise Wrong("other_text", place)
    current = built_in_file(record.id) if record.built_in else Path(record.file)
    if current is None:
        raise Wrong("no_longer_built_in", record.id)
    if current.is_file() and digest(current.read_bytes()) != record.sha256:
        raise Wrong("stale", record.id)
