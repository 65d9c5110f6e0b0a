"""Where in the ranges something happens: scenario discovery by the patient rule induction method.

PRIM (Friedman and Fisher 1999) peels a box, a slice at a time, towards the worlds of interest; the
EMA workbench does it. Worlds explore ranges: density and coverage are shares of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption, Assumptions
from ..data import DataProblem
from .worlds import count, reachable

CHANCE = 0.05  # a limit that chance explains more easily than this is left out
LEAST = 0.05  # share of the worlds below which a box is not peeled


class Limit(NamedTuple):
    """One side of a box: an assumption above a value, below it, or at one of these settings.

    chance: its quasi-p-value, how easily the box would be as dense by chance if this limit did
    nothing (Bryant and Lempert 2010); small if the limit matters.
    """

    record: Assumption
    side: str
    value: Any
    chance: float = 0.0

    @property
    def words(self) -> str:
        """The limit in words: “Leakage” is below 20%."""
        r = self.record
        if self.side == "one of":
            return f"“{r.title}” is {' or '.join(r.show(v) for v in self.value)}"
        return f"“{r.title}” is {self.side} {r.show(self.value)}"

    def met(self, worlds: Assumptions) -> np.ndarray:
        """In which worlds."""
        values = getattr(worlds, self.record.name)
        if self.side == "one of":
            return np.isin(values, self.value)
        return np.greater(values, self.value) if self.side == "above" else values < self.value


class Box(NamedTuple):
    """Limits within which something happens in more of the worlds.

    density: share of the box's worlds in which it happens; base: of all worlds; coverage: share of
    the worlds in which it happens that lie in the box; mass: the box's share of all worlds. path: the
    coverage, density and number of limited assumptions of every box on the way (a row each).
    """

    what: str
    limits: tuple[Limit, ...]
    density: float
    base: float
    coverage: float
    mass: float
    worlds: int
    path: np.ndarray

    @property
    def sentence(self) -> str:
        """The box in words, as a rule of thumb."""
        if self.base in (0.0, 1.0):
            which = "every one" if self.base else "none"
            return f"Under these assumptions, {self.what} in {which} of {self.worlds} worlds."
        base = f"{self.base:.0%} of {self.worlds} worlds"
        if not self.limits:
            return (
                f"Under these assumptions, {self.what} in {base}, and no limits on these assumptions "
                "do better than chance might."
            )
        where = " and ".join(limit.words for limit in self.limits)
        return (
            f"Under these assumptions, where {where}, {self.what} in {self.density:.0%} of worlds "
            f"(of all: {self.base:.0%}), which covers {self.coverage:.0%} of such worlds. Shares of "
            f"{self.worlds} worlds, not probabilities."
        )


def discover(
    happens: np.ndarray,
    worlds: Assumptions,
    records: Iterable[Assumption],
    what: str = "it happens",
    *,
    chance: float = CHANCE,
    least: float = LEAST,
    dense: float | None = None,
) -> Box:
    """The box of these assumptions in which something happens most, by PRIM.

    happens: one truth a world. worlds: draws, in which all of `records` vary. what: the words for it.
    Of the boxes peeled, that with the largest mass x (density - base) is taken (weighted relative
    accuracy); or, with `dense`, the one of most coverage among those at least so dense, else the
    densest. Its limits are put on the records' increments, and those whose quasi-p-value is above
    `chance` are left out, the weakest first. least: the smallest share of worlds a box may have.
    Raises DataProblem where there is not a truth for each world.
    """
    happens, records, n = np.asarray(happens, dtype=bool), list(records), count(worlds)
    if happens.shape != (n,):
        raise DataProblem(f"{happens.shape} truths for {n} worlds: give one for each")
    limits, path = [], np.empty((0, 3))
    if 0 < happens.sum() < n and records:
        limits, path = _peeled(happens, worlds, records, least, dense)
    while limits:
        limits = [
            limit._replace(chance=_quasi_p(happens, worlds, limits, limit)) for limit in limits
        ]
        weakest = max(limits, key=lambda limit: limit.chance)
        if weakest.chance <= chance:
            break
        limits.remove(weakest)
    inside = _inside(worlds, limits)
    return Box(
        what,
        tuple(sorted(limits, key=lambda limit: limit.chance)),
        float(happens[inside].mean()) if inside.any() else 0.0,
        float(happens.mean()),
        float(happens[inside].sum() / max(happens.sum(), 1)),
        float(inside.mean()),
        n,
        path,
    )


def _peeled(happens, worlds, records, least, dense) -> tuple[list[Limit], np.ndarray]:
    """The limits of the best box on PRIM's trajectory, and the trajectory."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ipyparallel not installed", UserWarning)
        from ema_workbench.analysis import prim

    table = pd.DataFrame({r.name: np.asarray(getattr(worlds, r.name), float) for r in records})
    for r in records:
        if r.unit == CHOICE:
            table[r.name] = table[r.name].map(str).astype(object)
    # Any threshold above 0: cases of interest are those at or above it, and any box found is kept.
    box = prim.Prim(table, happens, threshold=1e-9, mass_min=least).find_box()
    trajectory = box.peeling_trajectory
    path = trajectory[["coverage", "density", "res_dim"]].to_numpy(float)
    coverage, density = path[:, 0], path[:, 1]
    score = trajectory["mass"].to_numpy(float) * (density - happens.mean())
    if dense is not None:
        score = np.where(density >= min(dense, density.max()), coverage, -1.0)
    best = int(np.argmax(score))
    return _limits(records, box.box_lims[best], box.box_lims[0]), path


def _limits(records: Sequence[Assumption], box, whole) -> list[Limit]:
    found = []
    for r in records:
        if r.name not in box:
            continue  # a choice that never varied
        (low, high), (least, most) = box[r.name], whole[r.name]
        if r.unit == CHOICE:
            if low != least:
                found.append(Limit(r, "one of", tuple(sorted(float(v) for v in low))))
            continue
        if low > least:
            found.append(Limit(r, "above", float(reachable(r, low))))
        if high < most:
            found.append(Limit(r, "below", float(reachable(r, high))))
    return found


def _inside(worlds: Assumptions, limits: Sequence[Limit]) -> np.ndarray:
    met = [limit.met(worlds) for limit in limits]
    return np.logical_and.reduce(met) if met else np.ones(count(worlds), dtype=bool)


def _quasi_p(happens, worlds, limits: Sequence[Limit], limit: Limit) -> float:
    """Chance of so many hits in the box at the density that it would have without this limit."""
    from scipy.stats import binomtest

    inside = _inside(worlds, limits)
    without = _inside(worlds, [other for other in limits if other is not limit])
    if not inside.any():
        return 1.0
    hits, size = int(happens[inside].sum()), int(inside.sum())
    return float(binomtest(hits, size, happens[without].mean(), alternative="greater").pvalue)
