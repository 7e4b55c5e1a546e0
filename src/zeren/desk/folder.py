"""The files of one folder, and of nothing else: listed, read, written whole, with every earlier state kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import RLock

from zeren.desk.texts import Text, regulation_in
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import built_in_file, is_file_name, unknown
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.whole import write_whole

CASE, ORGANISATION, HOUSE = ".case.yaml", ".organisation.yaml", ".house.yaml"
HISTORY = ".zeren-history"
MOST_STATES = 500
MOST_FILES = 5_000


class Outside(ValueError):
    """A path that leads out of the folder, or to nothing in it."""


class Changed(ValueError):
    """A file that is no longer what its page was made from; `text` is what it is now."""

    def __init__(self, text: str) -> None:
        super().__init__("the file has changed since this page was made")
        self.text = text


class Folder:
    """What the desk may read and write. Every method raises `Outside` for a path that is not in it."""

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        self.root, self.read_only = root.resolve(), read_only
        self._lock = RLock()

    def path(self, name: str) -> Path:
        """Where a file stands; links that lead out of the folder are refused like any other way out."""
        if not name or "\0" in name or "\\" in name or Path(name).is_absolute():
            raise Outside(name)
        found = (self.root / name).resolve()
        if not found.is_relative_to(self.root) or HISTORY in found.relative_to(self.root).parts:
            raise Outside(name)
        return found

    def names(self, *endings: str) -> list[str]:
        """The files with these endings, at any depth, in order; what a link hides outside is left out."""
        return sorted(self._walk(self.root, endings))[:MOST_FILES]

    def regulations(self) -> list[str]:
        """The files of the folder that are meant to be regulations: they begin with what those begin with."""
        other = (CASE, ORGANISATION, HOUSE, ".mapping.yaml")
        return [one for one in self.names(".yaml") if not one.endswith(other) and _names_a_regulation(self.path(one))]

    def _walk(self, place: Path, endings: tuple[str, ...]) -> Iterator[str]:
        for one in place.iterdir():
            if one.name.startswith("."):
                continue
            if one.is_dir() and not one.is_symlink():
                yield from self._walk(one, endings)
            elif one.name.endswith(endings) and one.resolve().is_relative_to(self.root) and one.is_file():
                yield one.relative_to(self.root).as_posix()

    def read(self, name: str) -> Text:
        """A file as it stands. Raises `Refused` if it cannot be read as text."""
        path = self.path(name)
        try:
            return Text(name, path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise Outside(name) from None
        except (OSError, UnicodeDecodeError) as error:
            raise Refused([Fault(name, 0, 0, said("cannot be read", error))]) from None

    def write(self, name: str, text: str, seen: str | None) -> Text:
        """Put a text in a file's place, unless the file is no longer what was `seen` (its mark; None: there was none).

        Raises:
            Changed: with what the file is now; nothing is written.
            PermissionError: where the desk only reads.
            OSError: if it cannot be written; the old file stands.
        """
        if self.read_only:
            raise PermissionError("read only")
        with self._lock:
            path = self.path(name)
            there = self.read(name) if path.exists() else None
            if (there.mark if there else None) != seen:
                raise Changed(there.text if there else "")
            if there is not None:
                self._keep(name, there)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
            return Text(name, text)

    def undo(self, name: str, seen: str) -> Text:
        """The state before the last change, put back. Raises as `write`, and `Outside` where there was none."""
        with self._lock:
            kept = self.states(name)
            if not kept:
                raise Outside(name)
            before = kept[-1].read_text(encoding="utf-8")
            state = self.write(name, before, seen)
            for place in self.states(name)[len(kept) - 1 :]:
                place.unlink()
            return state

    def states(self, name: str) -> list[Path]:
        """The earlier states of a file, the oldest first."""
        return sorted(self._history(name).glob("*.yaml"))

    def _keep(self, name: str, state: Text) -> None:
        place = self._history(name)
        place.mkdir(parents=True, exist_ok=True)
        kept = self.states(name)
        number = int(kept[-1].stem) + 1 if kept else 1
        write_whole(place / f"{number:06}.yaml", state.text)
        for old in kept[: len(kept) + 1 - MOST_STATES]:
            old.unlink()

    def _history(self, name: str) -> Path:
        return self.root / HISTORY / hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def regulation(self, name: str, beside: str = "") -> Regulation:
        """A built-in regulation, or one from a file of the folder, named from beside another file. Raises as `rules`."""
        return regulation_in(self.rules(name, beside))

    def finding(self, beside: str) -> Callable[[str], Regulation]:
        """What finds the regulations that a file names."""
        return lambda name: self.regulation(name, beside)

    def rules(self, name: str, beside: str = "") -> Text:
        """The file of a regulation.

        Raises:
            Refused: with every fault, or where the file is outside the folder.
        """
        if (file := built_in_file(name)) is not None:
            return Text(str(file), file.read_text(encoding="utf-8"))
        if not is_file_name(name):
            raise unknown(name)
        place = Path(beside).parent / name
        inside = str(place.relative_to(self.root)) if place.is_relative_to(self.root) else str(place)
        try:
            path = self.path(inside)
        except Outside:
            raise Refused(
                [Fault(beside, 0, 0, said("this regulation is outside the folder"), said("put its file into the folder"))]
            ) from None
        if not path.is_file():
            raise Refused([Fault(beside, 0, 0, said("no such regulation in the folder"))])
        return Text(inside, self.read(inside).text)


def _names_a_regulation(path: Path) -> bool:
    """Whether the first key of a file is that of a regulation; a link may lead nowhere, and a file may be no text."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            lines = (line for line in islice(stream, 200) if line.strip() and not line.startswith(("#", "---")))
            return next(lines, "").startswith(("regulation:", "规定:"))
    except (OSError, UnicodeDecodeError):
        return False
