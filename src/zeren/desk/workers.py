"""Work that takes a while: here if nothing else is being worked out, else in a process of its own, so that nobody waits for others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, ParamSpec, TypeVar

from zeren.model.language.limits import Limits, in_force, limits

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Runs functions that can be named, with arguments that can be sent: `most` at once beside the one here.

    >>> Workers().run(max, 1, 2)
    2
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._running = 0
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """What a function returns; whatever it raises is raised here."""
        with self._lock:
            alone = not self._running
            self._running += 1
        try:
            return function(*args, **options) if alone else self._elsewhere(function, *args, **options)
        finally:
            with self._lock:
                self._running -= 1

    def _elsewhere(self, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        pool = self._started()
        try:
            return pool.submit(Within(limits(), function), *args, **options).result()
        except BrokenProcessPool:  # somebody ended a process: whoever asks next gets new ones
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            return function(*args, **options)

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                own = multiprocessing.get_context("spawn")  # a copy of a process with threads may hold their locks
                self._pool = ProcessPoolExecutor(self.most, mp_context=own, initializer=bound_to_parent)
            return self._pool


class Within(Generic[P, T]):
    """A function under the limits of the process that sends it."""

    def __init__(self, allowed: Limits, function: Callable[P, T]) -> None:
        self.allowed, self.function = allowed, function

    def __call__(self, *args: P.args, **options: P.kwargs) -> T:
        with in_force(self.allowed):
            return self.function(*args, **options)


def bound_to_parent() -> None:
    """Let a process leave Ctrl-C to its parent, and end with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
