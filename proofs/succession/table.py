"""The table of `zeren succession`: for everybody who has a duty, whether somebody always answers for it, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty, Span
from zeren.model.language.succession import Acting, Away, Deputy, Succession, Vacancy
from zeren.model.language.terms import Text
from zeren.model.meaning.succession import Offices, offices
from zeren.proofs.succession.dated import Story
from zeren.proofs.succession.decide import Verdict, decide
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import written
from zeren.proofs.succession.history import History
from zeren.proofs.succession.told import clause_in_words

Question = Literal["every_day", "every_period"]


class Further(msgspec.Struct, frozen=True):
    """One more sentence on succession: who acts as deputy, or within how many days somebody acts, is appointed or is back.

    None keeps what is written.
    """

    deputy: str | None = None
    acting_within: int | None = None
    filled_within: int | None = None
    absence_within: int | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether somebody answers for the duties of a bearer on every day, or in every period at some time, for ever.

    `bearer` is null for duties that the text gives to nobody. A row that holds has an invariant (`formula`, and each
    clause of it in words), one that breaks a history and its story, one that is unknown a reason. `offices` are those
    on which it depends, `given` the organs that are taken to be there, because the text says nothing of them; without
    `sudden` nobody dies or is gone from one moment to the next.
    """

    regulation: str
    bearer: str | None
    duties: tuple[str, ...]
    articles: tuple[str, ...]
    wording: Literal["as_written", "what_if"]
    question: Question
    per: Span | None
    verdict: Verdict
    offices: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    sudden: bool = True
    formula: str = ""
    invariant: tuple[Text, ...] = ()
    history: History | None = None
    story: Story | None = None
    reason: Text | None = None
    certificate: str = ""


class SuccessionReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren succession` prints for programs."""

    schema: Literal["zeren.succession/1"] = "zeren.succession/1"
    argument: dict[str, str]
    what_if: Further | None
    sudden: bool
    rows: tuple[Row, ...]


ARGUMENT = {
    "zh": "起初各职位均有人任职，此后任何人随时可能离任、外出、获任或者委托他人；凡规则要求的，期限届满前都已做到；"
    "规则没有写的，可能发生也可能不发生。"
    "“成立”由归纳法证明：所列各句起初成立，任何一步之后仍然成立，并且排除无人负责的情形；三者各自单独核对。一个职位由几人担任的，只看是否还有人在任；"
    "各组织互不影响。因此人数和组织数不限。",
    "en": "at first every office is held; then anybody may leave, go away, be appointed or delegate at any time. What a rule wants done is "
    "done within its time; what no rule says may happen or not. `holds` is proved by induction: the sentences listed hold at first, are "
    "kept by whatever happens, and exclude that nobody answers; each of the three is checked by itself. Where several hold one office it "
    "matters only whether one of them is left, and bodies do not depend on their sisters: so this is so for any number of either.",
}


def table(
    regulation: Regulation, *, sudden: bool = True, what_if: Further | None = None, effort: float = 1.0, office: str | None = None
) -> tuple[Row, ...]:
    """Every row of a regulation, as written and, if asked for, with one more sentence.

    Args:
        sudden: whether somebody may die, or be gone from one moment to the next.
        effort: the share of the usual steps that the solver may take for one question.
        office: only what depends on this office.

    Raises:
        Disagreement: if the definition does not confirm a history.
    """
    found = [row for name, duties in bearers(regulation) for row in _rows(regulation, name, duties, sudden, effort, office)]
    if what_if is not None:
        other = reworded(regulation, what_if, office)
        for name, duties in bearers(regulation):
            if name is not None and offices(other, name) != offices(regulation, name):
                found += (replace(row, wording="what_if") for row in _rows(other, name, duties, sudden, effort, office))
    return tuple(found)


def reworded(regulation: Regulation, what_if: Further, office: str | None = None) -> Regulation:
    """The regulation with one more sentence, said of one office or of everybody who has a duty."""
    changed = dict(regulation.file.succession)
    for name in [office] if office else [name for name, _ in bearers(regulation) if name]:
        changed[name] = _reworded(changed.get(name, Succession()), name, what_if)
    return replace(regulation, file=replace(regulation.file, succession=changed))


def _reworded(one: Succession, name: str, what_if: Further) -> Succession:
    if one.members:
        return one
    if what_if.deputy is not None and what_if.deputy != name:
        one = replace(one, deputies=(*one.deputies, Deputy(who=what_if.deputy)))
    if what_if.acting_within is not None:
        one = replace(one, acting=replace(one.acting or Acting(), within=f"days({what_if.acting_within})"))
    if what_if.filled_within is not None:
        one = replace(one, vacancy=replace(one.vacancy or Vacancy(), at_most=f"days({what_if.filled_within})"))
    if what_if.absence_within is not None:
        one = replace(one, absence=replace(one.absence or Away(), at_most=f"days({what_if.absence_within})"))
    return one


def bearers(regulation: Regulation) -> Iterator[tuple[str | None, tuple[Duty, ...]]]:
    """Everybody who has a duty, with the duties, in the order of the file; None stands for nobody."""
    duties = [duty for duty in regulation.file.duties if duty.norm == "obliged"]
    for name in dict.fromkeys(duty.who for duty in duties):
        yield name, tuple(duty for duty in duties if duty.who == name)


def _rows(
    regulation: Regulation, name: str | None, duties: Sequence[Duty], sudden: bool, effort: float, office: str | None
) -> Iterator[Row]:
    """What is asked of one bearer: every day and, where that breaks, every period of each length that the duties have."""
    if name is None:
        if office is None:
            yield asked(regulation, None, duties, sudden)
        return
    own = offices(regulation, name, sudden)
    if office is not None and office not in own.rules:
        return
    row = asked(regulation, name, duties, sudden)
    spans = spans_of(duties)
    first = _settled(row, regulation, own, spans[0] if spans else None, effort)
    yield first
    if first.verdict != "holds":
        for per in spans:
            yield _settled(replace(row, question="every_period", per=per), regulation, own, per, effort)


def asked(regulation: Regulation, name: str | None, duties: Sequence[Duty], sudden: bool) -> Row:
    """What is asked of a bearer on every day, before anything is decided; that nobody answers for what nobody is named for is so."""
    own = None if name is None else offices(regulation, name, sudden)
    return Row(
        regulation=regulation.id,
        bearer=name,
        duties=tuple(duty.id for duty in duties),
        articles=tuple(duty.article for duty in duties),
        wording="as_written",
        question="every_day",
        per=None,
        verdict="breaks",
        offices=() if own is None else tuple(own.rules),
        given=() if own is None else own.given,
        sudden=sudden,
    )


def spans_of(duties: Sequence[Duty]) -> tuple[Span, ...]:
    """The periods in which duties are due, each once; a deadline by a day of the year is one of a year."""
    found = (duty.per if duty.at_least is not None else "year" if duty.by is not None else None for duty in duties)
    return tuple(dict.fromkeys(per for per in found if per is not None))


def _settled(row: Row, regulation: Regulation, own: Offices, per: Span | None, effort: float) -> Row:
    """A row with the verdict on its question and what shows it; a history is dated by the periods `per`."""
    encoding = Encoding(own, row.per)
    found = decide(encoding, per, effort)
    return replace(
        row,
        verdict=found.verdict,
        formula=written(found.clauses) if found.verdict == "holds" else "",
        invariant=tuple(clause_in_words(clause, encoding, regulation) for clause in found.clauses),
        history=found.history,
        story=found.story,
        reason=found.reason,
    )
