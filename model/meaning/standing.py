"""Where a bearer without a tier stands: under which articles there is none, where to look instead, and what is made out all the same."""

from __future__ import annotations

import re

import msgspec

from zeren.model.language.conditions import SUBJECT, Fact, Is, MadeOut
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.meaning.answer import Settled, Verdict
from zeren.model.meaning.evaluate import Situation
from zeren.model.meaning.truth import Facts


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What comes out for one bearer: a `tier`, or none.

    That is `no_tier` under the articles looked at, `not_reached` by them, with the ones to `see`, or `silent`, where the text has no
    tier for such a bearer. `made_out` are the articles of circumstances made out against a bearer without a tier.
    """

    verdict: Verdict
    looked_at: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    made_out: tuple[str, ...] = ()


def standing(situation: Situation, bearer: Facts, sort: str) -> Standing:
    """The verdict on one bearer, from complete facts and fixed readings."""
    if situation.outcome(bearer, sort):
        return Standing("tier")
    meanings = situation.meanings
    under = looked_at(meanings.regulation, sort)
    see = [
        one.article
        for one, when, rule in meanings.regulation.see
        if (rule.sort if rule else one.sort) == sort
        and situation.holds(meanings.of(when), bearer)
        and not (rule and situation.applies(rule.id, bearer))
    ]
    against = [
        f"{meanings.regulation.circumstances[one['item']][0].article}({one['item']})"
        for one in situation.facts.circumstances.values()
        if one[SUBJECT] is bearer and situation.holds(meanings.circumstances[one["item"]], one)
    ]
    verdict: Verdict = "silent" if not under else "not_reached" if see else "no_tier"
    return Standing(verdict, under, tuple(dict.fromkeys(see)), tuple(dict.fromkeys(against)))


def without_norm(regulation: Regulation, question: str) -> Settled:
    """What it comes to that no norm of a question is in force: where the text provides for it, its condition is not met."""
    conditions = regulation.conditions_at("questions", question, "answer")
    asks = any(isinstance(part, (Fact, Is, MadeOut)) for one in conditions for part in everything_in(one, regulation))
    return "condition_not_met" if asks else "silent"


def looked_at(regulation: Regulation, sort: str) -> tuple[str, ...]:
    """The articles whose rules give a tier to bearers of a sort, without their subdivisions."""
    articles = (rule.article for rule, _ in regulation.rules.values() if rule.sort == sort)
    return tuple(dict.fromkeys(re.sub(r"\s*\(.*", "", one) for one in articles))
