"""Simulating from files: who becomes liable, bounds that bind, and the command."""

from __future__ import annotations

import html
import json
import math
import re
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import typer
from scipy import stats
from typer.testing import CliRunner, Result

from zeren.cli import app
from zeren.commands import simulate as command
from zeren.model.language.case import Case
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_organisation, load_regulation, parse_organisation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.model.solving.ask import ask
from zeren.proofs.cycles.bounds import Bound, bounds
from zeren.proofs.cycles.steps import Rule
from zeren.sim import reference
from zeren.sim.plans import compile_program
from zeren.sim.statistics import Estimate, Paired
from zeren.sim.tally import Tally
from zeren.sim.vector import LACKS
from zeren.simulating import liability as liability_module
from zeren.simulating.bounds import Contradiction, check_bounds
from zeren.simulating.liability import Liability
from zeren.simulating.lived import compare, measures
from zeren.simulating.report import report_html
from zeren.simulating.simulated import Settings, Simulation, simulate, vary
from zeren.simulating.stress import checklist
from zeren.simulating.text import SimulationText
from zeren.voice.keys import SIMULATION_LACKS
from zeren.words import Language

FOLDER = Path("scenarios/organisations")
COMPANY, COLLEGE = FOLDER / "listed-company.organisation.yaml", FOLDER / "college.organisation.yaml"
BESIDE = str(FOLDER / "x.organisation.yaml")


def zeren(*arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    command.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["simulate", *arguments])


def test_a_recorded_objection_protects_and_one_off_the_record_does_not() -> None:
    liability = Liability(load_organisation(COMPANY))
    found = liability.outcome("decision", "company", "resolution:chair=0,1,0,0;independent=1,0,1,1;executive=0,3,0,2")
    assert found is not None
    held = {(one.office, one.position): (one.tier, one.article, one.surety, many) for one, many in found.held.items()}
    assert held == {
        ("chair", "in_favour"): ("compensation", "125", "certain", 1),
        ("independent", "objected"): ("compensation", "125", "certain", 1),
        ("executive", "in_favour"): ("compensation", "125", "certain", 3),
    }
    assert found.stood["independent", "recorded"] == 1


def test_each_pattern_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = load_organisation(FOLDER / "bureau.organisation.yaml")
    liability = Liability(organisation)
    tally = Tally(
        {
            ("late", "school", "report", 0): 5,
            ("no_performance", "school", "report", 0): 2,
            ("incident", "school", "opinion_event:late", 0): 3,
        }
    )
    first = liability.of_tally(tally)
    monkeypatch.setattr("zeren.simulating.liability.ask", None)
    assert liability.of_tally(tally) == first
    assert first[1]["missed", "report", "branch_secretary", "-"] == 7
    assert sum(many for one, many in first[0].items() if one.source == "missed") == 7


def chain(schedule: Bound, *, tie_order: str) -> str:
    """An organisation whose schools and bureau report on the days of a worst schedule."""
    links = schedule.schedule
    acts = [day for link in links for day in link.acts]
    first = min(acts).replace(month=1, day=1)
    years = max(acts).year - first.year + 1
    days = [", ".join(f'"{day}"' for day in link.acts) for link in links]
    return f"""
organisation: worst
from: {first}
years: {years}
tie_order: {tie_order}
readings: {{window: calendar_aligned, same_day: same_day_allowed}}
bodies:
  county: {{outside: yes}}
  bureau: {{regulation: county-bureau, superior: county, as: [committee]}}
  school: {{regulation: county-bureau, superior: bureau, as: [committee]}}
plans:
  school/report: {{when: dates, dates: [{days[0]}]}}
  bureau/report: {{when: dates, dates: [{days[-1]}]}}
"""


@pytest.mark.parametrize("missed", [0, 1, 2])
def test_the_worst_schedule_attains_the_bound_on_a_gap_to_the_day(missed: int) -> None:
    duty = next(duty for duty in load_regulation("county-bureau").file.duties if duty.id == "report")
    bound = bounds([duty], [Rule(1, "half_year")], "calendar", missed=missed).any_year
    organisation = parse_organisation(chain(bound, tie_order="lower_first"), name=BESIDE)
    program = compile_program(organisation)
    tally = reference.simulate(program, 1, 0).tally
    gaps = {days for measure, body, duty_id, days in tally if measure.startswith("gap_") and (body, duty_id) == ("school", "report")}
    assert bound.days in gaps
    check_bounds(organisation, program, [tally])


