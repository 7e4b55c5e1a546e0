"""Records as JSON, as zeren prints them."""

from __future__ import annotations

import json
import re

import msgspec

from zeren.voice.leaving import visible


def as_json(record: object) -> str:
    """A record as JSON text, indented by two blanks; what would steer a terminal or turn the direction stands escaped.

    >>> print(as_json({"gap_days": 365}))
    {
      "gap_days": 365
    }
    """
    return visible(msgspec.json.format(msgspec.json.encode(record, enc_hook=_plain), indent=2).decode())


def _plain(value: object) -> str:
    """A text that knows how to be said in other languages, as it stands."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


_PLAIN = re.compile(r"[\w\u4e00-\u9fff]([\w\u4e00-\u9fff .+:-]*[\w\u4e00-\u9fff])?")
_AMBIGUOUS = re.compile(r".*(: | #).*|null|~", re.IGNORECASE)


def scalar(text: str) -> str:
    """A word as YAML writes it: plain where nothing else could be meant.

    >>> scalar("yes"), scalar("a: b"), scalar("")
    ('yes', '"a: b"', '""')
    """
    return text if _PLAIN.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) else json.dumps(text, ensure_ascii=False)
