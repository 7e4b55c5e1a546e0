"""Things that a regulation declares and never uses: terms, definitions, organs and bearers.

A term is used if some fact of it could change an answer; one that conditions mention and that never does is found too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.case import FactId
from zeren.model.language.conditions import Expr, Fact, Is, Named, walk
from zeren.model.language.faults import Path
from zeren.model.language.regulation import Regulation
from zeren.model.language.succession import named_by
from zeren.model.language.terms import Term
from zeren.model.solving.circuit import FALSE, TRUE
from zeren.model.solving.substitute import Substitution
from zeren.proofs.endings import ends
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.readings import asked
from zeren.proofs.lint.stage import Board, Stage
from zeren.proofs.open_case import what_follows

_ASIDE = ("definitions", "concepts", "properties")  # what stands there changes no answer by itself


def vocabulary(stage: Stage) -> Iterator[Finding]:
    """Everything declared and not used."""
    regulation = stage.regulation
    mentioned, named = _mentioned(regulation)
    tenure = regulation.file.tenure
    filings = regulation.file.filings
    mentioned |= {name for filing in filings for name in (filing.sent, *(clock.after for clock in filing.due))}
    held = {tenure.office, tenure.in_office_at, tenure.later_office, tenure.decision, tenure.pursuit} if tenure else set()
    for term in regulation.terms.values():
        path: Path = ("terms", term.sort, term.id)
        if term.id in held:
            continue
        if term.id not in mentioned:
            yield _unused(regulation, f"terms.{term.id}", path, f"术语“{term.text.zh}”", f"term `{term.id}` ({term.text.en})")
        elif term.kind in ("yes_no", "one_of") and not any(_matters(board, term) for board in stage.boards()):
            yield finding(
                "never-used",
                regulation.id,
                f"terms.{term.id}",
                "",
                path,
                f"术语“{term.text.zh}”出现在条件中，但从不改变任何结果",
                f"term `{term.id}` ({term.text.en}) stands in conditions and never changes an answer",
                scope=stage.boards_only,
            )
    for name in regulation.definitions:
        if name not in named:
            yield _unused(regulation, f"definitions.{name}", ("definitions", name), f"定义“{name}”", f"definition `{name}`")
    organs = {organ for act in regulation.file.authority for organ in (act.organ, *act.to)}
    for name, text in regulation.file.organs.items():
        if name not in organs:
            yield _unused(regulation, f"organs.{name}", ("organs", name), f"机关“{text.zh}”", f"organ `{name}` ({text.en})")
    bearers = {bearer for duty in regulation.file.duties for bearer in (duty.who, duty.to, duty.of)}
    bearers |= {*regulation.file.above, *regulation.file.above.values()}
    bearers |= {bearer for filing in filings for bearer in (filing.who, filing.to)}
    bearers |= {name for one in regulation.file.succession.values() for name in named_by(one)}
    for name, text in regulation.file.bearers.items():
        if name not in bearers:
            yield _unused(regulation, f"bearers.{name}", ("bearers", name), f"职责主体“{text.zh}”", f"bearer `{name}` ({text.en})")


def _unused(regulation: Regulation, subject: str, path: Path, zh: str, en: str) -> Finding:
    return finding("never-used", regulation.id, subject, "", path, f"{zh}列出而从未使用", f"{en} is declared and never used")


def _mentioned(regulation: Regulation) -> tuple[set[str], set[str]]:
    """The terms and definitions that conditions with an effect mention, directly or through definitions."""
    terms: set[str] = set()
    definitions: set[str] = set()
    queue: list[Expr] = [expr for path, expr in regulation.means.items() if path[0] not in _ASIDE]
    while queue:
        for part in walk(queue.pop()):
            if isinstance(part, (Fact, Is)):
                terms.add(part.term)
            elif isinstance(part, Named) and part.definition not in definitions:
                definitions.add(part.definition)
                queue.append(regulation.definitions[part.definition])
    return terms, definitions


def _matters(board: Board, term: Term) -> bool:
    """Whether some answer on a board is another one when a fact of the term is another one."""
    literals = [literal for sort in ("person", "body") for literal in ends(board.ground, board.one(sort)).values()]
    literals += [board.ask(one) for one in asked(board)]
    literals += [literal for _, literal in board.ground.constraints]
    literals += [what_follows(board.ground, fact) for other in board.regulation.follows for fact in _facts(board, other)]
    return any(_changes(board, fact, literals) for fact in _facts(board, term.id))


def _changes(board: Board, fact: FactId, literals: Sequence[int]) -> bool:
    variable = board.ground.open(fact)
    atoms = 0
    for literal in variable.literals:
        atoms |= board.circuit.support(literal)
    touched = [literal for literal in literals if board.circuit.support(literal) & atoms]
    for literal in touched:
        sides = [_valued(board, variable.literals, chosen).of(literal) for chosen in variable.literals]
        if board.can([board.circuit.either(-board.circuit.equal(sides[0], other) for other in sides[1:])]):
            return True
    return False


def _valued(board: Board, literals: Sequence[int], chosen: int) -> Substitution:
    """The circuit of a board with one of these literals holding."""
    holds = {abs(literal): (literal == chosen) == (literal > 0) for literal in literals}
    return Substitution(board.circuit, board.circuit, lambda atom: atom if atom not in holds else TRUE if holds[atom] else FALSE)


def _facts(board: Board, term: str) -> list[FactId]:
    """The facts of a term on a board: of each person, the body, the matter, or under each listed circumstance."""
    sort = board.regulation.terms[term].sort
    return [FactId(sort, name, term) for name in board.case.entities(sort)]
