"""Which assumptions move a measure most over all of their ranges: Morris's elementary effects.

One assumption moves at a time, from many places on a grid. Sources: Morris (1991), "Factorial sampling
plans for preliminary computational experiments"; Campolongo, Cariboni and Saltelli (2007) for the mean
of absolute effects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from ..assumptions import Assumption, Assumptions
from ..data import DataProblem
from .worlds import Measure, evaluate, from_unit_interval

LEVELS = 4  # of the grid on each range, from 0 to 1
DELTA = LEVELS / (2 * (LEVELS - 1))  # the length of every move


class Impact(NamedTuple):
    """How much one assumption moves a measure, in the measure's unit for a move over its whole range.

    impact: Morris's mean absolute effect mu*. mean: mean effect mu, with its sign. uneven: standard
    deviation sigma, large where the effect depends on the other assumptions.
    """

    record: Assumption
    impact: float
    mean: float
    uneven: float


class Screened(NamedTuple):
    """The impacts, the largest first, and in how many worlds the measure was worked out."""

    impacts: tuple[Impact, ...]
    runs: int


def morris(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption],
    rng: np.random.Generator,
    *,
    trajectories: int = 20,
    map: Callable = map,
) -> Screened:
    """The impact of each of these assumptions, worked out in trajectories x (assumptions + 1) worlds.

    Raises DataProblem where the measure is not finite. map: see `evaluate`.
    """
    records = list(records)
    places = sample(len(records), trajectories, rng.spawn(1)[0])  # rng itself is not used up
    changes = {r.name: from_unit_interval(r, places[:, i]) for i, r in enumerate(records)}
    results = evaluate(measure, a.replace_unchecked(**changes), map).astype(float)
    if not np.isfinite(results).all():
        raise DataProblem(
            f"the measure is not finite in {np.sum(~np.isfinite(results))} of {len(results)} worlds: "
            "ask about a verdict, or a measure that is finite"
        )
    effects = elementary_effects(places, results)
    columns = np.abs(effects).mean(axis=1), effects.mean(axis=1), effects.std(axis=1, ddof=1)
    found = [Impact(*row) for row in zip(records, *(c.tolist() for c in columns), strict=True)]
    return Screened(tuple(sorted(found, key=lambda i: -i.impact)), len(places))


def sample(factors: int, trajectories: int, rng: np.random.Generator) -> np.ndarray:
    """Places from 0 to 1, shape (trajectories x (factors + 1), factors).

    In a trajectory each factor moves once, up or down by DELTA, in random order.
    """
    start = np.linspace(0, 1 - DELTA, LEVELS // 2)
    rows = []
    for _ in range(trajectories):
        turn = rng.permutation(factors)
        up = rng.choice([-1, 1], factors)
        moved = np.arange(factors + 1)[:, None] > turn
        rows.append(rng.choice(start, factors) + DELTA / 2 * ((2 * moved - 1) * up + 1))
    return np.concatenate(rows)


def elementary_effects(places: np.ndarray, results: np.ndarray) -> np.ndarray:
    """Each factor's effects, one for each trajectory, per move from 0 to 1: (factors, trajectories)."""
    factors = places.shape[1]
    moves = np.sign(np.diff(places.reshape(-1, factors + 1, factors), axis=1))
    changes = np.diff(results.reshape(-1, factors + 1), axis=1)
    return np.einsum("tm,tmf->ft", changes, moves) / DELTA
