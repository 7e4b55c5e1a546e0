"""The base of everything in an answer."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True):
    """Base of everything in an answer."""
