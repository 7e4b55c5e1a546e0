"""The words that zeren itself says to people, in Chinese and in English; a regulation brings its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from zeren.decided_words import DECIDED

Language = Literal["zh", "en"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "none": ("不承担所列责任", "no tier"),
    "no tier": ("依{}不承担所列责任", "no tier under {}"),
    "not reached": ("{}不及于此，见{}", "not reached by {}: see {}"),
    "silent on such": ("条文对此类对象没有规定责任", "the text is silent: it has no tier for such a bearer"),
    "made out all the same": ("，但{}所列情形对其成立", ", though {} is made out against them"),
    "not excused": ("未能免除", "not excused"),
    "beyond time": ("{}，比{}晚{}", "{0} — {2} later than {1}"),
    "before time": ("{}，比{}早{}", "{0} — {2} earlier than {1}"),
    "same time": ("{}，与{}同时", "{0} — at the same time as {1}"),
    "beyond number": ("{}，比{}多{}", "{0} — {2} more than {1}"),
    "before number": ("{}，比{}少{}", "{0} — {2} less than {1}"),
    "same number": ("{}，与{}相等", "{0} — the same as {1}"),
    "limit": ("限值{}", "the limit {}"),
    "too late": ("（已不能补救）", " (too late to mend)"),
    "see instead": ("另见", "see"),
    "on assumptions": ("（有推定）", " (on assumptions)"),
    "assuming that": ("推定", "assuming"),
    "open": ("尚不能确定：", "open: "),
    "open unsettled": ("尚不能确定，条文可以有不同理解（{}）：", "open: the text can be read in two ways ({}): "),
    "or": ("，或者", ", or "),
    "among": ("可能有：{}（组合太多，不一一列出）", "perhaps {} (too many sets of them to list)"),
    "and": ("、", " and "),
    "list": ("、", ", "),
    "facts": ("；", "; "),
    "if": ("若", "given"),
    "why": ("理由", "why"),
    "why not": ("为何不", "why not"),
    "lacks": ("不符合：", "does not fit: "),
    "but": ("本应适用，但例外成立：", "would apply, but an exception holds: "),
    "at risk": ("风险", "at risk"),
    "if read": ("若{}如此理解——{}：{}——则{}", "with {} read so — {}: {} — {}"),
    "so read": ("{}如此理解——{}：{}", "{} read so — {}: {}"),
    "would bear": ("{}：{}", "{}: {}"),
    "changes": ("{}的结果改变", "the answer for {} changes"),
    "depends": ("取决于{}如何理解：{}", "Depends on the reading of {}: {}"),
    "depends among facts": ("取决于{}如何理解：{}", "depends on the reading of {}: {}"),
    "find out": ("需查明", "to find out"),
    "enough": ("足以认定", "enough"),
    "whatever the facts": ("无论事实如何", "whatever the facts"),
    "assuming": ("推定", "assuming "),
    "supposed": ("（假定）", " (supposed)"),
    "what if": ("改变结论", "what if"),
    "nothing would": ("改动已知事实不能改变", "no change of the known facts would change it"),
    "own hands": ("（本人当时可以做到）", " (it was in {}’s own hands)"),
    "instead of": ("（而非{}）", " (instead of {})"),
    "ask next": ("宜先查明", "ask next"),
    "question mark": ("？", "?"),
    "more sets": ("另有{}组未列出", "{} more such sets"),
    "not all": ("可能还有其他组", "there may be others"),
    "not smallest": ("未证明为最小", "not shown smallest"),
    "settle all": ("全部查清", "settle all"),
    "duties": ("定期职责", "Duties over time"),
    "fulfilled": ("已履行", "fulfilled"),
    "not fulfilled": ("未履行", "not fulfilled"),
    "observed": ("观察期{}至{}", "observed from {} to {}"),
    "longest gap": ("最长间隔{}天", "longest gap {} days"),
    "open gap": ("距期末已{}天", "{} days since the last at the end"),
    "circumstances": ("列举情形", "Circumstances"),
    "made out": ("成立", "made out"),
    "not made out": ("不成立", "not made out"),
    "undetermined": ("尚不能确定", "open"),
    "against": ("{}，对象：{}", "{}, against {}"),
    "measures": ("可给予的处理", "Measures that are open"),
    "by severity": ("（视情节轻重，{}）", " (by severity, {})"),
    "mandatory": ("必须给予", "Measures that must follow"),
    "persons only": ("不能落到班子或组织本身", "cannot fall on a group or body as such"),
    "not named": ("条文没有列出", "not named by the article"),
    "perhaps": ("视上述未定之处，可能给予", "open only if what is open above turns out so"),
    "organ": ("由谁实施", "Who imposes"),
    "no organ": ("条文没有写明由谁实施", "the text names no organ"),
    "obliged": ("应当", "must"),
    "permitted": ("可以", "may"),
    "forbidden": ("不得", "may not"),
    "answer obliged": ("应当", "obliged"),
    "answer permitted": ("可以", "permitted"),
    "answer forbidden": ("不得", "forbidden"),
    "answer not_settled": ("条文未作规定", "the text is silent"),
    "answer condition_not_met": ("条件不具备", "the condition is not met"),
    "two readings": ("，条文可以有不同理解", ": the text can be read in two ways"),
    "answer not_bound": ("不受约束", "not bound"),
    "answer yes": ("是", "yes"),
    "answer no": ("否", "no"),
    "questions": ("其他问题", "Other questions"),
    "nobody": ("无人", "nobody"),
    "assumed": ("案情没有写明，按通常情况处理", "Assumed because the file does not say"),
    "in brackets": ("（{}）", " ({})"),
    "as adopted": ("按本单位采用的理解处理", "As this organisation has adopted"),
    "adopted by": ("{}——{}：{}（{}，{}，{}）", "{} — {}: {} ({}, {}, {})"),
    "adopted after": ("，晚于本案发生", ", after the case arose"),
    "outside": ("换一种理解，结果会改变", "Read otherwise, the answer would change"),
    "note": ("注意", "Note"),
    "disclaimer": ("本结果不是法律意见。", "This is not legal advice."),
    "expected": ("与预期不符", "Expected otherwise"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "colon": ("：", ": "),
    "label": ("身份", "standing"),
    "somebody": ("某个未列出的人", "somebody who is not listed"),
    "somebody else": ("未列出的另一人（之{}）", "somebody else who is not listed (no. {})"),
    "somebody there": ("有未列出的人", "there is somebody who is not listed"),
    "nobody there": ("没有未列出的人", "there is nobody who is not listed"),
    "somebody there else": ("另有未列出的人", "there is somebody else who is not listed"),
    "nobody there else": ("没有其他未列出的人", "there is nobody else who is not listed"),
    "whoever else": ("还有哪些人未列出", "who else there is whom the file does not list"),
    "of each": ("未列出的每个人", "each who is not listed"),
    "unlisted": ("可能还有未列出的人员。", "There may be people whom the file does not list."),
    "perhaps so": ("（尚不能确定）", " (open)"),
    "unclear": ("不明", "not known"),
    "or value": ("或", " or "),
    "effect firm": ("，不能再减免", ", and it may no longer be lifted"),
    "effect discretionary": ("，但可以减免", ", which may be lifted or reduced"),
    "effect may_exempt": ("，但可以免除", ", which may be lifted"),
    "effect may_reduce": ("，但可以减轻", ", which may be reduced"),
    "effect reduces_or_exempts": ("，但应予减轻或者免除", ", which is to be reduced or lifted"),
    "effect unsettled": ("，但条文可以有不同理解（{}）", ", where the text can be read in two ways ({})"),
    "relief": ("裁量", "discretion"),
    "relief may_exempt": ("作出决定的机关可以免除：", "the organ that decides may lift it: "),
    "relief may_reduce": ("作出决定的机关可以减轻：", "the organ that decides may reduce it: "),
    "relief reduces_or_exempts": ("由作出决定的机关减轻或者免除：", "the organ that decides reduces or lifts it: "),
    "brings": ("{}意味着", "What {} brings with it"),
    "not modelled": ("条文有规定而此处没有反映", "In the text and not reflected here"),
    "burden": ("由谁证明", "Who must prove what"),
    "how sure": ("依据的可靠程度", "How sure the provisions are"),
    "sure text_seen": ("已见条文", "text seen"),
    "sure parallel_text": ("见于平行立法的条文", "text of a parallel enactment seen"),
    "sure secondary": ("仅见二手资料", "secondary sources only"),
    "sure memory": ("凭记忆，未核对", "from memory, not checked"),
    "sure inferred": ("推断，条文未写明", "inferred, not in the text"),
    "literal": ("按文义处理，文义不明之处保持开放", "read as the words say, and left open where they do not"),
    "all": ("所有理解均保持开放", "every reading left open"),
    "adopted": ("按本单位采用的理解", "read as this organisation has adopted"),
    **DECIDED,
}


def say(key: str, language: Language, *values: object) -> str:
    """What zeren says for a key, with values filled in.

    >>> say("against", "en", "article 11", "Zhou")
    'article 11, against Zhou'
    """
    return _WORDS[key][0 if language == "zh" else 1].format(*values)


def known(key: str) -> bool:
    """Whether zeren has words for a key."""
    return key in _WORDS


def answer_word(answer: str, language: Language) -> str:
    """An answer to a question: a norm or yes and no in words, anything else as it stands."""
    return say(f"answer {answer}", language) if known(f"answer {answer}") else answer


def default_language() -> Language:
    """The language of the locale: Chinese where it is Chinese, English otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"
