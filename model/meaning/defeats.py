"""Why not: a rule with the exceptions to it, the exceptions to those, and so on, and what each of them stands on or lacks."""

from __future__ import annotations

from zeren.model.meaning.explain import Explainer, Whom
from zeren.model.meaning.explanations import Standing
from zeren.model.meaning.written import refs


def standing(explainer: Explainer, name: str, whom: Whom, away: int | None = None) -> Standing:
    """A rule or exception in one situation, for somebody: whether it stands, on what, and what each exception to it does."""
    situation = explainer.situation
    regulation = situation.meanings.regulation
    norm, condition = regulation.rules[name] if name in regulation.rules else regulation.exceptions[name]
    met = explainer.value(condition, whom)
    exceptions = tuple(standing(explainer, one, whom) for one in regulation.defeaters[name])
    return Standing(
        id=name,
        article=norm.article,
        stands=met and not any(one.stands for one in exceptions),
        met=met,
        grounds=refs(explainer.why(condition, whom), explainer) if met else (),
        lacks=() if met else refs(explainer.why(condition, whom), explainer),
        exceptions=exceptions,
        away=away,
    )
