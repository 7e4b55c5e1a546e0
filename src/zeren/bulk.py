"""A million cases at once: a table of cases in, a table of outcomes out; `docs/tables.md` says which column means what.

A table is *long* (a row for each person, body and alleged circumstance, the columns of the matter repeated, rows of one case
together) or *wide* (a row for each case, with columns such as `Wu.role`). Empty cells are silent and are taken as in a case
file; `unknown` leaves a fact open.

What comes out, a row for each of them:

    case, person, …  as they came in
    outcomes         every outcome still possible, as `primary | none`; several tiers of one are joined by `+`
    certain          the tiers of every outcome, joined by `+`
    possible         the tiers of some outcome but not of every one
    made_out         of a circumstance, whether it is: certain, possible or excluded
    answer.…         what each question may be answered with, and `measures.…` those that the case opens, where asked for
    reason           why a case has no answer, and then all else is empty

These are the answers of `zeren.ask` for each case, exactly: over every completion of unknown facts and every option of open
readings. Cases with nothing unknown are decided column by column; the others one by one, equal ones once.
"""

from __future__ import annotations

import json
import logging
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.model.language.case import Stance
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.house import House
from zeren.model.language.limits import limits
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.whole import write_whole
from zeren.model.solving.stance import check_readings
from zeren.voice.missing import require
from zeren.workers import HERE, Where, in_order

