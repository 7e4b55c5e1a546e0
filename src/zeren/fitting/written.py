"""An organisation's file with fitted numbers in place of guesses; all else stays as somebody wrote it, comments included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import yaml

from zeren.fitting.measure import Fitted, Part
from zeren.fitting.seen import Place
from zeren.model.language.lengths import length_of


class _Edit(NamedTuple):
    """Text to be put in place of that between two characters."""

    begin: int
    end: int
    text: str


def written(text: str, log: str, found: Sequence[Fitted]) -> str:
    """The text of a file with what was fitted.

    >>> text = "plans:\\n  study: {when: even}  # twice a year\\n"
    >>> fitted = Fitted("plans.study.skipped", "chance", (Part("chance", "share", 0.25, 0.1, 0.5),), seen=12)
    >>> print(written(text, "a.csv", [fitted]), end="")
    plans:
      study: {when: even, skipped: {chance: 0.25, measured: {log: "a.csv", observations: 12, within: {chance: [0.1, 0.5]}}}}  # twice a year
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None  # it was read before
    edits: list[_Edit] = []
    added: dict[int, tuple[yaml.MappingNode, list[str]]] = {}
    for one in found:
        if one.parts and one.reason is None:
            _edit(root, tuple(one.place.split(".")), one, log, edits, added)
    edits += [_added(text, node, parts) for node, parts in added.values()]
    for edit in sorted(edits, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _edit(
    root: yaml.Node, place: Place, one: Fitted, log: str, edits: list[_Edit], added: dict[int, tuple[yaml.MappingNode, list[str]]]
) -> None:
    node: yaml.Node = root
    for depth, key in enumerate(place):
        assert isinstance(node, yaml.MappingNode)
        inner = next((value for name, value in node.value if name.value == key), None)
        if inner is None:
            assert depth == len(place) - 1
            added.setdefault(id(node), (node, []))[1].append(f"{key}: {{{_numbers(one)}, {_measured(one, log)}}}")
            return
        node = inner
    own = {name.value: (name, value) for name, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    if own.keys() <= {*_SHAPES, "chance", "guess", "measured"}:
        edits.append(_Edit(node.start_mark.index, _end(node), f"{{{_numbers(one)}, {_measured(one, log)}}}"))
        return
    chance = own["chance"][1]  # a chance that stands beside other things
    edits.append(_Edit(chance.start_mark.index, _end(chance), _shown(one.parts[0], one.parts[0].value)))
    mark = own.get("guess") or own.get("measured")
    if mark is not None:
        edits.append(_Edit(mark[0].start_mark.index, _end(mark[1]), _measured(one, log)))
    else:
        assert isinstance(node, yaml.MappingNode)
        added.setdefault(id(node), (node, []))[1].append(_measured(one, log))


_SHAPES = ("fixed", "uniform", "exponential", "lognormal")


def _end(node: yaml.Node) -> int:
    """Where what a value says ends: a block reaches to the next token, behind comments that are not its own."""
    if isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _added(text: str, node: yaml.MappingNode, parts: list[str]) -> _Edit:
    """New entries at the end of a mapping, in its style."""
    if node.flow_style:
        end = int(node.end_mark.index) - 1
        return _Edit(end, end, (", " if node.value else "") + ", ".join(parts))
    indent, end = " " * node.value[0][0].start_mark.column, _end(node)
    line = text.find("\n", end)
    end = len(text) if line < 0 else line  # behind a comment on the same line
    return _Edit(end, end, "".join(f"\n{indent}{part}" for part in parts))


def _numbers(one: Fitted) -> str:
    parts = {part.name: _shown(part, part.value) for part in one.parts}
    if one.shape == "chance":
        return f"chance: {parts['chance']}"
    if one.shape == "fixed":
        return f"fixed: {parts['fixed']}"
    return f"{one.shape}: {{{', '.join(f'{name}: {value}' for name, value in parts.items())}}}"


def _measured(one: Fitted, log: str) -> str:
    quoted = '"' + log.replace("\\", "\\\\").replace('"', '\\"') + '"'
    within = ", ".join(f"{part.name}: [{_shown(part, part.low)}, {_shown(part, part.high)}]" for part in one.parts)
    return f"measured: {{log: {quoted}, observations: {one.seen}, within: {{{within}}}}}"


def _shown(part: Part, value: float) -> str:
    """A number as an organisation file states it; lengths to a quarter of a hundredth, in whole minutes at least."""
    if part.unit == "seconds":
        return length_of(value)
    return f"{value:.4g}" if value >= 1e-4 or value == 0 else f"{value:.10f}".rstrip("0")
