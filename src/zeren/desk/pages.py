"""What every page of the desk is made with: templates, the language of whoever reads, a page for what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zeren.answering.not_decided import not_decided
from zeren.desk.answers import Answers
from zeren.desk.folder import Folder, Outside
from zeren.desk.workers import Workers
from zeren.model.language.faults import Refused
from zeren.model.solving.undecided import Undecided
from zeren.voice.keys import DESK, DeskKey
from zeren.voice.missing import Missing
from zeren.words import Language, default_language

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "zeren-language"


class Pages:
    """The templates, filled in for one folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.workers = Workers()
        self.answers = Answers(self.workers)
        self.templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), PackageLoader("zeren.voice")]),
            autoescape=True,
            undefined=StrictUndefined,
        )
        self.templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the language of whoever reads."""
        language = language_of(request)

        def word(key: DeskKey, *rest: object) -> str:
            return DESK.say(key, language, *rest)

        page = self.templates.get_template(template).render(
            language=language,
            say=word,
            read_only=self.folder.read_only,
            path=request.url.path,
            other_name=DESK.say("this language", "en" if language == "zh" else "zh"),
            other_language=_in_other_language(request, language),
            **values,
        )
        response = HTMLResponse(page, status_code=status)
        if request.query_params.get("lang") in ("zh", "en"):
            response.set_cookie(LANGUAGE_COOKIE, language, samesite="strict", httponly=True)
        return response

    def piece(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        """A piece that a page asks for and puts into itself; for a browser without scripts, as a page of its own."""
        if request.headers.get("hx-request"):
            return self.show(request, template, **values)
        return self.show(request, "piece.html", piece=template, **values)

    def fault(self, request: Request, faults: Iterable[str], status: int = 200) -> HTMLResponse:
        """A page that says why something cannot be used."""
        return self.show(request, "fault.html", status, faults=list(faults))

    def regulations(self, names: Iterable[str], language: Language) -> list[tuple[str, str]]:
        """Regulations by what they are called, with their ids."""
        return sorted(((self.folder.regulation(one).file.title.in_(language), one) for one in names), key=lambda one: one[1])

    def within(self, told: Iterable[str]) -> list[str]:
        """Sentences in which files of the folder are named as they stand in it."""
        return [one.replace(f"{self.folder.root}/", "") for one in told]

    def guarded(self, page: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """A page on which whatever is refused is told in words."""

        def told(request: Request) -> Response:
            try:
                return page(request)
            except Refused as refused:
                return self.fault(request, self.within(one.told(language_of(request)) for one in refused.faults))
            except Undecided as gave_up:
                return self.fault(request, [not_decided(request.url.path, gave_up, language_of(request))])
            except Outside:
                return self.fault(request, [DESK.say("not found", language_of(request))], 404)
            except Missing as missing:
                return self.fault(request, [missing.text(language_of(request))])

        return told


def _in_other_language(request: Request, language: Language) -> str:
    """The address of this page in the other language, with everything else that it asks for."""
    path = "/" if request.url.path == "/new" else request.url.path
    asked = [(key, value) for key, value in request.query_params.multi_items() if key not in ("lang", "token")]
    return f"{path}?{urlencode([*asked, ('lang', 'en' if language == 'zh' else 'zh')])}"


def language_of(request: Request) -> Language:
    """The language asked for, or chosen before, or that of the browser, or of the machine."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in ("zh", "en"):
            return "zh" if wanted == "zh" else "en"
    for one in request.headers.get("accept-language", "").split(","):
        if one.strip()[:2].lower() in ("zh", "en"):
            return "zh" if one.strip()[:2].lower() == "zh" else "en"
    return default_language()
