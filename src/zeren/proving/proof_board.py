"""The proof board: every property with its verdict, its scope, the readings that decide it, and a smallest case as a story.

One account of the report serves the terminal and the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.proofs.certificates.rejection import told
from zeren.proofs.verdict import Status
from zeren.proving.verdict_report import Choices, RegulationReport, VerdictReport
from zeren.voice.keys import BOARD, PUNCTUATION, BoardKey
from zeren.voice.leaving import one_line
from zeren.voice.tongue import in_tongue

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 120  # columns


def say(key: BoardKey, language: str, *values: object) -> str:
    """What the board says for a key."""
    return BOARD.say(key, language, *values)


class Line(msgspec.Struct, frozen=True):
    """Verdicts that came out alike: the parts that they are about, how, under which readings, and the story of the first."""

    about: tuple[str, ...]
    status: Status
    verdict: str
    readings: tuple[str, ...]
    stories: tuple[tuple[str, ...], ...]
    certificates: tuple[tuple[str, str], ...]  # each with what the re-check found
    refused: tuple[str, ...]


class Group(msgspec.Struct, frozen=True):
    """One property with a line for each part that does not simply hold."""

    title: str
    formal: str
    status: Status
    verdict: str
    scope: str
    lines: tuple[Line, ...]


def groups(regulation: Regulation, report: RegulationReport, language: str) -> list[Group]:
    """The report on one regulation, property by property."""
    by_property: dict[str, list[VerdictReport]] = {}
    for one in report.verdicts:
        by_property.setdefault(one.property, []).append(one)
    return [_Account(regulation, language).group(verdicts) for verdicts in by_property.values()]


_WORST: tuple[Status, ...] = ("unknown", "fails", "depends", "bounded", "holds", "not_asked")


class _Account:
    """What is said of verdicts, in one language."""

    def __init__(self, regulation: Regulation, language: str) -> None:
        self.regulation, self.language = regulation, language

    def say(self, key: BoardKey, *values: object) -> str:
        return say(key, self.language, *values)

    def group(self, verdicts: Sequence[VerdictReport]) -> Group:
        first = verdicts[0]
        status = min((one.status for one in verdicts), key=_WORST.index)
        told = [self.line(one, len(verdicts) > 1) for one in verdicts if one.status != "holds" or _rejected(one) or len(verdicts) == 1]
        verdict = self.say(status)
        if len(verdicts) > 1:
            verdict += f" · {self.say('parts', len(verdicts), sum(one.status == 'holds' for one in verdicts))}"
        alike: dict[tuple[str, ...], list[Line]] = {}
        for line in told:
            alike.setdefault((line.status, *line.readings), []).append(line)
        largest = max(verdicts, key=lambda one: (not one.every_size, one.persons))
        return Group(
            first.text.in_(self.language), first.formal, status, verdict, self.scope(largest), tuple(map(_together, alike.values()))
        )

    def line(self, one: VerdictReport, several: bool) -> Line:
        about = one.about.in_(self.language)
        if one.article:
            article = self.regulation.cited(one.article).in_(self.language)
            about += f"（{article}）" if self.language == "zh" else f" ({article})"
        found, check = one.check, ""
        if found is not None:
            why = PUNCTUATION.say("semicolon", self.language).join(told(reason, self.language) for reason in found.why)
            check = self.say("checked", found.proofs, found.cases) if found.accepted else self.say("rejected", why)
        stories = one.witnesses if one.status in ("fails", "depends", "bounded") or one.polarity == "existential" else []
        return Line(
            about=(about,) if several else (),
            status=one.status,
            verdict=self.say(one.status),
            readings=tuple(self.readings(one)),
            stories=tuple(tuple(in_tongue(story.story, self.language)) for story in stories),
            certificates=((one.certificate, check),) if one.certificate else (),
            refused=(check,) if _rejected(one) else (),
        )

    def scope(self, one: VerdictReport) -> str:
        if not one.persons:
            return ""
        if not one.every_size:
            return self.say("bound", one.persons, self._why(one))
        return self.say("one looked at") if one.persons == 1 else self.say("every size", one.persons)

    def _why(self, one: VerdictReport) -> str:
        return one.why_not_every_size.in_(self.language) if one.why_not_every_size else ""

    def readings(self, one: VerdictReport) -> Iterator[str]:
        if one.reason is not None:
            yield one.reason.in_(self.language)
        if one.status == "depends":
            yield f"{self.say('holds under')}{self.choices(one.holds_under)}"
            yield f"{self.say('fails under')}{self.choices(one.fails_under)}"

    def choices(self, several: Iterable[Choices]) -> str:
        return self.say("or").join(self.choice(one) for one in several)

    def choice(self, one: Mapping[str, Sequence[str]]) -> str:
        return self.say("and").join(self.reading(name, options) for name, options in one.items()) or self.say("always")

    def reading(self, name: str, options: Sequence[str]) -> str:
        reading = self.regulation.readings[name]
        picked = self.say("either").join(reading.one_of[option].in_(self.language) for option in options)
        equals = "为" if self.language == "zh" else " = "
        return f"“{reading.question.in_(self.language)}”{equals}“{picked}”"


def _together(lines: Sequence[Line]) -> Line:
    """Lines that came out alike as one."""
    return msgspec.structs.replace(
        lines[0],
        about=tuple(about for line in lines for about in line.about),
        certificates=tuple(one for line in lines for one in line.certificates),
        refused=tuple(one for line in lines for one in line.refused),
    )


def _rejected(one: VerdictReport) -> bool:
    return one.check is not None and not one.check.accepted


STYLES: dict[Status, str] = {
    "holds": "green",
    "fails": "red",
    "depends": "yellow",
    "bounded": "cyan",
    "unknown": "magenta",
    "not_asked": "dim",
}


def board_text(shown: Iterable[tuple[Regulation, RegulationReport]], language: str) -> str:
    """The board as text, as wide as a table that is no terminal's."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    print_board(Console(file=text, width=WIDE, no_color=True), shown, language)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def print_board(console: Console, shown: Iterable[tuple[Regulation, RegulationReport]], language: str) -> None:
    """Print the report on each regulation as a table, with what a reader wants to know of each property that does not simply hold."""
    for regulation, report in shown:
        _print_table(console, regulation, report, language)
        console.print()
    console.print(say("disclaimer", language), highlight=False)


