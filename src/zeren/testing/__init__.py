"""For tests of one's own rules: a pytest plugin that runs `*.case.yaml` files, and Hypothesis strategies and machines.

The strategies load only when used, so that the plugin costs nothing where Hypothesis is absent.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zeren.testing.decisions import votings
    from zeren.testing.drafts import conditions, regulations
    from zeren.testing.living import organisations, traces
    from zeren.testing.machine import SessionMachine, session_machine
    from zeren.testing.strategies import boards, cases, complete_facts, names, readings, terms, values
    from zeren.testing.writing import case_text

_HOMES = {
    **dict.fromkeys(("boards", "cases", "complete_facts", "names", "readings", "terms", "values"), "strategies"),
    **dict.fromkeys(("conditions", "regulations"), "drafts"),
    **dict.fromkeys(("organisations", "traces"), "living"),
    **dict.fromkeys(("SessionMachine", "session_machine"), "machine"),
    "case_text": "writing",
    "votings": "decisions",
}

__all__ = [
    "SessionMachine",
    "boards",
    "case_text",
    "cases",
    "complete_facts",
    "conditions",
    "names",
    "organisations",
    "readings",
    "regulations",
    "session_machine",
    "terms",
    "traces",
    "values",
    "votings",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `zeren.testing` has no `{name}`")
    return getattr(import_module(f"zeren.testing.{_HOMES[name]}"), name)
