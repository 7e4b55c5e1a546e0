"""The help of the command line, and its complaints about a call, in the language that the call asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import typer.core

from zeren.commands.terminal import tell
from zeren.voice.helping import asked_for, complained, heading, helped, wrapped
from zeren.voice.leaving import encodable
from zeren.voice.tongue import Language

_click: Any = getattr(typer.core, "_click", None) or typer.core.click  # type: ignore[attr-defined]  # its own copy in later versions
UsageError, NoArgsIsHelpError = _click.exceptions.UsageError, _click.exceptions.NoArgsIsHelpError


class _Formatter(_click.formatting.HelpFormatter):  # type: ignore[misc]  # whichever of the two it is
    """A page of help in another language than English; `language` is set on a class of its own for each."""

    language: Language = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, heading(prefix or "Usage: ", self.language))

    def write_heading(self, heading_: str) -> None:
        super().write_heading(heading(heading_, self.language))

    def write_text(self, text: str) -> None:
        for line in wrapped(helped(text, self.language), max(self.width - self.current_indent, 20)):
            self.write(f"{' ' * self.current_indent}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        column = min(max((len(first) for first, _ in rows), default=0), col_max) + col_spacing
        for first, second in rows:
            lines = wrapped(complained(helped(second, self.language), self.language), max(self.width - self.current_indent - column, 20))
            start = " " * self.current_indent + first
            if len(first) > column - col_spacing:
                self.write(start + "\n")
                start = ""
            for line in lines or [""]:
                self.write(f"{start:{self.current_indent + column}}{line}".rstrip() + "\n")
                start = ""


def speak(command: Any, language: Language) -> None:
    """Have the help of a command, or of all of them, be in a language."""
    if language == "en":
        return
    formatter = type("Formatter", (_Formatter,), {"language": language})
    usual = command.context_class.get_help
    own = {
        "formatter_class": formatter,
        "get_help": lambda context: encodable(usual(context), getattr(sys.stdout, "encoding", None) or "utf-8"),
    }
    command.context_class = type("Spoken", (command.context_class,), own)
    for name in ("help", "epilog", "short_help"):
        if isinstance(text := getattr(command, name, None), str):
            setattr(command, name, helped(text, language))
    if isinstance(command.help, str) and "。" in command.help:  # the first sentence, which the language ends in its own way
        command.short_help = command.help.partition("。")[0] + "。"
    for parameter in command.params:
        if isinstance(text := getattr(parameter, "help", None), str):
            parameter.help = helped(text, language)
    for one in getattr(command, "commands", {}).values():
        speak(one, language)


class _Complaint(UsageError):  # type: ignore[misc,valid-type]
    """What is wrong with a call, in another language than English."""

    def __init__(self, error: Any, language: Language) -> None:
        super().__init__(complained(error.format_message(), language), error.ctx)
        self.language, self.exit_code = language, error.exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            tell(self.ctx.get_usage(), err=True)
            tell(complained(f"Try '{self.ctx.command_path} {self.ctx.help_option_names[0]}' for help.", self.language) + "\n", err=True)
        tell(complained(f"Error: {self.message}", self.language), err=True)


@contextmanager
def complaining(language: Language) -> Iterator[None]:
    """Have complaints about a call be in a language."""
    try:
        yield
    except (NoArgsIsHelpError, _Complaint):
        raise
    except UsageError as error:
        if language == "en":
            raise
        raise _Complaint(error, language) from None


def language_of_call(arguments: Sequence[str] | None) -> Language:
    """The language in which a call is to be answered that may not get as far as a command."""
    return asked_for(sys.argv[1:] if arguments is None else list(arguments))
