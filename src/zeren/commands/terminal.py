"""The way out: what a command prints, visible, in colours where they are seen, and in whatever encoding the stream has."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from zeren.voice.leaving import encodable, in_colour, without_colour
from zeren.voice.paint import Paint, marked, plain

_LOSSY = "standard output is {}: what it cannot hold is printed as \\u4e66; set PYTHONUTF8=1 to have all of it"

_CRASHED = "zeren {} has a fault and gives no answer ({}: {}). Please report it with the files and the command that you used."
_AGAIN = " Run it again as `zeren --debug …` to see where it happened."


def on_terminal(stream: object) -> bool:
    """Whether a stream is a terminal; a closed one (None) is none."""
    return bool(getattr(stream, "isatty", bool)())


def paint() -> Paint:
    """Paint where standard output is a terminal, none elsewhere."""
    return marked if on_terminal(sys.stdout) else plain


def tell(text: str = "", *, nl: bool = True, err: bool = False, exact: bool = False) -> None:
    """Print a text, painted or not.

    Args:
        nl: whether a line break follows.
        err: on standard error.
        exact: the text is JSON; signs that the stream cannot hold are written as JSON has them.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None:  # closed before zeren began
        return
    shown = (in_colour(text) if on_terminal(stream) else without_colour(text)) + ("\n" if nl else "")
    held = encodable(shown, stream.encoding or "utf-8", exact=exact)
    stream.write(held)
    stream.flush()
    if not err and not exact and held.count("\\u") > shown.count("\\u"):
        tell(_LOSSY.format(stream.encoding), err=True)


def tell_json(record: object) -> None:
    """Print a record as JSON."""
    from zeren.encoded import as_json

    tell(as_json(record), exact=True)


def tell_bytes(content: bytes) -> None:
    """Print a file as it is."""
    if sys.stdout is not None:
        stream = typer.get_binary_stream("stdout")
        stream.write(content)
        stream.flush()


def count(done: int) -> None:
    """Show on standard error how far something has come, over what it showed before."""
    sys.stderr.write(encodable(f"\r{done} …", sys.stderr.encoding or "utf-8"))
    sys.stderr.flush()


def closed() -> NoReturn:
    """End because whoever read what is printed has stopped reading, without a word."""
    _forget_output()
    raise SystemExit(1) from None


def full(error: OSError) -> NoReturn:
    """End because what is printed cannot be written, with the reason."""
    _forget_output()
    from zeren.model.language.said import said
    from zeren.voice.tongue import default_language

    tell(said("standard output", (error.strerror or "unknown reason").lower()).in_(default_language()), err=True)
    raise SystemExit(2) from None


def verbose() -> None:
    """Show on standard error what zeren tells its log."""
    import logging

    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    logging.getLogger("zeren").setLevel(logging.DEBUG)


def crashed(error: Exception) -> NoReturn:
    """End because of a fault of zeren itself, with how to report it; the traceback only goes to the log, which `--debug` shows."""
    import logging
    from importlib.metadata import version

    log = logging.getLogger("zeren")
    shown = log.isEnabledFor(logging.DEBUG)
    log.debug("fault", exc_info=error)
    tell(_CRASHED.format(version("zeren"), type(error).__name__, error) + ("" if shown else _AGAIN), err=True)
    raise SystemExit(70) from None  # EX_SOFTWARE


def _forget_output() -> None:
    """Have nothing more written, so that the end of the process does not try again what failed."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
