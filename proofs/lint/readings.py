"""Readings that change an outcome, each with a smallest case and both outcomes, and readings that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Reading
from zeren.model.language.terms import Text
from zeren.model.solving.circuit import FALSE, TRUE
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen
from zeren.model.solving.substitute import Substitution
from zeren.proofs.endings import ends
from zeren.proofs.lint.asked import kind_of, worded
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import MATTER, Asked, Board, Stage
from zeren.proofs.short_case import Unfaithful

Aspect = Entity | Asked


def readings(stage: Stage) -> Iterator[Finding]:
    """Every reading, its usual option against each of the others."""
    for name, reading in stage.regulation.readings.items():
        found = list(_decides(stage, name, reading))
        if found:
            yield from found
        elif name in (counting := _counting(stage.regulation)):
            acts = [duty.act for duty in stage.regulation.file.duties if duty.id in counting[name]]
            yield finding(
                "reading-decides",
                stage.regulation.id,
                f"readings.{name}",
                ", ".join(reading.cites),
                ("readings", name),
                f"{reading.question.zh}：决定履行是否足数（{'、'.join(act.zh for act in acts)}）",
                f"{reading.question.en}: decides whether performances are enough ({', '.join(act.en for act in acts)})",
            )
        else:
            yield finding(
                "reading-idle",
                stage.regulation.id,
                f"readings.{name}",
                ", ".join(reading.cites),
                ("readings", name),
                f"{reading.question.zh}：无论怎样理解，任何案情的结果都一样",
                f"{reading.question.en}: however it is read, no case comes out differently",
                scope=stage.boards_only,
            )


def _counting(regulation: Regulation) -> dict[str, list[str]]:
    """The readings by which performances are counted, with the duties that they count for."""
    windows = regulation.file.windows
    numbered: dict[str, list[str]] = {}
    for duty in regulation.file.duties:
        if duty.if_read is not None:
            numbered.setdefault(duty.if_read.reading, []).append(duty.id)
    if windows is None:
        return numbered
    periodic = [duty.id for duty in regulation.file.duties if duty.at_least is not None]
    several = [duty.id for duty in regulation.file.duties if duty.at_least is not None and duty.at_least > 1]
    found = {windows.reading: periodic}
    if windows.same_day is not None:
        found[windows.same_day.reading] = several
    return numbered | {name: duties for name, duties in found.items() if duties}


_ASIDE = ("terms", "definitions", "rules", "exceptions", "background", "concepts", "properties")


def asked(board: Board) -> list[Asked]:
    """Every condition that answers something besides tiers, asked of the first person, the body, the matter or a circumstance."""
    regulation = board.regulation
    found = []
    for path, expr in regulation.means.items():
        if path[0] in _ASIDE or path[-1] == "number":
            continue
        sort = regulation.sort_at[path]
        entity: Entity = board.one(sort) if sort in ("person", "body") else MATTER
        if sort == "circumstance":
            if path[0] != "circumstances":
                continue
            item = regulation.file.circumstances[int(path[1])].item
            entity = ("circumstance", f"{item}/{board.person[1]}")
        found.append(Asked(_named(regulation, path), worded(regulation, path), expr, entity, kind_of(regulation, path)))
    return sorted(found, key=lambda one: one.of[0] != "circumstance")


def _named(regulation: Regulation, path: tuple[str | int, ...]) -> str:
    """A short name for where a condition stands: list items by their ids."""
    words: list[str] = []
    here: Any = regulation.file
    for step in path:
        if isinstance(step, int):
            here = here[step]
            words.append(str(getattr(here, "id", getattr(here, "item", getattr(here, "act", step)))))
        elif isinstance(here, dict):
            here = here.get(step)
            words.append(step)
        else:
            here = getattr(here, step, None)
            if step not in ("when", "answer"):
                words.append(step)
    return ".".join(words)


def read_as(board: Board, name: str, option: str) -> Substitution:
    """The circuit of a board with one reading taken in one option."""
    variable = board.ground.reading(name)
    holds = {abs(literal): (value == option) == (literal > 0) for value, literal in zip(variable.values, variable.literals, strict=True)}
    return Substitution(board.circuit, board.circuit, lambda atom: atom if atom not in holds else TRUE if holds[atom] else FALSE)


def _decides(stage: Stage, name: str, reading: Reading) -> Iterator[Finding]:
    """For each other option, a smallest case that comes out differently: somebody's tiers first, then anything else."""
    usual = reading.literal or next(iter(reading.one_of))
    for option in reading.one_of:
        if option == usual:
            continue
        for aspect in _aspects(stage.board(1)):
            shown = next(filter(None, (_shown(board, name, usual, option, aspect) for board in stage.boards())), None)
            if shown is not None:
                yield _finding(stage.regulation, name, reading, usual, option, aspect, *shown)
                break


