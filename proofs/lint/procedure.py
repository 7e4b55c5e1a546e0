"""Defects of procedure: acts that no organ, or more than one, is to perform, and a ladder that no tier leads to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import Board, Stage

_ACTS = {
    "impose": ("实施问责", "to hold to account"),
    "propose": ("提出问责建议", "to propose accountability"),
    "answer": ("答复建议", "to answer a proposal"),
    "file": ("备案", "to file the case"),
    "supervise": ("监督检查", "to supervise"),
    "assess": ("考核", "to assess"),
    "interpret": ("解释", "to interpret the text"),
    "approve": ("审批", "to approve"),
}


def procedure(stage: Stage) -> Iterator[Finding]:
    """Every act that the regulation speaks of, and its ladder of measures."""
    stated = stage.regulation.file.authority
    for act in dict.fromkeys(one.act for one in stated):
        yield from _undetermined(stage, act)
        yield from _competing(stage, act)
    file = stage.regulation.file
    if (stated or file.sanctions or file.circumstances) and not any(one.act == "impose" for one in stated):
        zh, en = _ACTS["impose"]
        yield finding(
            "organ-undetermined",
            stage.regulation.id,
            "authority.impose",
            "",
            ("regulation",),
            f"没有写明由谁{zh}",
            f"no organ is named {en}",
        )
    yield from _ladder(stage)


def _due(board: Board, act: str, *, named: bool) -> int:
    """An act falls to somebody; to an organ that the text names, if asked so."""
    return board.circuit.either(
        _falls(board, index)
        for index, one in enumerate(board.regulation.file.authority)
        if one.act == act and (one.organ is not None) == named
    )


def _falls(board: Board, index: int) -> int:
    return board.ground.worth(board.regulation.means["authority", index, "when"], {})


def _unassigned(act: str, board: Board) -> list[int]:
    """The act must be done (or accountability is open, for imposing), and falls to no organ that is named."""
    return [-_due(board, act, named=True), *([] if act == "impose" else [_due(board, act, named=False)])]


def _undetermined(stage: Stage, act: str) -> Iterator[Finding]:
    board = stage.smallest(partial(_unassigned, act))
    if board is None:
        return
    stated = [(index, one) for index, one in enumerate(stage.regulation.file.authority) if one.act == act]
    index, one = next(((index, one) for index, one in stated if one.organ is None), stated[0])
    (zh, en), at = _ACTS[act], stage.regulation.cited(one.article)
    never = all(other.organ is None for _, other in stated)
    witness = None if never else board.witness(_unassigned(act, board))
    yield finding(
        "organ-undetermined",
        stage.regulation.id,
        f"authority.{act}",
        one.article,
        ("authority", index),
        f"{at.zh}没有写明由谁{zh}" if never else f"有的案情下，没有任何机关可以{zh}",
        f"{at.en} names no organ {en}" if never else f"there are cases in which no organ is named {en}",
        witness=witness,
        severity="error" if never else "warning",
    )


def _competing(stage: Stage, act: str) -> Iterator[Finding]:
    stated = [(index, one) for index, one in enumerate(stage.regulation.file.authority) if one.act == act and one.organ is not None]
    for (first, one), (second, other) in combinations(stated, 2):
        if one.organ == other.organ:
            continue
        board = stage.smallest(lambda board, first=first, second=second: [_falls(board, first), _falls(board, second)])  # type: ignore[misc]
        if board is None:
            continue
        zh, en = _ACTS[act]
        at = [stage.regulation.cited(each.article) for each in (one, other)]
        names = [stage.regulation.file.organs[organ] for organ in (one.organ or "", other.organ or "")]
        yield finding(
            "organs-compete",
            stage.regulation.id,
            f"authority.{act}.{one.organ}+{other.organ}",
            one.article if one.article == other.article else f"{one.article}, {other.article}",
            ("authority", second),
            f"同一案情下，{names[0].zh}（{at[0].zh}）和{names[1].zh}（{at[1].zh}）都可以{zh}，没有说明谁优先",
            f"in one and the same case both {names[0].en} ({at[0].en}) and {names[1].en} ({at[1].en}) "
            f"are {en}, and nothing says who goes first",
            witness=board.witness([_falls(board, first), _falls(board, second)]),
        )


def _ladder(stage: Stage) -> Iterator[Finding]:
    """Whether any measure depends on the tier that somebody bears: the ladder is linked only where one does."""
    sanctions = stage.regulation.file.sanctions
    if sanctions is None or len(sanctions.ladder) < 2 or len(stage.regulation.tiers.all) < 2:
        return
    board = stage.board(1)
    measures = [
        board.ground.worth(stage.regulation.means["sanctions", "measures", index, "when"], {}) for index in range(len(sanctions.measures))
    ]
    rules = [board.ground.applies(name, board.one(rule.sort)) for name, (rule, _) in stage.regulation.rules.items()]
    if any(_decides(board, rule, measure) for rule in rules for measure in measures):
        return
    at = stage.regulation.cited(sanctions.article)
    shown = next((rule for rule in rules if board.can([rule])), None)
    yield finding(
        "ladder-unlinked",
        stage.regulation.id,
        "sanctions.ladder",
        sanctions.article,
        ("sanctions", "ladder"),
        f"{at.zh}列出{len(sanctions.ladder)}种处理方式，没有一种与责任档次对应：负何种责任，可给予的处理都一样",
        f"{at.en} lists {len(sanctions.ladder)} measures and links none to a tier: whatever somebody bears, the same measures are open",
        witness=board.witness([shown]) if shown is not None else None,
    )


def _decides(board: Board, rule: int, measure: int) -> bool:
    """A measure follows only from cases in which a rule applies, or only from those in which it does not."""
    return board.can([measure]) and (not board.can([measure, -rule]) or not board.can([measure, rule]))
