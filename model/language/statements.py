"""What a regulation's file states: tiers, terms, readings, rules, circumstances, measures, organs, duties, questions."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from zeren.model.language.provision import Consequence, Effect, Sure
from zeren.model.language.reader import Condition
from zeren.model.language.record import Record
from zeren.model.language.terms import Kind, Sort, Text

NormValue = Literal["obliged", "permitted", "forbidden"]
Span = Literal["week", "month", "quarter", "half_year", "year"]
Certainty = Literal["certain", "possible", "excluded"]


class Validity(Record, frozen=True, rename={"from_": "from"}):
    """The dates from and to which a regulation is in force; open where absent."""

    from_: dt.date | None = None
    to: dt.date | None = None


class Tiers(Record, frozen=True):
    """Labels of responsibility, the ranked ones from the gravest; `highest` lets the gravest absorb the other ranked ones.

    `consequences` holds what each of them brings with it.
    """

    ranked: tuple[str, ...] = ()
    unranked: tuple[str, ...] = ()
    when_several: Literal["highest", "all"] = "all"
    names: dict[str, Text] = {}
    consequences: dict[str, tuple[Consequence, ...]] = {}

    @property
    def all(self) -> tuple[str, ...]:
        return self.ranked + self.unranked


class TermShape(Record, frozen=True):
    """A term as its file states it.

    `burden` says who must prove it, `not_advised` which of its values nobody should aim for, `not_before` which moment must have
    come before this one.
    """

    zh: str
    en: str
    type: Kind | None = None
    one_of: tuple[str, ...] | dict[str, Text] | None = None
    unless_stated: str | None = None
    follows: Condition | None = None
    controllable: bool = False
    not_advised: tuple[str, ...] = ()
    burden: Text | None = None
    cites: tuple[str, ...] = ()
    not_before: str | None = None


class TermShapes(Record, frozen=True):
    """The terms of each sort."""

    matter: dict[str, TermShape] = {}
    person: dict[str, TermShape] = {}
    body: dict[str, TermShape] = {}
    circumstance: dict[str, TermShape] = {}


class Reading(Record, frozen=True):
    """An interpretive choice that the text leaves open; `literal` is the option that grammar alone favours."""

    question: Text
    one_of: dict[str, Text]
    literal: str | None = None
    cites: tuple[str, ...] = ()
    sure: Sure | None = None


class Definition(Record, frozen=True):
    """A named condition."""

    when: Condition
    text: Text | None = None
    cites: tuple[str, ...] = ()


class Background(Record, frozen=True):
    """What holds in every case, whoever states what: for each body, person or circumstance, or of the matter.

    One on the `whole_board` (that somebody did what was done) holds of all there are, and so of the people listed only where
    the case says that its board is complete; elsewhere it only keeps the contrary from being presumed of all of them.
    """

    id: str
    holds: Condition
    text: Text
    whole_board: bool = False


class See(Record, frozen=True):
    """Another provision that a bearer without a tier is to look at, and of whom that is so."""

    article: str
    text: Text
    when: Condition = Condition("yes")
    sort: Sort = "person"


class Rule(Record, frozen=True):
    """Gives a bearer a tier when its condition holds; `see` says where to look where it does not apply."""

    id: str
    article: str
    bears: str
    when: Condition
    text: Text
    sort: Sort = "person"
    sure: Sure | None = None
    see: tuple[See, ...] = ()


class ExceptionRule(Record, frozen=True):
    """Defeats rules, or other exceptions, when its condition holds.

    With an `effect` other than `exempts` it leaves the rules that it names standing: what they give is then at the
    discretion of the organ that decides.
    """

    id: str
    article: str
    defeats: tuple[str, ...]
    when: Condition
    text: Text
    effect: Effect = "exempts"
    sure: Sure | None = None


class Circumstance(Record, frozen=True):
    """A listed ground that opens accountability."""

    item: str
    article: str
    when: Condition
    text: Text


class Measure(Record, frozen=True):
    """A measure that stands outside the ladder: mandatory when its condition holds."""

    id: str
    article: str
    when: Condition
    mandatory: tuple[str, ...]
    text: Text


class PersonsOnly(Record, frozen=True):
    """The measures of a ladder that can fall on people alone, told where a body is the subject; `text` says what the article says of it."""

    measures: tuple[str, ...]
    text: Text
    sure: Sure | None = None


class Sanctions(Record, frozen=True):
    """The measures by name, the ladder from the mildest, and how the last two rungs are joined in the text."""

    terms: dict[str, Text]
    ladder: tuple[str, ...]
    article: str
    last_two: Literal["and", "or"] | None = None
    by_severity: bool = True
    measures: tuple[Measure, ...] = ()
    persons_only: PersonsOnly | None = None


class Authority(Record, frozen=True):
    """An act of procedure: which organ may or must do what, towards whom."""

    act: Literal["impose", "propose", "answer", "file", "supervise", "assess", "approve", "interpret"]
    article: str
    text: Text
    norm: NormValue
    organ: str | None = None
    to: tuple[str, ...] = ()
    when: Condition = Condition("yes")


class Label(Record, frozen=True):
    """A standing label of an office or body, such as 第一责任人: it is no tier and pursues nobody."""

    id: str
    article: str
    text: Text
    when: Condition
    sort: Sort = "person"


class Settled(Record, frozen=True):
    """The typed answer of a question, by conditions read in the order obliged, forbidden, permitted."""

    obliged: Condition | None = None
    forbidden: Condition | None = None
    permitted: Condition | None = None
    number: str | None = None
    bearer: Condition | None = None
    one_of: dict[str, Condition] = {}


class Question(Record, frozen=True):
    """Anything else that a regulation settles, asked of the matter or of each person or body."""

    text: Text
    article: str
    answer: Condition | Settled
    sort: Sort = "matter"
    otherwise: NormValue | None = None


class Event(Record, frozen=True):
    """What starts a duty, in words."""

    zh: str
    en: str


class IfRead(Record, frozen=True):
    """The number and period that a duty has only if the text is read so."""

    reading: str
    option: str
    at_least: int
    per: Span


class Duty(Record, frozen=True):
    """Something that a body or office must do; a duty with no named count means at least one.

    `to` is who receives it, `of` whom it is done to or about. `wording` keeps a frequency that has no number, in the text's own
    words (定期, 及时); such a duty has no instances to count, unless a reading gives it a number (`if_read`). `filing` names the
    filing by which it is fulfilled: when it is due is then told there, and nowhere else.
    """

    id: str
    article: str
    act: Text
    who: str | None = None
    to: str | None = None
    of: str | None = None
    at_least: int | None = None
    per: Span | None = None
    if_read: IfRead | None = None
    on: Event | None = None
    within: str | None = None
    by: str | None = None
    filing: str | None = None
    wording: Text | None = None
    norm: Literal["obliged", "permitted"] = "obliged"
    note: Text | None = None


class SameDay(Record, frozen=True):
    """Which reading decides whether several performances of one day count as several."""

    reading: str
    distinct: str
    allowed: str


class Windows(Record, frozen=True):
    """Which reading decides how periods are counted, and which of its options means which window."""

    reading: str
    calendar: str
    rolling: str
    anchored: str
    same_day: SameDay | None = None


class Tenure(Record, frozen=True):
    """Which terms say what office somebody holds and when, so that intervals in a case can fill them.

    `later_office` is the office held on the day of the pursuit by somebody who held another one on that of the decision;
    `shared` are the offices that several people hold at one time.
    """

    office: str
    in_office_at: str
    decision: str
    pursuit: str
    later_office: str | None = None
    shared: tuple[str, ...] = ()


Threshold = Literal["majority_of_present", "majority_of_all", "two_thirds_of_present", "two_thirds_of_all", "unanimity", "single_decider"]


class Votes(Record, frozen=True):
    """Which term of a person is their vote, and what each of its options counts as."""

    term: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Step(Record, frozen=True):
    """One line of a checklist: what is needed, and what to do where it is missing.

    `until` is a yes/no fact or a moment; once the case states that it is so, or when it was, what is missing can no longer be mended.
    """

    needs: Condition
    text: Text
    advice: Text
    until: str | None = None


class Checklist(Record, frozen=True):
    """What somebody in a certain position should make sure of."""

    id: str
    who: Condition
    title: Text
    steps: tuple[Step, ...]


class Concepts(Record, frozen=True):
    """What the regulation calls the things of which general properties speak; a property without its words is not asked.

    Whoever changes from `absent` to `present`, or from `not_objecting` to `objecting`, changes these facts and no others.
    """

    wrong_decision: Condition | None = None
    took_it: Condition | None = None
    objection_stands: Condition | None = None
    leadership: tuple[str, ...] = ()
    personal_decision: Condition | None = None
    acted_alone: Condition | None = None
    fault: Condition | None = None
    duty_missed: Condition | None = None
    objecting: dict[str, str] = {}
    not_objecting: dict[str, str] = {}
    absent: dict[str, str] = {}
    present: dict[str, str] = {}


CONCEPT_SORTS: dict[str, Sort] = {
    "wrong_decision": "matter",
    "took_it": "person",
    "objection_stands": "person",
    "personal_decision": "matter",
    "acted_alone": "person",
    "fault": "matter",
    "duty_missed": "circumstance",
}
CONCEPT_FACTS = ("objecting", "not_objecting", "absent", "present")


class NotModelled(Record, frozen=True):
    """Something that the text provides and the file leaves out, with the reason.

    `touches` names the rules, exceptions, items, duties, filings, labels and questions whose answers it could change.
    """

    article: str
    what: Text
    why: Text
    touches: tuple[str, ...] = ()


class OwnProperty(Record, frozen=True):
    """A sentence that a regulation states about itself: what always `holds`, what is `never` so, or what is `possible`."""

    id: str
    text: Text
    article: str = ""
    sort: Literal["matter", "person", "body"] = "matter"
    holds: Condition | None = None
    never: Condition | None = None
    possible: Condition | None = None
