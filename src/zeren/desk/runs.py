"""Runs that take long: each in a process of its own that tells how far it is and can be stopped at any moment."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Literal

from zeren.answering.not_decided import not_decided
from zeren.desk.workers import bound_to_parent
from zeren.model.language.faults import Refused
from zeren.model.language.limits import Limits, in_force, limits
from zeren.model.solving.undecided import Undecided
from zeren.voice.catalogue import languages
from zeren.voice.missing import Missing
from zeren.words import Language

MOST_KEPT = 20
State = Literal["running", "done", "refused", "stopped", "failed"]
Told = dict[Language, Any]  # the same in each language
Tell = Callable[[int, int | None], None]  # how many of how many are done


class Busy(RuntimeError):
    """As many runs as there are processors are under way."""


class Run:
    """One run: what it is, how far it is, and what came of it."""

    def __init__(self, title: Told, kind: str) -> None:
        self.id, self.title, self.kind = secrets.token_urlsafe(9), title, kind
        self.state: State = "running"
        self.done, self.wanted = 0, 0
        self.result: Told = {}
        self.faults: Told = {}
        self._own = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._changed = threading.Condition()

    def start(self, function: Callable[..., Told], *args: Any) -> None:
        """Begin; `function` is given how to tell how far it is, and the rest."""
        here, there = self._own.Pipe(duplex=False)
        process = self._own.Process(target=_work, args=(there, limits(), function, args), daemon=True)
        self._process = process
        process.start()
        there.close()
        threading.Thread(target=self._follow, args=(here,), daemon=True).start()

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._over("stopped")
        if self._process is not None:
            self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Whether it is over within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.state != "running", seconds)

    def _follow(self, told: Connection) -> None:
        try:
            while self.state == "running":
                match told.recv():
                    case ("far", done, wanted):
                        self.done, self.wanted = done, wanted or 0
                    case ("done", result):
                        self.result = result
                        self._over("done")
                    case ("refused", faults):
                        self.faults = faults
                        self._over("refused")
        except EOFError:  # it ended without a word
            self._over("failed")
        if self._process is not None:
            self._process.join()

    def _over(self, state: State) -> None:
        with self._changed:
            if self.state == "running":
                self.state = state
            self._changed.notify_all()


class Runs:
    """The runs of a desk: so many at once, the last ones kept."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Run] = OrderedDict()

    def start(self, title: Told, kind: str, function: Callable[..., Told], *args: Any) -> Run:
        """Begin one. Raises `Busy` where as many as there may be are under way."""
        with self._lock:
            if sum(one.state == "running" for one in self._kept.values()) >= self.most:
                raise Busy
            run = Run(title, kind)
            self._kept[run.id] = run
            for old in [one for one in self._kept.values() if one.state != "running"][: max(0, len(self._kept) - MOST_KEPT)]:
                del self._kept[old.id]
        run.start(function, *args)
        return run

    def find(self, name: str) -> Run | None:
        """A run by its id; none where it is none, or long over."""
        return self._kept.get(name)


def _work(told: Connection, allowed: Limits, function: Callable[..., Told], args: tuple[Any, ...]) -> None:
    """What the process of a run does."""
    bound_to_parent()
    with in_force(allowed):
        try:
            told.send(("done", function(lambda done, wanted: told.send(("far", done, wanted)), *args)))
        except Refused as refused:
            told.send(("refused", {language: [one.told(language) for one in refused.faults] for language in languages()}))
        except Undecided as gave_up:
            told.send(("refused", {one: [not_decided("zeren", gave_up, one)] for one in languages()}))
        except Missing as missing:
            told.send(("refused", {one: [missing.text(one)] for one in languages()}))
        except Exception as error:  # a run that falls over must not take the desk along
            traceback.print_exc()
            told.send(("refused", {one: [str(error)] for one in languages()}))
