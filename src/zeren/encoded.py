"""Records as JSON, as zeren prints them."""

from __future__ import annotations

import msgspec


def as_json(record: object) -> str:
    """A record as JSON text, indented by two blanks.

    >>> print(as_json({"gap_days": 365}))
    {
      "gap_days": 365
    }
    """
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()
