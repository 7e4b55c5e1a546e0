"""An audit for people: on the terminal, and as a printable list for putting things right (整改清单)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from zeren.model.language.lengths_text import within
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.named import Names

if TYPE_CHECKING:
    from zeren.auditing.events import FilingCovered, FilingHole, Near
    from zeren.auditing.examine import Audit, Covered, HoleFound
    from zeren.words import Language

MOST_UNREAD = 50  # rows shown one by one on the terminal; JSON has all of them

_WORDS = {
    "title": ("{}：记录核对", "{}: the log against the duties"),
    "list": ("整改清单", "List for putting things right"),
    "observed": ("核对区间{}至{}，共{}行，计入{}行", "from {} to {}; {} rows, {} counted"),
    "outside": ("另有{}行在区间之外", "{} rows lie outside these days"),
    "encoding": (
        "日志不是UTF-8编码，按{}读取；如有乱码，请另存为UTF-8编码的CSV",
        "the log is not in UTF-8 and was read as {}; where words look wrong, save it as CSV in UTF-8",
    ),
    "covered": ("覆盖情况", "Coverage"),
    "periods": (
        "已见记录{}期，迟于期限{}期，未见记录{}期，不能评定{}期",
        "periods: {} with records in time, {} late, {} with no record found, {} not assessable",
    ),
    "days": ("覆盖{}天，未覆盖{}天", "{} days covered, {} not"),
    "gap": ("最长间隔{}天", "longest gap {} days"),
    "open_gap": ("距最近一次已{}天以上", "at least {} days since the last"),
    "next": ("下次期限{}", "next due {}"),
    "holes": ("未见记录之处", "Where no record was found"),
    "no holes": ("没有发现空缺。", "No hole was found."),
    "no_record": ("未见记录", "no record found"),
    "late": ("记录迟于期限", "recorded after the last day"),
    "late filing": ("记录迟于时限", "recorded after the limit"),
    "uncovered": ("未覆盖", "not covered"),
    "of": ("应有{}次，见{}次", "{} needed, {} found"),
    "before": ("前一条：第{}行，{}", "before: row {}, {}"),
    "after": ("后一条：第{}行，{}", "after: row {}, {}"),
    "no before": ("此前无记录", "no row before"),
    "no after": ("此后无记录", "no row after"),
    "answers": ("责任岗位：{}", "answers: {}"),
    "vacant": ("当日无人任职", "nobody held the office on that day"),
    "not named": ("条文未写明", "not named by the text"),
    "events": ("事件之后的报送（{}起事件；时区{}，节假日{}）", "What events asked for ({} events; times in {}, days off: {})"),
    "weekends": ("仅周末", "weekends only"),
    "in time": ("按时{}件", "{} in time"),
    "filed late": ("迟于时限{}件", "{} late"),
    "none found": ("未见记录{}件", "{} with no record found"),
    "not assessable": ("不能评定{}件", "{} not assessable"),
    "not started": ("未起算{}件", "{} not started"),
    "own limit": ("自定时限{}，条文没有写明", "its own limit of {}; the text names none"),
    "event": ("事件{}（第{}行）", "event {} (row {})"),
    "until": ("法定最晚时限{}", "outer legal limit {}"),
    "own until": ("自定时限至{}", "own limit until {}"),
    "elapsed": ("按实际经过的时间{}", "{} by elapsed time"),
    "filed": ("报送于{}", "sent {}"),
    "next moment": ("下次时限{}", "next due {}"),
    "field fact": ("事实", "fact"),
    "ages": ("信息时效", "Age of information"),
    "age": ("{}：最陈旧时{}天，期末{}天", "{}: {} days at its oldest, {} on the last day"),
    "never": ("{}：没有信息到达", "{}: nothing arrived"),
    "unread": ("未计入或存疑的行", "Rows not counted, or counted with a doubt"),
    "row": ("第{}行，{}：{}", "row {}, {}: {}"),
    "field date": ("日期", "date"),
    "field body": ("组织", "body"),
    "field act": ("事项", "act"),
    "field period": ("期间", "period"),
    "field row": ("整行", "whole row"),
    "more": ("……另有{}行，见JSON输出", "… and {} more, all in the JSON output"),
    "disclaimer": ("未见记录不等于没有做。本结果不是法律意见。", "No record found does not mean not done. This is not legal advice."),
    "number": ("序号", "No."),
    "body": ("组织", "body"),
    "act": ("事项", "duty"),
    "period": ("期间", "period"),
    "last": ("截止日", "last day"),
    "state": ("情况", "found"),
    "near": ("前后记录", "nearest rows"),
    "office": ("责任岗位", "office"),
    "measure": ("整改措施", "measure"),
    "by": ("完成时限", "by"),
    "signed": ("签字", "signed"),
}


class AuditText:
    """One audit in one language."""

    def __init__(self, regulation: Regulation, found: Audit, language: Language, organisation: Organisation | None = None) -> None:
        self.regulation, self.found, self.language, self.names = regulation, found, language, Names(organisation, language)
        self.acts = {one.id: one.act.in_(language) for one in (*regulation.file.duties, *regulation.asked)}
        tenure = regulation.file.tenure
        options = regulation.terms[tenure.office].options if tenure is not None else {}
        self.offices = {**options, **regulation.file.bearers}

    def say(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1].format(*values)

    @property
    def title(self) -> str:
        """The rules, after the organisation where it has a title."""
        rules = self.regulation.file.title.in_(self.language)
        return f"{self.names.title} · {rules}" if self.names.titled else rules

    def lines(self) -> Iterator[str]:
        """The audit as lines for a terminal."""
        found = self.found
        yield self.say("title", self.title)
        yield self.say("observed", *found.observed, f"{found.rows:,}", f"{found.counted:,}")
        if found.outside:
            yield self.say("outside", f"{found.outside:,}")
        if isinstance(found.encoding, str):
            yield self.say("encoding", found.encoding)
        if found.covered or not found.events:
            yield from ("", self.say("covered"))
        for one in found.covered:
            yield f"  {self.names.body(one.body)}  {self.duty(one.duty, one.article)}"
            yield f"    {self.coverage(one)}"
        if found.events is not None:
            yield from ("", self.say("events", found.events.events, found.events.zone, self.days_off(found.events.holidays)))
            for filing in found.events.covered:
                yield f"  {self.names.body(filing.body)}  {self.duty(filing.filing, filing.article)}"
                yield f"    {self.filings(filing)}"
        yield from ("", self.say("holes") if found.holes or self.filing_holes else self.say("no holes"))
        for hole in found.holes:
            yield f"  {self.names.body(hole.body)}  {self.duty(hole.duty, hole.article)}  {hole.period}"
            yield f"    {self.state(hole)}; {self.say('last')} {hole.last}; {self.near(hole)}; {self.say('answers', self.office(hole))}"
        for filing_hole in self.filing_holes:
            yield f"  {self.names.body(filing_hole.body)}  {self.duty(filing_hole.filing, filing_hole.article)}  {self.event(filing_hole)}"
            yield f"    {self.filing_state(filing_hole)}; {self.near(filing_hole)}; {self.say('answers', self.office(filing_hole))}"
        if found.ages:
            yield from ("", self.say("ages"))
            for age in found.ages:
                chain = " → ".join(map(self.names.body, age.bodies))
                yield f"  {self.say('never', chain) if age.peak_days is None else self.say('age', chain, age.peak_days, age.last_days)}"
        if found.unread:
            yield from ("", self.say("unread"))
            for row in found.unread[:MOST_UNREAD]:
                yield f"  {self.say('row', row.row, self.say(f'field {row.field}'), row.problem.in_(self.language))}"
            if len(found.unread) > MOST_UNREAD:
                yield f"  {self.say('more', len(found.unread) - MOST_UNREAD)}"
        yield from ("", self.say("disclaimer"))

    def duty(self, duty: str, article: str) -> str:
        return f"{self.acts.get(duty, duty)} ({self.regulation.cited(article).in_(self.language)})"

    def coverage(self, one: Covered) -> str:
        days = one.covered_days + one.uncovered_days
        parts = [
            self.say("days", one.covered_days, one.uncovered_days)
            if days
            else self.say("periods", one.met, one.late, one.no_record, one.not_assessable)
        ]
        parts += [self.say("gap", one.longest_gap_days)] if one.longest_gap_days is not None else []
        parts += [self.say("open_gap", one.open_gap_days), self.say("next", one.next_due)] if one.next_due else []
        return ("；" if self.language == "zh" else "; ").join(parts)

    @property
    def filing_holes(self) -> tuple[FilingHole, ...]:
        return self.found.events.holes if self.found.events is not None else ()

    def days_off(self, holidays: str) -> str:
        return self.say("weekends") if holidays == "none" else holidays

    def filings(self, one: FilingCovered) -> str:
        """How far one filing is covered, in a line."""
        counts = (one.met, one.late, one.no_record, one.not_assessable, one.not_started)
        words = ("in time", "filed late", "none found", "not assessable", "not started")
        parts = [self.say(word, number) for word, number in zip(words, counts, strict=True) if number]
        parts += [self.say("next moment", self.moment(one.next_due))] if one.next_due is not None else []
        parts += [self.say("own limit", within(one.own_limit, self.language))] if one.own_limit is not None else []
        return ("；" if self.language == "zh" else "; ").join(parts)

    def event(self, hole: FilingHole) -> str:
        return self.say("event", hole.event, hole.event_row)

    def filing_state(self, hole: FilingHole) -> str:
        """What is lacking after an event, and since when."""
        parts = [self.say("late filing" if hole.status == "late" else "no_record"), self.until(hole)]
        parts += [self.say("filed", self.moment(hole.sent))] if hole.sent is not None else []
        return "; ".join(parts)

    def until(self, hole: FilingHole) -> str:
        """The limit, and the one by elapsed time where it is another."""
        said = self.say("until" if hole.own_limit is None else "own until", self.moment(hole.due))
        return said if hole.strict == hole.due else f"{said} ({self.say('elapsed', self.moment(hole.strict))})"

    def moment(self, one: dt.datetime) -> str:
        """Local time and UTC; midnight is the end of the day before, as is its last microsecond."""
        one += dt.timedelta(microseconds=one.microsecond == 999_999)
        local = f"{one:%Y-%m-%d %H:%M}" if one.time() != dt.time() else f"{one.date() - dt.timedelta(days=1)} 24:00"
        return f"{local} ({one.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC)"

    def state(self, hole: HoleFound) -> str:
        return f"{self.say(hole.status)} ({self.say('of', hole.needed, hole.found)})"

    def near(self, hole: HoleFound | FilingHole) -> str:
        def shown(key: str, one: Near | None) -> str:
            return self.say(key, one.row, one.on) if one is not None else self.say(f"no {key}")

        return f"{shown('before', hole.before)}; {shown('after', hole.after)}"

    def office(self, hole: HoleFound | FilingHole) -> str:
        name = self.names.of(hole.office) or self.say("not named")
        if name == hole.office and name in self.offices:
            name = self.offices[name].in_(self.language)
        if hole.holder is None:
            return f"{name} ({self.say('vacant')})"
        return f"{name} ({hole.holder})" if isinstance(hole.holder, str) else name

    def page(self) -> str:
        """The list for putting things right: one self-contained HTML page that prints on paper."""
        found = self.found
        heads = ("number", "body", "act", "period", "last", "state", "near", "office", "measure", "by", "signed")
        rows = []
        for number, hole in enumerate(found.holes, start=1):
            cells = [number, self.names.body(hole.body), self.duty(hole.duty, hole.article), hole.period, hole.last]
            cells += [self.state(hole), self.near(hole), self.office(hole), "", "", ""]
            rows.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>")
        for number, late in enumerate(self.filing_holes, start=len(found.holes) + 1):
            cells = [number, self.names.body(late.body), self.duty(late.filing, late.article), self.event(late), self.moment(late.due)]
            cells += [self.filing_state(late), self.near(late), self.office(late), "", "", ""]
            rows.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>")
        body = "\n".join(rows) if rows else f'<tr><td colspan="{len(heads)}">{escape(self.say("no holes"))}</td></tr>'
        observed = self.say("observed", *found.observed, f"{found.rows:,}", f"{found.counted:,}")
        return _PAGE.format(
            language="zh-CN" if self.language == "zh" else "en",
            heading=escape(self.say("list")),
            title=escape(self.title),
            observed=escape(observed),
            heads="".join(f"<th>{escape(self.say(head))}</th>" for head in heads),
            rows=body,
            note=escape(self.say("disclaimer")),
        )


_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{heading}</title>
<style>
@page {{ size: A4 landscape; margin: 12mm }}
body {{ font: 10.5pt/1.4 serif; margin: 1em }}
h1 {{ font-size: 16pt; text-align: center; margin: 0 0 .3em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #444; padding: .3em; vertical-align: top }}
th:nth-last-child(-n+3) {{ min-width: 6em }}
thead {{ display: table-header-group }}
tr {{ break-inside: avoid }}
</style></head><body>
<h1>{heading}</h1>
<p>{title}<br>{observed}</p>
<table><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table>
<p>{note}</p>
</body></html>
"""
