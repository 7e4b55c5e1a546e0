"""The comings and goings of an office as a log tells them: tenures, vacancies, absences, and how soon a deputy acts."""

from __future__ import annotations

from zeren.fitting.seen import Place, Seen

VERBS = ("takes office", "leaves office", "goes away", "comes back", "deputy steps in", "deputy steps back")


class _Gap:
    """A time over which nobody is there: whether its beginning is known for sure, and whether a deputy's step can belong to it `alone`."""

    def __init__(self, begin: int, *, sure: bool) -> None:
        self.begin, self.sure, self.alone = begin, sure, sure


class OfficeLife:
    """One office of one body from the beginning of observation on, told what happens in the order of time."""

    def __init__(self, seen: Seen, office: str, body: str, start: int) -> None:
        self.seen, self.body, self.start = seen, body, start
        self.at: Place = ("offices", office)
        self.began: tuple[int, bool] | None = None  # the tenure, and whether it was running when observation began
        self.there: tuple[int, bool] | None = None  # since when the holder is there, and whether that is no return from an absence
        self.vacant: _Gap | None = None
        self.away: _Gap | None = None
        self.held = False  # whether anybody has been seen in the office
        self.idle_from: int | None = None
        self.idle: list[tuple[int, int]] = []  # seconds over which nobody acted

    def happens(self, verb: str, now: int) -> None:
        """Something happens to the office."""
        match verb:
            case "takes office":
                self.takes(now)
            case "leaves office":
                self.leaves(now)
            case "goes away":
                self.goes(now)
            case "comes back":
                self.back(now)
            case "deputy steps in":
                self.steps_in(now)

    def takes(self, now: int) -> None:
        if self.vacant is not None:
            self.seen.lasted((*self.at, "turnover", "vacancy"), self.vacant.begin, now, now, self.body)
            self.no_deputy(self.vacant, now)
            self.vacant = None
        elif not self.held and now > self.start:  # vacant when observation began
            self.seen.lasted((*self.at, "turnover", "vacancy"), self.start, now, now, self.body, running=True)
        self.began, self.held = (now, now <= self.start), True
        self.there = (now, True)
        self.busy(now)

    def leaves(self, now: int) -> None:
        if self.began is not None:
            begin, running = self.began
            self.seen.lasted((*self.at, "turnover", "tenure"), begin, now, now, self.body, running=running)
        unsure = self.away is not None
        self.end_there(None, now)
        if self.away is not None:
            if self.away.sure:
                self.seen.lasted((*self.at, "absence", "lasts"), self.away.begin, None, now, self.body)
                self.no_deputy(self.away, now)
            self.away = None
        self.began, self.held = None, True
        self.vacant = _Gap(now, sure=not unsure)
        self.rests(now)

    def goes(self, now: int) -> None:
        sure = self.began is not None and now > self.began[0]
        if sure:
            self.end_there(now, now)
        self.there = None
        self.away = _Gap(now, sure=sure)
        self.rests(now)

    def back(self, now: int) -> None:
        if self.away is not None and self.away.sure:
            self.seen.lasted((*self.at, "absence", "lasts"), self.away.begin, now, now, self.body)
            self.no_deputy(self.away, now)
        self.away, self.there = None, (now, False)
        self.busy(now)

    def steps_in(self, now: int) -> None:
        gap = self.vacant or self.away
        if gap is not None and gap.alone:
            self.seen.lasted((*self.at, "deputy_after"), gap.begin, now, now, self.body)
            gap.alone = False  # told
        self.busy(now)

    def no_deputy(self, gap: _Gap, now: int) -> None:
        """A gap ended before any deputy stepped in."""
        if gap.alone:
            self.seen.lasted((*self.at, "deputy_after"), gap.begin, None, now, self.body)

    def end_there(self, end: int | None, until: int) -> None:
        """The time between two absences ends, or is cut."""
        if self.there is not None:
            since, running = self.there
            self.seen.lasted((*self.at, "absence", "every"), since, end, until, self.body, running=running)
        self.there = None

    def rests(self, now: int) -> None:
        if self.idle_from is None:
            self.idle_from = now

    def busy(self, now: int) -> None:
        if self.idle_from is not None and now > self.idle_from:
            self.idle.append((self.idle_from, now))
        self.idle_from = None

    def over(self, end: int) -> None:
        """Observation ends."""
        if self.began is not None:
            begin, running = self.began
            self.seen.lasted((*self.at, "turnover", "tenure"), begin, None, end, self.body, running=running)
        self.end_there(None, end)
        if self.vacant is not None:
            self.seen.lasted((*self.at, "turnover", "vacancy"), self.vacant.begin, None, end, self.body)
            self.no_deputy(self.vacant, end)
        if self.away is not None and self.away.sure:
            self.seen.lasted((*self.at, "absence", "lasts"), self.away.begin, None, end, self.body)
        if self.away is not None:
            self.no_deputy(self.away, end)
        if self.idle_from is not None:
            self.idle.append((self.idle_from, end))
