"""What readers are asked before they look: data/questions.toml, checked and frozen.

A guess is the answer to a question. A dated question asked about the future: its record says what
happened, and what was known when it was asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from .argument import claims
from .assumptions import check_range, percent
from .data import (
    BIBLIOGRAPHY,
    Checked,
    DataProblem,
    check_known,
    check_sources,
    quote,
    read_again_after_changes,
    read_records,
    read_toml,
    references,
    require,
)

FILE = "questions.toml"
DECLINED = "I would rather not guess"  # an answer too: nobody has to guess to read on
COVERS = 0.8  # the share of outcomes that a range is meant to hold
FINEST = 0.05  # a chance is asked in steps of no more than this
DAYS = 365.25  # days of a year

Answer = str | float | tuple[float, float]
Guesses = Mapping[str, Answer]  # by question; one that is not there is not answered yet


@dataclass(frozen=True)
class Question:
    """One question: what is asked, what may be answered, and for a dated one what happened.

    A choice has answers; a chance runs from 0 to 1; a range is the low and the high end of an 80 %
    interval, from low to high in the unit. Both move in increments.
    before: for a range the value last known when it was asked; for a chance how many such events
    there were in the fifteen years before or, with before_of, in how many of so many cases.
    opens: when the time asked about begins, where that is later than the asking.
    bears: what the outcome says for or against the claims it touches, and what it does not.
    """

    id: str
    notebook: str
    question: str
    kind: Literal["choice", "chance", "range"]
    answers: tuple[str, ...] = ()
    unit: str = ""
    low: float = 0.0
    high: float = 1.0
    increment: float = FINEST
    title: str = ""
    claims: tuple[str, ...] = ()
    asked: date | None = None
    opens: date | None = None
    resolves: date | None = None
    before: float = 0.0
    before_of: float | None = None
    before_source: str = ""
    before_where: str = ""
    outcome: float | None = None
    happened: str = ""
    bears: str = ""
    source: str = ""
    where: str = ""
    checked: Checked = "memory"

    @property
    def dated(self) -> bool:
        """Whether it asked what would happen; its record says what did."""
        return self.asked is not None

    @property
    def years(self) -> float:
        """How long the time asked about lasts, in years."""
        return (self.resolves - (self.opens or self.asked)).days / DAYS

    @cached_property
    def grid(self) -> tuple[Any, ...]:
        """The answers of a choice; else every value that can be answered with, lowest first."""
        if self.kind == "choice":
            return self.answers
        low, high, step = (Decimal(repr(v)) for v in (self.low, self.high, self.increment))
        return tuple(float(low + i * step) for i in range(int((high - low) / step) + 1))

    def check(self, answer: Any) -> Answer:
        """The answer in its own form; raises DataProblem if the question does not take it."""
        if answer == DECLINED:
            return DECLINED
        if self.kind == "choice":
            if answer not in self.answers:
                raise self._no_answer(answer, f"choose one of {', '.join(self.answers)}")
            return answer
        if self.kind == "chance":
            return self._on_grid(answer, answer)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise self._no_answer(answer, "give two numbers, the low end and the high end")
        low, high = (self._on_grid(end, answer) for end in answer)
        if low >= high:
            raise self._no_answer(answer, "put the low end below the high end")
        return low, high

    def show(self, answer: Answer) -> str:
        """The answer as people read it."""
        if isinstance(answer, str):
            return answer
        if self.kind == "chance":
            return percent(answer)
        return f"{answer[0]:g} to {answer[1]:g} {self.unit}"

    def show_value(self, value: float) -> str:
        """A value that may be the outcome: yes or no for a chance, else a number in the unit."""
        if self.kind == "chance":
            return "yes" if value else "no"
        return f"{value:g} {self.unit}"

    def number(self, answer: Answer) -> int:
        """The answer as the whole number that codes carry: 0 is to decline, answers count from 1.

        For a range the places of its ends stand beside each other in decimal digits.
        """
        answer = self.check(answer)
        if answer == DECLINED:
            return 0
        if self.kind != "range":
            return 1 + self.grid.index(answer)
        low, high = (self.grid.index(end) for end in answer)
        return low * self._shift + high

    def answer(self, number: int) -> Answer:
        """The answer that has this number; raises DataProblem if there is none."""
        if number == 0:
            return DECLINED
        places = divmod(number, self._shift) if self.kind == "range" else (number - 1,)
        if not all(0 <= place < len(self.grid) for place in places):
            raise self._no_answer(number, "no answer has this number")
        found = tuple(self.grid[place] for place in places)
        return self.check(found if self.kind == "range" else found[0])

    @property
    def _shift(self) -> int:
        return 10 ** len(str(len(self.grid) - 1))

    def _on_grid(self, value: Any, answer: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._no_answer(answer, f"give a number, such as {self.grid[1]:g}")
        near = min(self.grid, key=lambda g: abs(g - value)) if math.isfinite(value) else math.inf
        if abs(near - value) > 1e-9:
            raise self._no_answer(
                answer, f"use {self.low:g} to {self.high:g} in steps of {self.increment:g}"
            )
        return near

    def _no_answer(self, answer: Any, fix: str) -> DataProblem:
        return DataProblem(f"{quote(answer)} is not an answer to {self.id!r} ({self.kind}): {fix}")


def question(name: str) -> Question:
    """The question of this id; raises DataProblem with the nearest known one."""
    return questions()[name]


def dated() -> tuple[Question, ...]:
    """The questions that time has answered, in the order of the file."""
    return tuple(q for q in questions().values() if q.dated)


# -- reading and checking ------------------------------------------------------------------------


OF_KIND = {
    "choice": ("answers",),
    "chance": ("increment",),
    "range": ("unit", "low", "high", "increment"),
}
OF_A_DATE = (
    *("title", "claims", "asked", "resolves", "before", "before_source", "before_where"),
    *("outcome", "happened", "bears", "source", "where", "checked"),
)


@read_again_after_changes(FILE, BIBLIOGRAPHY, "claims.toml", "steps.toml")
def questions(folder: Path) -> Mapping[str, Question]:
    """Every question by id, in the order of the file; raises DataProblem in one sentence."""
    works, known = references(folder), claims(folder)

    def check(q: Question, table: dict) -> Question:
        _check_answers(q, table)
        if any(key in table for key in OF_A_DATE):
            _check_dated(q, table)
            for field in ("source", "before_source"):
                check_sources(getattr(q, field), works, field)
        check_known(q.claims, known, "claims:", "in claims.toml")
        return q

    return read_records(read_toml(folder / FILE), FILE, Question, check, good=str.isidentifier)


def _check_answers(q: Question, table: dict) -> None:
    for kind, theirs in OF_KIND.items():
        for key in theirs:
            if kind == q.kind != "chance":
                require(key in table, f"is a {kind} and has no {key}: add a line {key} = …")
            ours = key in OF_KIND[q.kind] or key not in table
            require(ours, f"is a {q.kind} and has {key}, which belongs to a {kind}: take it out")
    if q.kind == "choice":
        enough = len(set(q.answers)) >= max(2, len(q.answers))
        require(enough, "answers are fewer than two, or one comes twice: name each once")
        free = DECLINED not in q.answers
        require(free, f"answers hold {DECLINED!r}, which is added by itself: take it out")
        return
    check_range(q, {})
    fine = q.kind == "range" or q.increment <= FINEST
    require(fine, f"increment = {q.increment:g} is too coarse: use {FINEST:g} or less")


def _check_dated(q: Question, table: dict) -> None:
    require(q.kind != "choice", "is a choice and has a date: ask for a chance or a range")
    for key in OF_A_DATE:
        require(key in table, f"is dated and has no {key}: add a line {key} = …")
    follow = q.asked <= (q.opens or q.asked) < q.resolves
    require(follow, "asked, opens and resolves do not follow each other: put them in order")
    if q.kind == "range":
        said = f"outcome = {q.outcome:g} is outside low to high: widen them"
        require(q.low <= q.outcome <= q.high, said)
        said = "is a range and has before_of, which belongs to a chance: take it out"
        require(q.before_of is None, said)
    else:
        said = f"outcome = {q.outcome:g} is neither 1 (it happened) nor 0: fix it"
        require(q.outcome in (0, 1), said)
    enough = q.before >= 0 and (q.before_of is None or q.before <= q.before_of != 0)
    require(enough, "before is negative, or more than before_of: fix one of them")
