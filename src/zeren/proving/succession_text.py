"""Who answers for ever, for people to read: for each bearer of duties what holds, why, or the shortest history that breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from zeren.model.language.lengths_text import period
from zeren.model.language.regulation import Regulation
from zeren.proofs.succession.told import event_in_words, office_in_words
from zeren.proving.succession_sentences import sentences
from zeren.voice.keys import SUCCESSION, SuccessionKey

if TYPE_CHECKING:
    from zeren.proofs.succession.dated import Story
    from zeren.proofs.succession.table import Row
    from zeren.words import Language


class SuccessionText:
    """The rows of one regulation in words; `other` is the regulation with one more sentence, if that was asked for."""

    def __init__(self, regulation: Regulation, language: Language, other: Regulation | None = None) -> None:
        self.regulation, self.language = regulation, language
        self.other = other or regulation
        self.duties = {duty.id: duty for duty in regulation.file.duties}

    def say(self, key: SuccessionKey, *values: object) -> str:
        return SUCCESSION.say(key, self.language, *values)

    @property
    def place(self) -> int:
        return 0 if self.language == "zh" else 1

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def lines(self, rows: Sequence[Row], argument: str, sudden: bool) -> Iterator[str]:
        """Everything there is to say of a regulation."""
        return (line.rstrip() for line in self._lines(rows, argument, sudden))

    def _lines(self, rows: Sequence[Row], argument: str, sudden: bool) -> Iterator[str]:
        yield f"{self.regulation.file.title.in_(self.language)} ({self.regulation.id})"
        groups = [list(group) for _, group in groupby(rows, key=lambda row: (row.wording, row.bearer))]
        silent = [group for group in groups if self.silent(group)]
        for group in groups:
            if group is (silent[0] if silent else None):
                yield from ("", self.say("silent"))
                yield from (f"  {self.heading(one[0])}" for one in silent)
                yield from self.verdicts(silent[0], self.name(silent[0][0]) if len(silent) > 1 else "")
            elif group not in silent:
                yield from ("", self.heading(group[0]))
                yield from self.stated(group[0])
                yield from self.verdicts(group)
        yield ""
        if rows:
            yield argument
        if rows and not sudden:
            yield self.say("orderly")
        yield from () if rows else (self.say("none"),)
        yield self.say("disclaimer")

    def silent(self, group: Sequence[Row]) -> bool:
        """Whether the text says nothing on which the verdicts could depend."""
        first = group[0]
        alone = first.bearer is not None and first.offices == (first.bearer,) and not self.sentences(first, first.bearer)
        return alone and all(row.verdict == "breaks" for row in group)

    def heading(self, row: Row) -> str:
        acts = [self.duties[duty].act.in_(self.language) for duty in row.duties]
        articles = self.regulation.cited(*dict.fromkeys(row.articles)).in_(self.language)
        listed = ("；" if self.language == "zh" else "; ").join(acts)
        shown = f"{self.name(row)}{self.colon}{listed}" + (f"（{articles}）" if self.language == "zh" else f" ({articles})")
        return f"[{self.say('what_if')}] {shown}" if row.wording == "what_if" else shown

    def name(self, row: Row) -> str:
        return self.say("nobody") if row.bearer is None else self.office(row.bearer)

    def office(self, name: str) -> str:
        return office_in_words(name, self.regulation).in_(self.language)

    def sentences(self, row: Row, office: str) -> list[str]:
        regulation = self.regulation if row.wording == "as_written" else self.other
        return [one.in_(self.language) for one in sentences(regulation, office)]

    def said(self, row: Row) -> Iterator[tuple[str, list[str]]]:
        """What the text says of each office on which the verdicts depend, under a title."""
        for office in row.offices:
            if found := self.sentences(row, office):
                yield self.say("says") if office == row.bearer else self.say("says_of", self.office(office)), found

    def stated(self, row: Row) -> Iterator[str]:
        """What the text says of each office on which the verdicts depend."""
        for title, found in self.said(row):
            yield f"  {title}{self.colon}"
            yield from (f"    {one}" for one in found)
        if row.given:
            yield f"  {self.given(row)}"

    def verdicts(self, group: Sequence[Row], example: str = "") -> Iterator[str]:
        if group[0].bearer is None:
            yield f"  {self.say('nobody_why')}"
            return
        told = any(row.story for row in group[1:])
        for row in group:
            yield f"  {self.question(row)}{self.colon}{self.say(row.verdict)}"
            if row.reason is not None:
                yield f"    {row.reason.in_(self.language)}"
            if row.verdict == "holds":
                yield f"    {self.say('why')}{self.colon}"
                yield from (f"      {one.in_(self.language)}" for one in row.invariant)
                yield f"    {self.so(row)}"
                yield f"    {self.say('formula')}{self.colon}"
                yield from (f"      {line}" for line in self.formula(row).splitlines())
            if row.story is not None and (row.per is not None or not told):
                yield f"    {self.told(row, example)}{self.colon}"
                yield from (f"      {line}" for line in self.story(row.story))

    def given(self, row: Row) -> str:
        """The organs that are taken to be there."""
        return self.say("given", ("、" if self.language == "zh" else ", ").join(map(self.office, row.given)))

    def so(self, row: Row) -> str:
        """What follows where the invariant holds."""
        return self.say("so_day" if row.per is None else "so_period")

    def formula(self, row: Row) -> str:
        """The invariant as a formula, without the marks that scripts need."""
        return row.formula.replace("@0|", "").replace("|", "")

    def told(self, row: Row, example: str) -> str:
        if row.history is not None and not row.history.shortest:
            return self.say("longer", len(row.history.happenings) - 1, row.history.least)
        return self.say("story_of", example) if example else self.say("story")

    def question(self, row: Row) -> str:
        return self.say("every_day") if row.per is None else self.say("every_period", period(row.per, self.language))

    def story(self, story: Story) -> Iterator[str]:
        """A history, a line for each thing that happens; then the days in which nobody answers."""
        yield f"{story.begins}  {self.say('begins')}"
        for entry in story.entries:
            yield f"{entry.on}  {event_in_words(entry, self.regulation).in_(self.language)}"
        if story.first == story.last:
            yield f"{story.first}  {self.say('last_day', self.period(story.period)) if story.period else self.say('day')}"
        else:
            yield f"{story.first} – {story.last}  {self.say('period', self.period(story.period or ''))}"

    def period(self, name: str) -> str:
        """The name of a period, such as `2026-H2`, in words."""
        if self.language != "zh":
            return name
        year, _, part = name.partition("-")
        if " to " in name or not year.isdecimal():
            return name.replace(" to ", "至")
        kind, number = part[:1], part[1:]
        return f"{year}年" + {"": "", "H": "上下"[int(number or 1) % 2 - 1] + "半年", "Q": f"第{number}季度"}.get(
            kind, f"{part.lstrip('0')}月"
        )
