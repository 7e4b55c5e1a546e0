"""Whether data fit a schema, by a checker that compiles it: whole sets of answers are held to theirs in moments."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs


class Schema:
    """A JSON Schema (draft 2020-12)."""

    def __init__(self, schema: str | dict[str, Any]) -> None:
        self.checker = jsonschema_rs.Draft202012Validator(json.loads(schema) if isinstance(schema, str) else schema)

    def misfits(self, data: object) -> list[str]:
        """Where data do not fit, and why."""
        return [f"{'/'.join(map(str, error.instance_path))}: {error.message[:120]}" for error in self.checker.iter_errors(data)]
