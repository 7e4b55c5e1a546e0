"""The page that lets an organisation of the folder live under its rules."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zeren.desk.folder import ORGANISATION
from zeren.desk.long_runs import Experiment, simulated
from zeren.desk.pages import Pages, language_of
from zeren.desk.run_page import RunPage
from zeren.voice.catalogue import languages
from zeren.voice.keys import DESK, DeskKey

MOST_REPLICATIONS = 10_000
PRECISIONS = {"": None, "0.1": 0.1, "0.05": 0.05, "0.02": 0.02}


class SimulationPage:
    """Asks what is to be lived, and starts it."""

    def __init__(self, pages: Pages, runs: RunPage) -> None:
        self.pages, self.folder, self.runs = pages, pages.folder, runs

    def show(self, request: Request) -> Response:
        """The form."""
        return self._form(request, dict(request.query_params), [])

    def run(self, request: Request, form: FormData) -> Response:
        """Begin what the form asks for, or say what is wrong with it."""
        given = {key: value.strip() for key, value in form.items() if isinstance(value, str)}
        language, names = language_of(request), self.folder.names(ORGANISATION)
        years, replications, seed = (
            _number(given.get(key, ""), usual) for key, usual in (("years", None), ("replications", 30), ("seed", 1))
        )
        checks: tuple[tuple[DeskKey, bool], ...] = (
            ("choose organisation", given.get("organisation") not in names or given.get("against", "") not in ("", *names)),
            ("wrong years", years is not None and not 1 <= years <= 1000),
            ("wrong replications", replications is None or not 1 <= replications <= MOST_REPLICATIONS),
            ("wrong seed", seed is None or not 0 <= seed < 2**63),
            ("wrong precision", given.get("precision", "") not in PRECISIONS),
        )
        wrong = [DESK.say(key, language) for key, is_wrong in checks if is_wrong]
        if wrong or replications is None or seed is None:
            return self._form(request, given, wrong)
        asked = Experiment(
            root=str(self.folder.root),
            organisation=given["organisation"],
            against=given.get("against", ""),
            years=years,
            replications=replications,
            precision=PRECISIONS[given.get("precision", "")],
            seed=seed,
        )
        names = [one for one in (asked.organisation, asked.against) if one]
        title = " · ".join(one.removesuffix(ORGANISATION) for one in names)
        return self.runs.start(request, dict.fromkeys(languages(), title), "simulation", simulated, asked)

    def _form(self, request: Request, given: dict[str, str], faults: list[str]) -> Response:
        names = self.folder.names(ORGANISATION)
        return self.pages.show(request, "simulation.html", names=names, given=given, faults=faults, precisions=PRECISIONS)


def _number(text: str, usual: int | None) -> int | None:
    """A whole number; the usual one where nothing is said, and one that nobody can want where it is none."""
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
