"""Loading what a user wrote: regulations (built in or from files), cases, house files and organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from zeren.model.language.case import Case, CaseShape
from zeren.model.language.case_words import in_ids
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.faults import Path as Place
from zeren.model.language.house import House, HouseShape, link_house
from zeren.model.language.link import link
from zeren.model.language.link_case import link_case
from zeren.model.language.link_organisation import link_organisation
from zeren.model.language.link_plans import check_plans
from zeren.model.language.organisation import Organisation, OrganisationShape
from zeren.model.language.reader import MISSING, read_record
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.said import names, said
from zeren.model.language.source import Source, parse_source, read_source
from zeren.model.language.written import Called, folded

Find = Callable[[str], Regulation]
BUILT_IN = Path(__file__).parent.parent / "regulations"


def built_in() -> tuple[str, ...]:
    """The ids of the regulations that come with zeren; each is a file of that name in the folder, at any depth.

    >>> {"county-bureau", "department", "party-organisations"} <= set(built_in())
    True
    """
    return tuple(sorted(_files()))


def _files() -> dict[str, Path]:
    return {path.stem: path for path in BUILT_IN.rglob("*.yaml")}


def built_in_file(name: str) -> Path | None:
    """The file of a built-in regulation; None if there is none of that id."""
    return _files().get(name)


def family(name: str) -> tuple[Regulation, ...]:
    """The built-in regulations that are versions of one, the oldest first.

    >>> [one.id for one in family("china-company-law")]
    ['china-company-law-112-2018', 'china-company-law-125']
    """
    files = [path for path in _files().values() if f"family: {name}\n" in path.read_text(encoding="utf-8")]
    versions = [one for one in (_regulation(read_source(path)) for path in files) if one.file.family == name]
    return tuple(sorted(versions, key=lambda one: one.file.valid.from_ or dt.date.min))


def load_regulation(name: str | Path) -> Regulation:
    """Load a regulation by its built-in id or from a file.

    Raises:
        Refused: with every fault of the file.

    >>> load_regulation("county-bureau").id
    'county-bureau'
    """
    files = _files()
    if str(name) in files:
        return _regulation(read_source(files[str(name)]))
    if not is_file_name(str(name)):
        raise unknown(str(name))
    return _regulation(read_source(name))


def unknown(name: str) -> Refused:
    """Why no regulation has an id: it may be what several versions are called together.

    >>> str(unknown("county-bureu"))
    'county-bureu: unknown regulation `county-bureu`; did you mean `county-bureau`?'
    """
    if versions := family(name):
        return Refused([Fault(name, 0, 0, said("has several versions", name), _versions(versions))])
    return Refused([Fault(name, 0, 0, said("unknown regulation", name), nearest(name, _names_of_built_in(name)))])


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


def parse_case(text: str, regulation: Regulation, name: str = "<text>", *, named: str | None = None) -> Case:
    """Read a case from text. Raises `Refused` with every fault.

    Args:
        named: how the text must name its regulation, which is then not looked for; by id or file unless given.
    """
    source = parse_source(text, name)
    return _case(source, lambda _: regulation)[1] if named is None else _case_of(source, regulation, named)


def load_house(file: str | Path, regulation: Regulation) -> House:
    """Load the readings that an organisation has adopted. Raises `Refused` with every fault."""
    return _house(read_source(file), regulation)


def parse_house(text: str, regulation: Regulation, name: str = "<text>") -> House:
    """Read the readings that an organisation has adopted from text. Raises `Refused` with every fault."""
    return _house(parse_source(text, name), regulation)


def _house(source: Source, regulation: Regulation) -> House:
    shape = read_record(source, HouseShape, source.data)
    house = link_house(source, shape, regulation) if shape is not MISSING else None
    source.refuse_if_faulty()
    assert house is not None
    return house


def load_organisation(file: str | Path, find: Find = load_regulation) -> Organisation:
    """Load an organisation. Raises `Refused` with every fault."""
    return _organisation(read_source(file), find)


def load_regulation_or_organisation(name: str | Path) -> Regulation | Organisation:
    """Load whichever of the two a file is, or a regulation by its built-in id. Raises `Refused` with every fault."""
    if str(name) in _files() or not is_file_name(str(name)):
        return load_regulation(name)
    source = read_source(name)
    if isinstance(source.data, dict) and "organisation" in source.data:
        return _organisation(source, load_regulation)
    return _regulation(source)


def parse_organisation(text: str, find: Find = load_regulation, name: str = "<text>") -> Organisation:
    """Read an organisation from text; regulation files are looked for beside `name`. Raises `Refused` with every fault."""
    return _organisation(parse_source(text, name), find)


def _organisation(source: Source, find: Find) -> Organisation:
    shape = read_record(source, OrganisationShape, source.data)
    organisation = link_organisation(source, shape, lambda name, path: _found(source, name, find, path)) if shape is not MISSING else None
    source.refuse_if_faulty()
    assert organisation is not None
    check_plans(source, organisation)
    source.refuse_if_faulty()
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
        regulation = _found(source, _in_force(source, shape), find)
    if regulation is None:
        source.refuse_if_faulty()
    assert regulation is not None  # one that is not found is a fault
    if not _names(source, shape.regulation, regulation):
        source.fault(("regulation",), said("a case for", shape.regulation), said("it is asked under", regulation.id))
    case = link_case(source, _in_ids(source, shape, regulation), regulation)
    source.refuse_if_faulty()
    return regulation, case


def source_in_ids(text: str, regulation: Regulation) -> Source:
    """The text of a case that can be read, with whatever it says in words taken for ids; where that is written is still known."""
    source = parse_source(text)
    read_record(source, CaseShape, source.data)
    in_ids(source, regulation)
    return source


def _in_ids(source: Source, shape: CaseShape, regulation: Regulation) -> CaseShape:
    """The case once what stands there in words of its regulation is read as the ids that they mean."""
    return read_record(source, CaseShape, source.data) if in_ids(source, regulation) else shape


def _names(source: Source, name: str, regulation: Regulation) -> bool:
    """Whether what a case calls its regulation is this one: by its id, its family, or a file of it, whatever that is called."""
    if name in (regulation.id, regulation.file.family) or Path(name).stem == regulation.id:
        return True
    if _called(regulation, name):
        return True
    beside = Path(source.file).parent / name
    return is_file_name(name) and beside.exists() and load_regulation(beside).id == regulation.id


def _case_of(source: Source, regulation: Regulation, named: str) -> Case:
    shape = read_record(source, CaseShape, source.data)
    if shape is MISSING:
        source.refuse_if_faulty()
    if shape.regulation not in (MISSING, named):
        source.fault(("regulation",), said("a case for", shape.regulation), said("expected", named))
    case = link_case(source, _in_ids(source, shape, regulation), regulation)
    source.refuse_if_faulty()
    return case


def _in_force(source: Source, shape: CaseShape) -> str:
    """The regulation that a case names, or of the family that it names the version in force when the case arose."""
    name, arose = _titled(shape.regulation), shape.arose
    if is_file_name(name) or name in _files() or not (versions := family(name)):
        return name
    if not isinstance(arose, dt.date):
        source.fault(("regulation",), said("has several versions", name), said("state when the case arose or", _versions(versions)))
        return versions[-1].id
    for one in versions:
        if (one.file.valid.from_ or dt.date.min) <= arose <= (one.file.valid.to or dt.date.max):
            return one.id
    source.fault(("arose",), said("no version of was in force", name, arose), _versions(versions))
    return versions[-1].id


def _titled(name: str) -> str:
    """The id of the built-in regulation of that title, in either language; the name itself where there is none, or several."""
    files = _files()
    if is_file_name(name) or name in files or not name.strip():
        return name
    wanted = folded(name)
    titled = (_regulation(read_source(path)) for path in files.values() if wanted in folded(_opening(path)))
    found = [one.id for one in titled if _called(one, name)]
    return found[0] if len(found) == 1 else name


def _names_of_built_in(name: str) -> list[str]:
    """What built-in regulations are called, by title where somebody seems to have meant one."""
    files = _files()
    if name.isascii() and " " not in name:
        return list(files)
    titles = [_regulation(read_source(path)).file.title for path in files.values()]
    return [*files, *(one.zh for one in titles), *(one.en for one in titles)]


def _opening(path: Path) -> str:
    """The first lines of a file, where its title stands."""
    return path.read_text(encoding="utf-8")[:2_000]


def _called(regulation: Regulation, name: str) -> bool:
    return bool(Called({regulation.id: regulation.file.title}).meant(name))


def _versions(versions: Iterable[Regulation]) -> str:
    shown = []
    for one in versions:
        valid = one.file.valid
        if valid.from_ and valid.to:
            when = said("valid from until", valid.from_, valid.to)
        elif valid.from_:
            when = said("valid from", valid.from_)
        else:
            when = said("valid until", valid.to) if valid.to else said("at all times")
        shown.append(said("one version", one.id, when))
    return said("sentences", names(shown))


def _found(source: Source, name: str, find: Find, path: Place = ("regulation",)) -> Regulation | None:
    """The regulation named in a file; a relative file name is read from beside that file."""
    if is_file_name(name) and name not in built_in():
        beside = Path(source.file).parent / name
        if beside.exists():
            return find(str(beside))
        source.fault(path, said("no regulation file", name), said("it is looked for beside this"))
        return None
    try:
        return find(name)
    except Refused as refused:
        if name in built_in():
            raise
        source.fault(path, refused.faults[0].problem, refused.faults[0].advice)
        return None


def is_file_name(name: str) -> bool:
    """Whether a name is that of a file, and no id."""
    return name.endswith((".yaml", ".yml")) or "/" in name
