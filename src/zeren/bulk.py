"""A million cases at once: a table of cases in, a table of outcomes out.

A table is *long* (a row for each person, the columns of the matter repeated, rows of one case together) or *wide* (a row
for each case, with columns such as `Wu.role`). Empty cells are silent and are taken as in a case file; `unknown` leaves
a fact open. Boards are complete; bodies and circumstances have no place in a table.

What comes out, a row for each person:

    case, person   as they came in
    outcomes       every outcome still possible, as `primary | none`; several tiers of one are joined by `+`
    certain        the tiers of every outcome, joined by `+`
    possible       the tiers of some outcome but not of every one
    reason         why a case has no answer, and then all else is empty

These are the outcomes of `zeren.ask` for each case, exactly: over every completion of unknown facts and every option of
open readings. Cases with nothing unknown are decided column by column; the others are asked one by one, equal ones once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.model.language.case import Case, Stance
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.house import House
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation

if TYPE_CHECKING:
    import pyarrow as pa

    from zeren.tables.sources import Source

ROWS = 1 << 18  # rows of one block: what is in memory at a time, besides what is read
Progress = Callable[[int, int], None]  # called after a block with its rows, and how many of them have no answer


def ask(
    table: Any,
    regulation: Regulation | str,
    *,
    stance: Stance = "literal",
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
) -> pa.Table:
    """The outcomes of everybody in a table of cases: a file, or an Arrow, pandas, polars or duckdb table.

    Args:
        stance: which readings are fixed; `all` opens every one.
        readings: single readings pinned to an option, or opened by the word `open`.
        presume: whether silent facts are taken to be what is usual; otherwise they are unknown.
        case: the column that tells cases apart.
        person: the column that names persons in a long table.
        ignore: columns that are passed over.

    Raises:
        Refused: if the table cannot be read, or has columns that are no terms.

    >>> import pyarrow as pa
    >>> cases = pa.table({"case": ["a", "a"], "person": ["Wu", "Lin"], "role": ["secretary", "member"], "body_member": [True, True],
    ...     "participated": [True, True], "collective_responsibility_pursued": [True, True], "form": ["collective_meeting"] * 2})
    >>> ask(cases, "county-bureau", readings={"principal_time": "at_decision"})["outcomes"].to_pylist()
    ['primary', 'important']
    """
    import pyarrow as pa

    run = _Run(table, regulation, (stance, readings, house, presume), (case, person, tuple(ignore)))
    parts = list(run.parts())
    return pa.concat_tables(parts).unify_dictionaries() if parts else run.nothing()


def ask_file(
    source: str | Path,
    out: str | Path,
    regulation: Regulation | str,
    *,
    stance: Stance = "literal",
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
    rows: int = ROWS,
    progress: Progress | None = None,
) -> int:
    """The outcomes of everybody in a table on disk, as another table on disk; returns how many rows there are.

    Blocks of about `rows` rows are in memory one at a time, and each is kept beside `out` as soon as it is decided: a run
    that was broken off goes on where it stopped. Other arguments are those of `ask`.

    Raises:
        Refused: as `ask`, and if what is kept beside `out` belongs to another run.
    """
    run = _Run(source, regulation, (stance, readings, house, presume), (case, person, tuple(ignore)))
    return _Parts(Path(out), run, rows, progress or (lambda rows, without_answer: None)).write()


class _Run:
    """A regulation, its readings and a table, ready to be decided part by part."""

    def __init__(self, table: Any, regulation: Regulation | str, taking: tuple[Any, ...], naming: tuple[str, str, tuple[str, ...]]) -> None:
        _needs_arrow()
        from zeren.model.solving.stance import fixed_readings
        from zeren.tables.blocks import layout
        from zeren.tables.decide import Decider
        from zeren.tables.sources import Source

        self.regulation = load_regulation(regulation) if isinstance(regulation, str) else regulation
        stance, readings, house, self.presume = taking
        _check_readings(self.regulation, readings or {})
        empty = Case(id="table", regulation=self.regulation.id)
        _, self.fixed = fixed_readings(self.regulation, empty, stance, readings, house)
        self.source: Source = Source(table)
        self.layout = layout(self.source.columns, self.regulation, *naming)
        self.decider = Decider(self.regulation, self.fixed, presume=self.presume)

    def parts(self, rows: int = ROWS, skip: int = 0) -> Iterator[pa.Table]:
        """The outcomes, block by block; the first `skip` blocks are read but not decided."""
        from zeren.tables.blocks import block, cut
        from zeren.tables.outcomes import outcome_table

        for number, table in enumerate(cut(self.source.batches(), self.layout.case, rows)):
            if number >= skip:
                cells = block(table, self.regulation, self.layout)
                yield outcome_table(cells, *self.decider.decide(cells), self.decider.known, self.layout)

    def nothing(self) -> pa.Table:
        """The table of no outcomes."""
        import pyarrow as pa

        return pa.table({name: pa.array([], pa.string()) for name in ("case", "person", "outcomes", "certain", "possible", "reason")})

    def signature(self, rows: int) -> dict[str, Any]:
        """What makes two runs the same."""
        from importlib.metadata import version

        return {
            "zeren": version("zeren"),
            "source": self.source.fingerprint(),
            "regulation": self.regulation.id,
            "means": str(hash_of(self.regulation)),
            "fixed": self.fixed,
            "presume": self.presume,
            "rows": rows,
        }


class _Parts:
    """The blocks of a run on disk: one file each until all are there."""

    def __init__(self, out: Path, run: _Run, rows: int, progress: Progress) -> None:
        self.out, self.run, self.rows, self.progress = out, run, rows, progress
        self.folder = out.with_name(out.name + ".parts")

    def write(self) -> int:
        from zeren.tables.sources import writer

        done = self._resume()
        for number, part in enumerate(self.run.parts(self.rows, skip=len(done)), len(done)):
            self._keep(number, part)
            self.progress(part.num_rows, part.num_rows - part.column("reason").null_count)
        rows = 0
        partial = self.out.with_name(self.out.stem + ".partial" + self.out.suffix)
        target = None
        for part in self._all():
            target = target or writer(partial, part.schema)
            target.write_table(part)
            rows += part.num_rows
        if target is None:
            target = writer(partial, self.run.nothing().schema)
        target.close()
        partial.replace(self.out)
        shutil.rmtree(self.folder)
        return rows

    def _resume(self) -> list[Path]:
        """The parts that an earlier run left, if it was the same run."""
        signature, note = self.run.signature(self.rows), self.folder / "run.json"
        if note.exists():
            if json.loads(note.read_text(encoding="utf-8")) != signature:
                raise Refused([Fault(str(self.folder), 0, 0, "the parts of another run", "delete this folder to start anew")])
            return sorted(self.folder.glob("*.arrow"))
        self.folder.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(signature, ensure_ascii=False), encoding="utf-8")
        return []

    def _keep(self, number: int, part: pa.Table) -> None:
        import pyarrow as pa

        place = self.folder / f"{number:08}.arrow"
        half = place.with_suffix(".half")
        with pa.ipc.new_file(str(half), part.schema) as sink:
            sink.write_table(part)
        half.replace(place)

    def _all(self) -> Iterator[pa.Table]:
        import pyarrow as pa

        from zeren.tables.outcomes import plain_text

        for place in sorted(self.folder.glob("*.arrow")):
            with pa.memory_map(str(place)) as mapped, pa.ipc.open_file(mapped) as opened:
                yield plain_text(opened.read_all())


def hash_of(regulation: Regulation) -> str:
    """A digest of everything that a regulation's conditions mean."""
    import hashlib

    return hashlib.sha256(repr(sorted((str(path), repr(expr)) for path, expr in regulation.means.items())).encode()).hexdigest()


def _check_readings(regulation: Regulation, readings: Mapping[str, str]) -> None:
    from zeren.model.language.faults import nearest

    faults = []
    for name, option in readings.items():
        if name not in regulation.readings:
            faults.append(Fault("readings", 0, 0, f"unknown reading `{name}`", nearest(name, regulation.readings)))
        elif option not in (known := [*regulation.readings[name].one_of, "open"]):
            faults.append(Fault("readings", 0, 0, f"`{option}` is no option of `{name}`", nearest(option, known)))
    if faults:
        raise Refused(faults)


def _needs_arrow() -> None:
    try:
        import numpy
        import pyarrow
    except ImportError as missing:
        raise Refused([Fault("table", 0, 0, f"tables need {missing.name}", f"install it with: pip install {missing.name}")]) from None
    del numpy, pyarrow


__all__ = ["ROWS", "ask", "ask_file"]
