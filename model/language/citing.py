"""How provisions are cited: as the regulation says, and otherwise by article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zeren.model.language.terms import Text
from zeren.voice.tongue import in_tongue

_ITEM = re.compile(r"(\d+)\((\d+)\)")
_DIGITS = "零一二三四五六七八九"
_LIST = {"zh": "、", "en": ", "}


def cited(articles: Sequence[str], language: str, how: Text | None = None, acts: Mapping[str, Text] | None = None) -> str:
    """Articles as people cite them; `how` is the regulation's own way, with `{}` for the number.

    `acts` names other acts, by what their provisions are cited with in front of the number.

    >>> cited(["10(3)"], "zh"), cited(["5", "20"], "en")
    ('第十条第（三）项', 'articles 5 and 20')
    >>> cited(["SPC 16(3)", "85"], "zh")
    '第八十五条、SPC 16(3)'
    >>> cited(["Civil Code 188"], "zh", None, {"Civil Code": Text(zh="民法典", en="Civil Code")})
    '民法典第一百八十八条'
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
        others = (_of_another(one, language, acts or {}) for one in own)
        return in_tongue(_LIST, language).join([*([cited(rest, language, how)] if rest else []), *others])
    if how is not None:
        return in_tongue(_LIST, language).join(how.in_(language).format(one) for one in articles)
    if language == "zh":
        return "、".join(map(_chinese, articles))
    if len(articles) == 1:
        return f"article {articles[0]}"
    return f"articles {', '.join(articles[:-1])} and {articles[-1]}"


def _of_another(article: str, language: str, acts: Mapping[str, Text]) -> str:
    """A provision of another act: in English as it stands, in Chinese by the name that the regulation gives to the act."""
    name = max((one for one in acts if article == one or article.startswith(f"{one} ")), key=len, default=None)
    if name is None:
        return article
    number = article[len(name) + 1 :]
    if language != "zh":
        return f"{acts[name].en} {number}".rstrip()
    return acts[name].zh + (_chinese(number) if number else "")


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
