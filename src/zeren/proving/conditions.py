"""Conditions of a regulation in its own words for people."""

from __future__ import annotations

from zeren.model.language.conditions import (
    And,
    Applies,
    Arithmetic,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Is,
    MadeOut,
    Named,
    Not,
    Or,
    Quantified,
    Reads,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Definition
from zeren.model.language.terms import write_value
from zeren.voice.catalogue import section
from zeren.words import Language


def worded(regulation: Regulation, expr: Expr, language: Language) -> str:
    """A condition in words; a definition by its text where it has one, and otherwise opened."""
    words = section(language, "conditions")

    def inner(part: Expr) -> str:
        said = of(part)
        return f"({said})" if isinstance(part, (And, Or)) and len(part.parts) > 1 else said

    def choices(options: tuple[str, ...], names: object) -> str:
        known = names if isinstance(names, dict) else {}
        return words["or"].join(known[one].in_(language) if one in known else one for one in options)

    def of(part: Expr) -> str:
        match part:
            case Constant(value):
                return words["yes" if value else "no"] if isinstance(value, bool) else write_value(value)
            case Fact(term):
                return regulation.terms[term].text.in_(language)
            case Is(term, _, options):
                return words["is"].format(regulation.terms[term].text.in_(language), choices(options, dict(regulation.terms[term].options)))
            case Reads(reading, options):
                return words["is"].format(
                    regulation.readings[reading].question.in_(language), choices(options, dict(regulation.readings[reading].one_of))
                )
            case Named(definition):
                stated = regulation.file.definitions[definition]
                if isinstance(stated, Definition) and stated.text is not None:
                    return stated.text.in_(language)
                return inner(regulation.definitions[definition])
            case MadeOut():
                return words["made out"]
            case Applies(rule):
                return words["applies"].format(regulation.rules[rule][0].text.in_(language))
            case Not(one):
                return words["not"].format(inner(one))
            case And(parts) | Or(parts):
                return words["and" if isinstance(part, And) else "or"].join(map(inner, parts))
            case Quantified(which, _, body):
                return words[which].format(inner(body))
            case Count(_, body):
                return words["count"].format(of(body))
            case Compare(operator, left, right) | Arithmetic(operator, left, right):
                return f"{inner(left)} {operator} {inner(right)}"
            case _:
                return words["same"]

    return of(expr)
