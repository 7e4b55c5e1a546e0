"""What an audit of a log found, in the parts that a page shows, with the list and the workbook to keep."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import msgspec

from zeren.desk.folder import Folder
from zeren.desk.runs import Tell, Told
from zeren.desk.texts import Text, regulation_in
from zeren.model.language.load import load_organisation
from zeren.voice.catalogue import languages
from zeren.words import Language

MOST_LINES = 5_000  # of the preview; the workbook has every row


class Sent(msgspec.Struct, frozen=True):
    """A log that was sent, and what it is to be put beside: an organisation of the folder, or nothing."""

    name: str
    data: bytes
    regulation: Text
    root: str
    organisation: str
    to: str


def log_audited(tell: Tell, sent: Sent) -> Told:
    """The audit of a log, in each language."""
    import zeren

    folder = Folder(Path(sent.root), read_only=True)
    own = load_organisation(folder.path(sent.organisation), folder.finding(sent.organisation)) if sent.organisation else None
    with tempfile.TemporaryDirectory() as place, chdir(place):  # where a file is called by its name alone
        file = Path(sent.name)
        file.write_bytes(sent.data)
        found = zeren.audit(regulation_in(sent.regulation), file, organisation=own, to=sent.to or None)

        def in_language(language: Language) -> dict[str, Any]:
            from zeren.auditing.page import HEADS, holes
            from zeren.auditing.text import AuditText

            words = AuditText(found.regulation, found.audit, language, own)
            preview = found.preview(language).splitlines()
            return {
                "text": found.text(language),
                "title": words.title,
                "observed": words.say("observed", *found.audit.observed, f"{found.audit.rows:,}", f"{found.audit.counted:,}"),
                "summary": [*words.caveats(), *words.summary()],
                "sound": found.sound,
                "not_counted": [words.say("not counted", f"{found.audit.not_counted:,}"), *words.reasons(counted=False)]
                if found.audit.not_counted
                else [],
                "by_office": list(_by_office(words)),
                "heads": [words.say(one) for one in HEADS[1:8]],
                "holes": [list(map(str, one)) for one in holes(words)],
                "preview": preview[:MOST_LINES],
                "left": max(0, len(preview) - MOST_LINES),
                "disclaimer": words.say("disclaimer"),
                "files": {"html": found.page(language).encode(), "xlsx": found.workbook(language)},
            }

        return {language: in_language(language) for language in languages()}


def _by_office(words: Any) -> Iterator[tuple[str, str, int]]:
    """How many holes each office answers for, by the duty with its article."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in words.found.holes:
        counted[words.office(one), words.duty(one.duty, one.article)] += 1
    for late in words.filing_holes:
        counted[words.office(late), words.duty(late.filing, late.article)] += 1
    for (office, duty), many in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        yield office, duty, many
