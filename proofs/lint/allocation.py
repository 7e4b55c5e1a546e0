"""Defects of the rules that give tiers, and of the exemptions from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from zeren.model.language.conditions import ME
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Rule
from zeren.model.solving.ground import Entity
from zeren.model.solving.minimal import shrink
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.stage import Board, Stage


def allocation(stage: Stage) -> Iterator[Finding]:
    """Everything about rules, tiers and exemptions."""
    yield from _tiers(stage)
    yield from _competing(stage)
    yield from _rules(stage)
    yield from _exemptions(stage)
    yield from gaps(stage)


def _borne(tier: str, board: Board) -> list[int]:
    return [_bears(board, tier)]


def _bears(board: Board, tier: str) -> int:
    """Somebody bears a tier, whatever absorbs it."""
    rules = [(name, rule) for name, (rule, _) in board.regulation.rules.items() if rule.bears == tier]
    return board.circuit.either(board.ground.applies(name, board.one(rule.sort)) for name, rule in rules)


def _tiers(stage: Stage) -> Iterator[Finding]:
    regulation = stage.regulation
    for tier in regulation.tiers.all:
        zh, en = (f"“{regulation.name_of(tier, language)}”" for language in ("zh", "en"))
        path = ("tiers", "names", tier) if tier in regulation.tiers.names else ("tiers",)
        article = next((rule.article for rule in regulation.file.rules if rule.bears == tier), "")
        if stage.smallest(partial(_borne, tier)) is None:
            yield finding(
                "tier-unassigned",
                regulation.id,
                f"tiers.{tier}",
                article,
                path,
                f"{zh}列为责任档次，但在任何案情、任何理解下都没有人承担",
                f"{en} is named as a tier, and nobody bears it in any case, however the text is read",
                scope=stage.scope,
            )
            continue
        for name, option in _readings_that_empty(stage, tier):
            reading = regulation.readings[name]
            literal = reading.literal == option
            how = ("按文义" if literal else "若", "as the words stand" if literal else "if read so")
            yield finding(
                "tier-unassigned",
                regulation.id,
                f"tiers.{tier}.{name}.{option}",
                ", ".join(reading.cites) or article,
                path,
                f"{how[0]}（{reading.question.zh}：{reading.one_of[option].zh}），{zh}没有人承担",
                f"{how[1]} ({reading.question.en}: {reading.one_of[option].en}), nobody bears {en}",
                severity="error" if literal else "warning",
                scope=stage.scope,
            )


def _readings_that_empty(stage: Stage, tier: str) -> Iterator[tuple[str, str]]:
    for name, reading in stage.regulation.readings.items():
        for option in reading.one_of:

            def wanted(board: Board, name: str = name, option: str = option) -> Sequence[int]:
                return [_bears(board, tier), board.ground.reading(name).literal(option)]

            if stage.smallest(wanted) is None:
                yield name, option


def _competing(stage: Stage) -> Iterator[Finding]:
    regulation = stage.regulation
    ranked = regulation.tiers.ranked
    for (one, first), (two, second) in combinations(enumerate(regulation.file.rules), 2):
        if first.sort != second.sort or first.bears == second.bears or not {first.bears, second.bears} <= set(ranked):
            continue

        def wanted(board: Board, first: Rule = first, second: Rule = second) -> Sequence[int]:
            bearer = board.one(first.sort)
            return [board.ground.applies(first.id, bearer), board.ground.applies(second.id, bearer)]

        if (board := stage.smallest(wanted)) is None:
            continue
        absorbed = regulation.tiers.when_several == "highest"
        graver = min(first.bears, second.bears, key=ranked.index)
        names = [
            (regulation.name_of(rule.bears, "zh"), regulation.name_of(rule.bears, "en"), regulation.cited(rule.article))
            for rule in (first, second)
        ]
        after = (
            (f"，最后只负较重的{regulation.name_of(graver, 'zh')}", f"; only the graver, {regulation.name_of(graver, 'en')}, remains")
            if absorbed
            else ("，条文没有说明哪一个优先", "; nothing says which of them prevails")
        )
        yield finding(
            "tiers-compete",
            regulation.id,
            f"rules.{first.id}+{second.id}",
            first.article if first.article == second.article else f"{first.article}, {second.article}",
            ("rules", max(one, two)),
            f"同一人可同时依{names[0][2].zh}负{names[0][0]}、依{names[1][2].zh}负{names[1][0]}{after[0]}",
            f"the same person can bear {names[0][1]} ({names[0][2].en}) and {names[1][1]} ({names[1][2].en}){after[1]}",
            severity="note" if absorbed else "error",
            witness=board.witness(wanted(board)),
        )


def _rules(stage: Stage) -> Iterator[Finding]:
    regulation = stage.regulation
    for index, rule in enumerate(regulation.file.rules):
        board, at = stage.smallest(partial(_applying, rule)), regulation.cited(rule.article)
        if board is None:
            yield finding(
                "never-applies",
                regulation.id,
                f"rules.{rule.id}",
                rule.article,
                ("rules", index),
                f"{at.zh}的条款“{rule.text.zh}”在任何案情、任何理解下都不适用",
                f"rule “{rule.text.en}” of {at.en} applies in no case, however the text is read",
                scope=stage.scope,
            )
            continue
        if stage.smallest(partial(_deciding, rule)) is not None:
            continue
        covering = _covering(stage, rule)
        by = [regulation.rules[name][0] for name in covering]
        cited = [(one.text, regulation.cited(one.article)) for one in by]
        zh = "、".join(f"“{text.zh}”（{where.zh}）" for text, where in cited)
        en = " or ".join(f"“{text.en}” ({where.en})" for text, where in cited)
        yield finding(
            "rule-swallowed",
            regulation.id,
            f"rules.{rule.id}",
            rule.article,
            ("rules", index),
            f"条款“{rule.text.zh}”适用时，{zh}已给予同样或更重的责任，它从不改变结果",
            f"wherever rule “{rule.text.en}” applies, {en} gives as much or more; it changes no outcome",
            witness=board.witness(_applying(rule, board), [board.ground.applies(one.id, board.one(one.sort)) for one in by]),
            scope=stage.scope,
        )


def _applying(rule: Rule, board: Board) -> list[int]:
    return [board.ground.applies(rule.id, board.one(rule.sort))]


def _deciding(rule: Rule, board: Board) -> list[int]:
    """Somebody's outcome would be another one if a rule were not there."""
    bearer = board.one(rule.sort)
    return [*_applying(rule, board), *(-board.ground.applies(name, bearer) for name in _as_grave(board.regulation, rule))]


