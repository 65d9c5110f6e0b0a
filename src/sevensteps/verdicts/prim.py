"""The patient rule induction method: peel a box, a slice at a time, towards the points of interest.

Source: Friedman and Fisher (1999), "Bump hunting in high-dimensional data". A slice is scored by the
gain of density for each point lost or won, as in the EMA workbench.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

Limit = tuple[float, float] | frozenset[float]


class PathBox(NamedTuple):
    """One box of the path.

    limits: for each limited column, the lowest and highest value (infinite where free), or the set of
    values that a choice may have. inside: which points lie in the box. density: share of the box's
    points that are of interest. coverage: share of the points of interest that lie in the box. mass:
    share of all points that lie in the box.
    """

    limits: dict[str, Limit]
    inside: np.ndarray
    density: float
    coverage: float
    mass: float


def peel(
    columns: Mapping[str, np.ndarray],
    interest: np.ndarray,
    choices: Collection[str] = (),
    *,
    alpha: float = 0.05,
    least: float = 0.05,
) -> list[PathBox]:
    """The path of boxes from all points to a dense box: first peeled, then pasted.

    columns: values by name, one for each point. interest: True for each point of interest; some are
    True. choices: the columns whose values have no order. alpha: share of the box's points in a slice.
    least: smallest mass of a box.
    """
    order = sorted(columns, key=lambda name: name in choices)  # numbers first, as in the workbench
    columns = {name: np.asarray(columns[name], dtype=float) for name in order}
    path = [_box_within(columns, interest, {})]
    for slices in (_smaller, _larger):
        while True:
            box = path[-1]
            tried = [
                _box_within(columns, interest, box.limits | {name: limit})
                for name, limit in slices(columns, choices, box, alpha)
            ]
            best = max(tried, key=lambda new: (_gain(box, new), -len(new.limits)), default=box)
            if best.mass < least or _gain(box, best) <= 0:
                break
            path.append(best)
    return path


def _box_within(columns, interest: np.ndarray, limits: dict[str, Limit]) -> PathBox:
    """The box within these limits; a limit that leaves out nothing is dropped."""
    inside, needed = np.ones(len(interest), dtype=bool), {}
    for name, limit in limits.items():
        met = _met(columns[name], limit)
        if not met.all():
            inside, needed[name] = inside & met, limit
    size, hits = inside.sum(), (inside & interest).sum()
    return PathBox(needed, inside, hits / max(size, 1), hits / interest.sum(), size / len(interest))


def _met(values: np.ndarray, limit: Limit) -> np.ndarray:
    if isinstance(limit, frozenset):
        return np.isin(values, list(limit))
    return (limit[0] <= values) & (values <= limit[1])


def _gain(box: PathBox, new: PathBox) -> float:
    """Density gained for each point lost or won."""
    return (new.density - box.density) / max(abs(int(box.inside.sum()) - int(new.inside.sum())), 1)


def _smaller(columns, choices, box: PathBox, alpha: float) -> Iterator[tuple[str, Limit]]:
    """Peels: a slice off each end of each range, or one value off a choice."""
    for name, values in columns.items():
        if name in choices:
            left = box.limits.get(name, frozenset(values))
            yield from ((name, left - {value}) for value in sorted(left) if len(left) > 1)
        else:
            low, high = box.limits.get(name, (-np.inf, np.inf))
            yield name, (low, _quantile(values[box.inside], 1 - alpha))
            yield name, (_quantile(values[box.inside], alpha), high)


def _larger(columns, choices, box: PathBox, alpha: float) -> Iterator[tuple[str, Limit]]:
    """Pastes: a slice onto each limited end, or one more value for a limited choice."""
    for name, values in columns.items():
        if (limit := box.limits.get(name)) is None:
            continue
        if name in choices:
            yield from ((name, limit | {value}) for value in sorted(frozenset(values) - limit))
            continue
        others = {other: kept for other, kept in box.limits.items() if other != name}
        near = values[_box_within(columns, box.inside, others).inside]
        below, above = near[near <= limit[0]], near[near >= limit[1]]
        if limit[0] > -np.inf:
            yield name, (_quantile(below, 1 - alpha) if below.size else -np.inf, limit[1])
        if limit[1] < np.inf:
            yield name, (limit[0], _quantile(above, alpha) if above.size else np.inf)


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
