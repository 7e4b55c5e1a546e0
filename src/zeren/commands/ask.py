"""`zeren ask`: who is liable in a case, under which article, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import paint, tell, tell_json

if TYPE_CHECKING:
    from zeren.answering.expect import Difference
    from zeren.model.language.case import Case, Stance
    from zeren.model.language.house import House
    from zeren.model.language.regulation import Regulation
    from zeren.model.meaning.answer import Answer
    from zeren.model.solving.solver import Which
    from zeren.words import Language

HOUSE_FILE = "zeren-house.yaml"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ask)


def ask(
    cases: list[Path] = typer.Argument(None, metavar="CASE…", help="Case files, or folders that hold *.case.yaml."),
    readings: str = typer.Option("", help="literal, all, or adopted[=FILE]: which readings of the text are fixed."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option, or NAME=open."),
    open_: bool = typer.Option(False, "--open", help="Assume nothing that the file does not say."),
    why: bool = typer.Option(False, "--why", help="The smallest sets of facts that are enough for each outcome."),
    what_if: bool = typer.Option(False, "--what-if", help="The smallest changes of facts that would change each outcome."),
    find_out: bool = typer.Option(False, "--find-out", help="The smallest sets of unknown facts that settle what is open."),
    interview: bool = typer.Option(False, "--interview", help="Ask here for what is unknown and matters; write the completed case."),
    table: Path = typer.Option(
        None,
        metavar="IN",
        help="Answer a table of cases (Parquet, CSV, Arrow) into the table --out; needs --regulation. A row for each person, "
        "with the columns case, person and terms; or a row for each case, with columns such as Wu.role. More: docs/tables.md.",
    ),
    answers: bool = typer.Option(False, "--answers", help="With --table: answer the regulation's questions and measures too."),
    ignore: list[str] = typer.Option([], metavar="COLUMN", help="With --table: pass over this column."),
    in_words: bool = typer.Option(False, "--in-words", help="With --table: headings and outcomes in words of --lang, with the articles."),
    jobs: int = typer.Option(1, min=0, help="With --table: how many processes, 0 for as many as there are cores; the bytes are the same."),
    cluster: str = typer.Option("", metavar="ADDRESS", help="With --table: a dask.distributed scheduler, such as tcp://host:8786, or ray."),
    out: Path = typer.Option(
        None,
        help="Write the answer to one case as a sheet here: .html, .docx or .pdf. Also where --table and --interview write; for the latter "
        "NAME-answered.case.yaml unless given.",
    ),
    regulation: str = typer.Option("", help="Ask under this regulation (an id or a file), and refuse cases for others."),
    solver: Literal["auto", "sat", "z3"] = typer.Option("auto", help="Which solver is asked; the answers are the same."),
    smt2: Path = typer.Option(None, metavar="FILE", help="Write the whole question about one case here in SMT-LIB 2, for any solver."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
    receipt: Path = typer.Option(None, metavar="FILE", help="Write what the answer to one case stands on here, for `zeren replay`."),
    exit_open: bool = typer.Option(False, "--exit-open", help="Exit with 3 where somebody's outcome is open."),
) -> None:
    """Who is liable, under which article, why, why not, and what that depends on."""
    from zeren.commands.ask_options import misplaced, not_one, sheet_named
    from zeren.commands.common import fail, language

    tongue = language(lang)
    given = {
        "--table": table is not None,
        "--answers": answers,
        "--ignore": bool(ignore),
        "--in-words": in_words,
        "--jobs": jobs != 1,
        "--cluster": bool(cluster),
        "--why": why,
        "--what-if": what_if,
        "--find-out": find_out,
        "--interview": interview,
        "--smt2": smt2 is not None,
        "--format": format_ != "text",
        "--solver": solver != "auto",
        "--exit-open": exit_open,
        "--receipt": receipt is not None,
    }
    if faults := misplaced(given, str(out or ""), tongue):
        fail(faults)
    wanted = [name for name, asked in (("why", why), ("what_if", what_if), ("find_out", find_out)) if asked]
    run = _Run(readings, reading, not open_, wanted, regulation, tongue, solver)
    if table is not None:
        raise typer.Exit(
            run.answer_table(table, out, cases or [], answers=answers, ignore=ignore, jobs=jobs, cluster=cluster, in_words=in_words)
        )
    files = list(_files(cases or []))
    if not files:
        shown = ", ".join(map(str, cases or [])) or said("nothing is named")
        fail([said("no case files they end in", shown)])
    run.sheet_file, run.receipt_file = (out if sheet_named(out) else None), receipt
    if one_only := next((one for one in (run.sheet_file, receipt) if one is not None and len(files) != 1), None):
        fail([not_one(str(one_only), len(files), tongue)])
    if interview:
        files = [run.interview(files, out)]
    if smt2 is not None:
        run.hand_out(files, smt2)
    run.answer_all(files, format_)
    raise typer.Exit(2 if run.refused else 1 if run.differences else 3 if exit_open and run.open else 0)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.case.yaml"))
        else:
            yield path


class _Run:
    """One call of the command over many cases; a refused one does not stop the others."""

    def __init__(
        self, stance: str, pins: list[str], presume: bool, wanted: list[str], regulation: str, language: Language, solver: Which = "auto"
    ) -> None:
        self.stance_name, _, self.house_file = stance.partition("=")
        self.pins, self.presume, self.wanted, self.only, self.language = pins, presume, wanted, regulation, language
        self.solver: Which = solver
        self.regulations: dict[str, Regulation] = {}
        self.named = ""  # the id or file of the regulation that was found last
        self.refused: list[str] = []
        self.differences: list[tuple[Case, Difference]] = []
        self.sheet_file: Path | None = None
        self.receipt_file: Path | None = None
        self.open = False  # whether somebody's outcome, or a circumstance, is

    def answer_all(self, files: list[Path], format_: str) -> None:
        from zeren.answering.not_decided import not_decided
        from zeren.commands.common import report
        from zeren.model.language.faults import Refused
        from zeren.model.solving.undecided import Undecided

        answers: list[Answer] = []
        for index, file in enumerate(files):
            try:
                regulation, case, answer, differences = self.answer(file)
            except Refused as refused:
                self.refused += [str(fault) for fault in refused.faults]
                report(refused.faults)
                continue
            except Undecided as gave_up:
                self.refused.append(not_decided(str(file), gave_up, self.language))
                report(self.refused[-1:])
                continue
            self.differences += [(case, one) for one in differences]
            self.open = self.open or answer.is_open
            self.keep(file, regulation, case, answer)
            if format_ == "json":
                answers.append(answer)
            else:
                self.print(regulation, case, answer, differences, first=index == 0)
        if format_ == "json":
            self.print_json(answers)

    def answer(self, file: Path) -> tuple[Regulation, Case, Answer, list[Difference]]:
        from zeren.answering.expect import check
        from zeren.model.language.load import open_case
        from zeren.model.solving.ask import ask as answer_case

        regulation, case = open_case(file, self.find)
        stance, house = self.stance(regulation, file)
        pins = self.pinned(regulation)

        def again(more: Mapping[str, str], settle: bool) -> Answer:
            return answer_case(
                regulation,
                case,
                stance=stance,
                readings={**pins, **more},
                house=house,
                presume=self.presume,
                settle=settle,
                why="why" in self.wanted,
                what_if="what_if" in self.wanted,
                find_out="find_out" in self.wanted,
                solver=self.solver,
            )

        own = not pins and stance is None and self.presume  # expectations speak of the case as its file puts it
        if not own or case.expect is None:
            return regulation, case, again({}, False), []
        answers: dict[tuple[tuple[str, str], ...], Answer] = {}

        def once(more: Mapping[str, str], settle: bool) -> Answer:
            key = tuple(sorted(more.items()))
            if key not in answers:
                answers[key] = again(more, settle)
            return answers[key]

        differences = check(regulation, case, once)
        return regulation, case, once({}, False), differences

    def keep(self, file: Path, regulation: Regulation, case: Case, answer: Answer) -> None:
        """Write the sheet and the receipt of an answer where they are asked for."""
        if self.sheet_file is None and self.receipt_file is None:
            return
        from zeren.answering.receipt import Asked
        from zeren.commands.keeping import keep

        stance, _ = self.stance(regulation, file)
        wanted = {name: name in self.wanted for name in ("why", "what_if", "find_out")}
        wanted["settle"] = any(one.settled_by for one in answer.bearers.values())
        asked = Asked(stance=stance, readings=self.pinned(regulation), presume=self.presume, **wanted)
        house = self.house_path(file) if stance == "adopted" else None
        named = self.only or self.named
        keep(file, named, house, asked, regulation, case, answer, self.language, self.sheet_file, self.receipt_file)

    def hand_out(self, files: list[Path], target: Path) -> None:
        """Write the whole question about one case in SMT-LIB 2."""
        from zeren.answering.not_decided import not_decided
        from zeren.commands.common import fail, not_written
        from zeren.model.language.faults import Refused
        from zeren.model.language.load import open_case
        from zeren.model.language.whole import write_whole
        from zeren.model.solving.export import question
        from zeren.model.solving.undecided import Undecided

        if len(files) != 1:
            fail([said("smt2 writes the question about one", len(files))])
        try:
            regulation, case = open_case(files[0], self.find)
            stance, house = self.stance(regulation, files[0])
            pins = self.pinned(regulation)
            text = question(regulation, case, stance=stance, readings=pins, house=house, presume=self.presume)
            write_whole(target, text)
        except Refused as refused:
            fail(refused.faults)
        except Undecided as gave_up:
            fail([not_decided(str(files[0]), gave_up, self.language)])
        except OSError as error:
            not_written(target, error)

    def answer_table(self, source: Path, out: Path | None, cases: list[Path], **options: Any) -> int:
        """Answer a table of cases into another table; the exit code."""
        from zeren.bulk import versions_of
        from zeren.commands.common import fail
        from zeren.commands.table import ask_table
        from zeren.model.language.faults import Refused

        if out is None or not self.only or cases:
            fail([said("table IN needs --out OUT and")])
        try:
            regulation = versions_of(self.only)[-1]
            stance, house = self.stance(regulation, source)
            pins = self.pinned(regulation)
        except Refused as refused:
            fail(refused.faults)
        return ask_table(
            source,
            out,
            self.only,
            self.language,
            stance=stance or "literal",
            readings=pins,
            house=house,
            presume=self.presume,
            **options,
        )

    def interview(self, files: list[Path], out: Path | None) -> Path:
        """Ask for what is unknown and matters in a case, and write the case completed; its file."""
        from zeren.commands.common import fail
        from zeren.commands.interviewing import interviewed
        from zeren.model.language.faults import Refused
        from zeren.model.language.load import open_case

        if len(files) != 1:
            fail([said("interview asks about one case not", len(files))])
        (file,) = files
        try:
            regulation, case = open_case(file, self.find)
            stance, house = self.stance(regulation, file)
            pins = self.pinned(regulation)
        except Refused as refused:
            fail(refused.faults)
        return interviewed(file, out, regulation, case, self.language, stance=stance, readings=pins, house=house)

    def find(self, name: str) -> Regulation:
        from zeren.model.language.load import load_regulation

        wanted = self.named = self.only or name
        if wanted not in self.regulations:
            self.regulations[wanted] = load_regulation(wanted)
        return self.regulations[wanted]

    def house_path(self, file: Path) -> Path | None:
        """The file of adopted readings: the one named, or the one beside a case or here."""
        beside = [Path(self.house_file)] if self.house_file else [file.parent / HOUSE_FILE, Path(HOUSE_FILE)]
        return next((one for one in beside if self.house_file or one.exists()), None)

    def stance(self, regulation: Regulation, file: Path) -> tuple[Stance | None, House | None]:
        from zeren.commands.common import fail
        from zeren.model.language.faults import nearest
        from zeren.model.language.load import load_house

        match self.stance_name:
            case "":
                return None, None
            case "literal" | "all":
                return self.stance_name, None
            case "adopted":
                found = self.house_path(file)
                if found is None:
                    fail([said("no beside or here name the", HOUSE_FILE, file)])
                return "adopted", load_house(found, regulation)
            case other:
                return fail([said("readings too", other, nearest(other, ["literal", "all", "adopted"]))])

    def pinned(self, regulation: Regulation) -> dict[str, str]:
        from zeren.commands.common import fail
        from zeren.model.language.faults import nearest

        found: dict[str, str] = {}
        faults: list[str] = []
        for pin in self.pins:
            name, _, option = pin.partition("=")
            if name not in regulation.readings:
                faults.append(said("reading has no reading", pin, regulation.id, name, nearest(name, regulation.readings)))
            elif option not in (known := [*regulation.readings[name].one_of, "open"]):
                faults.append(said("reading is no option of", pin, option, name, nearest(option, known)))
            found[name] = option
        if faults:
            fail(faults)
        return found

    def print(self, regulation: Regulation, case: Case, answer: Answer, differences: list[Difference], *, first: bool) -> None:
        from zeren.answering.text import render
        from zeren.words import say

        brush = paint()
        if not first:
            tell("\n" + "─" * 72 + "\n")
        tell(render(regulation, case, answer, self.language, brush), nl=False)
        for one in differences:
            tell(f"{brush(say('expected', self.language), 'bad')}{say('colon', self.language)}{one.told(regulation, self.language)}")

    def print_json(self, answers: list[Answer]) -> None:
        import msgspec

        found: dict[str, object] = {"answers": answers}
        if self.differences:
            found["differences"] = [{"case": case.id, **msgspec.to_builtins(one)} for case, one in self.differences]
        if self.refused:
            found["refused"] = self.refused
        tell_json(found)
