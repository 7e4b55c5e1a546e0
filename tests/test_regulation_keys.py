"""What a regulation may say of where else to look, of what nobody should aim for, and of when it is too late: read, and refused."""

import pytest

from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_regulation

TEXT = """
regulation: small
title: {zh: 小, en: small}
tiers: {unranked: [liable]}
terms:
  matter: {wrong: {zh: 错, en: wrong}, closed: {zh: 散会, en: the meeting closed, type: moment}}
  person: {seat: {zh: 席位, en: a seat, one_of: [board, none], not_advised: [none]}, spoke: {zh: 发言, en: spoke, not_advised: [no]}}
background:
  - {id: done, whole_board: yes, holds: "not wrong or some(x, x.spoke)", text: {zh: 有人, en: somebody did it}}
see:
  - {article: "9", when: seat == none, text: {zh: 别处, en: elsewhere}}
rules:
  - id: one
    article: "1"
    bears: liable
    when: wrong and seat == board
    text: {zh: 责任, en: liable}
    see: [{article: "8", text: {zh: 别处, en: elsewhere}}]
checklists:
  - id: objector
    title: {zh: 异议, en: dissent}
    who: spoke
    steps: [{needs: spoke, until: closed, text: {zh: 说, en: said}, advice: {zh: 请说, en: say so}}]
"""


def test_they_are_read() -> None:
    regulation = parse_regulation(TEXT)
    assert [(one.article, rule and rule.id) for one, _, rule in regulation.see] == [("9", None), ("8", "one")]
    assert regulation.terms["seat"].not_advised == ("none",)
    assert regulation.terms["spoke"].not_advised == (False,)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("not_advised: [none]", "not_advised: [nine]", "`nine`; did you mean `none`?"),
        ("not_advised: [none]", "not_advised: [unknown]", "`unknown`; only an option, yes or no can be advised against"),
        ('[{article: "8",', '[{article: "8", sort: body,', "a body beside a rule on a person; leave it out"),
        (
            '{article: "9",',
            '{article: "9", sort: circumstance,',
            "a circumstance that is to look elsewhere; only persons and bodies bear a tier",
        ),
        ("until: closed", "until: close", "unknown yes/no term or moment of the matter or of a person `close`; did you mean `closed`?"),
        (
            '"not wrong or some(x, x.spoke)"',
            '"not wrong or spoke"',
            "a sentence on each person; write it on the matter, with `some`",
        ),
    ],
)
def test_what_they_cannot_say_is_refused(old: str, new: str, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_regulation(TEXT.replace(old, new))
    assert f"{refused.value.faults[0].problem}; {refused.value.faults[0].advice}" == problem
