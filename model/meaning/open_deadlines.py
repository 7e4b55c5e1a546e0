"""The deadlines of an event of which not everything is known: what holds in every completion, and what in some.

`deadlines` says when a filing is due once everything is known. Here a fact that nobody stated can be anything that it can be, a
moment that nobody stated may have come or not, and an answer holds of all that is left: *certainly owed*, *possibly owed*, with the
earliest limit still possible, or *not owed*. What is presumed is known like what is stated; what rests on it is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, NamedTuple

import msgspec

from zeren.model.language.filing import Clock, Counting, Filing, Roll
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.terms import NEVER, UNKNOWN, MaybeValue, Value
from zeren.model.meaning.branches import Branch, Branching, Known, Split, terms_of
from zeren.model.meaning.deadlines import Begun, ClockAnswer, FilingAnswer, Status, UnderReading, in_zone
from zeren.model.meaning.limit_range import LimitRange, limit_range
from zeren.model.meaning.orders import Bounds, conflicts
from zeren.model.meaning.references import FactRef
from zeren.model.meaning.time_limits import TWO_DAYS, Off, unit_and_amount

MOST_SETS = 64  # sets of facts listed that would settle a filing
_NOT_YET: frozenset[Status] = frozenset({"not_owed", "not_started"})


class Place(NamedTuple):
    """By which days and until when an event is judged: its zone, the days off, and the present moment, if any."""

    zone: dt.tzinfo
    off: Off
    now: dt.datetime | None = None


def open_deadlines(
    regulation: Regulation,
    stated: Mapping[str, MaybeValue],
    place: Place,
    readings: Mapping[str, str],
    *,
    presume: bool = True,
    find_out: bool = False,
) -> tuple[FilingAnswer, ...]:
    """Every filing of a regulation, over all completions of what is not stated.

    Args:
        stated: the facts of the matter, by term; `UNKNOWN` for one that is left open on purpose, `NEVER` for a moment that has not come.
        readings: the option of each reading that is fixed; all others are open.
        presume: whether silent facts are what is usual, and filings that nobody says were sent were not sent.
        find_out: whether to seek the smallest sets of facts and readings that would settle each filing.
    """
    stated = in_zone(stated, place.zone)
    sure = known(regulation, stated, readings, presume=presume)
    found: list[FilingAnswer] = []
    for index in range(len(regulation.file.filings)):
        if (clashing := _clashing(regulation, stated, index, place)) is not None:
            found.append(clashing)
            continue
        judged = _Judged(regulation, sure, place)
        answer = judged.answer(index)
        if presume:
            answer = _rested(regulation, sure, place, index, answer, judged.branching.used)
        if find_out:
            answer = msgspec.structs.replace(answer, find_out=judged.settling(index))
        found.append(answer)
    return tuple(found)


def recorded_deadlines(
    regulation: Regulation, recorded: Mapping[str, MaybeValue], place: Place, readings: Mapping[str, str]
) -> tuple[FilingAnswer, ...]:
    """Every filing, where whatever happened is on record: a moment that is not, has not come. Other silent facts are as usual.

    A moment that must have come, since one on record comes only after it, is open instead.
    """
    came = {earlier for later, earlier in regulation.orders if isinstance(recorded.get(later), dt.datetime)}
    facts: dict[str, MaybeValue] = {one.id: NEVER for one in regulation.terms_of["matter"] if one.kind == "moment" and one.id not in came}
    facts |= in_zone(recorded, place.zone)
    judged = _Judged(regulation, known(regulation, facts, readings), place)
    return tuple(_clashing(regulation, recorded, index, place) or judged.answer(index) for index in range(len(regulation.file.filings)))


def _clashing(regulation: Regulation, stated: Mapping[str, MaybeValue], index: int, place: Place) -> FilingAnswer | None:
    """The answer for a filing that turns on moments which cannot be as they are stated; None for any other."""
    clashes = conflicts(regulation, stated)
    if not clashes:
        return None
    filing = regulation.file.filings[index]
    sent = {one.id: one.sent for one in regulation.file.filings}
    looked_at = {filing.sent, *(sent.get(clock.after, clock.after) for clock in filing.due)}
    looked_at |= {term for expr in regulation.conditions_at("filings", index) for term in terms_in(expr, regulation)}
    own = tuple(pair for pair in clashes if looked_at & set(pair))
    if not own and Branching(regulation, known(regulation, stated, {}), place.now).bounds({}) is not None:
        return None
    moment = stated.get(filing.sent)
    shown = moment.astimezone(place.zone) if isinstance(moment, dt.datetime) else None
    return FilingAnswer(filing.id, filing.article, "inconsistent", shown, owed="possibly", conflicts=own or clashes)


def known(regulation: Regulation, stated: Mapping[str, MaybeValue], readings: Mapping[str, str], *, presume: bool = True) -> Known:
    """What is known of an event: what is stated, and beside it, unless dropped, what is presumed and not ruled out by what is stated."""
    facts = {term: value for term, value in stated.items() if value is not UNKNOWN}
    usual: dict[str, Value] = {}
    if presume:
        sent = {one.sent for one in regulation.file.filings}
        for term in regulation.terms_of["matter"]:
            value: MaybeValue = NEVER if term.id in sent else term.unless_stated
            if term.id not in stated and value is not UNKNOWN:
                usual[term.id] = value  # type: ignore[assignment]  # an unknown one is not presumed
        for one in stated:
            before = regulation.terms[one].not_before
            while isinstance(stated[one], dt.datetime) and before is not None:
                usual.pop(before, None)  # it came, since what comes after it did
                before = regulation.terms[before].not_before
    return Known({**usual, **facts}, dict(readings), frozenset(usual))  # type: ignore[dict-item]  # unknown ones are gone


class _Running(NamedTuple):
    """A clock that applies on a branch: at which place of its filing, between what it started, how it is counted; None: not started."""

    place: int
    start: Bounds | None
    counting: Counting | None
    roll: Roll | None


class _Leaf(NamedTuple):
    """What holds of a filing on one branch."""

    statuses: frozenset[Status]
    running: tuple[_Running, ...]
    limits: LimitRange | None
    governing: int | None
    sent: Bounds | None

    @property
    def shape(self) -> Any:
        """What decides the answer, where all moments that it takes are known."""
        clocks = tuple((one.place, one.start is not None, one.counting, one.roll) for one in self.running)
        return self.statuses if not clocks or "not_owed" in self.statuses else clocks


class _Judged:
    def __init__(self, regulation: Regulation, sure: Known, place: Place) -> None:
        self.regulation, self.sure, self.place = regulation, sure, place
        self.branching = Branching(regulation, sure, place.now)
        self.index_of = {one.id: index for index, one in enumerate(regulation.file.filings)}
        self._ranges: dict[Any, LimitRange] = {}

    # one branch -----------------------------------------------------------------------------------------------

    def leaf(self, index: int, branch: Branch) -> _Leaf | Split:
        filing, branching = self.regulation.file.filings[index], self.branching
        owed = branching.holds(self.regulation.means["filings", index, "when"], branch)
        if isinstance(owed, Split):
            return owed
        running = self.running(index, branch) if owed else ()
        if isinstance(running, Split):
            return running
        sent = branching.moment(filing.sent, branch)
        if isinstance(sent, Split):
            return sent
        bounds = branching.bounds(branch)
        assert bounds is not None
        when = None if sent is None else bounds[sent] if isinstance(sent, str) else Bounds(sent, sent)
        if not owed:
            return _Leaf(frozenset({"not_owed"}), (), None, None, when)
        limits, governing = self.limits(filing, running)
        return _Leaf(frozenset(self.statuses(running, limits, when)), running, limits, governing, when)

    def running(self, index: int, branch: Branch) -> tuple[_Running, ...] | Split:
        """The clocks that apply on a branch, and between what moments they started."""
        filing, found = self.regulation.file.filings[index], list[_Running]()
        roll = self.roll(index, branch)
        if isinstance(roll, Split):
            return roll
        for place, clock in enumerate(filing.due):
            applies = self.branching.holds(self.regulation.means["filings", index, "due", place, "when"], branch)
            if isinstance(applies, Split):
                return applies
            if not applies:
                continue
            start, counting = self.start(clock, branch), self.counting(clock, branch)
            for one in (start, counting):
                if isinstance(one, Split):
                    return one
            found.append(_Running(place, start, counting, roll))  # type: ignore[arg-type]  # splits have gone back
        return tuple(found)

    def roll(self, index: int, branch: Branch) -> Roll | Split | None:
        roll = self.regulation.file.filings[index].roll
        if roll is None:
            return None
        holds = self.branching.holds(self.regulation.means["filings", index, "roll", "when"], branch)
        return holds if isinstance(holds, Split) else roll if holds else None

    def counting(self, clock: Clock, branch: Branch) -> Counting | Split | None:
        """The rules of counting, with what a reading decides of them."""
        rules = self.regulation.file.counting
        expr = self.regulation.means.get(("counting", "two_working_days_of_hours"))
        if rules is None or expr is None or clock.within is None or "hours" not in clock.within:
            return rules
        if unit_and_amount(clock.within)[1] < TWO_DAYS:
            return rules.for_hours(False)
        holds = self.branching.holds(expr, branch)
        return holds if isinstance(holds, Split) else rules.for_hours(holds)

    def start(self, clock: Clock, branch: Branch) -> Bounds | Split | None:
        """Between what moments a clock started; None if it has not."""
        if clock.after in self.index_of and clock.runs_from == "limit":
            index = self.index_of[clock.after]
            owed = self.branching.holds(self.regulation.means["filings", index, "when"], branch)
            running = self.running(index, branch) if owed is True else owed
            if isinstance(running, Split):
                return running
            limits = self.limits(self.regulation.file.filings[index], running)[0] if running else None
            return None if limits is None else Bounds(limits.first.legal if limits.first else None, limits.last)
        term = self.regulation.file.filings[self.index_of[clock.after]].sent if clock.after in self.index_of else clock.after
        moment = self.branching.moment(term, branch)
        if isinstance(moment, str):
            bounds = self.branching.bounds(branch)
            assert bounds is not None
            return bounds[moment]
        return moment if isinstance(moment, Split) else None if moment is None else Bounds(moment, moment)

    def limits(self, filing: Filing, running: Sequence[_Running]) -> tuple[LimitRange | None, int | None]:
        """Between which limits a filing is due by its clocks together, and the clock that can end first."""
        every = [(one.place, self.range(filing.due[one.place], one)) for one in running if one.start and filing.due[one.place].within]
        if not every:
            return None, None
        bounded = [(place, one) for place, one in every if one.first is not None and one.strict is not None]
        lasts = [one.last for _, one in every if one.last is not None]
        last = min(lasts, key=dt.datetime.timestamp, default=None)
        if len(bounded) < len(every):
            return LimitRange(None, None, last), next(place for place, one in every if one.first is None)
        governing, strict = min(((place, one.strict) for place, one in bounded), key=lambda pair: pair[1].timestamp())  # type: ignore[union-attr]  # bounded
        first = min((one.first for _, one in bounded), key=lambda one: one.legal.timestamp())  # type: ignore[union-attr]  # bounded
        return LimitRange(first, strict, last), governing

    def range(self, clock: Clock, one: _Running) -> LimitRange:
        assert one.start is not None
        assert clock.within is not None
        key = (clock.within, one.start, one.counting, one.roll)
        if key not in self._ranges:
            self._ranges[key] = limit_range(one.start, clock.within, self.place.zone, self.place.off, one.counting, one.roll)
        return self._ranges[key]

    def statuses(self, running: Sequence[_Running], limits: LimitRange | None, sent: Bounds | None) -> Iterator[Status]:
        """Every status that a filing can have on a branch."""
        started = [one.start for one in running if one.start is not None]
        if sent is not None:
            yield from self.sent(started, limits, sent)
        elif not started:
            yield "not_started"
        elif limits is None:
            yield "no_number"
        else:
            now = self.place.now
            if now is None or limits.last is None or limits.last.timestamp() >= now.timestamp():
                yield "due"
            if now is not None and (limits.first is None or limits.first.legal.timestamp() < now.timestamp()):
                yield "overdue"

    def sent(self, started: Sequence[Bounds], limits: LimitRange | None, sent: Bounds) -> Iterator[Status]:
        """Every status of a filing that was sent: it is in time or late only by a limit, and only once a clock ran."""
        if started and all(one.last is None or sent.first is None or one.last.timestamp() > sent.first.timestamp() for one in started):
            yield "before_start"
        if started and all(
            one.first is not None and sent.last is not None and one.first.timestamp() > sent.last.timestamp() for one in started
        ):
            return
        if limits is None:
            yield "sent"
            return
        if limits.last is None or sent.first is None or sent.first.timestamp() <= limits.last.timestamp():
            yield "in_time"
        if limits.first is None or sent.last is None or sent.last.timestamp() > limits.first.legal.timestamp():
            yield "late"

    # all branches ---------------------------------------------------------------------------------------------

    def leaves(self, index: int, taken: Branch | None = None) -> list[tuple[Branch, _Leaf]]:
        return list(self.branching.leaves(lambda branch: self.leaf(index, branch), taken))

    def answer(self, index: int) -> FilingAnswer:
        filing, leaves = self.regulation.file.filings[index], self.leaves(index)
        statuses = {status for _, leaf in leaves for status in leaf.statuses}
        owing = [leaf for _, leaf in leaves if not leaf.statuses <= _NOT_YET]
        limits, governing = _together(owing)
        sent = self.sure.facts.get(filing.sent)
        place = self.place.zone
        possible = tuple(one for one in ORDER if one in statuses)
        last = limits.last if limits is not None and all(leaf.limits is not None for leaf in owing) else None
        return FilingAnswer(
            filing=filing.id,
            article=filing.article,
            status=possible[0] if len(possible) == 1 else "open",
            sent=sent.astimezone(place) if isinstance(sent, dt.datetime) else None,
            strict=None if limits is None else limits.strict,
            limit=None if limits is None or limits.first is None else limits.first.legal,
            governed_by=None if governing is None else filing.due[governing].after,
            waits_for=self.waits(filing, leaves),
            clocks=self.clocks(filing, leaves),
            owed="no" if statuses <= _NOT_YET else "possibly" if statuses & _NOT_YET else "certainly",
            possible=possible if len(possible) > 1 else (),
            latest=last,
            unbounded=limits is not None and limits.first is None,
            depends=self.depends(leaves) if len(possible) > 1 or (limits is not None and _wide(limits)) else (),
            under=tuple(self.under(index, leaves)),
        )

    def waits(self, filing: Filing, leaves: Sequence[tuple[Branch, _Leaf]]) -> tuple[str, ...]:
        """What clocks that apply wait for; only what every completion waits for, where the filing is owed for certain."""
        waiting = [tuple(filing.due[one.place].after for one in leaf.running if one.start is None) for _, leaf in leaves]
        return tuple(dict.fromkeys(name for names in waiting for name in names))

    def clocks(self, filing: Filing, leaves: Sequence[tuple[Branch, _Leaf]]) -> tuple[ClockAnswer, ...]:
        """The clocks that apply in some completion, each with the earliest limit that it can lead to."""
        found: list[ClockAnswer] = []
        for place, clock in enumerate(filing.due):
            ones = [one for _, leaf in leaves for one in leaf.running if one.place == place]
            if not ones:
                continue
            starts = [one.start for one in ones if one.start is not None]
            exact = starts[0].exact if starts and all(one == starts[0] for one in starts) and len(starts) == len(ones) else None
            article = clock.article or filing.article
            started = None if exact is None else exact.astimezone(self.place.zone)
            every = len(ones) == len(leaves)
            ranges = [self.range(clock, one) for one in ones if one.start is not None] if clock.within is not None else []
            firsts = [one.first for one in ranges if one.first is not None]
            applies: Literal["certainly", "possibly"] = "certainly" if every else "possibly"
            begun: Begun = "no" if not starts else "yes" if len(starts) == len(ones) else "open"
            if not firsts or len(firsts) < len(ranges):
                found.append(ClockAnswer(clock.after, clock.within, article, started, applies=applies, begun=begun))
                continue
            first = min(firsts, key=lambda one: one.legal.timestamp())
            strict = min((one.strict for one in ranges if one.strict is not None), key=dt.datetime.timestamp)
            found.append(
                ClockAnswer(
                    clock.after,
                    clock.within,
                    article,
                    started,
                    strict,
                    first.legal,
                    first.steps,
                    first.article,
                    applies,
                    begun,
                )
            )
        return tuple(found)

    def depends(self, leaves: Sequence[tuple[Branch, _Leaf]]) -> tuple[FactRef, ...]:
        """The open facts and readings that the answer turns on: with them known, nothing else could change it."""
        kept = list(self.open_ones(leaves))
        for one in reversed(kept[:]):
            if self.settled(leaves, rest := [other for other in kept if other != one]):
                kept = rest
        return tuple(map(_ref, kept))

    def open_ones(self, leaves: Sequence[tuple[Branch, _Leaf]]) -> tuple[tuple[str, str], ...]:
        found: dict[tuple[str, str], None] = {}
        for branch, leaf in leaves:
            for split in branch:
                found |= dict.fromkeys(_asked(split, self.regulation))
            found |= dict.fromkeys(("fact", one) for one in self.undated(branch, leaf))
        order = {("reading", one): -1 for one in self.regulation.readings}
        order |= {("fact", one): place for place, one in enumerate(self.regulation.terms)}
        return tuple(sorted(found, key=lambda one: (order.get(one, 0), one)))

    def undated(self, branch: Branch, leaf: _Leaf) -> tuple[str, ...]:
        """The moments that came on a branch, that nobody dated, and that the answer there turns on."""
        inexact = any(one.start is not None and one.start.exact is None for one in leaf.running)
        inexact = inexact or (leaf.sent is not None and leaf.sent.exact is None)
        if not inexact:
            return ()
        bounds = self.branching.bounds(branch) or {}
        taken = [one.start for one in leaf.running if one.start is not None] + ([leaf.sent] if leaf.sent is not None else [])
        return tuple(name for name, one in bounds.items() if one in taken and one.exact is None)

    def under(self, index: int, leaves: Sequence[tuple[Branch, _Leaf]]) -> Iterator[UnderReading]:
        """What each option of each reading comes to, where readings differ; the earliest limit first."""
        readings = dict.fromkeys(split.about for branch, _ in leaves for split in branch if split.kind == "reading")
        for reading in readings:
            found: list[UnderReading] = []
            for option in self.regulation.readings[reading].one_of:
                own = [leaf for _, leaf in self.leaves(index, {Split("reading", reading): option})]
                limits, _ = _together([leaf for leaf in own if not leaf.statuses <= _NOT_YET])
                statuses = {status for leaf in own for status in leaf.statuses}
                first = limits.first.legal if limits is not None and limits.first is not None else None
                found.append(
                    UnderReading(
                        reading, option, tuple(one for one in ORDER if one in statuses), first, None if limits is None else limits.last
                    )
                )
            if len({(one.possible, one.limit, one.limit and one.latest) for one in found}) > 1:
                yield from sorted(found, key=lambda one: (one.limit is None, one.limit.timestamp() if one.limit else 0))

    def settling(self, index: int) -> tuple[tuple[FactRef, ...], ...]:
        """The smallest sets of open facts and readings after which, whatever they are, the filing's standing and limit are known."""
        leaves = self.leaves(index)
        every, found = self.open_ones(leaves), list[tuple[tuple[str, str], ...]]()
        for size in range(len(every) + 1):
            for chosen in combinations(every, size):
                if len(found) < MOST_SETS and not any(set(one) <= set(chosen) for one in found) and self.settled(leaves, chosen):
                    found.append(chosen)
        return tuple(tuple(map(_ref, one)) for one in found if one)

    def settled(self, leaves: Sequence[tuple[Branch, _Leaf]], chosen: Sequence[tuple[str, str]]) -> bool:
        """Whether no two completions that agree on what was chosen differ in the answer."""
        told = set(chosen)
        if any(("fact", term) not in told for branch, leaf in leaves for term in self.undated(branch, leaf)):
            return False
        for (one, first), (other, second) in combinations(leaves, 2):
            apart = any(
                split in other and other[split] != value and set(_asked(split, self.regulation)) <= told for split, value in one.items()
            )
            if not apart and _told(first) != _told(second):
                return False
        return True


