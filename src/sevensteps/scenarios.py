"""What could be done and what counts: strategies, levers, criteria and rival views of the world.

data/scenarios.toml, checked and frozen. Every fault is a DataProblem: one sentence with its mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from .argument import STEPS_FILE, step_table
from .assumptions import Assumption, Assumptions, assumptions, check_range
from .data import (
    DATA,
    DataProblem,
    Records,
    bare,
    check_sources,
    is_name,
    is_number,
    look_up,
    nearest,
    problems,
    quote,
    read_toml,
    references,
    stamp,
)

FILE = "scenarios.toml"
OUR_CODING = "our coding"
PARTS = ("lever", "criterion", "strategy", "preset")
OWN = ("title", "about", "source", "because", "baseline")  # what a strategy has beside its levers


@dataclass(frozen=True)
class Lever:
    """One thing a strategy sets, and the step of the op-ed that it belongs to."""

    name: str
    title: str
    step: int
    unit: str
    low: float
    high: float
    increment: float


class Levers(SimpleNamespace):
    """The levers of one strategy or of several: an attribute each, a number or an array."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Records("lever", FILE, vars(self))[name]  # tells what is missing


@dataclass(frozen=True)
class Criterion:
    """One thing that counts: `anchor` is the amount of it that its weight speaks of."""

    name: str
    title: str
    unit: str
    anchor: float
    weight: str


@dataclass(frozen=True)
class Strategy:
    """A bundle of levers; what `because` does not name is our coding."""

    name: str
    title: str
    levers: Mapping[str, float]
    because: Mapping[str, str]
    about: str = ""
    source: str = ""

    def reason(self, lever: str) -> str:
        """Where the coding of a lever is from, or that it is ours."""
        return self.because.get(lever, OUR_CODING)


@dataclass(frozen=True)
class Setting:
    """One value of a rival view, the works it leans on, and the argument that it stands for."""

    value: float
    source: str
    why: str


@dataclass(frozen=True)
class Preset:
    """A rival view of the world, and the strategy that those who hold it favour."""

    name: str
    title: str
    about: str
    favours: str
    source: str
    sets: Mapping[str, Setting]

    def of(self, a: Assumptions) -> Assumptions:
        """The world as this view has it: its own values, and the defaults for all else."""
        blank = Assumptions(a.records, {n: r.value for n, r in a.records.items()})
        return blank.replace(**{name: s.value for name, s in self.sets.items()})


@dataclass(frozen=True)
class Scenarios:
    """The whole file, each part by name in the order it stands there."""

    levers: Mapping[str, Lever]
    criteria: Mapping[str, Criterion]
    strategies: Mapping[str, Strategy]
    presets: Mapping[str, Preset]
    baseline: str

    def bundle(self, *names: str, columns: bool = True) -> Levers:
        """The levers of these strategies (all, if none is named), an array each.

        columns: one row a strategy, (S, 1), so that draws broadcast along the last axis.
        """
        chosen = [self.strategy(n) for n in names or self.strategies]
        shape = (len(chosen), 1) if columns else (len(chosen),)
        return Levers(
            **{n: np.array([s.levers[n] for s in chosen]).reshape(shape) for n in self.levers}
        )

    def base(self) -> Levers:
        """The levers of the baseline, a number each: what a policy drifts back to."""
        return Levers(**self.strategies[self.baseline].levers)

    def strategy(self, name: str) -> Strategy:
        """The strategy of this name; raises DataProblem with the nearest known one."""
        return look_up(self.strategies, name)

    def preset(self, name: str) -> Preset:
        """The rival view of this name; raises DataProblem with the nearest known one."""
        return look_up(self.presets, name)


def scenarios(folder: Path = DATA) -> Scenarios:
    """The scenarios of `folder`, read and checked once; raises DataProblem in one sentence."""
    folder = Path(folder)
    files = (FILE, STEPS_FILE, "assumptions.toml", "references.bib")
    return _read(folder, *(stamp(folder / f) for f in files))


