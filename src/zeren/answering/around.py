"""The law around an answer, in words: what may be lifted, what a tier brings with it, who must prove what, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.answering.reasons import ReasonPhrases
from zeren.model.language.provision import Effect, Sure
from zeren.model.meaning.answer import OutcomeAnswer
from zeren.voice.keys import ANSWER_EFFECT, ANSWER_RELIEF, ANSWER_SURE, AnswerReliefKey
from zeren.voice.tongue import in_tongue


class AroundPhrases(ReasonPhrases):
    """The words for effects, consequences, burdens and provisions."""

    def effect(self, outcome: OutcomeAnswer) -> str:
        """What is said of a verdict that is not firm."""
        if outcome.effect == "discretionary":
            return ANSWER_EFFECT.say(relieving(next(one.effect for one in outcome.relief)), self.language)
        return ANSWER_EFFECT.say("unsettled", self.language, self.cited(outcome.provisions)) if outcome.effect == "unsettled" else ""

    def unsettled(self, outcomes: Sequence[OutcomeAnswer]) -> str:
        """What is said once of somebody several of whose outcomes the text does not settle; nothing where it is one at most."""
        found = [one for one in outcomes if one.effect == "unsettled"]
        articles = tuple(dict.fromkeys(article for one in found for article in one.provisions))
        return self.say("open unsettled", self.cited(articles)) if len(found) > 1 else ""

    def relief(self, outcome: OutcomeAnswer, indent: str) -> Iterator[str]:
        """The exceptions that leave an outcome to the organ that decides."""
        for one in outcome.relief:
            text = self.text(self.regulation.exceptions[one.rule][0].text)
            said = f"{ANSWER_RELIEF.say(relieving(one.effect), self.language)}{text}{self.in_article(one.article)}"
            if one.under is None:
                yield self.row("relief", said, indent)
            else:
                yield self.row("relief", f"{said}{self.say('colon')}{self.say('if')}", indent)
                for condition in self.under(one.under):
                    yield f"{indent}{' ' * 12}· {condition}"

    def not_modelled(self) -> Iterator[str]:
        """What the file leaves out of the text, where what it could touch is told."""
        asked = self.regulation.file.questions
        left = [one for one in self.answer.not_modelled if any(name not in asked or self.tells_question(name) for name in one.touches)]
        if left:
            yield f"{self.paint(self.say('not modelled'), 'bold')}{self.say('colon').rstrip()}"
        for one in left:
            what, why = in_tongue(one.what, self.language), in_tongue(one.why, self.language)
            yield f"  · {what}{self.in_article(*one.article.split(', '))}{self.say('colon')}{why}"

    def tells_question(self, name: str) -> bool:
        """Whether the answer to a question is worth telling in words."""
        raise NotImplementedError

    def around(self) -> Iterator[str]:
        """What the tiers bring with them, who must prove what, and how sure we are of each provision."""
        for tier in self.answer.tiers:
            name = self.regulation.name_of(tier.tier, self.language)
            yield f"{self.paint(self.say('brings', name), 'bold')}{self.say('colon')}"
            for one in tier.consequences:
                joint = one.kind == "joint_and_several" and len(tier.certain) + len(tier.possible) > 1
                names = self.say("list").join([*tier.certain, *(f"{other}{self.say('perhaps so')}" for other in tier.possible)])
                together = f"{self.say('colon')}{names}" if joint else ""
                open_ = self.say("perhaps so") if one.answer == "possible" else ""
                level = "" if one.sure in (None, "text_seen") else f"[{ANSWER_SURE.say(one.sure, self.language)}]"
                yield f"  · {in_tongue(one.text, self.language)}{self.in_article(one.article)}{level}{open_}{together}"
        yield from self.not_modelled()
        if self.answer.burdens:
            yield f"{self.paint(self.say('burden'), 'bold')}{self.say('colon')}"
            for burden in self.answer.burdens:
                yield f"  · {self.text(self.regulation.terms[burden.term].text)}{self.say('colon')}{in_tongue(burden.text, self.language)}"
        if self.answer.provisions:
            by_level: dict[Sure, list[str]] = {}
            for provision in self.answer.provisions:
                by_level.setdefault(provision.sure, []).append(provision.article)
            said = [f"{ANSWER_SURE.say(level, self.language)}{self.say('colon')}{self.cited(found)}" for level, found in by_level.items()]
            yield f"{self.paint(self.say('how sure'), 'bold')}{self.say('colon')}{self.say('facts').join(said)}"


def relieving(effect: Effect) -> AnswerReliefKey:
    """How an exception relieves whom it leaves standing, as a key of what is said of that."""
    assert effect != "exempts", "it takes its rules away, and relieves nobody of what is left"
    return effect
