"""What a forger has: every file of a folder of certificates can be read, changed, added and taken away, and all of it sealed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from zeren.proofs.certificates.files import digest

Json = dict[str, Any]


class Kit:
    """A folder of certificates in the hands of a forger; `manifest` is the name of its list of files."""

    def __init__(self, folder: Path, manifest: str) -> None:
        self.folder, self.manifest = folder, manifest

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def json(self, name: str) -> Json:
        return json.loads(self.text(name))  # type: ignore[no-any-return]  # an object

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file, and enter it in the list."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.seal(name)

    def swap(self, name: str, old: str, new: str) -> None:
        """Write other words in the place of some that stand in a file."""
        text = self.text(name)
        assert old in text, f"{name} does not hold {old!r}"
        self.write(name, text.replace(old, new, 1))

    def put(self, name: str, data: Json) -> None:
        """Write a record as zeren would write it."""
        self.write(name, canonical(data))

    def change(self, name: str, edit: Callable[[Json], object]) -> None:
        """Change a record."""
        data = self.json(name)
        edit(data)
        self.put(name, data)

    def list(self, edit: Callable[[Json], object]) -> None:
        """Change the list of files."""
        data = self.json(self.manifest)
        edit(data)
        (self.folder / self.manifest).write_text(canonical(data), encoding="utf-8")

    def seal(self, *names: str) -> None:
        """Make the list say that these files, and the text of each regulation, are what was written."""

        def sealed(data: Json) -> None:
            files = {one["file"]: one for one in data["files"]}
            for name in names:
                path = self.folder / name
                if path.is_file():
                    found = path.read_bytes()
                    files[name] = {"file": name, "bytes": len(found), "sha256": digest(found)}
                else:
                    files.pop(name, None)
            data["files"] = [files[name] for name in sorted(files)]
            for one in data["regulations"]:
                text = self.folder / one["id"] / f"{one['id']}.yaml"
                if text.is_file():
                    one["sha256"] = digest(text.read_bytes())

        self.list(sealed)

    def drop(self, name: str) -> None:
        """Take a file away, out of the list too."""
        (self.folder / name).unlink()
        self.seal(name)


def canonical(data: Any) -> str:
    """A record as it stands in a file of certificates."""
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
