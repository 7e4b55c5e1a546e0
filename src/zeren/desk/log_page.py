"""The page that takes a log, and gives a workbook in which one can be kept."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zeren.auditing.template import template
from zeren.desk.folder import ORGANISATION, Outside
from zeren.desk.log_run import Sent, log_audited
from zeren.desk.pages import Pages, language_of
from zeren.desk.run_page import XLSX, RunPage
from zeren.model.language.load import built_in, load_organisation
from zeren.voice.catalogue import languages

LOGS = (".csv", ".xlsx", ".xls", ".ods", ".parquet", ".arrow", ".xes", ".json", ".jsonocel", ".xml", ".sqlite", ".gz")


class LogPage:
    """Asks for a log, and starts its audit."""

    def __init__(self, pages: Pages, runs: RunPage) -> None:
        self.pages, self.folder, self.runs = pages, pages.folder, runs

    def show(self, request: Request) -> Response:
        """The form."""
        known = [one for one in built_in() if self.folder.regulation(one).file.duties or self.folder.regulation(one).file.filings]
        return self.pages.show(
            request, "log.html", known=self.pages.regulations(known, language_of(request)), names=self.folder.names(ORGANISATION)
        )

    def audit(self, request: Request, form: FormData, data: bytes) -> Response:
        """Begin the audit of what was sent."""
        upload, organisation = form.get("log"), str(form.get("organisation", ""))
        if organisation and organisation not in self.folder.names(ORGANISATION):
            raise Outside(organisation)
        name = _plain(upload.filename or "") if isinstance(upload, UploadFile) else ""
        regulation = self.folder.rules(str(form.get("regulation", "")))
        sent = Sent(name or "log.csv", data, regulation, str(self.folder.root), organisation, str(form.get("to", "")).strip())
        return self.runs.start(request, dict.fromkeys(languages(), sent.name), "log", log_audited, sent)

    def template(self, request: Request) -> Response:
        """A workbook with the columns of a log, and lists to choose from."""
        regulation = self.folder.regulation(request.query_params.get("regulation", ""))
        name, own = request.query_params.get("organisation", ""), None
        if name:
            own = load_organisation(self.folder.path(name), self.folder.finding(name))
        headers = {"content-disposition": f'attachment; filename="{regulation.id}-log.xlsx"'}
        return Response(template(regulation, own, language_of(request)), media_type=XLSX, headers=headers)


def _plain(name: str) -> str:
    """The name of a file that was sent, without a path and without signs that a system could stumble over.

    >>> _plain("../../2025 年台账.xlsx"), _plain("a.exe")
    ('2025 年台账.xlsx', 'a.exe.csv')
    """
    name = re.sub(r"[^\w .()-]", "_", PurePosixPath(name.replace("\\", "/")).name).lstrip(".")[-80:]
    return name if name.lower().endswith(LOGS) or not name else f"{name}.csv"
