"""The words for what two regulations do not share or state differently, and how they are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.model.language.regulation import Regulation
from zeren.proofs.counterparts import Counterparts
from zeren.proofs.matching import labels
from zeren.proving.cycle_text import CycleText
from zeren.words import Language

ONLY: Mapping[str, tuple[str, str]] = {
    "term": ("术语", "terms"),
    "option": ("选项", "options"),
    "reading": ("理解", "readings"),
    "reading_option": ("理解的选项", "options of readings"),
    "tier": ("责任档次", "tiers"),
    "rule": ("条款（涉及另一方没有的事实）", "rules that turn on what the other does not know"),
    "circumstance": ("情形", "circumstances"),
    "exception": ("例外", "exceptions"),
    "duty": ("职责", "duties"),
    "filing": ("报送", "filings"),
    "measure": ("处理方式", "measures"),
    "organ": ("机关", "organs"),
    "act": ("程序", "acts"),
    "question": ("问题", "questions"),
    "label": ("身份责任标签", "labels"),
}
_WORDS: Mapping[str, tuple[str, str]] = {
    "paired": ("视为同一的情形（按所涉事实，不按序号）", "Circumstances taken to be the same (by what they speak of, not by number)"),
    "same numbers": ("各项与序号相同的一项", "each with the one of the same number"),
    "silence": ("案件没有写明时", "where a case does not say"),
    "follows": ("按以下事实推定：{}", "it follows from this: {}"),
    "is taken to be": ("视为：{}", "taken to be {}"),
    "left open": ("不作推定", "left open"),
    "background": ("凡案件都成立的前提“{}”", "what holds in every case: “{}”"),
    "holds": ("前提", "it holds that"),
    "without": ("没有对应的内容", "Without a counterpart"),
    "unlike": ("写法不同的内容", "Stated differently"),
    "ages": ("逐级上报：最上级所知情况最多陈旧多久", "Chains of reports: the oldest information at the top"),
    "namesakes": (
        "{}名称相同而标识不同，算作两样",
        "{} called alike under different ids, which count as two",
    ),
    "only": ("仅{}有的{}", "only in {}, {}"),
    "validity": ("施行期间", "in force"),
    "term": ("术语", "terms"),
    "silent": ("事实“{}”", "the fact “{}”"),
    "duty": ("职责“{}”", "the duty “{}”"),
    "filing": ("报送“{}”", "the filing “{}”"),
    "counting": ("期间的计算", "how time is counted"),
    "tiers": ("责任档次", "tiers"),
    "tier": ("责任档次“{}”", "the tier “{}”"),
    "measures": ("处理方式的阶梯", "the ladder of measures"),
    "measure": ("必须给予的处理“{}”", "the mandatory measure “{}”"),
    "act": ("程序“{}”", "the act “{}”"),
    "question": ("问题“{}”", "the question “{}”"),
    "label": ("标签“{}”", "the label “{}”"),
    "of": ("就何者而问", "asked of"),
    "answer": ("以何作答", "answered by"),
    "options": ("可选的答案", "possible answers"),
    "yes_no": ("是或者否", "yes or no"),
    "must_or_may": ("应当、可以或者不得", "must, may or may not"),
    "number": ("数字", "a number"),
    "somebody": ("由谁", "who it is"),
    "one_of": ("所列答案之一", "one of a list"),
    "matter": ("整个事项", "the matter"),
    "person": ("个人", "each person"),
    "body": ("组织", "each body"),
    "organ": ("机关", "organs"),
    "bearer": ("职责主体或对象", "bearers and recipients"),
    "reading": ("理解“{}”", "the reading “{}”"),
    "from": ("自", "from"),
    "to date": ("至", "until"),
    "name": ("名称", "called"),
    "doing": ("做什么", "what is to be done"),
    "who": ("由谁", "by whom"),
    "to": ("向谁", "to whom"),
    "done_to": ("对谁", "whom it is done to"),
    "often": ("多久一次", "how often"),
    "on": ("何事之后", "after what"),
    "within": ("时限", "within"),
    "wording": ("时间用语", "the text’s word on time"),
    "norm": ("应当还是可以", "must or may"),
    "clock": ("自“{}”起的时限", "time from “{}”"),
    "owed": ("何时需要报送的条件", "the condition under which it is owed"),
    "when": ("条件", "the condition"),
    "text": ("条文", "the words"),
    "mandatory": ("必须给予", "must be given"),
    "roll": ("时限遇休息日", "a limit on a day off"),
    "repeats": ("是否反复报送", "sent again and again"),
    "first_hour": ("起始的那一小时", "the hour of the event"),
    "last_day_off": ("末日为休息日", "a last day off"),
    "two_working_days": ("至少含两个工作日", "holds two working days at least"),
    "when_several": ("同一人有多个档次", "several tiers of one person"),
    "rank": ("轻重次序（1为最重）", "place in the ranking (1 is the gravest)"),
    "consequence": ("后果（{}）", "what it brings with it ({})"),
    "step": ("“{}”", "“{}”"),
    "mildest": ("最轻的处理", "the mildest measure"),
    "gravest": ("最重的处理", "the gravest measure"),
    "last_two": ("最后两级", "the last two steps"),
    "by_severity": ("按情节轻重适用", "by severity"),
    "organ decides": ("{}", "{}"),
    "nobody": ("没有写明的机关", "no organ named"),
    "literal": ("按文义", "by the words"),
    "not stated": ("未写明", "not stated"),
    "not there": ("没有", "not there"),
    "not ranked": ("不排轻重", "not ranked"),
    "no such step": ("不在阶梯中", "no step"),
    "nth step": ("第{}级", "step {}"),
    "open": ("文义不能确定", "not decided by the words"),
    "does not do it": ("不参与", "not named"),
    "quoted": ("“{}”", "“{}”"),
    "gap": ("两次之间最多（{}）", "longest time between two ({})"),
    "distinct": ("两次不在同一天", "two not on one day"),
    "allowed": ("两次可在同一天", "two may be on one day"),
    "renamed": ("{}同而名称不同", "{}: the same, called otherwise"),
    "days": ("{}天", "{} days"),
    "no bound": ("没有上限", "no bound"),
    "not owed": ("不是必须", "not obligatory"),
    "no chain": ("没有这条链条", "no such chain"),
    "relay": ("各环节都按时，“{}”起最长", "longest time from “{}”, if each is in time"),
    "due": ("如{}（周五）起算，最迟", "last moment, counted from {} (a Friday)"),
    "under": ("不到{}", "just under {}"),
    "no number": ("没有固定的数", "no fixed number"),
    "obliged": ("应当", "must"),
    "permitted": ("可以", "may"),
    "forbidden": ("不得", "may not"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "highest": ("只取最重的", "the gravest only"),
    "all": ("全部", "all of them"),
    "and": ("“和”（是否须一并给予，有待理解）", "“and” (whether both must be given is a matter of reading)"),
    "or": ("“或”（能否一并给予，有待理解）", "“or” (whether both may be given is a matter of reading)"),
    "noon": ("顺延至下一工作日中午", "moves to noon of the next working day"),
    "end_of_day": ("顺延至下一工作日", "moves to the end of the next working day"),
    "counted": ("计入", "counted"),
    "not_counted": ("不计", "not counted"),
    "stays": ("不顺延", "stays"),
    "next_working_day": ("顺延至下一工作日", "moves to the next working day"),
    "act impose": ("实施问责", "impose measures"),
    "act propose": ("提出建议", "propose"),
    "act answer": ("答复", "answer"),
    "act file": ("备案", "file"),
    "act interpret": ("解释", "interpret"),
    "act supervise": ("监督", "supervise"),
    "act assess": ("考核", "assess"),
    "act approve": ("审批", "approve"),
    "kind joint_and_several": ("连带", "joint and several"),
    "kind contribution": ("分担", "contribution"),
    "kind recourse": ("追偿", "recourse"),
    "kind measure": ("措施", "measure"),
    "kind cap": ("上限", "cap"),
    "kind limitation": ("时效", "limitation"),
    "kind lifelong": ("终身", "lifelong"),
    "kind strength": ("推定的效力", "strength"),
}


class Compared:
    """Two regulations and what they do not share, to be told in one language."""

    def __init__(self, first: Regulation, second: Regulation, rest: Counterparts, language: Language) -> None:
        self.regulations, self.names, self.rest = (first, second), labels(first, second), rest
        self.language: Language = language
        self.cycles = tuple(CycleText(one, language) for one in self.regulations)
        self.zh = language == "zh"
        self.colon, self.comma, self.semicolon = ("：", "，", "；") if self.zh else (": ", ", ", "; ")

    def say(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self.zh else 1].format(*values)

    def knows(self, key: str) -> bool:
        return key in _WORDS

    def aside(self, words: str) -> str:
        return f"（{words}）" if self.zh else f" ({words})"

    def arrow(self, what: str, first: str, second: str) -> str:
        return f"{what}{self.colon}{first} → {second}"

    def either(self, found: Sequence[str]) -> str:
        return ("或" if self.zh else " or ").join(dict.fromkeys(found))