@pytest.mark.parametrize("tie_order", ["lower_first", "upper_first"])
def test_the_worst_schedule_attains_the_bound_on_an_age_to_the_day(tie_order: str) -> None:
    duty = next(duty for duty in load_regulation("county-bureau").file.duties if duty.id == "report")
    bound = bounds([duty, duty], [Rule(1, "half_year")] * 2, "calendar", tie_order).any_year  # type: ignore[arg-type]  # one of its words
    program = compile_program(parse_organisation(chain(bound, tie_order=tie_order), name=BESIDE))
    run = reference.simulate(program, 1, 0, keep_trace=True)
    assert bound.days in {before for _, _, before in run.ages["school"]}
    assert max(before or 0 for _, _, before in run.ages["school"]) == bound.days


def test_what_exceeds_a_bound_stops_the_run() -> None:
    organisation = load_organisation(FOLDER / "bureau.organisation.yaml")
    program = compile_program(organisation)
    held = check_bounds(organisation, program, [Tally({("gap_0", "school", "report", 365): 1})])
    assert [(one.observed, one.bound) for one in held] == [(365, 365)]
    with pytest.raises(Contradiction, match="an observed gap of 366 days exceeds the proved bound of 365 days"):
        check_bounds(organisation, program, [Tally({("gap_0", "school", "report", 366): 1})])
    check_bounds(organisation, program, [Tally({("gap_1", "school", "report", 366): 1})])


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.organisation.yaml")), ids=lambda file: file.name.split(".")[0])
def test_every_worked_organisation_is_summed_up(file: Path) -> None:
    found = simulate(vary(file, {"years": "3"}), Settings(replications=2, engine="auto")).results
    assert found.coverage
    assert found.guesses
    assert all(one.observed <= one.bound for one in found.bounds)
    assert all(one.share.low is None or one.share.low <= one.share.value <= (one.share.high or 0) for one in found.coverage)


def test_policies_are_compared_on_common_random_numbers() -> None:
    one = simulate(load_organisation(COLLEGE), Settings(replications=12))
    same = compare(one, simulate(load_organisation(COLLEGE), Settings(replications=12)))
    assert {found.difference.value for found in same.values()} == {0.0}
    quicker = simulate(vary(COLLEGE, {"plans.branch_report.delay.uniform.high": "days(7)"}), Settings(replications=12))
    better = compare(one, quicker)["branch/branch_report"]
    assert better.difference.value > 0
    assert better.variance_ratio is not None


