"""Pages that run what the commands run and show what they print: deadlines, proofs, comparisons, cycles, succession, a log's audit."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zeren.desk.folder import Outside
from zeren.desk.long_runs import found_of
from zeren.desk.pages import Pages, language_of
from zeren.desk.run_page import RunPage
from zeren.desk.runs import Told
from zeren.desk.texts import regulation_in
from zeren.due.deadline_text import filing_card
from zeren.model.language.load import built_in
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.moments import zone_word
from zeren.voice.catalogue import languages
from zeren.voice.keys import CALENDAR, DESK
from zeren.words import Language

TOOLS: Mapping[str, str] = {"prove": "prove", "compare": "compare", "cycles": "cycles", "succession": "succession"}
LOGS = (".csv", ".xlsx", ".xls", ".ods", ".parquet", ".xes", ".json", ".jsonocel", ".xml", ".sqlite", ".gz")


class ToolPages:
    """Shows what the front doors of `zeren` find."""

    def __init__(self, pages: Pages, runs: RunPage) -> None:
        self.pages, self.folder, self.runs = pages, pages.folder, runs

    def deadlines(self, request: Request) -> Response:
        """The filings of an event under a regulation, by the moments and facts given in the address."""
        import zeren

        language, name = language_of(request), request.query_params.get("regulation", "")
        known = [one for one in built_in() if self.folder.regulation(one).file.filings]
        regulation = self.folder.regulation(name) if name else None
        cards: list[list[str]] = []
        told = times = ""
        given = _given(request)
        if regulation is not None and given:
            moments, facts = _split(regulation, given)
            found = zeren.deadlines(regulation, moments, facts, now=request.query_params.get("now") or None)
            first = sorted(found.filings, key=_urgency)
            cards = [filing_card(regulation, one, found.zone, found.now, language) for one in first]
            told, times = found.text(language), CALENDAR.say("times", language, zone_word(found.zone))
        fields = _fields(regulation, language) if regulation is not None else []
        return self.pages.show(
            request,
            "deadlines.html",
            known=known,
            chosen=name,
            fields=fields,
            given=dict(request.query_params),
            told=told,
            cards=cards,
            times=times,
        )

    def calendar(self, request: Request) -> Response:
        """The open filings of the same event as a calendar file."""
        import zeren

        regulation = self.folder.regulation(request.query_params.get("regulation", ""))
        given = _given(request)
        moments, facts = _split(regulation, given)
        found = zeren.deadlines(regulation, moments, facts, now=request.query_params.get("now") or None)
        headers = {"content-disposition": f'attachment; filename="{regulation.id}.ics"'}
        return Response(found.ical(language_of(request)), media_type="text/calendar", headers=headers)

    def index(self, request: Request) -> Response:
        """What can be run on regulations."""
        return self.pages.show(request, "tools.html", tools=TOOLS, known=built_in(), chosen=dict(request.query_params))

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

    def log(self, request: Request) -> Response:
        """A form that takes a log."""
        return self.pages.show(request, "log.html", known=built_in(), told="")

    def audit(self, request: Request, form: FormData, data: bytes) -> Response:
        """What the log covers."""
        import zeren

        upload, language = form.get("log"), language_of(request)
        ending = next((one for one in LOGS if isinstance(upload, UploadFile) and (upload.filename or "").lower().endswith(one)), ".csv")
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / f"log{ending}"
            file.write_bytes(data)
            told = zeren.audit(self.folder.regulation(str(form.get("regulation", ""))), file).text(language)
        return self.pages.show(request, "log.html", known=built_in(), told=told.replace(str(place), ""))


def _given(request: Request) -> dict[str, str]:
    """The moments and facts of the event that an address states."""
    return {key: value for key, value in request.query_params.items() if value and key not in ("regulation", "lang", "now")}


def _urgency(one: FilingAnswer) -> tuple[bool, float]:
    """What may be due first comes first; what has been sent, or has no limit, comes last."""
    first = min((moment.timestamp() for moment in (one.limit, one.earliest) if moment is not None), default=math.inf)
    return one.sent is not None or one.status == "not_owed", first


def _split(regulation: Regulation, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Moments and other facts apart; names that the regulation does not know are refused by whoever takes them."""
    moments = {name for name, term in ((one.id, one) for one in regulation.terms_of["matter"]) if term.kind == "moment"}
    return {k: v for k, v in given.items() if k in moments}, {k: v for k, v in given.items() if k not in moments}


def _fields(regulation: Regulation, language: Language) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The facts that filings ask for: the name, what it is, and its options (none for a moment or number)."""
    found = []
    for term in regulation.terms_of["matter"]:
        options = [(name, text.in_(language)) for name, text in term.options.items()]
        if term.kind == "yes_no":
            options = [("yes", DESK.say("yes", language)), ("no", DESK.say("no", language))]
        if options:
            options.append(("unknown", DESK.say("unknown", language)))
        found.append((term.id, term.text.in_(language), options))
    return found
