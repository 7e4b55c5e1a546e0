"""The STRESS-DES checklist (Monks and others 2019), filled in from the program that was run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.sim.statistics import FEWEST

if TYPE_CHECKING:
    from zeren.simulating.lived import Lived
    from zeren.simulating.text import SimulationText

Row = tuple[str, str]


def checklist(found: Lived, text: SimulationText) -> list[Row]:
    """Each item of the checklist with what holds for this run."""
    place = 0 if text.language == "zh" else 1
    return [(item[place], item[2 + place]) for item in _items(found, text)]


def _items(found: Lived, text: SimulationText) -> Iterator[tuple[str, str, str, str]]:
    program, results, file = found.program, found.results, found.organisation.file
    kinds = ", ".join(f"{text.name(kind.name)} × {kind.count}" for kind in program.kinds)
    tasks = ", ".join(text.of(program.kinds[task.kind].name, task.duty) for task in program.tasks)
    readers = ", ".join(f"{text.name(kind.name)} ({86_400 * kind.pace[1] // kind.pace[0]}/d)" for kind in program.kinds if kind.pace[0])
    offices = ", ".join(text.name(office.name) for office in program.offices)
    regulations = ", ".join(found.organisation.regulations)
    yield (
        "1.1 目的",
        "1.1 Purpose",
        "检验定期职责是否得到履行、信息多陈旧、谁承担责任。",
        "Whether recurring duties are covered, how old information gets, who becomes liable.",
    )
    yield "1.2 输出", "1.2 Outputs", "见各图表与figures.json。", "The figures of this report and figures.json."
    yield (
        "1.3 实验目标",
        "1.3 Aims of experiments",
        "本文件所述组织；如有比较，则为所列各方案。",
        "The organisation of the file; where others are listed, the comparison with them.",
    )
    yield "2.1 总体逻辑", "2.1 Base logic", f"规则：{regulations}。组织：{kinds}。", f"Rules: {regulations}. Bodies: {kinds}."
    yield (
        "2.2 方案逻辑",
        "2.2 Scenario logic",
        f"职责：{tasks}。时间到、拖延过、下级报告已阅、任职者在岗，方为履行。",
        f"Duties: {tasks}. Each is done once its time has come, its delay is over, what it waits for has been read and the office acts.",
    )
    yield (
        "2.3 算法",
        "2.3 Algorithms",
        "先到先阅；同日次序：" + file.tie_order,
        "First come, first served; order within a day: " + file.tie_order,
    )
    yield (
        "2.4 部件",
        "2.4 Components",
        f"岗位：{offices or '无'}；阅件能力：{readers or '不限'}",
        f"Offices: {offices or 'none'}; capacity to read: {readers or 'unlimited'}",
    )
    yield (
        "3.1 数据来源",
        "3.1 Data sources",
        "组织文件；manifest.json记有其散列值。",
        "The organisation file; its hash is in manifest.json.",
    )
    yield "3.2 预处理", "3.2 Pre-processing", "无。", "None."
    yield (
        "3.3 输入参数",
        "3.3 Input parameters",
        f"全部在组织文件中；其中{len(results.guesses)}处为估计值。",
        f"All in the organisation file; {len(results.guesses)} of them are marked as guesses.",
    )
    yield (
        "3.4 假设",
        "3.4 Assumptions",
        "各机构相互独立，只经报告相连；缺勤与换届独立。",
        "Bodies act independently and are joined by reports alone; absence and turnover are independent.",
    )
    yield (
        "4.1 初始化",
        "4.1 Initialisation",
        f"首日各岗位有人、无积压；预热{results.warm_up}年不计。",
        f"On the first day offices are held and nothing waits; {results.warm_up} years of warm-up are not counted.",
    )
    yield "4.2 时长", "4.2 Run length", f"{program.days}天，自{program.start}起。", f"{program.days} days from {program.start}."
    yield (
        "4.3 估计方法",
        "4.3 Estimation",
        f"{results.replications}次独立重复；少于{FEWEST}次或均值偏斜时不给t区间；比例用精确二项区间；两端未结束的间隔按删失处理。",
        f"{results.replications} independent replications; no t-interval from fewer than {FEWEST}, skewness is corrected; "
        "binomial intervals (mid-P) for shares; periods cut by either end are left out; gaps cut by the end are censored.",
    )
    yield "5.1 软件", "5.1 Software", f"zeren，引擎{text.engine(results)}。", f"zeren, engine {text.engine(results)}."
    yield (
        "5.2 随机数",
        "5.2 Random sampling",
        f"按（种子、重复、用途、机构、序号）取数的SplitMix64；种子{results.seed}。",
        f"SplitMix64 keyed by seed, replication, purpose, body and instance; seed {results.seed}.",
    )
    yield "5.3 执行", "5.3 Execution", "事件驱动；时间为整数秒。", "Event-driven; time in whole seconds."
    yield (
        "6.1 代码",
        "6.1 Code access",
        "zeren为开放源代码；组织文件与manifest.json足以重做。",
        "zeren is open source; the organisation file and manifest.json are enough to repeat the run.",
    )
