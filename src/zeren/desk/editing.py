"""What a form asks to be changed in a case, beside what somebody else has changed since the form was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property

from starlette.datastructures import FormData

from zeren.desk.fields import path_of, stated_in
from zeren.desk.folder import Changed
from zeren.desk.rewriting import Unchangeable, appended, rewritten
from zeren.desk.texts import Text
from zeren.model.language.faults import Refused
from zeren.model.language.source import parse_source


class Edit:
    """A form against the file as it is now; `seen` and `base` say what the form was made from."""

    def __init__(self, state: Text, form: FormData) -> None:
        self.state, self.form = state, form
        self.base = json_object(str(form.get("base", "{}")))
        self.fresh = state.mark == form.get("seen")

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """The facts that the form changes, by their fields."""
        return {
            field: value
            for field, value in self.form.multi_items()
            if isinstance(value, str) and value != self.base.get(field, "") and _is_field(field)
        }

    @cached_property
    def _others(self) -> frozenset[str]:
        """The fields that somebody else has changed: what the file says now is neither what the form was made from nor what it shows."""
        now = {} if self.fresh else _stated_now(self.state.text)
        fields = () if self.fresh else now.keys() | self.base.keys()
        return frozenset(one for one in fields if now.get(one) not in (self.base.get(one), self.form.get(one)))

    @property
    def foreign(self) -> bool:
        """Whether the file says something that the form does not show."""
        return bool(self._others)

    @property
    def lost(self) -> list[str]:
        """What is not changed because somebody else has changed it."""
        return [f"{' · '.join(map(str, path_of(field)))}: {value}" for field, value in self.asked.items() if field in self._others]

    def text(self) -> str:
        """The file with all that is asked for.

        Raises:
            Unchangeable: where it is written so that this cannot be changed by itself.
            Changed: where another than the one that was seen might be meant.
        """
        text = self.state.text
        for field, value in self.asked.items():
            if field not in self._others:
                text = rewritten(text, path_of(field), value or None)
        return self._with_owners(text, str(self.form.get("act", "")))

    def _with_owners(self, text: str, act: str) -> str:
        """With somebody, a body, or an alleged circumstance, more or less; or with what somebody wrote in its place."""
        name, office, subject = (str(self.form.get(one, "")).strip() for one in ("name", "office", "subject"))
        if act == "add-person" and name:
            return _with_owner(text, "people", name, office)
        if act == "add-body" and name:
            return _with_owner(text, "bodies", name, "")
        if act == "add-circumstance" and self.form.get("item") and subject:
            return appended(text, "circumstances", {"item": str(self.form["item"]), "subject": subject})
        if act.startswith("remove:"):
            section, owner = _pair(act.removeprefix("remove:"))
            if section != "circumstances":
                return rewritten(text, (section, owner), None)
            if not self.fresh or not owner.isdecimal():  # another one may stand in its place now
                raise Changed(text)
            return rewritten(text, (section, int(owner)), None)
        if act == "text":
            if not self.fresh:
                raise Changed(text)
            return str(self.form.get("text", "")).replace("\r\n", "\n")
        return text


def json_object(text: str) -> dict[str, str]:
    """A JSON object of texts; nothing where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _is_field(name: str) -> bool:
    try:
        path_of(name)
    except ValueError:
        return False
    return True


def _stated_now(text: str) -> Mapping[str, str]:
    """What a text says of each fact; nothing where it cannot be read."""
    try:
        data = parse_source(text).data
    except Refused:
        return {}
    return stated_in(data) if isinstance(data, dict) else {}


def _with_owner(text: str, section: str, name: str, office: str) -> str:
    """The text with one person or body more, of which at most the office is said."""
    if office:
        return rewritten(text, (section, name, "role"), office)
    added = rewritten(text, (section, name, "role"), "unknown")
    return rewritten(added, (section, name, "role"), None)


def _pair(text: str) -> tuple[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    match found:
        case [str() as section, str() as owner] if section in ("people", "bodies", "circumstances"):
            return section, owner
    raise Unchangeable(text)
