"""The comparisons in the documentation: three sister regulations pairwise, written by `python -m zeren.proving.comparisons`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from zeren.model.language.load import load_regulation
from zeren.proofs.compare.comparison import Comparison, compare
from zeren.proofs.compare.counterparts import counterparts
from zeren.proving.compare_text import ComparisonText
from zeren.voice.tongue import in_tongue
from zeren.words import Language

SISTERS = ("department", "county-bureau", "party-organisations")
PAGES: Mapping[str, Language] = {"comparisons.md": "en", "comparisons.zh.md": "zh"}
_HEAD = {
    "en": (
        "# Three sister regulations compared",
        "Written by `make comparisons`. Every case that two of the regulations decide or answer differently is of one of the kinds listed: "
        "found and proved complete by `zeren compare`, with readings as grammar favours them and otherwise open. "
        "A fact that only one regulation knows is taken to be as usual; where another value of it would level a case, it is "
        "listed as one that could not be asked, and not as a difference. What has no counterpart is listed at the end of each comparison, "
        "and so is what both state differently, with the bounds that `zeren cycles` proves under each. "
        "Not legal advice.",
    ),
    "zh": (
        "# 三部同类规定的比较",
        "由 `make comparisons` 生成。两部规定的结果或者答复不同的每一案情都属于所列类别之一，由 `zeren compare` 找出并证明没有遗漏；"
        "条文的理解按文义，文义不明的保持开放。只有一部规定才有的事实按通常情况处理；该事实取其他值则相同的案情，列为无从问起，不作为不同；没有对应的内容列在各节之末，"
        "其后是写法不同的内容，附 `zeren cycles` 对两部规定分别证明的上限。不是法律意见。",
    ),
}


def comparisons() -> dict[tuple[str, str], Comparison]:
    """Every pair of sister regulations, compared."""
    return {(one, other): compare(load_regulation(one), load_regulation(other)) for one, other in combinations(SISTERS, 2)}


def page(found: Mapping[tuple[str, str], Comparison], language: Language) -> str:
    """The page in one language."""
    title, about = in_tongue(_HEAD, language)
    lines = [title, "", about]
    for (one, other), comparison in found.items():
        first, second = load_regulation(one), load_regulation(other)
        lines += ["", *ComparisonText(first, second, comparison, counterparts(first, second), language).lines()]
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    """Write the pages into a folder."""
    found = comparisons()
    for name, language in PAGES.items():
        (folder / name).write_text(page(found, language), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
