"""What could be done and what counts: strategies, levers, criteria and rival views of the world.

They stand in data/scenarios.toml; every error in it is a DataProblem, one sentence with its fix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from .argument import check_step
from .assumptions import Assumptions, assumptions, check_range, defaults
from .data import (
    BIBLIOGRAPHY,
    DataProblem,
    Records,
    build,
    check_known,
    check_sources,
    converted,
    each_record,
    frozen,
    is_name,
    look_up,
    nearest,
    problems,
    quote,
    read_again_after_changes,
    read_toml,
    references,
)

FILE = "scenarios.toml"
OUR_CODING = "our coding"
PARTS = ("lever", "criterion", "strategy", "preset")


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
    levers: Mapping[str, float]
    title: str
    because: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    source: str = ""
    baseline: bool = False

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
        return defaults(a.records).replace(**{name: s.value for name, s in self.sets.items()})


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


# -- reading and checking ------------------------------------------------------------------------


@read_again_after_changes(FILE, BIBLIOGRAPHY, "assumptions.toml", "claims.toml", "steps.toml")
def scenarios(folder: Path) -> Scenarios:
    """The scenarios of `folder`, read and checked once; raises DataProblem in one sentence."""
    tables = read_toml(folder / FILE)
    for part in tables:
        if part not in PARTS:
            raise problems(FILE, part)(
                f"is not a part of this file{nearest(part, PARTS)}: begin it [strategy.NAME], or as "
                "the head of the file says"
            )
    levers = _levers(tables, folder)
    criteria = _criteria(tables, folder)
    strategies = _strategies(tables, levers, folder)
    presets = _presets(tables, strategies, folder) if "preset" in tables else {}
    parts = zip(PARTS, (levers, criteria, strategies, presets), strict=True)
    baseline = next(s.name for s in strategies.values() if s.baseline)
    return Scenarios(*(frozen(kind, FILE, part) for kind, part in parts), baseline)


def _part(tables: Mapping, kind: str, good: Any = is_name) -> Any:
    return each_record(tables.get(kind), FILE, kind, f"{kind}.", good)


def _levers(tables: Mapping, folder: Path) -> dict[str, Lever]:
    of_strategies, found = {f.name for f in fields(Strategy)}, {}
    for name, table, problem in _part(
        tables, "lever", lambda name: is_name(name) and name not in of_strategies
    ):
        found[name] = lever = build(Lever, table, problem, name=name)
        check_step(lever.step, folder, problem)
        check_range(lever, {}, problem)
    return found


def _criteria(tables: Mapping, folder: Path) -> dict[str, Criterion]:
    records, found = assumptions(folder).records, {}
    for name, table, problem in _part(tables, "criterion"):
        found[name] = criterion = build(Criterion, table, problem, name=name)
        check_known([criterion.weight], records, "weight", "an assumption", problem)
        if criterion.anchor <= 0:
            raise problem(f"anchor = {criterion.anchor:g} is not above 0: fix it")
    return found


def _strategies(tables: Mapping, levers: Mapping[str, Lever], folder: Path) -> dict[str, Strategy]:
    """The strategies with all levers; what one does not set stays as in the baseline."""
    found = {n: _strategy(n, t, levers, folder, p) for n, t, p in _part(tables, "strategy")}
    first = [s for s in found.values() if s.baseline]
    if len(first) != 1:
        which = f"{', '.join(s.name for s in first)} do" if first else "none does"
        raise DataProblem(
            f"{FILE}: exactly one strategy must say baseline = true, and {which}: fix it"
        )
    for lever in levers:
        if lever not in first[0].levers:
            problem = problems(FILE, f"strategy.{first[0].name}")
            raise problem(f"the baseline lacks {lever}: add a line {lever} = …")
    for name, strategy in found.items():
        values = {**first[0].levers, **strategy.levers}
        ordered = frozen("lever", FILE, {lever: values[lever] for lever in levers})
        found[name] = replace(strategy, levers=ordered)
    return found


def _strategy(
    name: str, table: dict, levers: Mapping[str, Lever], folder: Path, problem: Any
) -> Strategy:
    """The strategy with the levers that its own table sets."""
    known = [f.name for f in fields(Strategy) if f.name not in ("name", "levers")]
    for key in table:
        if key not in levers and key not in known:
            near = nearest(key, [*known, *levers])
            raise problem(f"unknown field {quote(key)}: rename it or take it out{near}")
    own = {n: converted(table[n], float, problem, n) for n in levers if n in table}
    for lever, value in own.items():
        check_range(levers[lever], {lever: value}, problem)
    words = {key: value for key, value in table.items() if key not in levers}
    strategy = build(Strategy, words, problem, name=name, levers=own)
    if strategy.source:
        check_sources(strategy.source, references(folder), problem)
    check_known(strategy.because, levers, "because:", "a lever", problem)
    for lever in strategy.because:
        if lever not in own:
            raise problem(
                f"because names {lever}, which this strategy leaves as it is: add a line {lever} = …, "
                "or take the reason out"
            )
    return strategy


def _presets(
    tables: Mapping, strategies: Mapping[str, Strategy], folder: Path
) -> dict[str, Preset]:
    records, works, found = assumptions(folder).records, references(folder), {}
    for name, table, problem in _part(tables, "preset"):
        found[name] = preset = build(Preset, table, problem, name=name)
        check_known([preset.favours], strategies, "favours", "a strategy", problem)
        check_sources(preset.source, works, problem)
        if not preset.sets:
            raise problem(f"sets nothing: add [preset.{name}.sets] and a line below it")
        check_known(preset.sets, records, "sets:", "an assumption", problem)
        for key, one in preset.sets.items():
            check_sources(one.source, works, problem, f"sets.{key}.source")
            check_range(records[key], {f"sets.{key}.value": one.value}, problem)
    return found
