"""The page that runs what the commands run on regulations: proofs, comparisons, cycles, succession."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zeren.desk.folder import Outside
from zeren.desk.long_runs import found_of
from zeren.desk.pages import Pages, language_of
from zeren.desk.run_page import RunPage
from zeren.desk.runs import Told
from zeren.desk.texts import regulation_in
from zeren.model.language.load import built_in
from zeren.voice.catalogue import languages

TOOLS: Mapping[str, str] = {"prove": "prove", "compare": "compare", "cycles": "cycles", "succession": "succession"}


class ToolPage:
    """Shows what the front doors of `zeren` find."""

    def __init__(self, pages: Pages, runs: RunPage) -> None:
        self.pages, self.folder, self.runs = pages, pages.folder, runs

    def index(self, request: Request) -> Response:
        """What can be run on regulations."""
        return self.pages.show(
            request,
            "tools.html",
            tools=TOOLS,
            known=self.pages.regulations(built_in(), language_of(request)),
            chosen=dict(request.query_params),
        )

    def run(self, request: Request, form: FormData) -> Response:
        """Run one of them."""
        tool, names = str(form.get("tool", "")), [str(form.get("first", ""))]
        if tool not in TOOLS:
            raise Outside(tool)
        if tool == "compare":
            names.append(str(form.get("second", "")))
        rules = [self.folder.rules(one) for one in names]
        titles = [regulation_in(one).file.title for one in rules]
        title: Told = {language: " · ".join(one.in_(language) for one in titles) for language in languages()}
        return self.runs.start(request, title, TOOLS[tool], found_of, tool, rules)
