"""Morris's elementary effects: move one factor (or group) at a time, from many places on a grid.

Source: Morris (1991), "Factorial sampling plans for preliminary computational experiments"; the mean
of absolute effects: Campolongo, Cariboni and Saltelli (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEVELS = 4  # of the grid, from 0 to 1
DELTA = LEVELS / (2 * (LEVELS - 1))  # the length of every move
RESAMPLES = 100  # for the interval
NORMAL_95 = 1.959963984540054  # standard normal quantile of 0.975


class Effects(NamedTuple):
    """Effects of the groups in the order of their first factor, as arrays of shape (groups,).

    mu: mean effect, per move from 0 to 1; without meaning for a group of several, whose factors move in
    both directions. mu_star: mean absolute effect. sigma: standard deviation of the effects; nan for a group of several.
    error: half of the 95% interval of mu_star.
    """

    mu: np.ndarray
    mu_star: np.ndarray
    sigma: np.ndarray
    error: np.ndarray


def sample(groups: Sequence[str], trajectories: int, rng: np.random.Generator) -> np.ndarray:
    """Places to run, from 0 to 1: shape (trajectories x (number of groups + 1), factors).

    groups: the group of each factor; factors of one group move together. In a trajectory each group
    moves once, in random order, each factor up or down by DELTA.
    """
    group, count = _numbered(groups)
    start = np.linspace(0, 1 - DELTA, LEVELS // 2)
    rows = []
    for _ in range(trajectories):
        turn = rng.permutation(count)[group]
        up = rng.choice([-1, 1], len(group))
        moved = np.arange(count + 1)[:, None] > turn
        rows.append(rng.choice(start, len(group)) + DELTA / 2 * ((2 * moved - 1) * up + 1))
    return np.concatenate(rows)


def effects(
    groups: Sequence[str], places: np.ndarray, results: np.ndarray, rng: np.random.Generator
) -> Effects:
    """The effects in the results at these places, which `sample` gave for the same groups.

    rng draws the resamples for the interval. SALib's numbers come from two generators:
    `first, second = rng.spawn(2)`, one for `sample`, one for `effects`.
    """
    group, count = _numbered(groups)
    moves = np.sign(np.diff(places.reshape(-1, count + 1, len(group)), axis=1))
    changes = np.diff(results.reshape(-1, count + 1), axis=1)
    each = np.einsum("tg,tgf->ft", changes, moves) / DELTA
    means, absolute, spread = each.mean(axis=1), np.abs(each), each.std(axis=1, ddof=1)
    again = [rng.integers(one.size, size=(RESAMPLES, one.size)) for one in absolute]
    drawn = [one[i].mean(axis=1).std(ddof=1) for one, i in zip(absolute, again, strict=True)]
    size = np.bincount(group)
    mu, mu_star, sigma, error = (
        np.bincount(group, of_factors) / size
        for of_factors in (means, absolute.mean(axis=1), spread, NORMAL_95 * np.array(drawn))
    )
    return Effects(mu, mu_star, np.where(size == 1, sigma, np.nan), error)


def _numbered(groups: Sequence[str]) -> tuple[np.ndarray, int]:
    """The number of each factor's group, by first appearance, and how many groups there are."""
    names = list(dict.fromkeys(groups))
    return np.array([names.index(name) for name in groups]), len(names)
