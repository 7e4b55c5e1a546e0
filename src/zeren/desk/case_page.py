"""The page of one case: facts changed one by one, each change on disk at once, and the answer beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zeren.desk.case_view import CaseView, path_of, stated_in
from zeren.desk.folder import Changed, State
from zeren.desk.pages import Pages, language_of
from zeren.desk.rewriting import Unchangeable, appended, rewritten
from zeren.desk.words import say
from zeren.model.language.faults import Refused
from zeren.model.language.source import parse_source
from zeren.model.meaning.explanations import Alternative
from zeren.model.meaning.references import FactValue

_OWN = ("seen", "base", "act", "name", "item", "subject", "office", "text")


class CasePage:
    """Shows a case and takes changes of it."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.folder = pages, pages.folder

    def show(self, request: Request) -> Response:
        """The page as the file stands."""
        return self._page(request, self._view(request, self.folder.read(self._name(request))))

    def change(self, request: Request, form: FormData) -> Response:
        """Carry out what a form asks for: changed facts, somebody more or less, the last change undone."""
        name, language = self._name(request), language_of(request)
        state, notes = self.folder.read(name), list[str]()
        act, seen = str(form.get("act", "")), str(form.get("seen", ""))
        try:
            if act == "undo":
                return self._done(request, self.folder.undo(name, seen), [say("undone", language)])
            base = _object(str(form.get("base", "{}")))
            text = state.text
            if act.startswith("try:"):
                return self._trial(request, state, _object(act.removeprefix("try:")))
            text, notes = self._facts(text, form, base, state.mark == seen, request)
            text = self._owners(text, act, form, state.mark == seen)
            if text != state.text:
                state = self.folder.write(name, text, state.mark)
        except Changed as changed:
            state, notes = State(changed.text), [say("conflict", language)]
        except Unchangeable as where:
            notes = [say("cannot change", language, where)]
        except PermissionError:
            notes = [say("read only", language)]
        except OSError as error:
            notes = [say("cannot write", language, error.strerror or str(error))]
        return self._done(request, state, notes)

    def question(self, request: Request) -> Response:
        """The next best question, as a piece of the page."""
        from zeren import ask

        view = self._view(request, self.folder.read(self._name(request)))
        control = None
        if view.case is not None and view.regulation is not None and view.is_open:
            found = ask(view.case, view.regulation, find_out=True).answer.find_out
            following = getattr(found, "next", None)
            if following is not None and getattr(following, "term", None) and not getattr(following, "reading", None):
                control = view.control(following.of, following.term)
        return self.pages.piece(request, "question.html", view=view, control=control)

    def changes(self, request: Request) -> Response:
        """What would change each outcome, each with a button that tries it, as a piece of the page."""
        from zeren import ask

        view = self._view(request, self.folder.read(self._name(request)))
        found: list[dict[str, Any]] = []
        if view.case is not None and view.regulation is not None:
            answered = ask(view.case, view.regulation, what_if=True)
            for name, bearer in answered.answer.bearers.items():
                for one in bearer.what_if or () if isinstance(bearer.what_if, tuple) else ():
                    found += [{"name": name, **_tried(view, way)} for way in one.alternatives if _statable(way)]
        return self.pages.piece(request, "changes.html", view=view, changes=found)

    def memo(self, request: Request) -> Response:
        """The answer as a page for print."""
        view = self._view(request, self.folder.read(self._name(request)))
        return self.pages.show(request, "memo.html", view=view, versions=_versions(view))

    # steps ------------------------------------------------------------------------------------------------

    def _name(self, request: Request) -> str:
        return str(request.path_params["name"])

    def _view(self, request: Request, state: State) -> CaseView:
        return CaseView(self.folder, self._name(request), state, language_of(request))

    def _page(self, request: Request, view: CaseView, notes: list[str] | None = None, trial: bool = False) -> HTMLResponse:
        template = "case_parts.html" if request.headers.get("hx-request") else "case.html"
        states = len(self.folder.states(view.name))
        return self.pages.show(request, template, view=view, notes=notes or [], trial=trial, states=states)

    def _done(self, request: Request, state: State, notes: list[str]) -> Response:
        if not request.headers.get("hx-request") and not notes:
            return RedirectResponse(request.url.path, status_code=303)
        return self._page(request, self._view(request, state), notes)

    def _trial(self, request: Request, state: State, facts: Mapping[str, str]) -> Response:
        """The answer with some facts changed, and nothing saved."""
        text = state.text
        for field, value in facts.items():
            text = rewritten(text, path_of(field), value or None)
        return self._page(request, self._view(request, State(text)), trial=True)

    def _facts(self, text: str, form: FormData, base: Mapping[str, str], fresh: bool, request: Request) -> tuple[str, list[str]]:
        """The text with every fact that this page changed; what somebody else changed since is left as they have it, and told."""
        language, now = language_of(request), {} if fresh else _stated_now(text)
        lost: list[str] = []
        merged = False
        for field, value in form.multi_items():
            if field in _OWN or not isinstance(value, str) or value == base.get(field, ""):
                continue
            try:
                path = path_of(field)
            except ValueError:
                continue
            if not fresh and now.get(field, "") not in (base.get(field, ""), value):
                lost.append(f"{' · '.join(map(str, path))}: {value}")
                continue
            merged = merged or not fresh
            text = rewritten(text, path, value or None)
        notes = [say("conflict", language), *lost] if lost else []
        return text, notes or ([say("merged", language)] if merged else [])

    def _owners(self, text: str, act: str, form: FormData, fresh: bool) -> str:
        """The text with somebody, a body, or an alleged circumstance, more or less; or with what somebody wrote in its place."""
        name, office, subject = (str(form.get(one, "")).strip() for one in ("name", "office", "subject"))
        if act == "add-person" and name:
            return _with_owner(text, "people", name, office)
        if act == "add-body" and name:
            return _with_owner(text, "bodies", name, "")
        if act == "add-circumstance" and form.get("item") and subject:
            return appended(text, "circumstances", {"item": str(form["item"]), "subject": subject})
        if act.startswith("remove:"):
            section, owner = _pair(act.removeprefix("remove:"))
            if section != "circumstances":
                return rewritten(text, (section, owner), None)
            if not fresh or not owner.isdecimal():  # another one may stand in its place now
                raise Changed(text)
            return rewritten(text, (section, int(owner)), None)
        if act == "text":
            if not fresh:
                raise Changed(text)
            return str(form.get("text", "")).replace("\r\n", "\n")
        return text


