"""Full-width punctuation where YAML has its own: found and explained, since to YAML it is a letter like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zeren.model.language.said import said

USUAL = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]", "、": ", ", "－": "- ", "＃": "# "}
_QUOTED = re.compile(r"'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"|(?:(?<=\s)|^)#.*$", re.MULTILINE)
_BLOCK_KEY = re.compile(r"^[ \t]*(?:- +)*[^\s:：#{}\[\]｛｝［］][^:：#{}\[\]｛｝［］\n]*?(：)", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*([－＃])", re.MULTILINE)
_FLOW = re.compile(r"[{｛\[［][^{}｛｝\[\]［］]*[}｝\]］]?")
_FLOW_KEY = re.compile(r"[{｛,，]\s*[^:：,，{}｛｝]+：")


class Sign(NamedTuple):
    """A full-width sign, the index at which it stands, and what YAML has in its place."""

    at: int
    sign: str
    usual: str


def full_width(text: str) -> list[Sign]:
    """The full-width signs of a text that stand where YAML's own were meant.

    >>> [(one.at, one.usual) for one in full_width("案件：甲\\n人员: {张三：是，李四: 否}\\n")]
    [(2, ': '), (12, ': '), (14, ', ')]
    """
    bare = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    found = {*_block(bare), *_flow(bare)}
    return [Sign(index, text[index], USUAL[text[index]]) for index in sorted(found)]


def _block(text: str) -> Iterator[int]:
    for pattern in (_BLOCK_KEY, _LINE_START):
        for match in pattern.finditer(text):
            yield match.start(1)


def _flow(text: str) -> Iterator[int]:
    for match in _FLOW.finditer(text):
        part = match.group()
        keyed = bool(_FLOW_KEY.search(part[: part.find(":")] if ":" in part else part))
        for place, sign in enumerate(part):
            brackets = sign in "｛｝［］"
            comma = sign == "，" and re.match(r"[^,，:：{}]+(: |：)", part[place + 1 :]) is not None
            if brackets or (sign == "：" and keyed) or (comma and (keyed or ": " in part[place:].partition("，")[2].partition("，")[0])):
                yield match.start() + place


def full_width_advice(data: object) -> str:
    """What to write where a word stands in place of a mapping because its colons are full-width; nothing where that is not so."""
    return said("half width colon") if isinstance(data, str) and "：" in data else ""
