"""Chains of reports that break before the top, each with a course in which all is in order and nothing reaches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

import msgspec

from zeren.model.language.calendar import calendar_period
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.proofs.lint.course import Course, Done, Setting, Unconfirmed, course, first_day
from zeren.proofs.lint.course_told import act, called, happened, mended, span
from zeren.proofs.lint.finding import Finding, finding
from zeren.proofs.lint.unmissed import countable

_Next = Mapping[str, Set[str]]


def broken_chains(regulation: Regulation) -> Iterator[Finding]:
    """Places where bounded reports come in and none goes on to anybody who could carry them to the top."""
    stated = [
        (index, duty, duty.who, duty.to)
        for index, duty in enumerate(regulation.file.duties)
        if duty.who and duty.to and duty.who != duty.to and duty.norm == "obliged"
    ]
    onward: dict[str, set[str]] = {}
    bounded: dict[str, set[str]] = {}
    for _, duty, who, to in stated:
        onward.setdefault(who, set()).add(to)
        if countable(duty):
            bounded.setdefault(who, set()).add(to)
    tops = set(regulation.file.above) or {to for _, _, _, to in stated if to not in onward}
    for index, duty, who, to in stated:
        if to not in bounded.get(who, ()) or to in tops or to not in onward:
            continue
        reached = _reached(bounded, to)
        if not tops or reached & tops:
            continue
        beyond = onward[to] - bounded.get(to, set())
        if not beyond and any(onward.get(one, set()) - bounded.get(one, set()) for one in reached):
            continue  # it breaks further up, and is found there
        yield _found(regulation, index, duty, to, sorted(beyond), sorted(tops))


def _found(regulation: Regulation, index: int, duty: Duty, to: str, beyond: list[str], tops: list[str]) -> Finding:
    """One broken chain: the report that comes in, where it stops, and to whom nothing with a bound goes on."""
    came, at = regulation.cited(duty.article), called(regulation, to)
    names = [called(regulation, one) for one in beyond or tops]
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    if beyond:
        why_zh = f"{at.zh}向{zh}的报告没有次数或时限"
        why_en = f"{at.en} owes {en} no report with a number or a time limit"
    else:
        why_zh, why_en = f"{at.zh}的报告无论转到哪里都到不了{zh}", f"wherever the reports of {at.en} go, none reaches {en}"
    return finding(
        "chain-breaks",
        regulation.id,
        f"duties.{duty.id}",
        duty.article,
        ("duties", index),
        f"{came.zh}的定期报告到{at.zh}为止：{why_zh}",
        f"what {came.en} brings to {at.en} at fixed intervals need never go further: {why_en}",
        course=_course(regulation, duty, to, (beyond or tops)[0]),
    )


def _reached(nexts: _Next, start: str) -> set[str]:
    """Everybody whom reports that start somewhere can reach."""
    seen, queue = {start}, [start]
    while queue:
        for to in nexts.get(queue.pop(), ()):
            if to not in seen:
                seen.add(to)
                queue.append(to)
    return seen


def _course(regulation: Regulation, duty: Duty, middle: str, top: str) -> Course:
    """The report comes in as often as it must and in time, and is passed on to nobody."""
    replace = msgspec.structs.replace
    lower, first = duty.who or "", first_day(regulation)
    if duty.within is None:
        first = calendar_period(first, duty.per or "year").first
    own = [one for one in regulation.file.duties if (one.who, one.to) == (middle, top) and not countable(one) and one.norm == "obliged"]
    report = own[0] if own else replace(duty, id=f"{duty.id}-onward", who=middle, to=top)
    onward = replace(report, at_least=duty.at_least, per=duty.per, by=duty.by, on=duty.on, within=duty.within, wording=None, filing=None)
    came = replace(duty, filing=None)
    done = tuple(Done(lower, duty.id, first) for _ in range(duty.at_least or 1))
    setting = Setting({lower: middle, middle: top, top: None}, first, lower if duty.within else None, done)
    made = course(regulation, setting, [came, *own], [came, onward])
    missed = {(one.body, one.duty) for one in made.mended if one.missed}
    if made.reached or any(one.status != "met" for one in made.found) or not made.found or missed != {(middle, onward.id)}:
        raise Unconfirmed(f"{regulation.id}, {duty.id}: {made}")
    return replace(made, story=tuple(_told(regulation, made, duty, onward)))


def _told(regulation: Regulation, made: Course, duty: Duty, onward: Duty) -> Iterator[Text]:
    low, mid, high = (called(regulation, one) for one in (duty.who, duty.to, onward.to))
    what, days, day = act(regulation, duty), span(made), made.first.isoformat()
    times_zh, times_en = (f"{len(made.done)}次", f" {len(made.done)} times") if len(made.done) > 1 else ("", "")
    yield from happened(made, duty)
    yield Text(f"{day}，{low.zh}向{mid.zh}{times_zh}履行{what.zh}。", f"{day}: {what.en} is performed{times_en} by {low.en}, for {mid.en}.")
    yield Text(f"{days.zh}，{mid.zh}没有向{high.zh}报告。", f"{days.en}: nothing is reported by {mid.en} to {high.en}.")
    yield Text(
        f"按条文审查：该报告的都已按时履行，而{high.zh}什么也没有收到。",
        f"Judged by the text: every report that is due was made in time, and nothing has reached {high.en}.",
    )
    yield mended(regulation, made, onward)
