"""What two regulations both have and state differently, point by point: duties, filings, tiers, measures, questions, organs, readings.

Things are matched by id. A point that names something of the regulation's own is the same where the id is; words are the same where
they read the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from zeren.model.language.filing import Clock, Counting, Filing
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Event, Question, Sanctions, Settled, TermShape
from zeren.model.language.terms import Term, Text, Unknown, write_value
from zeren.proofs.compare.matching import same_term
from zeren.proofs.compare.questions import kind_of

What = Literal[
    "validity",
    "term",
    "silent",
    "duty",
    "filing",
    "counting",
    "tiers",
    "tier",
    "measures",
    "measure",
    "act",
    "question",
    "label",
    "organ",
    "bearer",
    "reading",
]
Thing = TypeVar("Thing")


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a regulation says on one point: as in its file, and in its words for people where it has some."""

    value: str
    text: Text | None = None


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """A point on which two regulations differ; a side is null where that one says nothing. `of` names one of several alike."""

    aspect: str
    first: Said | None
    second: Said | None
    of: Said | None = None


class Unlike(msgspec.Struct, frozen=True):
    """Something that both have and state differently."""

    what: What
    id: str
    name: Text | None
    changes: tuple[Change, ...]


def unlike(first: Regulation, second: Regulation) -> Iterator[Unlike]:
    """Everything that both have and state differently, in the order of the first one's file."""
    for what, id_, name, changes in _compared(first, second):
        if differing := tuple(one for one in changes if _differ(one.first, one.second)):
            yield Unlike(what, id_, name, differing)


def _differ(first: Said | None, second: Said | None) -> bool:
    return (first and first.value) != (second and second.value)


def _compared(first: Regulation, second: Regulation) -> Iterator[tuple[What, str, Text | None, Iterable[Change]]]:
    one, other = first.file, second.file
    yield (
        "validity",
        "valid",
        None,
        (_change(name, *(_plain(getattr(file.valid, name)) for file in (one, other))) for name in ("from_", "to")),
    )
    for term in first.terms.values():
        if same_term(term, counterpart := second.terms.get(term.id)) and counterpart is not None:
            yield "term", term.id, term.text, [_change("name", _words(term.text), _words(counterpart.text))]
            silence = [_change("silence", _silence(first, term), _silence(second, counterpart))]
            if first.follows.get(term.id) != second.follows.get(term.id) or term.unless_stated != counterpart.unless_stated:
                yield "silent", term.id, term.text, silence
    for duty, twin in _both({duty.id: duty for duty in one.duties}, {duty.id: duty for duty in other.duties}):
        yield "duty", duty.id, duty.act, _sides(_duty(first, duty), _duty(second, twin))
    for filing, same in _both({filing.id: filing for filing in one.filings}, {filing.id: filing for filing in other.filings}):
        yield (
            "filing",
            filing.id,
            filing.act,
            [*_sides(_filing(first, filing), _filing(second, same)), *_clocks(first, second, filing, same)],
        )
    if one.filings and other.filings:
        yield "counting", "counting", None, _sides(_counting(one.counting), _counting(other.counting))
    yield "tiers", "tiers", None, [_change("when_several", Said(first.tiers.when_several), Said(second.tiers.when_several))]
    for tier in (tier for tier in first.tiers.all if tier in second.tiers.all):
        yield "tier", tier, first.tiers.names.get(tier), _tier(first, second, tier)
    if one.sanctions is not None and other.sanctions is not None:
        yield "measures", "ladder", None, _ladder(one.sanctions, other.sanctions)
        yield from _measures(one.sanctions, other.sanctions)
    for act in dict.fromkeys(step.act for step in one.authority if step.act in {step.act for step in other.authority}):
        yield "act", act, None, _act(first, second, act)
    for name, question in first.file.questions.items():
        if name in second.file.questions:
            yield "question", name, question.text, _sides(_question(question), _question(second.file.questions[name]))
    for label, like in _both({label.id: label for label in one.labels}, {label.id: label for label in other.labels}):
        yield "label", label.id, label.text, _sides(*({"name": _words(each.text), "of": Said(each.sort)} for each in (label, like)))
    for what, names in (("organ", (one.organs, other.organs)), ("bearer", (one.bearers, other.bearers))):
        for id_ in (id_ for id_ in names[0] if id_ in names[1]):
            yield what, id_, names[0][id_], [_change("name", *(_words(side[id_]) for side in names))]  # type: ignore[misc]  # two of its words
    for name, reading in first.readings.items():
        if name in second.readings:
            sides = [Said(of.literal, of.one_of[of.literal]) if of.literal else None for of in (reading, second.readings[name])]
            yield "reading", name, reading.question, [_change("literal", *sides)]