def test_the_command_keeps_replications_figures_and_reports(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = zeren(str(COLLEGE), "--replications", "3", "--years", "2", "--out", str(out), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Done in time" in result.output
    assert "no interval: fewer than 10 replications" in result.output
    assert json.loads((out / "figures.json").read_text())["replications"] == 3
    for language in ("zh", "en"):
        page = (out / f"report.{language}.html").read_text(encoding="utf-8")
        assert page.count("<svg") >= 4
        assert "STRESS-DES" in page
        links = {link for link in re.findall(r'(?:src|href)="([^"]+)"', page) if not link.startswith("#")}
        assert not links
    assert "专题汇报" in (out / "report.zh.html").read_text(encoding="utf-8")
    again = zeren(str(COLLEGE), "--replications", "3", "--years", "2", "--out", str(out), "--lang", "en")
    assert (again.exit_code, "go on with --resume" in again.output) == (2, True)
    resumed = zeren(str(COLLEGE), "--replications", "3", "--years", "2", "--out", str(out), "--lang", "en", "--resume")
    assert resumed.output == result.output


def test_a_sweep_and_a_comparison_are_shown(tmp_path: Path) -> None:
    path = "plans.branch_report.delay.uniform.high"
    result = zeren(
        str(COLLEGE), "--replications", "10", "--years", "2", "--sweep", f"{path}=days(7),days(20)", "--lang", "zh", "--out", str(tmp_path)
    )
    assert result.exit_code == 0, result.output
    assert f"与{path}=days(20)相比" in result.output
    assert "同一随机数" in (tmp_path / "report.zh.html").read_text(encoding="utf-8")
    found = json.loads(zeren(str(COLLEGE), "--replications", "2", "--years", "1", "--against", str(COLLEGE), "--format", "json").output)
    assert found["differences"][str(COLLEGE)]["branch/branch_report"]["difference"]["value"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.organisation.yaml"], "missing.organisation.yaml"),
        ([str(COLLEGE), "--replications", "0"], "--replications 0: expected 1 or more"),
        ([str(COLLEGE), "--precision", "2"], "--precision 2.0: expected a share between 0 and 1"),
        ([str(COLLEGE), "--years", "0"], "--years 0: expected 1 to 1000"),
        ([str(COLLEGE), "--resume"], "--resume goes with --out"),
        ([str(COLLEGE), "--engine", "vector"], "reports that are returned and made again"),
        ([str(COLLEGE), "--sweep", "bodies.branch.count"], "expected PATH=A,B"),
        ([str(COLLEGE), "--sweep", "bodies.brunch.count=3"], "`bodies.brunch.count` leads to nothing"),
        ([str(COLLEGE), "--out", "/dev/null/x"], "cannot be used"),
    ],
)
def test_bad_calls_are_refused(arguments: list[str], message: str) -> None:
    result = zeren(*arguments, "--lang", "en")
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("report: {after: {duty: inspection, at_most: days(3)}}", "unknown duty `inspection`"),
        ("low/report: {after: {duty: report, at_most: days(3)}}", "a duty of no body directly below"),
        ("top/report: {when: even}", "nobody here has the duty `report`"),
        ("report: {office: chief}", "unknown office `chief`"),
        ("report: {skipped: {chance: 1.5}}", "a chance lies between 0 and 1"),
        ("report: {delay: {exponential: {mean: days(0)}}}", "expected a mean above 0"),
        ("report: {delay: {fixed: days(-3)}}", "expected a duration"),
        ("report: {when: dates, dates: [13-40]}", "expected a day of the year"),
    ],
)
def test_bad_plans_are_refused(plan: str, message: str) -> None:
    text = (
        "organisation: o\nfrom: 2026-01-01\nyears: 1\nbodies:\n  top: {outside: yes}\n  low: {regulation: county-bureau, superior: top}\n"
    )
    text += f"plans:\n  {plan}\n"
    with pytest.raises(Refused, match=re.escape(message)):
        simulate(parse_organisation(text, name=BESIDE), Settings(replications=1))


