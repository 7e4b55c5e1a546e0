"""What two regulations do not share, each thing by its name; what both have and state differently; and what that comes to in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.compare.correspondence import corresponding
from zeren.proofs.compare.durations import InTime, in_time
from zeren.proofs.compare.matching import labels, same_term
from zeren.proofs.compare.pairing import boards
from zeren.proofs.compare.points import Point, provided
from zeren.proofs.compare.questions import measures
from zeren.proofs.compare.wording import Unlike, unlike

_KINDS = (
    *("term", "option", "reading", "reading_option", "tier", "rule", "circumstance", "exception"),
    *("duty", "filing", "measure", "organ", "act", "question", "label"),
)


class Only(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that one regulation alone has: its id, its words and the article where it stands.

    An option is named `term: option`. Of rules these are the ones that no case in the words of both brings about.
    """

    what: str
    id: str
    in_: str = msgspec.field(name="in")
    text: Text | None = None
    article: str | None = None


class Namesake(msgspec.Struct, frozen=True):
    """Two things without a counterpart that are called alike under two ids; they count as two, since ids are what is matched."""

    what: str
    first: str
    second: str
    text: Text


class Counterparts(msgspec.Struct, frozen=True):
    """Everything without a counterpart, everything stated differently, and everything that comes out differently in time.

    `paired` says which circumstances were taken to be the same: for items of the first regulation those of the second.
    """

    only: tuple[Only, ...]
    unlike: tuple[Unlike, ...]
    in_time: InTime = InTime()
    namesakes: tuple[Namesake, ...] = ()
    paired: dict[str, str] = {}


def counterparts(first: Regulation, second: Regulation) -> Counterparts:
    """All that two regulations do not share, and what they state differently."""
    names = labels(first, second)
    pairs = ((first, second, names[0]), (second, first, names[1]))
    only = [found for pair in pairs for found in (*_vocabulary(*pair), *_time_and_procedure(*pair))]
    only += _provisions(first, second)
    only.sort(key=lambda one: (names.index(one.in_), _KINDS.index(one.what)))
    return Counterparts(
        tuple(only), tuple(unlike(first, second)), in_time(first, second), tuple(_namesakes(only, names)), corresponding(first, second)
    )


def _namesakes(only: Sequence[Only], names: tuple[str, str]) -> Iterator[Namesake]:
    """Of each kind, what one has under one id and the other under another, by the same words."""
    own, others = ([one for one in only if one.in_ == name] for name in names)
    for one, other in product(own, others):
        if one.what == other.what and one.id != other.id and one.text is not None and one.text == other.text:
            yield Namesake(one.what, one.id, other.id, one.text)


def _vocabulary(one: Regulation, other: Regulation, label: str) -> Iterator[Only]:
    for term in one.terms.values():
        counterpart = other.terms.get(term.id)
        if not same_term(term, counterpart):
            yield Only("term", term.id, label, term.text)
        elif counterpart is not None:
            for option, text in term.options.items():
                if option not in counterpart.options:
                    yield Only("option", f"{term.id}: {option}", label, text)
    for name, reading in one.readings.items():
        if name not in other.readings:
            yield Only("reading", name, label, reading.question)
        else:
            for option, text in reading.one_of.items():
                if option not in other.readings[name].one_of:
                    yield Only("reading_option", f"{name}: {option}", label, text)
    for tier in one.tiers.all:
        if tier not in other.tiers.all:
            yield Only("tier", tier, label, one.tiers.names.get(tier))
    for exception in one.file.exceptions:
        if exception.id not in other.exceptions:
            yield Only("exception", exception.id, label, exception.text, exception.article)


def _time_and_procedure(one: Regulation, other: Regulation, label: str) -> Iterator[Only]:
    """Duties and filings, questions and labels, measures, organs and acts."""
    for what, own, others in (("duty", one.file.duties, other.file.duties), ("filing", one.file.filings, other.file.filings)):
        known = {each.id for each in others}
        for each in own:
            if each.id not in known:
                yield Only(what, each.id, label, each.act, each.article)
    for name, question in one.file.questions.items():
        if name not in other.file.questions:
            yield Only("question", name, label, question.text, question.article)
    labelled = {each.id for each in other.file.labels}
    for named in one.file.labels:
        if named.id not in labelled:
            yield Only("label", named.id, label, named.text, named.article)
    if one.file.sanctions is not None:
        theirs = measures(other.file.sanctions)
        for measure in measures(one.file.sanctions):
            if measure not in theirs:
                yield Only("measure", measure, label, one.file.sanctions.terms[measure])
    for organ, text in one.file.organs.items():
        if organ not in other.file.organs:
            yield Only("organ", organ, label, text)
    acts = {act.act for act in other.file.authority}
    for act in {act.act: act for act in one.file.authority if act.act not in acts}.values():
        yield Only("act", act.act, label, act.text, act.article)


def _provisions(first: Regulation, second: Regulation) -> Iterator[Only]:
    """Circumstances without a counterpart, and rules that no case in the words of both regulations brings about."""
    paired = corresponding(first, second)
    sides = zip((first, second), labels(first, second), (list(paired), list(paired.values())), strict=True)
    for regulation, label, known in sides:
        for item, (one, _) in regulation.circumstances.items():
            if item not in known:
                yield Only("circumstance", item, label, one.text, f"{one.article}({item})")
    for point in provided(first, second):
        if point.subject == "circumstance":
            continue
        for regulation, label, left in zip(point.regulations, labels(first, second), _never(point), strict=True):
            for name in left:
                rule = regulation.rules[name][0]
                yield Only("rule", name, label, rule.text, rule.article)


def _never(point: Point) -> tuple[list[str], list[str]]:
    """The provisions that apply in no case that both can state, under the first regulation and under the second."""
    left: tuple[list[str], list[str]] | None = None
    for board in boards(point, open_readings=True):
        first, second = (
            [name for name, literal in own.items() if (left is None or name in left[number]) and not board.can([literal])]
            for number, own in enumerate(board.provisions)
        )
        left = (first, second)
        if not first and not second:
            break
    return left or ([], [])
