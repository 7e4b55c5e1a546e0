"""The sentences of a regulation's text, each with the article and item in which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_DIGITS = "零〇一二三四五六七八九"
_NUMBER = r"[零〇一二三四五六七八九十百千两\d]+"
_ARTICLE = re.compile(
    rf"\s*(?:第\s*({_NUMBER})\s*条(?:之({_NUMBER}))?|(?:Article|Art\.|Section|Sec\.|§)\s*(\d+[A-Za-z]?(?:[-.]\d+[A-Za-z]*)*))[.:：、]?\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"\s*(?:[（(]({_NUMBER}|[a-zA-Z]{{1,4}})[)）]|({_NUMBER})、|(\d+)[.．](?!\d))\s*")
_PART = re.compile(rf"\s*(?:第\s*{_NUMBER}\s*[编章节]|(?:Chapter|Part|Title)\s+[IVXLC\d]+\b)", re.IGNORECASE)
_END = re.compile(r"(?<=[。！？；;])|(?<=[.!?])\s+(?=[A-Z\u201c\"(])")


class Sentence(msgspec.Struct, frozen=True):
    """One sentence: its article (empty before the first one), the items inside it, the line at which it begins, and its words."""

    article: str
    items: tuple[str, ...]
    line: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences in order. Headings of chapters, and what stands before the first article, are no provisions and left out.

    >>> [(one.article, one.items, one.text) for one in sentences("Rules\\n第十二条 甲办。乙看：\\n（一）丙；\\n(2) 丁。")]
    [('12', (), '甲办。'), ('12', (), '乙看：'), ('12', ('1',), '丙；'), ('12', ('2',), '丁。')]
    >>> [(one.article, one.items) for one in sentences("Article 4. A says. B hears.\\n1. First.\\n(a) Of it.\\n2. Second.")]
    [('4', ()), ('4', ()), ('4', ('1',)), ('4', ('1', 'a')), ('4', ('2',))]
    """
    article, items = "", tuple[tuple[str, str], ...]()
    for number, line in enumerate(text.splitlines(), 1):
        if found := _ARTICLE.match(line):
            plain, further, section = found.groups()
            article = section or value_of(plain) + (f"-{value_of(further)}" if further else "")
            line, items = line[found.end() :], ()
        elif not article or _PART.match(line):
            continue
        while found := _ITEM.match(line):
            sign = next(index for index, one in enumerate(found.groups()) if one)
            own = value_of(found[sign + 1])
            kind = f"{sign}{'a' if own.isalpha() else '1'}"
            places = [index for index, (known, _) in enumerate(items) if known == kind]
            items = (*items[: places[0] if places else len(items)], (kind, own))
            line = line[found.end() :]
        for one in _END.split(line):
            if said := one.strip():
                yield Sentence(article, tuple(own for _, own in items), number, said)


def value_of(number: str) -> str:
    """A number as digits.

    >>> value_of("十"), value_of("二十一"), value_of("一百零三"), value_of("7"), value_of("a")
    ('10', '21', '103', '7', 'a')
    """
    if not re.fullmatch(r"[零〇一二两三四五六七八九十百千]+", number):
        return number
    total = digit = 0
    for sign in number.replace("两", "二"):
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = 0 if sign in "零〇" else _DIGITS.index(sign) - 1
    return str(total + digit)
