"""Defects of the listed circumstances: those that no case makes out, and those that another one contains."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.statements import Circumstance
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import ONE_SUBJECT, Board, Stage


def circumstances(stage: Stage) -> Iterator[Finding]:
    """Every listed circumstance against every other one, on the same facts about the same subject."""
    board = stage.board(1)
    listed = list(stage.regulation.file.circumstances)
    for index, one in enumerate(listed):
        held, at = said(board, one.item, one.item), stage.regulation.cited(one.article)
        if not board.can([held]):
            yield finding(
                "never-applies",
                stage.regulation.id,
                f"circumstances.{one.item}",
                f"{one.article}({one.item})",
                ("circumstances", index),
                f"{at.zh}第{one.item}项在任何事实、任何理解下都不成立",
                f"circumstance {one.item} of {at.en} is made out by no facts, however the text is read",
                scope=ONE_SUBJECT,
            )
            continue
        container = next((other for other in listed if other is not one and _within(board, one, other)), None)
        if container is not None and not (_within(board, container, one) and listed.index(container) > index):
            yield finding(
                "circumstance-swallowed",
                stage.regulation.id,
                f"circumstances.{one.item}",
                f"{one.article}({one.item})",
                ("circumstances", index),
                f"{at.zh}第{one.item}项成立时，第{container.item}项必然成立，该项没有作用",
                f"{at.en}: whatever makes out circumstance {one.item} makes out {container.item} too; it adds nothing",
                witness=board.witness([held]),
                scope=ONE_SUBJECT,
            )


def said(board: Board, item: str, facts_of: str) -> int:
    """A circumstance read of the facts that the board alleges under some item."""
    return board.of_circumstance(board.regulation.circumstances[item][1], f"{facts_of}/{board.person[1]}")


def _within(board: Board, one: Circumstance, other: Circumstance) -> bool:
    return not board.can([said(board, one.item, one.item), -said(board, other.item, one.item)])
