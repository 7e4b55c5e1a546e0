"""The desk as a web application: which address shows which page, behind the guard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from zeren.desk.case_page import CasePage
from zeren.desk.due_page import DuePage
from zeren.desk.folder import Folder
from zeren.desk.guard import Guard
from zeren.desk.home_page import HomePage
from zeren.desk.log_page import LogPage
from zeren.desk.pages import HERE, Pages
from zeren.desk.rules_page import RulesPage
from zeren.desk.run_page import RunPage
from zeren.desk.simulation_page import SimulationPage
from zeren.desk.tool_page import ToolPage

STATIC = {"htmx.min.js": "text/javascript", "desk.js": "text/javascript", "desk.css": "text/css", "icon.svg": "image/svg+xml"}
Handler = Callable[[Request], Awaitable[Response]]


def desk(root: Path, token: str, port: int, *, read_only: bool = False) -> Guard:
    """The application over one folder; it answers on this machine only, to whoever has the token."""
    pages = Pages(Folder(root, read_only=read_only))
    runs = RunPage(pages)
    home, case, rules, tools = HomePage(pages), CasePage(pages), RulesPage(pages), ToolPage(pages, runs)
    simulation, due, log = SimulationPage(pages, runs), DuePage(pages), LogPage(pages, runs)

    def get(path: str, page: Callable[[Request], Response], name: str) -> Route:
        return Route(path, _in_thread(pages.guarded(page)), methods=["GET"], name=name)

    def post(path: str, page: Callable[[Request, FormData], Response], name: str) -> Route:
        return Route(path, _with_form(pages, page), methods=["POST"], name=name)

    routes = [
        get("/", home.show, "home"),
        get("/state/{name:path}", home.state, "state"),
        post("/new", home.new, "new"),
        get("/question/{name:path}", case.question, "question"),
        get("/changes/{name:path}", case.changes, "changes"),
        get("/whole/{name:path}", case.whole, "whole"),
        get("/text/{name:path}", case.text, "file"),
        get("/memo/{name:path}", case.memo, "memo"),
        get("/case/{name:path}", case.show, "case"),
        post("/case/{name:path}", case.change, "change"),
        get("/deadlines", due.deadlines, "deadlines"),
        get("/deadlines.ics", due.calendar, "calendar"),
        get("/duties.ics", due.duties, "duties"),
        get("/rules", rules.index, "rules"),
        get("/rules/{name:path}/findings", rules.findings, "findings"),
        get("/rules/{name:path}/graph", rules.graph, "graph"),
        get("/rules/{name:path}/text", rules.trace, "text"),
        get("/rules/{name:path}", rules.show, "regulation"),
        get("/tools", tools.index, "tools"),
        post("/tools", tools.run, "prove"),
        get("/simulation", simulation.show, "simulation"),
        post("/simulation", simulation.run, "simulate"),
        Route("/runs/{run}/events", runs.events, methods=["GET"], name="events"),
        get("/runs/{run}/file", runs.file, "kept"),
        get("/runs/{run}", runs.show, "run"),
        post("/runs/{run}/stop", runs.stop, "stop"),
        get("/log", log.show, "log"),
        get("/log/template.xlsx", log.template, "template"),
        Route("/log", _with_upload(pages, log), methods=["POST"], name="audit"),
        Route("/static/{name}", _static, methods=["GET"], name="static"),
    ]
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    return Guard(Starlette(routes=routes), token, hosts)


def _in_thread(page: Callable[[Request], Response]) -> Handler:
    """Work in a thread, so that nobody waits for somebody else's answer."""

    async def handler(request: Request) -> Response:
        return await run_in_threadpool(page, request)

    return handler


def _with_form(pages: Pages, page: Callable[[Request, FormData], Response]) -> Handler:
    async def handler(request: Request) -> Response:
        async with request.form(max_fields=20_000) as form:
            return await run_in_threadpool(pages.guarded(lambda asked: page(asked, form)), request)

    return handler


def _with_upload(pages: Pages, page: LogPage) -> Handler:
    async def handler(request: Request) -> Response:
        async with request.form(max_files=1) as form:
            upload = form.get("log")
            data = await upload.read() if isinstance(upload, UploadFile) else b""
            return await run_in_threadpool(pages.guarded(lambda asked: page.audit(asked, form, data)), request)

    return handler


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return Response("not found\n", status_code=404)
    return FileResponse(HERE / "static" / name, media_type=STATIC[name])
