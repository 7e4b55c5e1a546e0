"""How provisions are cited: as the regulation says, and otherwise by article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.model.language.terms import Text
from zeren.voice.tongue import in_tongue

_ITEM = re.compile(r"(\d+)\((\d+)\)")
_DIGITS = "零一二三四五六七八九"
_LIST = {"zh": "、", "en": ", "}


def cited(articles: Sequence[str], language: str, how: Text | None = None) -> str:
    """Articles as people cite them; `how` is the regulation's own way, with `{}` for the number.

    >>> cited(["10(3)"], "zh"), cited(["5", "20"], "en")
    ('第十条第（三）项', 'articles 5 and 20')
    >>> cited(["SPC 16(3)", "85"], "zh")
    '第八十五条、SPC 16(3)'
    >>> cited(["719(a)"], "en", Text(zh="第{}条", en="section {}"))
    'section 719(a)'
    >>> cited([], "en")
    'the text'
    """
    if not articles:
        return "条文" if language == "zh" else "the text"
    own = [one for one in articles if not one[:1].isdigit()]  # of another act, and named with it
    if own:
        rest = [one for one in articles if one not in own]
        return in_tongue(_LIST, language).join([*([cited(rest, language, how)] if rest else []), *own])
    if how is not None:
        return in_tongue(_LIST, language).join(how.in_(language).format(one) for one in articles)
    if language == "zh":
        return "、".join(map(_chinese, articles))
    if len(articles) == 1:
        return f"article {articles[0]}"
    return f"articles {', '.join(articles[:-1])} and {articles[-1]}"


def _chinese(article: str) -> str:
    """An article, or an item of one, as Chinese texts cite themselves."""
    if item := _ITEM.fullmatch(article):
        return f"第{numeral(int(item[1]))}条第（{numeral(int(item[2]))}）项"
    return f"第{numeral(int(article)) if article.isdecimal() and len(article) < 5 else article}条"


def numeral(number: int) -> str:
    """A number below ten thousand in Chinese.

    >>> numeral(10), numeral(19), numeral(20), numeral(105), numeral(1260)
    ('十', '十九', '二十', '一百零五', '一千二百六十')
    """
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(said) and not digit
    return said.removeprefix("一") if 10 <= number < 20 else said or _DIGITS[0]
