"""What long runs do: the front doors of `zeren`, told in both languages, since the page can be read in either."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from zeren.desk.folder import Folder
from zeren.desk.runs import Tell, Told
from zeren.desk.texts import Text, regulation_in
from zeren.model.language.faults import Fault, Refused
from zeren.shown import Shown
from zeren.voice.catalogue import languages
from zeren.words import Language


class Experiment(msgspec.Struct, frozen=True):
    """A simulation that is asked for: files of the folder, and how they are lived."""

    root: str
    organisation: str
    against: str
    years: int | None
    replications: int
    precision: float | None
    seed: int


def simulated(tell: Tell, asked: Experiment) -> Told:
    """An organisation that has lived, beside another where one is named: what the command prints, and the report's body."""
    from zeren.sim.store import Stopped
    from zeren.sim.vector import CannotRun
    from zeren.simulating.report import report_parts
    from zeren.simulating.simulated import Settings, load, simulate

    settings = Settings(seed=asked.seed, replications=asked.replications, precision=asked.precision)
    folder, parts = Folder(Path(asked.root), read_only=True), [one for one in (asked.organisation, asked.against) if one]

    def told(place: int) -> Tell:
        def tell_all(done: int, wanted: int | None) -> None:
            tell(place * (wanted or 0) + done, wanted and wanted * len(parts))

        return tell_all

    try:
        first, *others = [
            simulate(load(folder.path(one), asked.years, find=folder.finding(one)), settings, told(place))
            for place, one in enumerate(parts)
        ]
    except (Stopped, CannotRun) as stopped:
        raise Refused([Fault(asked.organisation, 0, 0, str(stopped))]) from None
    found = first.against(dict(zip(parts[1:], others, strict=True)))

    def in_language(language: Language) -> dict[str, Any]:
        title, body = report_parts(first, found.others, language)
        return {"title": title, "text": found.text(language), "body": str(body)}

    return {language: in_language(language) for language in languages()}


def found_of(tell: Tell, tool: str, rules: Sequence[Text]) -> Told:
    """What one of the commands finds about regulations."""
    import zeren

    first = regulation_in(rules[0])
    match tool:
        case "prove":
            found: Shown = zeren.prove(first)
        case "cycles":
            found = zeren.cycles(first)
        case "succession":
            found = zeren.succession(first)
        case _:
            found = zeren.compare(first, regulation_in(rules[1]))
    return {language: {"text": found.text(language)} for language in languages()}
