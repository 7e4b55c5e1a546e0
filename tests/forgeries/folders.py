"""Forgeries of records, files, folders, regulations and lists of files; each with why it is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator

from forgeries.kit import Json, Kit, canonical
from forgeries.regulations import TINY
from forgeries.verdicts import EXEMPTS, SPARED, Forgery, Row
from zeren.model.language.load import BUILT_IN
from zeren.proofs.certificates.files import LARGEST

VERDICT = f"{SPARED}/verdict.json"
CASE = f"{EXEMPTS}/case-1.case.yaml"
TEXT = "tiny/tiny.yaml"


def record(edit: Callable[[str], str]) -> Callable[[Kit], object]:
    return lambda kit: kit.write(VERDICT, edit(kit.text(VERDICT)))


RECORDS: list[Row] = [
    ("a word twice", record(lambda text: text.replace('"status"', '"status": "fails",\n "status"', 1)), ("written_otherwise",)),
    ("a word beside", record(lambda text: text.replace('"status"', '"confirmed": true,\n "status"', 1)), ("no_record",)),
    ("a word less", record(lambda text: text.replace(' "cover": [],\n', "", 1)), ("written_otherwise",)),
    ("words in another order", record(lambda text: canonical(dict(sorted(json.loads(text).items())))), ("written_otherwise",)),
    ("more after its end", record(lambda text: text + "{}"), ("no_record",)),
    ("a mark before its beginning", record(lambda text: "\ufeff" + text), ("no_record",)),
    ("another form", record(lambda text: json.dumps(json.loads(text))), ("written_otherwise",)),
    ("escapes", record(lambda text: text.replace("spared", "sp\\u0061red", 1)), ("written_otherwise",)),
    ("a number for a word", record(lambda text: text.replace('"holds"', "1", 1)), ("no_record",)),
    ("no number", record(lambda text: text.replace('"persons": 2', '"persons": NaN')), ("no_record",)),
    ("a number without end", record(lambda text: text.replace('"persons": 2', '"persons": ' + "9" * 5000)), ("no_record",)),
    ("deep nesting", record(lambda text: '{"property": ' + "[" * 100_000), ("too_deep", "no_record")),
    ("deep nesting that ends", record(lambda text: '{"regions": ' + "[" * 5_000 + "]" * 5_000 + "}"), ("too_deep", "no_record")),
    ("nothing", record(lambda text: ""), ("no_record",)),
    ("a list", record(lambda text: "[]\n"), ("no_record",)),
    ("bytes that are no text", lambda kit: kit.write(VERDICT, b"\xff\xfe{}"), ("no_text",)),
    ("half a character", lambda kit: kit.write(VERDICT, kit.text(VERDICT).encode()[:-3] + b"\xe4"), ("no_text",)),
]


def linked(name: str, target: str) -> Callable[[Kit], object]:
    """A file that is a link; the list says what stands at its end."""

    def forged(kit: Kit) -> None:
        path = kit.folder / name
        kept = path.read_bytes() if path.is_file() else b""
        if path.is_dir():
            path.rename(path.with_name("moved"))
        else:
            path.unlink()
        outside = kit.folder.parent / "outside"
        outside.write_bytes(kept)
        path.symlink_to(target.format(outside=outside, name=path.name))

    return forged


def _pipe(kit: Kit) -> None:
    (kit.folder / CASE).unlink()
    os.mkfifo(kit.folder / CASE)


def _folder(kit: Kit) -> None:
    (kit.folder / CASE).unlink()
    (kit.folder / CASE).mkdir()


def _large(kit: Kit) -> None:
    with (kit.folder / CASE).open("wb") as file:
        file.truncate(LARGEST + 1)


def _file_for_folder(kit: Kit) -> None:
    (kit.folder / EXEMPTS).rename(kit.folder / "moved")
    (kit.folder / EXEMPTS).write_text("")


def listed(file: str) -> Callable[[Kit], object]:
    """A file in the list that no certificate needs."""

    def edit(data: Json) -> None:
        data["files"] = sorted([*data["files"], {"file": file, "bytes": 0, "sha256": ""}], key=lambda one: one["file"])

    return lambda kit: kit.list(edit)


FILES: list[Row] = [
    ("a link to a file outside", linked(CASE, "{outside}"), ("link",)),
    ("a link to itself", linked(CASE, "{name}"), ("link",)),
    ("a folder that is a link", linked(EXEMPTS, "moved"), ("link",)),
    ("a link to a device", linked(CASE, "/dev/zero"), ("link",)),
    ("a pipe", _pipe, ("no_file",)),
    ("a folder for a file", _folder, ("no_file", "unreadable")),
    ("a file for a folder", _file_for_folder, ("unreadable", "missing")),
    ("too large", _large, ("too_large",)),
    ("none", lambda kit: (kit.folder / CASE).unlink(), ("missing",)),
    ("not in the list", lambda kit: kit.drop(CASE), ("not_listed",)),
    ("truncated", lambda kit: (kit.folder / CASE).write_text("case: x"), ("truncated",)),
    ("longer", lambda kit: (kit.folder / CASE).write_text(kit.text(CASE) + "#"), ("altered",)),
    ("one that nobody asks for", lambda kit: kit.write("tiny/court.txt", "confirmed"), ("idle",)),
    ("one outside that nobody asks for", listed("../outside"), ("idle",)),
    ("one with an absolute name", listed("/etc/passwd"), ("idle",)),
]


def manifest(edit: Callable[[Json], object]) -> Callable[[Kit], object]:
    return lambda kit: kit.list(edit)


def _verdicts(edit: Callable[[list[str]], object]) -> Callable[[Kit], object]:
    return manifest(lambda data: edit(data["regulations"][0]["verdicts"]))


def raw(edit: Callable[[str], str]) -> Callable[[Kit], object]:
    return lambda kit: (kit.folder / kit.manifest).write_text(edit(kit.text(kit.manifest)), encoding="utf-8")


def _manifest_link(kit: Kit) -> None:
    (kit.folder / kit.manifest).rename(kit.folder / "list.json")
    (kit.folder / kit.manifest).symlink_to("list.json")


LISTS: list[Row] = [
    ("a certificate left out", _verdicts(lambda found: found.remove(SPARED)), ("no_certificate",)),
    ("one twice", _verdicts(lambda found: found.append(SPARED)), ("out_of_order",)),
    ("another order", _verdicts(lambda found: found.reverse()), ("out_of_order",)),
    ("one of a property that there is not", _verdicts(lambda found: found.append("tiny/all-is-well")), ("no_such_property",)),
    ("one outside", _verdicts(lambda found: found.append("../..")), ("no_such_property",)),
    ("one with an absolute name", _verdicts(lambda found: found.append("/etc")), ("no_such_property",)),
    ("one of another regulation", _verdicts(lambda found: found.append("numbers/small")), ("no_such_property",)),
    ("a name that moves the cursor", _verdicts(lambda found: found.append("\x1b[2J")), ("no_such_property",)),
    ("another schema", manifest(lambda data: data.update(schema="zeren.certificates/9")), ("no_list",)),
    ("a version that is none", manifest(lambda data: data.update(zeren="1\x1b[2J")), ("no_list",)),
    ("a word beside", manifest(lambda data: data.update(court="confirmed")), ("no_list",)),
    ("files in another order", manifest(lambda data: data["files"].reverse()), ("files_out_of_order",)),
    ("a file twice", manifest(lambda data: data["files"].insert(0, data["files"][0])), ("files_out_of_order",)),
    ("no JSON", raw(lambda text: "manifest: yes\n"), ("no_list",)),
    ("deep nesting", raw(lambda text: "[" * 100_000), ("no_list",)),
    ("another form", raw(lambda text: text + "\n"), ("no_list",)),
    ("bytes that are no text", lambda kit: (kit.folder / kit.manifest).write_bytes(b"\xff{}"), ("no_list",)),
    ("a link", _manifest_link, ("link",)),
    ("none", lambda kit: (kit.folder / kit.manifest).unlink(), ("missing", "no_list")),
]


def _rename(kit: Kit, name: str, text: str, **changes: object) -> None:
    """Put a regulation forward under another id, with all its certificates."""
    (kit.folder / "tiny").rename(kit.folder / name)
    (kit.folder / name / "tiny.yaml").rename(kit.folder / name / f"{name}.yaml")
    (kit.folder / name / f"{name}.yaml").write_text(text, encoding="utf-8")

    def edit(data: Json) -> None:
        for one in data["files"]:
            one["file"] = one["file"].replace("tiny/tiny.yaml", f"{name}/{name}.yaml").replace("tiny/", f"{name}/")
        data["files"].sort(key=lambda one: one["file"])
        mine = next(one for one in data["regulations"] if one["id"] == "tiny")
        mine.update(id=name, verdicts=[one.replace("tiny/", f"{name}/") for one in mine["verdicts"]], **changes)

    kit.list(edit)
    for path in sorted((kit.folder / name).rglob("*")):
        if path.is_file() and path.suffix in (".json", ".yaml") and path.name != f"{name}.yaml" and "succession" not in path.parts:
            kit.write(
                str(path.relative_to(kit.folder)), path.read_text().replace("tiny/", f"{name}/").replace("/tiny.yaml", f"/{name}.yaml")
            )
    kit.seal(f"{name}/{name}.yaml")


def regulation(**changes: object) -> Callable[[Kit], object]:
    return manifest(lambda data: data["regulations"][0].update(changes))


def _second(kit: Kit) -> None:
    kit.list(lambda data: data["regulations"].append(data["regulations"][0]))


def text(edit: Callable[[str], str]) -> Callable[[Kit], object]:
    return lambda kit: kit.write(TEXT, edit(kit.text(TEXT)))


def _own_word(kit: Kit) -> None:
    """A property of the regulation's own takes the name of one that every regulation is asked about."""
    kit.write(TEXT, TINY.replace("{id: spared,", "{id: objection-exempts,"))


