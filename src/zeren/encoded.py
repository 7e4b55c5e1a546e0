"""Records as JSON, as zeren prints them."""

from __future__ import annotations

import msgspec

from zeren.voice.leaving import visible


def as_json(record: object) -> str:
    """A record as JSON text, indented by two blanks; what would steer a terminal or turn the direction stands escaped.

    >>> print(as_json({"gap_days": 365}))
    {
      "gap_days": 365
    }
    """
    return visible(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())
