"""Many random cases, put to every engine: what each says of every bearer, circumstance and background sentence.

A batch has one shape: so many persons, bodies and circumstances. Facts are drawn without regard to the background, so
that whether it holds is compared too. An answer is a truth value for each question and case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
from clingo_engine import Program, fact_text

from agreement.draws import Shape, drawn, looked_at, pool, random_shape
from agreement.exhaust import encoded
from agreement.words import z3_words
from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.conditions import ME, SUBJECT
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Sort
from zeren.model.meaning.columns import columns
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.meaning.sheets import Sheet, Table
from zeren.model.meaning.truth import COMPARE
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.ground import Ground
from zeren.model.solving.quantities import Comparison, Linear, quantity
from zeren.model.solving.z3 import Z3

Question = tuple[str, str, str]  # ("ends", bearer, tier), ("made", circumstance, ""), ("holds", sentence, whom)
Answers = dict[Question, Any]
FactKey = tuple[Sort, str, str]


class Batch:
    """Random complete cases of one shape under one regulation."""

    def __init__(
        self, regulation: Regulation, shape: Shape, draws: Mapping[FactKey, Any], readings: Mapping[str, Any], size: int = 1
    ) -> None:
        self.regulation, self.shape, self.draws, self.readings, self.size = regulation, shape, draws, readings, size
        self.people = [f"p{number}" for number in range(1, shape.people + 1)]
        self.bodies = [f"b{number}" for number in range(1, shape.bodies + 1)]
        self.listed = [
            Listed(f"c{number}", item, f"p{who}" if who else f"q{number}") for number, (item, who) in enumerate(shape.circumstances, 1)
        ]
        self.strangers = [one.subject for one in self.listed if one.subject not in self.people]
        self._pools = {term.id: pool(regulation, term) for term in regulation.terms.values()}
        self._taken = {name: tuple(one.one_of) for name, one in regulation.readings.items()}

    @classmethod
    def random(cls, regulation: Regulation, shape: Shape, size: int, seed: int) -> Batch:
        """So many cases, drawn from a seed: yes is drawn in half or in four fifths of the cases, options evenly."""
        draw, known = np.random.default_rng(seed), looked_at(regulation)
        empty = cls(regulation, shape, {}, {})
        draws = {
            (sort, name, term.id): drawn(draw, len(empty._pools[term.id]), size)
            for sort, name in empty.things()
            for term in regulation.terms_of[sort]
            if term.id in known
        }
        readings = {
            name: np.asarray(draw.integers(0, len(one.one_of), size), dtype=np.uint8)
            for name, one in regulation.readings.items()
            if name in known
        }
        return cls(regulation, shape, draws, readings, size)

    def things(self) -> list[tuple[Sort, str]]:
        """Everything that a case says something of: its sort and name."""
        found: list[tuple[Sort, str]] = [("matter", ""), *(("person", name) for name in [*self.people, *self.strangers])]
        return [*found, *(("body", name) for name in self.bodies), *(("circumstance", one.id) for one in self.listed)]

    # the cases, in the form that each engine takes ----------------------------------------------------------

    def complete(self) -> Iterator[tuple[Complete, dict[str, str]]]:
        """Each case as complete facts with its readings."""
        things: dict[tuple[str, str], list[str]] = {}
        for sort, name, term in self.draws:
            things.setdefault((sort, name), []).append(term)
        rows = {thing: zip(*(self._values(*thing, term) for term in terms), strict=True) for thing, terms in things.items()}
        chosen = {name: [self._taken[name][one] for one in column.tolist()] for name, column in self.readings.items()}
        for number in range(self.size):
            readings = {name: options[number] for name, options in chosen.items()}
            found = {thing: dict(zip(terms, next(rows[thing]), strict=True)) for thing, terms in things.items()}
            persons = {name: found.get(("person", name), {}) for name in [*self.people, *self.strangers]}
            listed = {
                one.id: {**found.get(("circumstance", one.id), {}), "item": one.item, SUBJECT: persons[one.subject]} for one in self.listed
            }
            bodies = {name: found.get(("body", name), {}) for name in self.bodies}
            whole = Complete(found.get(("matter", ""), {}), {name: persons[name] for name in self.people}, bodies, listed)
            yield whole, readings

    def _values(self, sort: str, name: str, term: str) -> list[Any]:
        values = self._pools[term]
        return [values[code] for code in self.draws[sort, name, term].tolist()]

    def questions(self) -> list[Question]:
        """Everything asked of each case."""
        regulation = self.regulation
        asked: list[Question] = [("ends", name, tier) for name in self.people for tier in regulation.tiers_of["person"]]
        asked += [("ends", name, tier) for name in self.bodies for tier in regulation.tiers_of["body"]]
        asked += [("made", one.id, "") for one in self.listed]
        for sentence, _, sort in regulation.background:
            asked += [("holds", sentence.id, name) for name in self._of_sort(sort)]
        return asked

    def _of_sort(self, sort: str) -> list[str]:
        return {"matter": [""], "person": self.people, "body": self.bodies, "circumstance": [one.id for one in self.listed]}[sort]

    # engines ----------------------------------------------------------------------------------------------

    def evaluated(self, meanings: Meanings) -> Answers:
        """What the definition says."""
        asked = self.questions()
        answers = {question: np.zeros(self.size, dtype=bool) for question in asked}
        sentences = [(one.id, meanings.of(expr), sort) for one, expr, sort in self.regulation.background]
        for number, (facts, readings) in enumerate(self.complete()):
            situation = Situation(meanings, facts, readings)
            for sort, things in (("person", facts.people), ("body", facts.bodies)):
                for name, own in things.items():
                    for tier in situation.outcome(own, sort):
                        answers["ends", name, tier][number] = True
            for one, own in facts.circumstances.items():
                answers["made", one, ""][number] = situation.holds(meanings.circumstances[own["item"]], own)
            for sentence, says, sort in sentences:
                for name in self._of_sort(sort):
                    about = None if sort == "matter" else facts.people.get(name) or facts.bodies.get(name) or facts.circumstances[name]
                    answers["holds", sentence, name][number] = situation.holds(says, about)
        return answers

    def vectorised(self, open_readings: bool = False) -> Answers:
        """What the columns say, each case under its own readings.

        With open readings, each answer is found as a function of them, and then read off at each case's own.
        """
        table = self.table() if open_readings else msgspec.structs.replace(self.table(), readings=self.readings)
        found = columns(self.regulation, table)
        answers: Answers = {}
        for sort, names in (("person", self.people), ("body", self.bodies)):
            if names:
                for tier, data in found.tiers(sort).items():
                    for place, name in enumerate(names):
                        answers["ends", name, tier] = self._read_off(found, data[place :: len(names)])
        if self.listed:
            for place, one in enumerate(self.listed):
                data = found.holds(self.regulation.circumstances[one.item][1], "circumstance")
                answers["made", one.id, ""] = self._read_off(found, data[place :: len(self.listed)])
        for sentence, expr, sort in self.regulation.background:
            names = self._of_sort(sort)
            if names:
                data = found.holds(expr, sort)
                for place, name in enumerate(names):
                    answers["holds", sentence.id, name] = self._read_off(found, data[place :: len(names)])
        return answers

    def _read_off(self, found: Any, data: Any) -> Any:
        if data.dtype == np.bool_:
            return data
        diagrams, worth = found.vectors.diagrams, np.zeros(self.size, dtype=bool)
        for number, function in enumerate(map(found.vectors.function, data.tolist())):
            worth[number] = function == 1 or (
                function > 1 and diagrams.at(function, {name: self._taken[name][column[number]] for name, column in self.readings.items()})
            )
        return worth

    def table(self) -> Table:
        """The cases as columns, a row for each thing of a case, cases one after another."""

        def sheet(sort: Sort, names: list[str]) -> Sheet:
            case = np.repeat(np.arange(self.size), len(names))
            terms = dict.fromkeys(term for own, _, term in self.draws if own == sort) if names else {}
            stacked = {term: np.stack([self.draws[sort, name, term] for name in names], axis=1).reshape(-1) for term in terms}
            return Sheet(case, {term: self._cells(term, codes) for term, codes in stacked.items()})

        subjects = [one.subject for one in self.listed]
        rows = np.array([self.people.index(name) if name in self.people else -1 for name in subjects], dtype=np.intp)
        base = np.repeat(np.arange(self.size) * len(self.people), len(subjects))
        listed = np.where(np.tile(rows, self.size) >= 0, base + np.tile(rows, self.size), -1)
        items = list(self.regulation.circumstances)
        return Table(
            self.size,
            {term: self._cells(term, codes) for (sort, _, term), codes in self.draws.items() if sort == "matter"},
            {
                "person": sheet("person", self.people),
                "body": sheet("body", self.bodies),
                "circumstance": sheet("circumstance", [one.id for one in self.listed]),
                "subject": sheet("person", subjects),
            },
            np.tile([items.index(one.item) for one in self.listed], self.size),
            listed,
        )

    def _cells(self, term: str, codes: Any) -> Any:
        kind = self.regulation.terms[term].kind
        if kind == "yes_no":
            return codes.astype(bool)
        if kind == "one_of":
            return codes
        values = np.empty(len(self._pools[term]), dtype=object)
        values[:] = self._pools[term]
        return values[codes]

    def gates(self) -> tuple[Answers, Answers]:
        """What the encoding says: its gates worked out as whole numbers, and by Z3 as words with a bit for each case."""
        ground = self._open_board()
        asked, bits, everywhere = self._literals(ground), self._bits(ground), (1 << self.size) - 1
        plain = {question: encoded(ground.circuit, literal, bits, everywhere) for question, literal in asked.items()}
        words = z3_words(ground.circuit, asked, bits, self.size)
        return ({question: _unpacked(one, self.size) for question, one in answers.items()} for answers in (plain, words))  # type: ignore[return-value]  # two

    def solved(self, meant: Answers, most: int) -> int:
        """How many of the first `most` cases the solver answers as `meant`, asked once for each.

        All facts and readings are assumed, and each answer as the definition has it: that can hold exactly if the
        encoding's answers, which the facts fix, are these.
        """
        ground = self._open_board()
        asked, bits = self._literals(ground), self._bits(ground)
        solver = Z3(ground.circuit)
        solver.require(one for name, one in ground.constraints if name == "one option")
        support = sorted({gate for gate in ground.circuit.below(asked.values()) if gate in ground.circuit.atoms})
        given = [np.where(_unpacked(bits[atom], self.size)[:most], atom, -atom) for atom in support]
        said = [np.where(meant[question][:most], literal, -literal) for question, literal in asked.items()]
        rows = np.stack([np.full(min(most, self.size), TRUE), *given, *said], axis=1).tolist()
        return sum(solver.holds_somewhere(row) for row in rows)

    def _bits(self, ground: Ground) -> dict[int, int]:
        """For each atom of the encoding, the cases in which it holds."""
        found: dict[int, int] = {}
        for key, variable in ground.variables.items():
            column = self.readings[key] if isinstance(key, str) else self.draws[tuple(key)]
            for place, literal in enumerate(variable.literals):
                if literal > 0:
                    found[literal] = _packed(column == place)
        for atom, name in ground.circuit.atoms.items():
            if isinstance(name, Comparison):
                assert not name.sum.literals, "a count beside an unknown quantity"
                found[atom] = _packed(np.array([COMPARE[name.operator](total, 0) for total in self._totals(name.sum)]))
        return found

    def _totals(self, linear: Linear) -> list[Fraction]:
        """What a sum of quantities comes to in each case."""
        columns_ = [([quantity(value) * factor for value in self._values(*fact)]) for fact, factor in linear.facts]
        return [linear.constant + sum(row) for row in zip(*columns_, strict=True)]

    def _open_board(self) -> Ground:
        facts = {FactId(*key): UNKNOWN for key in self.draws}
        case = Case(
            id="open",
            regulation=self.regulation.id,
            people=tuple(self.people),
            bodies=tuple(self.bodies),
            circumstances=tuple(self.listed),
            facts=facts,
        )
        return Ground(self.regulation, case)

    def _literals(self, ground: Ground) -> dict[Question, int]:
        literals: dict[Question, int] = {}
        for sort, names in (("person", self.people), ("body", self.bodies)):
            for name in names:
                for tier, literal in ground.tiers((sort, name)).items():  # type: ignore[arg-type]  # a sort
                    literals["ends", name, tier] = literal
        for one in self.listed:
            literals["made", one.id, ""] = ground.made_out(one.id)
        for sentence, expr, sort in self.regulation.background:
            for name in self._of_sort(sort):
                literals["holds", sentence.id, name] = ground.worth(expr, {} if sort == "matter" else {ME: (sort, name)})
        return literals

    def stable(self, program: Program) -> Answers:
        """What clingo derives: all cases in one program, which must have one stable model."""
        cases = f"0..{self.size - 1}"
        lines = [self._board(cases)]
        for (_, name, term), column in self.draws.items():
            written = [fact_text("{}", name, term, value) for value in self._pools[term]]
            lines += [f"{written[code].format(case)}." for case, code in enumerate(column.tolist()) if written[code]]
        for name, column in self.readings.items():
            options = self._taken[name]
            lines += [f'taken({case},"{name}","{options[value]}").' for case, value in enumerate(column.tolist())]
        found = program.solve("\n".join(lines))
        answers: Answers = {question: np.full(self.size, question[0] == "holds") for question in self.questions()}
        for case, bearer, tier in found["ends"]:
            answers["ends", bearer, tier][int(case)] = True
        for case, one in found["made"]:
            answers["made", one, ""][int(case)] = True
        for case, sentence, whom in found["broken"]:
            answers["holds", sentence, whom][int(case)] = False
        return answers

    def assumed(self, program: Program, meant: Answers) -> int:
        """For how many cases clingo agrees: grounded once with every fact a choice, then asked once for each case.

        All facts, readings and answers are assumed; there is a stable model exactly if the answers follow from the facts.
        """
        choices = [self._board("0")]
        for _, name, term in self.draws:
            atoms = [fact_text("0", name, term, value) for value in self._pools[term]]
            choices.append(f"1 {{{'; '.join(atoms)}}} 1." if all(atoms) else f"{{{atoms[1]}}}.")
        for name in self.readings:
            options = "; ".join(f'taken(0,"{name}","{option}")' for option in self._taken[name])
            choices += [f"1 {{{options}}} 1."]
        grounded = program.ground("\n".join(choices))
        columns_: list[Any] = []
        for (_, name, term), column in self.draws.items():
            atoms = [fact_text("0", name, term, value) for value in self._pools[term]]
            literals = [grounded.literal(atom) if atom else -grounded.literal(atoms[1]) for atom in atoms]
            columns_.append(np.array(literals)[column])
        for name, column in self.readings.items():
            columns_.append(np.array([grounded.literal(f'taken(0,"{name}","{option}")') for option in self._taken[name]])[column])
        derivable = np.ones(self.size, dtype=bool)
        for (kind, a, b), data in meant.items():
            atom = {"ends": f'ends(0,"{a}","{b}")', "made": f'made(0,"{a}")', "holds": f'broken(0,"{a}","{b}")'}[kind]
            own, wanted = grounded.literal(atom), data == (kind != "holds")
            if own:
                columns_.append(np.where(wanted, own, -own))
            else:
                derivable &= ~wanted
        rows = np.stack([np.zeros(self.size, dtype=int), *columns_], axis=1)[derivable, 1:].tolist()
        return sum(grounded.possible(row) for row in rows)

    def _board(self, cases: str) -> str:
        lines = [f"case({cases})."]
        lines += [f'person({cases},"{name}").' for name in self.people]
        lines += [f'being({cases},"{name}").' for name in [*self.people, *self.strangers]]
        lines += [f'body({cases},"{name}").' for name in self.bodies]
        lines += [f'listed({cases},"{one.id}","{one.item}"). subject({cases},"{one.id}","{one.subject}").' for one in self.listed]
        return "\n".join(lines)


def _packed(column: Any) -> int:
    return int.from_bytes(np.packbits(column, bitorder="little").tobytes(), "little")


def _unpacked(bits: int, size: int) -> Any:
    packed = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=size, bitorder="little").astype(bool)


def differences(meant: Answers, others: Mapping[str, Answers]) -> list[tuple[str, Question, int]]:
    """The engine, question and case of every answer that is not the definition's."""
    found: list[tuple[str, Question, int]] = []
    for engine, answers in others.items():
        if set(answers) != set(meant):
            raise AssertionError(f"{engine} answers other questions: {sorted(set(answers) ^ set(meant))}")
        for question, data in answers.items():
            found += [(engine, question, int(number)) for number in np.flatnonzero(data != meant[question][: len(data)])]
    return found


__all__ = ["Batch", "Shape", "differences", "looked_at", "random_shape"]