ORDER: tuple[Status, ...] = (
    "overdue",
    "late",
    "due",
    "no_number",
    "in_time",
    "sent",
    "before_start",
    "not_started",
    "not_owed",
)


def _together(leaves: Sequence[_Leaf]) -> tuple[LimitRange | None, int | None]:
    """Between which limits a filing is due on several branches, and the clock that governs the earliest."""
    with_limits = [leaf for leaf in leaves if leaf.limits is not None]
    if not with_limits:
        return None, None
    ranges = [leaf.limits for leaf in with_limits if leaf.limits is not None]
    lasts = [one.last for one in ranges]
    last = None if None in lasts else max((one for one in lasts if one is not None), key=dt.datetime.timestamp)
    unbounded = next((leaf for leaf in with_limits if leaf.limits is not None and leaf.limits.first is None), None)
    if unbounded is not None:
        return LimitRange(None, None, last), unbounded.governing
    earliest = min(with_limits, key=lambda leaf: leaf.limits.strict.timestamp())  # type: ignore[union-attr]  # all are bounded
    first = min((one.first for one in ranges if one.first is not None), key=lambda one: one.legal.timestamp())
    strict = min((one.strict for one in ranges if one.strict is not None), key=dt.datetime.timestamp)
    return LimitRange(first, strict, last), earliest.governing