@cache
def _read(folder: Path, *_stamps: tuple) -> Scenarios:
    tables, records, known = (
        read_toml(folder / FILE),
        assumptions(folder).records,
        references(folder),
    )
    for kind in tables:
        if kind not in PARTS:
            raise DataProblem(
                f"{FILE}, [{bare(kind)}]: is no part of this file{nearest(kind, PARTS)}: begin it "
                "[strategy.NAME], or as the head of the file says"
            )
    levers = {n: _lever(n, t, folder) for n, t in _part(tables, "lever")}
    criteria = {n: _criterion(n, t, records) for n, t in _part(tables, "criterion")}
    baseline = _baseline(dict(_part(tables, "strategy")))
    first = _strategy(baseline, tables["strategy"][baseline], levers, {}, known)
    strategies = {
        n: _strategy(n, t, levers, first.levers, known) for n, t in _part(tables, "strategy")
    }
    presets = {
        n: _preset(n, t, strategies, records, known) for n, t in _part(tables, "preset", need=False)
    }
    parts = zip(PARTS, (levers, criteria, strategies, presets), strict=True)
    return Scenarios(*(MappingProxyType(Records(kind, FILE, p)) for kind, p in parts), baseline)


# -- reading and checking ------------------------------------------------------------------------


def _part(tables: Mapping, kind: str, need: bool = True) -> Iterable[tuple[str, Any]]:
    part = tables.get(kind, {})
    if need and not part:
        raise DataProblem(
            f"{FILE} holds no {kind}: add one, or take the file from the project, for instance with "
            f"git restore data/{FILE}"
        )
    for name, table in part.items() if isinstance(part, dict) else [("NAME", part)]:
        problem = problems(FILE, f"{kind}.{name}")
        if not isinstance(table, dict):
            raise problem(
                f"is a bare value: write [{kind}.NAME] on a line of its own, and title, … below it"
            )
        if not is_name(name) or (kind == "lever" and name in OWN):
            raise problem(
                "cannot be a name here: use small letters, digits and _, begin with a letter, and "
                f"use no word of Python and none of {', '.join(OWN)}"
            )
    return part.items()


def _words(table: Mapping, needed: Iterable[str], allowed: Iterable[str], problem) -> None:
    for key in table:
        if key not in allowed:
            raise problem(f"unknown field {quote(key)}{nearest(key, allowed)}")
    for key in needed:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise problem(f'field {key!r} is missing or no text: add a line {key} = "…"')


def _number(table: Mapping, key: str, problem) -> float:
    if not is_number(table.get(key)):
        raise problem(
            f"{key} = {quote(table.get(key))} is not a number: write it bare, as in {key} = 0.5"
        )
    return float(table[key])


def _lever(name: str, table: Mapping, folder: Path) -> Lever:
    problem = problems(FILE, f"lever.{name}")
    allowed = [f.name for f in fields(Lever)][1:]
    _words(table, ("title", "unit"), allowed, problem)
    low, high, increment = (_number(table, k, problem) for k in ("low", "high", "increment"))
    step = table.get("step")
    if isinstance(step, bool) or not isinstance(step, int) or step not in step_table(folder):
        last = max(step_table(folder))
        raise problem(f"step = {quote(step)} is not one of 0 to {last}: mend it")
    lever = Lever(name, table["title"], step, table["unit"], low, high, increment)
    check_range(lever, {}, problem)
    return lever


def _criterion(name: str, table: Mapping, records: Mapping[str, Assumption]) -> Criterion:
    problem = problems(FILE, f"criterion.{name}")
    allowed = [f.name for f in fields(Criterion)][1:]
    _words(table, ("title", "unit", "weight"), allowed, problem)
    if table["weight"] not in records:
        raise problem(
            f"weight {quote(table['weight'])} is no assumption{nearest(table['weight'], records)}"
        )
    anchor = _number(table, "anchor", problem)
    if anchor <= 0:
        raise problem(f"anchor = {anchor:g} is not above 0: mend it")
    return Criterion(name, table["title"], table["unit"], anchor, table["weight"])


