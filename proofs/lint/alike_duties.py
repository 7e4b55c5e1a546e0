"""Defects of duties beside one another: owed to oneself, the same act of two bearers, one act that must reach two."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.proofs.lint.finding import Finding, finding


def alike_duties(regulation: Regulation) -> Iterator[Finding]:
    """Every duty by itself and against the later ones with the same act."""
    duties = regulation.file.duties
    for index, duty in enumerate(duties):
        at = regulation.cited(duty.article)
        if duty.who is not None and duty.who == duty.to:
            who = regulation.file.bearers[duty.who]
            yield finding(
                "duty-to-oneself",
                regulation.id,
                f"duties.{duty.id}",
                duty.article,
                ("duties", index),
                f"{at.zh}“{duty.act.zh}”由{who.zh}向自己履行",
                f"{at.en}, {duty.act.en}: {who.en} owes it to itself",
            )
        for other in duties[index + 1 :]:
            if other.act == duty.act and duty.who is not None and other.who is not None:
                yield from _pair(regulation, duty, other, index)


def _pair(regulation: Regulation, duty: Duty, other: Duty, index: int) -> Iterator[Finding]:
    """One act in two provisions: of two bearers towards the same, or of one bearer towards two."""
    bearers = regulation.file.bearers
    at = regulation.cited(*dict.fromkeys((duty.article, other.article)))
    if duty.who != other.who and duty.to == other.to:
        first, second = bearers[duty.who or ""], bearers[other.who or ""]
        yield finding(
            "bearer-shifts",
            regulation.id,
            f"duties.{duty.id}+{other.id}",
            duty.article,
            ("duties", index),
            f"{at.zh}“{duty.act.zh}”一处由{first.zh}承担，一处由{second.zh}承担",
            f"{at.en}, {duty.act.en}: borne by {first.en} in one place and by {second.en} in the other",
        )
    elif duty.who == other.who and duty.to != other.to and duty.to is not None and other.to is not None:
        one, another = bearers[duty.to], bearers[other.to]
        yield finding(
            "one-act-for-two",
            regulation.id,
            f"duties.{duty.id}+{other.id}",
            duty.article,
            ("duties", index),
            f"{at.zh}“{duty.act.zh}”一处向{one.zh}，一处向{another.zh}：一次履行是否两处都算，条文没有写明",
            f"{at.en}, {duty.act.en}: to {one.en} in one place and to {another.en} in the other; whether one act serves both is not said",
        )
