"""Defects of duties: whose they are, how often, until when, what follows if they are not performed, and who hears of them.

A duty that names a number and a period has instances that can be held against a record; one on an event has them only
where a time limit is named. For any other, every record whatever is in order: that is what its wording (定期, 及时) buys.
"""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.case import FactId
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Term, Text
from zeren.model.solving.ground import Entity
from zeren.proofs.lint.alike_duties import alike_duties
from zeren.proofs.lint.broken_chains import broken_chains
from zeren.proofs.lint.circumstances import said
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.passages import single_passages
from zeren.proofs.lint.stage import ONE_SUBJECT, Asked, Board, Stage
from zeren.proofs.lint.unmissed import countable, missed, never_missed, nobodys

MISSED = Text(zh="未履行职责", en="a duty was missed")


def duties(stage: Stage) -> Iterator[Finding]:
    """Every duty by itself, then the chains of reports."""
    regulation = stage.regulation
    for index, duty in enumerate(regulation.file.duties):
        yield from _one(regulation, duty, index)
    yield from alike_duties(regulation)
    yield from broken_chains(regulation)
    yield from single_passages(regulation)
    yield from _consequences(stage)


def _one(regulation: Regulation, duty: Duty, index: int) -> Iterator[Finding]:
    path = ("duties", index)
    at = regulation.cited(duty.article)
    zh, en = f"{at.zh}“{duty.act.zh}”", f"{at.en}, {duty.act.en}:"
    wording = (f"（“{duty.wording.zh}”）", f" (“{duty.wording.en}”)") if duty.wording else ("", "")
    if duty.who is None:
        yield finding(
            "duty-without-bearer",
            regulation.id,
            f"duties.{duty.id}",
            duty.article,
            path,
            f"{zh}没有写明由谁承担",
            f"{en} nobody is named",
            course=nobodys(regulation, duty),
        )
    if countable(duty) or duty.norm == "permitted":
        return
    unless = _unless_read(regulation, duty)
    made = never_missed(regulation, duty)
    if duty.on is None:
        yield finding(
            "duty-without-count",
            regulation.id,
            f"duties.{duty.id}",
            duty.article,
            path,
            f"{zh}没有写明次数和期限{wording[0]}：{unless[0]}多年不做也不能认定未履行",
            f"{en} no number and no interval{wording[1]}: {unless[1]}years without any performance cannot be called a breach",
            course=made,
        )
    else:
        vague = duty.wording is not None
        yield finding(
            "duty-without-bound",
            regulation.id,
            f"duties.{duty.id}",
            duty.article,
            path,
            f"{zh}没有写明时限{wording[0]}：{'' if vague else '除非须与该事同时完成，'}无论隔多久，都不能认定逾期",
            f"{en} no time limit{wording[1]}: {'' if vague else 'unless it has to go with the event itself, '}"
            "however long it takes, nothing can be called late",
            severity="warning" if vague else "note",
            course=made,
        )


def _unless_read(regulation: Regulation, duty: Duty) -> tuple[str, str]:
    """The reading that would give a duty its number, in both languages."""
    if duty.if_read is None:
        return "", ""
    reading = regulation.readings[duty.if_read.reading]
    option = reading.one_of[duty.if_read.option]
    return f"除非如此理解（{reading.question.zh}：{option.zh}），", f"unless read so ({reading.question.en}: {option.en}), "


def _consequences(stage: Stage) -> Iterator[Finding]:
    """What a missed duty opens by itself: nothing, where the circumstance that it is part of asks for more."""
    regulation, board = stage.regulation, stage.board(1)
    means = regulation.means.get(("concepts", "duty_missed"))
    if means is None or not regulation.file.duties:
        return
    resting: list[tuple[str, list[int], list[Term]]] = []
    breaches: list[int] = []
    for item in regulation.circumstances:
        entity: Entity = ("circumstance", f"{item}/{board.person[1]}")
        breach, held = board.ask(Asked("duty_missed", MISSED, means, entity)), said(board, item, item)
        breaches.append(breach)
        if not board.can([breach, -held]):
            return  # a missed duty is enough by itself
        if board.can([held]) and not board.can([held, -breach, *board.literal_readings]):
            needed = [
                term for term in regulation.terms_of["circumstance"] if term.kind == "yes_no" and _needs(board, entity, term, held, breach)
            ]
            facts = [board.ground.open(FactId("circumstance", entity[1], term.id)).literal(True) for term in needed[:-1]]
            resting.append((item, [breach, -held, *facts], needed))
    article, wanted = "", [*breaches[:1], *_nobody(board)]
    zh = "没有任何情形以未履行职责为要件：不履行职责没有后果"
    en = "no circumstance turns on a duty that was not performed: a missed duty has no consequence"
    if resting:
        item, wanted, needed = resting[0]
        article = f"{regulation.circumstances[item][0].article}({item})"
        at, listed = regulation.cited(article), [term.text for term in needed]
        zh = f"不履行职责本身没有后果：只有{at.zh}涉及，且须同时具备：{'、'.join(one.zh for one in listed)}"
        en = f"a missed duty has no consequence of its own: only {at.en} turns on one, and asks for all of: "
        en += "; ".join(one.en for one in listed)
    yield finding(
        "duty-without-consequence",
        regulation.id,
        "duties",
        article,
        ("duties",),
        zh,
        en,
        course=missed(regulation, regulation.file.duties),
        witness=board.witness([one for one in wanted if one != 1]),
        scope=None if resting else ONE_SUBJECT,
    )


def _nobody(board: Board) -> list[int]:
    """The literals that nobody on a board bears anything."""
    return [-tier for entity in (*board.people, board.body) for tier in board.ground.tiers(entity).values()]


def _needs(board: Board, entity: Entity, term: Term, held: int, missed: int) -> bool:
    """A circumstance asks for a fact that a missed duty does not bring with it."""
    fact = board.ground.open(FactId("circumstance", entity[1], term.id)).literal(True)
    return not board.can([held, -fact, *board.literal_readings]) and board.can([missed, -fact])
