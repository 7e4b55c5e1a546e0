"""A folder of examples, and every page of a desk over it: in one place for whoever looks at all pages."""

from __future__ import annotations

from pathlib import Path

CASE = """case: outvoted
regulation: county-bureau
matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
people:
  Zhou: {role: secretary, participated: yes}
  Wu: {role: member, participated: yes, stance: against, objection_stated: yes}
  Lin: {role: member, participated: unknown}
"""
ACTS = 'case: acts\nregulation: party-organisations\ncircumstances: [{item: "1", subject: Li}]\n'
REFUSED = "case: refused\nregulation: county-bureau\npeople: {Lin: {role: memberr}}\n"
COLLEGE = Path(__file__).parent.parent / "scenarios/organisations/college.organisation.yaml"
TEXT = """County education bureau committee: implementing rules

Article 3
The secretary answers for the whole.

Article 11
Whoever stated an explicit objection that was not adopted does not answer for it. Nobody is to be praised.
"""
PAGES = [
    "/",
    "/case/outvoted.case.yaml",
    "/case/acts.case.yaml",
    "/case/refused.case.yaml",
    "/memo/outvoted.case.yaml",
    "/question/outvoted.case.yaml",
    "/changes/outvoted.case.yaml",
    "/deadlines",
    "/deadlines?regulation=gdpr-33&aware=2026-11-24T09:00Z&now=2026-11-25T09:00Z",
    "/rules",
    "/rules/county-bureau",
    "/rules/county-bureau/graph",
    "/rules/county-bureau/text",
    "/tools",
    "/log",
    "/simulation",
    "/text/outvoted.case.yaml",
    "/whole/outvoted.case.yaml",
    "/case/nowhere.case.yaml",
]


def examples(folder: Path) -> None:
    """Put the examples into a folder."""
    texts = {"outvoted.case.yaml": CASE, "acts.case.yaml": ACTS, "refused.case.yaml": REFUSED}
    texts["county-bureau.txt"] = TEXT
    texts["college.organisation.yaml"] = COLLEGE.read_text(encoding="utf-8")
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
