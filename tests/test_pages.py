"""What the pages on tables and sessions show is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["tables.md", "sessions.md"])
def test_every_example_gives_what_stands_below_it(name):
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, name, name, 0)
    told: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert found.attempted >= 5
    assert not found.failed, "".join(told)


def test_the_page_on_tables_names_every_word_of_a_table():
    from zeren.tables.layout import WORDS

    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    assert all(f"`{word}` {chinese}" in page for word, chinese in WORDS.items())
