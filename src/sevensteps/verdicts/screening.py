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
from .worlds import Measure, evaluate, from_unit_interval

LEVELS = 4  # of the grid on each range, from 0 to 1
TRAJECTORIES = 20
DELTA = LEVELS / (2 * (LEVELS - 1))  # the length of every move


class Impact(NamedTuple):
    """How much one assumption moves a measure, in the measure's unit for a move over its whole range.

    impact: Morris's mean absolute effect mu*. uneven: standard deviation sigma, large where the effect
    depends on the other assumptions.
    """

    record: Assumption
    impact: float
    uneven: float


def morris(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption],
    rng: np.random.Generator,
    *,
    trajectories: int = TRAJECTORIES,
    map: Callable = map,
) -> list[Impact]:
    """The impact of each of these assumptions, the largest first; map: see `evaluate`.

    The measure, a truth or a finite number, is computed in trajectories x (assumptions + 1) worlds.
    """
    records = list(records)
    places = sample(len(records), trajectories, rng.spawn(1)[0])  # rng itself is not used up
    changes = {r.name: from_unit_interval(r, places[:, i]) for i, r in enumerate(records)}
    results = evaluate(measure, a.replace_unchecked(**changes), map).astype(float)
    effects = elementary_effects(places, results)
    found = [
        Impact(r, float(np.abs(e).mean()), float(e.std(ddof=1)))
        for r, e in zip(records, effects, strict=True)
    ]
    return sorted(found, key=lambda i: -i.impact)


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
