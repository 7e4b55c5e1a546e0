"""Why not: the nearest rule, and each layer of exceptions; reasons where numbers and dates matter."""

from __future__ import annotations

from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.explanations import Standing
from zeren.model.solving.ask import ask

LAYERS = parse_regulation("""
regulation: layers
title: {zh: 层, en: layers}
tiers: {unranked: [liable, near, far]}
terms:
  person:
    signed: {zh: 签, en: signed, controllable: yes}
    objected: {zh: 异, en: objected, controllable: yes}
    withdrew: {zh: 撤, en: withdrew the objection, controllable: yes}
    forced: {zh: 迫, en: was forced to withdraw}
    late: {zh: 迟, en: late}
    absent: {zh: 缺, en: absent}
rules:
  - {id: far, article: "3", bears: far, when: late and absent, text: {zh: 远, en: both late and absent}}
  - {id: signers, article: "1", bears: liable, when: signed, text: {zh: 签, en: who signed}}
  - {id: near, article: "2", bears: near, when: signed and late, text: {zh: 近, en: signed late}}
exceptions:
  - {id: objection, article: "4", defeats: [signers], when: objected, text: {zh: 异, en: who objected}}
  - {id: withdrawal, article: "5", defeats: [objection], when: withdrew, text: {zh: 撤, en: unless withdrawn}}
  - {id: force, article: "6", defeats: [withdrawal], when: forced, text: {zh: 迫, en: unless forced}}
""")


def answer(facts: str) -> Answer:
    return ask(LAYERS, parse_case(f"case: a\nregulation: layers\npeople: {{Wu: {{{facts}}}}}", LAYERS), why=True, what_if=True)


def chain(standing: Standing) -> list[tuple[str, bool, bool]]:
    """A rule and the exceptions below it, as long as there is one: id, whether its condition is met, whether it stands."""
    below = chain(standing.exceptions[0]) if standing.exceptions else []
    return [(standing.id, standing.met, standing.stands), *below]


def test_exceptions_to_exceptions_are_kept_apart_at_every_depth() -> None:
    (why,) = answer("signed: yes, objected: yes, withdrew: yes, forced: yes").bearers["Wu"].why
    signers = next(one for one in why.rules if one.id == "signers")
    assert chain(signers) == [("signers", True, False), ("objection", True, True), ("withdrawal", True, False), ("force", True, True)]
    assert [ref.term for ref in signers.exceptions[0].exceptions[0].exceptions[0].grounds] == ["forced"]


def test_a_layer_that_fails_says_what_it_lacks() -> None:
    (why,) = answer("signed: yes, objected: yes, withdrew: yes").bearers["Wu"].why
    signers = next(one for one in why.rules if one.id == "signers")
    assert chain(signers) == [("signers", True, True), ("objection", True, False), ("withdrawal", True, True), ("force", False, False)]
    assert [ref.term for ref in signers.exceptions[0].exceptions[0].exceptions[0].lacks] == ["forced"]


def test_the_nearest_rule_is_the_one_with_the_fewest_facts_to_change() -> None:
    (why,) = answer("signed: yes, objected: yes").bearers["Wu"].why
    assert [(one.id, one.away) for one in why.rules] == [("signers", 1), ("near", 1), ("far", 2)]
    (why,) = answer("signed: no, late: no, absent: no").bearers["Wu"].why
    assert [(one.id, one.away) for one in why.rules] == [("signers", 1), ("far", 2), ("near", 2)]


def test_a_rule_that_applies_is_no_distance_away() -> None:
    (why,) = answer("signed: yes, late: yes").bearers["Wu"].why
    assert [(one.id, one.stands, one.away) for one in why.rules] == [("signers", True, 0), ("near", True, 0), ("far", False, 1)]


def test_what_if_goes_through_every_layer() -> None:
    (what_if,) = answer("signed: yes, objected: yes, withdrew: yes, forced: yes").bearers["Wu"].what_if
    changes = [([(one.term, one.becomes) for one in each.changes], each.own, each.outcomes) for each in what_if.alternatives]
    assert changes[:3] == [
        ([("objected", False)], True, (("liable",),)),
        ([("forced", False)], False, (("liable",),)),
        ([("late", True)], False, (("near",),)),
    ]
    assert all(len(each) > 1 for each, _, _ in changes[3:])


def dated(added: str, facts: str) -> Answer:
    regulation = parse_regulation(f"""
regulation: dated
title: {{zh: 期, en: dated}}
tiers: {{unranked: [late]}}
terms:
  matter: {{due: {{zh: 期限, en: due on, type: date}}, filed: {{zh: 报送日, en: filed on, type: date}}}}
  person: {{reporter: {{zh: 报送人, en: files the report}}}}
rules:
  - {{id: late, article: "1", bears: late, when: reporter and filed > due + {added}, text: {{zh: 迟, en: filed too late}}}}
""")
    case = parse_case(f"case: a\nregulation: dated\nmatter: {{{facts}}}\npeople: {{Wu: {{reporter: yes}}}}", regulation)
    return ask(regulation, case, why=True, what_if=True)


def test_dates_are_reasons_and_can_be_changed_like_other_facts() -> None:
    bearer = dated("days(3)", "due: 2026-03-01, filed: 2026-03-05").bearers["Wu"]
    assert bearer.certain == ("late",)
    (why,), (what_if,) = bearer.why, bearer.what_if
    assert not why.quantities_given
    assert [[(one.term, one.value) for one in each.facts] for each in why.sets] == [
        [("reporter", True), ("due", "2026-03-01"), ("filed", "2026-03-05")]
    ]
    assert {tuple(one.term for one in each.changes) for each in what_if.alternatives} == {("reporter",), ("due",), ("filed",)}
    assert {each.outcomes for each in what_if.alternatives} == {((),)}


def test_where_calendar_months_are_added_dates_are_taken_as_given() -> None:
    bearer = dated("months(1)", "due: 2026-01-31, filed: 2026-03-01").bearers["Wu"]
    assert bearer.certain == ("late",)
    (why,), (what_if,) = bearer.why, bearer.what_if
    assert why.quantities_given
    assert what_if.quantities_given
    assert [[one.term for one in each.facts] for each in why.sets] == [["reporter"]]
    assert [[one.term for one in each.changes] for each in what_if.alternatives] == [["reporter"]]


RACE = parse_regulation("""
regulation: race
title: {zh: 先后, en: race}
tiers: {unranked: [liable]}
terms:
  matter: {ended: {zh: 结束, en: ended, type: number}}
  person: {member: {zh: 成员, en: member}, chief: {zh: 首, en: chief}, wrote: {zh: 书面, en: wrote, type: number}}
rules: [{id: late, article: "1", bears: liable, when: member and (chief or wrote > ended), text: {zh: 迟, en: wrote after the end}}]
""")


def test_a_number_that_an_unknown_one_always_outruns_is_taken_as_it_is() -> None:
    """However late the end were moved, the unknown moment could be later still; the search for a value must end all the same."""
    case = parse_case("case: a\nregulation: race\nmatter: {ended: 3}\npeople: {Wu: {member: yes, chief: yes, wrote: unknown}}", RACE)
    (what_if,) = ask(RACE, case, what_if=True).bearers["Wu"].what_if
    assert what_if.quantities_given
    assert [[one.term for one in each.changes] for each in what_if.alternatives] == [["member"]]
