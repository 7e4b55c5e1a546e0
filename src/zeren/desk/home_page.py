"""The first page: the files of the folder with their state, and a new case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zeren.desk.case_view import CaseView
from zeren.desk.folder import CASE, ORGANISATION, Changed, Outside
from zeren.desk.pages import Pages, language_of
from zeren.encoded import scalar
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, load_organisation


class HomePage:
    """Shows the folder, and starts a case."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.folder = pages, pages.folder

    def show(self, request: Request) -> Response:
        """The folder's files; a case's state follows by itself, so that a folder of any size opens at once."""
        return self._page(request, refused=False)

    def _page(self, request: Request, *, refused: bool) -> Response:
        cases, organisations, root = self.folder.names(CASE), self.folder.names(ORGANISATION), str(self.folder.root)
        known = self.pages.regulations(built_in(), language_of(request))
        return self.pages.show(
            request, "home.html", cases=cases, organisations=organisations, regulations=known, root=root, refused=refused
        )

    def state(self, request: Request) -> Response:
        """Whether one file can be used, and whether its answer is settled and as expected."""
        name = str(request.path_params["name"])
        return self.pages.show(request, "state.html", **self._state(request, name))

    def _state(self, request: Request, name: str) -> dict[str, Any]:
        if name.endswith(ORGANISATION):
            try:
                load_organisation(self.folder.path(name), self.folder.finding(name))
            except Refused as refused:
                return {"key": "refused", "faults": self.pages.within(one.told(language_of(request)) for one in refused.faults[:3])}
            return {"key": "loads", "faults": []}
        view = CaseView(self.folder, self.pages.answers, self.folder.read(name), language_of(request))
        if view.answer is None:
            return {"key": "refused", "faults": list(view.faults[:3])}
        return {"key": "open" if view.is_open else "answered", "faults": []}

    def new(self, request: Request, form: FormData) -> Response:
        """A new case under the name and regulation chosen, of which nothing is said yet."""
        name, regulation = str(form.get("name", "")).strip(), str(form.get("regulation", ""))
        file = f"{name}{CASE}"
        try:
            self.folder.regulation(regulation)
            self.folder.write(file, f"case: {scalar(Path(name).name)}\nregulation: {scalar(regulation)}\n", None)
        except (ValueError, Changed, Outside):
            return self._page(request, refused=True)
        return RedirectResponse(request.url_for("case", name=file).path, status_code=303)
