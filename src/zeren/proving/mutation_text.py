"""What small changes of a regulation no case notices, as text: where, what, and the smallest case that would notice it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zeren.model.language.regulation import Regulation
from zeren.proving.mutation import Fate, Fated, MutationReport
from zeren.words import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    "counted": (
        "{}处改动，{}件案件：{}处被案件发现，{}处已证明不改变任何结果，{}处无人发现，{}处未能判定",
        "{} small changes, {} cases: {} noticed by a case, {} proved to change nothing, {} noticed by none, {} undecided",
    ),
    "survives": ("没有案件发现的改动", "Changes that no case notices"),
    "undecided": ("未能判定的改动", "Undecided"),
    "case": ("能发现它的最小案件", "a smallest case that would notice it"),
}


def lines(regulation: Regulation, report: MutationReport, language: Language) -> Iterator[str]:
    """The survivors with their cases, then what is undecided, then the count."""

    def say(key: str, *values: object) -> str:
        return _WORDS[key][0 if language == "zh" else 1].format(*values)

    fates: tuple[Fate, ...] = ("survives", "undecided")
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