def escape(text: str) -> str:
    """A text that is only shown: no markup of the library, nothing that steers."""
    from rich.markup import escape as unmarked

    return unmarked(one_line(text))


def _print_table(console: Console, regulation: Regulation, report: RegulationReport, language: str) -> None:
    from rich.table import Table

    shown = groups(regulation, report, language)
    table = Table(title=escape(f"{report.title.in_(language)} ({report.regulation})"), title_justify="left", expand=False)
    for heading in ("property", "verdict", "scope"):
        table.add_column(say(heading, language), overflow="fold")
    for group in shown:
        table.add_row(escape(group.title), f"[{STYLES[group.status]}]{escape(group.verdict)}[/]", escape(group.scope))
    console.print(table)
    for group in shown:
        told = [line for line in group.lines if line.status != "holds" or line.refused]
        if told:
            console.print()
            _print(console, f"[bold]{escape(group.title)}[/] — [{STYLES[group.status]}]{escape(group.verdict)}[/]", 0)
        for line in told:
            _print_line(console, line, language)


def _print_line(console: Console, line: Line, language: str) -> None:

    for about in line.about:
        _print(console, f"· {escape(about)}{'：' if language == 'zh' else ': '}[{STYLES[line.status]}]{escape(line.verdict)}[/]", 2)
    for reading in line.readings:
        _print(console, escape(reading), 4)
    for story in line.stories[:1]:
        _print(console, f"[dim]{escape(say('example', language))}[/]", 4)
        for row in story:
            _print(console, escape(row), 6)
    for check in line.refused:
        _print(console, f"[red]{escape(check)}[/]", 4)


def _print(console: Console, markup: str, indent: int) -> None:
    from rich.padding import Padding
    from rich.text import Text as Styled

    console.print(Padding(Styled.from_markup(markup), (0, 0, 0, indent)))
