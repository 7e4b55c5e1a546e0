"""What is said where a solver gave up, or a condition is beyond it."""

from __future__ import annotations

from zeren.model.solving.undecided import Undecided
from zeren.voice.tongue import in_tongue
from zeren.words import Language

_NOT_DECIDED = {
    "zh": "{place}：未能判定：求解程序在{steps:,}步（{unit}）之内没有得出结论；可用 zeren --limit {unit}={more} 提高上限",
    "en": "{place}: not decided within {steps:,} {unit}; raise it with `zeren --limit {unit}={more}`",
}
_NO_ANSWER = {"zh": "{place}：未能判定：{reason}", "en": "{place}: not decided: {reason}"}

_REASONS_ZH = {
    "calendar months beside a date that is not known": "条件以若干个月计算，而起算日期未知，须写明该日期",
    "a moment that has not come, where it could have": "条件用到的时刻已写明尚未到来，此处却可能已经到来",
    "a count beside an unknown quantity": "条件把人数与未知的数量相比",
    "whole days in a sum of several lengths of time, or before a moment that is not known": (
        "条件把整日与其他时长相加，或者从未知的时刻倒数整日"
    ),
    "whole days compared for equality": "条件要求恰好相隔若干整日",
    "whole days beside a sum": "条件在整日期间之外还有加减",
    "whole days from a moment in a zone of its own": "整日期间的起算时刻未知，而其时区与案情不同",
    "calendar months after a moment that is not known": "条件以若干个月计算，而起算时刻未知，须写明该时刻",
}


def not_decided(place: str, gave_up: Undecided, language: Language) -> str:
    """That a solver gave up, after how many steps of what, and how to allow it more; or that something is beyond solvers."""
    if not gave_up.unit:
        reason = str(gave_up)
        return in_tongue(_NO_ANSWER, language).format(place=place, reason=_REASONS_ZH.get(reason, reason) if language == "zh" else reason)
    return in_tongue(_NOT_DECIDED, language).format(place=place, steps=gave_up.steps, unit=gave_up.unit, more=max(1, gave_up.steps) * 10)