def named(name: str, **changes: object) -> Callable[[Kit], object]:
    """The regulation under another name."""
    return lambda kit: _rename(kit, name, TINY.replace("regulation: tiny", f"regulation: {name}"), **changes)


def _built_in_elsewhere(kit: Kit) -> None:
    _rename(kit, "mine", (BUILT_IN / "county-bureau.yaml").read_text(encoding="utf-8"))


REGULATIONS: list[Row] = [
    ("another text", text(lambda kept: kept.replace("objected and (scope == all or not chair)", "objected")), ("no_reading",)),
    ("another name for its holder", text(lambda kept: kept.replace("regulation: tiny", "regulation: large")), ("other_id",)),
    ("no text", text(lambda kept: ""), ("refused",)),
    ("no YAML", text(lambda kept: "a: [" * 50), ("refused",)),
    ("bytes that are no text", lambda kit: kit.write(TEXT, b"\xff\xfe"), ("no_text",)),
    ("twice", _second, ("regulation_twice",)),
    ("another hash", regulation(sha256="0" * 64), ("other_text",)),
    ("an absolute place", regulation(file="/etc/passwd"), ("absolute",)),
    ("a place on a drive", regulation(file="C:\\rules.yaml"), ("absolute",)),
    ("built in, which it is not", regulation(built_in=True), ("no_longer_built_in",)),
    ("under a built-in name", named("county-bureau"), ("not_built_in",)),
    ("under a built-in name, said to be that", named("county-bureau", built_in=True, file=""), ("not_built_in",)),
    ("under a built-in name, read elsewhere", named("department", built_in=True, file="../x.yaml"), ("not_built_in",)),
    ("a built-in text under another name", _built_in_elsewhere, ("other_id",)),
    ("its own property under a common name", _own_word, ("no_certificate",)),
    ("another folder", regulation(id="../tiny"), ("not_listed",)),
    ("an empty name", regulation(id=""), ("not_listed",)),
    ("none left", manifest(lambda data: data.update(regulations=[])), ("idle",)),
]


KINDS = {"record": RECORDS, "file": FILES, "list": LISTS, "regulation": REGULATIONS}


def forgeries() -> Iterator[Forgery]:
    """All of them."""
    for kind, rows in KINDS.items():
        for name, edit, why in rows:
            yield Forgery(kind, name, edit, why)
