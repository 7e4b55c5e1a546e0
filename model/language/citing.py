"""How provisions are cited: as the regulation says, and otherwise by article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.model.language.terms import Text

_ITEM = re.compile(r"(\d+)\((\d+)\)")
_LIST = {"zh": "、", "en": ", "}


def cited(articles: Sequence[str], language: str, how: Text | None = None) -> str:
    """Articles as people cite them; `how` is the regulation's own way, with `{}` for the number.

    >>> cited(["10(3)"], "zh"), cited(["5", "20"], "en")
    ('第10条第3项', 'articles 5 and 20')
    >>> cited(["SPC 16(3)", "85"], "zh")
    '第85条、SPC 16(3)'
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
        return _LIST[language].join([*([cited(rest, language, how)] if rest else []), *own])
    if how is not None:
        return _LIST[language].join(how.in_(language).format(one) for one in articles)
    if language == "zh":
        return "、".join(_ITEM.sub(r"第\1条第\2项", one) if _ITEM.fullmatch(one) else f"第{one}条" for one in articles)
    if len(articles) == 1:
        return f"article {articles[0]}"
    return f"articles {', '.join(articles[:-1])} and {articles[-1]}"
