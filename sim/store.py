"""The folder of an experiment: one file for each replication, each there as a whole or not at all, and what all were made from.

The points of a sweep, and an organisation that is compared with, have a folder of the same shape each, inside the first one's.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from zeren.model.language.whole import write_whole
from zeren.sim.tally import Tally

LONGEST = 100  # bytes of a path or a value in the name of a folder; file systems allow 255 for both and the sign between them
_ODD = re.compile("[^0-9a-z._\\-\u4e00-\u9fff]")  # what some disk cannot hold, or does not tell apart


class Manifest(msgspec.Struct, frozen=True):
    """What the results of a folder were made from."""

    schema: str
    organisation: str
    inputs: dict[str, str]
    seed: int
    version: str

    def apart(self, now: Manifest) -> Iterator[str]:
        """What differs in another manifest, in words."""
        for name in ("schema", "organisation", "seed", "version"):
            if getattr(self, name) != getattr(now, name):
                yield f"{name} ({getattr(self, name)}, now {getattr(now, name)})"
        for name in sorted({*self.inputs, *now.inputs}):
            if self.inputs.get(name) != now.inputs.get(name):
                yield f"the {name} file" if name.partition(" ")[0] in ("organisation", "regulation") else f"the {name}"


class Stopped(RuntimeError):
    """A run that could not go on; what was finished is kept."""


def point_folder(folder: Path, changes: Mapping[str, str]) -> Path:
    """Where a point of a sweep is kept: a folder for each value, inside each other, which DuckDB reads as columns.

    Small letters, Chinese ones, digits and `._-` stand for themselves, anything else is written as its bytes, and what is very long is
    cut and marked: no two points share a folder, on any disk.

    >>> point_folder(Path("out"), {"plans.a/b.chance": "0.1", "holidays": "DE"}).as_posix()
    'out/points/plans.a%2fb.chance=0.1/holidays=%44%45'
    """
    return folder.joinpath("points", *(f"{_name(path)}={_name(value)}" for path, value in changes.items()))


def other_folder(folder: Path) -> Path:
    """Where the organisation that is compared with is kept."""
    return folder / "against"


def _name(text: str) -> str:
    whole = _ODD.sub(lambda odd: "".join(f"%{byte:02x}" for byte in odd[0].encode("utf-8", "surrogatepass")), text)
    data = whole.encode()
    if len(data) <= LONGEST:
        return whole
    mark = "-" + hashlib.sha256(data).hexdigest()[:16]
    return re.sub("%.?$", "", data[: LONGEST - len(mark)].decode(errors="ignore")) + mark


def check_folder(folder: Path, manifest: Manifest, *, resume: bool) -> None:
    """Look whether results can be kept in a folder, without touching it.

    Raises:
        Stopped: if there are results already that are not to be gone on with, or that other inputs gave.
    """
    there, parts = folder / "manifest.json", folder / "parts"
    if not there.exists() and not (parts.is_dir() and any(parts.iterdir())):
        return
    if not resume:
        raise Stopped(f"{folder}: there are results already; go on with --resume, or name another folder")
    try:
        apart = list(msgspec.json.decode(there.read_bytes(), type=Manifest).apart(manifest))
    except (FileNotFoundError, msgspec.DecodeError):
        apart = ["manifest.json, which cannot be read"]
    if apart:
        raise Stopped(f"{folder}: the results there were made from other inputs; name another folder; what differs: {', '.join(apart)}")


class Store:
    """The folder of an experiment; without one, results are kept in memory."""

    def __init__(self, folder: Path | None, manifest: Manifest, *, resume: bool) -> None:
        self.folder, self.held = folder, dict[int, bytes]()
        if folder is None:
            return
        check_folder(folder, manifest, resume=resume)
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        for left in (folder / "parts").glob("*.part"):
            left.unlink()
        for place in ("parts", "ahead"):
            for file in sorted((folder / place).glob("replication-*.parquet")):
                _set_aside_if_broken(file)
        write_whole(folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")

    def path(self, replication: int) -> Path:
        assert self.folder is not None
        return self.folder / "parts" / f"replication-{replication:06}.parquet"

    def has(self, replication: int) -> bool:
        if self.folder is None:
            return replication in self.held
        file = self.path(replication)
        ahead = self.folder / "ahead" / file.name
        if not file.exists() and ahead.exists():
            ahead.replace(file)
        return file.exists()

    def put(self, replication: int, data: bytes) -> None:
        if self.folder is None:
            self.held[replication] = data
        else:
            write_whole(self.path(replication), data)

    def get(self, replication: int) -> Tally:
        return from_bytes(self.held[replication] if self.folder is None else self.path(replication).read_bytes())

    def keep_only(self, replications: int) -> None:
        """Lay what was run ahead of a stop, or is more than is asked for now, into a folder `ahead`, from where it is taken again."""
        if self.folder is not None:
            for file in sorted((self.folder / "parts").glob("replication-*.parquet")):
                if int(file.stem.partition("-")[2]) >= replications:
                    (self.folder / "ahead").mkdir(exist_ok=True)
                    file.replace(self.folder / "ahead" / file.name)


def _set_aside_if_broken(file: Path) -> None:
    """A replication that was cut short on the disk is run again; the file stays under another name, and that is said."""
    try:
        from_bytes(file.read_bytes())
    except (OSError, ValueError, KeyError):
        logging.getLogger(__name__).warning("%s cannot be read; that replication is run again", file)
        file.replace(file.with_suffix(".broken"))


def to_bytes(tally: Tally) -> bytes:
    """A tally as a Parquet file: measure, body, what, value, n, in sorted order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = sorted((*key, number) for key, number in tally.items())
    columns = list(zip(*rows, strict=True)) or [()] * 5
    kinds = (pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64())
    table = pa.table(
        {name: pa.array(column, kind) for name, column, kind in zip(("measure", "body", "what", "value", "n"), columns, kinds, strict=True)}
    )
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def from_bytes(data: bytes) -> Tally:
    """`to_bytes`, read back."""
    import pyarrow.parquet as pq

    # a pool of threads that is still winding down when the interpreter ends may abort it
    table = pq.ParquetFile(io.BytesIO(data), pre_buffer=False).read(use_threads=False).to_pydict()
    columns = (table["measure"], table["body"], table["what"], table["value"])
    return Tally(dict(zip(zip(*columns, strict=True), table["n"], strict=True)))
