"""Random small organisations for the tests of the engines, as the text of a file."""

from __future__ import annotations

from hypothesis import strategies as st

DELAYS = st.sampled_from(
    [
        "{fixed: days(0)}",
        "{fixed: days(9)}",
        "{uniform: {low: hours(1), high: days(60)}}",
        "{exponential: {mean: days(8)}}",
        "{lognormal: {mean: days(30), cv: 2}}",
    ]
)
LONG = st.sampled_from(["{exponential: {mean: days(300)}}", "{lognormal: {mean: days(100), cv: 0.5}}", "{fixed: days(200)}"])
WHEN = st.sampled_from(
    ["when: even", "when: deadline", "when: start", "when: random", "when: dates, dates: [03-31, 06-30, 12-20, 2027-02-28]"]
)


@st.composite
def organisation_texts(draw: st.DrawFn, *, engine: str = "both") -> str:
    """Two or three levels under one regulation, with offices, waiting, limited readers, incidents and decisions."""
    window = draw(st.sampled_from(["calendar_aligned", "rolling", "anchored_by_body"]))
    same_day = draw(st.sampled_from(["distinct_days", "same_day_allowed"]))
    orders = ["lower_first", "upper_first"] + (["seeded"] if engine == "simpy" else [])
    lines = [
        "organisation: random",
        f"from: {draw(st.sampled_from(['2026-01-01', '2027-03-15', '2028-02-29']))}",
        f"years: {draw(st.integers(1, 3))}",
        f"tie_order: {draw(st.sampled_from(orders))}",
        f"readings: {{window: {window}, same_day: {same_day}}}",
        "bodies:",
        f"  top: {{outside: yes{draw(_reads())}}}",
        f"  middle: {{regulation: county-bureau, superior: top, count: {draw(st.integers(1, 3))}{draw(_reads())}}}",
        f"  low: {{regulation: county-bureau, superior: middle, count: {draw(st.integers(1, 7))}{draw(_started())}}}",
    ]
    if draw(st.booleans()):
        lines.append(f"  side: {{regulation: county-bureau, superior: {draw(st.sampled_from(['top', 'middle']))}, count: 2}}")
    lines += ["offices:", f"  head: {{of: middle, {draw(_staff())}}}", f"  chief: {{of: low, {draw(_staff())}}}", "plans:"]
    for body, office in (("middle", "head"), ("low", "chief")):
        for duty in ("study", "report"):
            parts = [draw(WHEN)]
            if draw(st.booleans()):
                parts.append(f"delay: {draw(DELAYS)}")
            if draw(st.booleans()):
                parts.append(f"office: {office}")
            if draw(st.booleans()):
                parts.append(f"skipped: {{chance: {draw(st.sampled_from(['0', '0.2', '1']))}}}")
            if body == "middle" and draw(st.booleans()):
                parts.append(f"after: {{duty: report, at_most: days({draw(st.integers(0, 60))})}}")
            if engine == "simpy" and duty == "report" and draw(st.booleans()):
                parts.append(f"returned: {{chance: 0.4, again: {draw(DELAYS)}}}")
            lines.append(f"  {body}/{duty}: {{{', '.join(parts)}}}")
    lines += [
        "incidents:",
        f"  event: {{of: low, every: {draw(LONG)}, detected_after: {draw(DELAYS)}, answered_after: {draw(DELAYS)}, case: {{}},",
        "    marks: {late: {detected_later_than: days(3)}, slow: {answered_later_than: days(5)}, weak: {chance: 0.3}}}",
        "decisions:",
        f"  board: {{of: middle, every: {draw(LONG)}, erroneous: {{chance: 0.5}}, members: {{chair: 1, member: 3}},",
        "    attends: {chance: 0.8}, objects: {chance: 0.4}, recorded: {chance: 0.5}, heeded: {chance: 0.3},",
        "    case: {people: {chair: {role: secretary}, member: {role: member}}}}",
    ]
    return "\n".join(lines) + "\n"


def _reads() -> st.SearchStrategy[str]:
    return st.sampled_from(["", ", reads: {per_day: 1}", ", reads: {per_day: 7}", ", reads: {per_day: 250000}"])


def _started() -> st.SearchStrategy[str]:
    return st.sampled_from(["", ", started: 2027-05-20", ", started: 2020-08-31"])


@st.composite
def _staff(draw: st.DrawFn) -> str:
    parts = [
        draw(
            st.sampled_from(
                [
                    "holders: [{name: A, to: 2026-06-30}, {name: B, from: 2026-10-01}]",
                    "turnover: {tenure: {exponential: {mean: days(200)}}, vacancy: {lognormal: {mean: days(90), cv: 1}}}",
                    "turnover: {tenure: {fixed: days(100)}, vacancy: {fixed: days(0)}}",
                    "holders: []",
                ]
            )
        )
    ]
    if draw(st.booleans()):
        parts.append("absence: {every: {exponential: {mean: days(40)}}, lasts: {uniform: {low: days(0), high: days(40)}}}")
    if draw(st.booleans()):
        parts.append(f"deputy_after: {draw(DELAYS)}")
    return ", ".join(parts)
