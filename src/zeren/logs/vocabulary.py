"""What zeren's own logs speak of: the types of objects, and the types of events, each named after what it is about and what happens."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.logs.ocel import Type

OBJECT_TYPES: tuple[Type, ...] = (
    Type("body", (("kind", "string"),)),
    Type("office-holder", (("office", "string"), ("number", "string"), ("name", "string"))),
    Type("duty instance", (("duty", "string"), ("article", "string"), ("period", "string"), ("last_day", "string"), ("state", "string"))),
    Type("report", (("duty", "string"), ("period", "string"), ("state", "string"))),
    Type("incident", (("name", "string"), ("marks", "string"), ("state", "string"))),
    Type("decision", (("name", "string"), ("outcome", "string"))),
)

_OFFICE = ("office", "holder")
VERBS: Mapping[str, tuple[str, ...]] = {  # what an event says
    "begins": (),
    "ends": (),
    "opens": ("period", "last_day"),
    "done": ("act", "date", "period", "reference", "office", "holder"),
    "closes": ("period", "state"),
    "returned": ("period",),
    "read": ("period",),
    "takes office": _OFFICE,
    "leaves office": _OFFICE,
    "goes away": _OFFICE,
    "comes back": _OFFICE,
    "deputy steps in": _OFFICE,
    "deputy steps back": _OFFICE,
    "arises": (),
    "found": ("marks",),
    "answered": ("marks",),
    "established": (),
    "filed": ("filing",),
    "decided": ("outcome",),
}
_RANKS = {
    verb: rank
    for rank, verbs in enumerate(
        (
            ("begins",),
            ("leaves office", "comes back", "deputy steps back"),
            ("takes office",),
            ("goes away", "deputy steps in"),
            ("opens",),
            ("arises", "found", "answered", "established", "filed", "decided"),
            ("returned",),
            ("done",),
            ("read",),
            ("closes",),
            ("ends",),
        )
    )
    for verb in verbs
}
_LIFECYCLE = {"opens": "schedule", "done": "complete"}  # of one activity: a duty is due from some second on, and then done


def event_type(about: str, verb: str) -> Type:
    """The type of the events that tell something about a duty, an office, an incident or a decision.

    >>> event_type("report", "done").name, event_type("report", "done").activity, event_type("report", "opens").transition
    ('report done', 'report', 'schedule')
    """
    declared = tuple((name, "string") for name in VERBS[verb])
    return Type(f"{about} {verb}", declared, about if verb in _LIFECYCLE else "", _LIFECYCLE.get(verb, "complete"))  # type: ignore[arg-type]  # pairs


def rank(verb: str) -> int:
    """What comes first at one second: offices are taken and left, then everybody acts, then readers read, then periods end."""
    return _RANKS[verb]
