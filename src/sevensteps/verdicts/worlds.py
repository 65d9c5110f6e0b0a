"""Many worlds: draws from the ranges, or every combination of a few points of them.

The ranges are there to be explored. They are not beliefs, so a share of these worlds is a count and
no probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption, Assumptions
from ..data import DataProblem

LOG_FROM = 5  # high over low, from which the order of magnitude is drawn


def is_log_scaled(r: Assumption) -> bool:
    """Whether a record is explored by its order of magnitude, log-uniform.

    It is where low is above 0 and high at least five times as large, unless its unit says that it is
    a logarithm already: wide positive ranges taken evenly would be mostly their upper half.
    """
    logarithm = "logarithm" in r.unit or "logits" in r.unit
    return r.unit != CHOICE and not logarithm and r.low > 0 and r.high / r.low >= LOG_FROM


def place(r: Assumption, u: np.ndarray) -> np.ndarray:
    """The values at these places of a record's range, from 0 (low) to 1 (high).

    Evenly, or evenly in the logarithm; a choice has an equal part of 0 to 1 for each of its settings.
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
    """The same assumptions, with n draws for each of these records: arrays of shape (n,).

    A Latin hypercube: each record's n values fall one into each n-th part of its range, independently
    of the others. Ranges are explored as in `place`: that is no belief about the world.
    """
    from scipy.stats import qmc

    records = list(records)
    u = qmc.LatinHypercube(len(records), rng=rng).random(n) if records else np.empty((n, 0))
    return a.replace_unchecked(**{r.name: place(r, u[:, i]) for i, r in enumerate(records)})


# -- every combination ---------------------------------------------------------------------------


class Grid(NamedTuple):
    """All combinations of a few values of some assumptions; the last one moves fastest."""

    a: Assumptions
    levels: Mapping[str, np.ndarray]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each assumption has."""
        return tuple(len(values) for values in self.levels.values())

    @property
    def size(self) -> int:
        """How many worlds there are."""
        return int(np.prod(self.shape, dtype=object))

    def part(self, start: int, stop: int) -> Assumptions:
        """The worlds from `start` up to `stop` as arrays; only these are made."""
        at = np.unravel_index(np.arange(start, min(stop, self.size)), self.shape or (1,))
        pairs = zip(self.levels.items(), at, strict=False)
        return self.a.replace_unchecked(**{name: values[i] for (name, values), i in pairs})


def grid(a: Assumptions, records: Iterable[Assumption], points: int = 3) -> Grid:
    """All combinations of a few values of these records, made block by block where they are used.

    The named settings of a choice; otherwise low, default and high, or, with 5, 7 … points, as many
    on either side of the default, on the record's increments. Raises DataProblem for an even number.
    """
    return Grid(a, {r.name: levels(r, points) for r in records})


def levels(r: Assumption, points: int = 3) -> np.ndarray:
    """A few values of a record, in order: see `grid`."""
    if points < 3 or points % 2 == 0:
        raise DataProblem(
            f"a grid of {points} points has no middle: use 3, 5 or another odd number"
        )
    if r.unit == CHOICE:
        return np.sort(list(r.settings.values())).astype(float)
    half = points // 2 + 1
    below, above = np.linspace(r.low, r.value, half), np.linspace(r.value, r.high, half)
    return np.unique(reachable(r, np.concatenate([below, above])))


def reachable(r: Assumption, values: np.ndarray) -> np.ndarray:
    """The nearest values that a slider reaches: whole increments of the record."""
    return np.round(np.round(np.asarray(values) / r.increment) * r.increment, r.digits)


# -- what both kinds offer -----------------------------------------------------------------------


def count(worlds: Assumptions | Grid) -> int:
    """How many worlds there are; raises DataProblem where arrays of draws differ in length."""
    if isinstance(worlds, Grid):
        return worlds.size
    sizes = {np.shape(values) for values in worlds.arrays.values()}
    if len(sizes) > 1 or any(len(shape) != 1 for shape in sizes):
        raise DataProblem(
            f"draws of different shapes {sorted(sizes)}: give each assumption as many"
        )
    return sizes.pop()[0] if sizes else 1


def part(worlds: Assumptions | Grid, start: int, stop: int) -> Assumptions:
    """The worlds from `start` up to `stop`."""
    if isinstance(worlds, Grid):
        return worlds.part(start, stop)
    return worlds.replace_unchecked(**{n: v[start:stop] for n, v in worlds.arrays.items()})
