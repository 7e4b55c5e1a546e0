"""Forgeries of what `zeren prove` certifies: verdicts, regions, witnesses, clauses, proofs, words; by kind, each with why it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from forgeries.kit import Json, Kit
from zeren.proofs.certificates import cnf

EXEMPTS = "tiny/objection-exempts"  # depends on a reading: one case, one set of proofs, a cover
SPARED = "tiny/spared"  # holds for two sizes, under every reading
HURTS = "tiny/objecting-never-hurts"  # likewise, for three sizes
GRAVE = "tiny/tiers-reachable/grave"  # holds by a case
LISTED = "tiny/parts-can-apply/circumstance-1"  # holds by a case with a circumstance
SMALL = "numbers/small"  # holds by arithmetic
SILENT = "tiny/absence-never-hurts"  # does not speak of the regulation
SCOPE = {"scope": ["all", "some_"]}


class Forgery(NamedTuple):
    """What is forged, by its kind and name; `why` are the keys of the reasons, one of which must be given."""

    kind: str
    name: str
    edit: Callable[[Kit], object]
    why: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.kind}: {self.name}"


Row = tuple[str, Callable[[Kit], object], tuple[str, ...]]


def verdict(place: str, **changes: object) -> Callable[[Kit], object]:
    """Other values of a verdict."""
    return lambda kit: kit.change(f"{place}/verdict.json", lambda data: data.update(changes))


def region(place: str, number: int, **changes: object) -> Callable[[Kit], object]:
    return lambda kit: kit.change(f"{place}/verdict.json", lambda data: data["regions"][number - 1].update(changes))


def sized(place: str, number: int, size: int, **changes: object) -> Callable[[Kit], object]:
    """Another word on what shows that there is no case of a size."""
    return lambda kit: kit.change(f"{place}/verdict.json", lambda data: data["regions"][number - 1]["none"][size - 1].update(changes))


def copied(source: str, target: str) -> Callable[[Kit], object]:
    return lambda kit: kit.write(target, kit.text(source))


def case(place: str, old: str, new: str) -> Callable[[Kit], object]:
    return lambda kit: kit.swap(f"{place}/case-1.case.yaml", old, new)


def covered(kit: Kit, place: str) -> None:
    """Write the cover of the regions that a verdict has now, with a proof of it, as far as there is one."""
    data = kit.json(f"{place}/verdict.json")
    text = cnf.cover([[(name, option) for name, option in one["forbidden"]] for one in data["regions"]], data["options"])
    kit.write(f"{place}/cover.cnf", text)
    try:
        kit.write(f"{place}/cover.drat", cnf.refutation(text))
    except ValueError:
        kit.write(f"{place}/cover.drat", "0\n")
    kit.change(f"{place}/verdict.json", lambda data: data.update(cover=[f"{place}/cover.cnf", f"{place}/cover.drat"]))


def regions(place: str, edit: Callable[[Json], object], **changes: object) -> Callable[[Kit], object]:
    """Other regions of a verdict, with a cover to match."""

    def forged(kit: Kit) -> None:
        kit.change(f"{place}/verdict.json", lambda data: (edit(data), data.update(changes)))
        covered(kit, place)

    return forged


def vacuous(kit: Kit) -> None:
    """A property that holds under every reading becomes one that depends: on a region in which there is no reading."""
    both = [["scope", "all"], ["scope", "some_"]]
    data = kit.json(f"{SPARED}/verdict.json")
    kit.write(f"{SPARED}/case-2.case.yaml", kit.text(f"{GRAVE}/case-1.case.yaml").replace("../../tiny", "../tiny"))
    data["regions"] = [*data["regions"], {"forbidden": both, "case": f"{SPARED}/case-2.case.yaml", "none": []}]
    kit.put(f"{SPARED}/verdict.json", data | {"status": "depends"})


def vacuous_proofs(kit: Kit) -> None:
    """The same the other way round: no reading is left, so there is no case, and anything proves it."""
    data = kit.json(f"{GRAVE}/verdict.json")
    proofs = []
    for size in (1, 2):
        name = f"{GRAVE}/none-2-size-{size}"
        kit.write(f"{name}.cnf", "p cnf 1 2\n1 0\n-1 0\n")
        kit.write(f"{name}.drat", "0\n")
        proofs.append({"size": size, "question": f"{name}.cnf", "proof": f"{name}.drat", "needs": []})
    data["regions"].append({"forbidden": [["scope", "all"], ["scope", "some_"]], "case": "", "none": proofs})
    kit.put(f"{GRAVE}/verdict.json", data | {"status": "depends"})


REGIONS: list[Row] = [
    ("an empty one beside a proof", vacuous, ("empty_region",)),
    ("an empty one beside a case", vacuous_proofs, ("empty_region",)),
    ("one only, so that it holds", lambda kit: _only(kit, 2, "holds"), ("no_proof",)),
    ("one only, so that it fails", lambda kit: _only(kit, 1, "fails"), ("no_proof",)),
    ("the case for all readings", region(EXEMPTS, 1, forbidden=[]), ("under",)),
    ("the proofs for all readings", region(EXEMPTS, 2, forbidden=[]), ("other_question",)),
    ("exchanged", regions(EXEMPTS, lambda data: _exchange(data)), ("other_reading", "other_case")),
    ("one twice", regions(EXEMPTS, lambda data: data["regions"].append(data["regions"][0])), ("other_file", "region_twice")),
    ("one twice, whole", lambda kit: _again(kit), ("region_twice",)),
    ("an unknown option", region(EXEMPTS, 1, forbidden=[["scope", "nobody"]]), ("no_option",)),
    ("an unknown reading", region(EXEMPTS, 1, forbidden=[["tempo", "all"]]), ("no_option",)),
    ("an option that does not bear", region(EXEMPTS, 1, forbidden=[["tone", "words"]]), ("no_option",)),
    ("an option twice", region(EXEMPTS, 2, forbidden=[["scope", "some_"], ["scope", "some_"]]), ("pairs_out_of_order",)),
    ("neither case nor proofs", region(EXEMPTS, 2, none=[]), ("sizes",)),
    ("both case and proofs", region(EXEMPTS, 2, case=f"{EXEMPTS}/case-2.case.yaml"), ("other_file",)),
    ("a case of another region", region(EXEMPTS, 2, case=f"{EXEMPTS}/case-1.case.yaml", none=[]), ("other_file",)),
    ("none at all", verdict(EXEMPTS, regions=[], cover=[], status="holds"), ("no_cover",)),
    ("none at all, covered", regions(EXEMPTS, lambda data: data.update(regions=[]), status="holds"), ("no_proof",)),
]


def _only(kit: Kit, number: int, status: str) -> None:
    regions(EXEMPTS, lambda data: data.update(regions=[data["regions"][number - 1]]), status=status)(kit)
    if number == 2:
        for one in kit.folder.glob(f"{EXEMPTS}/none-2-*"):
            kit.write(f"{EXEMPTS}/{one.name.replace('none-2', 'none-1')}", one.read_text())
        kit.change(f"{EXEMPTS}/verdict.json", lambda data: data["regions"][0].update(none=_renamed(data["regions"][0]["none"])))


def _renamed(proofs: list[Json]) -> list[Json]:
    return [
        one | {"question": one["question"].replace("none-2", "none-1"), "proof": one["proof"].replace("none-2", "none-1")} for one in proofs
    ]


def _again(kit: Kit) -> None:
    """A second copy of a set of proofs, with files of its own that stand where they should."""
    for one in list(kit.folder.glob(f"{EXEMPTS}/none-2-*")):
        kit.write(f"{EXEMPTS}/{one.name.replace('none-2', 'none-3')}", one.read_text())
    copy = json.loads(json.dumps(kit.json(f"{EXEMPTS}/verdict.json")["regions"][1]).replace("none-2", "none-3"))
    regions(EXEMPTS, lambda data: data["regions"].append(copy))(kit)


def _exchange(data: Json) -> None:
    first, second = data["regions"]
    first["forbidden"], second["forbidden"] = second["forbidden"], first["forbidden"]


COVER: list[Row] = [
    ("left out", verdict(EXEMPTS, cover=[]), ("no_cover",)),
    ("half of it", verdict(EXEMPTS, cover=[f"{EXEMPTS}/cover.cnf"]), ("other_file",)),
    ("from elsewhere", verdict(EXEMPTS, cover=[f"{SPARED}/none-1-size-1.cnf", f"{SPARED}/none-1-size-1.drat"]), ("other_file",)),
    ("one too many", verdict(SPARED, cover=[f"{SPARED}/none-1-size-1.cnf", f"{SPARED}/none-1-size-1.drat"]), ("other_cover",)),
    ("other clauses", lambda kit: kit.write(f"{EXEMPTS}/cover.cnf", "p cnf 1 2\n1 0\n-1 0\n"), ("other_cover",)),
    ("no proof", lambda kit: kit.write(f"{EXEMPTS}/cover.drat", ""), ("no_proof",)),
]
SCOPES: list[Row] = [
    ("a smaller size", verdict(SPARED, persons=1), ("persons",)),
    ("a larger size", verdict(SPARED, persons=9), ("persons",)),
    ("not of every size", verdict(SPARED, every_size=False), ("persons",)),
    ("a size left out", lambda kit: kit.change(f"{SPARED}/verdict.json", lambda data: data["regions"][0]["none"].pop()), ("sizes",)),
    ("sizes exchanged", lambda kit: kit.change(f"{SPARED}/verdict.json", lambda data: data["regions"][0]["none"].reverse()), ("sizes",)),
    ("no readings", verdict(SPARED, options={}), ("no_reading",)),
    ("a reading more", verdict(SPARED, options=SCOPE | {"tone": ["words", "paper"]}), ("no_reading",)),
    ("an option less", verdict(EXEMPTS, options={"scope": ["all"]}), ("no_reading",)),
    ("an option more", verdict(SPARED, options={"scope": ["all", "some_", "nobody"]}), ("no_reading",)),
    ("options in another order", verdict(SPARED, options={"scope": ["some_", "all"]}), ("no_reading",)),
]
STATUS: list[Row] = [
    ("fails for holds", verdict(SPARED, status="fails"), ("status",)),
    ("holds for fails", verdict("tiny/duties-have-bearers/filing", status="holds"), ("status",)),
    ("depends for holds", verdict(SPARED, status="depends"), ("status",)),
    ("holds for depends", verdict(EXEMPTS, status="holds"), ("status",)),
    ("bounded for holds", verdict(SPARED, status="bounded"), ("status",)),
    ("a word of one's own", verdict(SPARED, status="holds\u001b[2K"), ("status",)),
    ("undecided", verdict(SPARED, status="unknown", reason={"zh": "难", "en": "hard"}), ("left_undecided",)),
    ("not asked", verdict(SPARED, status="not_asked"), ("status",)),
    ("universal for existential", verdict(GRAVE, polarity="universal"), ("polarity",)),
]
WORDS: list[Row] = [
    ("another sentence", verdict(SPARED, text={"zh": "无人担责", "en": "nobody is liable"}), ("other_words",)),
    ("another formula", verdict(SPARED, formal="never: false"), ("other_words",)),
    ("another property", verdict(SPARED, property="objection-exempts"), ("other_words",)),
    ("another part", verdict(GRAVE, part="light"), ("other_words",)),
    ("a part where there is none", verdict(SPARED, part="chair"), ("other_words",)),
    ("a reason beside a verdict", verdict(SPARED, reason={"zh": "已核对", "en": "a court has confirmed this"}), ("reason_given",)),
    ("another reason for not asking", verdict(SILENT, reason={"zh": "无", "en": "it holds"}), ("says_more",)),
    ("holds, though it is not asked", verdict(SILENT, status="holds"), ("not_asked",)),
    ("options where nothing is asked", verdict(SILENT, options=SCOPE), ("says_more",)),
    ("sizes where nothing is asked", verdict(SILENT, persons=9), ("says_more",)),
    ("a cover where nothing is asked", verdict(SILENT, cover=[f"{EXEMPTS}/cover.cnf", f"{EXEMPTS}/cover.drat"]), ("says_more",)),
]
WITNESSES: list[Row] = [
    ("nobody on the board", lambda kit: kit.write(f"{GRAVE}/case-1.case.yaml", _nobody(kit)), ("refused", "board", "not_on_board")),
    ("more persons than are looked at", case(GRAVE, "people:", "people:\n  B: {}\n  C: {}\n  D: {}"), ("board",)),
    ("a person of another name", case(GRAVE, "  A: {", "  Mayor: {"), ("not_on_board",)),
    ("a stranger is the subject", case(LISTED, "subject: A", "subject: Z"), ("not_on_board",)),
    ("the same circumstance twice", lambda kit: _twice(kit), ("not_on_board",)),
    ("nobody is in the chair", case(LISTED, "{chair: yes, senior: yes}", "{chair: no, senior: no}"), ("breaks",)),
    ("what follows does not follow", case(LISTED, "senior: yes", "senior: no"), ("breaks",)),
    ("another fact", case(GRAVE, "chair: yes", "chair: no"), ("other_case", "breaks")),
    ("the matter otherwise", case(GRAVE, "wrong: yes", "wrong: no"), ("other_case",)),
    ("a fact that does not bear", case(LISTED, "{chair: yes,", "{chair: yes, objected: yes,"), ("not_on_board",)),
    ("a fact left unknown", case(GRAVE, "chair: yes", "chair: unknown"), ("not_on_board",)),
    ("a body beside", case(GRAVE, "people:", "bodies:\n  body: {}\npeople:"), ("not_on_board",)),
    ("a board that may be larger", case(GRAVE, "board: complete", "board: partial"), ("case_says_more",)),
    ("another reading", case(EXEMPTS, "scope: some_", "scope: all"), ("other_reading",)),
    ("a reading left open", case(EXEMPTS, "scope: some_", "scope: open"), ("other_reading",)),
    ("another stance", case(GRAVE, "stance: all", "stance: literal"), ("case_says_more",)),
    ("other words about it", case(GRAVE, 'about: {zh: "', 'about: {zh: "市长有责：'), ("case_says_more",)),
    ("another name", case(GRAVE, "case: ", "case: mayor-"), ("case_says_more",)),
    ("a comment", case(GRAVE, "people:", "people:  # the mayor and others"), ("case_says_more",)),
    ("a date", case(GRAVE, "board:", "arose: 2026-01-01\nboard:"), ("case_says_more",)),
    ("an answer that is expected", case(GRAVE, "board:", "expect: {A: {certain: [grave]}}\nboard:"), ("case_says_more", "refused")),
    ("another regulation", case(GRAVE, "../../tiny.yaml", "county-bureau"), ("refused",)),
    ("a regulation elsewhere", case(GRAVE, "../../tiny.yaml", "../" * 1500 + "x.yaml"), ("refused",)),
    ("no case", lambda kit: kit.write(f"{GRAVE}/case-1.case.yaml", "[" * 4000), ("refused",)),
    ("an unknown word", case(GRAVE, "chair: yes", "chiar: yes"), ("refused",)),
    (
        "that of another part",
        copied("tiny/tiers-reachable/light/case-1.case.yaml", f"{GRAVE}/case-1.case.yaml"),
        ("other_case", "not_on_board"),
    ),
]


def _nobody(kit: Kit) -> str:
    lines = kit.text(f"{GRAVE}/case-1.case.yaml").splitlines()
    return "\n".join(one if not one.startswith("people") else "people: {}" for one in lines if not one.startswith("  A:")) + "\n"


def _twice(kit: Kit) -> None:
    text = kit.text(f"{LISTED}/case-1.case.yaml")
    kit.write(f"{LISTED}/case-1.case.yaml", text + text.splitlines()[-1] + "\n")


def clauses(edit: Callable[[str], str], size: int = 1, place: str = SPARED) -> Callable[[Kit], object]:
    name = f"{place}/none-1-size-{size}.cnf"
    return lambda kit: kit.write(name, edit(kit.text(name)))


def proof(text: str | bytes) -> Callable[[Kit], object]:
    return lambda kit: kit.write(f"{HURTS}/none-1-size-3.drat", text)


def needs(edit: Callable[[list[str]], object]) -> Callable[[Kit], object]:
    return lambda kit: kit.change(f"{EXEMPTS}/verdict.json", lambda data: edit(data["regions"][1]["none"][1]["needs"]))


def _stolen(kit: Kit) -> None:
    """The clauses of another property, with their own good proof."""
    for kind in ("cnf", "drat"):
        kit.write(f"{SPARED}/none-1-size-1.{kind}", kit.text(f"tiny/objection-is-personal/none-1-size-1.{kind}"))


def _trivial(kit: Kit) -> None:
    kit.write(f"{SPARED}/none-1-size-1.cnf", "p cnf 1 2\n1 0\n-1 0\n")
    kit.write(f"{SPARED}/none-1-size-1.drat", "0\n")


QUESTIONS: list[Row] = [
    ("clauses that contradict each other", _trivial, ("other_question",)),
    ("those of another property", _stolen, ("other_question",)),
    ("those of another size", copied(f"{SPARED}/none-1-size-1.cnf", f"{SPARED}/none-1-size-2.cnf"), ("other_question",)),
    ("one clause more", clauses(lambda text: text + "-1 0\n"), ("other_question",)),
    ("an atom that stands for something else", clauses(lambda text: text.replace("A.objected", "A.chair")), ("other_question",)),
    ("a comment", clauses(lambda text: "c proved in court\n" + text), ("other_question",)),
    ("other line ends", clauses(lambda text: text.replace("\n", "\r\n")), ("other_question",)),
    ("a unit that is none", needs(lambda found: found.append("00")), ("other_question",)),
    ("a unit twice", needs(lambda found: found.append(found[0])), ("other_question",)),
    ("units in another order", needs(lambda found: found.reverse()), ("other_question",)),
    ("a unit less", needs(lambda found: found.pop()), ("other_question",)),
    ("no units", needs(lambda found: found.clear()), ("other_question",)),
    ("a script in the place of clauses", sized(SPARED, 1, 1, question=f"{SMALL}/none-1-size-1.smt2", proof=""), ("other_file",)),
]
PROOFS: list[Row] = [
    ("nothing", proof(""), ("no_proof",)),
    ("the empty clause alone", proof("0\n"), ("no_proof",)),
    ("a step that does not follow", proof("2 0\n0\n"), ("no_proof",)),
    ("no end", proof("1 0\n"), ("no_proof",)),
    ("words", proof("QED\n"), ("no_proof",)),
    ("digits of another script", proof("１ 0\n0\n"), ("no_proof",)),
    ("digits with underlines", proof("1_0 0\n0\n"), ("no_proof",)),
    ("a number without end", proof("9" * 5000 + " 0\n0\n"), ("no_proof",)),
    ("bytes that are no text", proof(b"\xff\xfe\x00a"), ("no_text",)),
    ("binary", proof(b"a\x02\x00"), ("no_proof",)),
    ("a line that ends where only some programs end it", proof("c \u2028 0\n0\n"), ("no_proof",)),
    ("all clauses deleted first", lambda kit: kit.write(f"{HURTS}/none-1-size-2.drat", _deleting(kit)), ("no_proof",)),
    ("from elsewhere", sized(SPARED, 1, 1, proof=f"{EXEMPTS}/cover.drat"), ("other_file",)),
]


def _deleting(kit: Kit) -> str:
    rows = [row for row in kit.text(f"{HURTS}/none-1-size-2.cnf").splitlines() if row[0] not in "cp"]
    return "".join(f"d {row}\n" for row in rows) + kit.text(f"{HURTS}/none-1-size-2.drat")


def script(old: str, new: str) -> Callable[[Kit], object]:
    return lambda kit: kit.swap(f"{SMALL}/none-1-size-1.smt2", old, new)


ARITHMETIC: list[Row] = [
    ("a contradiction added", script("(check-sat)", "(assert false)\n(check-sat)"), ("other_question",)),
    ("an answer printed", script("(check-sat)", '(echo "unsat")'), ("other_question",)),
    ("a comment", script("(check-sat)", "; unsat\n(check-sat)"), ("other_question",)),
    ("another number", script("100", "10"), ("other_question",)),
    ("another logic", script("QF_LIRA", "ALL"), ("other_question",)),
    ("clauses in its place", lambda kit: _clauses_for_script(kit), ("other_file",)),
    ("units of a script", sized(SMALL, 1, 1, needs=["00"]), ("other_file",)),
]


def _clauses_for_script(kit: Kit) -> None:
    kit.write(f"{SMALL}/none-1-size-1.cnf", "p cnf 1 2\n1 0\n-1 0\n")
    kit.write(f"{SMALL}/none-1-size-1.drat", "0\n")
    named = {"question": f"{SMALL}/none-1-size-1.cnf", "proof": f"{SMALL}/none-1-size-1.drat"}
    kit.change(f"{SMALL}/verdict.json", lambda data: data["regions"][0]["none"][0].update(named))


KINDS = {
    "regions": REGIONS,
    "cover": COVER,
    "scope": SCOPES,
    "status": STATUS,
    "words": WORDS,
    "witness": WITNESSES,
    "question": QUESTIONS,
    "proof": PROOFS,
    "arithmetic": ARITHMETIC,
}


def forgeries() -> Iterator[Forgery]:
    """All of them."""
    for kind, rows in KINDS.items():
        for name, edit, why in rows:
            yield Forgery(kind, name, edit, why)
