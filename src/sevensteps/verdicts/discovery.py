"""Where in the ranges something happens: a box found by the patient rule induction method (PRIM).

PRIM peels a box, a slice at a time, towards the worlds of interest, and then pastes slices back.
Source: Friedman and Fisher (1999), "Bump hunting in high-dimensional data"; a slice is scored by the
density gained for each world lost or won, as in the EMA workbench. Worlds explore ranges, so density
and coverage are shares of worlds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption, Assumptions
from ..special import binomial_tail
from .worlds import count, reachable

CHANCE = 0.05  # a limit that chance explains more easily than this is left out
SLICE = 0.05  # share of a box's worlds that one peel takes
LEAST = 0.05  # share of all worlds below which a box is not peeled


class Limit(NamedTuple):
    """One side of a box: an assumption above a value, below it, or at one of these settings.

    chance: its quasi-p-value, the chance that the box would be as dense if this limit did nothing
    (Bryant and Lempert 2010). It is small if the limit matters.
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
        """In which worlds the limit is met."""
        values = getattr(worlds, self.record.name)
        if self.side == "one of":
            return np.isin(values, self.value)
        return np.greater(values, self.value) if self.side == "above" else values < self.value


class Box(NamedTuple):
    """Limits within which something happens in more of the worlds.

    density: share of the box's worlds in which it happens; base: of all worlds. coverage: share of
    the worlds in which it happens that lie in the box.
    """

    what: str
    limits: tuple[Limit, ...]
    density: float
    base: float
    coverage: float
    worlds: int

    @property
    def sentence(self) -> str:
        """The box in words, as a rule of thumb."""
        if self.base in (0.0, 1.0):
            which = "every one" if self.base else "none"
            return f"Under these assumptions, {self.what} in {which} of {self.worlds} worlds."
        if not self.limits:
            return (
                f"Under these assumptions, {self.what} in {self.base:.0%} of {self.worlds} worlds, and "
                "no limits on these assumptions do better than chance might."
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
    records: Sequence[Assumption],
    what: str = "it happens",
    *,
    chance: float = CHANCE,
) -> Box:
    """The box of these assumptions in which something happens most, by PRIM.

    happens: one truth a world. worlds: draws, in which all of `records` vary. what: the words for it.
    Of the boxes on PRIM's path, the one with the largest mass x (density - base) is taken. Its limits
    are put on the records' increments. Limits whose quasi-p-value is above `chance` are left out, the
    weakest first.
    """
    columns = {r.name: getattr(worlds, r.name) for r in records}
    path = peel(columns, happens, {r.name for r in records if r.unit == CHOICE})
    best = max(path, key=lambda box: box.mass * (box.density - path[0].density))
    limits = [one for r in records for one in _limits(r, best.limits.get(r.name))]
    while limits:
        limits = [one._replace(chance=_quasi_p(happens, worlds, limits, one)) for one in limits]
        weakest = max(limits, key=lambda one: one.chance)
        if weakest.chance <= chance:
            break
        limits.remove(weakest)
    inside = _inside(worlds, limits)
    return Box(
        what,
        tuple(sorted(limits, key=lambda one: one.chance)),
        float(happens[inside].mean()),
        float(happens.mean()),
        float(happens[inside].sum() / max(happens.sum(), 1)),
        len(happens),
    )


def _limits(r: Assumption, limit: Any) -> Iterator[Limit]:
    """The limits in words of one record; None if it is free."""
    if isinstance(limit, frozenset):
        yield Limit(r, "one of", tuple(sorted(limit)))
    elif limit:
        for side, value in zip(("above", "below"), limit, strict=True):
            if np.isfinite(value):
                yield Limit(r, side, float(reachable(r, value)))


def _inside(worlds: Assumptions, limits: Sequence[Limit]) -> np.ndarray:
    return np.logical_and.reduce(
        [np.ones(count(worlds), bool), *(one.met(worlds) for one in limits)]
    )


