"""A text and a model held against each other: for each sentence what models it, or what leaves it out, or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.shown import Shown
from zeren.tracing.sentences import Sentence, sentences
from zeren.tracing.statements import Place, Statement, statements
from zeren.tracing.words import say
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.words import Language

Standing = Literal["modelled", "article", "left_out", "nothing"]
STANDINGS: Sequence[Standing] = ("modelled", "article", "left_out", "nothing")
MOST = 4_000_000  # characters of a text


class TracedSentence(msgspec.Struct, frozen=True):
    """A sentence and how it stands: `modelled` where something cites just its place, `article` where something cites a part of the
    text of which it is one of several sentences or items (which of them is meant the file does not say), `left_out` where only an
    entry of `not_modelled` speaks of it, or `nothing`. `by` and `left_out` name what speaks of it."""

    article: str
    items: tuple[str, ...]
    line: int
    text: str
    standing: Standing
    by: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class TraceReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every sentence of a text, how many stand how, and what the model cites that the text does not have."""

    schema: Literal["zeren.trace/1"] = "zeren.trace/1"
    regulation: str
    sentences: tuple[TracedSentence, ...]
    counts: dict[str, int]
    not_found: tuple[str, ...]


class Traced(Shown, frozen=True):
    """What of a text a regulation's file models."""

    regulation: Regulation
    report: TraceReport

    @property
    def record(self) -> TraceReport:
        return self.report

    def told(self, language: Language, paint: Paint) -> str:
        return sheet(self.lines(language))

    def lines(self, language: Language) -> Iterator[str]:
        """The shares, then the sentences article by article, then what is cited and not there."""
        report = self.report
        yield self.regulation.file.title.in_(language)
        yield from self.shares(language)
        for sign, _, place, words, by, left in self.rows(language):
            if place:
                yield ""
                yield place
            yield f"  {sign} {words}"
            yield from (f"      {line}" for line in (*by, *left))
        if report.not_found:
            yield ""
            yield say("not found", language)
            yield from (f"  {one}" for one in report.not_found)
        yield ""
        yield say("caution", language)

    def page(self, language: Language) -> str:
        """The text on the left, and beside each sentence what speaks of it, as a page of its own."""
        from zeren.voice.pages import page
        from zeren.words import say as word

        return page(
            "trace.html",
            language="zh-CN" if language == "zh" else "en",
            title=self.regulation.file.title.in_(language),
            shares=list(self.shares(language)),
            rows=list(self.rows(language)),
            not_found=self.report.not_found,
            not_found_title=say("not found", language),
            disclaimer=f"{say('caution', language)} {word('disclaimer', language)}",
        )

    def rows(self, language: Language) -> Iterator[tuple[str, str, str, str, list[str], list[str]]]:
        """Each sentence as cells: its sign and what that means, its place where that is another than before, its words, what models it
        and what says that it is left out."""
        before = ""
        for one in self.report.sentences:
            place = self.cited(one, language)
            by = [say("by", language, name) for name in one.by]
            left = [say("left out", language, name) for name in one.left_out]
            sign, meaning = say("sign " + one.standing, language), say(one.standing, language)
            yield sign, meaning, "" if place == before else place, one.text, by, left
            before = place

    def shares(self, language: Language) -> Iterator[str]:
        """How many sentences stand how, and which share that is."""
        whole = len(self.report.sentences)
        for standing in STANDINGS:
            count = self.report.counts[standing]
            yield say("share", language, say("sign " + standing, language), say(standing, language), count, whole, f"{count / whole:.0%}")

    def cited(self, one: TracedSentence, language: Language) -> str:
        """Where a sentence stands."""
        return self.regulation.cited(one.article + "".join(f"({item})" for item in one.items)).in_(language)


def trace(regulation: Regulation, text: str | Path) -> Traced:
    """Hold a text, or the text in a file, against the model of it.

    Raises:
        Refused: where the file cannot be read as text, or no article can be found in it.
    """
    name = str(text) if isinstance(text, Path) else "<text>"
    words = _read(text) if isinstance(text, Path) else text
    found = list(sentences(words))
    if not found:
        raise Refused(
            [
                Fault(
                    name, 0, 0, said("no article found in it"), said("expected lines such as", "`第一条 …`, `Article 1 …` or `Section 1 …`")
                )
            ]
        )
    stated = list(statements(regulation))
    traced = tuple(_traced(one, stated, found) for one in found)
    counts = Counter(one.standing for one in traced)
    there = {(one.article, one.items[:depth]) for one in found for depth in range(len(one.items) + 1)}
    lacking = [f"{_label(one)}: {_written(place)}" for one in stated for place in one.places if place not in there]
    report = TraceReport(
        regulation=regulation.id,
        sentences=traced,
        counts={standing: counts[standing] for standing in STANDINGS},
        not_found=tuple(dict.fromkeys(lacking)),
    )
    return Traced(regulation, report)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MOST:
            raise Refused([Fault(str(file), 0, 0, said("more than bytes", MOST))])
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([Fault(str(file), 0, 0, said("cannot be read as text in", error))]) from None


def _traced(one: Sentence, stated: Sequence[Statement], found: Sequence[Sentence]) -> TracedSentence:
    """A sentence with whatever cites its place, or a place around it."""
    here = (one.article, one.items)
    around: set[Place] = {(one.article, one.items[:depth]) for depth in range(len(one.items) + 1)}
    alone = sum((other.article, other.items) == here for other in found) == 1
    citing = [each for each in stated if around & set(each.places)]
    by = [each for each in citing if each.section != "not_modelled"]
    left = [each for each in citing if each.section == "not_modelled"]
    just = [each for each in by if here in each.places]
    inner = any(other.article == one.article and other.items[: len(one.items)] == one.items != other.items for other in found)
    standing: Standing = "modelled" if just and alone and not inner else "article" if by else "left_out" if left else "nothing"
    return TracedSentence(one.article, one.items, one.line, one.text, standing, tuple(map(_label, just or by)), tuple(map(_label, left)))


def _label(one: Statement) -> str:
    return f"{one.section}: {one.name}"


def _written(place: Place) -> str:
    return place[0] + "".join(f"({item})" for item in place[1])
