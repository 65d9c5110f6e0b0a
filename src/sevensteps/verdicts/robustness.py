"""In how many worlds of a grid a verdict holds, and what the others have in common.

Counted over combinations that we chose, so a share of them is no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption
from .work import Measure, at_least, evaluate
from .worlds import Grid

LONGEST = 3  # conditions in one conjunction


class Condition(NamedTuple):
    """One assumption at some of its values on the grid, and what they are out of."""

    record: Assumption
    values: tuple[float, ...]
    tried: tuple[float, ...]

    @property
    def words(self) -> str:
        """The condition in words: “Leakage” is at most 20%."""
        r, shown = self.record, [self.record.show(v) for v in self.values]
        if len(self.values) > 1 and r.unit != CHOICE:
            if self.values == self.tried[: len(self.values)]:
                return f"“{r.title}” is at most {shown[-1]}"
            if self.values == self.tried[-len(self.values) :]:
                return f"“{r.title}” is at least {shown[0]}"
        return f"“{r.title}” is {' or '.join(shown)}"


class Way(NamedTuple):
    """A conjunction in which every world of the grid is on the rarer side, and how many those are."""

    conditions: tuple[Condition, ...]
    worlds: int


class WholeGrid(NamedTuple):
    """How robust a verdict is over a grid of worlds: counts, and what the rarer side shares.

    holds, fails, worlds: in how many it does, in how many it does not, and of how many; in the rest it
    cannot be judged. rarer: "fails" or "holds". needed: the conditions that all worlds on that side share, and so
    cannot do without; and `meeting` is how many worlds meet them all. ways: conjunctions of at most
    three conditions, the fewest found, in which all worlds are on that side; left: how many worlds
    of that side no such conjunction covers.
    """

    holds: int
    fails: int
    worlds: int
    rarer: str
    needed: tuple[Condition, ...]
    meeting: int
    ways: tuple[Way, ...]
    left: int

    @property
    def open(self) -> int:
        """In how many worlds the verdict cannot be judged."""
        return self.worlds - self.holds - self.fails

    @property
    def sentence(self) -> str:
        """The count in words, and that it is no probability."""
        return _sentence(self)


def whole_grid(
    measure: Measure,
    worlds: Grid,
    *,
    threshold: float | None = None,
    executor: Executor | None = None,
    progress: bool = True,
) -> WholeGrid:
    """In how many worlds of the grid a verdict holds, and only under which conditions it does not.

    measure: true or false; or a number, with its threshold. Where it holds in fewer than half of the
    worlds, the conditions are those under which it does hold.
    """
    verdict = measure if threshold is None else at_least(measure, threshold)
    found = evaluate(verdict, worlds, executor=executor, progress=progress).reshape(worlds.shape)
    holds, fails = found == 1, found == 0
    count, failing = int(holds.sum()), int(fails.sum())
    rarer = "fails" if count >= failing else "holds"
    side = fails if rarer == "fails" else holds
    records = [worlds.a.record(name) for name in worlds.levels]
    tried = [tuple(map(float, values)) for values in worlds.levels.values()]

    def condition(axis: int, kept: Sequence[int]) -> Condition:
        return Condition(records[axis], tuple(tried[axis][i] for i in kept), tried[axis])

    shared = {} if not side.any() else _shared(side)
    meeting = int(np.prod([len(shared.get(i, tried[i])) for i in range(side.ndim)], dtype=object))
    ways, left = _cover(side, [r.unit == CHOICE for r in records])
    return WholeGrid(
        count,
        failing,
        found.size,
        rarer,
        tuple(condition(*item) for item in shared.items()),
        meeting,
        tuple(Way(tuple(condition(*c) for c in way.items()), n) for way, n in ways),
        left,
    )


def _shared(side: np.ndarray) -> dict[int, list[int]]:
    """For each axis that some of these worlds never use in full: the places that they do use."""
    found = {}
    for axis in range(side.ndim):
        used = side.any(axis=tuple(i for i in range(side.ndim) if i != axis))
        if not used.all():
            found[axis] = np.flatnonzero(used).tolist()
    return found


def _cover(side: np.ndarray, choice: Sequence[bool]) -> tuple[list, int]:
    """The fewest conjunctions, found greedily, that lie wholly within `side`; and what they leave.

    Shorter ones are preferred where they cover as much, and those with more worlds.
    """
    left, ways, candidates = side.copy(), [], []
    if not side.any() or side.all():
        return [], 0
    for size in range(1, min(LONGEST, side.ndim) + 1):
        for axes in combinations(range(side.ndim), size):
            candidates += _pure(side, axes, choice, candidates)
    while left.any() and candidates:
        gains = [int(left[_box(way, side.shape)].sum()) for way in candidates]
        best = int(np.argmax(gains))  # the first, and so the shortest, of equals
        if not gains[best]:
            break
        way = candidates.pop(best)
        left[_box(way, side.shape)] = False
        ways.append((way, int(side[_box(way, side.shape)].size)))
    return ways, int(left.sum())


def _pure(side, axes, choice, shorter) -> list[dict[int, tuple[int, ...]]]:
    """Conditions on just these axes that force `side`, none of them implied by a wider one."""
    others = tuple(i for i in range(side.ndim) if i not in axes)
    forced = side.all(axis=others)
    options = [_parts(side.shape[axis], choice[axis]) for axis in axes]
    found: list[dict[int, tuple[int, ...]]] = []
    for kept in sorted(product(*options), key=lambda k: -np.prod([len(p) for p in k])):
        way = dict(zip(axes, kept, strict=True))
        if forced[np.ix_(*kept)].all() and not any(_implies(way, w) for w in [*shorter, *found]):
            found.append(way)
    return found


def _parts(n: int, choice: bool) -> list[tuple[int, ...]]:
    """The values a condition may keep: runs from one end or single ones; of a choice, any of them."""
    if choice:
        return [p for size in range(1, n) for p in combinations(range(n), size)]
    runs = {tuple(range(i)) for i in range(1, n)} | {tuple(range(i, n)) for i in range(1, n)}
    return sorted(runs | {(i,) for i in range(n)})


def _implies(way: dict, wider: dict) -> bool:
    return all(axis in way and set(way[axis]) <= set(kept) for axis, kept in wider.items())


def _box(way: dict[int, tuple[int, ...]], shape: tuple[int, ...]) -> tuple:
    return np.ix_(*(way.get(axis, range(n)) for axis, n in enumerate(shape)))


# -- in words ------------------------------------------------------------------------------------


def _sentence(g: WholeGrid) -> str:
    caveat = "These are combinations that we chose, counted; the share is no probability."
    said = f"Under these assumptions, the verdict holds in {g.holds} of {g.worlds} worlds"
    if g.open:
        said += f", and in {g.open} it cannot be judged"
    if g.fails == 0:
        return f"{said}: nothing on this grid makes it fail. {caveat}"
    if g.holds == 0:
        return f"{said}: nothing on this grid makes it hold. {caveat}"
    if g.needed:
        rare = g.fails if g.rarer == "fails" else g.holds
        only = " and ".join(c.words for c in g.needed)
        of = "always then" if g.meeting == rare else f"{rare} of the {g.meeting} worlds with that"
        return f"{said}. It {g.rarer} only if {only} ({of}). {caveat}"
    if not g.ways:
        return f"{said}. No few conditions say when it {g.rarer}. {caveat}"
    ways = "; ".join(f"({i}) {_all(way)}" for i, way in enumerate(g.ways[:LONGEST], start=1))
    more = g.left + sum(w.worlds for w in g.ways[LONGEST:])
    rest = " There are further ways." if more else ""
    return f"{said}. It {g.rarer} wherever {ways}.{rest} {caveat}"


def _all(way: Way) -> str:
    return " and ".join(c.words for c in way.conditions)
