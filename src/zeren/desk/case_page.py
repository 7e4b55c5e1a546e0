"""The page of one case: facts changed one by one, each change on disk at once, and the answer beside them."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zeren.answering.memo_files import memo_bytes
from zeren.answering.rewriting import Unchangeable
from zeren.desk.case_view import CaseView
from zeren.desk.editing import Edit, json_object
from zeren.desk.folder import CASE, Changed
from zeren.desk.own_changes import OwnChanges
from zeren.desk.pages import Pages, language_of
from zeren.desk.texts import Text
from zeren.model.meaning.explanations import Alternative
from zeren.model.meaning.references import FactValue
from zeren.voice.keys import DESK

SHEETS = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}
MOST_TRIES = 20  # to write a change while others write


class CasePage:
    """Shows a case and takes changes of it."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.folder, self.own = pages, pages.folder, OwnChanges()

    def show(self, request: Request) -> Response:
        """The page as the file stands."""
        return self._page(request, self._view(request))

    def text(self, request: Request) -> Response:
        """The file as its author wrote it, to be changed by hand."""
        return self.pages.show(request, "text.html", view=self._view(request))

    def change(self, request: Request, form: FormData) -> Response:
        """Carry out what a form asks for: changed facts, somebody more or less, the last change undone."""
        name, language, act, page = self._name(request), language_of(request), str(form.get("act", "")), str(form.get("page", ""))[:64]
        state, notes = self.folder.read(name), list[str]()
        edit = self._edit(request, state, form, page)
        try:
            if act == "undo":
                return self._done(request, self.folder.undo(name, str(form.get("seen", ""))), [DESK.say("undone", language)])
            if act.startswith("try:"):
                return self._page(request, self._view(request, edit.tried(json_object(act.removeprefix("try:")))), trial=True)
            edit, state = self._written(request, edit, form, page)
            if edit.lost:
                notes = [DESK.say("conflict", language), *edit.lost]
            elif edit.foreign and edit.asked:
                notes = [DESK.say("merged", language)]
        except Changed as changed:
            state, notes = Text(name, changed.text), [DESK.say("conflict", language)]
        except Unchangeable as where:
            notes = [DESK.say("cannot change", language, where)]
        except PermissionError:
            notes = [DESK.say("read only", language)]
        except OSError as error:
            notes = [DESK.say("cannot write", language, error.strerror or str(error))]
        shown = form.get("from") == "inputs" and act in ("", "save") and not edit.foreign
        return self._done(request, state, notes, page, shown=shown, focus=form.get("from") == "question")

    def _edit(self, request: Request, state: Text, form: FormData, page: str) -> Edit:
        return Edit(state, self._view(request, state).regulation, form, self.own.of(page))

    def _written(self, request: Request, edit: Edit, form: FormData, page: str) -> tuple[Edit, Text]:
        """What a form asks for, in the file; anew where somebody else has written at the same moment. Raises as `Edit.text`."""
        for _ in range(MOST_TRIES):
            text = edit.text()
            try:
                state = self.folder.write(edit.state.name, text, edit.state.mark) if text != edit.state.text else edit.state
            except Changed as changed:
                edit = self._edit(request, Text(edit.state.name, changed.text), form, page)
                continue
            self.own.add(page, edit.written)
            return edit, state
        raise Changed(edit.state.text)

    def question(self, request: Request) -> Response:
        """The next best question, as a piece of the page."""
        view = self._view(request)
        control = None
        if view.is_open:
            following = getattr(view.asked("find out").answer.find_out, "next", None)
            if following is not None and getattr(following, "term", None) and not getattr(following, "reading", None):
                control = view.control(following.of, following.term)
        focus = request.query_params.get("focus") == "1"
        return self.pages.piece(request, "question.html", view=view, control=control, focus=focus)

    def changes(self, request: Request) -> Response:
        """What would change each outcome, each with a button that tries it, as a piece of the page."""
        view = self._view(request)
        found: list[dict[str, Any]] = []
        if view.answer is not None:
            for name, bearer in view.asked("what if").answer.bearers.items():
                for one in bearer.what_if or () if isinstance(bearer.what_if, tuple) else ():
                    found += [{"name": name, **_tried(view, way)} for way in one.alternatives if _statable(way)]
        return self.pages.piece(request, "changes.html", view=view, changes=found)

    def whole(self, request: Request) -> Response:
        """The answer as the command tells it, as a piece of the page."""
        view, language = self._view(request), language_of(request)
        told = "\n".join(view.faults) if view.answer is None else view.asked("whole").text(language)
        return self.pages.piece(request, "whole.html", told=told)

    def memo(self, request: Request) -> Response:
        """The answer as a sheet: a page for print, or a Word document or PDF to keep."""
        view, suffix = self._view(request), request.query_params.get("as", "")
        if view.answer is None:
            return self.pages.fault(request, view.faults)
        sheet = view.sheet()
        if suffix not in SHEETS:
            return self.pages.show(request, "memo.html", view=view, memo=sheet)
        name = quote(f"{PurePosixPath(view.name).name.removesuffix(CASE)}.{suffix}")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(memo_bytes(sheet, f".{suffix}"), media_type=SHEETS[suffix], headers=headers)

    # steps ------------------------------------------------------------------------------------------------

    def _name(self, request: Request) -> str:
        return str(request.path_params["name"])

    def _view(self, request: Request, state: Text | None = None) -> CaseView:
        return CaseView(self.folder, self.pages.answers, state or self.folder.read(self._name(request)), language_of(request))

    def _page(self, request: Request, view: CaseView, notes: list[str] | None = None, page: str = "", **how: bool) -> HTMLResponse:
        """The whole page; for a page that has everything else already, all that a change of facts may change."""
        how = {"trial": False, "focus": False, "shown": False, **how}
        template = "case.html"
        if request.headers.get("hx-request"):
            template = "changed.html" if how["shown"] and view.case is not None else "case_parts.html"
        states = len(self.folder.states(view.name))
        page = page if template == "changed.html" and page else token_hex(8)  # what is shown anew has changed nothing yet
        return self.pages.show(request, template, view=view, notes=notes or [], states=states, page=page, **how)

    def _done(self, request: Request, state: Text, notes: list[str], page: str = "", **how: bool) -> Response:
        if not request.headers.get("hx-request") and not notes:
            return RedirectResponse(request.url.path, status_code=303)
        return self._page(request, self._view(request, state), notes, page, **how)


def _statable(way: Alternative) -> bool:
    """Whether a case file can state every change, of whoever it lists."""
    return all(one.term is not None and (one.of is None or isinstance(one.of, str)) for one in way.changes)


def _tried(view: CaseView, way: Alternative) -> dict[str, Any]:
    """Changes in words, and as what a form sends to try them."""
    assert view.answer is not None
    facts = [(None if one.of is None else str(one.of), str(one.term), one.becomes) for one in way.changes]
    said = [view.answer.phrases.forced(FactValue(*one)) for one in facts]
    tried = {view.fact_field(of, term): _written(value) for of, term, value in facts}
    return {"said": said, "try": json.dumps(tried, ensure_ascii=False)}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
