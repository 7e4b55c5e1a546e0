"""Which column is which, and which act serves which duty: by the usual headings, or as a mapping file says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from zeren.model.language.faults import nearest
from zeren.model.language.reader import MISSING, read_record
from zeren.model.language.record import Record
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source, read_source

FIELDS = ("date", "body", "act", "office", "holder", "to", "period", "reference", "event", "moment")
NEEDED = ("date", "body", "act")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": (
        "date",
        "日期",
        "时间",
        "履行日期",
        "完成日期",
        "开展日期",
        "报告日期",
        "会议日期",
        "時間",
        "報告日期",
        "會議日期",
    ),
    "moment": ("moment", "timestamp", "时刻", "发生时间", "报送时间", "時刻", "發生時間", "報送時間"),
    "body": ("body", "组织", "单位", "组织名称", "单位名称", "党组织", "党组织名称", "組織", "單位", "組織名稱", "單位名稱"),
    "act": ("act", "duty", "事项", "工作事项", "任务", "工作内容", "履行事项", "事項", "工作事項", "任務", "工作內容", "履行事項"),
    "office": ("office", "职务", "岗位", "職務", "崗位"),
    "holder": ("holder", "姓名", "责任人", "负责人", "責任人", "負責人"),
    "to": ("to", "报告对象", "对象", "接收单位", "報告對象", "對象", "接收單位"),
    "period": ("period", "期间", "所属期间", "所属期", "周期", "期間", "所屬期間", "所屬期", "週期"),
    "reference": ("reference", "编号", "文号", "记录编号", "凭证号", "編號", "文號", "記錄編號", "憑證號"),
    "event": ("event", "incident", "事件", "事件编号", "事故编号", "事件号", "事件編號", "事故編號", "事件號"),
}


class LogMapping(Record, frozen=True):
    """A mapping file: the heading of each column, the duty or filing that each act serves, and the body that each name means.

    `events` says of a word which moment of the matter it tells, or which duty it starts.
    """

    columns: dict[str, str] = {}
    acts: dict[str, str] = {}
    events: dict[str, str] = {}
    bodies: dict[str, str] = {}


PARTS = {"列": "columns", "栏目": "columns", "事项": "acts", "事件": "events", "组织": "bodies", "单位": "bodies"}  # other words for keys


def load_mapping(file: Path, regulation: Regulation, known: Collection[str] | None = None) -> LogMapping:
    """Load a mapping file, whose keys, fields, duties and moments may be named by id or in words of either language.

    Args:
        known: the bodies that there are, where that is known.

    Raises:
        zeren.model.language.faults.Refused: with every fault.
    """
    source = read_source(file)
    if isinstance(source.data, dict):
        for word in [one for one in source.data if PARTS.get(one) and PARTS[one] not in source.data]:
            source.rename((word,), PARTS[word])
    mapping = read_record(source, LogMapping, source.data)
    if mapping is MISSING:
        source.refuse_if_faulty()
    columns: dict[str, str] = {}
    for name, heading in mapping.columns.items():
        if field := _field(name):
            columns[field] = heading
        else:
            source.fault(("columns", name), said("unknown column", name), nearest(name, FIELDS), key=True)
    duties = {one.id: (one.act.zh, one.act.en) for one in regulation.file.filings}
    duties |= {one.id: (one.act.zh, one.act.en) for one in regulation.file.duties}
    acts = {word: _meant(source, ("acts", word), "duty", name, duties) for word, name in mapping.acts.items()}
    starts = {one.id: (one.text.zh, one.text.en) for one in regulation.terms_of["matter"] if one.kind == "moment"}
    starts |= {one.id: (one.act.zh, one.act.en, *((one.on.zh, one.on.en) if one.on is not None else ())) for one in regulation.event_duties}
    events = {word: _meant(source, ("events", word), "moment or duty", name, starts) for word, name in mapping.events.items()}
    for word, body in mapping.bodies.items():
        if known is not None and body is not MISSING and body not in known:
            source.fault(("bodies", word), said("unknown body", body), nearest(body, known))
    source.refuse_if_faulty()
    return LogMapping(columns, acts, events, mapping.bodies)


def _field(name: str) -> str:
    """The field that a word stands for: its own name, or one of its usual headings."""
    lowered = name.strip().lower()
    return next((field for field in FIELDS if lowered == field or lowered in HEADINGS[field]), "")


def _meant(source: Source, path: tuple[str, str], what: str, name: str, known: Mapping[str, Collection[str]]) -> str:
    """The id that is meant by an id, or by words of either language for one thing only."""
    if name is MISSING or name in known:
        return name
    found = [id_ for id_, words in known.items() if name in words]
    if len(found) == 1:
        return found[0]
    if found:
        source.fault(path, said("means several things", name), "expected one of " + ", ".join(f"`{one}`" for one in found))
    else:
        source.fault(path, said("unknown what", what, name), nearest(name, [*known, *(word for words in known.values() for word in words)]))
    return name


def places(headings: Iterable[object], mapping: LogMapping) -> tuple[dict[str, int], list[str]]:
    """Where each field stands among the headings of a table, and which needed ones are not there; a moment does for a date."""
    known = [str(one).strip().removeprefix("\ufeff") if one is not None else "" for one in headings]
    lowered = [one.lower() for one in known]
    found: dict[str, int] = {}
    for field in FIELDS:
        if field in mapping.columns:
            if mapping.columns[field] in known:
                found[field] = known.index(mapping.columns[field])
        elif place := [lowered.index(name) for name in HEADINGS[field] if name in lowered]:
            found[field] = place[0]
    if "date" not in found and "moment" in found and "date" not in mapping.columns:
        found["date"] = found.pop("moment")
    return found, [field for field in NEEDED if field not in found]


def acts_of(regulation: Regulation, mapping: LogMapping) -> dict[str, str]:
    """The recurring duty that each word for an act means: the mapping's words, otherwise a duty's id or its act in zh or en."""
    words: dict[str, str] = {}
    recurring = {duty.id for duty in regulation.file.duties if duty.within is None and duty.filing is None}
    for duty in regulation.file.duties:
        if duty.id not in recurring:
            continue
        for word in (duty.id, duty.act.zh, duty.act.en):
            words[word] = "" if word in words and words[word] != duty.id else duty.id  # a word for two duties means neither
    return {word: duty for word, duty in words.items() if duty} | {word: duty for word, duty in mapping.acts.items() if duty in recurring}
