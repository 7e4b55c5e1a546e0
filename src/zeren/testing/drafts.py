"""Hypothesis strategies for well-formed regulations, as text: every one loads, whatever is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from zeren.model.language.terms import Kind, Sort, Term
from zeren.testing.strategies import terms

__all__ = ["conditions", "regulations"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


class Words(NamedTuple):
    """What a condition may use: yes/no and enumerated terms, readings with their options, and names of conditions."""

    terms: tuple[Term, ...] = ()
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    definitions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def conditions(words: Words, *, quantifiers: bool = True) -> st.SearchStrategy[str]:
    """Conditions on a person, as text, over the words given."""
    shapes = tuple((term.id, term.sort, tuple(term.options)) for term in words.terms)
    return _conditions(shapes, words.readings, words.definitions, words.rules, quantifiers)


_Shape = tuple[str, Sort, tuple[str, ...]]  # of a term: its id, its sort, its options


@lru_cache(maxsize=256)  # Hypothesis checks a strategy when it is first drawn from, which takes as long as many draws
def _conditions(
    shapes: tuple[_Shape, ...],
    readings: tuple[tuple[str, tuple[str, ...]], ...],
    definitions: tuple[str, ...],
    rules: tuple[str, ...],
    quantifiers: bool,
) -> st.SearchStrategy[str]:
    simple = [st.sampled_from(["yes", "no"])]
    simple += [_test(name, options) for name, _, options in shapes]
    simple += [_test(name, options) for name, options in readings]
    simple += [st.just(name) for name in definitions]
    simple += [st.just(f"applies({name})") for name in rules]
    of_others = [_test(f"x.{name}", options) for name, sort, options in shapes if sort == "person"]
    if quantifiers and of_others:
        of_others += [_test(name, options) for name, options in readings]
        of_others += [st.just(f"applies({name}, x)") for name in rules]
        others = st.recursive(st.one_of(st.sampled_from(["yes", "no"]), *of_others), _joined, max_leaves=3)
        orders, number = st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(0, 3).map(str)
        simple.append(st.builds("{}(x, {})".format, st.sampled_from(["some", "every"]), others))
        simple.append(st.builds("count(x, {}) {} {}".format, others, orders, number))
    return st.recursive(st.one_of(simple), _joined, max_leaves=6)


def _test(name: str, options: Sequence[str]) -> st.SearchStrategy[str]:
    if not options:
        return st.just(name)
    one = st.sampled_from([*options])
    several = st.lists(one, min_size=1, max_size=len(options), unique=True)
    return (
        one.map(lambda option: f"{name} == {option}")
        | one.map(lambda option: f"{name} != {option}")
        | several.map(lambda chosen: f"{name} in [{', '.join(chosen)}]")
    )


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return (
        two.map(lambda pair: f"({pair[0]} and {pair[1]})")
        | two.map(lambda pair: f"({pair[0]} or {pair[1]})")
        | inner.map("not ({})".format)
    )


@st.composite
def regulations(draw: Draw, *, rules: int = 4, exceptions: int = 3) -> str:
    """The text of a regulation with up to so many rules and exceptions, exceptions to exceptions among them."""
    found: list[Term] = []
    sorts: tuple[Sort, ...] = ("matter", "person")
    for sort in sorts:
        kinds: list[Kind] = draw(st.lists(st.sampled_from(["yes_no", "one_of"]), min_size=1, max_size=3))
        found += [draw(terms(sort=sort, kind=kind, id=f"{sort[0]}{number}")) for number, kind in enumerate(kinds)]
    words = Words(
        tuple(found), tuple((f"reading{number}", ("a", "b", "c")[: draw(st.integers(2, 3))]) for number in range(draw(st.integers(0, 2))))
    )
    lines = ["regulation: drawn", "title: {zh: 试, en: drawn}"]
    lines.append(f"tiers: {{ranked: [grave, light], unranked: [other], when_several: {draw(st.sampled_from(['highest', 'all']))}}}")
    lines.append("terms:")
    for sort in sorts:
        lines.append(f"  {sort}:")
        lines += [f"    {term.id}: {{zh: 词, en: word{_options(term)}}}" for term in found if term.sort == sort]
    if words.readings:
        lines.append("readings:")
    for name, options in words.readings:
        literal = draw(st.sampled_from(["", *options]))
        listed = ", ".join(f"{option}: {{zh: 选, en: {option}}}" for option in options)
        lines.append(f"  {name}: {{question: {{zh: 问, en: which}}, one_of: {{{listed}}}{f', literal: {literal}' if literal else ''}}}")
    lines.append("definitions:")
    anybody = found[-1].id if not found[-1].options else f"{found[-1].id} == {next(iter(found[-1].options))}"
    for number in range(draw(st.integers(1, 2))):
        lines.append(f'  d{number}: "({draw(conditions(words))}) and ({anybody} or yes)"')
        words = words._replace(definitions=(*words.definitions, f"d{number}"))
    lines.append("rules:")
    names: list[str] = []
    condition = conditions(words)
    while not names or (len(names) < rules and draw(st.booleans())):
        tier = draw(st.sampled_from(["grave", "light", "other"]))
        lines.append(f'  - {{id: r{len(names)}, article: "1", bears: {tier}, when: "{draw(condition)}", text: {{zh: 规, en: rule}}}}')
        names.append(f"r{len(names)}")
    for number in range(exceptions):
        if not draw(st.booleans()):
            break
        if not number:
            lines.append("exceptions:")
        chosen = ", ".join(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
        lines.append(
            f'  - {{id: e{number}, article: "2", defeats: [{chosen}], when: "{draw(condition)}", text: {{zh: 外, en: exception}}}}'
        )
        names.append(f"e{number}")
    return "\n".join(lines) + "\n"


def _options(term: Term) -> str:
    return f", one_of: [{', '.join(term.options)}]" if term.options else ""