def _as_grave(regulation: Regulation, rule: Rule) -> list[str]:
    """The other rules that give the same tier, or one that absorbs it."""
    tiers = regulation.tiers
    enough = {rule.bears}
    if tiers.when_several == "highest" and rule.bears in tiers.ranked:
        enough |= set(tiers.ranked[: tiers.ranked.index(rule.bears)])
    others = [(name, one) for name, (one, _) in regulation.rules.items() if name != rule.id]
    return [name for name, one in others if one.sort == rule.sort and one.bears in enough]


def _covering(stage: Stage, rule: Rule) -> tuple[str, ...]:
    """Rules that together apply wherever this one does; as few as their order allows."""
    names = _as_grave(stage.regulation, rule)

    def covered(indices: Sequence[int]) -> bool:
        return all(
            not board.can(
                [
                    board.ground.applies(rule.id, board.one(rule.sort)),
                    *(-board.ground.applies(names[i], board.one(rule.sort)) for i in indices),
                ]
            )
            for board in stage.boards()
        )

    return tuple(names[index] for index in shrink(range(len(names)), covered))


def _exemptions(stage: Stage) -> Iterator[Finding]:
    regulation = stage.regulation
    for index, exception in enumerate(regulation.file.exceptions):
        at = regulation.cited(exception.article)
        for place, target in enumerate(exception.defeats):

            def exempts(board: Board, name: str = exception.id, target: str = target) -> Sequence[int]:
                return [board.ground.in_force(name, _bearer(board, target)), _holds(board, target)]

            if stage.smallest(exempts) is None:
                called = (regulation.rules.get(target) or regulation.exceptions[target])[0].text
                yield finding(
                    "exemption-idle",
                    regulation.id,
                    f"exceptions.{exception.id}.{target}",
                    exception.article,
                    ("exceptions", index, "defeats", place),
                    f"{at.zh}的例外“{exception.text.zh}”从不能排除“{called.zh}”：二者的条件在任何案情下都不能同时成立",
                    f"exception “{exception.text.en}” of {at.en} can never defeat “{called.en}”: their conditions never meet",
                    scope=stage.scope,
                )
        yield from _frees_everybody(stage, index)


def _bearer(board: Board, target: str) -> Entity:
    return board.one(board.regulation.rules[target][0].sort if target in board.regulation.rules else "person")


