"""Findings of lint as text: where, what, and the case that shows it with what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from zeren.model.language.regulation import Regulation
from zeren.proofs.ends import shown
from zeren.proofs.lint.finding import Severity
from zeren.proofs.lint.stage import Witness
from zeren.proofs.sarif import Located
from zeren.words import Language

_SEVERITIES: dict[Severity, tuple[str, str]] = {"error": ("错误", "error"), "warning": ("警告", "warning"), "note": ("提示", "note")}
_WORDS = {
    "case": ("最小案情", "a smallest case"),
    "course": ("最短经过", "a shortest course"),
    "same": ("同一案情，另一种理解", "the same case, read otherwise"),
    "elsewhere": ("同一案情，另一部规定", "the same case under the other regulation"),
    "accepted": ("已接受", "accepted"),
    "none": ("不承担责任", "no responsibility"),
    "proved": ("已证明，范围", "proved for"),
    "found": ("共{}项：{}", "{} found: {}"),
    "nothing": ("没有发现问题。", "Nothing found."),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "colon": ("：", ": "),
    "list": ("、", ", "),
}


def lines(located: Sequence[Located], regulations: Mapping[str, Regulation], language: Language) -> Iterator[str]:
    """The lines of a report: every finding that is not accepted in full, accepted ones on a line each, and a count."""

    def say(word: str) -> str:
        return _WORDS[word][0 if language == "zh" else 1]

    for one in located:
        finding = one.finding
        severity = _SEVERITIES[finding.severity][0 if language == "zh" else 1]
        article = f" {regulations[finding.regulation].cited(*finding.article.split(', ')).in_(language)}" if finding.article else ""
        yield f"{one.file}:{one.line}:{one.column}: {finding.kind.code} {severity}{article} [{finding.subject}]"
        if one.accepted is not None:
            yield f"    {say('accepted')}{say('colon')}{one.accepted}"
            continue
        yield f"    {finding.text.in_(language)}"
        if finding.scope is not None:
            yield f"    {say('proved')}{say('colon')}{finding.scope.in_(language)}"
        if finding.course is not None:
            yield f"    {say('course')}{say('colon').rstrip()}"
            yield from (f"        {line.in_(language)}" for line in finding.course.story)
        if finding.witness is not None:
            yield f"    {say('case')}{say('colon').rstrip()}"
            yield from _case(finding.witness, regulations[finding.regulation], language)
        if finding.contrast is not None:
            yield f"    {say('elsewhere' if finding.kind.name == 'sisters-differ' else 'same')}{say('colon').rstrip()}"
            yield "        " + _outcomes(finding.contrast, regulations[finding.regulation], language)
        yield ""
    counted = Counter(one.finding.severity for one in located)
    if not located:
        yield say("nothing")
        return
    parts = [f"{_SEVERITIES[severity][0 if language == 'zh' else 1]} {counted[severity]}" for severity in _SEVERITIES if counted[severity]]
    yield say("found").format(len(located), say("list").join(parts))


def _case(witness: Witness, regulation: Regulation, language: Language) -> Iterator[str]:
    for line in witness.case.splitlines()[3:]:
        yield f"        {line}"
    yield "        " + _outcomes(witness, regulation, language)


def _outcomes(witness: Witness, regulation: Regulation, language: Language) -> str:
    """What comes out, a word for each bearer and each answer asked for."""
    first = 0 if language == "zh" else 1
    parts = []
    for name, tiers in witness.outcomes.items():
        borne = _WORDS["list"][first].join(shown(regulation, tiers, language))
        parts.append(f"{name} → {borne or _WORDS['none'][first]}")
    parts += [f"{one.text.in_(language)} → {_WORDS['yes' if one.holds else 'no'][first]}" for one in witness.answers]
    return ("；" if language == "zh" else "; ").join(parts)
