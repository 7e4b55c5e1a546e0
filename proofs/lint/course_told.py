"""Courses of dates in words: what happened, what is found by the text, and what would be found were it mended."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.lengths_text import period, within
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.proofs.lint.course import Course

_TIMES = {1: "once", 2: "twice"}
SOMEBODY = Text(zh="某单位", en="a body")


def called(regulation: Regulation, body: str | None) -> Text:
    """A body in the regulation's own words."""
    return regulation.file.bearers.get(body or "", SOMEBODY)


def span(course: Course) -> Text:
    """The days of a course."""
    first, last = course.first.isoformat(), course.last.isoformat()
    return Text(first, first) if first == last else Text(f"{first}至{last}", f"{first} to {last}")


def act(regulation: Regulation, duty: Duty) -> Text:
    """A duty by its name and article."""
    at = regulation.cited(duty.article) if duty.article else None
    return Text(
        f"“{duty.act.zh}”" + (f"（{at.zh}）" if at else ""),
        f"“{duty.act.en}”" + (f" ({at.en})" if at else ""),
    )


def left_undone(regulation: Regulation, course: Course, duty: Duty) -> Text:
    """Nobody of those there ever performs a duty."""
    days, what = span(course), act(regulation, duty)
    if duty.who is not None:
        who = called(regulation, duty.who)
        return Text(f"{days.zh}，{who.zh}一次也没有履行{what.zh}。", f"{days.en}: {what.en} is never performed by {who.en}.")
    named = [called(regulation, body) for body in course.bodies if body in regulation.file.bearers]
    if not named:
        return Text(f"{days.zh}，没有人履行{what.zh}。", f"{days.en}: {what.en} is performed by nobody.")
    zh, en = "、".join(one.zh for one in named), ", ".join(one.en for one in named)
    return Text(
        f"{days.zh}，没有人履行{what.zh}；条文提到的有：{zh}。",
        f"{days.en}: {what.en} is performed by nobody; those whom the text names are: {en}.",
    )


def happened(course: Course, duty: Duty) -> Iterator[Text]:
    """The event on which a duty arises."""
    if course.event is not None and duty.on is not None:
        day = course.event.on.isoformat()
        yield Text(f"{day}，发生了这样的事：{duty.on.zh}。", f"{day}: this happens: {duty.on.en}.")


def mended(regulation: Regulation, course: Course, duty: Duty) -> Text:
    """What would be found, were the duty worded so that it can be missed."""
    how, day = how_often(duty), course.last.isoformat()
    if duty.who is None:
        return Text(f"假如写明“{how.zh}”，到{day}即属未履行。", f"Had it said “{how.en}”, there would be a breach on {day}.")
    who = called(regulation, duty.who)
    return Text(
        f"假如写明“{who.zh}{how.zh}”，{who.zh}到{day}即属未履行。",
        f"Had it said “{who.en}, {how.en}”, there would be a breach by {who.en} on {day}.",
    )


def how_often(duty: Duty) -> Text:
    """A number, a day of the year, or a time limit, in words.

    >>> how_often(Duty(id="a", article="1", act=Text("甲", "a"), at_least=2, per="year")).en
    'at least twice a year'
    """
    if duty.within is not None:
        return Text(f"在{within(duty.within, 'zh')}内完成", f"within {within(duty.within, 'en')}")
    per = duty.per or "year"
    count = duty.at_least or 1
    times = _TIMES.get(count, f"{count} times")
    by_zh, by_en = (f"，最迟{duty.by}", f", by {duty.by}") if duty.by else ("", "")
    return Text(f"每{period(per, 'zh')}至少{count}次{by_zh}", f"at least {times} a {period(per, 'en')}{by_en}")
