"""`zeren ask --interview`: the dialogue on a terminal, with every answer kept until the completed case is written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zeren.commands.common import fail, not_written, report, said
from zeren.commands.terminal import tell

if TYPE_CHECKING:
    from zeren.answering.interview_steps import Step
    from zeren.model.language.case import Case, Stance
    from zeren.model.language.house import House
    from zeren.model.language.regulation import Regulation
    from zeren.words import Language


def interviewed(
    file: Path,
    out: Path | None,
    regulation: Regulation,
    case: Case,
    language: Language,
    *,
    stance: Stance | None,
    readings: Mapping[str, str],
    house: House | None,
) -> Path:
    """Ask for whatever decides and was not said, and write the case completed; its file.

    What was answered before an interview was broken off is not asked again.
    """
    from zeren.answering.fill_in import fill_in
    from zeren.answering.interview import interview
    from zeren.answering.interview_steps import keep, kept, unfinished
    from zeren.answering.not_decided import not_decided
    from zeren.answering.rewriting import Unchangeable
    from zeren.model.language.faults import Refused
    from zeren.model.language.whole import write_whole
    from zeren.model.solving.undecided import Undecided

    target = out or file.with_name(file.name.removesuffix(".case.yaml") + "-answered.case.yaml")
    if target.exists():
        fail([said("there is such a file already", target)])
    if not os.access(target.parent, os.W_OK):  # told now, and not once everything is answered
        fail([said("cannot be written name another with", target)])
    text = file.read_text(encoding="utf-8-sig")

    def kept_now(steps: Sequence[Step]) -> None:
        keep(target, text, steps)

    try:
        before = kept(target, text, regulation)
        found = interview(
            regulation, case, _reply, tell, language, stance=stance, readings=readings, house=house, presume=False, steps=before,
            keep=kept_now, guide=True,
        )  # fmt: skip
        write_whole(target, fill_in(text, case, found.answers, regulation, found.case.people))
        unfinished(target).unlink(missing_ok=True)
    except Refused as refused:
        fail(refused.faults)
    except Undecided as gave_up:
        fail([not_decided(str(file), gave_up, language)])
    except Unchangeable as error:
        fail([said("cannot be said in this file", target, str(error), unfinished(target))])
    except KeyboardInterrupt:
        report([said("broken off and kept", unfinished(target)) if unfinished(target).exists() else said("broken off with nothing")])
        raise typer.Exit(130) from None
    except OSError as error:
        not_written(target, error)
    tell(f"{target}\n")
    return target


def _reply(question: str) -> str:
    """The line that somebody types after a question; `EOFError` where nobody is left to."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt):
        tell()  # what is told next starts on a line of its own
        raise
