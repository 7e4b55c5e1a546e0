"""A YAML file as plain data whose every value keeps its position.

Scalars stay raw text (`no` is the word *no* until a yes/no term reads it), so that no guess of
YAML 1.1 applies. Files are bounded in size, depth and number of values; tags and aliases are refused.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import yaml

from zeren.model.language.faults import Fault, Path, Refused
from zeren.model.language.full_width import full_width
from zeren.model.language.limits import how_to_raise, limits
from zeren.model.language.said import Phrases, said

DEEPEST = 40  # levels of nesting

_COMPACT_NESTING = re.compile(r"^[ \t]*(?:[-?:][ \t]+){" + str(DEEPEST) + "}", re.MULTILINE)


class Source:
    """The data of one file, where each value stands, and the faults found in it so far."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.text = text
        self.data: Any = None
        self.faults: list[Fault] = []
        self._values: dict[Path, yaml.Mark] = {}
        self._keys: dict[Path, yaml.Mark] = {}
        self._lines: list[str] | None = None
        self.suspect = False  # whether a key holds a full-width sign that YAML's own was meant by
        self._called: dict[Path, str] = {}  # how a key is written that is taken for another word of itself

    def fault(self, path: Path, problem: str, advice: str = "", *, key: bool = False, part: str = "") -> None:
        """Record a fault at a value (or its key); `part` narrows it to that text inside the value."""
        line, column = self.position(path, key=key)
        if part and line:
            line, column = self._find(part, line, column)
        self.faults.append(Fault(self.file, line, column, problem, advice))

    def position(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of a value or of its key; of the nearest enclosing value if it is absent."""
        marks, path = self._keys if key else self._values, self.as_written(path)
        while path and path not in marks:
            path, marks = path[:-1], self._values
        mark = marks.get(path)
        return (mark.line + 1, mark.column + 1) if mark else (0, 0)

    def rename(self, path: Path, name: str) -> None:
        """Take a key for another name of itself; what stands below it keeps its place."""
        self.rename_in(path[:-1], {str(path[-1]): name})

    def rename_in(self, path: Path, names: Mapping[str, str]) -> None:
        """Take keys of one mapping for other names of themselves."""
        inside = self.data
        for key in path:
            inside = inside[key]
        renamed = {names.get(key, key): value for key, value in inside.items()}
        inside.clear()
        inside.update(renamed)
        for key, name in names.items():
            self._called[*path, name] = key

    def as_written(self, path: Path) -> Path:
        """A path with its keys as they stand in the file."""
        return tuple(self._called.get(path[: place + 1], key) for place, key in enumerate(path)) if self._called else path

    def refuse_if_faulty(self) -> None:
        """Raise `Refused` with all faults recorded so far, if there are any."""
        if self.faults:
            raise Refused(self.faults)

    def place_at(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at an index of the text."""
        return self.text.count("\n", 0, index) + 1, index - self.text.rfind("\n", 0, index)

    def place_of(self, part: str) -> tuple[int, int]:
        """Line and column of the first place where a text stands; 0 where it does not."""
        index = self.text.find(part)
        return self.place_at(index) if index >= 0 else (0, 0)

    def _find(self, part: str, line: int, column: int) -> tuple[int, int]:
        if self._lines is None:
            self._lines = self.text.splitlines()
        for offset, row in enumerate(self._lines[line - 1 : line + 20]):
            start = row.find(part, column - 1 if offset == 0 else 0)
            if start >= 0:
                return line + offset, start + 1
        return line, column

    def _plain(self, node: yaml.Node, path: Path, seen: set[int]) -> Any:
        if id(node) in seen:  # an alias has no position of its own: that of its key, or of what encloses it
            self.fault(path, said("an alias repeats another value"), said("write the value out"), key=True)
            return None
        self._values[path] = node.start_mark
        seen.add(id(node))
        if len(path) > DEEPEST:
            self.fault(path, said("nested deeper than levels", DEEPEST))
            return None
        if len(seen) > (most := limits().values):
            raise Refused([Fault(self.file, 0, 0, said("more than values in one file", most), how_to_raise("values", 2 * most))])
        if node.tag.startswith("!") or ":python/" in node.tag:
            self.fault(path, said("tag", node.tag.removeprefix("tag:yaml.org,2002:")), said("write plain data without tags"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, seen)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, index), seen) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null"):
            return None
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path, seen: set[int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._values[path] = key_node.start_mark
                self.fault(path, said("a key that is not a"), said("write each key as one word"))
                continue
            key = key_node.value
            inner = (*path, key)
            self.suspect = self.suspect or (not key_node.style and any(sign in key for sign in "：｛｝"))
            if key_node.tag == "tag:yaml.org,2002:merge":
                self._keys[inner] = key_node.start_mark
                self.fault(inner, said("a merge of another mapping"), said("write its values out"), key=True)
                continue
            if key in found:
                line = self._keys[inner].line + 1
                self._keys[inner] = key_node.start_mark
                self.fault(inner, said("is stated twice", key), said("first on line", line), key=True)
                continue
            self._keys[inner] = key_node.start_mark
            found[key] = self._plain(value_node, inner, seen)
        return found


def read_source(file: str | FilePath) -> Source:
    """Read a file as plain data with positions.

    Raises:
        Refused: if the file cannot be opened, is too large or too deep, or is not UTF-8 YAML.
    """
    name = str(file)
    try:
        if (size := FilePath(file).stat().st_size) > limits().file_bytes:
            raise Refused([Fault(name, 0, 0, said("bytes", size), how_to_raise("file_bytes", size))])
        text = FilePath(file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused([Fault(name, 0, 0, said("no such file"))]) from None
    except IsADirectoryError:
        raise Refused([Fault(name, 0, 0, said("a folder where a file was"))]) from None
    except PermissionError:
        raise Refused([Fault(name, 0, 0, said("no permission to read this file"))]) from None
    except UnicodeDecodeError as error:
        raise Refused([Fault(name, 0, 0, said("not UTF-8 text byte", error.start), said("save it as UTF-8"))]) from None
    except OSError as error:
        raise Refused([Fault(name, 0, 0, said("cannot be read", (error.strerror or "unknown reason").lower()))]) from None
    logging.getLogger(__name__).debug("read %s: %d characters", name, len(text))
    return parse_source(text, name)


def parse_source(text: str, name: str = "<text>") -> Source:
    """Parse YAML text as plain data with positions; faults of form are recorded, not raised, where reading can go on.

    >>> parse_source("a: no").data
    {'a': 'no'}
    """
    source = Source(name, text)
    _refuse_nesting(source)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise Refused(list(_full_width(source)) or [_unparsed(source, error)]) from None
    if node is None:
        raise Refused([Fault(name, 0, 0, said("the file is empty"))])
    source.data = source._plain(node, (), set())
    if not isinstance(source.data, dict) or source.suspect:
        source.faults += _full_width(source)
        if not isinstance(source.data, dict):
            source.refuse_if_faulty()
    return source


def _full_width(source: Source) -> Iterator[Fault]:
    """A fault for each full-width sign that stands where YAML's own was meant."""
    for one in full_width(source.text):
        yield Fault(source.file, *source.place_at(one.at), said("full width", one.sign), said("write", one.usual))


def _unparsed(source: Source, error: yaml.YAMLError) -> Fault:
    """The one fault of a text at which the parser stopped."""
    problem: str | Phrases = Phrases([str(error).splitlines()[0]])
    advice, line, column = "", 0, 0
    if isinstance(error, yaml.MarkedYAMLError):
        problem = Phrases(filter(None, [error.context, error.problem]))
        ended = "end of stream" in (error.problem or "")  # what was never closed is where to look
        if mark := (error.context_mark if ended else None) or error.problem_mark or error.context_mark:
            line, column = mark.line + 1, mark.column + 1
            if source.text.splitlines()[line - 1 : line] and source.text.splitlines()[line - 1][column - 1 : column] == "\t":
                advice = said("indent with spaces not with tabs")
    elif isinstance(error, yaml.reader.ReaderError) and isinstance(error.character, int):
        problem = said("the character #x stands in it", error.character)
        line, column = source.place_of(chr(error.character))
    return Fault(source.file, line, column, said("not YAML", problem), advice)


def _refuse_nesting(source: Source) -> None:
    """Deep nesting costs the parser quadratic time, so it is refused before parsing."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", source.text):
        depth = depth + 1 if match.group() in "[{" else max(0, depth - 1)
        if depth > DEEPEST:
            raise Refused([Fault(source.file, *source.place_at(match.start()), said("nested deeper than levels", DEEPEST))])
    if compact := _COMPACT_NESTING.search(source.text):
        raise Refused([Fault(source.file, *source.place_at(compact.end()), said("nested deeper than levels", DEEPEST))])
