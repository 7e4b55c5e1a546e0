"""The files of a folder of certificates: written with their hashes, read with the suspicion that somebody touched them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from zeren.model.language.load import built_in_file, parse_regulation
from zeren.model.language.regulation import Regulation


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


class Wrong(ValueError):
    """Why a certificate is rejected."""


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
        raise Wrong(f"cannot be read: {(error.strerror or 'unknown reason').lower()}") from None
    except ValueError as error:
        raise Wrong(f"is no list of certificates: {error}") from None


class Folder:
    """A folder of certificates with the list of what was written into it."""

    def __init__(self, folder: Path, stored: Mapping[str, Stored]) -> None:
        self.folder, self.stored = folder, stored

    def read(self, name: str) -> str:
        """The text of a file, as it was written. Raises `Wrong`."""
        if name not in self.stored:
            raise Wrong(f"`{name}` is not in the list of files")
        if not (self.folder / name).resolve().is_relative_to(self.folder.resolve()):
            raise Wrong(f"`{name}` lies outside the folder")
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            raise Wrong(f"`{name}` is missing") from None
        wanted = self.stored[name]
        if len(data) < wanted.bytes:
            raise Wrong(f"`{name}` is truncated: {len(data)} of {wanted.bytes} bytes")
        if digest(data) != wanted.sha256:
            raise Wrong(f"`{name}` was altered after it was written")
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
        raise Wrong(f"`{place}` is not the text that the certificates speak of")
    current = built_in_file(record.id) if record.built_in else Path(record.file)
    if current is None:
        raise Wrong(f"`{record.id}` is no longer built in")
    if current.is_file() and digest(current.read_bytes()) != record.sha256:
        raise Wrong(f"stale: `{record.id}` has changed since these certificates were written")
