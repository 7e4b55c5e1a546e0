"""`zeren ask`: who is liable in a case, under which article, and what would change it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from zeren.expect import Difference
    from zeren.model.language.case import Case, Stance
    from zeren.model.language.house import House
    from zeren.model.language.regulation import Regulation
    from zeren.model.meaning.answer import Answer
    from zeren.words import Language

HOUSE_FILE = "zeren-house.yaml"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ask)


def ask(
    cases: list[Path] = typer.Argument(..., metavar="CASE…", help="Case files, or folders that hold *.case.yaml."),
    readings: str = typer.Option("", help="literal, all, or adopted[=FILE]: which readings of the text are fixed."),
    reading: list[str] = typer.Option([], metavar="NAME=OPTION", help="Pin one reading to an option, or NAME=open."),
    open_: bool = typer.Option(False, "--open", help="Assume nothing that the file does not say."),
    why: bool = typer.Option(False, "--why", help="The smallest sets of facts that are enough for each outcome."),
    what_if: bool = typer.Option(False, "--what-if", help="The smallest changes of facts that would change each outcome."),
    find_out: bool = typer.Option(False, "--find-out", help="The smallest sets of unknown facts that settle what is open."),
    regulation: str = typer.Option("", help="Ask under this regulation (an id or a file), and refuse cases for others."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
) -> None:
    """Who is liable, under which article, why, why not, and what that depends on."""
    from zeren.commands.common import fail, language

    tongue = language(lang)
    files = list(_files(cases))
    if not files:
        fail([f"{', '.join(map(str, cases))}: no case files; they end in .case.yaml"])
    wanted = [name for name, asked in (("why", why), ("what_if", what_if), ("find_out", find_out)) if asked]
    run = _Run(readings, reading, not open_, wanted, regulation, tongue)
    run.answer_all(files, format_)
    raise typer.Exit(2 if run.refused else 1 if run.differences else 0)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.case.yaml"))
        else:
            yield path


class _Run:
    """One call of the command over many cases; a refused one does not stop the others."""

    def __init__(self, stance: str, pins: list[str], presume: bool, wanted: list[str], regulation: str, language: Language) -> None:
        self.stance_name, _, self.house_file = stance.partition("=")
        self.pins, self.presume, self.wanted, self.only, self.language = pins, presume, wanted, regulation, language
        self.regulations: dict[str, Regulation] = {}
        self.refused: list[str] = []
        self.differences: list[tuple[Case, Difference]] = []

    def answer_all(self, files: list[Path], format_: str) -> None:
        from zeren.commands.common import report
        from zeren.model.language.faults import Refused

        encoded: list[bytes] = []
        for index, file in enumerate(files):
            try:
                regulation, case, answer, differences = self.answer(file)
            except Refused as refused:
                self.refused += [str(fault) for fault in refused.faults]
                report(map(str, refused.faults))
                continue
            self.differences += [(case, one) for one in differences]
            if format_ == "json":
                import msgspec

                encoded.append(msgspec.json.format(msgspec.json.encode(answer), indent=2))
            else:
                self.print(regulation, case, answer, differences, first=index == 0)
        if format_ == "json":
            self.print_json(encoded)

    def answer(self, file: Path) -> tuple[Regulation, Case, Answer, list[Difference]]:
        from zeren.expect import check
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

    def find(self, name: str) -> Regulation:
        from zeren.model.language.load import load_regulation

        wanted = self.only or name
        if wanted not in self.regulations:
            self.regulations[wanted] = load_regulation(wanted)
        return self.regulations[wanted]

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
                beside = [Path(self.house_file)] if self.house_file else [file.parent / HOUSE_FILE, Path(HOUSE_FILE)]
                found = next((one for one in beside if self.house_file or one.exists()), None)
                if found is None:
                    fail([f"no {HOUSE_FILE} beside {file} or here; name the file: --readings adopted=FILE"])
                return "adopted", load_house(found, regulation)
            case other:
                return fail([f"--readings {other}: {nearest(other, ['literal', 'all', 'adopted'])}"])

    def pinned(self, regulation: Regulation) -> dict[str, str]:
        from zeren.commands.common import fail
        from zeren.model.language.faults import nearest

        found: dict[str, str] = {}
        faults: list[str] = []
        for pin in self.pins:
            name, _, option = pin.partition("=")
            if name not in regulation.readings:
                faults.append(f"--reading {pin}: `{regulation.id}` has no reading `{name}`; {nearest(name, regulation.readings)}")
            elif option not in (known := [*regulation.readings[name].one_of, "open"]):
                faults.append(f"--reading {pin}: `{option}` is no option of `{name}`; {nearest(option, known)}")
            found[name] = option
        if faults:
            fail(faults)
        return found

    def print(self, regulation: Regulation, case: Case, answer: Answer, differences: list[Difference], *, first: bool) -> None:
        from zeren.text import in_colour, plain, render
        from zeren.words import say

        paint = in_colour if sys.stdout.isatty() else plain
        if not first:
            typer.echo("\n" + "─" * 72 + "\n")
        typer.echo(render(regulation, case, answer, self.language, paint), nl=False)
        for one in differences:
            typer.echo(f"{paint(say('expected', self.language), 'bad')}{say('colon', self.language)}{one}")

    def print_json(self, encoded: list[bytes]) -> None:
        import msgspec

        found: dict[str, object] = {"answers": [msgspec.Raw(one) for one in encoded]}
        if self.differences:
            found["differences"] = [{"case": case.id, **msgspec.to_builtins(one)} for case, one in self.differences]
        if self.refused:
            found["refused"] = self.refused
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
