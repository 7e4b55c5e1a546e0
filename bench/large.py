"""Organisations of any size: schools below bureaus below one superior."""

from __future__ import annotations

import msgspec

from zeren.model.language.load import parse_organisation
from zeren.sim.plans import compile_program
from zeren.sim.program import Program

PLAIN = "study: {when: random, delay: {exponential: {mean: days(5)}}}"
WHOLE = """study: {when: even, delay: {lognormal: {mean: days(5), cv: 1}}}
  school/report: {when: deadline, delay: {lognormal: {mean: days(5), cv: 1}}, office: chief, skipped: {chance: 0.02}}
  bureau/report: {when: deadline, after: {duty: report, at_most: days(10)}}"""


def organisation(schools: int, years: int, plans: str, reads: str = "") -> Program:
    """Schools below bureaus below one superior."""
    text = f"""
organisation: large
from: 2026-01-01
years: {years}
bodies:
  top: {{outside: yes{reads}}}
  bureau: {{regulation: county-bureau, superior: top, count: {max(1, schools // 200)}, as: [committee]{reads}}}
  school: {{regulation: county-bureau, superior: bureau, count: {schools}, as: [committee]}}
offices:
  chief: {{of: school, turnover: {{tenure: {{exponential: {{mean: days(1600)}}}}, vacancy: {{lognormal: {{mean: days(60), cv: 1}}}}}}}}
plans:
  {plans}
"""
    return compile_program(parse_organisation(text))


def only_studies(schools: int, years: int) -> Program:
    """The studies of schools that report to nobody."""
    program = organisation(schools, years, PLAIN)
    return msgspec.structs.replace(program, tasks=tuple(task for task in program.tasks if not task.informs))
