"""A case file with more facts in it: what the file says stays as it is written, comments included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from zeren.model.language.case import Case, FactId
from zeren.model.language.terms import Value, write_value

Edit = tuple[int, int, str]  # replace the characters from, to, by this text
_SECTIONS = {"person": "people", "body": "bodies"}
_EXPECTATIONS = ("expect", "expect_under")


def fill_in(text: str, case: Case, facts: Mapping[FactId, Value]) -> str:
    """The text of a case file with these facts stated, and without expectations, which were of the case as it was.

    >>> text = "case: a\\nregulation: r\\npeople:\\n  Lin: {participated: unknown}  # ask her\\n"
    >>> print(fill_in(text, Case(id="a", regulation="r"), {FactId("person", "Lin", "participated"): True}), end="")
    case: a
    regulation: r
    people:
      Lin: {participated: yes}  # ask her
    """
    by_owner: dict[tuple[str, str], dict[str, str]] = {}
    for fact, value in facts.items():
        by_owner.setdefault((fact.sort, fact.of), {})[fact.term] = write_value(value)
    edits = list(_without_expectations(text))
    for (sort, of), stated in by_owner.items():
        edits += _state(text, _place(text, case, sort, of), sort, stated)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    return node


def _entry(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None) if isinstance(node, yaml.MappingNode) else None


def _place(text: str, case: Case, sort: str, of: str) -> yaml.Node | None:
    """The node that holds the facts of one owner."""
    root = _root(text)
    if sort == "circumstance":
        listed = _entry(root, "circumstances")
        index = [one.id for one in case.circumstances].index(of)
        assert isinstance(listed, yaml.SequenceNode)
        return listed.value[index]  # type: ignore[no-any-return]  # the items are nodes
    return _entry(root, "matter") if sort == "matter" else _entry(_entry(root, _SECTIONS[sort]), of)


def _state(text: str, node: yaml.Node | None, sort: str, stated: Mapping[str, str]) -> Iterator[Edit]:
    """The edits that state facts in the node of their owner."""
    shown = ", ".join(f"{term}: {value}" for term, value in stated.items())
    if node is None:  # only the matter may be missing as a whole
        yield len(text), len(text), f"{'' if text.endswith(chr(10)) else chr(10)}{sort}: {{{shown}}}\n"
        return
    if not isinstance(node, yaml.MappingNode):  # an owner without any facts
        before = "" if text[: node.start_mark.index].endswith((" ", "\n")) else " "
        yield node.start_mark.index, node.end_mark.index, f"{before}{{{shown}}}"
        return
    new = dict(stated)
    for name, value in node.value:
        if name.value in new:
            yield value.start_mark.index, value.end_mark.index, new.pop(name.value)
    if not new:
        return
    if node.flow_style:
        end = node.end_mark.index - 1
        more = ", ".join(f"{term}: {value}" for term, value in new.items())
        yield end, end, (", " if node.value else "") + more
        return
    last = node.value[-1][1]
    end = text.find("\n", last.end_mark.index if last.end_mark.column else last.end_mark.index - 1)
    end = len(text) if end < 0 else end
    indent = " " * node.start_mark.column
    yield end, end, "".join(f"\n{indent}{term}: {value}" for term, value in new.items())


def _without_expectations(text: str) -> Iterator[Edit]:
    """The edits that take expectations out, up to the next key of the file."""
    keys = [name for name, _ in _root(text).value]
    for index, name in enumerate(keys):
        if name.value in _EXPECTATIONS:
            end = keys[index + 1].start_mark.index if index + 1 < len(keys) else len(text)
            yield name.start_mark.index, end, ""