def _silence(regulation: Regulation, term: Term) -> Said:
    """What a fact is where a case does not state it."""
    shapes: Mapping[str, TermShape] = getattr(regulation.file.terms, term.sort)
    if term.follows:
        return Said(f"follows: {shapes[term.id].follows}")
    return Said("open") if isinstance(term.unless_stated, Unknown) else Said(f"taken: {write_value(term.unless_stated)}")


def _both(first: Mapping[str, Thing], second: Mapping[str, Thing]) -> Iterator[tuple[Thing, Thing]]:
    return ((one, second[id_]) for id_, one in first.items() if id_ in second)


def _change(aspect: str, first: Said | None, second: Said | None, *, of: Said | None = None) -> Change:
    return Change(aspect.rstrip("_"), first, second, of)


def _sides(first: Mapping[str, Said | None], second: Mapping[str, Said | None]) -> list[Change]:
    return [_change(aspect, first.get(aspect), second.get(aspect)) for aspect in dict.fromkeys([*first, *second])]


def _plain(value: object) -> Said | None:
    return None if value is None else Said(str(value))


def _words(text: Text | Event | None) -> Said | None:
    """A point that is words only: it differs where these do."""
    return None if text is None else Said(f"{text.zh} / {text.en}", Text(zh=text.zh, en=text.en))


def _bearer(regulation: Regulation, id_: str | None) -> Said | None:
    return None if id_ is None else Said(id_, regulation.file.bearers.get(id_))


def _question(question: Question) -> dict[str, Said | None]:
    """What is asked, of whom, and which answers there are; which of these a case gets is for the comparison of cases."""
    kind = kind_of(question)
    options = Said(", ".join(question.answer.one_of)) if isinstance(question.answer, Settled) and question.answer.one_of else None
    return {
        "name": _words(question.text),
        "of": Said(question.sort) if kind != "somebody" else None,
        "answer": Said(kind),
        "options": options,
    }


def _duty(regulation: Regulation, duty: Duty) -> dict[str, Said | None]:
    return {
        "act": _words(duty.act),
        "who": _bearer(regulation, duty.who),
        "to": _bearer(regulation, duty.to),
        "done_to": _bearer(regulation, duty.of),
        "at_least": _plain(duty.at_least),
        "per": _plain(duty.per),
        "by": _plain(duty.by),
        "on": _words(duty.on),
        "within": _plain(duty.within),
        "wording": _words(duty.wording),
        "norm": Said(duty.norm),
    }


def _filing(regulation: Regulation, filing: Filing) -> dict[str, Said | None]:
    return {
        "act": _words(filing.act),
        "who": _bearer(regulation, filing.who),
        "to": _bearer(regulation, filing.to),
        "owed": Said(str(filing.when)),
        "roll": None if filing.roll is None else Said(filing.roll.to),
        "repeats": Said("yes" if filing.repeats else "no"),
    }


def _clocks(first: Regulation, second: Regulation, filing: Filing, same: Filing) -> Iterator[Change]:
    """The time limits of a filing, each by what it runs from; several that run from one thing are told together."""
    sides = [_by_start(regulation, one) for regulation, one in ((first, filing), (second, same))]
    for after in dict.fromkeys([*sides[0], *sides[1]]):
        regulation = first if after in sides[0] else second
        yield _change("clock", sides[0].get(after), sides[1].get(after), of=Said(after, _start(regulation, after)))


