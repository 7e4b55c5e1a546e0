"""A case file in the words of its regulation, in either language, taken for the ids that they mean; what is not meant stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from zeren.model.language.faults import Path
from zeren.model.language.reader import in_own_words
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import names, said
from zeren.model.language.source import Source
from zeren.model.language.terms import Sort
from zeren.model.language.text import Text
from zeren.model.language.written import Called, Family, written

_ANSWERS = ("obliged", "permitted", "forbidden", "not_settled")
_STATUSES = ("in_time", "late", "due", "overdue", "sent", "before_start", "not_started", "no_number", "not_owed", "open", "inconsistent")
_OWED = ("certainly", "possibly", "no")


def in_ids(source: Source, regulation: Regulation) -> bool:
    """Whether anything in the case was said in words; it stands in ids from now on."""
    return _InIds(source, regulation).all()


class _InIds:
    def __init__(self, source: Source, regulation: Regulation) -> None:
        self.source, self.regulation, self.changed = source, regulation, False
        file = regulation.file
        self.terms: dict[Sort, Called] = {
            sort: Called({term.id: term.text for term in terms}) for sort, terms in regulation.terms_of.items()
        }
        self.duties = Called({one.id: one.act for one in file.duties})
        self.readings = Called({name: one.question for name, one in file.readings.items()})

    def all(self) -> bool:
        data, file = self.source.data, self.regulation.file
        self.chosen(("readings",))
        self.keys(("matter",), self.terms["matter"])
        for section, sort in (("people", "person"), ("bodies", "body")):
            for name in _mapping(data.get(section)):
                self.fixed_keys((section, name), ("superior",) if sort == "body" else ())
                self.keys((section, name), self.terms[sort])  # type: ignore[index]  # the two sorts above
        for index, stated in enumerate(_listed(data.get("circumstances"))):
            path: Path = ("circumstances", index)
            if isinstance(stated, dict):
                self.fixed_keys(path, ("item", "subject"))
                self.value((*path, "item"), Called({one.item: one.text for one in file.circumstances}))
                self.keys(path, self.terms["circumstance"], besides=("item", "subject"))
        if file.tenure is not None and file.tenure.office in self.regulation.terms:
            self.keys(("offices",), Called(self.regulation.terms[file.tenure.office].options))
        for index, _ in enumerate(_listed(data.get("performances"))):
            self.value(("performances", index, "duty"), self.duties)
        for index, _ in enumerate(_listed(_mapping(data.get("observed")).get("duties"))):
            self.value(("observed", "duties", index), self.duties)
        self.expected(("expect",))
        for index, _ in enumerate(_listed(data.get("expect_under"))):
            self.chosen(("expect_under", index, "readings"))
            self.expected(("expect_under", index, "expect"))
        return self.changed

    def chosen(self, path: Path) -> None:
        """Readings by their questions, and options by what they are called."""
        self.keys(path, self.readings)
        for name in _mapping(self.at(path)):
            if name in self.readings:
                self.value((*path, name), Called(self.regulation.readings[name].one_of), ("open",))

    def expected(self, path: Path) -> None:
        """What a case expects: tiers, measures, questions, labels, organs, duties and filings."""
        if not isinstance(stated := self.at(path), dict):
            return
        file = self.regulation.file
        tiers = Called({tier: self._tier(tier) for tier in file.tiers.all})
        for section in ("persons", "bodies"):
            for name in _mapping(stated.get(section)):
                self.tiers((*path, section, name), tiers)
        for name in _mapping(stated.get("sanctions")):
            self.value((*path, "sanctions", name), Called(file.sanctions.terms if file.sanctions else {}))
        for index, _ in enumerate(_listed(stated.get("circumstances"))):
            self.value((*path, "circumstances", index, "item"), Called({one.item: one.text for one in file.circumstances}))
        self.keys((*path, "answers"), Called({name: one.text for name, one in file.questions.items()}))
        for name in _mapping(stated.get("answers")):
            self.answers((*path, "answers", name))
        self.keys((*path, "duties"), self.duties)
        for name in _mapping(stated.get("labels")):
            self.keys((*path, "labels", name), Called({one.id: one.text for one in file.labels}))
        for index, _ in enumerate(_listed(stated.get("procedure"))):
            self.value((*path, "procedure", index, "organ"), Called(file.organs))
            self.value((*path, "procedure", index, "act"), Called({}), [one.act for one in file.authority])
        self.keys((*path, "filings"), Called({one.id: one.act for one in file.filings}))
        for name in _mapping(stated.get("filings")):
            self.value((*path, "filings", name, "status"), Called({}), _STATUSES)
            self.value((*path, "filings", name, "owed"), Called({}), _OWED)
        for index, _ in enumerate(_listed(stated.get("bounds"))):
            self.value((*path, "bounds", index, "of"), self.duties)

    def tiers(self, path: Path, tiers: Called) -> None:
        """Tiers as a case expects them: one word, some, or the outcomes that there may be with what settles them."""
        if not isinstance(stated := self.at(path), dict):
            self.value(path, tiers, ("none",))
            return
        in_own_words(self.source, stated, path, ("outcomes", "settled_by"))
        self.value((*path, "outcomes"), tiers)
        named = {term.id: term.text for term in self.regulation.terms.values()}
        self.value((*path, "settled_by"), Called(named | {name: one.question for name, one in self.regulation.readings.items()}))

    def answers(self, path: Path) -> None:
        """The answer of the matter, or of everybody."""
        for place in [(*path, name) for name in self.at(path)] if isinstance(self.at(path), dict) else [path]:
            self.value(place, Called({}), _ANSWERS)
            self.value(place, Called({}), ("yes", "no"), "value")

    # ------------------------------------------------------------------------------------------------------

    def at(self, path: Path) -> Any:
        found = self.source.data
        for key in path:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def keys(self, path: Path, called: Called, besides: Collection[str] = ()) -> None:
        """Have the keys of a mapping that are called something called by their ids."""
        stated = self.at(path)
        names: dict[str, str] = {}
        for key in _mapping(stated):
            meant = () if key in besides else called.meant(key)
            if len(meant) > 1:
                self.source.fault((*path, key), said("means several things", key), _one_of(meant), key=True)
            elif meant and meant[0] != key:
                if meant[0] in stated or meant[0] in names.values():
                    self.source.fault((*path, key), said("and say the same", key, meant[0]), said("leave one of them out"), key=True)
                else:
                    names[key] = meant[0]
        if names:
            self.changed = True
            self.source.rename_in(path, names)

    def fixed_keys(self, path: Path, known: Collection[str]) -> None:
        if isinstance(stated := self.at(path), dict):
            before = list(stated)
            in_own_words(self.source, stated, path, known)
            self.changed = self.changed or list(stated) != before

    def value(self, path: Path, called: Called, words: Collection[str] = (), family: Family = "word") -> None:
        """Have one word, or each of a list of them, stand as the id or fixed word that it means."""
        stated = self.at(path)
        if isinstance(stated, list):
            for index, _ in enumerate(stated):
                self.value((*path, index), called, words, family)
        if not isinstance(stated, str) or stated in words:
            return
        meant = called.meant(stated)
        if len(meant) > 1:
            self.source.fault(path, said("means several things", stated), _one_of(meant))
            return
        new = meant[0] if meant else written(stated, family, words)
        if new is not None and new != stated:
            self.changed = True
            self.at(path[:-1])[path[-1]] = new

    def _tier(self, tier: str) -> Text:
        return Text(zh=self.regulation.name_of(tier, "zh"), en=self.regulation.name_of(tier, "en"))


def _mapping(stated: object) -> Mapping[str, Any]:
    return stated if isinstance(stated, dict) else {}


def _listed(stated: object) -> list[Any]:
    return stated if isinstance(stated, list) else []


def _one_of(found: Iterable[str]) -> str:
    return said("one of", names(found))
