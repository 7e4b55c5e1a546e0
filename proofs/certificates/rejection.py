"""Why certificates are rejected: each reason by its key and what it names, so that it can be told in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from zeren.model.language.faults import Refused
from zeren.model.language.terms import Text
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.undecided import Undecided

LONGEST_TOLD = 400  # characters of what a certificate says, as it is repeated in a reason
_SENTENCES: Mapping[str, tuple[str, str]] = {
    # files
    "unreadable": ("无法读取`{}`：{}", "`{}` cannot be read: {}"),
    "no_list": ("不是证书清单：{}", "is no list of certificates: {}"),
    "no_record": ("不是这种格式的记录：{}", "{}"),
    "not_listed": ("`{}`不在文件清单中", "`{}` is not in the list of files"),
    "outside": ("`{}`位于文件夹之外", "`{}` lies outside the folder"),
    "missing": ("缺少`{}`", "`{}` is missing"),
    "truncated": ("`{}`被截断：{}字节，应为{}字节", "`{}` is truncated: {} of {} bytes"),
    "altered": ("`{}`在写成之后被改动", "`{}` was altered after it was written"),
    "link": ("`{}`经由链接才能到达", "`{}` is reached by a link"),
    "no_file": ("`{}`不是普通文件", "`{}` is no plain file"),
    "too_large": ("`{}`有{}字节，最多读取{}字节", "`{}` has {} bytes, where up to {} are read"),
    "no_text": ("`{}`不是UTF-8文本", "`{}` is no text in UTF-8"),
    "too_deep": ("嵌套过深，无法读取", "it is nested too deep to be read"),
    "written_otherwise": (
        "记录没有照zeren的写法书写，其中可能有重复或者多余的内容",
        "the record is not written as zeren writes it, so something may stand in it twice or beside it",
    ),
    "files_out_of_order": ("文件清单未按名称排列，或者有重复", "the files are not listed by name, each once"),
    "idle": ("`{}`在文件清单中，却没有证书用到它", "`{}` is in the list of files, but no certificate needs it"),
    "other_file": ("没有使用`{}`，或者它与所述不符", "it does not speak of `{}` as it should"),
    "absolute": ("`{}`是绝对路径", "`{}` is an absolute path"),
    # the regulation
    "refused": ("内容不合要求：{}", "{}"),
    "other_text": ("`{}`不是证书所说的文本", "`{}` is not the text that the certificates speak of"),
    "no_longer_built_in": ("`{}`已不再内置", "`{}` is no longer built in"),
    "stale": ("已过时：`{}`在证书写成之后有改动", "stale: `{}` has changed since these certificates were written"),
    "other_id": ("`{}`是规定`{}`的文本，而不是`{}`的", "`{}` is the text of the regulation `{}`, not of `{}`"),
    "not_built_in": (
        "`{}`是内置规定的名称，而这里的不是内置的那一份文本：旧文本的证书已过时，自己的文本应另起名称",
        "`{}` is the name of a built-in regulation, and this is not its text as it is built in: "
        "certificates of an older one are out of date, and a text of one's own needs a name of its own",
    ),
    "regulation_twice": ("规定`{}`出现了两次", "the regulation `{}` stands here twice"),
    # verdicts
    "no_such_property": ("该规定没有这一性质，或者它出现了两次", "the regulation has no such property, or it stands here twice"),
    "out_of_order": ("各性质没有按规定中的顺序排列", "the properties do not stand in the order of the regulation"),
    "reason_given": ("结论是“{}”，却附有未能判定的理由", "it says `{}`, and gives a reason for not deciding"),
    "says_more": ("除了说明这一性质与该规定无关，还说了别的", "it says more than that the property does not speak of this regulation"),
    "no_certificate": ("这一性质没有证书", "no certificate for this property"),
    "other_words": ("所写的性质与原来的说法不同", "it states the property in other words"),
    "not_asked": ("写的是“{}”，而这一性质与该规定无关", "it says `{}` of a property that does not speak of this regulation"),
    "polarity": ("这一性质属于“{}”，而不是“{}”", "the property is {}, not {}"),
    "left_undecided": ("未能判定：{}", "undecided: {}"),
    "persons": ("只查到{}人，而应查到{}人", "it looks at up to {} persons, where {} must be looked at"),
    "no_reading": ("没有具备这些选项的理解`{}`", "`{}` is no reading with these options"),
    "no_option": ("`{}: {}`不是与之有关的理解的选项", "`{}: {}` is no option of a reading that bears on it"),
    "pairs_out_of_order": ("排除的选项没有按规定中的顺序排列，或者有重复", "the options left out are not listed in order, each once"),
    "empty_region": ("有一组理解排除了`{}`的所有选项，其中一种理解也没有", "a set of readings holds none: it leaves out all of `{}`"),
    "region_twice": ("同一组理解出现了两次", "the same set of readings stands here twice"),
    "board": ("案件列有{}人，而所查的是1至{}人", "a case of {} persons, where boards of 1 to {} are looked at"),
    "not_on_board": ("`{}`不在所查的范围之内", "`{}` is not on the boards that are looked at"),
    "other_reading": ("案件采用`{}: {}`，不属于它所代表的理解", "the case is read by `{}: {}`, for which it does not stand"),
    "case_says_more": ("`{}`除了所找的案情还写有别的内容", "`{}` says something beside the case that was sought"),
    "status": ("写的是“{}”，而所示为“{}”", "it says `{}`, but shows `{}`"),
    "sizes": ("只有{}人的证明，而需要1至{}人的", "proofs for sizes {}, where 1 to {} are needed"),
    "other_question": ("`{}`不是这一性质对{}人所提的问题", "`{}` is not what the property asks of boards of {}"),
    "model": ("{1}认为`{0}`可以满足", "`{}` has a model, says {}"),
    "no_proof": ("`{}`不是证明", "`{}` is no proof"),
    "no_cover": ("没有证明各组理解合起来无一遗漏", "no proof that the sets of readings leave none out"),
    "other_cover": ("`{}`所说的不是这几组理解", "`{}` does not speak of these sets of readings"),
    # proofs, by the keys of the checker
    "clauses": ("无法读取子句", "the clauses cannot be read"),
    "step": ("无法读取第{}步", "step {} cannot be read"),
    "not_follow": ("第{}步推不出来：{}", "step {} does not follow: {}"),
    "no_empty": ("证明没有推到空子句就结束了", "the proof ends before the empty clause"),
    "header": ("首行有误：{}", "a wrong header: {}"),
    "beyond": ("有一个文字超出了所声明的范围：{}", "a literal beyond those announced: {}"),
    "count": ("有{}个子句，而首行说有{}个", "{} clauses, where the header says {}"),
    "last_zero": ("子句应以唯一的0结尾：{}", "a clause must end with its only 0: {}"),
    "no_number": ("不是九位以内的整数：{}", "no whole number of up to nine digits: {}"),
    # replay
    "breaks": ("{}：违反了`{}`", "{}: it breaks `{}`"),
    "other_case": ("{}：不是所找的案情", "{}: it is not the case that was sought"),
    "under": ("{0}（理解为{1}）", "{0} under {1}"),
    "too_many_runs": (
        "要在所有理解下重演一个案件，需要超过{}次",
        "more than {} runs would be needed to replay a case under all its readings",
    ),
    # other checkers
    "accepted_by_us": ("`{}`：zeren接受这一证明，{}不接受", "`{}`: zeren accepts this proof, {} does not"),
    "accepted_by_other": ("`{}`：zeren不接受这一证明，{}接受", "`{}`: zeren does not accept this proof, {} does"),
    # succession
    "no_such_question": ("该规定没有这一问题，或者各问题没有依次排列", "the regulation has no such question, or not in this place"),
    "no_answer": ("这一问题没有证书", "no certificate for this question"),
    "nobody_named": ("这些职责没有写明由谁承担，所以无人负责", "nobody is named for these duties, so nobody answers for them"),
    "no_history": ("没有经过说明它会中断", "no history shows that it breaks"),
    "other_history": ("所写的经过不会这样发生，或者并没有出现无人负责", "its history does not happen so, or leaves nobody out"),
    "other_script": ("`{}.smt2`不是原文所提的问题", "`{}.smt2` is not what the text asks"),
    "initiation": ("不变式在开始时不成立", "the invariant does not hold at first"),
    "consecution": ("并非每一步都保持不变式", "the invariant is not kept by every step"),
    "safety": ("不变式没有排除无人负责的情形", "the invariant does not exclude that nobody answers"),
    "shorter": ("还有更短的经过", "there is a shorter history"),
    "no_formula": ("不是关于这些变量的公式：{}", "no formula over these variables: {}"),
    "other_row": ("所写的`{}`与规定和证明所示不同", "its `{}` is not what the regulation and the proof show"),
    "not_from": ("{}不会自{}起发生", "{} does not happen from {} on"),
    "cannot_happen": ("{}在{}时不会发生", "{} cannot happen in {}"),
    # whoever decides again
    "no_cvc5": (
        "没有安装另行判定的求解器cvc5：pip install 'zeren[cvc5]'；或者让最初作出判定的Z3再判一次：--trust-z3",
        "cvc5, the other solver that decides this again, is not installed: pip install 'zeren[cvc5]'; "
        "or have Z3, which decided it first, do so once more: --trust-z3",
    ),
    "gave_up": ("没有作出判定：{}", "{}"),
    "beyond_solver": ("超出可判定的范围：{}", "{}"),
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "holds": "成立",
    "fails": "不成立",
    "depends": "取决于理解",
    "bounded": "在所查范围内成立",
    "unknown": "未能判定",
    "not_asked": "不适用",
    "universal": "对一切案情而言",
    "existential": "有案情如此",
    "nothing": "零",
    "no reason given": "没有给出理由",
}


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a certificate is rejected: which reason, what it names, and what lies behind it, if anything.

    >>> Reason("no_proof", ("a.proof",), Reason("no_empty")).text.en
    '`a.proof` is no proof: the proof ends before the empty clause'
    >>> Reason("status", ("holds", "fails")).text.zh
    '写的是“成立”，而所示为“不成立”'
    """

    key: str
    values: tuple[str | Text, ...] = ()
    because: Reason | None = None

    @property
    def text(self) -> Text:
        zh, en = _SENTENCES[self.key]
        told = Text(zh=zh.format(*map(_chinese, self.values)), en=en.format(*map(_english, self.values)))
        if self.because is None:
            return told
        return Text(zh=f"{told.zh}：{self.because.text.zh}", en=f"{told.en}: {self.because.text.en}")