def _by_start(regulation: Regulation, filing: Filing) -> dict[str, Said]:
    found: dict[str, list[Clock]] = {}
    for clock in filing.due:
        found.setdefault(clock.after, []).append(clock)
    return {after: Said(", ".join(map(_clock, clocks))) for after, clocks in found.items()}


def _clock(clock: Clock) -> str:
    limit = clock.within or f"“{clock.wording.en if clock.wording else ''}”"
    return limit if clock.when == "yes" else f"{limit} if {clock.when}"


def _start(regulation: Regulation, after: str) -> Text | None:
    filings = {one.id: one.act for one in regulation.file.filings}
    return filings.get(after) or (regulation.terms[after].text if after in regulation.terms else None)


def _counting(counting: Counting | None) -> dict[str, Said | None]:
    if counting is None:
        return {}
    two = "yes" if counting.two_working_days else "no"
    return {"first_hour": Said(counting.first_hour), "last_day_off": Said(counting.last_day_off), "two_working_days": Said(two)}


def _tier(first: Regulation, second: Regulation, tier: str) -> Iterator[Change]:
    tiers = (first.tiers, second.tiers)
    yield _change("name", *(_words(one.names.get(tier)) for one in tiers))
    yield _change("rank", *(Said(str(one.ranked.index(tier) + 1)) if tier in one.ranked else None for one in tiers))
    sides = [{one.kind: one for one in of.consequences.get(tier, ())} for of in tiers]
    for kind in dict.fromkeys([*sides[0], *sides[1]]):
        said = [
            Said(f"{kind}{f' {side[kind].length}' if side[kind].length else ''}", side[kind].text) if kind in side else None
            for side in sides
        ]
        yield _change("consequence", *said, of=Said(kind))


def _ladder(first: Sanctions, second: Sanctions) -> Iterator[Change]:
    """Steps that only one has, steps in another order, the ends, and how the last two are joined; step 1 is the mildest."""
    sides = (first, second)
    shared = [step for step in first.ladder if step in second.ladder]
    order = [[step for step in one.ladder if step in shared] for one in sides]
    for step in dict.fromkeys([*first.ladder, *second.ladder]):
        if step not in shared or order[0].index(step) != order[1].index(step):
            places = [Said(str(one.ladder.index(step) + 1)) if step in one.ladder else None for one in sides]
            yield _change("step", *places, of=Said(step, first.terms.get(step) or second.terms.get(step)))
    for aspect, place in (("mildest", 0), ("gravest", -1)):
        yield _change(aspect, *(Said(one.ladder[place], one.terms.get(one.ladder[place])) if one.ladder else None for one in sides))
    yield _change("last_two", *(_plain(one.last_two) for one in sides))
    yield _change("by_severity", *(Said("yes" if one.by_severity else "no") for one in sides))


def _measures(first: Sanctions, second: Sanctions) -> Iterator[tuple[What, str, Text | None, Iterable[Change]]]:
    """The measures that must follow, outside the ladder."""
    for one, other in _both({one.id: one for one in first.measures}, {one.id: one for one in second.measures}):
        sides = [
            {"mandatory": Said(", ".join(side.mandatory)), "when": Said(str(side.when)), "text": _words(side.text)} for side in (one, other)
        ]
        yield "measure", one.id, one.text, _sides(*sides)


def _act(first: Regulation, second: Regulation, act: str) -> Iterator[Change]:
    """Which organ must or may do an act, towards whom; the words are the text's own."""
    sides = [{one.organ: one for one in of.file.authority if one.act == act} for of in (first, second)]
    for organ in dict.fromkeys([*sides[0], *sides[1]]):
        found = [side.get(organ) for side in sides]
        name = next((of.file.organs[organ] for of in (first, second) if organ is not None and organ in of.file.organs), None)
        of_ = None if organ is None else Said(organ, name)
        yield _change("organ", *(None if one is None else Said(one.norm, one.text) for one in found), of=of_)
        if found[0] is not None and found[1] is not None:
            yield _change("when", *(Said(str(one.when)) for one in found if one is not None), of=of_)
            yield _change("to", *(None if not one.to else Said(", ".join(one.to)) for one in found if one is not None), of=of_)