def _stated_now(text: str) -> Mapping[str, str]:
    """What a text says of each fact; nothing where it cannot be read."""
    try:
        data = parse_source(text).data
    except Refused:
        return {}
    return stated_in(data) if isinstance(data, dict) else {}


def _statable(way: Alternative) -> bool:
    """Whether a case file can state every change, of whoever it lists."""
    return all(one.term is not None and (one.of is None or isinstance(one.of, str)) for one in way.changes)


def _tried(view: CaseView, way: Alternative) -> dict[str, Any]:
    """Changes in words, and as what a form sends to try them."""
    facts = [(None if one.of is None else str(one.of), str(one.term), one.becomes) for one in way.changes]
    said = [view.phrases.forced(FactValue(*one)) for one in facts]
    tried = {view.fact_field(of, term): _written(value) for of, term, value in facts}
    return {"said": said, "try": json.dumps(tried, ensure_ascii=False)}


def _with_owner(text: str, section: str, name: str, office: str) -> str:
    """The text with one person or body more, of which at most the office is said."""
    if office:
        return rewritten(text, (section, name, "role"), office)
    added = rewritten(text, (section, name, "role"), "unknown")
    return rewritten(added, (section, name, "role"), None)


def _pair(text: str) -> tuple[str, str]:
    found = json.loads(text)
    match found:
        case [str() as section, str() as owner] if section in ("people", "bodies", "circumstances"):
            return section, owner
    raise Unchangeable(text)


def _object(text: str) -> dict[str, str]:
    """A JSON object of texts; nothing where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _versions(view: CaseView) -> str:
    """What a memo stands on: the program, the text of the regulation, the text of the case."""
    import hashlib
    from importlib.metadata import version

    regulation = "" if view.regulation is None else repr(sorted(map(repr, view.regulation.means.items())))
    return view.say("version", version("zeren"), hashlib.sha256(regulation.encode()).hexdigest()[:12], view.state.mark[:12])
