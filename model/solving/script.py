"""Z3 on sentences written in SMT-LIB 2: whole scripts, one question after another, and Horn clauses."""

from __future__ import annotations

from collections.abc import Mapping

import z3

from zeren.model.language.limits import limits
from zeren.model.solving.undecided import Undecided
from zeren.model.solving.z3 import SEED, gave_up


def excluded(text: str, steps: int = 0) -> bool:
    """Whether Z3 finds that a script has no model, in so many steps of its own count (as many as usual unless given).

    Raises:
        Undecided: if it gives up, or cannot read the script, with its reason.

    >>> excluded("(declare-const x Int) (assert (and (> x 3) (< x 3)))")
    True
    """
    solver = z3.Solver()
    solver.set("rlimit", steps := steps or limits().steps)
    try:
        solver.from_string(text)
    except z3.Z3Exception as error:
        raise Undecided(f"Z3 cannot read the script: {error}") from None
    answer = solver.check()
    if answer == z3.unknown:
        raise gave_up(solver, steps)
    return bool(answer == z3.unsat)


class Script:
    """What can hold of sentences written in SMT-LIB 2, asked one question after another.

    Args:
        declarations: the symbols of which the sentences are made.
        steps: of Z3's own count, allowed for one question; as many as usual unless given.
    """

    def __init__(self, declarations: str = "", steps: int = 0) -> None:
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("random_seed", SEED)
        self._solver.set("rlimit", steps := steps or limits().steps)
        self.steps = steps
        self._model: z3.ModelRef | None = None
        self.declare(declarations)

    def declare(self, declarations: str) -> None:
        """Declare more symbols; the solver remembers them."""
        self._solver.from_string(declarations)

    def require(self, sentence: str) -> None:
        """Make a sentence hold from now on."""
        self._solver.from_string(f"(assert {sentence})")

    def holds_somewhere(self, *sentences: str) -> bool:
        """Whether these sentences can hold together with all that is required; what was found is kept.

        Raises:
            Undecided: if the solver gives up; its reason is the message.
        """
        self._solver.push()
        for one in sentences:
            self.require(one)
        result = self._solver.check()
        self._model = self._solver.model() if result == z3.sat else None
        reason = gave_up(self._solver, self.steps) if result == z3.unknown else None
        self._solver.pop()
        if reason is not None:
            raise reason
        return bool(result == z3.sat)

    def worth(self, symbol: str, sort: str) -> bool | int:
        """What a symbol is worth in what was found last."""
        assert self._model is not None
        name = symbol.strip("|")
        constant = z3.Bool(name, self._context) if sort == "Bool" else z3.Int(name, self._context)
        value = self._model.eval(constant, model_completion=True)
        return bool(z3.is_true(value)) if sort == "Bool" else int(value.as_long())


def invariant(clauses: str, relation: str, symbols: Mapping[str, str], steps: int = 0) -> str | None:
    """What Z3's fixedpoint engine finds a relation to be, so that constrained Horn clauses in SMT-LIB 2 hold; None if nothing can.

    Args:
        steps: of Z3's own count, allowed; as many as usual unless given.
        symbols: by what the arguments of the relation are called in the answer, each with its sort.

    Raises:
        Undecided: if the engine gives up; its reason is the message.
    """
    context = z3.Context()
    engine = z3.SolverFor("HORN", ctx=context)
    engine.set("rlimit", steps := steps or limits().steps)
    engine.set("random_seed", SEED)
    engine.from_string(clauses)
    result = engine.check()
    if result == z3.unknown:
        raise gave_up(engine, steps)
    if result == z3.unsat:
        return None
    model = engine.model()
    found = next((model[one] for one in model.decls() if one.name() == relation), None)
    if found is None:
        return "true"
    names = {"Bool": z3.Bool, "Int": z3.Int}
    arguments = [names[sort](symbol.strip("|"), context) for symbol, sort in symbols.items()]
    body = found.else_value() if isinstance(found, z3.FuncInterp) else found
    return str(z3.simplify(z3.substitute_vars(body, *arguments)).sexpr())