def _baseline(tables: Mapping[str, Mapping]) -> str:
    found = [n for n, t in tables.items() if t.get("baseline") is True]
    if len(found) != 1:
        which = f"{', '.join(found)} do" if found else "none does"
        raise DataProblem(
            f"{FILE}: exactly one strategy must say baseline = true, and {which}: mend it"
        )
    return found[0]


def _strategy(
    name: str,
    table: Mapping,
    levers: Mapping[str, Lever],
    first: Mapping[str, float],
    known: Mapping[str, Any],
) -> Strategy:
    """The strategy that a table describes; `first` are the levers of the baseline, {} for itself."""
    problem = problems(FILE, f"strategy.{name}")
    _words(
        table, ["title", *(k for k in ("about", "source") if k in table)], [*OWN, *levers], problem
    )
    if "source" in table:
        check_sources(table["source"], known, problem)
    if not isinstance(table.get("baseline", False), bool):
        raise problem(f"baseline = {quote(table['baseline'])} is not true or false: write it bare")
    own = {n: _number(table, n, problem) for n in levers if n in table}
    for lever, value in own.items():
        check_range(levers[lever], {lever: value}, problem)
    values = {**first, **own}
    for lever in levers:
        if lever not in values:
            raise problem(f"the baseline lacks {lever}: add a line {lever} = …")
    because = _because(table.get("because", {}), levers, own, problem)
    text = {k: table.get(k, "") for k in ("about", "source")}
    ordered = MappingProxyType(Records("lever", FILE, {n: values[n] for n in levers}))
    return Strategy(name, table["title"], ordered, MappingProxyType(because), **text)


def _because(given: Any, levers: Mapping, own: Mapping, problem) -> dict[str, str]:
    if not isinstance(given, dict) or not all(
        isinstance(v, str) and v.strip() for v in given.values()
    ):
        raise problem('because is no table of texts: write because = { talk = "paragraph 6" }')
    for lever in given:
        if lever not in levers:
            raise problem(
                f"because names {quote(lever)}, which is no lever{nearest(lever, levers)}"
            )
        if lever not in own:
            raise problem(
                f"because names {lever}, which this strategy leaves as it is: add a line {lever} = …, "
                "or take the reason out"
            )
    return dict(given)


def _preset(
    name: str,
    table: Mapping,
    strategies: Mapping[str, Strategy],
    records: Mapping[str, Assumption],
    known: Mapping[str, Any],
) -> Preset:
    problem = problems(FILE, f"preset.{name}")
    words = ("title", "about", "favours", "source")
    _words(table, words, [*words, "sets"], problem)
    if table["favours"] not in strategies:
        raise problem(
            f"favours {quote(table['favours'])}, which is no strategy"
            f"{nearest(table['favours'], strategies)}"
        )
    check_sources(table["source"], known, problem)
    given = table.get("sets", {})
    if not isinstance(given, dict) or not given:
        raise problem(f"sets nothing: add [preset.{name}.sets] and a line below it")
    sets = {key: _setting(key, one, records, known, problem) for key, one in given.items()}
    return Preset(name, *(table[k] for k in words), MappingProxyType(sets))


def _setting(
    key: str, one: Any, records: Mapping[str, Assumption], known: Mapping[str, Any], problem
) -> Setting:
    if key not in records:
        raise problem(f"sets {quote(key)}, which is no assumption{nearest(key, records)}")
    if not isinstance(one, dict):
        raise problem(
            f'sets {key} to a bare value: write {key} = {{ value = 0.5, source = "…", why = "…" }}'
        )

    def here(what: str) -> DataProblem:
        return problem(f"sets {key}: {what}")

    _words(one, ("source", "why"), ("value", "source", "why"), here)
    check_sources(one["source"], known, here)
    value = _number(one, "value", here)
    check_range(records[key], {"value": value}, here)
    return Setting(value, one["source"], one["why"])
