"""What the op-ed says, claim by claim: data/claims.toml, checked and frozen.

Names of assumptions and of model quantities are checked where they are used, in verdicts.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .data import (
    DATA,
    DataProblem,
    Records,
    bare,
    is_number,
    nearest,
    problems,
    quote,
    read_toml,
    references,
    stamp,
)

FILE = "claims.toml"
STEPS_FILE = "steps.toml"
KINDS = ("fact", "inference", "recommendation", "value")
COMPARISONS = ("below", "at least", "above")


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

    first: it must hold before anything can be said; where it does not, the claim cannot be judged.
    """

    quantity: str
    is_: str
    threshold: str | float
    first: bool = False


@dataclass(frozen=True)
class Claim:
    """One claim of the op-ed, stated or needed, with its best support and strongest objection.

    A verdict is on one side when every rule holds; without rules, no_verdict says why. Who adds a claim
    may leave out its paragraph (that of its step), its kind and its support; never its objection.
    picture: the live picture in which the notebooks judge the claim, a name of `pictures`.
    """

    id: str
    title: str
    step: int
    claim: str
    objection: str
    objection_source: tuple[str, ...]
    paragraph: int = 0
    kind: str = "inference"
    stated: bool = False
    support: str = ""
    support_source: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    needs: str = ""
    verdict: tuple[Rule, ...] = ()
    no_verdict: str = ""
    picture: str = ""


# What each field must be, in words and as a test of it.
TEXT = ("text: write it in quotes", lambda v: isinstance(v, str) and bool(v.strip()))
WHOLE = ("a whole number: write it bare", lambda v: isinstance(v, int) and not isinstance(v, bool))
TRUTH = ("true or false: write it bare", lambda v: isinstance(v, bool))
TEXTS = (
    'a list of texts: write ["…", "…"]',
    lambda v: isinstance(v, list) and all(isinstance(one, str) for one in v),
)
FIELDS = {
    **dict.fromkeys(("title", "kind", "claim", "needs", "no_verdict", "picture"), TEXT),
    **dict.fromkeys(("support", "objection"), TEXT),
    **dict.fromkeys(("support_source", "objection_source", "supports"), TEXTS),
    "step": WHOLE,
    "paragraph": WHOLE,
    "stated": TRUTH,
    "verdict": (
        "rules: write [[ID.verdict]] with quantity, is and threshold below it",
        lambda v: isinstance(v, list) and bool(v) and all(isinstance(one, dict) for one in v),
    ),
}
REQUIRED = [f.name for f in fields(Claim) if f.name in FIELDS and f.default is MISSING]
RULE = {
    "quantity": ("step.function, in quotes", lambda v: bool(re.fullmatch(r"\w+\.\w+", str(v)))),
    "is": (f"one of {', '.join(COMPARISONS)}", lambda v: v in COMPARISONS),
    "threshold": (
        "a number that is not endless, or the name of an assumption in quotes",
        lambda v: is_number(v) or (isinstance(v, str) and bool(v.strip())),
    ),
    "first": TRUTH,
}
RULE_REQUIRED = [key for key in RULE if key != "first"]


def step_table(folder: Path = DATA) -> Mapping[int, Step]:
    """Every step by number, the frame (0) first; raises DataProblem in one sentence."""
    return _steps(Path(folder), stamp(Path(folder) / STEPS_FILE))


@cache
def _steps(folder: Path, _stamp: tuple) -> Mapping[int, Step]:
    found = {t["number"]: Step(n, **t) for n, t in read_toml(folder / STEPS_FILE).items()}
    return MappingProxyType(found)


def steps_argued(folder: Path = DATA) -> list[Step]:
    """The steps without the frame, in order."""
    return [step for step in step_table(folder).values() if step.number]


def claims(folder: Path = DATA) -> Mapping[str, Claim]:
    """Every claim by id, in the order of the file; raises DataProblem in one sentence."""
    folder = Path(folder)
    return _read(folder, *(stamp(folder / f) for f in (FILE, STEPS_FILE, "references.bib")))


@cache
def _read(folder: Path, *_stamps: tuple) -> Mapping[str, Claim]:
    tables, known = read_toml(folder / FILE), references(folder)
    steps = step_table(folder)
    found = {id: _claim(id, table, known, tables, steps) for id, table in tables.items()}
    if not found:
        raise DataProblem(f"{FILE} holds no claim: add one, or take the file from the project")
    try:
        TopologicalSorter({c.id: c.supports for c in found.values()}).prepare()
    except CycleError as fault:
        ring = " → ".join(reversed(fault.args[1]))
        raise DataProblem(
            f"{FILE}, [{fault.args[1][0]}]: supports runs in a circle ({ring}): "
            "take one of them out"
        ) from None
    return MappingProxyType(Records("claim", FILE, found))


def _claim(
    id: str, table: Any, known: Mapping[str, Any], ids: Mapping[str, Any], steps: Mapping[int, Step]
) -> Claim:
    problem = problems(FILE, id)
    if not isinstance(table, dict):
        raise problem(
            f"is a bare value: write [{bare(id)}] on a line, and step, paragraph, … below it"
        )
    _check_fields(table, FIELDS, REQUIRED, problem)
    if table["step"] in steps:
        table = {"paragraph": steps[table["step"]].paragraph, "kind": "inference", **table}
    last = max(step.paragraph for step in steps.values())
    for key, allowed in (("step", list(steps)), ("paragraph", range(1, last + 1))):
        if table[key] not in allowed:
            raise problem(
                f"{key} = {quote(table[key])} is not one of {allowed[0]} to {allowed[-1]}: mend it"
            )
    if table["kind"] not in KINDS:
        raise problem(
            f"kind = {quote(table['kind'])} is none of {', '.join(KINDS)}{nearest(table['kind'], KINDS)}"
        )
    for key in ("support_source", "objection_source"):
        words = key.removesuffix("_source")
        if words in table and not table.get(key):
            raise problem(f"{key} is empty: name at least one key of references.bib")
        for source in table.get(key, ()):
            if source not in known:
                raise problem(
                    f"{key} {quote(source)} is not in references.bib{nearest(source, known)}"
                )
    for other in table.get("supports", ()):
        if other not in ids:
            raise problem(f"supports {quote(other)}, which is no claim{nearest(other, ids)}")
    if ("verdict" in table) == ("no_verdict" in table):
        has = "both verdict and" if "verdict" in table else "neither verdict nor"
        raise problem(f"has {has} no_verdict: keep one, the rules or the reason for having none")
    rules = tuple(_rule(rule, problem) for rule in table.get("verdict", ()))
    frozen = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    return Claim(id, **{**frozen, "verdict": rules})


def _rule(table: dict, problem: Callable) -> Rule:
    _check_fields(table, RULE, RULE_REQUIRED, problem, "verdict.")
    return Rule(table["quantity"], table["is"], table["threshold"], table.get("first", False))


def _check_fields(
    table: dict, allowed: Mapping, required: list[str], problem: Callable, prefix: str = ""
) -> None:
    for key in table:
        if key not in allowed:
            raise problem(f"unknown field {quote(prefix + key)}{nearest(key, allowed)}")
    for key in required:
        if key not in table:
            raise problem(f"field {prefix + key!r} is missing: add a line {key} = …")
    for key, value in table.items():
        words, good = allowed[key]
        if not good(value):
            raise problem(f"{prefix}{key} = {quote(value)} is not {words}")
