"""`zeren.toml`: what holds of every call in a folder and below it, unless the call says otherwise."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from zeren.commands.common import fail, said

NAME: Final = "zeren.toml"
ELSEWHERE: Final = "ZEREN_CONFIG"  # another file, or `none` for none
KEYS: Final = ("language", "regulation", "house", "zone", "holidays")


def found() -> Path | None:
    """The file that holds here: the one that `ZEREN_CONFIG` names, or the nearest in this folder and those above it."""
    if stated := os.environ.get(ELSEWHERE):
        return None if stated == "none" else Path(stated)
    here = Path.cwd()
    nearest = next((folder / NAME for folder in (here, *here.parents) if (folder / NAME).is_file()), None)
    return None if nearest is None else Path(os.path.relpath(nearest))


def read(file: Path) -> Mapping[str, str]:
    """What a file states, with its paths from here on; every fault at once, each with its place. Ends with exit code 2 where it has one."""
    import logging

    from zeren.model.language.faults import Fault, nearest

    try:
        text = file.read_text(encoding="utf-8-sig")
        stated = tomllib.loads(text)
    except OSError as error:
        fail([said("about", file, (error.strerror or "cannot be read").lower())])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        fail([Fault(str(file), line, column, said("not TOML", str(error).partition(" (at ")[0]), "")])
    faults = []
    for key, value in stated.items():
        line, column = _place(text, key)
        if key not in KEYS:
            faults.append(Fault(str(file), line, column, said("unknown key", key), nearest(key, KEYS)))
        elif not isinstance(value, str):
            faults.append(Fault(str(file), line, column, said("where one text was expected", key), said("write it in quotation marks")))
        elif (wrong := _wrong(key, value, file.parent)) is not None:
            faults.append(Fault(str(file), line, column, said("as a value of", f"`{value}`", key), wrong))
    if faults:
        fail(faults)
    logging.getLogger(__name__).debug("defaults of %s: %s", file, ", ".join(stated))
    return {key: str(_from_here(key, value, file.parent)) for key, value in stated.items()}


def defaults(stated: Mapping[str, str], commands: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each command is given for the options that a call leaves out."""
    usual: dict[str, Any] = {"zone": stated.get("zone"), "holidays": stated.get("holidays"), "lang": stated.get("language")}
    if "house" in stated:
        usual["readings"] = f"adopted={stated['house']}"
    if "regulation" in stated:
        usual |= {"regulations": [stated["regulation"]]}
    chosen: dict[str, dict[str, Any]] = {}
    for name, command in commands.items():
        own = {one.name for one in command.params}
        known = {key: value for key, value in usual.items() if value is not None and key in own and (key != "readings" or name == "ask")}
        if name in ("new", "schema") and "regulation" in stated:
            known["regulation"] = stated["regulation"] if name == "new" else ""
        chosen[name] = {key: value for key, value in known.items() if value != ""}
    return chosen


@contextmanager
def spoken(stated: Mapping[str, str]) -> Iterator[None]:
    """Speak the language that the file states while a call lasts, where nothing nearer says otherwise."""
    if "language" not in stated or os.environ.get("ZEREN_LANG"):
        yield
        return
    os.environ["ZEREN_LANG"] = stated["language"]
    try:
        yield
    finally:
        os.environ.pop("ZEREN_LANG", None)


def _place(text: str, key: str) -> tuple[int, int]:
    """Line and column of a key."""
    match = re.search(rf"^[ \t]*(?:\[+[ \t]*)?[\"']?({re.escape(key)})[\"']?[ \t]*(?:=|\.|\])", text, re.MULTILINE)
    return (text.count("\n", 0, match.start(1)) + 1, match.start(1) - text.rfind("\n", 0, match.start(1))) if match else (1, 1)


def _from_here(key: str, value: str, folder: Path) -> str | Path:
    """A path in the file is one from beside it."""
    is_path = key == "house" or (key == "regulation" and value.endswith((".yaml", ".yml")))
    return os.path.relpath(folder / value) if is_path else value


def _wrong(key: str, value: str, folder: Path) -> Any:
    """What is wrong with a value, as advice; None if nothing is."""
    from zeren.model.language.faults import nearest
    from zeren.model.language.load import built_in
    from zeren.model.language.said import names
    from zeren.voice.catalogue import languages

    match key:
        case "language":
            return None if value in languages() else said("one of", names(languages()))
        case "house":
            return None if (folder / value).is_file() else said("no such file")
        case "regulation":
            if value.endswith((".yaml", ".yml")):
                return None if (folder / value).is_file() else said("no such file")
            return None if value in built_in() else nearest(value, built_in()) or said("no such regulation")
        case "zone":
            from zoneinfo import available_timezones

            return None if value in available_timezones() else said("no such time zone expected a name such")
        case _:
            right = re.fullmatch(r"none|[A-Z]{2}(-[A-Z0-9]{1,3})?", value)
            return None if right else said("expected a country such as DE")
