"""Forgeries by a second look at the check, by somebody who did not write it: numbers, encodings, exchanges, whole verdicts of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forgeries.folders import manifest, regulation
from forgeries.kit import Json, Kit
from forgeries.regulations import TINY
from forgeries.verdicts import EXEMPTS, GRAVE, HURTS, SPARED, Forgery, Row, verdict

VERDICT = f"{SPARED}/verdict.json"
CASE = f"{GRAVE}/case-1.case.yaml"
TEXT = "tiny/tiny.yaml"


def swapped(old: str, new: str) -> Callable[[Kit], object]:
    return lambda kit: kit.swap(VERDICT, old, new)


def _no_size(kit: Kit) -> None:
    kit.change(VERDICT, lambda data: data["regions"][0]["none"][0].update(size=0))


NUMBERS: list[Row] = [
    ("a fraction", swapped('"persons": 2', '"persons": 2.0'), ("written_otherwise", "no_record")),
    ("an exponent", swapped('"persons": 2', '"persons": 2e0'), ("written_otherwise", "no_record")),
    ("a sign", swapped('"persons": 2', '"persons": -2'), ("persons",)),
    ("a leading zero", swapped('"persons": 2', '"persons": 02'), ("no_record",)),
    ("a truth", swapped('"persons": 2', '"persons": true'), ("no_record",)),
    ("a word", swapped('"persons": 2', '"persons": "2"'), ("no_record",)),
    ("a number for a truth", swapped('"every_size": true', '"every_size": 1'), ("no_record",)),
    ("no persons", verdict(SPARED, persons=0, regions=[{"forbidden": [], "case": "", "none": []}]), ("persons",)),
    ("a size of no board", _no_size, ("sizes",)),
]


def encoded(name: str, encoding: str) -> Callable[[Kit], object]:
    return lambda kit: kit.write(name, kit.text(name).encode(encoding))


def _line_ends(kit: Kit) -> None:
    kit.write(CASE, kit.text(CASE).replace("\n", "\r\n"))


ENCODINGS: list[Row] = [
    ("a record in UTF-16", encoded(VERDICT, "utf-16"), ("no_text",)),
    ("a record in UTF-8 with a mark", encoded(VERDICT, "utf-8-sig"), ("no_record",)),
    ("a case in UTF-16", encoded(CASE, "utf-16"), ("no_text",)),
    ("a case with a mark", encoded(CASE, "utf-8-sig"), ("case_says_more",)),
    ("a case with other line ends", _line_ends, ("case_says_more",)),
    ("a surrogate", swapped('"spared"', '"\\ud800"'), ("no_record", "written_otherwise")),
    ("a proof with a mark", encoded(f"{HURTS}/none-1-size-3.drat", "utf-8-sig"), ("no_proof",)),
    ("clauses with a mark", encoded(f"{HURTS}/none-1-size-3.cnf", "utf-8-sig"), ("other_question",)),
]


def _hashes(data: Json) -> None:
    """Two files are listed under each other's names."""
    one, other = (next(each for each in data["files"] if each["file"] == f"{place}/verdict.json") for place in (SPARED, HURTS))
    one["sha256"], other["sha256"], one["bytes"], other["bytes"] = other["sha256"], one["sha256"], other["bytes"], one["bytes"]


def _folders(kit: Kit) -> None:
    """Two verdicts change places, files and all."""
    for old, new in ((SPARED, "tiny/moved"), (HURTS, SPARED), ("tiny/moved", HURTS)):
        (kit.folder / old).rename(kit.folder / new)
    kit.seal(*(path.relative_to(kit.folder).as_posix() for place in (SPARED, HURTS) for path in (kit.folder / place).iterdir()))


def _of_other_rules(kit: Kit) -> None:
    """The certificates were made for rules under which nobody is in the chair; only the text is put back."""
    kit.write(TEXT, TINY.replace("when: wrong and chair,", "when: wrong,"))


def _whole_of_another(kit: Kit) -> None:
    """Everything of a verdict that holds is put in the place of one that depends, with its names changed."""
    for path in list((kit.folder / EXEMPTS).iterdir()):
        kit.drop(f"{EXEMPTS}/{path.name}")
    for path in (kit.folder / SPARED).iterdir():
        text = path.read_text(encoding="utf-8").replace("tiny/spared", EXEMPTS).replace('"spared"', '"objection-exempts"')
        kit.write(f"{EXEMPTS}/{path.name}", text)


def _verdicts(data: Json) -> None:
    one, other = data["regulations"]
    one["verdicts"], other["verdicts"] = other["verdicts"], one["verdicts"]


EXCHANGES: list[Row] = [
    ("hashes", manifest(_hashes), ("truncated", "altered")),
    ("folders", _folders, ("other_words",)),
    ("the verdicts of two regulations", manifest(_verdicts), ("no_certificate",)),
    ("the text, for other rules", _of_other_rules, ("other_question", "breaks", "other_case", "no_reading", "status")),
    ("a property, whole", _whole_of_another, ("other_words",)),
    ("the whole for the part of a regulation", regulation(verdicts=[]), ("no_certificate",)),
]


KINDS = {"number": NUMBERS, "encoding": ENCODINGS, "exchange": EXCHANGES}


def forgeries() -> Iterator[Forgery]:
    """All of them."""
    for kind, rows in KINDS.items():
        for name, edit, why in rows:
            yield Forgery(kind, name, edit, why)
