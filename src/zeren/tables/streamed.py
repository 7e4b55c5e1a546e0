"""Tables decided inside other engines: a function from Arrow batches to Arrow batches, as Spark's `mapInArrow` calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from zeren.tables.deciding import Deciding

if TYPE_CHECKING:
    import pyarrow as pa


class Blocks:
    """Takes batches of cases and gives batches of outcomes, a block at a time; it may be pickled, and goes to workers as it is.

    The rows of one case stand together in what one call is given: elsewhere a case would be answered in parts.
    """

    def __init__(self, deciding: Deciding, rows: int) -> None:
        self._deciding, self._rows = deciding, rows

    @property
    def schema(self) -> pa.Schema:
        """The columns of the outcomes; each is a text."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self._deciding.nothing().column_names])

    @property
    def ddl(self) -> str:
        """The same as Spark has it."""
        return ", ".join(f"`{name}` string" for name in self.schema.names)

    def __call__(self, batches: Iterable[Any]) -> Iterator[pa.RecordBatch]:
        """The outcomes of these cases."""
        from zeren.tables.blocks import cut
        from zeren.tables.outcomes import plain_text

        schema = self.schema
        for table in cut(iter(batches), self._deciding.layout.case, self._rows):
            yield from plain_text(self._deciding.decided(table)).cast(schema).to_batches()


__all__ = ["Blocks"]
