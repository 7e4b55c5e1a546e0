"""What two regulations do not share, and what they state differently, in the words of their own texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from zeren.model.language.filing import Clock, Filing
from zeren.model.language.lengths_text import within
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Definition, Duty, Label
from zeren.proofs.compare.counterparts import Only
from zeren.proofs.compare.wording import Change, Said, Unlike
from zeren.proving.conditions import worded
from zeren.proving.cycle_text import CycleText
from zeren.proving.in_time_text import InTimeText
from zeren.voice.keys import COUNTERPARTS_ACT, COUNTERPARTS_KIND, COUNTERPARTS_ONLY, CounterpartsKey
from zeren.words import Language

OFTEN = ("at_least", "per", "by")  # told together
RENAMED = ("term", "organ", "bearer")  # of which only the name can differ
_ABSENT: dict[str, CounterpartsKey] = {
    "step": "no such step",
    "rank": "not ranked",
    "literal": "open",
    "organ": "does not do it",
    "clock": "not there",
    "roll": "stays",
}


class CounterpartText(InTimeText):
    """The words of what two regulations do not share, in one language."""

    def lines(self) -> Iterator[str]:
        """Both lists in Markdown; nothing where there is nothing to list."""
        yield from self.section("paired", self.paired())
        yield from self.section("without", self.only())
        yield from self.section("unlike", [*self.unlike(), *self.relays(), *self.renamed()])
        yield from self.section("ages", [self.age(one) for one in self.rest.in_time.spans if one.what == "age"])

    def section(self, title: CounterpartsKey, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield from ("", f"### {self.say(title)}", "", *lines)

    def paired(self) -> list[str]:
        """The circumstances of each that were compared with one another."""
        if not self.rest.paired:
            return []
        if all(item == other for item, other in self.rest.paired.items()):
            return [f"- {self.say('same numbers')}"]
        sides = []
        for regulation, items in zip(self.regulations, (list(self.rest.paired), list(self.rest.paired.values())), strict=True):
            at = (f"{regulation.circumstances[item][0].article}({item})" for item in items)
            sides.append([regulation.cited(one).in_(self.language) for one in at])
        return [f"- {self.semicolon.join(f'{one} = {other}' for one, other in zip(*sides, strict=True))}"]

    # without a counterpart --------------------------------------------------------------------------------

    def only(self) -> list[str]:
        found = []
        for (in_, what), group in groupby(self.rest.only, key=lambda one: (one.in_, one.what)):
            listed = self.semicolon.join(self.thing(one) for one in group)
            found.append(f"- {self.say('only', in_, COUNTERPARTS_ONLY.say(what, self.language))}{self.colon}{listed}")
        for what, alike in groupby(self.rest.namesakes, key=lambda one: one.what):
            listed = self.semicolon.join(f"{one.text.in_(self.language)}{self.aside(f'`{one.first}` → `{one.second}`')}" for one in alike)
            found.append(f"- {self.say('namesakes', COUNTERPARTS_ONLY.say(what, self.language))}{self.colon}{listed}")
        return found

    def thing(self, one: Only) -> str:
        """Something by its name, with the article where it stands; by its id where it has no name."""
        regulation = self.regulations[self.names.index(one.in_)]
        name = one.text.in_(self.language) if one.text is not None else f"`{one.id}`"
        of = one.id.partition(": ")[0]
        if one.what == "option":
            name = f"{regulation.terms[of].text.in_(self.language)} – {name}"
        elif one.what == "reading_option":
            name = f"{regulation.readings[of].question.in_(self.language)} – {name}"
        return name + (self.aside(regulation.cited(one.article).in_(self.language)) if one.article else "")

    # stated differently -----------------------------------------------------------------------------------

    def unlike(self) -> list[str]:
        """What is stated differently, and below each duty and filing what that comes to in time."""
        gaps = {one.subject: one for one in self.rest.in_time.spans if one.what == "gap"}
        found: list[str] = []
        for one in self.rest.unlike:
            if one.what in RENAMED:
                continue
            told = [*self.changes(one), *(self.gap(gaps[one.id]) if one.what == "duty" and one.id in gaps else ())]
            told += [self.due(due) for due in self.rest.in_time.due if due.subject == one.id]
            found += [f"- {self.heading(one)}", *(f"  - {line}" for line in told)] if told else []
        return found

    def renamed(self) -> Iterator[str]:
        """Terms, organs and bearers that both have under one id, in other words."""
        named = [one for one in self.rest.unlike if one.what in RENAMED and not self.same_words(one.changes[0])]
        for what, group in groupby(named, key=lambda one: one.what):
            pairs = [" → ".join(self.name(side) for side in (one.changes[0].first, one.changes[0].second) if side) for one in group]
            yield f"- {self.say('renamed', self.say(what))}{self.colon}{self.semicolon.join(pairs)}"

    def heading(self, one: Unlike) -> str:
        """What it is, with the articles where the two state it."""
        name = act(one.id, self.language) if one.what == "act" else one.name.in_(self.language) if one.name else one.id
        places = [regulation.cited(article).in_(self.language) for regulation, article in self.articles(one)]
        return self.say(one.what, name) + (self.aside(" → ".join(dict.fromkeys(places))) if len(places) == 2 else "")

    def articles(self, one: Unlike) -> Iterator[tuple[Regulation, str]]:
        for regulation in self.regulations:
            file = regulation.file
            if one.what == "measures" and file.sanctions is not None:
                yield regulation, file.sanctions.article
            if one.what == "question":
                yield regulation, file.questions[one.id].article
            of_kind: dict[str, tuple[Duty | Filing | Label, ...]] = {"duty": file.duties, "filing": file.filings, "label": file.labels}
            yield from ((regulation, each.article) for each in of_kind.get(one.what, ()) if each.id == one.id)

    def changes(self, one: Unlike) -> Iterator[str]:
        told: set[str] = set()
        duties = [duty for regulation in self.regulations for duty in regulation.file.duties if one.what == "duty" and duty.id == one.id]
        for change in (change for change in one.changes if not self.same_words(change)):
            key = "often" if one.what == "duty" and change.aspect in OFTEN else change.aspect
            if key == "often" and key not in told:
                yield self.arrow(self.say("often"), *(self.often(*pair) for pair in zip(self.cycles, duties, strict=True)))
            elif key != "often" and not (
                key == "wording" and "often" in told and not any(_numbered(duty) and duty.wording for duty in duties)
            ):
                yield self.arrow(self.aspect(one, change), *(self.said(one, change, number) for number in (0, 1)))
            told.add(key)

    def same_words(self, change: Change) -> bool:
        """Whether the two say the same in this language, and differ in the other one only."""
        sides = [side.text.in_(self.language) for side in (change.first, change.second) if side is not None and side.text is not None]
        return change.aspect in ("act", "on", "wording", "name", "text") and len(sides) == 2 and sides[0] == sides[1]

    def often(self, text: CycleText, duty: Duty) -> str:
        return self.say("not stated") if duty.on is not None and not _numbered(duty) else text.often(duty) or self.say("not stated")

    def aspect(self, one: Unlike, change: Change) -> str:
        """On what the two differ, in words."""
        of = self.name(change.of) if change.of else ""
        if change.aspect == "organ":
            return of or self.say("nobody")
        if change.aspect == "consequence":
            return self.say("consequence", consequence(of, self.language))
        if one.what == "act":
            return f"{of}{self.comma}{self.called(change.aspect)}"
        key = {"act": "doing", "to": "to date" if one.what == "validity" else "to"}.get(change.aspect, change.aspect)
        return self.called(key, of)

    def name(self, said: Said) -> str:
        return said.text.in_(self.language) if said.text is not None else said.value

    def said(self, one: Unlike, change: Change, number: int) -> str:
        """What one of the two says on a point."""
        said = (change.first, change.second)[number]
        if said is None:
            return self.say(_ABSENT.get(change.aspect, "not stated"))
        match change.aspect:
            case "silence":
                return self.silence(said.value, one.id, number)
            case "within":
                return within(said.value, self.language)
            case "clock":
                return self.clock(one, change, number)
            case "organ":
                return self.called(said.value) + (self.aside(said.text.in_(self.language)) if said.text is not None else "")
            case "step":
                return self.say("nth step", said.value)
            case "wording":
                return self.say("quoted", self.name(said))
            case "mandatory" | "to" if said.text is None and one.what in ("measure", "act"):
                return self.listed(said.value.split(", "), number)
            case "owed" | "when":
                return self.condition(said.value, number)
        return self.name(said) if said.text is not None else self.called(said.value)

    def silence(self, value: str, term: str, number: int) -> str:
        """What a fact is where a case does not state it."""
        kind, _, rest = value.partition(": ")
        if kind == "follows":
            return self.say("follows", worded(self.regulations[number], self.regulations[number].follows[term], self.language))
        options = self.regulations[number].terms[term].options
        word = options[rest].in_(self.language) if rest in options else self.called(rest)
        return self.say("left open") if kind == "open" else self.say("is taken to be", word)

    def listed(self, ids: Sequence[str], number: int) -> str:
        file = self.regulations[number].file
        names = {**file.organs, **file.bearers, **(file.sanctions.terms if file.sanctions else {})}
        return ("、" if self.zh else ", ").join(names[one].in_(self.language) if one in names else one for one in ids)

    def condition(self, condition: str, number: int) -> str:
        """A condition by its name, where it is a single term or a definition with a text; otherwise as in the file."""
        regulation = self.regulations[number]
        if condition in regulation.terms:
            return regulation.terms[condition].text.in_(self.language)
        definition = regulation.file.definitions.get(condition)
        if isinstance(definition, Definition) and definition.text is not None:
            return definition.text.in_(self.language)
        return f"`{condition}`"

    def clock(self, one: Unlike, change: Change, number: int) -> str:
        filing = next(each for each in self.regulations[number].file.filings if each.id == one.id)
        clocks = [each for each in filing.due if change.of is not None and each.after == change.of.value]
        return self.either(
            [self.limit(each) + (self.aside(self.condition(each.when, number)) if each.when != "yes" else "") for each in clocks]
        )

    def limit(self, clock: Clock) -> str:
        if clock.within is not None:
            return within(clock.within, self.language)
        return self.say("quoted", clock.wording.in_(self.language) if clock.wording else "")


def _numbered(duty: Duty) -> bool:
    """Whether a number or a day of the year says how often, so that a word on time is not told there."""
    return duty.at_least is not None or duty.by is not None


def act(name: str, language: Language) -> str:
    """What an act of a procedure is called."""
    key = COUNTERPARTS_ACT.find(name)
    return name if key is None else COUNTERPARTS_ACT.say(key, language)


def consequence(kind: str, language: Language) -> str:
    """What a kind of consequence is called."""
    key = COUNTERPARTS_KIND.find(kind)
    return kind if key is None else COUNTERPARTS_KIND.say(key, language)
