"""The page that sets the regimes side by side: `python -m zeren.proving.side_by_side` writes `docs/regimes.md`.

Nothing on it is written by hand. Every regulation whose cases hold a `side-by-side` is asked about it; what one must do
is its checklists, what liability brings with it its consequences, and what must be filed its clocks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from zeren.model.language.load import built_in, load_case, load_regulation
from zeren.model.language.provision import Sure
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer, BearerAnswer
from zeren.model.solving.ask import ask
from zeren.proving.conditions import worded
from zeren.voice.keys import ANSWER_SURE

PAGE = Path(__file__).parents[3] / "docs" / "regimes.md"
CASES = Path(__file__).parents[1] / "scenarios" / "cases"
WAYS = {
    "Ada": ("in favour", "voted in favour"),
    "Ben": ("silent", "was present and said nothing"),
    "Cleo": ("abstained", "abstained, and the abstention is on record"),
    "Dan": ("objected, on record", "objected in the way that counts, where there is one, and it is on record"),
    "Ivy": ("objected, off the record", "objected at the meeting, but it is not on record"),
    "Ida": ("voted against", "voted against and left it at that"),
    "Eve": ("certified mail", "objected, and wrote to the corporate secretary by certified mail three hours after adjournment"),
    "Eva": ("registered mail", "the same, by registered mail"),
    "Pat": ("objected to the meeting", "objected at the beginning to holding the meeting, then said nothing"),
    "Finn": ("absent", "was absent and did nothing"),
    "Gus": ("absent, objected later", "was absent, and objected on record on learning of it"),
    "Hal": ("objected, then in favour", "objected on record, and voted in favour all the same"),
}
INTRO = """\
# The regimes side by side

This page is made by the engine (`make regimes`): the same people, each acting in another way, are put under every built-in
regulation that says what an objection is worth. It is not legal advice.

● answers for the decision · ◐ answers, but the organ that decides may lift or reduce it · ○ does not answer ·
**?** the text does not settle it · blank: the regulation does not tell this case from another

