"""Forgeries of what `zeren succession` certifies: rows, invariants, histories, scripts, assumptions; each with why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from forgeries.kit import Json, Kit
from forgeries.regulations import TINY
from forgeries.verdicts import Forgery
from forgeries.verdicts import Row as Line
from zeren.model.language.load import parse_regulation
from zeren.model.meaning.succession import offices
from zeren.proofs.succession.certificate import scripts, shorter
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.induction import checks
from zeren.proofs.succession.table import Row

BREAKS, PERIOD, HOLDS, NOBODY = (f"tiny/succession/{number}" for number in (1, 2, 3, 4))
SECRETARY = Encoding(offices(parse_regulation(TINY), "s"), None)
DEPUTY = Encoding(offices(parse_regulation(TINY), "d"), None)


def ordered(data: Json) -> Json:
    """A row with its parts in the order in which zeren writes them."""
    return {field.name: data[field.name] for field in msgspec.structs.fields(Row) if field.name in data}


def row(place: str, **changes: Any) -> Callable[[Kit], object]:
    """Other values of a row; None takes a part away that may be missing."""
    return lambda kit: kit.put(f"{place}/row.json", ordered(kit.json(f"{place}/row.json") | changes))


def invariant(formula: str, place: str = HOLDS, encoding: Encoding = DEPUTY) -> Callable[[Kit], object]:
    """Another invariant, with scripts around it as somebody would paste them."""

    def forged(kit: Kit) -> None:
        row(place, formula=formula)(kit)
        for name, text in checks(encoding, formula).items():
            kit.write(f"{place}/{name}.smt2", text)

    return forged


def holding(formula: str) -> Callable[[Kit], object]:
    """What breaks is said to hold, by an invariant that closes its own script."""

    def forged(kit: Kit) -> None:
        data = kit.json(f"{BREAKS}/row.json")
        for part in ("history", "story"):
            data.pop(part)
        kit.put(
            f"{BREAKS}/row.json", ordered(data | {"verdict": "holds", "formula": formula, "invariant": [{"zh": "有人", "en": "somebody"}]})
        )
        kit.drop(f"{BREAKS}/shorter.smt2")
        for name, text in checks(SECRETARY, formula).items():
            kit.write(f"{BREAKS}/{name}.smt2", text)

    return forged


BOMB = "(let ((x0 (>= d.waited@0 0)))" + "".join(f" (let ((x{n + 1} (and x{n} x{n})))" for n in range(60)) + " x60" + ")" * 61
FORMULAS: list[Line] = [
    ("one that closes its script", holding("true)\n(assert false)\n;"), ("no_formula",)),
    ("one with a comment and a bracket", holding("(and true ; )\n true))(assert false)(define-fun x () Bool (and true"), ("no_formula",)),
    ("one that ends inside a symbol", holding("|s.held@0|)(assert false);|"), ("no_formula",)),
    ("one that ends inside a word", holding('true "))(assert false)(echo "'), ("no_formula",)),
    ("true", holding("true"), ("safety",)),
    ("false", holding("false"), ("initiation",)),
    ("what is sought", holding("|s.held@0|"), ("consecution",)),
    ("a variable of nobody", invariant("|s.held@0|"), ("no_formula",)),
    ("a variable of another moment", invariant("|d.held@1|"), ("no_formula",)),
    ("a number for a sentence", invariant("|d.waited@0|"), ("no_formula",)),
    ("a command", invariant("(check-sat)"), ("no_formula",)),
    ("a quantifier", invariant("(forall ((x Int)) (> x d.waited@0))"), ("no_formula",)),
    ("a product", invariant("(>= (* |d.waited@0| |d.waited@0|) 0)"), ("no_formula",)),
    ("digits of another script", invariant("(>= |d.waited@0| ٠)"), ("other_row", "other_script")),
    ("other blanks", invariant("(>=  |d.waited@0|  0)"), ("other_script", "other_row")),
    ("nothing", invariant(""), ("written_otherwise",)),
    ("brackets without end", invariant("(" * 50_000), ("no_formula",)),
    ("nesting without end", invariant("(not " * 50_000 + "true" + ")" * 50_000), ("no_formula",)),
    ("names that double sixty times", invariant(BOMB), ("no_formula", "other_script", "other_row")),
    ("clauses without end", invariant("(and " + " ".join(f"(>= |d.waited@0| {n})" for n in range(5_000)) + ")"), ("no_formula",)),
    ("one that is too strong", invariant("(>= |d.waited@0| 1)"), ("initiation",)),
    ("one that is too weak", invariant("(>= |d.waited@0| (- 5))"), ("safety", "consecution", "other_row")),
    ("one for another period", invariant("(>= |d.waited@0| 0)", PERIOD), ("no_formula",)),
]
ROWS: list[Line] = [
    ("another bearer", row(HOLDS, bearer="s"), ("other_row",)),
    ("other duties", row(HOLDS, duties=["report"]), ("other_row",)),
    ("other articles", row(HOLDS, articles=["99"]), ("other_row",)),
    ("another regulation", row(HOLDS, regulation="county-bureau"), ("other_row",)),
    ("other offices", row(HOLDS, offices=["d", "s"]), ("other_row",)),
    ("an organ taken to be there", row(HOLDS, given=["o"]), ("other_row",)),
    ("an organ no longer taken to be there", lambda kit: _less(kit, BREAKS, "given"), ("other_row",)),
    ("another wording", row(HOLDS, wording="what_if"), ("other_row",)),
    ("another question", row(HOLDS, question="every_period", per="year"), ("other_row",)),
    ("another period", row(PERIOD, per="year"), ("other_row", "no_formula", "other_script")),
    ("other words for the invariant", row(HOLDS, invariant=[{"zh": "总有人", "en": "somebody is always there"}]), ("other_row",)),
    ("no words for it", lambda kit: _less(kit, HOLDS, "invariant"), ("other_row",)),
    ("a reason beside it", row(HOLDS, reason={"zh": "法院确认", "en": "a court has confirmed this"}), ("other_row",)),
    ("another certificate", row(HOLDS, certificate="tiny/succession/1"), ("other_row",)),
    ("orderly, alone among the rows", row(HOLDS, sudden=False), ("other_row",)),
    ("breaks, without a history", row(HOLDS, verdict="breaks"), ("no_history",)),
    ("holds, though it breaks", row(BREAKS, verdict="holds", formula="true"), ("not_listed",)),
    ("undecided", row(HOLDS, verdict="unknown"), ("left_undecided",)),
    ("holds, though nobody is named", row(NOBODY, verdict="holds"), ("nobody_named",)),
    ("somebody for nobody", row(NOBODY, bearer="s"), ("other_row",)),
    ("a history of what holds", lambda kit: _borrowed(kit), ("other_row",)),
    ("one for another", lambda kit: kit.write(f"{HOLDS}/row.json", kit.text(f"{PERIOD}/row.json")), ("other_row", "no_formula")),
    ("a word twice", lambda kit: kit.swap(f"{HOLDS}/row.json", '"verdict"', '"verdict": "breaks",\n "verdict"'), ("written_otherwise",)),
    ("a word beside", lambda kit: kit.swap(f"{HOLDS}/row.json", '"verdict"', '"court": "yes",\n "verdict"'), ("written_otherwise",)),
]


def _less(kit: Kit, place: str, part: str) -> None:
    data = kit.json(f"{place}/row.json")
    data.pop(part)
    kit.put(f"{place}/row.json", data)


def _borrowed(kit: Kit) -> None:
    kept = kit.json(f"{BREAKS}/row.json")
    row(HOLDS, history=kept["history"], story=kept["story"])(kit)


def history(**changes: Any) -> Callable[[Kit], object]:
    """Another history of what breaks, with the script to match."""

    def forged(kit: Kit) -> None:
        kept = kit.json(f"{BREAKS}/row.json")
        row(BREAKS, history=kept["history"] | changes)(kit)
        if isinstance(least := changes.get("least"), int) and least < 100:
            kit.write(f"{BREAKS}/shorter.smt2", shorter(SECRETARY, least))

    return forged


def story(**changes: Any) -> Callable[[Kit], object]:
    return lambda kit: row(BREAKS, story=kit.json(f"{BREAKS}/row.json")["story"] | changes)(kit)


def happens(*days: tuple[list[str | None] | None, int]) -> Callable[[Kit], object]:
    return history(happenings=[{"event": event, "days": number} for event, number in days])


GOES: tuple[list[str | None], int] = (["resigns", "s", None], 0)
HISTORIES: list[Line] = [
    ("nothing happens", happens(), ("other_history",)),
    ("an event that cannot happen", happens((["returns", "s", None], 0), (None, 1)), ("cannot_happen",)),
    ("an event of nobody", happens((["resigns", "z", None], 0), (None, 1)), ("cannot_happen",)),
    ("it ends with an event", happens(GOES), ("other_history",)),
    ("days before today", happens(GOES, (None, -400), (None, 1)), ("other_history",)),
    ("no days", happens(GOES, (None, 0), (None, 1)), ("other_history",)),
    ("days beyond the calendar", happens(GOES, (None, 90_000), (None, 90_000), (None, 1)), ("other_history",)),
    ("days beyond any number", happens(GOES, (None, 10**40), (None, 1)), ("other_history",)),
    ("an event that takes days", happens((["resigns", "s", None], 5), (None, 1)), ("other_history",)),
    ("more days at its end", happens(GOES, (None, 30)), ("other_history",)),
    ("longer than it need be", happens((["goes_away", "s", None], 0), (["returns", "s", None], 0), GOES, (None, 1)), ("other_history",)),
    ("without end", happens(*[GOES] * 5_000, (None, 1)), ("other_history",)),
    ("fewer than none", history(least=-3), ("other_history",)),
    ("more than it has", history(least=2), ("other_history",)),
    ("beyond any number", history(least=10**9), ("other_history",)),
    ("another day", story(begins="2026-06-29"), ("other_history",)),
    ("the last day of the calendar", story(begins="9999-12-31"), ("other_history",)),
    ("the first day of the calendar", story(begins="0001-01-01", first="0001-01-01", last="0001-01-01"), ("other_history",)),
    ("another period", story(period="2030-H1"), ("other_history",)),
    ("another end", story(last="2030-12-31"), ("other_history",)),
    ("somebody else", story(entries=[{"on": "2026-06-30", "what": "resigns", "office": "d"}]), ("other_history",)),
    ("something else", story(entries=[{"on": "2026-06-30", "what": "was dismissed", "office": "s"}]), ("other_history",)),
]


def _orderly(kit: Kit) -> None:
    kit.list(lambda data: data.update(sudden=False))


def _rewritten(kit: Kit) -> None:
    """Scripts that leave out that somebody may die, where the rows say that this was looked at."""
    _orderly(kit)
    for place in (BREAKS, PERIOD, HOLDS):
        data = msgspec.json.decode(kit.text(f"{place}/row.json").encode(), type=Row)
        for name, text in scripts(parse_regulation(TINY), data, False).items():
            kit.write(f"{place}/{name}.smt2", text)


def script(edit: Callable[[str], str], name: str = "safety") -> Callable[[Kit], object]:
    return lambda kit: kit.write(f"{HOLDS}/{name}.smt2", edit(kit.text(f"{HOLDS}/{name}.smt2")))


NONE = "(set-logic QF_LIA)\n(assert false)\n(check-sat)\n"
SCRIPTS: list[Line] = [
    ("a contradiction", script(lambda text: text.replace("(check-sat)", "(assert false)\n(check-sat)")), ("other_script",)),
    ("a comment", script(lambda text: "; unsat\n" + text), ("other_script",)),
    ("another for it", lambda kit: kit.write(f"{HOLDS}/safety.smt2", kit.text(f"{HOLDS}/initiation.smt2")), ("other_script",)),
    ("nothing", script(lambda text: ""), ("other_script",)),
    ("bytes that are no text", lambda kit: kit.write(f"{HOLDS}/safety.smt2", b"\xff"), ("no_text",)),
    ("a step left out", script(lambda text: text.replace("d.vacant@1", "d.vacant@0"), "consecution"), ("other_script",)),
    ("no shorter history, of none", lambda kit: kit.write(f"{BREAKS}/shorter.smt2", NONE), ("other_script",)),
]
ASSUMPTIONS: list[Line] = [
    ("orderly, in the list alone", _orderly, ("other_row",)),
    ("orderly, in list and scripts", _rewritten, ("other_row",)),
]


def _listed(edit: Callable[[list[str]], object]) -> Callable[[Kit], object]:
    return lambda kit: kit.list(lambda data: edit(data["regulations"][0]["verdicts"]))


TABLES: list[Line] = [
    ("a row left out", _listed(lambda found: found.pop(1)), ("no_answer",)),
    ("the last row left out", _listed(lambda found: found.pop()), ("no_answer",)),
    ("a row twice", _listed(lambda found: found.append(found[0])), ("no_such_question",)),
    ("a row more", _listed(lambda found: found.append("tiny/succession/5")), ("no_such_question",)),
    ("a row outside", _listed(lambda found: found.append("../../x\x1b[2J")), ("no_such_question",)),
    ("rows in another order", _listed(lambda found: found.reverse()), ("no_such_question",)),
    ("the regulation twice", lambda kit: kit.list(lambda data: data["regulations"].append(data["regulations"][0])), ("regulation_twice",)),
    ("no regulation", lambda kit: kit.list(lambda data: data.update(regulations=[])), ("idle",)),
    ("a file beside", lambda kit: kit.write("tiny/succession/court.txt", "confirmed"), ("idle",)),
    (
        "another text",
        lambda kit: kit.swap("tiny/tiny.yaml", "months(3)", "months(4)"),
        ("other_script", "other_row"),
    ),
]
KINDS = {
    "formula": FORMULAS,
    "row": ROWS,
    "history": HISTORIES,
    "script": SCRIPTS,
    "assumption": ASSUMPTIONS,
    "table": TABLES,
}  # fmt: skip


def forgeries() -> Iterator[Forgery]:
    """All of them."""
    for kind, rows in KINDS.items():
        for name, edit, why in rows:
            yield Forgery(kind, name, edit, why)
