"""A mapping file to start from, out of a log's own headings and words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

from zeren.logs.events import EVENT_LOGS, read_events
from zeren.logs.files import ending
from zeren.logs.happened import event_words
from zeren.logs.limits import Limits
from zeren.logs.mapping import FIELDS, NEEDED, LogMapping, acts_of, places
from zeren.logs.tables import read_table
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said

MOST_WORDS = 500  # different words for acts that are listed
_HEADING_ROWS = 200


def draft_mapping(file: Path, regulation: Regulation) -> str:
    """The text of a mapping file: which column is taken for which field, and every word for an act with the duty that it means.

    What is a guess stands behind a #: it is for whoever knows the log to say.

    Raises:
        zeren.model.language.faults.Refused: if the log cannot be read.
    """
    headings, words = _found(file)
    found, _ = places(headings, LogMapping())
    shown = [str(one).strip() for one in headings if one is not None and str(one).strip()]
    lines = [
        f"# zeren audit {regulation.id} {file} --mapping THIS-FILE",
        f"# 对照文件：左边是字段，右边是日志中的列名。日志的列：{'、'.join(shown)}",
        f"# left: fields; right: headings of the log. It has: {', '.join(shown)}",
        "columns:",
    ]
    for field in FIELDS:
        if field in found:
            lines.append(f"  {field}: {_quoted(headings[found[field]])}")
        elif field in NEEDED:
            lines.append(f"  # {field}: ?")
    known = acts_of(regulation, LogMapping()) | {word: one.ids[0] for word, one in event_words(regulation, LogMapping()).items() if one.ids}
    lines += [
        "# 左边是日志中的事项，右边是职责（编号或名称皆可）；去掉#即为采用",
        "# left: acts of the log; right: duties, by id or in words",
    ]
    lines.append("acts:")
    for word, many in words.most_common(MOST_WORDS):
        if word in known:
            lines.append(f"  # {_quoted(word)}: {known[word]}   # ×{many}, understood as it stands")
        else:
            near = max(
                acts_of(regulation, LogMapping()) or known,
                key=lambda one: SequenceMatcher(None, one, word, autojunk=False).ratio(),
                default="",
            )
            lines.append(f"  # {_quoted(word)}: {known.get(near, '?')}   # ×{many}, nearest: {near}")
    return "\n".join(lines) + "\n"


def _found(file: Path) -> tuple[Sequence[Any], Counter[str]]:
    """The headings of a log, and how often each word for an act stands in it."""
    limits = Limits()
    if ending(file) in EVENT_LOGS:
        place = FIELDS.index("act")
        return FIELDS, _count(row[place] for number, row in read_events(file, {}, limits) if number)
    best: tuple[int, Sequence[Any], Counter[str]] | None = None
    for _, sheets in read_table(file, limits, lambda row, zh, en: None):
        for sheet in sheets:
            top = list(islice(sheet.rows, _HEADING_ROWS))
            if not top:
                continue
            row = max(range(len(top)), key=lambda at: (len(places(top[at][1], LogMapping())[0]), -at))
            known = places(top[row][1], LogMapping())[0]
            if not known:
                row = next((at for at, (_, cells) in enumerate(top) if sum(cell not in (None, "") for cell in cells) > 2), 0)
            act = known.get("act", -1)
            rows = [*(cells for _, cells in top[row + 1 :]), *(cells for _, cells in sheet.rows)] if act >= 0 else []
            words = _count(cells[act] for cells in rows if act < len(cells))
            if best is None or (len(known), sum(words.values())) > (best[0], sum(best[2].values())):
                best = len(known), top[row][1], words
            elif len(known) == best[0]:
                best[2].update(words)
        break
    if best is None:
        raise Refused([Fault(str(file), 0, 0, said("the log is empty"))])
    return best[1], best[2]


def _count(cells: Iterator[Any]) -> Counter[str]:
    return Counter(word for cell in cells if cell is not None and (word := str(cell).strip()))


def _quoted(word: Any) -> str:
    return json.dumps(str(word).strip(), ensure_ascii=False)
