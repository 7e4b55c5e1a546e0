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
    from zeren.model.language.regulation import Regulation

__all__ = ["ask", "case", "regulation"]


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


def ask(
    source: str | Path | Case,
    under: Regulation | None = None,
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    presume: bool = True,
    find_out: bool = False,
) -> Answered:
    """Answer a case: a file, YAML text, or a `Case` together with its regulation.

    Args:
        source: the case.
        under: the regulation; the one that the case names unless given. A `Case` needs it.
        stance: `literal`, `all` or `adopted`; that of the case, or `literal`, unless given.
        readings: single readings pinned to an option, or opened by the word `open`.
        presume: whether silent facts are taken to be what is usual.
        find_out: whether to look for the sets of facts that settle each open outcome.

    Raises:
        zeren.model.language.faults.Refused: if the case cannot be used, or its facts cannot all hold.
    """
    from zeren.answered import Answered
    from zeren.model.solving.ask import ask as answer_case

    if isinstance(source, (str, Path)):
        rules, read = case(source, under)
    elif under is None:
        raise TypeError("a Case needs the regulation that it is asked under")
    else:
        rules, read = under, source
    answer = answer_case(rules, read, stance=stance, readings=readings, presume=presume, settle=find_out)
    return Answered(rules, read, answer)
