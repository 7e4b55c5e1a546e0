"""The page of one regulation: its articles, and beside each what the file states there and what lint finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from zeren.desk.folder import Outside
from zeren.desk.pages import Pages, language_of
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in
from zeren.model.language.regulation import Regulation
from zeren.voice.keys import PUNCTUATION
from zeren.words import Language


class RulesPage:
    """Shows regulations."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.folder = pages, pages.folder

    def index(self, request: Request) -> Response:
        """Every regulation that can be used here: those that come with zeren, and those of the folder, or what is wrong with them."""
        language = language_of(request)
        found = [(one, title, "") for title, one in self.pages.regulations(built_in(), language)]
        own = list[tuple[str, str, str]]()
        for name in self.folder.regulations():
            try:
                own.append((name, self.folder.regulation(name).file.title.in_(language), ""))
            except Refused as refused:
                own.append((name, name, self.pages.within([refused.faults[0].told(language)])[0]))
        return self.pages.show(request, "rules_index.html", regulations=[*own, *found])

    def show(self, request: Request) -> Response:
        """The articles of one."""
        regulation, language = self._regulation(request), language_of(request)
        articles = list(_articles(regulation, language))
        text = f"{regulation.id}.txt"
        return self.pages.show(request, "rules.html", regulation=regulation, articles=articles, text=text, traced=self._has(text))

    def trace(self, request: Request) -> Response:
        """The text of one, where it lies in the folder, sentence by sentence with what models it."""
        from zeren.tracing.traced import trace

        regulation, language = self._regulation(request), language_of(request)
        found = trace(regulation, self.folder.read(f"{regulation.id}.txt").text)
        return self.pages.show(request, "trace.html", regulation=regulation, found=found, rows=list(found.rows(language)))

    def _has(self, file: str) -> bool:
        try:
            return self.folder.path(file).is_file()
        except Outside:
            return False

    def findings(self, request: Request) -> Response:
        """What lint finds, as a piece of the page."""
        from zeren.proofs.lint.run import lint

        regulation, language = self._regulation(request), language_of(request)
        found = [(one.kind.code, regulation.cited(one.article).in_(language), one.text.in_(language)) for one in lint(regulation)]
        return self.pages.piece(request, "findings.html", found=found)

    def graph(self, request: Request) -> Response:
        """The responsibility graph, drawn, as a piece of the page."""
        from zeren import graph

        drawn = graph(self._regulation(request)).svg(language_of(request))
        return self.pages.piece(request, "graph.html", drawn=Markup(drawn))

    def _regulation(self, request: Request) -> Regulation:
        return self.folder.regulation(str(request.path_params["name"]))


def _articles(regulation: Regulation, language: Language) -> Iterator[dict[str, Any]]:
    """The articles in order, each with what stands there."""
    file = regulation.file
    found: dict[str, list[tuple[str, str]]] = {}

    def at(article: str, kind: str, text: str) -> None:
        found.setdefault(article, []).append((kind, text))

    for rule in file.rules:
        at(rule.article, "rule", f"{rule.text.in_(language)} → {regulation.name_of(rule.bears, language)}")
    for exception in file.exceptions:
        at(exception.article, "exception", exception.text.in_(language))
    for one in file.circumstances:
        at(one.article, "circumstance", one.text.in_(language))
    for duty in file.duties:
        who = file.bearers[duty.who].in_(language) if duty.who in file.bearers else "—"
        at(duty.article, "duty", f"{who}{PUNCTUATION.say('colon', language)}{duty.act.in_(language)}")
    for filing in file.filings:
        at(filing.article, "filing", filing.act.in_(language))
    for act in file.authority:
        at(act.article, "act", act.text.in_(language))
    for label in file.labels:
        at(label.article, "label", label.text.in_(language))
    for question in file.questions.values():
        at(question.article, "question", question.text.in_(language))
    for reading in file.readings.values():
        for article in reading.cites:
            at(article, "reading", reading.question.in_(language))
    for article in sorted(found, key=_order):
        yield {"cited": regulation.cited(article).in_(language), "things": found[article]}


def _order(article: str) -> list[tuple[int, int, str]]:
    """Articles in the order of their numbers."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|\D+", article)]
