"""Which assumptions move a measure most over all of their ranges: Morris and Sobol, with SALib.

Both explore the ranges as `worlds.place` does. The measure is the same function in every world (give
it common random numbers if it has any), so that what moves is due to the assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np

from ..assumptions import Assumption, Assumptions
from ..data import DataProblem
from .work import Measure, evaluate
from .worlds import place

LEVELS = 4  # of Morris's grid, on each range


class Impact(NamedTuple):
    """How much one assumption (or group of them) moves a measure.

    impact: Morris's mean absolute elementary effect mu*, in the measure's unit for a move over the
    whole range; or Sobol's total index, the share of the measure's variance that would be left if
    all else were known. error: half of its 95 % interval. alone: Morris's mean effect mu with its
    sign (0 for a group, whose parts may cancel); or Sobol's first-order index. uneven: Morris's sigma (0 for a group), large where the effect
    depends on the rest; or, for Sobol, total less first order.
    """

    label: str
    records: tuple[Assumption, ...]
    impact: float
    error: float
    alone: float
    uneven: float


class Screened(NamedTuple):
    """The impacts, the largest first, by which method, and in how many worlds."""

    method: str
    impacts: tuple[Impact, ...]
    runs: int

    @property
    def sentence(self) -> str:
        """What moves the measure most, in words."""
        if not self.impacts or self.impacts[0].impact <= 0:
            return (
                f"Under these assumptions, none of the {len(self.impacts)} moves the result within its "
                f"range ({self.method}, {self.runs} worlds)."
            )
        first = ", ".join(f"“{i.label}”" for i in self.impacts[:3] if i.impact > 0)
        return (
            f"Under these assumptions, within their ranges the result is moved most by {first} "
            f"({self.method}, {self.runs} worlds)."
        )


def morris(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption],
    rng: np.random.Generator,
    *,
    trajectories: int = 20,
    groups: Mapping[str, str] | None = None,
    executor: Executor | None = None,
) -> Screened:
    """Morris's elementary effects: a coarse, cheap screen of many assumptions.

    Costs trajectories x (assumptions or groups + 1) worlds. groups: record name to group, moved
    together. Raises DataProblem where the measure is not finite.
    """
    from SALib.analyze.morris import analyze
    from SALib.sample.morris import sample

    records = list(records)
    problem, players = _problem(records, groups)
    u = sample(problem, trajectories, num_levels=LEVELS, seed=rng)
    y = _finite(evaluate(measure, _at(a, records, u), executor=executor))
    found = analyze(problem, u, y, num_levels=LEVELS, seed=rng)
    columns = found["mu_star"], found["mu_star_conf"], found["mu"], found["sigma"]
    return _table("Morris", players, found["names"], columns, len(u))


def sobol(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption],
    rng: np.random.Generator,
    *,
    n: int = 256,
    groups: Mapping[str, str] | None = None,
    executor: Executor | None = None,
) -> Screened:
    """Sobol's indices, first and total order: shares of the measure's variance over the ranges.

    n: a power of two; costs n x (assumptions or groups + 2) worlds. The variance is that of worlds
    explored evenly, not of a belief. Raises DataProblem where the measure is not finite.
    """
    from SALib.analyze.sobol import analyze
    from SALib.sample.sobol import sample

    if n < 2 or n & (n - 1):
        raise DataProblem(f"n = {n} is no power of two: use 64, 128, 256 …")
    records = list(records)
    problem, players = _problem(records, groups)
    u = sample(problem, n, calc_second_order=False, seed=rng)
    y = _finite(evaluate(measure, _at(a, records, u), executor=executor))
    names = list(dict.fromkeys(problem.get("groups") or problem["names"]))
    if np.ptp(y) == 0:
        columns = (np.zeros(len(names)),) * 4
    else:
        found = analyze(problem, y, calc_second_order=False, seed=rng)
        columns = found["ST"], found["ST_conf"], found["S1"], found["ST"] - found["S1"]
    return _table("Sobol", players, names, columns, len(u))


def _problem(records: list[Assumption], groups: Mapping[str, str] | None) -> tuple[dict, dict]:
    """SALib's description of the places from 0 to 1, and the players with their records."""
    names = [r.name for r in records]
    problem: dict[str, Any] = {
        "num_vars": len(records),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(records),
    }
    players = {r.name: (r,) for r in records}
    if groups is not None:
        problem["groups"] = [str(groups.get(name, name)) for name in names]
        if len(set(problem["groups"])) < 2:
            raise DataProblem("one group has nothing to be compared with: name two or more")
        players = dict.fromkeys(problem["groups"], ())
        for g, r in zip(problem["groups"], records, strict=True):
            players[g] += (r,)
    return problem, players


def _at(a: Assumptions, records: list[Assumption], u: np.ndarray) -> Assumptions:
    return a.replace_unchecked(**{r.name: place(r, u[:, i]) for i, r in enumerate(records)})


def _finite(y: np.ndarray) -> np.ndarray:
    y = y.astype(float)
    if not np.isfinite(y).all():
        raise DataProblem(
            f"the measure is not finite in {np.sum(~np.isfinite(y))} of {len(y)} worlds: ask about a "
            "verdict, or a measure that is finite"
        )
    return y


def _table(method: str, players: dict, names: list[str], columns: tuple, runs: int) -> Screened:
    names = list(map(str, names))
    titles = {group[0].name: group[0].title for group in players.values()}
    rows = [
        Impact(titles.get(n, n), players[n], *map(float, numbers))
        for n, *numbers in zip(names, *(np.nan_to_num(c) for c in columns), strict=True)
    ]
    return Screened(method, tuple(sorted(rows, key=lambda i: -i.impact)), runs)