def chained(steps: Iterable[tuple[str, ...]]) -> Reason | None:
    """What the checker says as a reason: each step is a key and its values, and the next lies behind it."""
    found: Reason | None = None
    for key, *values in reversed(list(steps)):
        found = Reason(key, tuple(values), found)
    return found


class Rejected(Exception):
    """Something that speaks against a certificate, with its reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text.en)
        self.reason = reason


def reasons_of(error: Exception) -> tuple[Reason, ...]:
    """The reasons that an error gives: several where a text has several faults."""
    if isinstance(error, Rejected):
        return (error.reason,)
    if isinstance(error, Refused):
        return tuple(Reason("refused", (str(fault),)) for fault in error.faults)
    key = "beyond_solver" if isinstance(error, BeyondSolver) else "gave_up" if isinstance(error, Undecided) else "no_record"
    return tuple(Reason(key, (line,)) for line in str(error).splitlines())


def _chinese(value: str | Text) -> str:
    return _shown(value.zh if isinstance(value, Text) else _WORDS.get(value, value))


def _english(value: str | Text) -> str:
    return _shown(value.en if isinstance(value, Text) else value)


def _shown(text: str) -> str:
    """What a certificate says, so that it neither moves a terminal's cursor nor turns a line round, nor fills the screen."""
    told = "".join(one if one.isprintable() or one == "\u3000" else f"\\u{ord(one):04x}" for one in text[:LONGEST_TOLD])
    return told if len(text) <= LONGEST_TOLD else f"{told}…"
