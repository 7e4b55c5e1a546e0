"""What an organisation, its bodies and offices are called for people: as its file says, otherwise by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.model.language.organisation import Organisation

if TYPE_CHECKING:
    from zeren.words import Language


class Names:
    """The names of an organisation in one language; where there is no organisation, everything is called by its id."""

    def __init__(self, organisation: Organisation | None, language: Language) -> None:
        self.file, self.language = None if organisation is None else organisation.file, language

    @property
    def title(self) -> str:
        """The organisation itself; nothing where there is none."""
        if self.file is None:
            return ""
        return self.file.organisation if self.file.title is None else self.file.title.in_(self.language)

    @property
    def titled(self) -> bool:
        """Whether the organisation says what it is called itself."""
        return self.file is not None and self.file.title is not None

    def of(self, thing: str) -> str:
        """A body or bodies alike, an office, an incident, a mark, a board or its members."""
        found = None if self.file is None else self.file.names.get(thing)
        return thing if found is None else found.in_(self.language)

    def unit(self, kind: str, index: int) -> str:
        """One of several bodies alike."""
        if self.file is None or self.file.bodies[kind].count == 1:
            return self.of(kind)
        return f"{self.of(kind)}{'' if self.language == 'zh' else ' '}{index + 1}"

    def body(self, name: str) -> str:
        """A single body by its name, `school-7` for one of many alike."""
        kind, _, number = name.rpartition("-")
        if self.file is not None and name not in self.file.bodies and kind in self.file.bodies and kind in self.file.names:
            return self.unit(kind, int(number) - 1)
        return self.of(name)

    def heading(self, body: str) -> str:
        """A single body with the organisation to which it belongs, where that has a title of its own."""
        own = self.body(body)
        return f"{self.title} · {own}" if self.titled and own != self.title else own
