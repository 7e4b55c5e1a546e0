"""zeren (责任): rules that say who answers for what, asked about cases, proved, and compared.

>>> import zeren
>>> bureau = zeren.regulation("county-bureau")
>>> answered = zeren.ask('''
... case: example
... regulation: county-bureau
... matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
... people: {Zhou: {role: secretary, body_member: yes, participated: yes}}
... ''')
>>> answered.answer.bearers["Zhou"].certain
('primary',)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.answered import Answered
    from zeren.model.language.case import Case, Stance
    from zeren.model.language.house import House
    from zeren.model.language.regulation import Regulation
    from zeren.proofs.cycle_rows import WhatIf
    from zeren.proofs.succession.table import Further
    from zeren.proved import Bounded, Compared, Covered, Linted, Proved

__all__ = ["ask", "case", "compare", "cycles", "house", "lint", "prove", "regulation", "succession"]


def regulation(name: str | Path) -> Regulation:
    """A regulation, by its built-in id or from a file.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> regulation("department").id
    'department'
    """
    from zeren.model.language.load import load_regulation

    return load_regulation(name)


def case(source: str | Path, under: Regulation | None = None) -> tuple[Regulation, Case]:
    """A case, from a file or from YAML text, with the regulation it names or the one given.

    Raises:
        zeren.model.language.faults.Refused: with every fault.
    """
    from zeren.model.language.load import load_regulation, open_case, open_text

    def find(name: str) -> Regulation:
        return under or load_regulation(name)

    if isinstance(source, str) and "\n" in source:
        return open_text(source, find)
    return open_case(source, find)


def house(file: str | Path, under: Regulation) -> House:
    """The readings that an organisation has adopted for a regulation, from a file.

    Raises:
        zeren.model.language.faults.Refused: with every fault.
    """
    from zeren.model.language.load import load_house

    return load_house(file, under)


def ask(
    source: str | Path | Case,
    under: Regulation | None = None,
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    why: bool = False,
    what_if: bool = False,
    find_out: bool = False,
) -> Answered:
    """Answer a case: a file, YAML text, or a `Case` together with its regulation.

    Args:
        source: the case.
        under: the regulation; the one that the case names unless given. A `Case` needs it.
        stance: `literal`, `all` or `adopted`; that of the case, or `literal`, unless given; `adopted` where a `house` is.
        readings: single readings pinned to an option, or opened by the word `open`.
        house: the adopted readings.
        presume: whether silent facts are taken to be what is usual.
        why: whether to look for the sets of facts that are enough, and for the nearest rules.
        what_if: whether to look for the changes of facts that would change each outcome.
        find_out: whether to look for the sets of facts that settle what is open, and for what to ask next.

    Raises:
        zeren.model.language.faults.Refused: if the case cannot be used, or its facts cannot all hold.

    >>> answered = ask('''
    ... case: example
    ... regulation: county-bureau
    ... matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
    ... people:
    ...   Zhou: {role: secretary, body_member: yes, participated: yes}
    ...   Lin: {role: member, body_member: yes, participated: unknown}
    ... ''', find_out=True)
    >>> answered.answer.bearers["Lin"].find_out.next.term
    'participated'
    """
    from zeren.answered import Answered
    from zeren.model.solving.ask import ask as answer_case

    if isinstance(source, (str, Path)):
        rules, read = case(source, under)
    elif under is None:
        raise TypeError("a Case needs the regulation that it is asked under")
    else:
        rules, read = under, source
    taken: Stance | None = "adopted" if house is not None and stance is None else stance
    answer = answer_case(
        rules,
        read,
        stance=taken,
        readings=readings,
        house=house,
        presume=presume,
        settle=find_out,
        why=why,
        what_if=what_if,
        find_out=find_out,
    )
    return Answered(rules, read, answer)


def prove(what: str | Path | Regulation) -> Proved:
    """Decide every property of a regulation under every combination of readings, for boards of every size.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> found = prove("county-bureau")
    >>> [one.status for one in found.report.verdicts if one.property == "objection-exempts"]
    ['depends']
    """
    from zeren.proved import prove as decide

    return decide(_regulation(what))


def lint(what: str | Path) -> Linted:
    """Look for drafting defects of a regulation by proof, each with its place in the file and a smallest case.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> "Z401" in {one.finding.kind.code for one in lint("county-bureau").findings}
    True
    """
    from zeren.proved import lint as look

    return look(regulation(what), what)


def compare(first: str | Path | Regulation, second: str | Path | Regulation, *, all_readings: bool = False, most: int = 40) -> Compared:
    """Look for the smallest cases that two regulations decide differently, until there are no others, which is then proved.

    Args:
        all_readings: whether every reading is open, or those that grammar decides are read so.
        most: kinds of case to look for.

    Raises:
        zeren.model.language.faults.Refused: with every fault of a file.
        zeren.proofs.pairing.Incomparable: where nothing of one has a counterpart in the other.

    >>> compare("county-bureau", "county-bureau").comparison.differences
    ()
    """
    from zeren.proved import compare as pair

    return pair(_regulation(first), _regulation(second), open_readings=all_readings, most=most)


def cycles(what: str | Path | Regulation, *, levels: int = 2, missed: int = 0, what_if: WhatIf | None = None) -> Bounded:
    """The tightest bounds on gaps and on the age of information (in days), each with a schedule that attains it.

    Args:
        levels: how many levels of bodies chains of reports are followed over.
        missed: rows are added for up to so many whole periods left out.
        what_if: another wording of a duty.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> row = cycles("county-bureau").report.rows[0]
    >>> row.subject, row.window, row.gap_days
    ('study', 'calendar_aligned', 728)
    """
    from zeren.proved import cycles as bound

    return bound(_regulation(what), levels=levels, missed=missed, what_if=what_if)


def succession(
    what: str | Path | Regulation, *, office: str | None = None, orderly: bool = False, what_if: Further | None = None
) -> Covered:
    """Whether somebody answers for each duty in every period, for ever: proved by induction, or the shortest history that breaks it.

    Args:
        office: only what depends on this office; a further sentence is then said of it.
        orderly: whether sudden losses, such as a death, are left out of account.
        what_if: one more sentence on succession.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> {row.verdict for row in succession("county-bureau").report.rows}
    {'breaks'}
    """
    from zeren.proved import succession as decide

    return decide(_regulation(what), office=office, orderly=orderly, what_if=what_if)


def _regulation(what: str | Path | Regulation) -> Regulation:
    return regulation(what) if isinstance(what, (str, Path)) else what