def test_names_are_given_to_what_there_is() -> None:
    text = (
        "organisation: o\nfrom: 2026-01-01\nyears: 1\nbodies:\n  top: {outside: yes}\n  low: {regulation: county-bureau, superior: top}\n"
    )
    organisation = parse_organisation(text + "names: {top: {zh: 上级, en: above}}\n", name=BESIDE)
    found = simulate(organisation, Settings(replications=1)).results
    (age,) = found.ages
    assert "上级处所知low情况" in SimulationText(organisation, "zh").age_row(age)
    assert "at above, of low" in SimulationText(organisation, "en").age_row(age)
    with pytest.raises(Refused, match="nothing here is called `lwo`; did you mean `low`"):
        parse_organisation(text + "names: {lwo: {zh: 下级, en: below}}\n", name=BESIDE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_has_every_part_in_words(language: Language) -> None:
    settings = Settings(replications=10)
    bureau = vary(FOLDER / "bureau.organisation.yaml", {"years": "2", "bodies.school.count": "12"})
    found = simulate(bureau, settings)
    changes = [
        {"bodies.bureau.reads.per_day": reads, "plans.study.skipped.chance": chance} for reads in ("1", "3") for chance in ("0.02", "0.3")
    ]
    others = {
        ", ".join(f"{path}={value}" for path, value in one.items()): simulate(
            vary(FOLDER / "bureau.organisation.yaml", {"years": "2", "bodies.school.count": "12", **one}), settings, changes=one
        )
        for one in changes
    }
    page = report_html(found, {**others, "the same": found}, language)
    text = SimulationText(bureau, language)
    for key in ("coverage", "gaps", "bounds", "ages", "reading", "liable", "more", "one run"):
        assert f"<h2>{html.escape(text.say(key))}</h2>" in page
    assert "STRESS-DES" in page
    assert page.count("<details><summary>") == 1 + len(others)  # the guesses, and each point of the sweep
    assert text.say("interval exact") in page
    shown = re.sub(r"<pre>.*?</pre>|<details>.*?</details>|<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\bnan\b|e[+-]\d\d|school/|opinion_event|branch_secretary", shown)
    assert ("学校" if language == "zh" else "public-opinion event") in shown
    numbers = re.findall(r"\d+\.(\d+)", shown.partition("STRESS-DES")[0])
    assert all(len(decimals) <= 4 for decimals in numbers)


RELAY = """
organisation: relay
from: 2026-01-01
years: 3
zone: Asia/Shanghai
bodies:
  ministry: {outside: yes}
  province: {regulation: decree-493, superior: ministry, as: [province]}
  city: {regulation: decree-493, superior: province, as: [city]}
  county: {regulation: decree-493, superior: city, as: [county]}
  plant: {regulation: decree-493, superior: county, as: [unit]}
incidents:
  accident:
    of: plant
    every: {fixed: days(20)}
    detected_after: {fixed: minutes(0)}
    case: {matter: {deaths: 10}}
    moments: {head_informed: {after: detected}}
    filings:
      unit-report: {after: head_informed, delay: {fixed: hours(1)}}
      county-report: {after: unit-report, delay: {fixed: hours(2)}}
      city-report: {after: county-report, delay: {fixed: hours(2)}}
      province-report: {after: city-report, delay: {fixed: LAST}}
"""


@pytest.mark.parametrize(("last", "most"), [("hours(2)", 420), ("minutes(121)", 300)])
def test_a_relay_at_its_limits_attains_its_bound_and_one_that_is_late_is_not_held_to_it(last: str, most: int) -> None:
    organisation = parse_organisation(RELAY.replace("LAST", last), name=BESIDE)
    program = compile_program(organisation)
    tally = reference.simulate(program, 1, 0).tally
    held = {one.duty: (one.observed, one.bound) for one in check_bounds(organisation, program, [tally]) if one.what == "relay"}
    assert max(observed for observed, _ in held.values()) == most
    assert held["head_informed>unit-report>county-report>city-report"] == (300, 300)
    assert tally["late", "province", "province-report", 0] == (0 if most == 420 else tally["arisen", "plant", "accident", 0])


def test_a_relay_beyond_its_bound_stops_the_run() -> None:
    organisation = parse_organisation(RELAY.replace("LAST", "hours(1)"), name=BESIDE)
    program = compile_program(organisation)
    with pytest.raises(Contradiction, match="181 minutes observed exceed the proved bound of 180 minutes"):
        check_bounds(organisation, program, [Tally({("relay", "county", "head_informed>unit-report>county-report", 181): 1})])


FOUND = """
organisation: found
from: 2026-01-01
years: 3
bodies: {top: {outside: yes}, low: {regulation: county-bureau, superior: top, count: 4}}
incidents: {event: {of: low, every: {exponential: {mean: days(90)}}, detected_after: DELAY, case: {}}}
"""


@pytest.mark.parametrize("engine", ["simpy", "vector"])
@pytest.mark.parametrize(
    ("delay", "days", "en", "zh"),
    [
        ("{fixed: minutes(20)}", 20 / 1_440, "found after a mean of 20 min, ", "平均20分钟发现，"),
        ("{fixed: minutes(330)}", 330 / 1_440, "found after a mean of 5.5 h, ", "平均5.5小时发现，"),
        ("{fixed: hours(36)}", 1.5, "found after a mean of 1.5 days, ", "平均1.5天发现，"),
        ("{fixed: hours(0)}", 0, "found at once, ", "立即发现，"),
        ("{fixed: days(5000)}", math.nan, "none found, ", "没有已发现的，"),
    ],
)
def test_how_long_it_takes_to_find_something_is_said_in_the_unit_in_which_it_lies(
    engine: Literal["simpy", "vector"], delay: str, days: float, en: str, zh: str
) -> None:
    organisation = parse_organisation(FOUND.replace("DELAY", delay), name=BESIDE)
    results = simulate(organisation, Settings(replications=10, engine=engine)).results
    assert results.incidents[0].detection.value == pytest.approx(days, nan_ok=True)
    for language, words in (("en", en), ("zh", zh)):
        (line,) = (one for one in SimulationText(organisation, language).lines(results) if "event" in one)
        assert words in re.sub(r" \([^)]*(replication|重复)[^)]*\)", "", line)  # every replication says the same, which is told


def test_a_time_of_some_minutes_shows_no_digit_that_its_interval_cannot_support() -> None:
    text = SimulationText(parse_organisation(FOUND.replace("DELAY", "{fixed: hours(0)}"), name=BESIDE), "en")
    assert text.detection(Estimate(0.0141, 0.0131, 0.0151, "t", 30)) == "found after a mean of 20 [19, 22] min"
    assert (
        text.detection(Estimate(0.25, None, None, "none", 2, "fewer"))
        == "found after a mean of 6.0 h (no interval: fewer than 10 replications)"
    )


def test_reports_after_an_event_show_what_the_text_leaves_open() -> None:
    found = simulate(load_organisation(FOLDER / "opinion-events.organisation.yaml"), Settings(replications=2))
    for language, words in (
        ("en", "its own limit of 24 hours; the text says “at once”"),
        ("zh", "本单位自定时限24小时，条文只有“第一时间”"),
    ):
        assert any(words in line for line in SimulationText(found.organisation, language).lines(found.results))
        assert words in report_html(found, {}, language)


def test_what_was_late_and_what_was_left_out_can_become_different_cases() -> None:
    found = simulate(load_organisation(FOLDER / "plants.organisation.yaml"), Settings(replications=2))
    (row,) = found.results.liable
    assert (row.held.name, row.held.tier, row.held.article) == ("unit-report", "late_report", "35")
    counts = {one.duty: one.statuses for one in found.results.coverage if one.duty == "unit-report"}
    assert row.stood == counts["unit-report"]["late"] + counts["unit-report"]["no_performance"]


CORPORATION = """
organisation: corporation
from: 2026-01-01
years: 4
bodies:
  board: {regulation: mbca-8-24}
decisions:
  dividend:
    of: board
    every: {fixed: days(60)}
    erroneous: {chance: 1}
    members: {director: 3}
    attends: {chance: 1}
    objects: {chance: 0}
    recorded: {chance: 0}
    heeded: {chance: 0}
    case:
      matter: {unlawful_distribution: yes}
      people: {director: {director: yes, conduct_breach: yes}}
    facts:
      in_favour: {attendance: present, vote: in_favour}
"""


@pytest.mark.parametrize(("language", "words"), [("en", "section 8.24(d), section 8.33(a),"), ("zh", "第8.24(d)条、第8.33(a)条，")])
def test_tiers_are_cited_as_their_regulation_is(language: Language, words: str) -> None:
    found = simulate(parse_organisation(CORPORATION, name=BESIDE), Settings(replications=2))
    text = SimulationText(found.organisation, language)
    (row,) = [text.often(one) for one in found.results.liable if one.held.tier == "liable"]
    assert row.startswith(words)


@pytest.mark.parametrize(("language", "words"), [("en", "more than 10."), ("zh", "超过10个。")])
def test_a_report_says_that_one_run_is_left_out(language: Language, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.simulating.report.MOST_RUN_AGAIN", 10)
    found = simulate(vary(FOLDER / "bureau.organisation.yaml", {"years": "1", "bodies.school.count": "3"}), Settings(replications=2))
    assert words in report_html(found, {}, language)


def test_common_random_numbers_reduce_the_variance_by_the_factor_that_is_reported() -> None:
    """Against the same policy on draws of its own: the two variances of the difference are as the report says, by an F-test."""
    replications = 120
    small = {"years": "1", "bodies.school.count": "15"}

    def lived(per_day: str, seed: int) -> Simulation:
        file = vary(FOLDER / "bureau.organisation.yaml", {**small, "bodies.bureau.reads.per_day": per_day})
        return simulate(file, Settings(replications=replications, seed=seed))

    first, second, apart = lived("1", 1), lived("2", 1), lived("2", 2)
    name = "school → bureau"
    claimed = compare(first, second)[name].variance_ratio
    before, together, alone = (np.array(measures(one.tallies)[name]) for one in (first, second, apart))
    measured = np.var(alone - before, ddof=1) / np.var(together - before, ddof=1)
    assert claimed is not None
    assert claimed > 2
    low, high = stats.f.ppf((0.005, 0.995), replications - 1, replications - 1)
    assert low < measured / claimed < high


SMALL = """
organisation: small
from: 2026-01-01
years: 2
bodies: {top: {outside: yes}, low: {regulation: county-bureau, superior: top, count: COUNT}}
"""
RETURNED = "plans: {low/report: {returned: {chance: 0.1, again: {fixed: days(3)}}}}\n"


@pytest.mark.parametrize(
    ("text", "wanted", "en", "zh"),
    [
        (
            SMALL.replace("COUNT", "2"),
            "auto",
            "engine simpy (by itself: 16 instances of recurring duties, and the vector engine pays from 20,000 on)",
            "引擎simpy（自动选用：只有16个定期履责实例，自20,000个起向量引擎才更快）",
        ),
        (
            SMALL.replace("COUNT", "4000"),
            "auto",
            "engine vector (by itself: 32,000 instances of recurring duties, and the vector engine can run all that there is)",
            "引擎vector（自动选用：有32,000个定期履责实例，且向量引擎支持此组织的全部内容）",
        ),
        (
            SMALL.replace("COUNT", "4") + RETURNED + "tie_order: seeded\n",
            "auto",
            "engine simpy (by itself: the vector engine has no reports that are returned and made again and no `tie_order: seeded`)",
            "引擎simpy（自动选用：向量引擎不支持退回重做的报告、`tie_order: seeded`）",
        ),
        (SMALL.replace("COUNT", "2"), "simpy", "engine simpy", "引擎simpy"),
        (SMALL.replace("COUNT", "2"), "vector", "engine vector", "引擎vector"),
    ],
)
def test_the_engine_that_ran_says_why_it_did(text: str, wanted: Literal["auto", "simpy", "vector"], en: str, zh: str) -> None:
    organisation = parse_organisation(text, name=BESIDE)
    found = simulate(organisation, Settings(replications=1, engine=wanted))
    for language, words in (("en", en), ("zh", zh)):
        assert found.text(language).split("\n\n")[1].splitlines()[0].endswith(words)
        assert dict(checklist(found, SimulationText(organisation, language, found.choice)))[
            "5.1 软件" if language == "zh" else "5.1 Software"
        ] == ("zeren，" if language == "zh" else "zeren, ") + words + ("。" if language == "zh" else ".")
        assert html.escape(words) in found.page(language)
    same = simulate(organisation, Settings(replications=1, engine=found.choice.engine))
    assert same.json() == found.json()  # data does not tell who chose


def test_each_thing_that_the_vector_engine_lacks_has_words() -> None:
    assert all(SIMULATION_LACKS.say(one, "en") == words for one, words in LACKS.items())


def test_a_log_of_the_vector_engine_is_refused_by_name(tmp_path: Path) -> None:
    result = zeren(str(COLLEGE), "--engine", "vector", "--log", str(tmp_path / "x.xes"))
    assert (result.exit_code, result.output) == (2, "the vector engine has no log of events (--log); use the simpy engine\n")
    assert not (tmp_path / "x.xes").exists()


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.organisation.yaml")), ids=lambda file: file.name.partition(".")[0])
def test_whatever_a_worked_organisation_shows_has_a_name_in_both_languages(file: Path) -> None:
    own = load_organisation(file).file
    marks = {mark for incident in own.incidents.values() for mark in incident.marks}
    people = {name for one in (*own.incidents.values(), *own.missed.values()) if one.case is not None for name in one.case.people}
    members = {name for board in own.decisions.values() for name in board.members}
    shown = {*own.bodies, *own.offices, *own.incidents, *own.decisions, *marks, *members, *people}
    assert {name for name in shown if name not in own.names} == set()
    assert all(name.zh != name.en and name.en.isascii() for name in own.names.values())


def test_simulations_of_the_same_rules_ask_each_pattern_once_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The points of a sweep load their regulations anew; what was asked of the same text is not asked again."""
    asked: list[str] = []

    def counted(regulation: Regulation, case: Case, **options: object) -> Answer:
        asked.append(case.id)
        return ask(regulation, case, **options)  # type: ignore[arg-type]  # the options of `ask`

    liability_module._answered.cache_clear()
    monkeypatch.setattr(liability_module, "ask", counted)
    first = Liability(load_organisation(FOLDER / "bureau.organisation.yaml")).outcome("late", "school", "report")
    assert first is not None
    assert len(asked) == 1
    assert Liability(load_organisation(FOLDER / "bureau.organisation.yaml")).outcome("late", "school", "report") == first
    assert len(asked) == 1
    liability_module._answered.cache_clear()


def test_what_it_comes_to_is_said_first_and_in_whole_sentences() -> None:
    found = simulate(load_organisation(FOLDER / "bureau.organisation.yaml"), Settings(replications=2))
    english, chinese = (list(SimulationText(found.organisation, language).lines(found.results)) for language in ("en", "zh"))
    assert english[1].startswith("Not always done in time: school · thematic report ")
    assert "knows of school is" in english[3]
    assert english[4].startswith("Somebody becomes liable about")
    assert "zeren sensitivity" in english[5]
    assert chinese[1].startswith("未能总是按时完成：学校")
    assert "<li>Not always done in time" in report_html(found, {}, "en")


def test_a_difference_says_whether_it_is_for_the_better() -> None:
    text = SimulationText(load_organisation(FOLDER / "bureau.organisation.yaml"), "en")

    def verdict(key: str, value: float, low: float | None, high: float | None, reason: str = "") -> str:
        return text.verdict(key, Paired(Estimate(value, low, high, "t" if low is not None else "none", 10, reason), None))

    assert verdict("school/report", 0.02, 0.01, 0.03) == "better"
    assert verdict("school/report", -0.02, -0.03, -0.01) == "worse"
    assert verdict("school → bureau", 3, 1, 5) == "worse"  # older news
    assert verdict("school → bureau", -3, -5, -1) == "better"
    assert verdict("school/report", 0.02, -0.01, 0.05) == "no difference can be told"
    assert verdict("school/report", 0.02, None, None, "fewer than 10 replications") == "no difference can be told"
    assert verdict("school/report", 0.0, None, None, "the same in every replication") == "no difference"


def test_a_report_is_a_workbook_of_texts_and_numbers(tmp_path: Path) -> None:
    import openpyxl

    text = (FOLDER / "bureau.organisation.yaml").read_text(encoding="utf-8").replace("count: 200", "count: 5")
    file, out = tmp_path / "bureau.organisation.yaml", tmp_path / "report.xlsx"
    file.write_text(text.replace("{zh: 学校, en: school}", '{zh: 学校, en: "=1+1"}'), encoding="utf-8")
    words = ["simulate", str(file), "--lang", "en", "--replications", "3", "--sweep", "bodies.bureau.reads.per_day=1,2", "--report"]
    assert CliRunner().invoke(app, [*words, str(out)]).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:2] == ["In short", "In time"]
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    assert [row[0] for row in rows["Sweep"]] == ["bodies.bureau.reads.per_day", "1", "2"]
    assert {row[-1] for row in rows["Differences"][1:]} <= {"better", "worse", "no difference", "no difference can be told"}
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds  # a name that begins with = stays a name
    assert any(str(row[0]).startswith("=1+1") for row in rows["In time"])
    once = out.read_bytes()
    CliRunner().invoke(app, [*words, str(out)])
    assert out.read_bytes() == once
    assert CliRunner().invoke(app, [*words, str(tmp_path / "report.odt")]).exit_code == 2


def test_filings_of_hours_and_of_days_share_no_axis_and_show_their_limits() -> None:
    found = simulate(load_organisation(FOLDER / "opinion-events.organisation.yaml"), Settings(replications=2))
    text = SimulationText(found.organisation, "en")
    own = next(one for one in found.results.filings if one.own_limit == "hours(24)")
    assert 24 * 60 in text.limits(own)
    assert "stroke-dasharray" in report_html(found, {}, "en")
