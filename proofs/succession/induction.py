"""Scripts around an invariant: finding it, and checking it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zeren.proofs.succession.encoding import At, Encoding
from zeren.proofs.succession.terms import both, either, negated

RELATION = "state"
PARTS = ("initiation", "consecution", "safety")


def declarations(encoding: Encoding, *moments: str) -> str:
    """The variables of some moments, a line each."""
    found = [f"(declare-const {encoding.symbol(name, when)} {sort})\n" for when in moments for name, sort in encoding.variables.items()]
    return "".join(found)


def horn(encoding: Encoding) -> str:
    """The question as constrained Horn clauses: can one relation hold of the start, be kept by every step, and exclude all that is bad?"""
    now, then = encoding.at("0"), encoding.at("1")
    sorts = " ".join(encoding.variables.values())
    lines = ["(set-logic HORN)", f"(declare-fun {RELATION} ({sorts}) Bool)"]
    lines.append(_clause(encoding, ("0",), now.starts(), _state(encoding, "0")))
    lines += [_clause(encoding, ("0", "1"), both(_state(encoding, "0"), one), _state(encoding, "1"), days=True) for one in steps(now, then)]
    lines.append(_clause(encoding, ("0",), both(_state(encoding, "0"), now.bad()), "false"))
    return "\n".join([*lines, "(check-sat)"]) + "\n"


def steps(now: At, then: At, days: str = "days") -> Iterator[str]:
    """Everything that may lead from one moment to the next."""
    return (now.step(then, move, days) for move in now.moves(days))


def checks(encoding: Encoding, invariant: str) -> Mapping[str, str]:
    """The three scripts that must have no model, by name.

    Args:
        invariant: a formula over the variables of moment 0.
    """
    now, then = encoding.at("0"), encoding.at("1")
    defined = _defined(encoding, invariant)
    holds = {when: f"({_INVARIANT} {' '.join(encoding.symbol(name, when) for name in encoding.variables)})" for when in ("0", "1")}
    asserted = {
        "initiation": (("0",), [now.starts(), negated(holds["0"])]),
        "consecution": (("0", "1"), [holds["0"], either(*steps(now, then)), negated(holds["1"])]),
        "safety": (("0",), [holds["0"], now.bad()]),
    }
    return {
        name: "(set-logic QF_LIA)\n"
        + defined
        + declarations(encoding, *moments)
        + ("(declare-const days Int)\n" if name == "consecution" else "")
        + "".join(f"(assert {one})\n" for one in sentences)
        + "(check-sat)\n"
        for name, (moments, sentences) in asserted.items()
    }


_INVARIANT = "invariant"


def _defined(encoding: Encoding, invariant: str) -> str:
    parameters = " ".join(f"({encoding.symbol(name)} {sort})" for name, sort in encoding.variables.items())
    return f"(define-fun {_INVARIANT} ({parameters}) Bool\n  {invariant})\n"


def _state(encoding: Encoding, when: str) -> str:
    return f"({RELATION} {' '.join(encoding.symbol(name, when) for name in encoding.variables)})"


def _clause(encoding: Encoding, moments: tuple[str, ...], condition: str, then: str, *, days: bool = False) -> str:
    bound = [f"({encoding.symbol(name, when)} {sort})" for when in moments for name, sort in encoding.variables.items()]
    bound += ["(days Int)"] if days else []
    return f"(assert (forall ({' '.join(bound)}) (=> {condition} {then})))"
