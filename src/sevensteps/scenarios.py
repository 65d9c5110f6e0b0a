"""What could be done and what counts: strategies, levers, criteria and rival views of the world.

They stand in data/scenarios.toml; every error in it is a DataProblem, one sentence with its fix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from .argument import check_step
from .assumptions import Assumptions, assumptions, check_range
from .data import (
    BIBLIOGRAPHY,
    DataProblem,
    Records,
    Wrong,
    check_known,
    check_sources,
    frozen,
    is_name,
    nearest,
    quote,
    read_again_after_changes,
    read_records,
    read_toml,
    references,
    require,
    shorten,
)

FILE = "scenarios.toml"
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
    """A bundle of levers; what `because` does not name, we coded."""

    name: str
    levers: Mapping[str, float]
    title: str
    because: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    source: str = ""
    baseline: bool = False


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
        return Assumptions(a.records).replace(**{name: s.value for name, s in self.sets.items()})


@dataclass(frozen=True)
class Scenarios:
    """The whole file, each part by name in the order it stands there."""

    levers: Mapping[str, Lever]
    criteria: Mapping[str, Criterion]
    strategies: Mapping[str, Strategy]
    presets: Mapping[str, Preset]
    baseline: str

    def bundle(self, *names: str) -> Levers:
        """The levers of these strategies (all, if none is named), an array each.

        One row a strategy, (S, 1), so that draws broadcast along the last axis.
        """
        chosen = [self.strategies[n].levers for n in names or self.strategies]
        return Levers(**{n: np.array([[one[n]] for one in chosen]) for n in self.levers})

    def base(self) -> Levers:
        """The levers of the baseline, a number each: what a policy drifts back to."""
        return Levers(**self.strategies[self.baseline].levers)

    def preset(self, name: str) -> Preset:
        """The rival view of this name; raises DataProblem with the nearest known one."""
        return self.presets[name]


# -- reading and checking ------------------------------------------------------------------------


@read_again_after_changes(FILE, BIBLIOGRAPHY, "assumptions.toml", "claims.toml", "steps.toml")
def scenarios(folder: Path) -> Scenarios:
    """The scenarios of `folder`, read and checked once; raises DataProblem in one sentence."""
    tables, works = read_toml(folder / FILE), references(folder)
    records = assumptions(folder).records
    own = [f.name for f in fields(Strategy) if f.name not in ("name", "levers")]
    for part in tables:
        if part not in PARTS:
            raise DataProblem(
                f"{FILE}, [{shorten(part)}]: is not a part of this file: begin it [strategy.NAME], or "
                f"as the head of the file says{nearest(part, PARTS)}"
            )
    coded = tables.get("strategy")
    for table in coded.values() if isinstance(coded, dict) else ():
        if isinstance(table, dict):  # what is not a strategy's own field is a lever
            table["levers"] = {key: table.pop(key) for key in [*table] if key not in own}

    def read(kind: type, check: Callable, good: Callable = is_name) -> Mapping[str, Any]:
        part = kind.__name__.lower()
        return read_records(tables.get(part), FILE, kind, check, part, good)

    def check_lever(lever: Lever, _table: dict) -> Lever:
        check_step(lever.step, folder)
        check_range(lever, {})
        return lever

    def check_criterion(criterion: Criterion, _table: dict) -> Criterion:
        check_known([criterion.weight], records, "weight", "an assumption")
        require(criterion.anchor > 0, f"anchor = {criterion.anchor:g} is not above 0: fix it")
        return criterion

    def check_strategy(strategy: Strategy, _table: dict) -> Strategy:
        for lever, value in strategy.levers.items():
            if lever not in levers:
                near = nearest(lever, [*own, *levers])
                raise Wrong(f"unknown field {quote(lever)}: rename it or take it out{near}")
            check_range(levers[lever], {lever: value})
        if strategy.source:
            check_sources(strategy.source, works)
        check_known(strategy.because, levers, "because:", "a lever")
        for lever in strategy.because:
            said = f"because names {lever}, which this strategy leaves as it is"
            fix = f"add a line {lever} = …, or take the reason out"
            require(lever in strategy.levers, f"{said}: {fix}")
        return strategy

    def check_preset(preset: Preset, _table: dict) -> Preset:
        check_known([preset.favours], strategies, "favours", "a strategy")
        check_sources(preset.source, works)
        fix = f"add [preset.{preset.name}.sets] and a line below it"
        require(preset.sets, f"sets nothing: {fix}")
        check_known(preset.sets, records, "sets:", "an assumption")
        for key, one in preset.sets.items():
            check_sources(one.source, works, f"sets.{key}.source")
            check_range(records[key], {f"sets.{key}.value": one.value})
        return preset

    levers = read(Lever, check_lever, lambda name: is_name(name) and name not in own)
    criteria = read(Criterion, check_criterion)
    strategies, baseline = _completed(read(Strategy, check_strategy), levers)
    presets = read(Preset, check_preset) if "preset" in tables else {}
    return Scenarios(levers, criteria, strategies, presets, baseline)


def _completed(
    strategies: Mapping[str, Strategy], levers: Mapping[str, Lever]
) -> tuple[Mapping[str, Strategy], str]:
    """The strategies with all levers, and the name of the baseline, whose levers fill the gaps."""
    first = [s.name for s in strategies.values() if s.baseline]
    if len(first) != 1:
        which = f"{', '.join(first)} do" if first else "none does"
        raise DataProblem(
            f"{FILE}: exactly one strategy must say baseline = true, and {which}: fix it"
        )
    base, found = strategies[first[0]].levers, {}
    for lever in levers:
        if lever not in base:
            said = f"[strategy.{first[0]}]: the baseline lacks {lever}"
            raise DataProblem(f"{FILE}, {said}: add a line {lever} = …")
    for name, strategy in strategies.items():
        values = {lever: strategy.levers.get(lever, value) for lever, value in base.items()}
        ordered = frozen("lever", FILE, {lever: values[lever] for lever in levers})
        found[name] = replace(strategy, levers=ordered)
    return frozen("strategy", FILE, found), first[0]
