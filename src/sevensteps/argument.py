"""What the op-ed says: its steps (data/steps.toml) and its claims (data/claims.toml), checked and frozen.

Names of assumptions and of model quantities are checked where they are used, in verdicts/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from .data import (
    BIBLIOGRAPHY,
    DATA,
    DataProblem,
    check_known,
    quote,
    read_again_after_changes,
    read_records,
    read_toml,
    references,
    require,
)

FILE, STEPS_FILE = "claims.toml", "steps.toml"
Kind = Literal["fact", "inference", "recommendation", "value"]
Comparison = Literal["below", "at least", "above"]


@dataclass(frozen=True)
class Step:
    """One step of the op-ed: `name` is its model in steps/, `notebook` the file that argues it."""

    name: str
    number: int
    title: str
    paragraph: int
    notebook: str = ""
    question: str = ""

    @property
    def label(self) -> str:
        """The number and the title; the title alone for the frame, which is step 0."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def switch(self) -> str:
        """The name of the assumption that switches the step on and off."""
        return f"with_step_{self.number}"


@dataclass(frozen=True)
class Rule:
    """One comparison: a model's quantity with a threshold (a number, or an assumption's name).

    first: it must hold before anything can be said; if it does not, the claim cannot be judged.
    """

    quantity: str
    is_: Comparison
    threshold: str | float
    first: bool = False


@dataclass(frozen=True)
class Claim:
    """One claim of the op-ed, stated or needed, with its best support and strongest objection.

    The claim holds if every rule of its verdict holds; without rules, no_verdict says why. A new claim
    may leave out its paragraph (that of its step), its kind and its support, but not its objection.
    picture: the live picture in which the notebooks judge the claim, a name of `pictures`.
    """

    id: str
    title: str
    step: int
    claim: str
    objection: str
    objection_source: tuple[str, ...]
    paragraph: int = 0
    kind: Kind = "inference"
    stated: bool = False
    support: str = ""
    support_source: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    needs: str = ""
    verdict: tuple[Rule, ...] = ()
    no_verdict: str = ""
    picture: str = ""


@read_again_after_changes(STEPS_FILE)
def step_table(folder: Path) -> Mapping[int, Step]:
    """Every step by its number, the frame (0) first; raises DataProblem in one sentence."""
    tables = read_toml(folder / STEPS_FILE)
    numbers = {name: number for number, name in enumerate(tables)}

    def check(step: Step, _table: dict) -> Step:
        follows = step.number == numbers[step.name]
        require(follows, f"number = {step.number} does not follow: number the steps 0, 1, 2 …")
        require(step.paragraph > 0, f"paragraph = {step.paragraph} is not above 0: fix it")
        return step

    steps = read_records(tables, STEPS_FILE, Step, check)
    return MappingProxyType({step.number: step for step in steps.values()})


def steps_argued(folder: Path = DATA) -> list[Step]:
    """The steps without the frame, in order."""
    return [step for step in step_table(folder).values() if step.number]


def check_step(number: int, folder: Path) -> None:
    """Raises Wrong unless there is a step of this number."""
    steps = step_table(folder)
    require(number in steps, f"step = {number} is not one of 0 to {max(steps)}: choose one")


@read_again_after_changes(FILE, STEPS_FILE, BIBLIOGRAPHY)
def claims(folder: Path) -> Mapping[str, Claim]:
    """Every claim by id, in the order of the file; raises DataProblem in one sentence."""
    tables, steps, works = read_toml(folder / FILE), step_table(folder), references(folder)
    last = max(step.paragraph for step in steps.values())

    def check(c: Claim, table: dict) -> Claim:
        check_step(c.step, folder)
        if "paragraph" not in table:
            c = replace(c, paragraph=steps[c.step].paragraph)
        there = 1 <= c.paragraph <= last
        require(there, f"paragraph = {c.paragraph} is not one of 1 to {last}: choose one")
        for words in ("support", "objection"):
            sources, field = getattr(c, f"{words}_source"), f"{words}_source"
            told = sources or not getattr(c, words)
            require(told, f"{field} is empty: name at least one key of {BIBLIOGRAPHY}")
            check_known(sources, works, field, f"in {BIBLIOGRAPHY}")
        check_known(c.supports, tables, "supports", "a claim")
        for rule in c.verdict:
            said = f"verdict.quantity = {quote(rule.quantity)} is not a function of a step"
            require(re.fullmatch(r"\w+\.\w+", rule.quantity), f"{said}: write step.function")
        one = bool(c.verdict) != bool(c.no_verdict)
        has = "both verdict and" if c.verdict else "neither verdict nor"
        require(one, f"has {has} no_verdict: keep one, the rules or the reason for having none")
        return c

    found = read_records(tables, FILE, Claim, check, good=str.isidentifier)
    try:
        TopologicalSorter({c.id: c.supports for c in found.values()}).prepare()
    except CycleError as error:
        ring = " → ".join(reversed(error.args[1]))
        raise DataProblem(
            f"{FILE}, [{error.args[1][0]}]: supports runs in a circle ({ring}): "
            "take one of them out"
        ) from None
    return found