if TYPE_CHECKING:
    import pyarrow as pa

    from zeren.tables.deciding import Taking
    from zeren.tables.sources import Source
    from zeren.tables.streamed import Blocks
    from zeren.words import Language

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
    answers: bool = False,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
) -> pa.Table:
    """The outcomes of everybody in a table of cases: a file, or an Arrow, pandas, polars or duckdb table.

    Args:
        stance: which readings are fixed; `all` opens every one.
        readings: single readings pinned to an option, or opened by the word `open`.
        presume: whether silent facts are taken to be what is usual; otherwise they are unknown.
        answers: whether the regulation's questions and the measures that a case opens are answered too, case by case.
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

    from zeren.tables.deciding import Taking

    run = _Run(table, regulation, Taking(stance, readings or {}, house, presume, answers), (case, person, tuple(ignore)))
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
    answers: bool = False,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
    rows: int = ROWS,
    progress: Progress | None = None,
    jobs: int = 1,
    cluster: str = "",
    words: Language | None = None,
) -> int:
    """The outcomes of everybody in a table on disk, as another table on disk; returns how many rows there are.

    Blocks of about `rows` rows are in memory one at a time for each process, and each is kept beside `out` as soon as it and those
    before it are decided: a run that was broken off goes on where it stopped. The bytes are the same whatever decides them. Other
    arguments are those of `ask`.

    Args:
        jobs: how many processes; 0 for as many as there are cores.
        cluster: the address of a dask.distributed scheduler, or `ray`.
        words: the language in which headings and outcomes are told, with the articles of the rules that give them; by their ids
            unless given.

    Raises:
        Refused: as `ask`, if `out` is no place for a table, if what is kept beside it belongs to another run, and if the cluster
            cannot be reached.
    """
    from zeren.tables.deciding import Taking
    from zeren.tables.sources import check_target

    check_target(Path(out), Path(source))
    run = _Run(source, regulation, Taking(stance, readings or {}, house, presume, answers), (case, person, tuple(ignore)))
    return _Parts(Path(out), run, rows, progress or (lambda rows, without_answer: None), Where(jobs, cluster), words).write()


def blocks(
    columns: Iterable[str],
    regulation: Regulation | str,
    *,
    stance: Stance = "literal",
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    answers: bool = False,
    case: str = "case",
    person: str = "person",
    ignore: Iterable[str] = (),
    rows: int = ROWS,
) -> Blocks:
    """What answers cases inside another engine: a function from Arrow batches to Arrow batches, with the `schema` of what it gives.

    Args:
        columns: the names of the columns that the batches will have; other arguments are those of `ask`.
        rows: how many rows are decided together, at least.

    Raises:
        Refused: if the columns are no terms.

    >>> import pyarrow as pa
    >>> cases = pa.table({"case": ["a"], "person": ["Wu"], "role": ["secretary"], "body_member": ["yes"],
    ...     "collective_responsibility_pursued": ["yes"]})
    >>> decide = blocks(cases.column_names, "county-bureau", readings={"principal_time": "at_decision"})
    >>> [batch.column("outcomes").to_pylist() for batch in decide(cases.to_batches())]
    [['primary']]
    """
    import pyarrow as pa

    from zeren.tables.deciding import Taking
    from zeren.tables.streamed import Blocks

    empty = pa.table({name: pa.array([], pa.string()) for name in columns})
    run = _Run(empty, regulation, Taking(stance, readings or {}, house, presume, answers), (case, person, tuple(ignore)))
    return Blocks(run.deciding, rows)


class _Run:
    """A regulation, its readings and a table, ready to be decided part by part."""

    def __init__(self, table: Any, regulation: Regulation | str, taking: Taking, naming: tuple[str, str, tuple[str, ...]]) -> None:
        require("tables")
        from zeren.tables.answers import Answers
        from zeren.tables.deciding import Deciding
        from zeren.tables.layout import layout
        from zeren.tables.sources import Source

        self.versions, self.taking = versions_of(regulation), taking
        known = {name: reading for one in self.versions for name, reading in one.readings.items()}
        check_readings(known, taking.readings)
        self.source: Source = Source(table)
        columns = self.source.columns
        self.layouts = [layout(columns, one, *naming, versions=self.versions) for one in self.versions]
        self.layout = self.layouts[0]
        if len(self.versions) > 1 and "arose" not in self.layout.words:
            shown = ", ".join(f"`{one.id}`" for one in self.versions)
            raise Refused([Fault("table", 0, 0, said("has several versions", regulation), said("add a column arose or name", shown))])
        asked = [Answers(one).columns for one in self.versions] if taking.answers else []
        self.deciding = Deciding(self.versions, taking, self.layouts, list(dict.fromkeys(name for own in asked for name in own)))

    def parts(self, rows: int = ROWS, skip: int = 0, where: Where = HERE) -> Iterator[pa.Table]:
        """The outcomes, block by block in their order; the first `skip` blocks are read but not decided."""
        from zeren.tables.blocks import cut
        from zeren.tables.deciding import elsewhere

        tables = islice(cut(self.source.batches(), self.layout.case, rows), skip, None)
        if where.here:
            yield from map(self.deciding.decided, tables)
            return
        pickled = pickle.dumps(self.deciding)
        yield from in_order(elsewhere, ((pickled, limits(), table) for table in tables), where)

    def nothing(self) -> pa.Table:
        """The table of no outcomes."""
        return self.deciding.nothing()

    def signature(self, rows: int) -> dict[str, Any]:
        """What makes two runs the same."""
        from importlib.metadata import version

        taking = self.taking
        return {
            "zeren": version("zeren"),
            "source": self.source.fingerprint(),
            "regulation": [one.id for one in self.versions],
            "means": [hash_of(one) for one in self.versions],
            "fixed": [self.deciding.decider(place).fixed for place in range(len(self.versions))],
            "words": dict(self.layout.words),
            "presume": taking.presume,
            "answers": taking.answers,
            "rows": rows,
        }


class _Parts:
    """The blocks of a run on disk: one file each until all are there."""

    def __init__(self, out: Path, run: _Run, rows: int, progress: Progress, where: Where, words: Language | None) -> None:
        self.out, self.run, self.rows, self.progress, self.where = out, run, rows, progress, where
        self.words = words
        self.folder = out.with_name(out.name + ".parts")

    def write(self) -> int:
        from zeren.tables.sources import writer

        done = self._resume()
        for number, part in enumerate(self.run.parts(self.rows, len(done), self.where), len(done)):
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
            target = writer(partial, self._told(self.run.nothing()).schema)
        target.close()
        partial.replace(self.out)
        shutil.rmtree(self.folder)
        return rows

    def _resume(self) -> list[Path]:
        """The parts that an earlier run left, if it was the same run."""
        signature, note = self.run.signature(self.rows), self.folder / "run.json"
        if note.exists():
            try:
                found = json.loads(note.read_text(encoding="utf-8"))
            except ValueError:
                raise Refused([Fault(str(note), 0, 0, said("cannot be read too"), said("delete this folder to start anew"))]) from None
            if found != signature:
                raise Refused([Fault(str(self.folder), 0, 0, said("the parts of another run"), said("delete this folder to start anew"))])
            return self._sound()
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(note, json.dumps(signature, ensure_ascii=False))
        return []

    def _sound(self) -> list[Path]:
        """The parts from the first on without a hole, each of which can be read; what comes after is worked out again, which is said."""
        import pyarrow as pa

        kept: list[Path] = []
        for place in sorted(self.folder.glob("*.arrow")):
            try:
                sound = place.name == f"{len(kept):08}.arrow"
                with pa.memory_map(str(place)) as mapped, pa.ipc.open_file(mapped) as opened:
                    sound = sound and opened.read_all() is not None
            except (OSError, ValueError):
                sound = False
            if sound:
                kept.append(place)
            else:
                logging.getLogger(__name__).warning("%s is not whole or out of order; it is worked out again", place)
                place.unlink()
        return kept

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
                yield self._told(plain_text(opened.read_all()))

    def _told(self, part: pa.Table) -> pa.Table:
        """A part as it is written: by the ids, or in words."""
        from zeren.tables.in_words import InWords

        return part if self.words is None else InWords(self.run.versions, self.words).table(part)


def hash_of(regulation: Regulation) -> str:
    """A digest of everything that a regulation's conditions mean."""
    import hashlib

    return hashlib.sha256(repr(sorted((str(path), repr(expr)) for path, expr in regulation.means.items())).encode()).hexdigest()


def versions_of(regulation: Regulation | str) -> tuple[Regulation, ...]:
    """A regulation, or the versions of the family that is named."""
    if not isinstance(regulation, str):
        return (regulation,)
    from zeren.model.language.load import built_in, family

    return (family(regulation) if regulation not in built_in() else ()) or (load_regulation(regulation),)


__all__ = ["ROWS", "ask", "ask_file", "blocks", "versions_of"]
