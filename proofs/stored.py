"""The files of a folder of certificates, read with the suspicion that somebody touched them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zeren.model.language.load import built_in
from zeren.proofs.certificate import RegulationRecord, Stored, built_in_file, digest


class Wrong(ValueError):
    """Why a certificate is rejected."""


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


def refuse_stale(record: RegulationRecord, place: str, text: str) -> None:
    """Refuse the text of a regulation that is not the one that certificates speak of, or is no longer in use. Raises `Wrong`."""
    if digest(text.encode()) != record.sha256:
        raise Wrong(f"`{place}` is not the text that the certificates speak of")
    if record.built_in and record.id not in built_in():
        raise Wrong(f"`{record.id}` is no longer built in")
    current = built_in_file(record.id) if record.built_in else Path(record.file)
    if current.is_file() and digest(current.read_bytes()) != record.sha256:
        raise Wrong(f"stale: `{record.id}` has changed since these certificates were written")
