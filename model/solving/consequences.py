"""What an answer says of the law around it: what tiers bring with them, who must prove what, and how sure we are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zeren.model.language.provision import LEAST_SURE, Sure
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import Text
from zeren.model.meaning.answer import BearerAnswer
from zeren.model.meaning.provisions import BurdenAnswer, ConsequenceAnswer, InForce, LeftOut, ProvisionAnswer, TierAnswer, sources
from zeren.model.meaning.references import FactRef
from zeren.model.solving.problem import Problem


def attached(problem: Problem, bearers: Mapping[str, BearerAnswer], certainty: Callable[[int], Certainty]) -> dict[str, Any]:
    """The parts of an answer that tell of the law around its outcomes."""
    regulation = problem.regulation
    valid = regulation.file.valid
    return {
        "tiers": _tiers(problem, bearers, certainty),
        "burdens": _burdens(regulation, bearers),
        "provisions": _provisions(regulation, bearers),
        "sources": sources(regulation),
        "not_modelled": _not_modelled(problem, bearers),
        "valid": InForce(valid.from_, valid.to),
    }


def _tiers(problem: Problem, bearers: Mapping[str, BearerAnswer], certainty: Callable[[int], Certainty]) -> tuple[TierAnswer, ...]:
    regulation, found = problem.regulation, []
    for tier in regulation.tiers.all:
        certain = tuple(name for name, one in bearers.items() if tier in one.certain)
        possible = tuple(name for name, one in bearers.items() if tier in one.possible)
        stated = regulation.tiers.consequences.get(tier, ())
        if not stated or not (certain or possible):
            continue
        consequences = []
        for index, one in enumerate(stated):
            answer = certainty(problem.ground.worth(regulation.means["tiers", "consequences", tier, index, "when"], {}))
            if answer != "excluded":
                sure = one.sure or regulation.file.sure
                consequences.append(ConsequenceAnswer(one.kind, one.article, _both(one.text), answer, one.length, sure))
        found.append(TierAnswer(tier, certain, possible, tuple(consequences)))
    return tuple(found)


def _burdens(regulation: Regulation, bearers: Mapping[str, BearerAnswer]) -> tuple[BurdenAnswer, ...]:
    """The burden of proof for each fact that some outcome rests on, lacks, or is decided by."""
    spoken: set[str] = set()
    for bearer in bearers.values():
        for outcome in bearer.outcomes:
            refs: list[FactRef] = [ref for rule in outcome.because for ref in rule.grounds]
            for miss in outcome.missed:
                refs += [*miss.lacks, *(ref for defeat in miss.defeated_by for ref in defeat.grounds)]
            spoken |= {str(ref.term) for ref in refs} | {str(fact.term) for fact in outcome.under.facts}
    shapes = regulation.file.terms
    every = {**shapes.matter, **shapes.person, **shapes.body, **shapes.circumstance}
    return tuple(BurdenAnswer(name, _both(shape.burden)) for name, shape in every.items() if name in spoken and shape.burden is not None)


def _provisions(regulation: Regulation, bearers: Mapping[str, BearerAnswer]) -> tuple[ProvisionAnswer, ...]:
    """How sure we are of each provision that gives an outcome, takes it away or relieves it; of several, the least sure counts."""
    cited: dict[str, str] = {}
    for bearer in bearers.values():
        for outcome in bearer.outcomes:
            cited |= {one.rule: one.article for one in outcome.because} | {one.rule: one.article for one in outcome.relief}
            for miss in outcome.missed:
                cited |= {miss.rule: miss.article} | {one.rule: one.article for one in miss.defeated_by}
    by_article: dict[str, list[str]] = {}
    for name in [*regulation.rules, *regulation.exceptions]:
        if name in cited:
            by_article.setdefault(cited[name], []).append(name)
    found = []
    for article, names in by_article.items():
        sure = [one for name in names if (one := _sure(regulation, name)) is not None]
        if sure:
            found.append(ProvisionAnswer(article, tuple(names), min(sure, key=LEAST_SURE.index)))
    return tuple(found)


def _sure(regulation: Regulation, name: str) -> Sure | None:
    element = regulation.rules[name][0] if name in regulation.rules else regulation.exceptions[name][0]
    return element.sure or regulation.file.sure


def _not_modelled(problem: Problem, bearers: Mapping[str, BearerAnswer]) -> tuple[LeftOut, ...]:
    """What the file leaves out of the text and could change something that this answer says."""
    case, shape = problem.case, problem.regulation.file
    said = {one.item for one in case.circumstances} | {act.duty for act in case.performances} | set(shape.questions)
    said |= {one.rpartition(".")[2] for one in (case.observed.duties if case.observed else ())}
    for bearer in bearers.values():
        said |= {one.label for one in bearer.labels}
        for outcome in bearer.outcomes:
            said |= {one.rule for one in outcome.because} | {one.rule for one in outcome.relief}
            for miss in outcome.missed:
                said |= {miss.rule, *(one.rule for one in miss.defeated_by)} if miss.defeated_by else set()
    touched = [(one, tuple(name for name in one.touches if name in said)) for one in shape.not_modelled]
    return tuple(LeftOut(one.article, _both(one.what), _both(one.why), names) for one, names in touched if names)


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
