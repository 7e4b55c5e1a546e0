"""Findings of lint as text: where, what, and the case that shows it with what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from zeren.model.language.regulation import Regulation
from zeren.proofs.endings import shown
from zeren.proofs.lint.finding import Severity
from zeren.proofs.lint.sarif import Located
from zeren.proofs.lint.stage import Answers, Witness
from zeren.voice.keys import LINT, LINT_SEVERITY, PUNCTUATION, LintKey
from zeren.words import Language, standing_word

_ANSWERS: Mapping[Answers, tuple[LintKey, LintKey]] = {
    "yes_no": ("no", "yes"),
    "condition": ("not met", "met"),
    "circumstance": ("not made out", "made out"),
}


def lines(located: Sequence[Located], regulations: Mapping[str, Regulation], language: Language) -> Iterator[str]:
    """The lines of a report: every finding that is not accepted in full, accepted ones on a line each, and a count."""

    def say(word: LintKey) -> str:
        return LINT.say(word, language)

    for one in located:
        finding = one.finding
        severity = LINT_SEVERITY.say(finding.severity, language)
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
    parts = [f"{LINT_SEVERITY.say(severity, language)} {counted[severity]}" for severity in get_args(Severity) if counted[severity]]
    yield LINT.say("found", language, len(located), say("list").join(parts))


def _case(witness: Witness, regulation: Regulation, language: Language) -> Iterator[str]:
    for line in witness.case.splitlines()[3:]:
        yield f"        {line}"
    yield "        " + _outcomes(witness, regulation, language)


def _outcomes(witness: Witness, regulation: Regulation, language: Language) -> str:
    """What comes out, a word for each bearer and each answer asked for."""
    parts = []
    for name, tiers in witness.outcomes.items():
        borne = LINT.say("list", language).join(shown(regulation, tiers, language))
        parts.append(f"{name} → {borne or standing_word(regulation, witness.verdicts[name], language)}")
    parts += [f"{one.text.in_(language)} → {LINT.say(_ANSWERS[one.kind][one.holds], language)}" for one in witness.answers]
    return PUNCTUATION.say("semicolon", language).join(parts)
