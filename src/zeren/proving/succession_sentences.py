"""What a regulation says of the succession to an office, sentence by sentence, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.model.language.regulation import Regulation
from zeren.model.language.succession import Acting, Delegation, Deputy, Gap, Succession, Vacancy
from zeren.model.language.terms import Text
from zeren.model.meaning.succession import length
from zeren.proofs.succession.told import office_in_words

_WHILE: dict[frozenset[Gap], Text] = {
    frozenset({"vacant"}): Text("职位空缺时", "while the office is vacant"),
    frozenset({"absent"}): Text("任职者不在岗时", "while the holder is away"),
    frozenset({"vacant", "absent"}): Text("职位空缺或者任职者不在岗时", "while the office is vacant or its holder away"),
}


def sentences(regulation: Regulation, office: str) -> tuple[Text, ...]:
    """Every sentence on one office, each with the article where it stands, if one is named; none where the text is silent."""
    stated = regulation.file.succession.get(office)
    return () if stated is None else tuple(_Speaker(regulation, stated).all())


class _Speaker:
    def __init__(self, regulation: Regulation, stated: Succession) -> None:
        self.regulation, self.stated = regulation, stated

    def all(self) -> Iterator[Text]:
        one = self.stated
        if one.members:
            yield self.names(
                one.members, Text("其成员有人负责即由其负责：{}", "it answers while somebody answers for one of its members: {}")
            )
        if one.stays:
            yield Text("辞职或者任期届满者留任至继任者到任", "whoever resigns, or whose term ends, stays until the successor takes office")
        if one.vacancy:
            yield self.cited(self.vacancy(one.vacancy), one.vacancy.article)
        if one.absence and one.absence.at_most:
            within = time(one.absence.at_most)
            yield self.cited(Text(f"不在岗的，{within.zh}返岗或者离任", f"an absence ends {within.en}"), one.absence.article)
        if one.absence and one.absence.answers:
            yield self.cited(Text("任职者不在岗时仍由其负责", "a holder who is away answers all the same"), one.absence.article)
        for deputy in one.deputies:
            yield self.cited(self.deputy(deputy), deputy.article)
        if one.acting:
            yield self.cited(self.acting(one.acting), one.acting.article)
        if one.delegation:
            yield self.cited(self.delegation(one.delegation), one.delegation.article)

    def vacancy(self, one: Vacancy) -> Text:
        by = self.by(one.by, Text("由{}任命继任者", "{} appoints a successor"), Text("任命继任者", "a successor is appointed"))
        within = time(one.at_most) if one.at_most else Text("", "")
        return Text(f"职位空缺的，{within.zh}{by.zh}", f"where the office is vacant, {by.en} {within.en}".rstrip())

    def deputy(self, one: Deputy) -> Text:
        who, gap, most = office_in_words(one.who, self.regulation), _WHILE[frozenset(one.while_)], at_most(one.at_most)
        return Text(f"{gap.zh}，由{who.zh}代行职责{most.zh}", f"{gap.en}, {who.en} acts{most.en}")

    def acting(self, one: Acting) -> Text:
        by = self.by(one.by, Text("由{}", " by {}"), Text("", ""))
        gap, most = _WHILE[frozenset(one.while_)], at_most(one.at_most)
        if one.within is None:
            return Text(f"{gap.zh}，可以{by.zh}指定他人代行职责{most.zh}", f"{gap.en}, somebody may be named to act{by.en}{most.en}")
        within = time(one.within)
        return Text(
            f"{gap.zh}，{by.zh}{within.zh}指定他人代行职责{most.zh}", f"{gap.en}, somebody is named to act{by.en} {within.en}{most.en}"
        )

    def delegation(self, one: Delegation) -> Text:
        to = self.names(one.to, Text("任职者可以委托{}", "the holder may delegate to {}"), Text("或者", " or "))
        found = to if one.to else Text("任职者可以委托他人", "the holder may delegate to anybody")
        parts = [found, at_most(one.at_most)]
        parts += [Text("，受托人可以转委托", ", who may pass it on")] if one.again else []
        parts += [Text("，但不得循环委托", ", though not in a circle")] if one.circles == "forbidden" else []
        parts += [Text("，委托后本人不再负责", "; who delegates answers no longer")] if one.relieves else []
        parts += [Text("，委托人离任后委托继续有效", "; it stands when its maker leaves")] if one.outlasts else []
        return Text("".join(part.zh for part in parts), "".join(part.en for part in parts))

    def by(self, organ: str | None, words: Text, nobody: Text) -> Text:
        if organ is None:
            return nobody
        name = office_in_words(organ, self.regulation)
        return Text(words.zh.format(name.zh), words.en.format(name.en))

    def names(self, several: Sequence[str], words: Text, joined: Text | None = None) -> Text:
        joined = joined or Text("、", ", ")
        found = [office_in_words(name, self.regulation) for name in several]
        return Text(words.zh.format(joined.zh.join(one.zh for one in found)), words.en.format(joined.en.join(one.en for one in found)))

    def cited(self, said: Text, article: str) -> Text:
        if not article:
            return said
        place = self.regulation.cited(article)
        return Text(f"{said.zh}（{place.zh}）", f"{said.en} ({place.en})")


def time(text: str) -> Text:
    """Within a length, in words.

    >>> time("months(3)").en, time("days(0)").zh, time("weeks(2)").en
    ('within 3 months', '当日', 'within 14 days')
    """
    found = _length(text)
    return Text("当日", "on the same day") if found is None else Text(f"{found.zh}内", f"within {found.en}")


def at_most(text: str | None) -> Text:
    """For so long at most, in words."""
    found = _length(text) if text else None
    return Text("", "") if found is None else Text(f"，最长{found.zh}", f", for {found.en} at most")


def _length(text: str) -> Text | None:
    value = length(text)
    days = value.seconds // 86_400
    parts = [Text(f"{value.months}个月", f"{value.months} month{'s' * (value.months != 1)}")] if value.months else []
    parts += [Text(f"{days}日", f"{days} day{'s' * (days != 1)}")] if days else []
    return Text("".join(part.zh for part in parts), " and ".join(part.en for part in parts)) if parts else None
