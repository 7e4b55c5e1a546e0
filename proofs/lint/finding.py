"""What lint finds: a defect with a code, a place in the file, words for people, and a case or course of dates that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from zeren.model.language.faults import Path
from zeren.model.language.terms import Text
from zeren.proofs.lint.course import Course
from zeren.proofs.lint.stage import Witness

Severity = Literal["error", "warning", "note"]


class Kind(msgspec.Struct, frozen=True):
    """A kind of defect; its code and name never change once published."""

    code: str
    name: str
    severity: Severity
    title: Text


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One defect of one regulation.

    `subject` names what is defective, so that an accepted defect is known again when lines move; `path` is where it
    stands in the file; `scope` says over which cases the claim was proved, where it is one about every case. What shows it is a case
    (`witness`, and the same case read otherwise, `contrast`), or for a defect of a duty in time a `course` of dates.
    """

    kind: Kind
    regulation: str
    subject: str
    article: str
    path: Path
    text: Text
    severity: Severity
    witness: Witness | None = None
    contrast: Witness | None = None
    course: Course | None = None
    scope: Text | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What an accepted defect is known by."""
        return (self.kind.code, self.regulation, self.subject)


def _kind(code: str, name: str, severity: Severity, zh: str, en: str) -> Kind:
    return Kind(code, name, severity, Text(zh=zh, en=en))


_ALL = (
    _kind("Z101", "tier-unassigned", "error", "列出了责任档次却没有人承担", "a tier is named and nobody ever bears it"),
    _kind("Z102", "tiers-compete", "warning", "同一人被给予两个有高低之分的档次", "somebody is given two competing tiers"),
    _kind("Z103", "never-applies", "error", "条款在任何案情下都不适用", "a provision applies in no case"),
    _kind("Z104", "rule-swallowed", "warning", "条款适用与否都不改变结果", "a rule that other rules make idle"),
    _kind("Z105", "circumstance-swallowed", "warning", "情形被另一情形完全包含", "a circumstance that another one contains"),
    _kind("Z106", "exemption-idle", "warning", "免责条款对其所列条款从不起作用", "an exemption that can never exempt"),
    _kind("Z107", "exemption-frees-everybody", "warning", "免责条款可使所有人免责", "an exemption that can free everybody"),
    _kind("Z108", "responsibility-gap", "warning", "错误决策可能无人担责", "a wrong decision that somebody took and nobody answers for"),
    _kind("Z109", "burden-without-error", "warning", "没有错误也要担责", "a rule that burdens without any error"),
    _kind("Z201", "duty-without-bearer", "error", "职责没有写明由谁承担", "a duty without a bearer"),
    _kind("Z202", "duty-without-count", "warning", "职责没有写明次数或期限", "a duty without a number or an interval"),
    _kind("Z203", "duty-without-bound", "warning", "因事而生的职责没有写明时限", "a duty on an event without a time limit"),
    _kind("Z204", "duty-without-consequence", "warning", "不履行职责没有后果", "duties whose breach has no consequence of its own"),
    _kind("Z205", "chain-breaks", "warning", "报告链条到不了最上级", "a chain of reports that breaks before the top"),
    _kind("Z206", "single-passage", "warning", "一个岗位空缺就会中断报告", "an office without a stand-in that every report passes"),
    _kind("Z207", "duty-to-oneself", "warning", "职责的主体与对象是同一方", "a duty owed to oneself"),
    _kind("Z208", "bearer-shifts", "warning", "同一职责两处写明不同的主体", "one duty with two bearers"),
    _kind("Z209", "one-act-for-two", "note", "同一行为履行对象不同的两项职责", "one act that serves duties towards two"),
    _kind("Z301", "organ-undetermined", "error", "没有写明由谁实施", "an act for which no organ is determined"),
    _kind("Z302", "organs-compete", "warning", "同一行为有两个机关", "two organs for one act"),
    _kind("Z303", "ladder-unlinked", "warning", "处理方式与责任档次没有对应", "a ladder of measures that no tier is linked to"),
    _kind("Z304", "never-used", "note", "列出而从未使用", "something declared and never used"),
    _kind("Z305", "not-modelled", "note", "条文有规定而文件没有反映", "something in the text that the file leaves out"),
    _kind("Z401", "reading-decides", "note", "对条文的理解会改变结果", "an ambiguity that matters"),
    _kind("Z402", "reading-idle", "note", "对条文的理解不改变任何结果", "a choice of reading that changes nothing"),
    _kind("Z501", "sisters-differ", "note", "同类规定对同样的事实处理不同", "sister regulations treat the same facts differently"),
    _kind("Z502", "norms-differ", "note", "同类规定一处应当、一处可以", "must in one text and may in a sister text"),
    _kind("Z503", "sister-provides", "note", "同类规定有而本规则没有的内容", "what a sister text provides and this one does not"),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def finding(
    name: str,
    regulation: str,
    subject: str,
    article: str,
    path: Path,
    zh: str,
    en: str,
    *,
    severity: Severity | None = None,
    witness: Witness | None = None,
    contrast: Witness | None = None,
    course: Course | None = None,
    scope: Text | None = None,
) -> Finding:
    """A finding of a kind, by the kind's name."""
    kind = KINDS[name]
    return Finding(
        kind=kind,
        regulation=regulation,
        subject=subject,
        article=article,
        path=path,
        text=Text(zh=zh, en=en),
        severity=severity or kind.severity,
        witness=witness,
        contrast=contrast,
        course=course,
        scope=scope,
    )
