"""Layouts: which column of a table says what, by the regulation's own words in either language.

A *long* table has a row for each person, body and alleged circumstance, a *wide* one a row for each case. The words of a
table are `case`, `person`, `body` (with `superior`), `item` and `subject` (of a circumstance), `board`, `arose` and
`reading.NAME`; every other column is a term, by its id or by its name in Chinese or English, and in a wide table that of
somebody: `Wu.role`, `bureau.organ`, `3/Wu.incident`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import Sort

WORDS = {  # the words of a table, in Chinese too
    "case": "案件",
    "person": "人员",
    "body": "机构",
    "superior": "上级机构",
    "item": "情形",
    "subject": "情形对象",
    "board": "名单",
    "arose": "发生日期",
}
READING = "reading."
NAMING: Mapping[str, Sort] = {"person": "person", "body": "body", "item": "circumstance"}


class Layout(msgspec.Struct, frozen=True):
    """Which columns of a table say what.

    `words` has the columns for the words of a table that it uses, `matter` those of the matter's terms, `owners` for each
    thing that columns speak of ("" in a long table) each term's column, `sorts` what those things are. `others` are terms of
    another version of the regulation, on which a case must be silent.
    """

    words: Mapping[str, str]
    readings: Mapping[str, str]
    matter: Mapping[str, str]
    owners: Mapping[str, Mapping[str, str]]
    sorts: Mapping[str, Sort]
    others: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        return "" not in self.owners

    @property
    def case(self) -> str:
        return self.words["case"]

    @property
    def things(self) -> bool:
        """Whether there may be bodies or circumstances, besides persons."""
        return bool({"body", "item"} & set(self.words)) or any(sort != "person" for sort in self.sorts.values())

    @property
    def circumstances(self) -> bool:
        """Whether circumstances may be alleged."""
        return "item" in self.words or "circumstance" in self.sorts.values()

    @property
    def shown(self) -> tuple[str, ...]:
        """The words that tell in the outcomes whose row it is."""
        if not self.wide:
            return tuple(word for word in ("person", "body", "item", "subject") if word in self.words)
        there = set(self.sorts.values())
        return tuple(word for word, sort in (*NAMING.items(), ("subject", "circumstance")) if sort in there)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that choose a version and readings."""
        return tuple([self.words[word] for word in ("arose",) if word in self.words] + list(self.readings.values()))


def layout(
    columns: Iterable[str],
    regulation: Regulation,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
    versions: Sequence[Regulation] = (),
) -> Layout:
    """What each column of a table is; `versions` are others of the same regulation.

    Raises:
        Refused: with every column that says nothing, and for a table without cases.
    """
    return _Reading(columns, regulation, {"case": case, "person": person}, ignore, versions).layout()


class _Reading:
    def __init__(
        self,
        columns: Iterable[str],
        regulation: Regulation,
        named: Mapping[str, str],
        ignore: Iterable[str],
        versions: Sequence[Regulation],
    ) -> None:
        passed = set(ignore)
        self.columns = [name for name in columns if name not in passed and not name.startswith("__index_level_")]
        self.regulation, self.named, self.versions = regulation, named, versions
        self.faults: list[Fault] = []

    def layout(self) -> Layout:
        words: dict[str, str] = {}
        readings: dict[str, str] = {}
        matter: dict[str, str] = {}
        owners: dict[str, dict[str, str]] = {}
        sorts: dict[str, Sort] = {}
        others: list[str] = []
        terms = _by_name(self.regulation)
        elsewhere = {name for one in self.versions for name in _by_name(one)}
        for name in self.columns:
            owner, _, word = name.rpartition(".")
            if (own := self._word(name)) is not None:
                self._once(words, own, name)
            elif name.startswith(READING):
                self._reading(readings, name)
            elif owner and word in ("superior", WORDS["superior"]):
                self._sort(sorts, owner, "body", name)
                self._once(owners.setdefault(owner, {}), "superior", name)
            elif (term := terms.get(word)) is None or (owner and self.regulation.terms[term].sort == "matter"):
                if word in elsewhere:
                    others.append(name)
                else:
                    advice = nearest(word, self._known()) or said("leave it out or name it")
                    self._fault(said("column is no term of", name, self.regulation.id), advice)
            elif (sort := self.regulation.terms[term].sort) == "matter":
                self._once(matter, term, name)
            else:
                if owner:
                    self._sort(sorts, owner, sort, name)
                self._once(owners.setdefault(owner, {}), term, name)
        self._check(words, owners)
        if self.faults:
            raise Refused(self.faults)
        return Layout(words, readings, matter, owners or {"": {}}, sorts, tuple(others))

    def _word(self, name: str) -> str | None:
        for word, chinese in WORDS.items():
            if name == self.named.get(word, word) or (name == chinese and name not in self.named.values()):
                return word
        return None

    def _known(self) -> list[str]:
        return [*self.regulation.terms, *WORDS]

    def _reading(self, readings: dict[str, str], name: str) -> None:
        reading = name.removeprefix(READING)
        if reading in self.regulation.readings:
            self._once(readings, reading, name)
        else:
            self._fault(said("column unknown reading", name, reading), nearest(reading, self.regulation.readings))

    def _sort(self, sorts: dict[str, Sort], owner: str, sort: Sort, name: str) -> None:
        if sorts.setdefault(owner, sort) != sort:
            self._fault(said("column says of what is said", name, owner, sort), said("other columns make it a", sorts[owner]))
        if sort == "circumstance" and (item := owner.partition("/")[0]) not in self.regulation.circumstances:
            self._fault(said("column no circumstance", name, item), nearest(item, self.regulation.circumstances))

    def _once(self, found: dict[str, str], what: str, name: str) -> None:
        if what in found:
            self._fault(said("columns and say the same", found[what], name), said("leave one of them out"))
        found.setdefault(what, name)

    def _check(self, words: Mapping[str, str], owners: Mapping[str, Mapping[str, str]]) -> None:
        if "case" not in words:
            self._fault(said("no column", self.named["case"]), said("one column tells the cases apart"))
        if "" in owners and len(owners) > 1:
            self._fault(said("columns for a row per person"), said("write role or Wu role for"))
        for word, needs in (("superior", "body"), ("subject", "item"), ("item", "subject")):
            if word in words and needs not in words:
                self._fault(said("a column and no column", words[word], needs), said("names what it is said of", needs))
        if "" not in owners and owners and (naming := [words[word] for word in NAMING if word in words]):
            self._fault(said("a column in a table with", naming[0]), said("there everybody has columns of their"))

    def _fault(self, problem: str, advice: str) -> None:
        self.faults.append(Fault("table", 0, 0, problem, advice))


def _by_name(regulation: Regulation) -> dict[str, str]:
    """Every name of a term: its id, and where no other has it, its name in either language."""
    found = {term: term for term in regulation.terms}
    for language in ("zh", "en"):
        names = [term.text.in_(language) for term in regulation.terms.values()]
        for term in regulation.terms.values():
            if names.count(name := term.text.in_(language)) == 1 and name not in WORDS:
                found.setdefault(name, term.id)
    return found


__all__ = ["NAMING", "READING", "WORDS", "Layout", "layout"]
