"""Skeletons of the files that users write; each loads as it stands."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import UNKNOWN, Term, write_value

KINDS = ("regulation", "case", "organisation", "house")
USUAL_DAY = dt.date(2026, 1, 15)  # on which what a skeleton tells happens, where the regulation is in force then


def skeleton(kind: str, name: str, regulation: Regulation, named: str = "") -> str:
    """The text of a new file.

    Args:
        named: how the file names its regulation, where that is not its id: the path of a file, from where this one is written.

    Raises:
        ValueError: if the name is no id, or the regulation leaves no reading open that a house file could adopt.
    """
    if not re.fullmatch(r"[^\W\d]\w*(-\w+)*", name):
        raise ValueError(said("cannot be an id", name))
    named = _scalar(named or regulation.id)
    match kind:
        case "regulation":
            return _REGULATION.format(name=name)
        case "case":
            return _case(name, regulation, named)
        case "organisation":
            return _organisation(name, regulation, named)
        case _:
            if not regulation.readings:
                raise ValueError(said("nothing to adopt", regulation.id))
            reading, one = next(iter(regulation.readings.items()))
            option = next(iter(one.one_of))
            return _HOUSE.format(name=name, regulation=regulation.id, reading=reading, option=option, on=_day(regulation))


def _organisation(name: str, regulation: Regulation, called: str) -> str:
    """A body that is what most recurring duties, or else most filings, name as theirs: no other body's duty is charged to it."""
    recurring = [one.who for one in regulation.file.duties if (one.at_least or one.by) and one.within is None]
    named = [one for one in recurring or [one.who for one in regulation.file.filings] if one in regulation.file.bearers]
    several = [str(one) for one, _ in Counter(named).most_common()]
    others = "、".join(several[1:])
    return _ORGANISATION.format(
        name=name,
        regulation=called,
        what=f", as: [{several[0]}]" if several else "",
        others=f"   # what it is in its regulation; others are {others}" if others else "",
    )


def _scalar(text: str) -> str:
    """A text as YAML takes it in any place: as it is where that is plain, or quoted."""
    return text if re.fullmatch(r"[\w./][\w./-]*", text) else json.dumps(text, ensure_ascii=False)


def _day(regulation: Regulation) -> dt.date:
    """A day on which the regulation is in force: the usual one, or else its first or last."""
    valid = regulation.file.valid
    return min(max(USUAL_DAY, valid.from_ or USUAL_DAY), valid.to or dt.date.max)


def _case(name: str, regulation: Regulation, named: str) -> str:
    """Everybody of whom the regulation speaks: people, bodies where they can answer for something, and what filings need."""
    persons, bodies = regulation.terms_of["person"], regulation.terms_of["body"]
    answering = bool(bodies) and any(rule.sort == "body" for rule in regulation.file.rules)
    with_people = bool(persons) or not answering
    return _CASE.format(
        name=name,
        regulation=named,
        arose=_day(regulation),
        local=_LOCAL if regulation.file.filings else "",
        matter="".join(_line(term, "  ") for term in regulation.terms_of["matter"]),
        people=_group("people", "Zhang", persons) if with_people else "",
        bodies=_group("bodies", "office", bodies) if answering else "",
        voting=_VOTING if regulation.file.votes else "",
        expected="persons: {Zhang: none}" if with_people else "bodies: {office: none}",
    )


def _group(key: str, name: str, terms: Sequence[Term]) -> str:
    return f"{key}:\n  {name}:\n" + "".join(_line(term, "    ") for term in terms)


def _line(term: Term, indent: str) -> str:
    """A term with a value to change, and what it means; what is usual stays commented out."""
    values = {"yes_no": "yes, no", "number": "a number", "date": "a date", "moment": "a moment", "duration": "days(7)"}
    choices = ", ".join(term.options) if term.options else values[term.kind]
    usual = "unknown" if term.unless_stated is UNKNOWN else write_value(term.unless_stated)
    return f"{indent}# {term.id}: {usual}   # {term.text.en} / {term.text.zh}: {choices}, unknown\n"


_VOTING = "# voting: {rule: majority_of_present}   # how it was decided: adds everybody's share in the decision\n"

_LOCAL = """\
# zone: Europe/Berlin          # where days begin and end, for time limits
# holidays: DE-HE              # on which public holidays nobody works
"""

_CASE = """\
# zeren ask {name}.case.yaml
case: {name}
regulation: {regulation}
arose: {arose}
about: {{zh: 一句话说明案情, en: one sentence on what happened}}
board: complete                # or partial: there may be members whom this file does not list
{local}matter:                        # what is stated of the matter; take away the # of what you know
{matter}{people}{bodies}{voting}# expect:                      # with expectations, the case is a test
#   {expected}
"""

_ORGANISATION = """\
organisation: {name}
title: {{zh: 组织名称, en: name of the organisation}}
from: 2026-01-01
years: 3
tie_order: lower_first         # or upper_first, seeded: what happens first on one day
bodies:
  superior: {{outside: yes}}
  committee: {{regulation: {regulation}, superior: superior{what}}}{others}
offices:
  secretary: {{of: committee, holders: [{{name: A, from: 2026-01-01}}]}}
plans: {{}}
"""

_HOUSE = """\
# The readings that this organisation has adopted: zeren ask … --readings adopted={name}.house.yaml
house: {name}
choices:
  - regulation: {regulation}
    reading: {reading}
    option: {option}
    adopted_by: who decided
    on: {on}
    under: the document that says so
"""

_REGULATION = """\
# One rule set. Every condition is a string of names, and/or/not, comparisons, in [..], some, every, count, applies.
regulation: {name}
title: {{zh: 规则名称, en: name of the rules}}
tiers:                         # labels of responsibility, the gravest first
  ranked: [primary, secondary]
  when_several: highest
  names:
    primary: {{zh: 主要责任, en: primary responsibility}}
    secondary: {{zh: 次要责任, en: secondary responsibility}}
terms:
  matter:
    erroneous: {{zh: 属于错误决策, en: the decision was erroneous}}
  person:
    chair: {{zh: 主持人, en: chaired the meeting}}
    participated: {{zh: 参与决策, en: took part in the decision, controllable: yes}}
    objected: {{zh: 提出反对意见, en: objected, controllable: yes}}
    recorded: {{zh: 反对意见已记录, en: the objection is on record, controllable: yes}}
readings:
  record:
    question: {{zh: 反对意见是否须有记录, en: whether an objection must be on record}}
    one_of:
      not_required: {{zh: 不要求, en: "no"}}
      required: {{zh: 须有记录, en: "yes"}}
    literal: not_required
    cites: ["2"]
definitions:
  objection_stands: objected and (record == not_required or recorded)
rules:
  - id: chair
    article: "1"
    bears: primary
    when: erroneous and chair
    text: {{zh: 主持人承担主要责任, en: the chair bears primary responsibility}}
  - id: others
    article: "1"
    bears: secondary
    when: erroneous and participated and not chair
    text: {{zh: 其他参与者承担次要责任, en: the others who took part bear secondary responsibility}}
exceptions:
  - id: dissent
    article: "2"
    defeats: [chair, others]
    when: objection_stands
    text: {{zh: 提出反对意见的不承担责任, en: one who objected bears none}}
"""