def _quasi_p(happens, worlds, limits: Sequence[Limit], limit: Limit) -> float:
    """Chance of so many hits in the box at the density that it would have without this limit."""
    inside = _inside(worlds, limits)
    without = _inside(worlds, [other for other in limits if other is not limit])
    if not inside.any():
        return 1.0
    return float(binomial_tail(happens[inside].sum(), inside.sum(), happens[without].mean()))


# -- peeling and pasting -------------------------------------------------------------------------


class Peeled(NamedTuple):
    """One box of the path: its limits by name, its points, and its density and mass.

    A limit is a pair of the lowest and highest value (infinite where free), or the values of a choice.
    """

    limits: dict[str, Any]
    inside: np.ndarray
    density: float
    mass: float


def peel(
    columns: Mapping[str, np.ndarray], happens: np.ndarray, choices: Collection[str] = ()
) -> list[Peeled]:
    """The path of boxes from all points to a dense box: first peeled, then pasted.

    columns: values by name, one for each point; choices: the columns whose values have no order.
    """
    columns = {name: columns[name] for name in sorted(columns, key=lambda name: name in choices)}
    path = [_box(columns, happens, {})]
    for slices in (_smaller, _larger):
        while True:
            box = path[-1]
            tried = [
                _box(columns, happens, box.limits | {name: limit})
                for name in columns
                for limit in slices(columns, name, name in choices, box)
            ]
            best = max(tried, key=lambda new: (_gain(box, new), -len(new.limits)), default=box)
            if best.mass < LEAST or _gain(box, best) <= 0:
                break
            path.append(best)
    return path


def _box(columns: Mapping[str, np.ndarray], happens: np.ndarray, limits: dict[str, Any]) -> Peeled:
    """The box within these limits; a limit that leaves out nothing is dropped."""
    inside, needed = np.ones(len(happens), dtype=bool), {}
    for name, limit in limits.items():
        values, choice = columns[name], isinstance(limit, frozenset)
        met = (
            np.isin(values, list(limit)) if choice else (limit[0] <= values) & (values <= limit[1])
        )
        if not met.all():
            inside, needed[name] = inside & met, limit
    return Peeled(needed, inside, (inside & happens).sum() / max(inside.sum(), 1), inside.mean())


def _gain(box: Peeled, new: Peeled) -> float:
    """Density gained for each point lost or won."""
    return (new.density - box.density) / max(abs(int(box.inside.sum()) - int(new.inside.sum())), 1)


def _smaller(columns, name: str, choice: bool, box: Peeled) -> Iterator[Any]:
    """A slice off each end of a range, or one value off a choice."""
    if choice:
        left = box.limits.get(name, frozenset(columns[name].tolist()))
        yield from (left - {value} for value in sorted(left) if len(left) > 1)
    else:
        low, high = box.limits.get(name, (-np.inf, np.inf))
        yield low, _quantile(columns[name][box.inside], 1 - SLICE)
        yield _quantile(columns[name][box.inside], SLICE), high


def _larger(columns, name: str, choice: bool, box: Peeled) -> Iterator[Any]:
    """A slice onto each limited end, or one more value for a limited choice."""
    if (limit := box.limits.get(name)) is None:
        return
    if choice:
        yield from (limit | {value} for value in sorted(frozenset(columns[name].tolist()) - limit))
        return
    others = {other: kept for other, kept in box.limits.items() if other != name}
    near = columns[name][_box(columns, box.inside, others).inside]
    below, above = near[near <= limit[0]], near[near >= limit[1]]
    if limit[0] > -np.inf:
        yield (_quantile(below, 1 - SLICE) if below.size else -np.inf), limit[1]
    if limit[1] < np.inf:
        yield limit[0], (_quantile(above, SLICE) if above.size else np.inf)


def _quantile(values: np.ndarray, share: float) -> float:
    """The quantile of these values, moved outward past ties so that it lies between two values."""
    values = np.sort(values)
    at = (len(values) - 1) * share
    if share > 0.5:
        high = values[int(np.ceil(at))]
        low = values[max(np.searchsorted(values, high) - 1, 0)]
    else:
        low = values[int(at)]
        high = values[min(np.searchsorted(values, low, side="right"), len(values) - 1)]
    return float((low + high) / 2)
