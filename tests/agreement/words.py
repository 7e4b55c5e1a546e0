"""Gates in many cases at once, worked out by Z3: a word for each gate, with a bit for each case."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Any

import z3

from zeren.model.solving.circuit import TRUE, Circuit

Question = tuple[str, str, str]


def z3_words(circuit: Circuit, asked: Mapping[Question, int], bits: Mapping[int, int], size: int) -> dict[Question, int]:
    """What gates are worth in many cases, by Z3: each is a word with a bit for a case, tied to its inputs; one check for all."""
    solver = z3.SimpleSolver()
    words: dict[int, Any] = {TRUE: z3.BitVecVal((1 << size) - 1, size)}

    def of(literal: int) -> Any:
        return words[abs(literal)] if literal > 0 else ~words[abs(literal)]

    for gate in circuit.below(asked.values()):
        inputs = circuit.gates[gate]
        words[gate] = z3.BitVec(f"gate {gate}", size)
        solver.add(words[gate] == (z3.BitVecVal(bits[gate], size) if inputs is None else functools.reduce(operator.and_, map(of, inputs))))
    said = {question: z3.BitVec(f"answer {place}", size) for place, question in enumerate(asked)}
    solver.add([said[question] == of(literal) for question, literal in asked.items()])
    if solver.check() != z3.sat:
        raise AssertionError(f"Z3 finds no values for gates that their inputs fix: {solver.check()}")
    model = solver.model()
    return {question: model.eval(word, model_completion=True).as_long() for question, word in said.items()}