def _holds(board: Board, target: str) -> int:
    """The condition of a rule or exception holds of the first bearer, whatever defeats it."""
    rules, exceptions = board.regulation.rules, board.regulation.exceptions
    condition = rules[target][1] if target in rules else exceptions[target][1]
    return board.ground.worth(condition, {ME: _bearer(board, target)})


def _frees_everybody(stage: Stage, index: int) -> Iterator[Finding]:
    """An exemption that leaves nobody liable although some who had a hand in it are not exempt themselves."""
    regulation = stage.regulation
    exception = regulation.file.exceptions[index]
    at = regulation.cited(exception.article)
    targets = [name for name in exception.defeats if name in regulation.rules and regulation.rules[name][0].sort == "person"]
    rules = [name for name, (rule, _) in regulation.rules.items() if rule.sort == "person"]
    if not targets:
        return

    def wanted(everybody: bool, board: Board) -> Sequence[int]:
        circuit, ground = board.circuit, board.ground
        nobody = [-ground.applies(name, person) for person in board.people for name in rules]
        held = circuit.either(
            circuit.both([ground.worth(regulation.rules[name][1], {ME: board.person}), ground.in_force(exception.id, board.person)])
            for name in targets
        )
        force = [ground.in_force(exception.id, person) for person in board.people]
        return [*nobody, held, *(force if everybody else [circuit.either(-one for one in force)])]

    for everybody in (False, True):
        if (board := stage.smallest(partial(wanted, everybody))) is not None:
            yield finding(
                "exemption-frees-everybody",
                regulation.id,
                f"exceptions.{exception.id}",
                exception.article,
                ("exceptions", index),
                f"{at.zh}的例外“{exception.text.zh}”可使本应担责的人全部免责，结果无人担责",
                f"exception “{exception.text.en}” of {at.en} can free everybody who would answer, and nobody is left",
                witness=board.witness(wanted(everybody, board)),
            )
            return


def gaps(stage: Stage) -> Iterator[Finding]:
    """Wrong decisions that somebody took and nobody answers for, and rules that burden although nothing went wrong."""
    regulation = stage.regulation
    means = regulation.means
    if ("concepts", "wrong_decision") in means and ("concepts", "took_it") in means:

        def gap(literal: bool, board: Board) -> Sequence[int]:
            took = [board.ground.worth(means["concepts", "took_it"], {ME: person}) for person in board.people]
            borne = [
                board.ground.applies(name, person)
                for name, (rule, _) in regulation.rules.items()
                for person in (board.people if rule.sort == "person" else [board.body])
            ]
            wrong = board.ground.worth(means["concepts", "wrong_decision"], {})
            return [wrong, board.circuit.either(took), *(-one for one in borne), *(board.literal_readings if literal else ())]

        for literal in (True, False):
            if (board := stage.smallest(partial(gap, literal))) is not None:
                article = next((rule.article for rule in regulation.file.rules), "")
                yield finding(
                    "responsibility-gap",
                    regulation.id,
                    "rules" if literal else "rules.read-otherwise",
                    article,
                    ("rules",),
                    f"有的错误决策已追责、也有人作出，{'' if literal else '若换一种理解，'}却没有任何人担责",
                    f"{'' if literal else 'if read otherwise, '}nobody answers for some wrong decision that somebody took",
                    witness=board.witness(gap(literal, board)),
                )
                break
    if ("concepts", "fault") in means:
        yield from _without_error(stage)


def _without_error(stage: Stage) -> Iterator[Finding]:
    regulation = stage.regulation

    def wanted(rule: Rule, board: Board) -> Sequence[int]:
        return [*_applying(rule, board), -board.ground.worth(regulation.means["concepts", "fault"], {})]

    for index, rule in enumerate(regulation.file.rules):
        at = regulation.cited(rule.article)
        if (board := stage.smallest(partial(wanted, rule))) is not None:
            yield finding(
                "burden-without-error",
                regulation.id,
                f"rules.{rule.id}",
                rule.article,
                ("rules", index),
                f"{at.zh}的条款“{rule.text.zh}”不以错误为前提：决策没有错误，也可能有人负{regulation.name_of(rule.bears, 'zh')}",
                f"rule “{rule.text.en}” of {at.en} asks for no error: "
                f"somebody can bear {regulation.name_of(rule.bears, 'en')} although nothing was wrong",
                witness=board.witness(wanted(rule, board)),
            )
