"""Offices that every report to the top passes and for which nobody stands in: one absence cuts the reports off."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.graph.findings import passages
from zeren.proofs.graph.flow import reports_under
from zeren.proofs.lint.course_told import called
from zeren.proofs.lint.finding import Finding, finding


def single_passages(regulation: Regulation) -> Iterator[Finding]:
    """Each office without a stand-in that cuts off the reports of others, once, with all whose reports it cuts off."""
    if not regulation.file.succession or not regulation.file.above:
        return
    cut_off: dict[str, list[str]] = {}
    tops: dict[str, list[str]] = {}
    for one in passages(reports_under(regulation)):
        if len(one.cut) == 1 and one.cut[0] != one.source:
            cut_off.setdefault(one.cut[0].id, []).append(one.source.id)
            tops.setdefault(one.cut[0].id, []).append(one.top.id)
    for office, sources in cut_off.items():
        index, duty = next((index, duty) for index, duty in enumerate(regulation.file.duties) if duty.who == office and duty.to)
        whose, ends = _all(regulation, sources), _all(regulation, tops[office])
        at = called(regulation, office)
        yield finding(
            "single-passage",
            regulation.id,
            f"succession.{office}",
            duty.article,
            ("duties", index),
            f"{whose.zh}向{ends.zh}的报告都要经过{at.zh}，而条文没有写明{at.zh}空缺时由谁代行",
            f"every report from {whose.en} to {ends.en} passes {at.en}, and nobody is named to act while {at.en} is vacant or absent",
        )


def _all(regulation: Regulation, bearers: list[str]) -> Text:
    """Several bearers in one phrase."""
    words = [called(regulation, name) for name in dict.fromkeys(bearers)]
    return Text(zh="、".join(one.zh for one in words), en=", ".join(one.en for one in words))
