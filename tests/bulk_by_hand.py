"""Article 11 of the county bureau's rules under one set of readings, by hand in NumPy: a reading of its own, and a measure of speed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from zeren import bulk
from zeren.model.language.load import load_regulation

BOARD = 9
READINGS = {
    "dissent_scope": "all",
    "dissent_record": "not_required",
    "objection_form": "statement_required",
    "partial_adoption": "counts_as_not_adopted",
    "withdrawal": "first_statement_counts",
    "objection_ground": "any",
    "participation_scope": "others_only",
    "direct_charge": "both",
    "principal_time": "at_decision",
    "in_charge_time": "at_decision",
    "former_member": "still_reached",
    "no_decision": "decision_needed",
    "individual_vs_collective": "exclusive",
    "decide_approve": "final_only",
    "personal_substance": "substance",
    "signature": "mere_formality",
    "error_as_trigger": "allocation_only",
}
MATTER = ("collective_responsibility_pursued", "accountability_established", "form", "decision_made", "erroneous")


def cases(number: int, seed: int, first: int = 0) -> pa.Table:
    """Random cases that the background allows: a row for each of nine persons, every fact stated."""
    regulation, draw = load_regulation("county-bureau"), np.random.default_rng([seed, first])
    rows = number * BOARD

    def enumerated(term: str, codes: Any) -> Any:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), list(regulation.terms[term].options))

    def spread(column: Any) -> Any:
        return np.repeat(column, BOARD)

    form = draw.integers(0, 5, number)
    none = list(regulation.terms["form"].options).index("none")
    decision = form != none
    secretary = np.zeros((number, BOARD), dtype=bool)
    secretary[:, 0] = True
    role = np.where(secretary.reshape(-1), 0, draw.integers(1, 5, rows))
    stance = draw.integers(0, 5, rows)
    absent = list(regulation.terms["stance"].options).index("absent")
    silent = list(regulation.terms["stance"].options).index("silent")
    participated = np.where(stance == absent, False, np.where(stance == silent, draw.random(rows) < 0.5, True))
    stance[::BOARD] = 0
    participated[::BOARD] = True  # somebody took part
    columns: dict[str, Any] = {
        "case": pa.array(spread(np.arange(first, first + number))),
        "person": pa.DictionaryArray.from_arrays(
            pa.array(np.tile(np.arange(BOARD, dtype=np.int8), number)), [f"p{i}" for i in range(BOARD)]
        ),
        "collective_responsibility_pursued": pa.array(spread(draw.random(number) < 0.7)),
        "accountability_established": pa.array(spread(draw.random(number) < 0.7)),
        "form": enumerated("form", spread(form)),
        "decision_made": pa.array(spread(decision)),
        "erroneous": pa.array(spread((draw.random(number) < 0.7) & decision)),
        "role": enumerated("role", role),
        "stance": enumerated("stance", stance),
        "participated": pa.array(participated),
    }
    for term, chance in (("body_member", 0.8), ("objection_stated", 0.3), ("objection_recorded", 0.5), ("objection_withdrawn", 0.1)):
        columns[term] = pa.array(draw.random(rows) < chance)
    for term, chance in (("objection_ground_matches", 0.7), ("decided_personally", 0.1), ("approved_personally", 0.1)):
        columns[term] = pa.array(draw.random(rows) < chance)
    for term in ("charge", "objection_adopted", "in_office_at"):
        columns[term] = enumerated(term, draw.integers(0, len(regulation.terms[term].options), rows))
    return pa.table(columns)


def by_hand(table: pa.Table, rows: int = bulk.ROWS) -> pa.Table:
    """Article 11 of the county bureau's rules under `READINGS`, written by hand."""
    parts = []
    for start in range(0, table.num_rows, rows // BOARD * BOARD):
        block = table.slice(start, rows // BOARD * BOARD)
        get = {name: block.column(name).combine_chunks() for name in table.column_names}

        def yes(name: str, get: Any = get) -> Any:
            return get[name].to_numpy(zero_copy_only=False)

        def code(name: str, get: Any = get) -> Any:
            return get[name].indices.to_numpy()

        def number(name: str, option: str, get: Any = get) -> int:
            return get[name].dictionary.to_pylist().index(option)

        def matter(column: Any) -> Any:
            return column[::BOARD, None]  # once for each case, spread by broadcasting

        def people(column: Any) -> Any:
            return column.reshape(-1, BOARD)

        def anybody(column: Any) -> Any:
            found = column[:, 0] | column[:, 1]
            for place in range(2, BOARD):
                found |= column[:, place]
            return found[:, None]

        pursued, opened = matter(yes("collective_responsibility_pursued")), matter(yes("accountability_established"))
        erroneous, decided, form = matter(yes("erroneous")), matter(yes("decision_made")), matter(code("form"))
        alone = (form == number("form", "personal")) | (form == number("form", "personal_then_ratified")) | (form == number("form", "none"))
        dominated = form == number("form", "collective_dominated")

        role, member = people(code("role")), people(yes("body_member"))
        leading = member | (role != number("role", "teacher"))
        approves = people(yes("approved_personally")) & (alone | dominated)
        decides = people(yes("decided_personally")) & (alone | dominated)
        personally = leading & (approves | (decides & ~anybody(leading & approves)))
        collective = pursued & ~(erroneous & anybody(personally) & opened)

        office = people(code("in_office_at"))
        then = office != number("in_office_at", "pursuit")
        chief = ((role == number("role", "secretary")) | (people(code("charge")) != number("charge", "none"))) & then
        adopted = people(code("objection_adopted")) == number("objection_adopted", "yes")
        exempt = people(yes("objection_stated")) & ~adopted & erroneous
        collectively = member & collective & ~exempt
        primary = collectively & chief
        important = collectively & ~chief & people(yes("participated")) & decided
        individual = personally & (erroneous & opened)
        numbers = (primary | important.view(np.int8) << 1 | individual.view(np.int8) << 2).reshape(-1)
        texts = ["none", "primary", "important", "", "individual", "primary+individual", "important+individual", ""]
        outcome = pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), texts)
        parts.append(pa.table({"case": get["case"], "person": get["person"], "outcomes": outcome}))
    return pa.concat_tables(parts).unify_dictionaries()


def same(a: pa.Table, b: pa.Table) -> bool:
    """Whether two tables of outcomes say the same."""
    return all(one.column("outcomes").cast(pa.string()).num_chunks for one in (a, b)) and all(
        a.column("outcomes").cast(pa.string()).slice(start, 1 << 20).equals(b.column("outcomes").cast(pa.string()).slice(start, 1 << 20))
        for start in range(0, a.num_rows, 1 << 20)
    )
