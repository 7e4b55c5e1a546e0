"""Changing one value of a YAML file and leaving everything else as its author wrote it, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from zeren.encoded import scalar
from zeren.model.language.faults import Refused
from zeren.model.language.source import parse_source


class Unchangeable(ValueError):
    """A file written in a way in which one value cannot be changed without touching others."""


def rewritten(text: str, path: tuple[str | int, ...], value: str | None) -> str:
    """The text of a file with one value set, or taken out (None); mappings on the way are made where they are missing.

    Raises:
        Unchangeable: where the result would not say exactly that.

    >>> print(rewritten("people:\\n  Lin: {participated: unknown}  # ask her\\n", ("people", "Lin", "participated"), "yes"), end="")
    people:
      Lin: {participated: yes}  # ask her
    >>> print(rewritten("people:\\n  Lin: {participated: yes, role: member}\\n", ("people", "Lin", "role"), None), end="")
    people:
      Lin: {participated: yes}
    """
    wanted = _set(parse_source(text).data, path, value)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    new = _edited(text, node, path, value)
    if not _says(new, wanted):
        raise Unchangeable(".".join(map(str, path)))
    return new


def _says(text: str, wanted: Any) -> bool:
    """Whether a text says just what it should."""
    try:
        return bool(text.strip()) and _plain(parse_source(text).data) == _plain(wanted)
    except Refused:
        return False


def appended(text: str, key: str, entry: Mapping[str, str]) -> str:
    """The text of a file with one entry more at the end of a list of its top level, which is made where there is none.

    Raises:
        Unchangeable: where the result would not say exactly that.

    >>> print(appended("a: x\\nlisted:\\n- {b: y}  # first\\n", "listed", {"b": "z"}), end="")
    a: x
    listed:
    - {b: y}  # first
    - {b: z}
    """
    data = parse_source(text).data
    before = data.get(key) if isinstance(data, dict) else None
    listed = before if isinstance(before, list) else []
    new = _with_item(text, key, "{" + ", ".join(f"{scalar(one)}: {scalar(value)}" for one, value in entry.items()) + "}")
    wanted = {**(data if isinstance(data, dict) else {}), key: [*listed, dict(entry)]}
    if not isinstance(before, list | None) or not _says(new, wanted):
        raise Unchangeable(key)
    return new


def _with_item(text: str, key: str, item: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = next((inner for one, inner in root.value if one.value == key), None) if isinstance(root, yaml.MappingNode) else None
    if node is None:
        return f"{text.rstrip()}\n{scalar(key)}:\n  - {item}\n"
    if not isinstance(node, yaml.SequenceNode):
        return _put(text, node, f"[{item}]")
    if node.flow_style:
        end = node.end_mark.index - 1
        return text[:end].rstrip() + (", " if node.value else "") + item + text[end:]
    end = _line_end(text, node.value[-1])
    return text[:end] + "\n" + " " * node.start_mark.column + f"- {item}" + text[end:]


def _line_end(text: str, node: yaml.Node) -> int:
    """Where the last line of a node ends, with the comment behind it."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        # a block ends only where the next thing begins
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    end = node.end_mark.index
    if not node.end_mark.column and end:
        return len(text[:end].rstrip("\n"))
    end = text.find("\n", end)
    return len(text) if end < 0 else end


def _without_item(text: str, node: yaml.SequenceNode, index: int) -> str:
    """The text without one entry of a list; where it was the only one, of nothing in its place."""
    item = node.value[index]
    if len(node.value) == 1:
        end = node.end_mark.index if node.flow_style else _line_end(text, item)
        start = node.start_mark.index if node.flow_style else len(text[: node.start_mark.index].rstrip())
        return f"{text[:start].rstrip()} []{text[end:]}"
    if not node.flow_style:
        start = text.rfind("\n", 0, item.start_mark.index) + 1
        return text[:start] + text[_line_end(text, item) + 1 :]
    if index + 1 < len(node.value):
        return text[: item.start_mark.index] + text[node.value[index + 1].start_mark.index :]
    return text[: node.value[index - 1].end_mark.index] + text[item.end_mark.index :]


def _plain(data: Any) -> Any:
    """Data in which a mapping or list of nothing is nothing, as it means the same."""
    if isinstance(data, dict):
        return {key: _plain(one) for key, one in data.items()} or None
    return [_plain(one) for one in data] or None if isinstance(data, list) else data


def _set(data: Any, path: tuple[str | int, ...], value: str | None) -> Any:
    """What the file is to say afterwards."""
    first, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(first, int):
        if not rest and value is None:
            return [one for index, one in enumerate(data) if index != first] or None
        changed = _set(data[first], rest, value) if rest else value
        return [changed if index == first else one for index, one in enumerate(data)]
    found = dict(data) if isinstance(data, dict) else {}
    if rest:
        if value is not None or first in found:
            found[first] = _set(found.get(first), rest, value)
    elif value is None:
        found.pop(first, None)
    else:
        found[first] = value
    return found or None


def _edited(text: str, node: yaml.Node | None, path: tuple[str | int, ...], value: str | None) -> str:
    first, rest = path[0], path[1:]
    if isinstance(node, yaml.SequenceNode) and isinstance(first, int) and first < len(node.value):
        if not rest and value is None:
            return _without_item(text, node, first)
        return _edited(text, node.value[first], rest, value)
    if node is None or not isinstance(node, yaml.MappingNode):
        return text if value is None or node is None else _put(text, node, _flow(path, value))
    for index, (key, inner) in enumerate(node.value):
        if key.value == first:
            if rest:
                return _edited(text, inner, rest, value)
            return _put(text, inner, scalar(value)) if value is not None else _without(text, node, index)
    if value is None:
        return text
    entry = f"{scalar(str(first))}: {_flow(rest, value)}"
    if node.flow_style:
        end = node.end_mark.index - 1
        return text[:end].rstrip() + (", " if node.value else "") + entry + text[end:]
    last = node.value[-1][1]
    end = last.end_mark.index
    end = text.rfind("\n", 0, end) if not last.end_mark.column and end else text.find("\n", end)
    end = len(text) if end < 0 else end
    return text[:end] + "\n" + " " * node.start_mark.column + entry + text[end:]


def _put(text: str, node: yaml.Node, new: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # nothing is written there yet
        before = text[:start].rstrip(" ")
        return before + " " + new + text[start:]
    return text[:start] + new + text[end:]


def _without(text: str, node: yaml.MappingNode, index: int) -> str:
    """The text without one entry of a mapping."""
    key, inner = node.value[index]
    if len(node.value) == 1:
        return (
            text[: node.start_mark.index].rstrip(" ") + " {}" + text[node.end_mark.index :] if node.flow_style else _lines(text, key, inner)
        )
    if not node.flow_style:
        return _lines(text, key, inner)
    if index + 1 < len(node.value):
        return text[: key.start_mark.index] + text[node.value[index + 1][0].start_mark.index :]
    return text[: node.value[index - 1][1].end_mark.index] + text[inner.end_mark.index :]


def _lines(text: str, key: yaml.Node, inner: yaml.Node) -> str:
    """The text without the whole lines of an entry."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    end = inner.end_mark.index
    end = end if not inner.end_mark.column and end > start else text.find("\n", end) + 1 or len(text)
    return text[:start] + text[end:]


def _flow(path: tuple[str | int, ...], value: str) -> str:
    """A value inside the mappings that lead to it."""
    written = scalar(value)
    for key in reversed(path):
        written = f"{{{scalar(str(key))}: {written}}}"
    return written