def _aspects(board: Board) -> list[Aspect]:
    """What may come out differently: the tiers of a person, those of a body, and each question by itself."""
    borne = {rule.sort for rule in board.regulation.file.rules}
    return [*(board.one(sort) for sort in ("person", "body") if sort in borne), *asked(board)]


def _literals(board: Board, aspect: Aspect) -> list[int]:
    return [board.ask(aspect)] if isinstance(aspect, Asked) else list(ends(board.ground, aspect).values())


def _shown(board: Board, name: str, usual: str, option: str, aspect: Aspect) -> tuple[Board, list[Chosen]] | None:
    """The smallest case on a board that the two options tell apart, without the reading itself."""
    literals = _literals(board, aspect)
    constraints = [literal for _, literal in board.ground.constraints]
    atoms = support = 0
    for literal in board.ground.reading(name).literals:
        atoms |= board.circuit.support(literal)
    for literal in literals:
        support |= board.circuit.support(literal)
    if not atoms & support:
        return None
    one, other = read_as(board, name, usual), read_as(board, name, option)
    differ = board.circuit.either(-board.circuit.equal(one.of(literal), other.of(literal)) for literal in literals)
    touched = [literal for literal in constraints if board.circuit.support(literal) & atoms]
    wanted = [differ, *(way.of(literal) for way in (one, other) for literal in touched)]
    if not board.can(wanted):
        return None
    if board.can([*wanted, *board.literal_readings]):
        wanted += board.literal_readings
    return board, [chosen for chosen in board.values(wanted) if chosen.key != name]


def _finding(
    regulation: Regulation, name: str, reading: Reading, usual: str, option: str, aspect: Aspect, board: Board, chosen: Sequence[Chosen]
) -> Finding:
    variable = board.ground.reading(name)
    questions_ = [aspect] if isinstance(aspect, Asked) else []
    sides = [board.shown([*chosen, Chosen(name, value, variable.literal(value))], questions_) for value in (usual, option)]
    changed = [Text(zh=one, en=one) for one in sides[0].outcomes if sides[0].outcomes[one] != sides[1].outcomes[one]]
    changed += [one.text for one, other in zip(sides[0].answers, sides[1].answers, strict=True) if one.holds != other.holds]
    if not changed:
        raise Unfaithful(f"`{name}` read as `{option}` changes nothing in the case that was to show it")
    zh, en = reading.one_of[usual], reading.one_of[option]
    return finding(
        "reading-decides",
        regulation.id,
        f"readings.{name}.{option}",
        ", ".join(reading.cites),
        ("readings", name, "one_of", option),
        f"{reading.question.zh}：“{zh.zh}”与“{en.zh}”的结果不同（{'、'.join(one.zh for one in changed)}）",
        f"{reading.question.en}: “{zh.en}” and “{en.en}” come out differently ({', '.join(one.en for one in changed)})",
        witness=sides[0],
        contrast=sides[1],
    )
