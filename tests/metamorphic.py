"""No certainty is more certain than the facts: to state what a case did not say never turns one certain verdict into another.

Unless the verdict was marked as resting on a silent fact that no longer is as it was taken to be. An event is one unsaid fact
stated in a case at random; after each, every verdict is set beside what it was before. Run this file for many events.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from zeren.model.language.case import Case, FactId, Listed, Stance
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Duration, Term, write_value
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.explanations import Reason
from zeren.model.meaning.written import written
from zeren.model.solving.ask import ask
from zeren.model.solving.problem import Problem
from zeren.model.solving.session import Now, Session
from zeren.model.solving.stance import fixed_readings

EVENTS = 14  # facts stated in one case
WHOLE = 25  # of so many events, one is answered as a whole, with questions, labels and acts

Verdict = tuple[Any, tuple[Reason, ...]]  # what is certain, and what it rests on


def value(term: Term, draw: random.Random) -> Any:
    """Some value of a term; of quantities, one of a few that conditions tell apart."""
    match term.kind:
        case "yes_no":
            return draw.random() < 0.5
        case "one_of":
            return draw.choice(list(term.options))
        case "number":
            return Fraction(draw.choice([0, 1, 2, 3, 5, 10, 20, 30, 50, 100]))
        case "duration":
            return Duration(seconds=3600 * draw.choice([0, 1, 4, 24, 72, 240]))
        case "date":
            return dt.date(2026, 3, draw.randint(1, 28))
        case _:
            return dt.datetime(2026, 3, draw.randint(1, 9), draw.randint(0, 23), 30 * draw.randint(0, 1), tzinfo=dt.UTC)


def start(regulation: Regulation, draw: random.Random) -> Case:
    """A case of which little is said: some people, bodies and circumstances, with a few facts on each."""
    people = tuple(f"p{number}" for number in range(draw.randint(1, 3))) if regulation.terms_of["person"] else ()
    bodies = tuple(f"b{number}" for number in range(draw.randint(0, 2) if people else 1)) if regulation.terms_of["body"] else ()
    items = list(regulation.circumstances)
    listed = tuple(
        Listed(f"c{number}", draw.choice(items), draw.choice([*people, "a stranger"]))
        for number in range(draw.randint(0, 2) if items else 0)
    )
    board = draw.choice([{"closed": True}, {"closed": False}, {"closed": False, "partial": draw.random() < 0.2}])
    return Case(id="drawn", regulation=regulation.id, people=people, bodies=bodies, circumstances=listed, **board)


def unsaid(regulation: Regulation, case: Case) -> list[FactId]:
    sorts = ("matter", "person", "body", "circumstance")
    every = (FactId(sort, of, term.id) for sort in sorts for of in case.entities(sort) for term in regulation.terms_of[sort])
    return [one for one in every if one not in case.facts]


class Event(NamedTuple):
    """One fact stated: the case before and after it, with what was certain in each."""

    before: Case
    after: Case
    fact: FactId
    was: Mapping[str, Any]
    became: Mapping[str, Any]


def events(regulation: Regulation, draw: random.Random, stance: Stance) -> Iterator[Event]:
    """Facts stated one after another, in one case after another, without end."""
    while True:
        session = Session(regulation, start(regulation, draw), stance=stance)
        for _ in range(EVENTS):
            if not (silent := unsaid(regulation, session.case)):
                break
            fact = draw.choice(silent)
            before, was = session.case, certain(session.now())
            try:
                session.state(fact.of or None, fact.term, write_value(value(regulation.terms[fact.term], draw)))
            except Refused:
                continue
            yield Event(before, session.case, fact, was, certain(session.now()))


def certain(now: Now) -> dict[str, Any]:
    """What is certain of each bearer and alleged circumstance."""
    found: dict[str, Any] = {name: outcomes[0] for name, outcomes in now.bearers.items() if len(outcomes) == 1}
    return found | {name: said for name, said in now.circumstances.items() if said != "possible"}


def verdicts(answer: Answer, case: Case) -> dict[str, Verdict]:
    """Everything that a whole answer holds certain, each with what it rests on."""
    found: dict[str, Verdict] = {}
    for name, bearer in answer.bearers.items():
        if len(bearer.outcomes) == 1:
            found[name] = (bearer.outcomes[0].tiers, bearer.outcomes[0].rests_on)
        for label in bearer.labels:
            if label.answer == "certain":
                found[f"{name} label {label.label}"] = (label.answer, label.rests_on)
    for listed, one in zip(case.circumstances, answer.circumstances, strict=True):
        if one.answer != "possible":
            found[listed.id] = (one.answer, one.rests_on)
    for number, act in enumerate(answer.procedure):
        if act.answer != "possible":
            found[f"act {number}"] = (act.answer, act.rests_on)
    for name, asked in answer.questions.items():
        for who, question in asked.items() if isinstance(asked, dict) else [("", asked)]:
            if len(question.answers) == 1:
                found[f"question {name} {who}"] = (question.answers[0], question.rests_on)
    return found


def gone(regulation: Regulation, case: Case, rests_on: Sequence[Reason], stance: Stance) -> bool:
    """Whether something that a verdict rested on is no longer so once a case states what it states now."""
    problem = Problem(regulation, case, fixed_readings(regulation, case, stance, None, None)[1], presume=False)
    for one in rests_on:
        fact = FactId(regulation.terms[one.term].sort, one.of or "", one.term)
        said = case.facts.get(fact, UNKNOWN)
        if said is not UNKNOWN:
            if written(said) != one.value:
                return True
        elif fact in problem.ground.variables:
            variable = problem.ground.variables[fact]
            as_taken = [literal for worth, literal in zip(variable.values, variable.literals, strict=True) if written(worth) == one.value]
            if as_taken and not problem.possible(as_taken):
                return True
    return False


class Tally:
    """Events and verdicts counted, and every verdict that changed without being marked."""

    def __init__(self, regulation: Regulation, seed: int) -> None:
        self.regulation, self.draw = regulation, random.Random(f"{seed} {regulation.id}")
        self.events, self.found, self.counts = 0, [], Counter()

    def run(self, many: int) -> None:
        stances: list[Stance] = ["literal", "all"]
        drawn = {stance: events(self.regulation, self.draw, stance) for stance in stances}
        for number in range(many):
            stance = stances[number // 100 % 2]
            self.event(next(drawn[stance]), stance, whole=number % WHOLE == 0)

    def event(self, one: Event, stance: Stance, *, whole: bool) -> None:
        self.events += 1
        turned = [name for name, said in one.was.items() if name in one.became and one.became[name] != said]
        self.counts["certain"] += len(one.was)
        if not turned and not whole:
            return
        was = verdicts(ask(self.regulation, one.before, stance=stance), one.before)
        became = (
            one.became
            if not whole
            else {name: said for name, (said, _) in verdicts(ask(self.regulation, one.after, stance=stance), one.after).items()}
        )
        for name, (said, rests_on) in was.items():
            if name in became and became[name] != said:
                self.counts["turned"] += 1
                if not any((basis.of or "", basis.term) == (one.fact.of, one.fact.term) for basis in rests_on):
                    self.counts["turned by what follows"] += 1
                    if not gone(self.regulation, one.after, rests_on, stance):
                        self.found.append((name, said, became[name], one.fact, one.after.facts[one.fact], one.before))


def main() -> int:
    """Count events in every built-in regulation; the exit code says whether a verdict changed unmarked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    taken = parser.parse_args()
    names, total, bad = built_in(), 0, 0
    for name in names:
        tally = Tally(load_regulation(name), taken.seed)
        tally.run(-(-taken.events // len(names)))
        total, bad = total + tally.events, bad + len(tally.found)
        print(f"{name}: {tally.events} events, {dict(tally.counts)}, {len(tally.found)} unmarked", flush=True)
        for one in tally.found[:3]:
            print("   ", *one)
    print(f"{total} events, {bad} unmarked")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
