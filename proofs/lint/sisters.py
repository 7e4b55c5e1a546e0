"""Provisions of sister regulations that treat the same facts differently, each by the smallest case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from zeren.model.language.faults import Path
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.standing import Standing
from zeren.proofs.compare.comparison import compare
from zeren.proofs.compare.differences import Difference, Side
from zeren.proofs.compare.matching import same_term
from zeren.proofs.compare.pairing import Incomparable
from zeren.proofs.endings import shown, without_tier
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import Answered, Witness

MADE_OUT = Text(zh="有情形成立", en="a circumstance is made out")
_WORSE = {"loses": ("更重", "worse off"), "gains": ("更轻", "better off"), "differs": ("不同", "treated otherwise")}


def sisters(regulations: Sequence[Regulation]) -> Iterator[Finding]:
    """Every pair of regulations that share a tier and a term; one finding for each pair of provisions that part ways."""
    for first, second in combinations(regulations, 2):
        if not set(first.tiers.all) & set(second.tiers.all) or not any(
            same_term(one, second.terms.get(one.id)) for one in first.terms.values()
        ):
            continue
        seen: set[str] = set()
        try:
            differences = compare(first, second, answers=False).differences
        except Incomparable:
            continue  # there is no case on whose facts they could part ways
        for one in differences:
            found = _finding(first, second, one)
            if found.subject not in seen:
                seen.add(found.subject)
                yield found


def _finding(first: Regulation, second: Regulation, one: Difference) -> Finding:
    """What parts two provisions, told where one of them stands: in the first regulation if one applies there."""
    here, own, other, there = (first, one.first, one.second, second) if one.first.provisions else (second, one.second, one.first, first)
    zh, en = _WORSE[one.direction]
    subject = f"{one.subject}.{'+'.join(own.provisions) or '-'}:{there.id}.{'+'.join(other.provisions) or '-'}"
    sides = {
        language: [_outcome(regulation, one, side, language) for regulation, side in ((first, one.first), (second, one.second))]
        for language in ("zh", "en")
    }
    return finding(
        "sisters-differ",
        here.id,
        subject,
        ", ".join(own.articles),
        _path(here, one, own),
        f"{first.id}：{sides['zh'][0]}；{second.id}：{sides['zh'][1]}。在{second.id}下{zh}",
        f"{first.id}: {sides['en'][0]}; {second.id}: {sides['en'][1]}: {en} under {second.id}",
        witness=witness_of(one, own),
        contrast=witness_of(one, other),
    )


def _path(regulation: Regulation, one: Difference, side: Side) -> Path:
    if not side.provisions:
        return ("rules",)
    if one.subject == "circumstance":
        return ("circumstances", list(regulation.circumstances).index(side.provisions[0]))
    return ("rules", list(regulation.rules).index(side.provisions[0]))


def _outcome(regulation: Regulation, one: Difference, side: Side, language: str) -> str:
    chinese = language == "zh"
    at = ""
    if side.articles:
        at = f"（{regulation.cited(*side.articles).zh}）" if chinese else f" ({regulation.cited(*side.articles).en})"
    if one.subject == "circumstance":
        made_out = (
            ("情形成立" if chinese else "a circumstance is made out") if side.outcome else ("无情形成立" if chinese else "none is made out")
        )
        return made_out + at
    names = shown(regulation, side.outcome, language)
    return (("、" if chinese else " and ").join(names) or without_tier(regulation, side.standing or Standing("silent")).in_(language)) + at


def witness_of(one: Difference, side: Side) -> Witness:
    """The smallest case of a difference, as one of the two regulations answers it."""
    if one.subject == "circumstance":
        return Witness(side.case, {}, {}, (Answered("made_out", MADE_OUT, bool(side.outcome)),))
    name = "A" if one.subject == "person" else "body"
    return Witness(side.case, {}, {name: side.outcome}, verdicts={name: side.standing} if side.standing else {})
