"""What two regulations do not share: terms, options, readings, provisions, duties, measures and acts, listed by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.proofs.pairing import SUBJECTS, Pairing, labels, same_term

_KINDS = ("term", "option", "reading", "tier", "rule", "circumstance", "duty", "measure", "act", "question")


class Only(msgspec.Struct, frozen=True):
    """Something that one regulation alone has; for terms and the like its words, for provisions what it turns on."""

    what: str
    id: str
    in_: str = msgspec.field(name="in")
    text: Text | None = None


class Unlike(msgspec.Struct, frozen=True):
    """Something that both have and state differently, each side in the words of a file."""

    what: str
    id: str
    first: str
    second: str


class Counterparts(msgspec.Struct, frozen=True):
    """Everything without a counterpart, and everything stated differently."""

    only: tuple[Only, ...]
    unlike: tuple[Unlike, ...]


def counterparts(first: Regulation, second: Regulation) -> Counterparts:
    """All that two regulations do not share."""
    names = labels(first, second)
    only = [*_vocabulary(first, second, names[0]), *_vocabulary(second, first, names[1]), *_provisions(first, second)]
    only.sort(key=lambda one: (names.index(one.in_), _KINDS.index(one.what)))
    return Counterparts(tuple(only), tuple(_unlike(first, second)))


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
    for tier in one.tiers.all:
        if tier not in other.tiers.all:
            yield Only("tier", tier, label, one.tiers.names.get(tier))
    duties = {duty.id for duty in other.file.duties}
    for duty in one.file.duties:
        if duty.id not in duties:
            yield Only("duty", duty.id, label, duty.act)
    for name, question in one.file.questions.items():
        if name not in other.file.questions:
            yield Only("question", name, label, question.text)
    if one.file.sanctions and other.file.sanctions:
        for rung in one.file.sanctions.ladder:
            if rung not in other.file.sanctions.ladder:
                yield Only("measure", rung, label, one.file.sanctions.terms[rung])
    acts = {act.act for act in other.file.authority}
    for act in {act.act: act for act in one.file.authority if act.act not in acts}.values():
        yield Only("act", act.act, label, act.text)


def _provisions(first: Regulation, second: Regulation) -> Iterator[Only]:
    """Rules and circumstances that no case in the words of both regulations brings about."""
    for subject in SUBJECTS:
        board = Pairing(first, second, 1, subject, open_readings=True)
        for regulation, label, provisions in zip((first, second), labels(first, second), board.provisions, strict=True):
            for name, literal in provisions.items():
                if not board.can([literal]):
                    if subject == "circumstance":
                        yield Only("circumstance", name, label, regulation.circumstances[name][0].text)
                    else:
                        yield Only("rule", name, label, regulation.rules[name][0].text)


def _unlike(first: Regulation, second: Regulation) -> Iterator[Unlike]:
    duties = {duty.id: duty for duty in second.file.duties}
    for duty in first.file.duties:
        if duty.id in duties and (sides := (_duty(duty), _duty(duties[duty.id])))[0] != sides[1]:
            yield Unlike("duty", duty.id, *sides)
    if first.tiers.when_several != second.tiers.when_several:
        yield Unlike("tiers", "when_several", first.tiers.when_several, second.tiers.when_several)
    ladders = [one.file.sanctions for one in (first, second)]
    if ladders[0] and ladders[1]:
        if (rungs := [", ".join(one.ladder) for one in ladders if one])[0] != rungs[1]:
            yield Unlike("measures", "ladder", *rungs)
        if ladders[0].last_two != ladders[1].last_two:
            yield Unlike("measures", "last_two", str(ladders[0].last_two), str(ladders[1].last_two))
    acts = (_acts(first), _acts(second))
    for act in [one for one in acts[0] if one in acts[1] and acts[0][one] != acts[1][one]]:
        yield Unlike("act", act, acts[0][act], acts[1][act])
    for name, reading in first.readings.items():
        if name in second.readings and (sides := (reading.literal or "—", second.readings[name].literal or "—"))[0] != sides[1]:
            yield Unlike("reading", name, *sides)


def _duty(duty: Duty) -> str:
    """A duty by what matters of it: whose, how often or how soon, to whom, and whether it must or may."""
    parts = {"who": duty.who, "at_least": duty.at_least, "per": duty.per, "within": duty.within, "by": duty.by, "to": duty.to}
    said = [f"{name} {value}" for name, value in parts.items() if value is not None]
    if duty.on is not None:
        said.append(f"on {duty.on.en}")
    if duty.wording is not None:
        said.append(f"“{duty.wording.en}”")
    return ", ".join([*said, *([duty.norm] if duty.norm != "obliged" else [])])


def _acts(regulation: Regulation) -> Mapping[str, str]:
    organs: dict[str, list[str]] = {}
    for act in regulation.file.authority:
        organs.setdefault(act.act, []).append(f"{act.organ or '—'} ({act.norm})")
    return {act: ", ".join(_unique(names)) for act, names in organs.items()}


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
