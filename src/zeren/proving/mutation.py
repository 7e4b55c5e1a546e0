"""Which small changes of a regulation its cases notice: a change that none notices is a word that no case holds fast.

A change is killed where a case is answered otherwise than it expects; it changes nothing where that is proved; otherwise it
survives, with the smallest case that would kill it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal

import msgspec

from zeren.answering.expect import check
from zeren.model.language.case import Case
from zeren.model.language.faults import Refused
from zeren.model.language.limits import Limits, in_force, limits
from zeren.model.language.load import parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.answer import Answer, QuestionAnswer
from zeren.model.solving.ask import ask
from zeren.model.solving.solver import Undecided
from zeren.proofs.case_text import case_text
from zeren.proofs.lint.stage import Witness
from zeren.proofs.mutants.alike import Alike
from zeren.proofs.mutants.changes import Mutant, mutants
from zeren.proofs.mutants.due import due_alike
from zeren.workers import HERE, Where, in_order

_BLOCK = 50  # changes that a worker tries one after another; which case is told as noticing one depends on those before it there
Fate = Literal["killed", "changes_nothing", "survives", "undecided"]


class Fated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A small change and what became of it.

    Args:
        by: the case that notices it, if it is killed.
        case: the smallest case that would kill it, as a case file with what the regulation as it stands expects.
        reason: why it is undecided.
    """

    part: str
    article: str
    what: Text
    fate: Fate
    by: str = ""
    case: str = ""
    reason: str = ""


class MutationReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every small change of a regulation that was tried, against so many cases."""

    schema: Literal["zeren.mutation/1"] = "zeren.mutation/1"
    regulation: str
    cases: int
    changes: tuple[Fated, ...]

    def of(self, fate: Fate) -> list[Fated]:
        """The changes with one fate."""
        return [one for one in self.changes if one.fate == fate]


def mutate(regulation: Regulation, cases: Sequence[Case], *, every: int = 1, where: Where = HERE) -> MutationReport:
    """Try every small change, or every so-many-th, of a regulation on cases that pass under it as it stands."""
    found = tuple(fates(regulation, cases, every=every, where=where))
    return MutationReport(regulation=regulation.id, cases=len(cases), changes=found)


def fates(regulation: Regulation, cases: Sequence[Case], *, every: int = 1, where: Where = HERE) -> Iterator[Fated]:
    """What becomes of each change, in their order, as soon as it is found out.

    Raises:
        Refused: if the cluster of `where` cannot be reached.
        Lost: if a worker dies at the same changes again.
    """
    killers = [case for case in cases if case.expect is not None or case.expect_under]
    chosen = islice(mutants(regulation), None, None, every)
    blocks = iter(lambda: tuple(islice(chosen, _BLOCK)), ())
    for found in in_order(_fates, ((regulation, killers, block, limits()) for block in blocks), where):
        yield from found


def _fates(regulation: Regulation, cases: Sequence[Case], changes: Sequence[Mutant], kept_to: Limits) -> list[Fated]:
    """What becomes of some changes; the cases that noticed most of them so far are tried first."""
    with in_force(kept_to):
        alike = Alike(regulation)
        killers = {case.id: case for case in cases}
        hits = dict.fromkeys(killers, 0)
        found = []
        for mutant in changes:
            ordered = sorted(killers, key=lambda name: -hits[name])
            by = next((name for name in ordered if notices(killers[name], mutant.regulation)), None)
            if by is not None:
                hits[by] += 1
                found.append(_fated(mutant, "killed", by=by))
            else:
                found.append(_survivor(regulation, mutant, alike))
        return found


def notices(case: Case, changed: Regulation) -> bool:
    """Whether a case is answered otherwise than it expects, or refused."""

    def answer(readings: Mapping[str, str], settle: bool) -> Answer:
        return ask(changed, case, readings=readings, settle=settle)

    try:
        return bool(check(changed, case, answer))
    except Refused:
        return True


def _survivor(regulation: Regulation, mutant: Mutant, alike: Alike) -> Fated:
    if mutant.path[0] == "duties":
        return _fated(mutant, "survives")
    try:
        if mutant.path[0] == "filings":
            return _fated(mutant, "changes_nothing" if due_alike(regulation, mutant.regulation, int(mutant.path[1])) else "survives")
        unalike = alike.differs(mutant.regulation)
    except Undecided as gave_up:
        return _fated(mutant, "undecided", reason=str(gave_up))
    if unalike.witness is None:
        if unalike.every_size:
            return _fated(mutant, "changes_nothing")
        return _fated(mutant, "undecided", reason=f"no case of up to {unalike.persons} persons comes out differently")
    for shown in (unalike.witness.case, _pinned(regulation, unalike.witness)):
        text = expecting(regulation, shown)
        if notices(parse_case(text, regulation), mutant.regulation):
            return _fated(mutant, "survives", case=text)
    return _fated(mutant, "undecided", case=text, reason="the case that comes out differently is answered alike")


def _pinned(regulation: Regulation, witness: Witness) -> str:
    """A case with every reading pinned: where the change only exchanges two ways to read, an open reading would hide it."""
    case = parse_case(witness.case, regulation)
    taken = {name: witness.readings.get(name) or one.literal or next(iter(one.one_of)) for name, one in regulation.readings.items()}
    return case_text(regulation, msgspec.structs.replace(case, readings=taken))


def _fated(mutant: Mutant, fate: Fate, by: str = "", case: str = "", reason: str = "") -> Fated:
    return Fated(part=mutant.part, article=mutant.article, what=mutant.what, fate=fate, by=by, case=case, reason=reason)


def expecting(regulation: Regulation, text: str) -> str:
    """A case file with what the regulation answers as its expectations."""
    case = parse_case(text, regulation)
    answer = ask(regulation, case)
    lines = ["expect:"]
    for sort, names in (("persons", case.people), ("bodies", case.bodies)):
        borne = {name: [list(one.tiers) or ["none"] for one in answer.bearers[name].outcomes] for name in names if name in answer.bearers}
        lines += [f"  {sort}:"] if borne else []
        lines += [f"    {name}: {{outcomes: [{', '.join(_listed(one) for one in sets)}]}}" for name, sets in borne.items()]
    effects = {
        name: list(dict.fromkeys(one.effect or "firm" for one in answer.bearers[name].outcomes))
        for name in (*case.people, *case.bodies)
        if name in answer.bearers and answer.bearers[name].outcomes
    }
    if all(one.effect == "exempts" for one in regulation.file.exceptions):
        effects = {}
    lines += ["  effects:", *(f"    {name}: {_listed(one)}" for name, one in effects.items())] if effects else []
    told = [f"    {name}: {_listing(one)}" for name in (*case.people, *case.bodies) if (one := _labels(regulation, answer, name))]
    lines += ["  labels:", *told] if told else []
    if answer.circumstances:
        lines.append("  circumstances:")
        lines += [f'    - {{item: "{one.item}", subject: {one.subject}, answer: {one.answer}}}' for one in answer.circumstances]
    if answer.procedure:
        lines.append("  procedure:")
        for act in answer.procedure:
            organ = f", organ: {act.organ}" if act.organ else ""
            lines.append(f"    - {{act: {act.act}{organ}, norm: {act.norm}, answer: {act.answer}}}")
    shown = {name: words for name, one in answer.questions.items() if (words := _asked(one))}
    lines += ["  answers:", *(f"    {name}: {value}" for name, value in shown.items())] if shown else []
    lines += _filings(regulation, case)
    if answer.sanctions is not None:
        sanctions = {field: getattr(answer.sanctions, field) for field in ("permitted", "mandatory", "not_named")}
        lines += ["  sanctions:", *(f"    {field}: {_listed(measures)}" for field, measures in sanctions.items())]
    return text + "\n".join(lines) + "\n"


def _filings(regulation: Regulation, case: Case) -> list[str]:
    """What has become of each filing, and until when it is due where that is known."""
    if not regulation.file.filings:
        return []
    from zeren.working_days import deadlines_of

    lines = ["  filings:"]
    for one in deadlines_of(regulation, case):
        moments = [f"{name}: {moment.isoformat()}" for name in ("strict", "limit") if (moment := getattr(one, name)) is not None]
        lines.append(f"    {one.filing}: {{{', '.join([f'status: {one.status}', *moments])}}}")
    return lines


def _labels(regulation: Regulation, answer: Answer, name: str) -> dict[str, str]:
    """Every label of somebody's sort, and how sure it is, those that are excluded too."""
    if name not in answer.bearers:
        return {}
    bearer = answer.bearers[name]
    found = {one.label: str(one.answer) for one in bearer.labels}
    return {one.id: found.get(one.id, "excluded") for one in regulation.file.labels if one.sort == bearer.sort}


def _listing(words: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {word}" for name, word in words.items()) + "}"


def _listed(words: Sequence[str]) -> str:
    return "[" + ", ".join(words) + "]"


def _asked(found: object) -> str:
    """The answers to a question as a case file expects them: one of the matter, or one of each person or body; nothing if there is none."""
    if isinstance(found, QuestionAnswer):
        return _answered(found) if found.answers else ""
    of_each = {name: _answered(one) for name, one in found.items() if one.answers} if isinstance(found, dict) else {}
    return _listing(of_each) if of_each else ""


def _answered(question: QuestionAnswer) -> str:
    """An answer as a case file expects it: one value, or a list of those still possible."""
    if any(isinstance(one, (list, tuple)) for one in question.answers):
        return "{outcomes: " + _listed([_listed(list(map(str, one))) for one in question.answers]) + "}"
    words = list(map(_word, question.answers))
    return words[0] if len(words) == 1 else _listed(words)


def _word(answer: object) -> str:
    return ("yes" if answer else "no") if isinstance(answer, bool) else str(answer)
