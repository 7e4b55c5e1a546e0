"""Lengths of time in words."""

from __future__ import annotations

from zeren.model.language.statements import Span

Language = str

_UNITS = {
    "minutes": ("分钟", "minutes"),
    "hours": ("小时", "hours"),
    "days": ("日", "days"),
    "weeks": ("周", "weeks"),
    "months": ("个月", "months"),
    "working_days": ("个工作日", "working days"),
}
_PERIODS: dict[Span, tuple[str, str]] = {
    "week": ("周", "week"),
    "month": ("月", "month"),
    "quarter": ("季度", "quarter"),
    "half_year": ("半年", "half-year"),
    "year": ("年", "year"),
}


def period(span: Span, language: Language) -> str:
    """A period in words.

    >>> period("half_year", "en"), period("half_year", "zh")
    ('half-year', '半年')
    """
    return _PERIODS[span][0 if language == "zh" else 1]


def is_length(text: str) -> bool:
    """Whether a text is a length of time as files write it.

    >>> is_length("days(7)"), is_length("seven")
    (True, False)
    """
    unit, _, amount = text.partition("(")
    return unit in _UNITS and amount.removesuffix(")").isdigit()


def within(text: str, language: Language) -> str:
    """A time limit as in a regulation's file, in words.

    >>> within("hours(24)", "en"), within("months(1)", "en"), within("days(3)", "zh")
    ('24 hours', '1 month', '3日')
    """
    unit, _, amount = text.strip().rstrip(")").partition("(")
    amount = amount.strip()
    if language == "zh":
        return f"{amount}{_UNITS[unit][0]}"
    return f"{amount} {_UNITS[unit][1].removesuffix('s') if amount == '1' else _UNITS[unit][1]}"


def length(minutes: int, language: Language) -> str:
    """A length of time in hours and minutes.

    >>> length(420, "en"), length(95, "zh")
    ('7 h', '1小时35分')
    """
    hours, rest = divmod(minutes, 60)
    units = ("小时", "分") if language == "zh" else (" h", " min")
    parts = [f"{number}{unit}" for number, unit in zip((hours, rest), units, strict=True) if number] or [f"0{units[1]}"]
    return ("" if language == "zh" else " ").join(parts)
