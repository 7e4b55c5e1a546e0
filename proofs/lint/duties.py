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
from zeren.proofs.lint.circumstances import said
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import ONE_SUBJECT, Asked, Board, Stage

MISSED = Text(zh="未履行职责", en="a duty was missed")


def duties(stage: Stage) -> Iterator[Finding]:
    """Every duty by itself, then the chains of reports."""
    regulation = stage.regulation
    for index, duty in enumerate(regulation.file.duties):
        yield from _one(regulation, duty, index)
    yield from _chains(regulation)
    yield from _consequences(stage)


def countable(duty: Duty) -> bool:
    """Whether some record of performances can fall short of a duty."""
    return duty.at_least is not None or duty.within is not None or duty.by is not None


def _one(regulation: Regulation, duty: Duty, index: int) -> Iterator[Finding]:
    path = ("duties", index)
    at = regulation.cited(duty.article)
    zh, en = f"{at.zh}“{duty.act.zh}”", f"{at.en}, {duty.act.en}:"
    wording = (f"（“{duty.wording.zh}”）", f" (“{duty.wording.en}”)") if duty.wording else ("", "")
    if duty.who is None:
        yield finding(
            "duty-without-bearer", regulation.id, f"duties.{duty.id}", duty.article, path, f"{zh}没有写明由谁承担", f"{en} nobody is named"
        )
    if countable(duty):
        return
    if duty.on is None:
        yield finding(
            "duty-without-count",
            regulation.id,
            f"duties.{duty.id}",
            duty.article,
            path,
            f"{zh}没有写明次数和期限{wording[0]}：多年不做也不能认定未履行",
            f"{en} no number and no interval{wording[1]}: years without any performance cannot be called a breach",
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
        )


def _chains(regulation: Regulation) -> Iterator[Finding]:
    """Places where bounded reports come in and none goes on to anybody who could carry them to the top."""
    stated = [(index, duty) for index, duty in enumerate(regulation.file.duties) if duty.who and duty.to and duty.who != duty.to]
    bounded = {(duty.who, duty.to) for _, duty in stated if countable(duty)}
    onward: dict[str | None, set[str | None]] = {}
    for _, duty in stated:
        onward.setdefault(duty.who, set()).add(duty.to)
    tops: set[str | None] = set(regulation.file.above) or {duty.to for _, duty in stated if duty.to not in onward}
    for index, duty in stated:
        if (duty.who, duty.to) not in bounded or duty.to in tops or duty.to not in onward or _reaches(bounded, duty.to, tops):
            continue
        onward_zh = "、".join(regulation.file.bearers[name].zh for name in sorted(filter(None, onward[duty.to])))
        onward_en = ", ".join(regulation.file.bearers[name].en for name in sorted(filter(None, onward[duty.to])))
        at = regulation.file.bearers[duty.to or ""]
        yield finding(
            "chain-breaks",
            regulation.id,
            f"duties.{duty.id}",
            duty.article,
            ("duties", index),
            f"{regulation.cited(duty.article).zh}的定期报告到{at.zh}为止：{at.zh}向{onward_zh}的报告没有次数或时限",
            f"what {regulation.cited(duty.article).en} brings to {at.en} at fixed intervals need never go further: "
            f"{at.en} owes {onward_en} no report with a number or a time limit",
        )


def _reaches(bounded: set[tuple[str | None, str | None]], start: str | None, tops: set[str | None]) -> bool:
    seen, queue = {start}, [start]
    while queue:
        here = queue.pop()
        for who, to in bounded:
            if who == here and to not in seen:
                if to in tops:
                    return True
                seen.add(to)
                queue.append(to)
    return False


def _consequences(stage: Stage) -> Iterator[Finding]:
    """What a missed duty opens by itself: nothing, where the circumstance that it is part of asks for more."""
    regulation, board = stage.regulation, stage.board(1)
    means = regulation.means.get(("concepts", "duty_missed"))
    if means is None or not regulation.file.duties:
        return
    resting: list[tuple[str, list[int], list[Term]]] = []
    for item in regulation.circumstances:
        entity: Entity = ("circumstance", f"{item}/{board.person[1]}")
        missed, held = (
            board.ask(Asked("duty_missed", MISSED, means, entity)),
            said(board, item, item),
        )
        if not board.can([missed, -held]):
            return  # a missed duty is enough by itself
        if board.can([held]) and not board.can([held, -missed, *board.literal_readings]):
            needed = [
                term for term in regulation.terms_of["circumstance"] if term.kind == "yes_no" and _needs(board, entity, term, held, missed)
            ]
            facts = [board.ground.open(FactId("circumstance", entity[1], term.id)).literal(True) for term in needed[:-1]]
            resting.append((item, [missed, -held, *facts], needed))
    subject, path = "duties", ("duties",)
    if not resting:
        yield finding(
            "duty-without-consequence",
            regulation.id,
            subject,
            "",
            path,
            "没有任何情形以未履行职责为要件：不履行职责没有后果",
            "no circumstance turns on a duty that was not performed: a missed duty has no consequence",
            scope=ONE_SUBJECT,
        )
        return
    item, wanted, needed = resting[0]
    article = f"{regulation.circumstances[item][0].article}({item})"
    zh = "、".join(term.text.zh for term in needed)
    en = "; ".join(term.text.en for term in needed)
    yield finding(
        "duty-without-consequence",
        regulation.id,
        subject,
        article,
        path,
        f"不履行职责本身没有后果：只有{regulation.cited(article).zh}涉及，且须同时具备：{zh}",
        f"a missed duty has no consequence of its own: only {regulation.cited(article).en} turns on one, and asks for all of: {en}",
        witness=board.witness([one for one in wanted if one != 1]),
    )


def _needs(board: Board, entity: Entity, term: Term, held: int, missed: int) -> bool:
    """A circumstance asks for a fact that a missed duty does not bring with it."""
    fact = board.ground.open(FactId("circumstance", entity[1], term.id)).literal(True)
    return not board.can([held, -fact, *board.literal_readings]) and board.can([missed, -fact])
