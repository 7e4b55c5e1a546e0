"""Loading what a user wrote: regulations (built in or from files), cases, house files and organisations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zeren.model.language.case import Case, CaseShape
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.house import House, HouseShape, link_house
from zeren.model.language.link import link
from zeren.model.language.link_case import link_case
from zeren.model.language.organisation import Organisation, OrganisationShape, link_organisation
from zeren.model.language.reader import MISSING, read_record
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.source import Source, parse_source, read_source

Find = Callable[[str], Regulation]
BUILT_IN = Path(__file__).parent.parent / "regulations"


def built_in() -> tuple[str, ...]:
    """The ids of the regulations that come with zeren.

    >>> built_in()
    ('county-bureau', 'department', 'party-organisations')
    """
    return tuple(sorted(path.stem for path in BUILT_IN.glob("*.yaml")))


def load_regulation(name: str | Path) -> Regulation:
    """Load a regulation by its built-in id or from a file.

    Raises:
        Refused: with every fault of the file.

    >>> load_regulation("county-bureau").id
    'county-bureau'
    """
    if str(name) in built_in():
        return _regulation(read_source(BUILT_IN / f"{name}.yaml"))
    if not _is_file_name(str(name)):
        raise Refused([Fault(str(name), 0, 0, f"unknown regulation `{name}`", nearest(str(name), built_in()))])
    return _regulation(read_source(name))


def parse_regulation(text: str, name: str = "<text>") -> Regulation:
    """Read a regulation from text. Raises `Refused` with every fault."""
    return _regulation(parse_source(text, name))


def load_case(file: str | Path, regulation: Regulation) -> Case:
    """Load a case that is put under this regulation.

    Raises:
        Refused: with every fault of the file, or if it is a case for another regulation.
    """
    return _case(read_source(file), lambda _: regulation)[1]


def open_case(file: str | Path, find: Find = load_regulation) -> tuple[Regulation, Case]:
    """Load a case with the regulation that it names: a built-in id, or a file beside the case.

    Raises:
        Refused: with every fault of the file.
    """
    return _case(read_source(file), find)


def open_text(text: str, find: Find = load_regulation, name: str = "<text>") -> tuple[Regulation, Case]:
    """Read a case from text with the regulation that it names. Raises `Refused` with every fault."""
    return _case(parse_source(text, name), find)


def parse_case(text: str, regulation: Regulation, name: str = "<text>") -> Case:
    """Read a case from text. Raises `Refused` with every fault."""
    return _case(parse_source(text, name), lambda _: regulation)[1]


def load_house(file: str | Path, regulation: Regulation) -> House:
    """Load the readings that an organisation has adopted. Raises `Refused` with every fault."""
    source = read_source(file)
    shape = read_record(source, HouseShape, source.data)
    house = link_house(source, shape, regulation) if shape is not MISSING else None
    source.refuse_if_faulty()
    assert house is not None
    return house


def load_organisation(file: str | Path, find: Find = load_regulation) -> Organisation:
    """Load an organisation. Raises `Refused` with every fault."""
    source = read_source(file)
    shape = read_record(source, OrganisationShape, source.data)
    organisation = link_organisation(source, shape, lambda name: _found(source, name, find)) if shape is not MISSING else None
    source.refuse_if_faulty()
    assert organisation is not None
    return organisation


def _regulation(source: Source) -> Regulation:
    shape = read_record(source, RegulationShape, source.data)
    if shape is MISSING:
        source.refuse_if_faulty()
    regulation = link(source, shape)
    source.refuse_if_faulty()
    return regulation


def _case(source: Source, find: Find) -> tuple[Regulation, Case]:
    shape = read_record(source, CaseShape, source.data)
    regulation = None
    if shape is not MISSING and shape.regulation is not MISSING:
        regulation = _found(source, shape.regulation, find)
    if regulation is None:
        source.refuse_if_faulty()
    assert regulation is not None  # one that is not found is a fault
    if regulation.id not in (shape.regulation, Path(shape.regulation).stem):
        source.fault(("regulation",), f"a case for `{shape.regulation}`", f"it is asked under `{regulation.id}`")
    case = link_case(source, shape, regulation)
    source.refuse_if_faulty()
    return regulation, case


def _found(source: Source, name: str, find: Find) -> Regulation | None:
    """The regulation named in a file; a relative file name is read from beside that file."""
    if _is_file_name(name) and name not in built_in():
        beside = Path(source.file).parent / name
        if beside.exists():
            return find(str(beside))
        source.fault(("regulation",), f"no regulation file `{name}`", "it is looked for beside this file")
        return None
    try:
        return find(name)
    except Refused as refused:
        if name in built_in():
            raise
        source.fault(("regulation",), refused.faults[0].problem, refused.faults[0].advice)
        return None


def _is_file_name(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or "/" in name
