"""What could be done and what counts: strategies, levers, criteria and rival views of the world.

data/scenarios.toml, checked and frozen. Every fault is a DataProblem: one sentence with its mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from .assumptions import Assumption, Assumptions, assumptions
from .facts import DATA, DataProblem, keys, nearest, read_toml, references, stamp

FILE = "scenarios.toml"
OUR_CODING = "our coding"
STEPS = range(1, 8)


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
        return blank.but(**{name: s.value for name, s in self.sets.items()})


@dataclass(frozen=True)
class Scenarios:
    """The whole file, each part by name in the order it stands there."""

    levers: Mapping[str, Lever]
    criteria: Mapping[str, Criterion]
    strategies: Mapping[str, Strategy]
    presets: Mapping[str, Preset]
    baseline: str

    def bundle(self, *names: str, columns: bool = True) -> SimpleNamespace:
        """The levers of these strategies (all, if none is named), an array each.

        columns: one row a strategy, (S, 1), so that draws broadcast along the last axis.
        """
        chosen = [self.strategy(n) for n in names or self.strategies]
        shape = (len(chosen), 1) if columns else (len(chosen),)
        return SimpleNamespace(
            **{n: np.array([s.levers[n] for s in chosen]).reshape(shape) for n in self.levers}
        )

    def base(self) -> SimpleNamespace:
        """The levers of the baseline, a number each: what a policy drifts back to."""
        return SimpleNamespace(**self.strategies[self.baseline].levers)

    def strategy(self, name: str) -> Strategy:
        """The strategy of this name; raises DataProblem with the nearest known one."""
        if name not in self.strategies:
            raise DataProblem(f"no strategy is called {name!r}{nearest(name, self.strategies)}")
        return self.strategies[name]

    def preset(self, name: str) -> Preset:
        """The rival view of this name; raises DataProblem with the nearest known one."""
        if name not in self.presets:
            raise DataProblem(f"no preset is called {name!r}{nearest(name, self.presets)}")
        return self.presets[name]


def scenarios(folder: Path = DATA) -> Scenarios:
    """The scenarios of `folder`, read and checked once; raises DataProblem in one sentence."""
    folder = Path(folder)
    files = (FILE, "assumptions.toml", "references.bib")
    return _read(folder, *(stamp(folder / f) for f in files))


@cache
def _read(folder: Path, *_stamps: tuple) -> Scenarios:
    tables, records, known = (
        read_toml(folder / FILE),
        assumptions(folder).records,
        references(folder),
    )
    for kind in tables:
        if kind not in ("lever", "criterion", "strategy", "preset"):
            raise DataProblem(
                f"{FILE}, [{kind}]: is no part of this file"
                f"{nearest(kind, ('lever', 'criterion', 'strategy', 'preset'))}: "
                "begin it [strategy.NAME], or as the head of the file says"
            )
    levers = {n: _lever(n, t) for n, t in _part(tables, "lever")}
    criteria = {n: _criterion(n, t, records) for n, t in _part(tables, "criterion")}
    baseline = _baseline(dict(_part(tables, "strategy")))
    first = _strategy(baseline, tables["strategy"][baseline], levers, {}, known)
    strategies = {
        n: _strategy(n, t, levers, first.levers, known) for n, t in _part(tables, "strategy")
    }
    presets = {
        n: _preset(n, t, strategies, records, known) for n, t in _part(tables, "preset", need=False)
    }
    parts = (MappingProxyType(p) for p in (levers, criteria, strategies, presets))
    return Scenarios(*parts, baseline)


# -- reading and checking ------------------------------------------------------------------------


def _part(tables: Mapping, kind: str, need: bool = True) -> Iterable[tuple[str, Any]]:
    part = tables.get(kind, {})
    if need and not part:
        raise DataProblem(f"{FILE} holds no {kind}: take the file from the project")
    for name, table in part.items():
        if not isinstance(table, dict):
            raise DataProblem(
                f"{FILE}, [{kind}]: {name!r} is a bare value: write [{kind}.{name}] on a line of "
                "its own, and title, … below it"
            )
    return part.items()


def _problems(kind: str, name: str) -> Callable[[str], DataProblem]:
    return lambda what: DataProblem(f"{FILE}, [{kind}.{name}]: {what}")


def _words(table: Mapping, needed: Iterable[str], allowed: Iterable[str], problem) -> None:
    for key in table:
        if key not in allowed:
            raise problem(f"unknown field {key!r}{nearest(key, allowed)}")
    for key in needed:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise problem(f'field {key!r} is missing or no text: add a line {key} = "…"')


def _number(table: Mapping, key: str, problem) -> float:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
        raise problem(f"{key} = {value!r} is not a number: write it bare, as in {key} = 0.5")
    return float(value)


def _lever(name: str, table: Mapping) -> Lever:
    problem = _problems("lever", name)
    allowed = [f.name for f in fields(Lever)][1:]
    _words(table, ("title", "unit"), allowed, problem)
    low, high, increment = (_number(table, k, problem) for k in ("low", "high", "increment"))
    if not low < high or increment <= 0:
        raise problem("low must be below high, and increment above 0: mend them")
    if table.get("step") not in range(8):
        raise problem(f"step = {table.get('step')!r} is not one of 0 to 7: mend it")
    return Lever(name, table["title"], table["step"], table["unit"], low, high, increment)


def _criterion(name: str, table: Mapping, records: Mapping[str, Assumption]) -> Criterion:
    problem = _problems("criterion", name)
    allowed = [f.name for f in fields(Criterion)][1:]
    _words(table, ("title", "unit", "weight"), allowed, problem)
    if table["weight"] not in records:
        raise problem(
            f"weight {table['weight']!r} is no assumption{nearest(table['weight'], records)}"
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
    problem = _problems("strategy", name)
    own = ("title", "about", "source", "because", "baseline")
    _words(table, ("title",), [*own, *levers], problem)
    _sources(table.get("source", ""), known, problem)
    values = dict(first)
    for lever in levers.values():
        if lever.name in table:
            values[lever.name] = _set(lever, table, problem)
        elif lever.name not in values:
            raise problem(f"the baseline lacks {lever.name}: add a line {lever.name} = …")
    because = table.get("because", {})
    if not isinstance(because, dict) or not all(isinstance(v, str) for v in because.values()):
        raise problem('because is no table of texts: write because = { talk = "paragraph 6" }')
    for lever in because:
        if lever not in levers:
            raise problem(f"because names {lever!r}, which is no lever{nearest(lever, levers)}")
    text = {k: table.get(k, "") for k in ("about", "source")}
    ordered = MappingProxyType({n: values[n] for n in levers})
    return Strategy(name, table["title"], ordered, MappingProxyType(dict(because)), **text)


def _set(lever: Lever, table: Mapping, problem) -> float:
    value = _number(table, lever.name, problem)
    if not lever.low <= value <= lever.high:
        raise problem(
            f"{lever.name} = {value:g} is out of its range: choose a value from {lever.low:g} to "
            f"{lever.high:g}"
        )
    return value


def _preset(
    name: str,
    table: Mapping,
    strategies: Mapping[str, Strategy],
    records: Mapping[str, Assumption],
    known: Mapping[str, Any],
) -> Preset:
    problem = _problems("preset", name)
    words = ("title", "about", "favours", "source")
    _words(table, words, [*words, "sets"], problem)
    if table["favours"] not in strategies:
        raise problem(
            f"favours {table['favours']!r}, which is no strategy"
            f"{nearest(table['favours'], strategies)}"
        )
    _sources(table["source"], known, problem)
    sets = {}
    for key, one in table.get("sets", {}).items():
        if key not in records:
            raise problem(f"sets {key!r}, which is no assumption{nearest(key, records)}")
        if not isinstance(one, dict):
            raise problem(
                f'sets {key} to a bare value: write {key} = {{ value = 0.5, source = "…", why = "…" }}'
            )
        _words(one, ("source", "why"), ("value", "source", "why"), problem)
        _sources(one["source"], known, problem)
        value, r = _number(one, "value", problem), records[key]
        if not r.low <= value <= r.high:
            raise problem(
                f"sets {key} = {value:g}, out of its range: choose {r.low:g} to {r.high:g}"
            )
        sets[key] = Setting(value, one["source"], one["why"])
    if not sets:
        raise problem(f"sets nothing: add [preset.{name}.sets] and a line below it")
    return Preset(name, *(table[k] for k in words), MappingProxyType(sets))


def _sources(text: Any, known: Mapping[str, Any], problem) -> None:
    if not isinstance(text, str):
        raise problem(f"source = {text!r} is not text: write it in quotes")
    for key in keys(text):
        if key not in known:
            raise problem(f"source {key!r} is not in references.bib{nearest(key, known)}")