A regulation's own words for what a person bears, and for what takes it away, are in its section below.
"""
FILINGS = """\
`zeren deadlines` counts these for an event. Beside an organisation and a log of events, `zeren calendar` says what is still due and
`zeren audit` what was late; `zeren simulate` says whether an organisation's habits keep the limits. Each is shown on a small regulation
in [Writing a regulation](writing-a-regulation.md#10-what-must-be-done-and-by-when)."""


def page() -> str:
    """The whole page, as Markdown."""
    regulations = [load_regulation(name) for name in built_in()]
    answers = {one.id: answer for one in regulations if (answer := _answer(one)) is not None}
    asked = [one for one in regulations if one.id in answers]
    lines = [INTRO, *_table(asked, answers), "", *(f"- *{short}*: {way}" for short, way in WAYS.values()), ""]
    for one in asked:
        lines += [*_section(one, answers[one.id]), ""]
    lines += ["# What must be filed, and by when", "", FILINGS, ""]
    for one in regulations:
        if one.file.filings:
            lines += [*_filings(one), ""]
    return "\n".join(lines).rstrip() + "\n"


def _answer(regulation: Regulation) -> Answer | None:
    file = CASES / regulation.id / "side-by-side.case.yaml"
    return ask(regulation, load_case(file, regulation)) if file.exists() else None


def _table(regulations: list[Regulation], answers: dict[str, Answer]) -> Iterator[str]:
    yield "| regulation | " + " | ".join(short for short, _ in WAYS.values()) + " |"
    yield "|---|" + "---|" * len(WAYS)
    for one in regulations:
        cells = [_cell(answers[one.id].bearers.get(name), one) for name in WAYS]
        yield f"| [{one.id}](#{one.id}) | " + " | ".join(cells) + " |"


def _cell(bearer: BearerAnswer | None, regulation: Regulation) -> str:
    if bearer is None:
        return ""
    first = bearer.outcomes[0]
    if any(one.effect == "unsettled" for one in bearer.outcomes):
        articles = list(dict.fromkeys(article for one in bearer.outcomes for article in one.provisions))
        return f"**?** {_cited(articles, regulation)}"
    if len(bearer.outcomes) > 1:
        return "open"
    if first.effect == "discretionary":
        return f"◐ {_cited(list(first.provisions), regulation)}"
    if first.tiers:
        return f"● {_cited(list(dict.fromkeys(one.article for one in first.because)), regulation)}"
    defeats = [defeat.article for miss in first.missed for defeat in miss.defeated_by]
    return f"○ {_cited(list(dict.fromkeys(defeats)), regulation)}".strip()


def _section(regulation: Regulation, answer: Answer) -> Iterator[str]:
    file = regulation.file
    yield f'<a id="{regulation.id}"></a>'
    yield ""
    yield f"## {file.title.en}"
    yield ""
    valid = file.valid
    if valid.from_ or valid.to:
        yield (
            "In force " + " ".join([*([f"from {valid.from_}"] if valid.from_ else []), *([f"until {valid.to}"] if valid.to else [])]) + "."
        )
        yield ""
    yield "What somebody may bear: " + "; ".join(regulation.name_of(tier, "en") for tier in regulation.tiers.all) + "."
    for checklist in file.checklists:
        yield ""
        yield f"{checklist.title.en}, what it takes:"
        yield ""
        for step in checklist.steps:
            yield f"- {step.text.en}: {step.advice.en}"
    brought = [(tier, one) for tier in regulation.tiers.all for one in file.tiers.consequences.get(tier, ())]
    if brought:
        yield ""
        yield "What it brings with it:"
        yield ""
        for tier, one in brought:
            named = f"{regulation.name_of(tier, 'en')}: " if len(regulation.tiers.all) > 1 else ""
            yield f"- {named}{one.text.en} ({_cited([one.article], regulation)}{_level(one.sure or file.sure)})"
    if answer.provisions:
        yield ""
        found = [f"{_cited([one.article], regulation)}: {ANSWER_SURE.say(one.sure, 'en')}" for one in answer.provisions]
        yield "How sure we are: " + "; ".join(found) + "."


def _filings(regulation: Regulation) -> Iterator[str]:
    file = regulation.file
    yield f"## {file.title.en}"
    yield ""
    yield "| filing | by whom, to whom | runs from | time | provision |"
    yield "|---|---|---|---|---|"
    names = {one.id: one.act.en for one in file.filings}
    for filing in file.filings:
        who = ", to ".join(file.bearers[one].en for one in (filing.who, filing.to) if one is not None)
        for index, clock in enumerate(filing.due):
            after = names.get(clock.after) or regulation.terms[clock.after].text.en
            within = clock.wording.en if clock.wording is not None else str(clock.within).replace("(", " ").rstrip(")").replace("_", " ")
            unit, _, amount = within.partition(" ") if clock.within else ("", "", "")
            time = f"{amount} {unit.removesuffix('s') if amount == '1' else unit}" if clock.within else within
            always = clock.when in ("yes", "true")
            number = file.filings.index(filing)
            when = "" if always else f" (when: {worded(regulation, regulation.means['filings', number, 'due', index, 'when'], 'en')})"
            left = (filing.act.en, who) if index == 0 else ("", "")
            article = _cited([clock.article or filing.article], regulation)
            yield f"| {left[0]} | {left[1]} | {after}{when} | {time} | {article}{_level(clock.sure or filing.sure or file.sure)} |"
    if file.counting is not None:
        yield ""
        yield f"Periods are counted by {_cited([file.counting.article], regulation)}{_level(file.counting.sure)}."


def _level(sure: Sure | None) -> str:
    return "" if sure is None or sure == "text_seen" else f"; {ANSWER_SURE.say(sure, 'en')}"


def _cited(articles: list[str], regulation: Regulation) -> str:
    return regulation.cited(*articles).en if articles else ""


def main() -> None:
    """Write the page, or print it with `-`."""
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(page())
    else:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
