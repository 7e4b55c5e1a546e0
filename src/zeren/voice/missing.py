"""What zeren does without until it is asked for: libraries of the extras, and what is said where they are missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from zeren.voice.keys import MISSING

EXTRAS: Final = {
    "tables": {"pyarrow": "pyarrow"},
    "pages": {"jinja2": "jinja2", "altair": "altair", "vl_convert": "vl-convert-python"},
    "logs": {"openpyxl": "openpyxl", "python_calamine": "python-calamine", "icalendar": "icalendar"},
    "simulation": {
        "simpy": "simpy",
        "scipy": "scipy",
        "pyarrow": "pyarrow",
        "jinja2": "jinja2",
        "altair": "altair",
        "vl_convert": "vl-convert-python",
    },
    "sheet": {"docx": "python-docx", "reportlab": "reportlab", "jinja2": "jinja2"},
    "desk": {"starlette": "starlette", "uvicorn": "uvicorn", "multipart": "python-multipart", "jinja2": "jinja2"},
    "cluster": {"distributed": "distributed"},
    "ray": {"ray": "ray"},
}  # by extra: what is imported, and what it is called where it is installed from


class Missing(ImportError):
    """Something was asked that needs a library which is not installed; says so in English unless asked for another language."""

    def __init__(self, extra: str, libraries: tuple[str, ...]) -> None:
        self.extra, self.libraries = extra, libraries
        super().__init__(self.text("en"), name=libraries[0])

    def text(self, language: str) -> str:
        """What is missing, and how to install it."""
        return MISSING.say("missing", language, MISSING.say("and", language).join(self.libraries), self.extra)


def require(extra: str, *modules: str) -> None:
    """Go on only where libraries of an extra are installed: those named, or all of it.

    Raises:
        Missing: with what to install.

    >>> require("pages", "jinja2")
    """
    known = EXTRAS[extra]
    if lacking := tuple(known[one] for one in modules or known if not _installed(one)):
        raise Missing(extra, lacking)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # None stands in `sys.modules`, where an import is to fail
        return False
