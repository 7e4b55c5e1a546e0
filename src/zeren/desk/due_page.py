"""The page of time limits: what an event asks for, the earliest first, and when the duties of a body fall due, each as a calendar file."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zeren.desk.folder import ORGANISATION
from zeren.desk.pages import Pages, language_of
from zeren.due.deadline_text import filing_card
from zeren.due.scheduled import Scheduled
from zeren.model.language.load import built_in, load_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.units import units
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.moments import zone_word
from zeren.named import Names
from zeren.voice.keys import CALENDAR, DESK
from zeren.words import Language

ICS = "text/calendar; charset=utf-8"


class DuePage:
    """Shows what is due, and until when."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.folder = pages, pages.folder

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
            known=self.pages.regulations(known, language),
            chosen=name,
            fields=fields,
            given=dict(request.query_params),
            told=told,
            cards=cards,
            times=times,
            **self._duties(request),
        )

    def _duties(self, request: Request) -> dict[str, Any]:
        """The bodies of an organisation of the folder, and what falls due for the one chosen."""
        names, language = self.folder.names(ORGANISATION), language_of(request)
        shown: dict[str, Any] = {"names": names, "bodies": [], "due": "", "year": dt.date.today().year}
        if request.query_params.get("organisation"):
            own = self._organisation(request)
            words = Names(own, language)
            shown["bodies"] = [(one, words.body(one)) for one in units(own)]
            if request.query_params.get("body"):
                shown["due"] = self._scheduled(request, own).text(language)
        return shown

    def duties(self, request: Request) -> Response:
        """When the duties of a body fall due, as a calendar file."""
        own = self._organisation(request)
        headers = {"content-disposition": 'attachment; filename="duties.ics"'}
        return Response(self._scheduled(request, own).ical(language_of(request)), media_type=ICS, headers=headers)

    def _organisation(self, request: Request) -> Organisation:
        name = request.query_params.get("organisation", "")
        return load_organisation(self.folder.path(name), self.folder.finding(name))

    def _scheduled(self, request: Request, own: Organisation) -> Scheduled:
        import zeren

        asked = request.query_params
        return zeren.calendar(own, asked.get("body", ""), asked.get("from", ""), asked.get("to", ""))

    def calendar(self, request: Request) -> Response:
        """The open filings of the same event as a calendar file."""
        import zeren

        regulation = self.folder.regulation(request.query_params.get("regulation", ""))
        given = _given(request)
        moments, facts = _split(regulation, given)
        found = zeren.deadlines(regulation, moments, facts, now=request.query_params.get("now") or None)
        headers = {"content-disposition": f'attachment; filename="{regulation.id}.ics"'}
        return Response(found.ical(language_of(request)), media_type=ICS, headers=headers)


def _given(request: Request) -> dict[str, str]:
    """The moments and facts of the event that an address states."""
    return {
        key: value
        for key, value in request.query_params.items()
        if value and key not in ("regulation", "lang", "now", "organisation", "body", "from", "to")
    }


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
