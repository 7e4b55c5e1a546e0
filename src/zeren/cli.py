"""The command line: `zeren` and its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from zeren.commands import (
    ask,
    audit,
    calendar,
    check,
    compare,
    config,
    cycles,
    deadlines,
    desk,
    fit,
    graph,
    lint,
    list_,
    mutate,
    new,
    prove,
    replay,
    schema,
    sensitivity,
    simulate,
    succession,
    trace,
)
from zeren.commands.common import fail, speaking
from zeren.commands.help_ import complaining, language_of_call, speak
from zeren.commands.terminal import closed, crashed, full, tell, verbose


def _or_exit(read: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """What is read, or the end of the process with the code that a refusal has."""
    try:
        return read()
    except typer.Exit as ended:
        raise SystemExit(ended.exit_code) from None


class _Commands(TyperGroup):
    """The commands; one that needs a library which is not installed says so in the language that it was asked to speak."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        self.stated: Mapping[str, str] = {}
        file = config.found()
        with speaking():
            self.stated = {} if file is None else _or_exit(lambda: config.read(file))
        with config.spoken(self.stated):
            self.language = language_of_call(args)
            speak(self, self.language)
            return super().main(args, *rest, **more)

    def make_context(self, *names: Any, **more: Any) -> Any:
        with complaining(getattr(self, "language", "en")):
            context = super().make_context(*names, **more)
        if stated := getattr(self, "stated", {}):
            context.default_map = config.defaults(stated, self.commands)
        return context

    def invoke(self, ctx: Any) -> Any:
        from zeren.voice.missing import Missing

        with complaining(getattr(self, "language", "en")), speaking() as asked_to_speak:
            try:
                return super().invoke(ctx)
            except Missing as missing:
                fail([missing.text(asked_to_speak())])


app = typer.Typer(
    name="zeren",
    cls=_Commands,
    help="Rules that say who answers for what: ask, prove, and live with them for years. Not legal advice.",
    epilog="Exit codes: 0 fine, 1 an expectation failed or something was found, 2 refused, 3 somebody's outcome is open (ask --exit-open), "
    "70 a fault of zeren itself, 130 broken off.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

COMMANDS = (
    ask,
    prove,
    check,
    lint,
    mutate,
    compare,
    cycles,
    succession,
    graph,
    simulate,
    sensitivity,
    fit,
    audit,
    calendar,
    deadlines,
    desk,
    trace,
    new,
    replay,
    schema,
    list_,
)
for command in COMMANDS:
    command.register(app)


@app.callback(invoke_without_command=True)
def _zeren(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    debug: bool = typer.Option(False, "--debug", envvar="ZEREN_DEBUG", help="Tell more on standard error; of a fault of zeren, all of it."),
    limit: list[str] = typer.Option([], "--limit", metavar="NAME=N", help="Read more than usual: people=2000, file_bytes=20000000, …"),
) -> None:
    if debug:
        verbose()
    if limit:
        from zeren.model.language.limits import NoSuchLimit, raised

        try:
            context.with_resource(raised(limit))
        except NoSuchLimit as error:
            fail([error.args[0]])
    if version:
        from importlib.metadata import version as installed

        tell(f"zeren {installed('zeren')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; a closed pipe, a full disk, an interrupt or a fault of zeren itself ends it without noise."""
    try:
        app()
    except BrokenPipeError:
        closed()
    except OSError as error:
        full(error)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        _gave_up(error)
        crashed(error)


def _gave_up(error: Exception) -> None:
    """End with a sentence where a solver gave up on a question that no command answers for by itself."""
    from zeren.answering.not_decided import not_decided
    from zeren.model.solving.undecided import Undecided
    from zeren.words import default_language

    if isinstance(error, Undecided):
        tell(not_decided("zeren", error, default_language()), err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
