"""Deciding properties: at every size that matters, under every combination of the readings that bear on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zeren.model.language.case import FactId
from zeren.model.language.conditions import FALSE as NOTHING
from zeren.model.language.conditions import Expr
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.terms import Text
from zeren.model.solving.circuit import FALSE
from zeren.model.solving.minimal import shrink
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.solver import Undecided
from zeren.proofs.boards import Board, Boards
from zeren.proofs.library import library, own_properties
from zeren.proofs.property import Claim, Property
from zeren.proofs.regions import Forbidden, Options, allowed, needed, uncovered
from zeren.proofs.replay import TooManyRuns, case_of, replay
from zeren.proofs.sizes import Scope
from zeren.proofs.verdict import Region, Status, Verdict, Witness

MOST_REGIONS = 64  # of readings, before a verdict is given up


def prove(regulation: Regulation, boards: Boards | None = None) -> Iterator[Verdict]:
    """The verdict on every claim of every property, the regulation's own ones last.

    Args:
        boards: those of an earlier question, so that they are grounded once; they also say how much a solver may spend.
    """
    boards = boards or Boards(regulation)
    for one in (*library(), *own_properties(regulation)):
        claims = boards.claims(one)
        if isinstance(claims, Text):
            yield not_asked(one, claims)
            continue
        for claim in claims:
            yield decide(boards, one, claim)


def not_asked(one: Property, why: Text) -> Verdict:
    """The verdict on a property that does not speak of this regulation."""
    claim = Claim(text=one.text, polarity=one.polarity, sought=NOTHING)
    return Verdict(about=one, claim=claim, status="not_asked", scope=Scope(0), reason=why)


def decide(boards: Boards, about: Property, claim: Claim, larger: int = 0) -> Verdict:
    """The verdict on one claim.

    Args:
        larger: how many persons to look at beyond those that suffice.
    """
    scope = boards.scope(claim)
    options: dict[str, tuple[str, ...]] = {}
    if (item := _changed_with(boards, claim)) is not None:
        return Verdict(about=about, claim=claim, status="unknown", scope=scope, reason=_changes_circumstance(item))
    try:
        search = _Search([boards.of(claim, size) for size in range(1, scope.persons + larger + 1)], claim)
        options = search.options
        regions = [_replayed(boards, claim, region, options, number) for number, region in enumerate(search.regions(), 1)]
    except (Undecided, BeyondSolver, TooManyRuns) as gave_up:
        reason = Text(zh=f"未能判定：{gave_up}", en=str(gave_up))
        return Verdict(about=about, claim=claim, status="unknown", scope=scope, options=options, reason=reason)
    return Verdict(
        about=about,
        claim=claim,
        status=status_of(claim, scope, [one.witness is not None for one in regions]),
        scope=scope,
        options=options,
        regions=tuple(regions),
    )


def _changed_with(boards: Boards, claim: Claim) -> str | None:
    """A circumstance that turns on what a claim changes: in the second case it may be made out or not, which no claim states."""
    regulation = boards.regulation
    changing = {*claim.changes}
    changing |= {term for term, expr in regulation.follows.items() if claim.changes and _looks_at(regulation, expr, changing)}
    return next((item for item in boards.items(claim) if _looks_at(regulation, regulation.circumstances[item][1], changing)), None)


def _looks_at(regulation: Regulation, expr: Expr, terms: set[str]) -> bool:
    return not terms_in(expr, regulation).isdisjoint(terms)


def _changes_circumstance(item: str) -> Text:
    return Text(
        zh=f"未能判定：第{item}项情形本身取决于所假设改变的事实",
        en=f"circumstance {item} itself turns on the fact that is thought to be otherwise",
    )


def _replayed(boards: Boards, claim: Claim, region: Region, options: Options, number: int) -> Region:
    """A region whose case the definition has shown to be one, under all its readings."""
    if region.witness is None:
        return region
    found = region.witness
    case = case_of(claim, boards.of(claim, found.size).case, found.facts, found.readings, f"case-{number}")
    runs = replay(boards.regulation, claim, case, allowed(region.forbidden, options), boards.meanings)
    return Region(region.forbidden, Witness(found.size, found.facts, found.readings, runs))


def status_of(claim: Claim, scope: Scope, cases: Sequence[bool]) -> Status:
    """What regions that together hold every choice of readings show: for each, whether the case sought exists in it."""
    somewhere, nowhere = any(cases), not all(cases)
    if nowhere and not scope.every_size:
        return "bounded"
    if somewhere and nowhere:
        return "depends"
    return "holds" if somewhere == (claim.polarity == "existential") else "fails"


def bearing(boards: Sequence[Board], claim: Claim) -> dict[str, tuple[str, ...]]:
    """The readings that bear on a claim on some of these boards, with their options."""
    names = {variable.key for board in boards for variable in board.variables(board.sought(claim)) if isinstance(variable.key, str)}
    readings = boards[0].regulation.readings
    return {name: tuple(one.one_of) for name, one in readings.items() if name in names and len(one.one_of) > 1}


class _Search:
    """The regions of readings in which a claim's case exists, smallest case first, and then those in which it does not."""

    def __init__(self, boards: Sequence[Board], claim: Claim) -> None:
        self.boards = boards
        self.sought = [board.sought(claim) for board in boards]
        self.found: list[Region] = []
        self.options = bearing(boards, claim)
        self.pairs: list[Forbidden] = [(name, option) for name, options in self.options.items() for option in options]

    def regions(self) -> list[Region]:
        """All of them; together they hold every combination of readings.

        Raises:
            Undecided: if a solver gives up, or if there are too many.
        """
        while (found := self._next_case()) is not None:
            self._keep(found)
        while (choice := uncovered([one.forbidden for one in self.found], _usual_first(self.boards[0], self.options))) is not None:
            self._keep(Region(self._excluded(choice), None))
        return self._needed()

    def _needed(self) -> list[Region]:
        """Without the cases whose readings others hold."""
        cases = [one for one in self.found if one.witness is not None]
        sized = [(one.witness.size, one.forbidden) for one in cases if one.witness is not None]
        kept = needed(sized, self.options)
        return [*(cases[one] for one in kept), *(one for one in self.found if one.witness is None)]

    def _keep(self, region: Region) -> None:
        self.found.append(region)
        if len(self.found) > MOST_REGIONS:
            raise Undecided(f"more than {MOST_REGIONS} sets of readings would have to be told apart")

    def _next_case(self) -> Region | None:
        """The smallest case under readings that no region holds yet, and all readings under which it is one."""
        for board, literal in zip(self.boards, self.sought, strict=True):
            if literal == FALSE:
                continue
            others = [board.circuit.either(-board.forbids(pair) for pair in region.forbidden) for region in self.found]
            variables = board.variables(literal)
            case = board.witness([literal, *others], variables)
            if case is None:
                continue
            readings = {variable.key: str(value) for variable, value, _ in case if isinstance(variable.key, str)}
            facts = {variable.key: value for variable, value, _ in case if isinstance(variable.key, FactId)}
            fixed = [one for variable, _, one in case if isinstance(variable.key, FactId)]
            taken = [(name, option) for name, option in self.pairs if readings.get(name, option) != option]
            forbidden = self._spread(board, literal, fixed, taken)
            return Region(forbidden, Witness(board.size, facts, readings))
        return None

    def _spread(self, board: Board, literal: int, facts: Sequence[int], taken: list[Forbidden]) -> tuple[Forbidden, ...]:
        """The options that must stay forbidden for these facts to be a case, the background included."""
        background = [one for name, one in board.ground.constraints if name != "one option"]
        whole = board.circuit.both([literal, *(one for one in background if self._reads(board, one))])
        numbered = range(len(taken))

        def forced(chosen: Sequence[int]) -> bool:
            return not board.possible([*facts, *(board.forbids(taken[one]) for one in chosen), -whole])

        return tuple(taken[one] for one in shrink(numbered, forced))

    def _reads(self, board: Board, literal: int) -> bool:
        bits = 0
        for name in self.options:
            for one in board.ground.reading(name).literals:
                bits |= board.circuit.support(one)
        return bool(board.circuit.support(literal) & bits)

    def _excluded(self, choice: Mapping[str, str]) -> tuple[Forbidden, ...]:
        """The options that must be forbidden for there to be no case at any size."""
        taken = [(name, option) for name, option in self.pairs if choice[name] != option]

        def none(chosen: Sequence[int]) -> bool:
            pairs = [taken[one] for one in chosen]
            return not any(
                board.possible([literal, *(board.forbids(pair) for pair in pairs)])
                for board, literal in zip(self.boards, self.sought, strict=True)
            )

        return tuple(taken[one] for one in shrink(range(len(taken)), none))


def _usual_first(board: Board, options: Options) -> dict[str, tuple[str, ...]]:
    """Each reading with its literal option first."""
    readings = board.regulation.readings
    return {name: tuple(sorted(values, key=lambda one: one != readings[name].literal)) for name, values in options.items()}
