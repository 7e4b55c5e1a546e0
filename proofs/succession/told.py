"""Invariants and histories in words, in Chinese and English."""

from __future__ import annotations

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.succession import SOMEBODY
from zeren.proofs.succession.dated import Entry
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import Clause, Literal

_FACTS = {
    "held": ("{0}有人在任", "{0} is there"),
    "vacant": ("{0}空缺", "the office of {0} is vacant"),
    "acting": ("有人被指定代行{0}职责", "somebody named acts for {0}"),
    "answered": ("本期内已有人负责过", "somebody has answered in this period before"),
    "to": ("{0}已委托{1}", "{0} has delegated to {1}"),
}
_ABSENT = {
    "held": ("{0}无人在任", "{0} is not there"),
    "vacant": ("{0}未空缺", "the office of {0} is not vacant"),
    "acting": ("无人被指定代行{0}职责", "nobody named acts for {0}"),
    "answered": ("本期内尚无人负责过", "nobody has answered in this period before"),
    "to": ("{0}没有委托{1}", "{0} has not delegated to {1}"),
}
_NUMBERS = {
    "since": ("{0}空缺或者不在的天数", "the days for which {0} has been away or the office vacant"),
    "waited": ("等待有人代行{0}职责的天数", "the days waited for somebody to act for {0}"),
    "acted": ("代行{0}职责的天数", "the days for which somebody has acted for {0}"),
    "handed": ("{0}委托的天数", "the days for which {0} has delegated"),
    "left": ("本期剩余的天数", "the days left in the period"),
}
_EVENTS = {
    "resigns": ("{0}：在任者辞职或者任期届满，无人在任", "{0}: whoever was left resigns or the term ends; nobody is left"),
    "empties": ("{0}：最后一名成员离开，无人留在其中", "{0}: its last member leaves; nobody is left in it"),
    "dies": ("{0}：在任者突然去世或者离职，无人在任", "{0}: whoever was left dies or is gone at once; nobody is left"),
    "goes_away": ("{0}：在任者外出、请假或者患病，不在岗", "{0}: whoever is there goes away, on leave or ill"),
    "returns": ("{0}：在任者返岗", "{0}: the holder is back"),
    "appointed": ("{0}：继任者到任", "{0}: a successor takes office"),
    "named_to_act": ("{0}：指定他人代行职责", "{0}: somebody is named to act"),
    "acting_leaves": ("{0}：代行职责的人离开", "{0}: who acts leaves"),
    "acting_ends": ("{0}：代行期限届满", "{0}: the time for acting is over"),
    "deputy_ends": ("{0}：{1}代行期限届满", "{0}: the time for which {1} acts is over"),
    "delegates": ("{0}：在任者委托{1}", "{0}: the holder delegates to {1}"),
    "revokes": ("{0}：在任者收回对{1}的委托", "{0}: the holder revokes the delegation to {1}"),
    "delegate_leaves": ("{0}：受委托的人离开", "{0}: the delegate leaves"),
    "delegation_ends": ("{0}：对{1}的委托期限届满", "{0}: the time of the delegation to {1} is over"),
}


def office_in_words(name: str | None, regulation: Regulation) -> Text:
    """An office as the regulation calls it."""
    if name is None or name == SOMEBODY:
        return Text("他人", "somebody")
    return regulation.file.bearers.get(name, Text(name, name))


def event_in_words(entry: Entry, regulation: Regulation) -> Text:
    """What happens on a day; an organ does not resign, it is left."""
    left = entry.what in ("resigns", "dies") and entry.office in regulation.file.organs
    return _filled(
        _EVENTS["empties" if left else entry.what], office_in_words(entry.office, regulation), office_in_words(entry.to, regulation)
    )


def clause_in_words(clause: Clause, encoding: Encoding, regulation: Regulation) -> Text:
    """One sentence of an invariant: what is not so comes first, as the condition of the rest."""
    conditions = [_literal(one._replace(holds=True), encoding, regulation) for one in clause if one.least is None and not one.holds]
    rest = [_literal(one, encoding, regulation) for one in clause if one.least is not None or one.holds]
    if not rest:
        rest = [_literal(clause[0], encoding, regulation)]
        conditions = conditions[1:]
    zh, en = "，或者".join(one.zh for one in rest), ", or ".join(one.en for one in rest)
    if conditions:
        zh = f"若{'且'.join(one.zh for one in conditions)}，则{zh}"
        en = f"if {' and '.join(one.en for one in conditions)}, then {en}"
    return Text(zh, en)


def _literal(one: Literal, encoding: Encoding, regulation: Regulation) -> Text:
    if one.least is None:
        known = _FACTS if one.holds else _ABSENT
        office, what, to = _parts(one.sum[0][0], encoding)
        return _filled(known[what], office_in_words(office, regulation), office_in_words(to, regulation))
    more = [(name, factor) for name, factor in one.sum if factor > 0]
    less = [(name, -factor) for name, factor in one.sum if factor < 0]
    if not less:
        return _compared(_total(more, encoding, regulation), one.least, ("不少于{}", "at least {}"))
    if not more:
        return _compared(_total(less, encoding, regulation), -one.least, ("不多于{}", "at most {}"))
    left, right = _total(more, encoding, regulation), _total(less, encoding, regulation)
    distance = _signed(one.least)
    return Text(f"{left.zh}不少于{right.zh}{distance}", f"{left.en} are at least {right.en}{distance}")


def _signed(number: int) -> str:
    return f" + {number}" if number > 0 else f" − {-number}" if number else ""


def _compared(total: Text, number: int, words: tuple[str, str]) -> Text:
    return Text(f"{total.zh}{words[0].format(number)}", f"{total.en} are {words[1].format(number)}")


def _total(several: list[tuple[str, int]], encoding: Encoding, regulation: Regulation) -> Text:
    parts = []
    for name, factor in several:
        office, what, _ = _parts(name, encoding)
        one = _filled(_NUMBERS[what], office_in_words(office, regulation), Text("", ""))
        parts.append(one if factor == 1 else Text(f"{factor}×{one.zh}", f"{factor} times {one.en}"))
    return Text("加".join(one.zh for one in parts), " plus ".join(one.en for one in parts))


def _parts(variable: str, encoding: Encoding) -> tuple[str | None, str, str | None]:
    """The office of a variable, what it says, and the office to which it delegates."""
    stem, _, what = variable.partition(".")
    if not what:
        return None, stem, None
    named = {encoding.stem(name): name for name in encoding.offices.rules}
    what, _, to = what.partition(".")
    return named[stem], what, named.get(to)


def _filled(words: tuple[str, str], office: Text, to: Text) -> Text:
    return Text(words[0].format(office.zh, to.zh), words[1].format(office.en, to.en))
