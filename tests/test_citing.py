"""A regulation's own way of citing is kept wherever zeren names a provision."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from zeren.cli import app

COMMANDS = {
    "prove": ["prove", "maryland-2-410"],
    "page": ["prove", "maryland-2-410", "--format", "html"],
    "lint": ["lint", "maryland-2-410", "dgcl-174"],
    "sarif": ["lint", "maryland-2-410", "dgcl-174", "--format", "sarif"],
    "compare": ["compare", "maryland-2-410", "dgcl-174"],
    "ask": ["ask", "scenarios/cases/maryland-2-410/side-by-side.case.yaml"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_sections_of_a_statute_are_never_called_articles(name: str) -> None:
    said = CliRunner().invoke(app, [*COMMANDS[name], "--lang", "en"]).stdout
    assert re.search(r"section (2-410|174)", said)
    assert not re.findall(r".*\barticles? \d.*", said)


def test_the_bounds_of_cycles_are_cited_as_the_regulation_says(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "statute.yaml"
    file.write_text(
        """
regulation: statute
title: {zh: 某法, en: A statute}
cited_as: {zh: "第{}节", en: "section {}"}
tiers: {unranked: [liable]}
bearers: {company: {zh: 公司, en: the company}}
duties:
  - {id: filing, article: "7", who: company, act: {zh: 年报, en: annual return}, at_least: 1, per: year}
""",
        encoding="utf-8",
    )
    assert "annual return (section 7, at least 1 per year)" in CliRunner().invoke(app, ["cycles", str(file), "--lang", "en"]).stdout
    assert "年报（第7节，每年至少1次）" in CliRunner().invoke(app, ["cycles", str(file), "--lang", "zh"]).stdout
