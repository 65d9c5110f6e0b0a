"""What the op-ed says: its steps (data/steps.toml) and its claims (data/claims.toml), checked and frozen.

Names of assumptions and of model quantities are checked where they are used, in verdicts/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from .data import (
    BIBLIOGRAPHY,
    DATA,
    DataProblem,
    Problem,
    build,
    check_known,
    each_record,
    frozen,
    quote,
    read_again_after_changes,
    read_toml,
    references,
)

FILE, STEPS_FILE = "claims.toml", "steps.toml"
Kind = Literal["fact", "inference", "recommendation", "value"]
Comparison = Literal["below", "at least", "above"]
KINDS, COMPARISONS = get_args(Kind), get_args(Comparison)


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
    found = {}
    for name, table, problem in each_record(read_toml(folder / STEPS_FILE), STEPS_FILE, "step"):
        step = build(Step, table, problem, name=name)
        if step.number != len(found):
            raise problem(f"number = {step.number} does not follow: number the steps 0, 1, 2 …")
        if step.paragraph < 1:
            raise problem(f"paragraph = {step.paragraph} is not above 0: fix it")
        found[step.number] = step
    return MappingProxyType(found)


def steps_argued(folder: Path = DATA) -> list[Step]:
    """The steps without the frame, in order."""
    return [step for step in step_table(folder).values() if step.number]


def check_step(number: int, folder: Path, problem: Problem) -> None:
    """Raise `problem` unless there is a step of this number."""
    if number not in step_table(folder):
        last = max(step_table(folder))
        raise problem(f"step = {number} is not one of 0 to {last}: choose one")


@read_again_after_changes(FILE, STEPS_FILE, BIBLIOGRAPHY)
def claims(folder: Path) -> Mapping[str, Claim]:
    """Every claim by id, in the order of the file; raises DataProblem in one sentence."""
    tables, found = read_toml(folder / FILE), {}
    for id, table, problem in each_record(tables, FILE, "claim", good=str.isidentifier):
        found[id] = _checked(
            build(Claim, _completed(table, folder), problem, id=id), folder, problem
        )
        check_known(found[id].supports, tables, "supports", "a claim", problem)
    try:
        TopologicalSorter({c.id: c.supports for c in found.values()}).prepare()
    except CycleError as error:
        ring = " → ".join(reversed(error.args[1]))
        raise DataProblem(
            f"{FILE}, [{error.args[1][0]}]: supports runs in a circle ({ring}): "
            "take one of them out"
        ) from None
    return frozen("claim", FILE, found)


def _completed(table: dict, folder: Path) -> dict:
    """A claim's table with the paragraph of its step, unless it names one."""
    number = table.get("step")
    steps = step_table(folder) if type(number) is int else {}
    return {"paragraph": steps[number].paragraph, **table} if number in steps else table


def _checked(claim: Claim, folder: Path, problem: Problem) -> Claim:
    check_step(claim.step, folder, problem)
    last = max(step.paragraph for step in step_table(folder).values())
    if not 1 <= claim.paragraph <= last:
        raise problem(f"paragraph = {claim.paragraph} is not one of 1 to {last}: choose one")
    for words in ("support", "objection"):
        sources = getattr(claim, f"{words}_source")
        if getattr(claim, words) and not sources:
            raise problem(f"{words}_source is empty: name at least one key of {BIBLIOGRAPHY}")
        where = f"in {BIBLIOGRAPHY}"
        check_known(sources, references(folder), f"{words}_source", where, problem)
    for rule in claim.verdict:
        if not re.fullmatch(r"\w+\.\w+", rule.quantity):
            raise problem(
                f"verdict.quantity = {quote(rule.quantity)} is not a function of a step: write "
                "step.function"
            )
    if bool(claim.verdict) == bool(claim.no_verdict):
        has = "both verdict and" if claim.verdict else "neither verdict nor"
        raise problem(f"has {has} no_verdict: keep one, the rules or the reason for having none")
    return claim