def _wide(limits: LimitRange) -> bool:
    return limits.first is None or limits.last is None or limits.first.legal.timestamp() != limits.last.timestamp()


def _told(leaf: _Leaf) -> Any:
    """What a branch says of a filing: its standing and limit where they are known, else what they follow from."""
    exact = leaf.limits is None or not _wide(leaf.limits)
    if exact and len(leaf.statuses) == 1 and (leaf.sent is None or leaf.sent.exact is not None):
        limit = leaf.limits.first.legal.timestamp() if leaf.limits is not None and leaf.limits.first is not None else None
        return leaf.statuses, limit
    return leaf.shape


def _asked(split: Split, regulation: Regulation) -> tuple[tuple[str, str], ...]:
    """The facts, or the reading, that would tell how a split turns out."""
    return (("reading", split.about),) if split.kind == "reading" else tuple(("fact", one) for one in terms_of(split, regulation))


def _ref(one: tuple[str, str]) -> FactRef:
    kind, name = one
    return FactRef(reading=name) if kind == "reading" else FactRef(of=None, term=name)


def _rested(regulation: Regulation, sure: Known, place: Place, index: int, answer: FilingAnswer, used: set[str]) -> FilingAnswer:
    """An answer with the presumptions that it rests on, and the earliest limit that is possible without them.

    Named are those of each smallest set, of up to two, without which the answer is another; if only more of them together change it,
    all that were looked at.
    """
    candidates = sorted(used & sure.presumed, key=list(regulation.terms).index)
    mattered: set[str] = set()

    def without(dropped: Sequence[str]) -> FilingAnswer:
        gone = set(dropped)
        for one in dropped:  # a moment that comes brings those before it
            before = regulation.terms[one].not_before
            while before is not None:
                gone |= {before} & sure.presumed
                before = regulation.terms[before].not_before
        facts = {term: value for term, value in sure.facts.items() if term not in gone}
        return _Judged(regulation, Known(facts, sure.readings, sure.presumed - gone), place).answer(index)

    if not candidates:
        return answer
    for size in (1, 2):
        for dropped in combinations([one for one in candidates if one not in mattered], size):
            if _differ(without(dropped), answer):
                mattered |= set(dropped)
    facts_only = [one for one in candidates if sure.facts[one] is not NEVER]
    bare, everything = without(facts_only), without(candidates)
    if not mattered and _differ(everything, answer):
        mattered = set(candidates)
    earlier = bare.limit is not None and (answer.limit is None or bare.limit.timestamp() < answer.limit.timestamp())
    return msgspec.structs.replace(
        answer, presumed=tuple(one for one in candidates if one in mattered), earliest=bare.limit if earlier else None
    )


def _differ(one: FilingAnswer, other: FilingAnswer) -> bool:
    return (one.status, one.possible, one.owed, one.limit, one.latest) != (
        other.status,
        other.possible,
        other.owed,
        other.limit,
        other.latest,
    )
