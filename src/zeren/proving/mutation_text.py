"""What small changes of a regulation no case notices, as text: where, what, and the smallest case that would notice it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from zeren.model.language.regulation import Regulation
from zeren.proving.mutation import Fated, MutationReport
from zeren.voice.keys import MUTATION, MutationKey
from zeren.words import Language


def lines(regulation: Regulation, report: MutationReport, language: Language) -> Iterator[str]:
    """The survivors with their cases, then what is undecided, then the count."""

    def say(key: MutationKey, *values: object) -> str:
        return MUTATION.say(key, language, *values)

    fates: tuple[Literal["survives", "undecided"], ...] = ("survives", "undecided")
    for fate in fates:
        found = report.of(fate)
        if found:
            yield say(fate)
        for one in found:
            yield f"  {_where(regulation, one, language)}{one.what.in_(language)}"
            if one.reason:
                yield f"    {one.reason}"
            if one.case and fate == "survives":
                yield f"    {say('case')}{'：' if language == 'zh' else ':'}"
                yield from (f"      {line}" for line in one.case.splitlines()[2:])
        if found:
            yield ""
    counts = [len(report.of(fate)) for fate in ("killed", "changes_nothing", "survives", "undecided")]
    yield say("counted", len(report.changes), report.cases, *counts)


def _where(regulation: Regulation, one: Fated, language: Language) -> str:
    at = f"{regulation.cited(one.article).in_(language)}" if one.article else ""
    if language == "zh":
        return f"{at}“{one.part}”：" if at else f"“{one.part}”："
    return f"{at}, `{one.part}`: " if at else f"`{one.part}`: "
