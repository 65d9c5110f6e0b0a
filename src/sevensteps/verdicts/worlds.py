"""Many worlds, and a measure in each: draws from the ranges, or every combination of a few values.

A measure is a function from assumptions to a number or a truth that broadcasts over arrays of worlds.
Ranges are explored here. They are not beliefs, so a share of worlds is a count and not a probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption, Assumptions
from ..data import DataProblem

Measure = Callable[[Assumptions], Any]
OPEN = 0.5  # a verdict that cannot be judged; in a mean it counts half
BLOCK = 2000  # worlds that are computed together
LOG_FROM = 5  # ratio of high to low from which a range is explored by its logarithm


def is_log_scaled(r: Assumption) -> bool:
    """Whether a record is explored by its logarithm: a wide range of positive numbers.

    Explored evenly, nearly all values would have the size of its high end. A unit that is already a
    logarithm is explored evenly.
    """
    logarithm = "logarithm" in r.unit or "logits" in r.unit
    return r.unit != CHOICE and not logarithm and r.low > 0 and r.high / r.low >= LOG_FROM


def from_unit_interval(r: Assumption, u: np.ndarray) -> np.ndarray:
    """The values of a record at places u of its range, from 0 (low) to 1 (high).

    Even in the value or in its logarithm; each setting of a choice has an equal part of 0 to 1.
    """
    u = np.asarray(u, dtype=float)
    if r.unit == CHOICE:
        settings = np.sort(list(r.settings.values()))
        return settings[np.minimum((u * len(settings) + 1e-9).astype(int), len(settings) - 1)]
    if is_log_scaled(r):
        return np.clip(r.low * (r.high / r.low) ** u, r.low, r.high)
    return np.clip(r.low + u * (r.high - r.low), r.low, r.high)


def draws(
    a: Assumptions, records: Iterable[Assumption], n: int, rng: np.random.Generator
) -> Assumptions:
    """The same assumptions with n draws for each of these records, as arrays (n,).

    A Latin hypercube: one of a record's n values lies in each n-th part of its range.
    """
    records, rng = list(records), rng.spawn(1)[0]  # the caller's generator is not used up
    offsets = rng.uniform(size=(n, len(records)))
    cells = np.tile(np.arange(1, n + 1), (len(records), 1))
    for row in cells:
        rng.shuffle(row)
    places = zip(records, (cells - offsets.T) / n, strict=True)
    return a.replace_unchecked(**{r.name: from_unit_interval(r, u) for r, u in places})


# -- every combination ---------------------------------------------------------------------------


class Grid(NamedTuple):
    """All combinations of a few values of some assumptions; the last assumption moves fastest."""

    a: Assumptions
    levels: Mapping[str, np.ndarray]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each assumption has."""
        return tuple(len(values) for values in self.levels.values())


def grid(a: Assumptions, records: Iterable[Assumption]) -> Grid:
    """All combinations of `levels` of these records, made block by block when they are used."""
    return Grid(a, {r.name: levels(r) for r in records})


def levels(r: Assumption, points: int = 3) -> np.ndarray:
    """A few values of a record in order: the settings of a choice; otherwise low, default and high.

    points: an odd number; with 5, 7 … there are as many on either side of the default.
    """
    if r.unit == CHOICE:
        return np.sort(list(r.settings.values())).astype(float)
    half = points // 2 + 1
    below, above = np.linspace(r.low, r.value, half), np.linspace(r.value, r.high, half)
    return np.unique(reachable(r, np.concatenate([below, above])))


def reachable(r: Assumption, values: Any) -> np.ndarray:
    """The nearest values that a slider reaches: whole increments of the record."""
    return np.round(np.round(np.asarray(values) / r.increment) * r.increment, r.digits)


# -- a measure in every world --------------------------------------------------------------------


def evaluate(measure: Measure, worlds: Assumptions | Grid, map: Callable = map) -> np.ndarray:
    """The measure in every world; the first axis is a world.

    map: a function like Python's own `map` that works through the blocks, such as the map of a process
    pool, or one made from a Dask client's. The results are the same.
    Raises DataProblem if the measure does not return one value for each world.
    """
    starts = range(0, count(worlds), BLOCK)
    blocks = (part(worlds, start, start + BLOCK) for start in starts)
    return np.concatenate(list(map(partial(_values, measure), blocks)))


def _values(measure: Measure, worlds: Assumptions) -> np.ndarray:
    n, values = count(worlds), np.asarray(measure(worlds))
    values = values if values.ndim else np.full(n, values)
    if len(values) != n:
        raise DataProblem(
            f"a measure answered {n} worlds with an array of shape {values.shape}: return one value "
            "for each world along the first axis"
        )
    return values


def count(worlds: Assumptions | Grid) -> int:
    """How many worlds there are."""
    if isinstance(worlds, Grid):
        return prod(worlds.shape)
    return next((len(values) for values in worlds.arrays.values()), 1)


def part(worlds: Assumptions | Grid, start: int, stop: int) -> Assumptions:
    """The worlds from `start` up to `stop` as arrays; of a grid, only these are made."""
    if not isinstance(worlds, Grid):
        return worlds.replace_unchecked(**{n: v[start:stop] for n, v in worlds.arrays.items()})
    rows = np.arange(start, min(stop, count(worlds)))
    at = np.unravel_index(rows, worlds.shape)
    pairs = zip(worlds.levels.items(), at, strict=True)
    return worlds.a.replace_unchecked(**{name: values[i] for (name, values), i in pairs})
