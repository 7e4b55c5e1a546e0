"""A Hypothesis state machine for sessions: a case that changes step by step, with the rules watched all the while."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zeren.model.language.case import Case
from zeren.model.language.edit_case import with_body, with_fact, with_person
from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Term, write_value
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ask import ask
from zeren.model.solving.session import Session
from zeren.testing.strategies import Fixed, check_circumstances, values

__all__ = ["SessionMachine", "session_machine"]

_OFTEN = 8  # stating facts is so many times as likely as any other step
Saying = tuple[str | None, str]  # of whom (the matter: None), and the term


class SessionMachine(RuleBasedStateMachine):
    """What `session_machine` makes: a session under change, to be given invariants of one's own.

    `session` is the session, `session.case` the case as it stands. With `compared`, each answer is checked to be that of a
    fresh question; that what is refused changes nothing always is. A step about somebody who is not there does nothing.
    """

    regulation: Regulation
    meanings: Meanings
    start: Case  # everybody on the board, with what never changes
    own: Callable[[str], Fixed]  # the facts of each person and body that never change
    pinned: Mapping[str, str]
    circumstances: int
    presume: bool
    compared: bool

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.regulation, self.start, readings=self.pinned, presume=self.presume)

    def state(self, said: tuple[str | None, str, str]) -> None:
        """State a fact, or leave it open on purpose."""
        if self._there(said[:2]):
            self._try(lambda: self.session.state(*said))

    def retract(self, fact: Saying) -> None:
        """Take a fact back."""
        if self._there(fact) and self.session.fact(*fact) in self.session.case.facts:
            self._try(lambda: self.session.retract(*fact))

    def join(self, name: str) -> None:
        """A person or body that has left comes back."""
        case = self.session.case
        if name not in (*case.people, *case.bodies):
            add = self.session.add_person if name in self.start.people else self.session.add_body
            self._try(lambda: add(name, self.own(name)))

    def leave(self, name: str) -> None:
        """A person or body leaves the case, or what is alleged is taken back."""
        if name in (*self.session.case.people, *self.session.case.bodies, *self.session.case.entities("circumstance")):
            self._try(lambda: self.session.remove(name))

    def allege(self, circumstance: tuple[str, str]) -> None:
        """Allege a listed circumstance against somebody."""
        if len(self.session.case.circumstances) < self.circumstances:
            self._try(lambda: self.session.add_circumstance(*circumstance))

    def read(self, taken: tuple[str, str]) -> None:
        """Pin a reading to an option, or open it."""
        self.session.read(*taken)

    def _there(self, fact: Saying) -> bool:
        return (fact[0] or "") in self.session.case.entities(self.regulation.terms[fact[1]].sort)

    def _try(self, step: Callable[[], Any]) -> None:
        before = self.session.case, self.session.now()
        try:
            step()
        except Refused:
            assert (self.session.case, self.session.now()) == before, "what was refused has changed the session"

    @invariant()
    def answers_as_a_fresh_question(self) -> None:
        """The answer is that of the same case asked afresh."""
        if self.compared:
            fresh = ask(self.regulation, self.session.case, presume=self.presume, meanings=self.meanings)
            now = self.session.now()
            assert dict(now.bearers) == {name: tuple(one.tiers for one in own.outcomes) for name, own in fresh.bearers.items()}
            assert list(now.circumstances.values()) == [one.answer for one in fresh.circumstances]


def session_machine(
    regulation: Regulation,
    *,
    people: int = 2,
    bodies: int = 0,
    circumstances: int = 0,
    matter: Fixed | None = None,
    everybody: Fixed | None = None,
    fixed: Mapping[str, Fixed] | None = None,
    terms: Collection[str] | None = None,
    readings: Collection[str] | None = None,
    pinned: Mapping[str, str] | None = None,
    presume: bool = True,
    compared: bool = True,
) -> type[SessionMachine]:
    """A state machine that states facts and takes them back, lets people leave and join, and changes readings, step by step.

    Subclass it with invariants of your own rules; its `TestCase` is what pytest runs. It starts with the people `p1`, `p2`, …
    and the bodies `b1`, … there and nothing alleged.

    Args:
        people: how many persons there are at most; likewise `bodies` and `circumstances`.
        matter: facts of the matter that never change.
        everybody: facts of every person that never change.
        fixed: facts of single persons or bodies that never change, by name.
        terms: the terms that are stated and taken back; all, unless given.
        readings: the readings that are pinned and opened; all that are not `pinned`, unless given.
        pinned: readings that never change.
        presume: whether silent facts are taken to be what is usual.
        compared: whether every answer is compared with that of a fresh question, which takes most of the time.

    Raises:
        ValueError: for circumstances of a regulation that lists none, or a term or reading that it has not.
        Refused: if what never changes cannot be stated, or cannot all hold.

    >>> import zeren
    >>> machine = session_machine(zeren.regulation("county-bureau"), terms=["role", "participated"])
    >>> machine.start.people
    ('p1', 'p2')
    """
    check_circumstances(regulation, circumstances)
    for kind, wanted, known in (("term", terms, regulation.terms), ("reading", readings, regulation.readings)):
        if unknown := sorted(set(wanted or ()) - set(known)):
            raise ValueError(f"`{regulation.id}` has no {kind} {', '.join(f'`{one}`' for one in unknown)}")

    def own(name: str) -> Fixed:
        return {**(everybody or {} if name.startswith("p") else {}), **(fixed or {}).get(name, {})}

    start = Case(id="session", regulation=regulation.id)
    for name in (f"p{number}" for number in range(1, people + 1)):
        start = with_person(regulation, start, name, own(name))
    for name in (f"b{number}" for number in range(1, bodies + 1)):
        start = with_body(regulation, start, name, own(name))
    for term, value in (matter or {}).items():
        start = with_fact(regulation, start, None, term, value)
    Session(regulation, start, readings=pinned, presume=presume)  # refused here, and not in the middle of a test

    alleged = [(item, subject) for item in regulation.circumstances for subject in (*start.people, "q")] if circumstances else []
    listed = {"matter": [""], "person": start.people, "body": start.bodies, "circumstance": [f"{item}/{of}" for item, of in alleged]}
    free = [
        (of or None, term)
        for term in regulation.terms.values()
        for of in listed[term.sort]
        if (terms is None or term.id in terms) and term.id not in (own(of) if of else matter or {})
    ]
    names = [*start.people, *start.bodies]
    turned = [name for name in regulation.readings if name not in (pinned or {}) and (readings is None or name in readings)]
    taken = [(name, option) for name in turned for option in [*regulation.readings[name].one_of, "open"]]
    steps: dict[str, Any] = {}
    for method, argument, among in (
        ("state", "said", [_saying(of, term) for of, term in free]),
        ("retract", "fact", [st.just((of, term.id)) for of, term in free]),
        ("join", "name", [st.just(name) for name in names]),
        ("leave", "name", [st.just(name) for name in [*names, *listed["circumstance"]]]),
        ("allege", "circumstance", [st.just(one) for one in alleged]),
        ("read", "taken", [st.just(one) for one in taken]),
    ):
        for number in range(_OFTEN if method == "state" else 1) if among else ():
            steps[f"{method}_{number}" if number else method] = _rule({argument: st.one_of(among)}, getattr(SessionMachine, method))
    settled = {"start": start, "own": staticmethod(own), "pinned": pinned or {}, "circumstances": circumstances}
    settled |= {"regulation": regulation, "meanings": Meanings(regulation), "presume": presume, "compared": compared}
    return type("SessionMachine", (SessionMachine,), settled | steps)


def _rule(drawn: Mapping[str, st.SearchStrategy[Any]], step: Callable[..., None]) -> Any:
    make: Any = rule
    return make(**drawn)(step)


def _saying(of: str | None, term: Term) -> st.SearchStrategy[tuple[str | None, str, str]]:
    """A term of somebody with a value, or `unknown`, as a case file writes it."""
    if term.kind in ("yes_no", "one_of"):
        words = ["yes", "no"] if term.kind == "yes_no" else list(term.options)
        return st.sampled_from([(of, term.id, word) for word in [*words, "unknown"]])
    return st.tuples(st.just(of), st.just(term.id), st.just("unknown") | values(term).map(write_value))
