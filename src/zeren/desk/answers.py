"""Answers to cases as their texts stand: each worked out once, kept for as long as it is among those last asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Literal

import msgspec

from zeren.desk.texts import Text, regulation_in
from zeren.desk.workers import Workers
from zeren.model.language.load import parse_case, parse_house
from zeren.model.meaning.answer import Answer

MOST_KEPT = 512  # answers
Depth = Literal["verdicts", "whole", "find out", "what if"]


class Question(msgspec.Struct, frozen=True):
    """A case, the regulation it is put under, and how much is to be told of it."""

    case: Text
    named: str
    regulation: Text
    depth: Depth
    house: Text | None = None


class Answers:
    """Answers that are kept by all that they depend on."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._kept: OrderedDict[Question, Answer] = OrderedDict()

    def answer(self, question: Question) -> Answer:
        """The answer. Raises as `zeren.ask`."""
        with self._lock:
            if (found := self._kept.get(question)) is not None:
                self._kept.move_to_end(question)
                return found
        found = self.workers.run(answered, question)
        with self._lock:
            self._kept[question] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def answered(question: Question) -> Answer:
    """The answer, worked out. Raises as `zeren.ask`."""
    from zeren import ask

    rules = regulation_in(question.regulation)
    case = parse_case(question.case.text, rules, question.case.name, named=question.named)
    depth = question.depth
    house = None if question.house is None else parse_house(question.house.text, rules, question.house.name)
    return ask(case, rules, house=house, rests_on=depth == "whole", find_out=depth == "find out", what_if=depth == "what if").answer
