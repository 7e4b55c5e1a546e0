"""What a text says otherwise than a sister text, or does not say at all: must against may, an addressee, an act of procedure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from zeren.model.language.faults import Path
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import NormValue
from zeren.model.language.terms import Text
from zeren.proofs.compare.matching import same_term
from zeren.proofs.lint.finding import Finding, finding

_NORMS: dict[NormValue, tuple[str, str]] = {"obliged": ("应当", "must"), "permitted": ("可以", "may"), "forbidden": ("不得", "may not")}


def sister_words(regulations: Sequence[Regulation]) -> Iterator[Finding]:
    """Every regulation against each of its sisters."""
    for one, other in permutations(regulations, 2):
        if are_sisters(one, other):
            yield from _norms(one, other)
            yield from _silent(one, other)


def are_sisters(one: Regulation, other: Regulation) -> bool:
    """Whether two regulations share a tier and a term."""
    shared = any(same_term(term, other.terms.get(term.id)) for term in one.terms.values())
    return shared and bool(set(one.tiers.all) & set(other.tiers.all))


def _norms(one: Regulation, other: Regulation) -> Iterator[Finding]:
    """Acts of the same organ, and duties of one id, that one text demands and the other leaves free; told in the first of the two."""
    acts = {(act.act, act.organ): act for act in other.file.authority}
    for index, act in enumerate(one.file.authority):
        same = acts.get((act.act, act.organ))
        if act.organ is not None and same is not None and same.norm != act.norm and one.id < other.id:
            yield _norm(one, other, f"authority.{act.act}.{act.organ}", act.article, ("authority", index), act.norm, same.norm, act.text)
    duties = {duty.id: duty for duty in other.file.duties}
    for index, duty in enumerate(one.file.duties):
        twin = duties.get(duty.id)
        if twin is not None and twin.norm != duty.norm and one.id < other.id:
            yield _norm(one, other, f"duties.{duty.id}", duty.article, ("duties", index), duty.norm, twin.norm, duty.act)


def _norm(
    one: Regulation, other: Regulation, subject: str, article: str, path: Path, own: NormValue, theirs: NormValue, text: Text
) -> Finding:
    return finding(
        "norms-differ",
        one.id,
        f"{subject}:{other.id}",
        article,
        path,
        f"“{text.zh}”：本规则为“{_NORMS[own][0]}”，{other.id}为“{_NORMS[theirs][0]}”",
        f"“{text.en}”: “{_NORMS[own][1]}” here, “{_NORMS[theirs][1]}” in {other.id}",
    )


def _silent(one: Regulation, other: Regulation) -> Iterator[Finding]:
    """Acts of procedure that only the sister provides for, and duties that name an addressee only there.

    A file without any act of procedure does not model them, so nothing can be said of what its text lacks.
    """
    acts = {act.act for act in one.file.authority} or {act.act for act in other.file.authority}
    for act in {act.act: act for act in other.file.authority if act.act not in acts}.values():
        yield finding(
            "sister-provides",
            one.id,
            f"authority.{act.act}:{other.id}",
            "",
            ("authority",),
            f"本规则的文件中没有，而{other.id}（{other.cited(act.article).zh}）有规定：{act.text.zh}",
            f"nothing of the kind stands in this file, but in {other.id} ({other.cited(act.article).en}): {act.text.en}",
        )
    duties = {duty.id: duty for duty in other.file.duties}
    for index, duty in enumerate(one.file.duties):
        twin = duties.get(duty.id)
        if twin is not None and duty.to is None and twin.to is not None:
            to = other.file.bearers[twin.to]
            yield finding(
                "sister-provides",
                one.id,
                f"duties.{duty.id}.to:{other.id}",
                duty.article,
                ("duties", index),
                f"“{duty.act.zh}”没有写明对象，{other.id}（{other.cited(twin.article).zh}）写明：{to.zh}",
                f"{duty.act.en}: to whom is not said here, but in {other.id} ({other.cited(twin.article).en}): {to.en}",
            )
