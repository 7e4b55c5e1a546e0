"""What a form asks to be changed in a case, beside what somebody else has changed since the form was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from starlette.datastructures import FormData

from zeren.answering.fill_in import stated
from zeren.answering.rewriting import Unchangeable, appended, rewritten
from zeren.desk.fields import path_of, stated_in
from zeren.desk.folder import Changed
from zeren.desk.texts import Text
from zeren.model.language.faults import Path, Refused
from zeren.model.language.load import source_in_ids
from zeren.model.language.regulation import Regulation
from zeren.model.language.source import parse_source


class Edit:
    """A form against the file as it is now; `seen` and `base` say what the form was made from, `own` what its page wrote since."""

    def __init__(self, state: Text, regulation: Regulation | None, form: FormData, own: Mapping[str, str]) -> None:
        self.state, self.regulation, self.form, self.own = state, regulation, form, own
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
        if self.fresh:
            return frozenset()
        now, before = self._stated_now(), {**self.base, **self.own}
        return frozenset(one for one in now.keys() | before.keys() if now.get(one) not in (before.get(one), self.form.get(one)))

    @property
    def foreign(self) -> bool:
        """Whether the file says something that the form does not show."""
        return bool(self._others)

    @property
    def written(self) -> Mapping[str, str]:
        """The facts that the form changes and that are changed."""
        return {field: value for field, value in self.asked.items() if field not in self._others}

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
        for field, value in self.written.items():
            text = self._with(text, path_of(field), value or None)
        return self._with_owners(text, str(self.form.get("act", "")))

    def tried(self, facts: Mapping[str, str]) -> Text:
        """The file as it would be with some facts changed."""
        text = self.state.text
        for field, value in facts.items():
            text = self._with(text, path_of(field), value or None)
        return Text(self.state.name, text)

    def _with_owners(self, text: str, act: str) -> str:
        """With somebody, a body, or an alleged circumstance, more or less; or with what somebody wrote in its place."""
        name, office, subject = (str(self.form.get(one, "")).strip() for one in ("name", "office", "subject"))
        if act == "add-person" and name:
            return self._with_owner(text, "people", name, office)
        if act == "add-body" and name:
            return self._with_owner(text, "bodies", name, "")
        if act == "add-circumstance" and self.form.get("item") and subject:
            return appended(text, self._own_key(text, "circumstances"), {"item": str(self.form["item"]), "subject": subject})
        if act.startswith("remove:"):
            section, owner = _pair(act.removeprefix("remove:"))
            if section != "circumstances":
                return self._with(text, (section, owner), None)
            if not self.fresh or not owner.isdecimal():  # another one may stand in its place now
                raise Changed(text)
            return self._with(text, (section, int(owner)), None)
        if act == "text":
            if not self.fresh:
                raise Changed(text)
            return str(self.form.get("text", "")).replace("\r\n", "\n")
        return text

    def _stated_now(self) -> Mapping[str, str]:
        """What the file says of each fact; nothing where it cannot be read."""
        try:
            return stated_in(data_in_ids(self.state.text, self.regulation), self.regulation)
        except Refused:
            return {}

    def _with(self, text: str, path: Path, value: str | None) -> str:
        return rewritten(text, path, value) if self.regulation is None else stated(text, self.regulation, path, value)

    def _with_owner(self, text: str, section: str, name: str, office: str) -> str:
        """The text with one person or body more, of which at most the office is said."""
        if office:
            return self._with(text, (section, name, "role"), office)
        key = self._own_key(text, section)
        return rewritten(rewritten(text, (key, name, "role"), "unknown"), (key, name, "role"), None)

    def _own_key(self, text: str, section: str) -> str:
        """What the file calls one of its sections."""
        return section if self.regulation is None else str(source_in_ids(text, self.regulation).as_written((section,))[0])


def data_in_ids(text: str, regulation: Regulation | None) -> dict[str, Any]:
    """What the text of a case says, in ids where its regulation is known. Raises `Refused` where it cannot be read."""
    source = parse_source(text) if regulation is None else source_in_ids(text, regulation)
    return source.data if isinstance(source.data, dict) else {}


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


def _pair(text: str) -> tuple[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    match found:
        case [str() as section, str() as owner] if section in ("people", "bodies", "circumstances"):
            return section, owner
    raise Unchangeable(text)
