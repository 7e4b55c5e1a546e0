"""zeren (责任): rules that say who answers for what, asked about cases, proved, compared, and lived under.

>>> import zeren
>>> bureau = zeren.regulation("county-bureau")
>>> answered = zeren.ask('''
... case: example
... regulation: county-bureau
... matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
... people: {Zhou: {role: secretary, body_member: yes, participated: yes}}
... ''')
>>> answered.answer.bearers["Zhou"].certain
('primary',)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from zeren.answering.answered import Answered
    from zeren.auditing.audited import Audited
    from zeren.due.scheduled import Scheduled
    from zeren.due.timed import Stated, Timed
    from zeren.fitting.fitting import Fit
    from zeren.model.language.case import Case, Stance
    from zeren.model.language.faults import Refused
    from zeren.model.language.house import House
    from zeren.model.language.organisation import Organisation
    from zeren.model.language.regulation import Regulation
    from zeren.model.solving.session import Session
    from zeren.model.solving.solver import Which
    from zeren.proofs.cycles.rows import WhatIf
    from zeren.proofs.succession.table import Further
    from zeren.proving.graphed import Graphed
    from zeren.proving.proved import Bounded, Compared, Covered, Linted, Proved
    from zeren.sim.experiment import Engine
    from zeren.sim.program import Model
    from zeren.simulating.sensitivity import Sensitive
    from zeren.simulating.simulated import Progress, Simulation
    from zeren.tracing.traced import Traced

__all__ = [
    "Refused",
    "Session",
    "__version__",
    "ask",
    "audit",
    "calendar",
    "case",
    "compare",
    "cycles",
    "deadlines",
    "fit",
    "graph",
    "house",
    "lint",
    "organisation",
    "prove",
    "regulation",
    "sensitivity",
    "simulate",
    "succession",
    "trace",
]


def __getattr__(name: str) -> Any:
    """`Refused`, `Session` and `__version__`, imported when they are first asked for."""
    match name:
        case "Refused":
            from zeren.model.language.faults import Refused

            return Refused
        case "Session":
            from zeren.model.solving.session import Session

            return Session
        case "__version__":
            from importlib.metadata import version

            return version("zeren")
        case _:
            raise AttributeError(f"module 'zeren' has no attribute {name!r}")


def regulation(name: str | Path) -> Regulation:
    """A regulation, by its built-in id or from a file.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> regulation("department").id
    'department'
    """
    from zeren.model.language.load import load_regulation

    return load_regulation(name)


def case(source: str | Path | Mapping[str, Any], under: Regulation | str | Path | None = None) -> tuple[Regulation, Case]:
    """A case, from a file, from YAML text or from plain data, with the regulation it names or the one given.

    Plain data need not name itself, nor the regulation where one is given.

    Raises:
        zeren.model.language.faults.Refused: with every fault.

    >>> case({"case": "a", "regulation": "county-bureau", "matter": {"erroneous": True}, "people": {"Wu": {"role": "member"}}})[1].people
    ('Wu',)
    """
    from zeren.model.language.load import load_regulation, open_case, open_text

    given = load_regulation(under) if isinstance(under, (str, Path)) else under

    def find(name: str) -> Regulation:
        return given or load_regulation(name)

    if isinstance(source, Mapping):
        import json

        whole = {"case": "data", **({"regulation": given.id} if given else {}), **source}
        return open_text(json.dumps(whole, ensure_ascii=False, default=str, indent=1), find, "<data>")
    if isinstance(source, str) and "\n" in source:
        return open_text(source, find)
    return open_case(source, find)


def house(file: str | Path, under: Regulation) -> House:
    """The readings that an organisation has adopted for a regulation, from a file.

    Raises:
        zeren.model.language.faults.Refused: with every fault.
    """
    from zeren.model.language.load import load_house

    return load_house(file, under)


def organisation(file: str | Path) -> Organisation:
    """An organisation, from a file: its bodies, offices and plans, and the regulations that it lives under.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.
    """
    from zeren.model.language.load import load_organisation

    return load_organisation(file)


def ask(
    source: str | Path | Mapping[str, Any] | Case,
    under: Regulation | str | Path | None = None,
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    why: bool = False,
    what_if: bool = False,
    find_out: bool = False,
    rests_on: bool = True,
    solver: Which = "auto",
) -> Answered:
    """Answer a case: a file, YAML text, plain data, or a `Case` together with its regulation.

    Args:
        source: the case.
        under: the regulation, or its id or file; the one that the case names unless given. A `Case` needs it.
        stance: `literal`, `all` or `adopted`; that of the case, or `literal`, unless given; `adopted` where a `house` is.
        readings: single readings pinned to an option, or opened by the word `open`.
        house: the adopted readings.
        presume: whether silent facts are taken to be what is usual.
        why: whether to look for the sets of facts that are enough, and for the nearest rules.
        what_if: whether to look for the changes of facts that would change each outcome.
        find_out: whether to look for the sets of facts that settle what is open, and for what to ask next.
        rests_on: whether to look for the assumptions that what is certain rests on.
        solver: `sat` (clause learning), `z3`, or the one that is faster; the answers are the same.

    Raises:
        zeren.model.language.faults.Refused: if the case cannot be used, or its facts cannot all hold.
        zeren.model.solving.undecided.Undecided: if the solver gives up after the steps that the limits allow.

    >>> answered = ask('''
    ... case: example
    ... regulation: county-bureau
    ... matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
    ... people:
    ...   Zhou: {role: secretary, body_member: yes, participated: yes}
    ...   Lin: {role: member, body_member: yes, participated: unknown}
    ... ''', find_out=True)
    >>> answered.answer.bearers["Lin"].find_out.next.term
    'participated'
    """
    from zeren.answering.answered import Answered
    from zeren.model.solving.ask import ask as answer_case

    if isinstance(source, (str, Path, Mapping)):
        rules, read = case(source, under)
    elif under is None:
        raise TypeError("a Case needs the regulation that it is asked under")
    else:
        rules, read = _regulation(under), source
    taken: Stance | None = "adopted" if house is not None and stance is None else stance
    answer = answer_case(
        rules,
        read,
        stance=taken,
        readings=readings,
        house=house,
        presume=presume,
        settle=find_out,
        why=why,
        what_if=what_if,
        find_out=find_out,
        rests_on=rests_on,
        solver=solver,
    )
    return Answered(rules, read, answer)


def prove(what: str | Path | Regulation, *, solver: Which = "auto") -> Proved:
    """Decide every property of a regulation under every combination of readings, for boards of every size.

    Args:
        solver: `sat` (clause learning), `z3`, or the one that is faster; the verdicts are the same.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> found = prove("county-bureau")
    >>> [one.status for one in found.report.verdicts if one.property == "objection-exempts"]
    ['depends']
    """
    from zeren.proving.proved import prove as decide

    return decide(_regulation(what), solver=solver)


def lint(what: str | Path) -> Linted:
    """Look for drafting defects of a regulation by proof, each with its place in the file and a smallest case.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> "Z401" in {one.finding.kind.code for one in lint("county-bureau").findings}
    True
    """
    from zeren.proving.proved import lint as look

    return look(regulation(what), what)


def compare(first: str | Path | Regulation, second: str | Path | Regulation, *, all_readings: bool = False, most: int = 40) -> Compared:
    """Look for the smallest cases that two regulations decide differently, until there are no others, which is then proved.

    Args:
        all_readings: whether every reading is open, or those that grammar decides are read so.
        most: kinds of case to look for.

    Raises:
        zeren.model.language.faults.Refused: with every fault of a file.
        zeren.proofs.compare.pairing.Incomparable: where nothing of one has a counterpart in the other.

    >>> compare("county-bureau", "county-bureau").comparison.differences
    ()
    """
    from zeren.proving.proved import compare as pair

    return pair(_regulation(first), _regulation(second), open_readings=all_readings, most=most)


def cycles(what: str | Path | Regulation, *, levels: int = 2, missed: int = 0, what_if: WhatIf | None = None) -> Bounded:
    """The tightest bounds on gaps and on the age of information (in days), each with a schedule that attains it.

    Args:
        levels: how many levels of bodies chains of reports are followed over.
        missed: rows are added for up to so many whole periods left out.
        what_if: another wording of a duty.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> row = cycles("county-bureau").report.rows[0]
    >>> row.subject, row.window, row.gap_days
    ('study', 'calendar_aligned', 728)
    """
    from zeren.proving.proved import cycles as bound

    return bound(_regulation(what), levels=levels, missed=missed, what_if=what_if)


def trace(what: str | Path | Regulation, text: str | Path) -> Traced:
    """A text of a regulation against its model, sentence by sentence: what models it, what is marked as left out, what nothing speaks of.

    Args:
        text: the text, or the path of a file with it (UTF-8).

    Raises:
        zeren.model.language.faults.Refused: with every fault, or where no article is found in the text.

    >>> found = trace("county-bureau", "第二条 甲很重要。\\n第十二条 由乙解释。")
    >>> [one.standing for one in found.report.sentences]
    ['nothing', 'modelled']
    """
    from zeren.tracing.traced import trace as held_against

    return held_against(regulation(what) if isinstance(what, str | Path) else what, text)


def succession(
    what: str | Path | Regulation, *, office: str | None = None, orderly: bool = False, what_if: Further | None = None
) -> Covered:
    """Whether somebody answers for each duty in every period, for ever: proved by induction, or the shortest history that breaks it.

    Args:
        office: only what depends on this office; a further sentence is then said of it.
        orderly: whether sudden losses, such as a death, are left out of account.
        what_if: one more sentence on succession.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.

    >>> {row.verdict for row in succession("county-bureau").report.rows}
    {'breaks'}
    """
    from zeren.proving.proved import succession as decide

    return decide(_regulation(what), office=office, orderly=orderly, what_if=what_if)


def graph(what: str | Path | Regulation | Organisation, *, about: str | None = None, levels: int = 3) -> Graphed:
    """Who answers for what, as a graph: circles, what rests on what, offices that every report passes, absences that cut it off.

    Args:
        what: a regulation by its id or file, or an organisation by its file.
        about: the id of one thing, of which what rests on it, and what it rests on, is listed and drawn.
        levels: how many levels of bodies reports under a regulation are followed over.

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file.
        zeren.proving.graphed.NoSuchThing: where nothing has the id asked `about`.

    >>> [one.id for one in graph("county-bureau", about="dissent_scope").report.dependants]
    ['dissent', 'other-members', 'principal', 'important', 'primary']
    """
    from zeren.model.language.load import load_regulation_or_organisation
    from zeren.proving.graphed import graph_of

    read = load_regulation_or_organisation(what) if isinstance(what, (str, Path)) else what
    return graph_of(read, about, levels)


def simulate(
    what: str | Path | Organisation,
    *,
    years: int | None = None,
    changes: Mapping[str, str] | None = None,
    replications: int = 30,
    precision: float | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    jobs: int = 1,
    cluster: str = "",
    models: Mapping[str, Model] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Simulation:
    """Let an organisation live under its rules for years, many times over: what is covered, how old news is at the top, who is liable.

    Args:
        what: an organisation file, or what `zeren.organisation` read.
        years: how many; those of the file unless given.
        changes: other values for places in the file: `{"bodies.bureau.reads.per_day": "1"}`.
        replications: how often the years are lived, each time with other draws.
        precision: go on until intervals are this narrow; 0.05 is 5 % of each mean.
        seed: what all draws depend on; the same seed gives the same results, whatever `engine`, `jobs` and `cluster`.
        engine: `simpy`, `vector`, or the faster one that can.
        jobs: how many processes.
        cluster: the address of a dask.distributed scheduler.
        models: plans written in Python, each for a task such as `school/report`.
        out: a folder that keeps every replication, the figures and the report.
        resume: whether to go on with what an interrupted run left in `out`.
        progress: told how many replications are done, and how many are wanted (None while that is not known).

    Raises:
        zeren.model.language.faults.Refused: with every fault of the file, or if its plans do not fit together.
        zeren.sim.vector.CannotRun: if the vector engine is asked for what it cannot do.
        zeren.sim.store.Stopped: if the run could not go on; what was finished is kept.
        zeren.simulating.bounds.Contradiction: if something was observed that is proved impossible.
        zeren.voice.missing.Missing: if the libraries of the extra `simulation` are not installed.

    >>> lived = simulate("scenarios/organisations/college.organisation.yaml", years=2, replications=3)
    >>> len(lived.tallies), sorted({one.duty for one in lived.results.coverage})
    (3, ['branch_report', 'inspection', 'study'])
    """
    from zeren.voice.missing import require

    require("simulation")
    from zeren.simulating.simulated import Settings, run

    settings = Settings(
        seed=seed,
        replications=replications,
        precision=precision,
        engine=engine,
        jobs=jobs,
        cluster=cluster,
        folder=None if out is None else Path(out),
        resume=resume,
        models=models or {},
    )
    return run(what, years, changes, settings, progress)


def sensitivity(
    organisation: str | Path,
    conclusions: Sequence[str] = (),
    *,
    against: str | Path | None = None,
    factor: float = 2.0,
    sobol: int = 0,
    years: int | None = None,
    replications: int = 10,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Sensitive:
    """On which guesses the conclusions of a simulation turn: each number that nobody has measured from end to end, by itself.

    Args:
        organisation: an organisation file.
        conclusions: such as `school/report >= 90 %`, or `school → bureau <= 200` for an age in days; without any, only what moves each
            headline measure is told, or with `against` which of the two organisations is above.
        against: another organisation, whose difference to the first is concluded on.
        factor: how many times a guess may be too high or too low (of a chance, its odds); a measured number lies within its interval.
        sobol: how many points for Sobol' indices of the strongest numbers, a power of two; none unless given.
        years: how many; those of the file unless given.
        replications: how often the years are lived at each point, with the same draws.
        seed: what all draws depend on.
        jobs: how many processes.
        progress: told how many points are done.

    Raises:
        zeren.model.language.faults.Refused: with every fault of what was given.
        zeren.voice.missing.Missing: if the libraries of the extra `simulation` are not installed.

    >>> found = sensitivity("scenarios/organisations/bureau.organisation.yaml", ["school/study >= 95 %"], years=2, replications=2)
    >>> [one.number.place for one in found.report.turning[0].moves if one.turns_at is not None]
    ['plans.study.skipped.chance']
    """
    from zeren.voice.missing import require

    require("simulation")
    from zeren.simulating.sensitivity import sensitivity as study
    from zeren.simulating.simulated import Settings

    settings = Settings(seed=seed, replications=replications, jobs=jobs)
    told = progress or (lambda done, wanted: None)
    return study(organisation, conclusions, against=against, factor=factor, sobol=sobol, settings=settings, years=years, progress=told)


def audit(
    regulation: str | Path | Regulation,
    log: str | Path,
    *,
    organisation: str | Path | Organisation | None = None,
    mapping: str | Path | None = None,
    from_: dt.date | str | None = None,
    to: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
    holders: bool = False,
    readings: Mapping[str, str] | None = None,
    zone: str = "",
    holidays: str = "",
    outliers: bool = False,
    details: bool | None = None,
    limits: Mapping[str, int] | None = None,
) -> Audited:
    """Put a real log beside the duties of a regulation: what is covered, where no record was found, and which office answers.

    Args:
        log: CSV, a workbook (every sheet), Parquet, Arrow, XES or OCEL; columns `date`, `body`, `act`, or those that the mapping names.
        organisation: the bodies that there are, their starts, offices and chains.
        mapping: the file that says which column is which, and which act serves which duty.
        from_: the first observed day; that of the organisation, or of the first row, unless given.
        to: the last observed day; that of the last row unless given.
        as_of: the day on which the log was closed; no later day is judged.
        holders: whether those who held the offices that answer are named.
        readings: readings that decide how periods are counted, pinned to an option.
        zone: where days begin and end; that of the organisation, or of the moments, unless given.
        holidays: whose public holidays move time limits (`DE`, `DE-HE`, `none`); those of the organisation unless given.
        outliers: whether rows dated more than two years from all others stretch the observed days, too.
        details: whether the text tells every body and hole; while they are few unless given.
        limits: limits of what is read that are raised, such as `{"rows": 5_000_000}`.

    Raises:
        zeren.model.language.faults.Refused: with every fault of what was given; rows that cannot be read are in the result.

    >>> found = audit("county-bureau", "scenarios/logs/register-2026.csv", to="2026-12-31")
    >>> found.audit.rows, found.sound
    (12, False)
    """
    from zeren.auditing.audited import audited
    from zeren.logs.limits import limits as raised

    return audited(
        regulation,
        log,
        organisation=organisation,
        mapping=mapping,
        from_=from_,
        to=to,
        as_of=as_of,
        holders=holders,
        readings=readings,
        zone=zone,
        holidays=holidays,
        outliers=outliers,
        details=details,
        limits=raised([f"{name}={most}" for name, most in (limits or {}).items()]),
    )


def fit(
    organisation: str | Path,
    log: str | Path,
    *,
    mapping: str | Path | None = None,
    from_: dt.date | str | None = None,
    to: dt.date | str | None = None,
    everything: bool = False,
    limits: Mapping[str, int] | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Fit:
    """The numbers of an organisation as a log of what it did shows them: delays, omissions, tenures, vacancies, detection, decisions.

    Each is fitted in the form that the file states (lognormal where a plan states no delay), with a 95 % interval. What had not ended
    when the log was closed is counted as lasting at least so long, and what is known to the day only as lying within it.

    Args:
        organisation: its file; what it marks as a guess, what was fitted before, and what its plans leave out is fitted.
        log: a log of events in the words of `zeren simulate --log`, or a table of acts as for `zeren.audit`.
        mapping: the file that says which column is which, and which act serves which duty.
        from_: the first observed day; that of the log unless given.
        to: the last observed day; that of the log unless given.
        everything: whether numbers that the file states for sure are fitted, too.
        limits: limits of what is read that are raised, such as `{"rows": 5_000_000}`.
        progress: called now and then with the number of rows or events read so far.

    Raises:
        zeren.model.language.faults.Refused: with every fault of what was given.
        zeren.voice.missing.Missing: if the libraries of the extra `simulation` are not installed.

    >>> import tempfile
    >>> bureau = "scenarios/organisations/bureau.organisation.yaml"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     counts = simulate(bureau, years=3, replications=1).log(Path(folder, "log.jsonocel"))
    ...     found = fit(bureau, Path(folder, "log.jsonocel"))
    >>> delay = next(one for one in found.report.numbers if one.place == "plans.report.delay")
    >>> [part.low < part.before < part.high for part in delay.parts]
    [True, True]
    """
    from zeren.voice.missing import require

    require("simulation")
    from zeren.fitting.fitting import fitted
    from zeren.logs.limits import limits as raised

    return fitted(
        organisation,
        log,
        mapping=mapping,
        from_=from_,
        to=to,
        everything=everything,
        limits=raised([f"{name}={most}" for name, most in (limits or {}).items()]),
        progress=progress,
    )


def calendar(
    organisation: str | Path | Organisation,
    body: str,
    from_: dt.date | str,
    to: dt.date | str,
    *,
    log: str | Path | None = None,
    mapping: str | Path | None = None,
    country: str = "CN",
    zone: str = "",
    readings: Mapping[str, str] | None = None,
) -> Scheduled:
    """When the duties of a body fall due from one day to another, with suggested days between, and what events ask it to file.

    Args:
        body: a name in the organisation's file, or `name-7` for one of many alike.
        log: what was done, which is left out, and what happened, which asks for filings.
        mapping: the file that says which column of the log is which.
        country: whose public holidays count (ISO 3166), or `none` for weekends only.
        zone: where days begin and end; that of the organisation, or of the moments, unless given.
        readings: readings that decide how periods are counted, pinned to an option.

    Raises:
        zeren.model.language.faults.Refused: with every fault of what was given.

    >>> due = calendar("scenarios/organisations/bureau.organisation.yaml", "bureau", "2026-01-01", "2026-12-31")
    >>> [(str(one.on), one.duty.id, one.kind) for one in due.days][:2]
    [('2026-04-02', 'study', 'suggested'), ('2026-06-30', 'report', 'due')]
    """
    from zeren.due.scheduled import scheduled

    return scheduled(organisation, body, from_, to, log=log, mapping=mapping, country=country, zone=zone, readings=readings)


def deadlines(
    what: str | Path | Regulation,
    at: Stated | None = None,
    facts: Stated | None = None,
    *,
    holidays: str = "",
    zone: str = "",
    now: dt.datetime | str | None = None,
    readings: Mapping[str, str] | None = None,
    stance: Stance | None = None,
    presume: bool = True,
    find_out: bool = False,
) -> Timed:
    """When each filing after an event is due, by elapsed time and by law, or what it waits for.

    What is not stated is open: an answer holds in every completion, or tells what is possible, the earliest limit first.

    Args:
        what: a regulation with filings, or a case file that states an event.
        at: moments by name, each with its zone: when something happened, or when a filing was sent; `no` for what has not happened.
        facts: other facts of the event.
        holidays: public holidays of a country or of a part of it: `DE`, `DE-HE`, `none`.
        zone: the time zone in which days begin and end, such as `Europe/Berlin`.
        now: the moment at which this is judged; the present one unless given.
        readings: options by reading, to pin or (`open`) to leave open.
        stance: which other readings are fixed; those of the case, or the literal ones, unless given.
        presume: whether silent facts are what is usual, and filings that nobody says were sent were not sent.
        find_out: whether to seek the smallest sets of facts that would settle each filing.

    Raises:
        zeren.model.language.faults.Refused: with every fault of what was given.

    >>> found = deadlines("gdpr-33", {"aware": "2026-03-27T23:40+01:00"}, now="2026-03-28T00:00+01:00")
    >>> [(one.filing, str(one.limit)) for one in found.filings if one.status == "due"]
    [('notification', '2026-03-31 00:00:00+01:00')]
    """
    from zeren.due.timed import timed

    return timed(
        what, at, facts, holidays=holidays, zone=zone, now=now, readings=readings, stance=stance, presume=presume, find_out=find_out
    )


def _regulation(what: str | Path | Regulation) -> Regulation:
    return regulation(what) if isinstance(what, (str, Path)) else what
