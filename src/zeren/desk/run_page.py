"""The page of a long run: how far it is, a way to stop it, and what came of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from zeren.desk.folder import Outside
from zeren.desk.pages import Pages, language_of
from zeren.desk.runs import Busy, Run, Runs, Told
from zeren.voice.keys import DESK

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 1.0  # seconds after which somebody is shown that it takes longer
BETWEEN = 0.25  # seconds between two looks at how far a run is


class RunPage:
    """Starts, shows and stops runs."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.runs = pages, Runs()

    def start(self, request: Request, title: Told, kind: str, function: Callable[..., Told], *args: Any) -> Response:
        """Begin a run and lead to its page."""
        try:
            run = self.runs.start(title, kind, function, *args)
        except Busy:
            return self.pages.fault(request, [DESK.say("busy", language_of(request), self.runs.most)], 503)
        run.wait(AT_ONCE)
        return RedirectResponse(f"/runs/{run.id}", status_code=303)

    def show(self, request: Request) -> Response:
        """How far a run is, or what came of it."""
        run, language = self._run(request), language_of(request)
        state = run.state  # before what came of it, which is there once it is over
        faults = self.pages.within(run.faults.get(language, []))
        return self.pages.show(
            request, "run.html", run=run, state=state, title=run.title[language], result=run.result.get(language), faults=faults
        )

    def file(self, request: Request) -> Response:
        """What came of a run as a file to keep."""
        run, language, suffix = self._run(request), language_of(request), request.query_params.get("as", "")
        files = (run.result.get(language) or {}).get("files", {})
        if suffix not in files:
            raise Outside(suffix)
        name = quote(f"{PurePosixPath(run.title[language]).stem}.{suffix}")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(files[suffix], media_type={"xlsx": XLSX, "html": "text/html; charset=utf-8"}[suffix], headers=headers)

    def stop(self, request: Request, form: FormData) -> Response:
        """End a run."""
        run = self._run(request)
        run.stop()
        return RedirectResponse(f"/runs/{run.id}", status_code=303)

    async def events(self, request: Request) -> Response:
        """How far a run is, each time that it is further, as server-sent events."""
        try:
            run = self._run(request)
        except Outside:
            return Response("not found\n", status_code=404)
        return StreamingResponse(_events(run), media_type="text/event-stream")

    def _run(self, request: Request) -> Run:
        if (run := self.runs.find(str(request.path_params["run"]))) is None:
            raise Outside("run")
        return run


async def _events(run: Run) -> AsyncIterator[str]:
    last: tuple[int, int, bool] | None = None
    while last is None or not last[2]:
        now = (run.done, run.wanted, run.state != "running")
        if now != last:
            yield f"data: {json.dumps({'done': now[0], 'wanted': now[1], 'over': now[2]})}\n\n"
            last = now
        else:
            await asyncio.sleep(BETWEEN)
