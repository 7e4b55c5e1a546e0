"""Which column is which, and which act serves which duty: by the usual headings, or as a mapping file says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from zeren.model.language.faults import nearest
from zeren.model.language.reader import MISSING, read_record
from zeren.model.language.record import Record
from zeren.model.language.regulation import Regulation
from zeren.model.language.source import read_source

FIELDS = ("date", "body", "act", "office", "holder", "to", "period", "reference", "event")
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
        "moment",
        "时刻",
        "发生时间",
        "报送时间",
        "時間",
        "時刻",
        "報告日期",
        "會議日期",
        "發生時間",
        "報送時間",
    ),
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


def load_mapping(file: Path, regulation: Regulation, known: Collection[str] | None = None) -> LogMapping:
    """Load a mapping file; `known` are the bodies that there are, where that is known. Raises `Refused` with every fault."""
    source = read_source(file)
    mapping = read_record(source, LogMapping, source.data)
    if mapping is not MISSING:
        duties = [duty.id for duty in regulation.file.duties] + [filing.id for filing in regulation.file.filings]
        starts = [term.id for term in regulation.terms_of["matter"] if term.kind == "moment"]
        starts += [duty.id for duty in regulation.event_duties]
        for word, name in mapping.events.items():
            if name is not MISSING and name not in starts:
                source.fault(("events", word), f"unknown moment or duty `{name}`", nearest(name, starts))
        for name in mapping.columns:
            if name not in FIELDS:
                source.fault(("columns", name), f"unknown column `{name}`", nearest(name, FIELDS), key=True)
        for act, duty in mapping.acts.items():
            if duty is not MISSING and duty not in duties:
                source.fault(("acts", act), f"unknown duty `{duty}`", nearest(duty, duties))
        for word, body in mapping.bodies.items():
            if known is not None and body is not MISSING and body not in known:
                source.fault(("bodies", word), f"unknown body `{body}`", nearest(body, known))
    source.refuse_if_faulty()
    return mapping


def places(headings: Iterable[object], mapping: LogMapping) -> tuple[dict[str, int], list[str]]:
    """Where each field stands among the headings of a table, and which needed ones are not there."""
    known = [str(one).strip().removeprefix("\ufeff") if one is not None else "" for one in headings]
    lowered = [one.lower() for one in known]
    found: dict[str, int] = {}
    for field in FIELDS:
        if field in mapping.columns:
            if mapping.columns[field] in known:
                found[field] = known.index(mapping.columns[field])
        elif place := [lowered.index(name) for name in HEADINGS[field] if name in lowered]:
            found[field] = place[0]
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
