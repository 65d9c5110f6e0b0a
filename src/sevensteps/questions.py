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
from pathlib import Path
from typing import Any, Literal

from .argument import claims
from .assumptions import percent
from .data import (
    BIBLIOGRAPHY,
    CHECKED,
    DataProblem,
    Wrong,
    check_known,
    check_sources,
    frozen,
    look_up,
    one_of,
    quote,
    read_again_after_changes,
    read_records,
    read_toml,
    references,
)

FILE = "questions.toml"
DECLINED = "I would rather not guess"  # an answer too: nobody has to guess to read on
COVERS = 0.8  # the share of outcomes that a range is meant to hold
FINEST = 0.05  # a chance is asked in steps of no more than this
POSITIONS = 999  # nobody finds an answer in a longer list
DAYS = 365.25  # days of a year

Answer = str | float | tuple[float, float]
Guesses = Mapping[
    str, Answer
]  # question -> answer; a question that is not there is not answered yet


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
    checked: str = ""

    @property
    def dated(self) -> bool:
        """Whether it asked what would happen; its record says what did."""
        return self.asked is not None

    @property
    def years(self) -> float:
        """How long the time asked about lasts, in years."""
        return (self.resolves - (self.opens or self.asked)).days / DAYS

    @property
    def last(self) -> int:
        """The position of the highest answer; positions are counted from 0."""
        if self.kind == "choice":
            return len(self.answers) - 1
        return round((self.high - self.low) / self.increment)

    @property
    def grid(self) -> tuple[float, ...]:
        """Every value that can be answered with, lowest first."""
        step, low = Decimal(repr(self.increment)), Decimal(repr(self.low))
        return tuple(float(low + i * step) for i in range(self.last + 1))

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
        if self.kind == "choice":
            return 1 + self.answers.index(answer)
        if self.kind == "chance":
            return 1 + self.grid.index(answer)
        low, high = (self.grid.index(end) for end in answer)
        return low * self._shift + high

    def answer(self, number: int) -> Answer:
        """The answer that has this number; raises DataProblem if there is none."""
        if number == 0:
            return DECLINED
        low, high = divmod(number, self._shift) if self.kind == "range" else (0, number - 1)
        if not 0 <= low <= self.last or not 0 <= high <= self.last:
            raise self._no_answer(number, "no answer has this number")
        if self.kind == "range":
            return self.check((self.grid[low], self.grid[high]))
        return self.answers[high] if self.kind == "choice" else self.grid[high]

    @property
    def _shift(self) -> int:
        return 10 ** len(str(self.last))

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
    return look_up(questions(), name)


def of_notebook(notebook: str) -> tuple[Question, ...]:
    """The questions of a notebook (its file's name without .ipynb), in the order of the file."""
    return tuple(q for q in questions().values() if q.notebook == notebook)


def dated() -> tuple[Question, ...]:
    """The questions that time has answered, in the order of the file."""
    return tuple(q for q in questions().values() if q.dated)


# -- reading and checking ------------------------------------------------------------------------


OF_KIND = {"choice": ("answers",), "range": ("unit", "low", "high", "increment"), "chance": ()}
OF_A_DATE = (
    *("title", "claims", "asked", "resolves", "before", "before_source", "before_where"),
    *("outcome", "happened", "bears", "source", "where", "checked"),
)


@read_again_after_changes(FILE, BIBLIOGRAPHY, "claims.toml", "steps.toml")
def questions(folder: Path) -> Mapping[str, Question]:
    """Every question by id, in the order of the file; raises DataProblem in one sentence."""
    works, known, tables = references(folder), claims(folder), read_toml(folder / FILE)

    def check(q: Question, table: dict) -> Question:
        _check_fields_of_kind(q.kind, table)
        _check_answers(q)
        if any(key in table for key in OF_A_DATE):
            _check_dated(q, table)
            for field in ("source", "before_source"):
                check_sources(getattr(q, field), works, field)
        check_known(q.claims, known, "claims:", "in claims.toml")
        return q

    found = read_records(tables, FILE, Question, check, good=str.isidentifier)
    return frozen("question", FILE, found)


def _check_fields_of_kind(kind: str, table: dict) -> None:
    for key in OF_KIND[kind]:
        if key not in table:
            raise Wrong(f"is a {kind} and has no {key}: add a line {key} = …")
    allowed = {"range": (), "chance": ("increment",), "choice": ()}[kind]
    for other, theirs in OF_KIND.items():
        for key in theirs:
            if other != kind and key in table and key not in allowed:
                raise Wrong(f"is a {kind} and has {key}, which belongs to a {other}: take it out")


def _check_answers(q: Question) -> None:
    if q.kind == "choice":
        if len(set(q.answers)) < max(2, len(q.answers)):
            raise Wrong("answers are fewer than two, or one comes twice: name each once")
        if DECLINED in q.answers:
            raise Wrong(f"answers hold {DECLINED!r}, which is added by itself: take it out")
        return
    if not q.low < q.high:
        raise Wrong(f"low = {q.low:g} is not below high = {q.high:g}: swap or move them")
    step = Decimal(repr(q.increment))
    if step <= 0 or (Decimal(repr(q.high)) - Decimal(repr(q.low))) % step:
        raise Wrong(
            f"from low to high is not a whole number of increments of {q.increment:g}: "
            "choose another increment"
        )
    if q.kind == "chance" and q.increment > FINEST:
        raise Wrong(f"increment = {q.increment:g} is too coarse: use {FINEST:g} or less")
    if q.last > POSITIONS:
        raise Wrong(f"has {q.last + 1} positions, too many for a list: use a larger increment")


def _check_dated(q: Question, table: dict) -> None:
    if q.kind == "choice":
        raise Wrong("is a choice and has a date: ask for a chance or a range")
    for key in OF_A_DATE:
        if key not in table:
            raise Wrong(f"is dated and has no {key}: add a line {key} = …")
    if not q.asked <= (q.opens or q.asked) < q.resolves:
        raise Wrong("asked, opens and resolves do not follow each other: put them in order")
    if q.kind == "chance" and q.outcome not in (0, 1):
        raise Wrong(f"outcome = {q.outcome:g} is neither 1 (it happened) nor 0: fix it")
    if q.kind == "range" and not q.low <= q.outcome <= q.high:
        raise Wrong(f"outcome = {q.outcome:g} is outside low to high: widen them")
    if q.before < 0 or (q.before_of is not None and not q.before <= q.before_of != 0):
        raise Wrong("before is negative, or more than before_of: fix one of them")
    if q.before_of is not None and q.kind == "range":
        raise Wrong("is a range and has before_of, which belongs to a chance: take it out")
    one_of(q.checked, CHECKED, "checked")
