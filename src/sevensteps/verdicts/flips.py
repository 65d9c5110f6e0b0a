"""The smallest change of assumptions, of a few of them together, that turns a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from ..assumptions import Assumption, Assumptions, parameters_read
from ..data import DataProblem
from .judge import Flip
from .worlds import Measure, evaluate, levels, reachable

ROLES = ("uncertainty", "value")  # what may move unless the caller says so: levers are choices
REFINED = 24  # combinations that flip on the grid and are refined, the smallest moves first
KEPT = 4  # points of each of them
CUTS = 33  # points tried along a move, and again between the two on either side of the threshold
NUMBERS = {1: "one", 2: "two", 3: "three"}


class SmallestFlip(NamedTuple):
    """The fewest assumptions that together turn a verdict, with the smallest total move.

    flips: what moves, from where to where; empty if no change was found. tried: how many assumptions
    could move. together: at most so many moved at a time.
    """

    flips: tuple[Flip, ...]
    holds: bool
    tried: int
    together: int

    @property
    def sentence(self) -> str:
        """The smallest flip in words."""
        now = f"the verdict {'stops holding' if self.holds else 'holds'} with"
        free = f"{self.tried} assumption{'s' * (self.tried != 1)}"
        if not self.flips:
            most = NUMBERS[min(self.together, max(self.tried, 1))]
            return (
                f"Under these assumptions, no change of up to {most} of {free}, each within its "
                "range, was found to turn the verdict."
            )
        moves = " and ".join(
            f"“{f.record.title}” from {f.record.show(f.start)} to {f.record.show(f.end)}"
            for f in self.flips
        )
        if len(self.flips) == 1:
            return f"Under these assumptions, one change is enough: {now} {moves}."
        fewer = "one" if len(self.flips) == 2 else "one or two"
        return (
            f"Under these assumptions, {now} {NUMBERS[len(self.flips)]} changes together: {moves}. "
            f"No change of {fewer} of {free} was found to be enough."
        )


def smallest_flip(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption] | None = None,
    *,
    together: int = 3,
    map: Callable = map,
) -> SmallestFlip:
    """The fewest assumptions, at most three, and then the least total move, that turn a verdict.

    measure: true or false. records: what may move; by default the uncertainties and values that the
    measure reads. One assumption alone is tried at every position of its slider. Several together are
    tried on a grid of five values a record; the best are then moved back towards the start. A smaller
    move between the grid's points can be missed. What is reported always turns the verdict. map: see
    `evaluate`.
    """
    if together not in NUMBERS:
        raise DataProblem(f"together = {together!r}: at most one, two or three assumptions")
    if records is None:
        records = [r for r in parameters_read(measure, a) if r.role in ROLES]
    search, best = _Search(measure, a, list(records), map), ()
    for size in range(1, min(together, len(search.records)) + 1):
        if len(found := search.on_grid(size)):
            found = search.refined(found) if size > 1 else found
            best = search.flips(min(found, key=search.rank))
            break
    return SmallestFlip(best, search.now, len(search.records), together)


class _Search:
    """A point is a row: a value for each record, which is the start value if the record does not move."""

    def __init__(self, verdict: Measure, a: Assumptions, records: Sequence[Assumption], map):
        self.verdict, self.a, self.records, self.map = verdict, a, records, map
        self.start = np.array([float(getattr(a, r.name)) for r in records])
        self.width = np.array([r.high - r.low for r in records])
        self.now = bool(np.all(verdict(a) == 1))

    def turned(self, points: np.ndarray) -> np.ndarray:
        """Which of these points turn the verdict; one that cannot be judged does not."""
        changes = {r.name: points[:, i] for i, r in enumerate(self.records)}
        holds = evaluate(self.verdict, self.a.replace_unchecked(**changes), self.map)
        return holds == float(not self.now)

    def total(self, points: np.ndarray) -> np.ndarray:
        """The total move to each point, in shares of the ranges."""
        return (np.abs(points - self.start) / self.width).sum(axis=-1)

    def rank(self, point: np.ndarray) -> tuple:
        return (point != self.start).sum(), round(float(self.total(point)), 9), tuple(point)

    def flips(self, point: np.ndarray) -> tuple[Flip, ...]:
        ends = zip(self.records, self.start, point, strict=True)
        moved = [Flip(r, float(start), float(end)) for r, start, end in ends if start != end]
        return tuple(sorted(moved, key=lambda f: -f.move))

    def on_grid(self, size: int) -> np.ndarray:
        """The points of the grid that turn the verdict, a few of each combination of so many records."""
        places = [r.positions() if size == 1 else levels(r, 5) for r in self.records]
        tried = []
        for which in combinations(range(len(self.records)), size):
            moved = [places[i][places[i] != self.start[i]] for i in which]
            corners = np.stack(np.meshgrid(*moved, indexing="ij"), axis=-1).reshape(-1, size)
            tried.append(np.tile(self.start, (len(corners), 1)))
            tried[-1][:, which] = corners
        turned = np.split(
            self.turned(np.concatenate(tried)), np.cumsum([len(rows) for rows in tried])[:-1]
        )
        best = [rows[which] for rows, which in zip(tried, turned, strict=True) if which.any()]
        best = [rows[np.argsort(self.total(rows), kind="stable")] for rows in best]
        best.sort(key=lambda rows: float(self.total(rows[0])))
        return np.concatenate([np.empty((0, len(self.start))), *(r[:KEPT] for r in best[:REFINED])])

    def refined(self, points: np.ndarray) -> np.ndarray:
        """The points moved back towards the start: together or not, then each record, in every order."""
        found = []
        for line in (False, True):
            for order in permutations(range((points[0] != self.start).sum())):
                at = self.moved_back(points, points != self.start) if line else points
                moving = np.argsort(points == self.start, axis=1, kind="stable")
                for turn in order:
                    only = np.zeros_like(at, dtype=bool)
                    np.put_along_axis(only, moving[:, [turn]], True, axis=1)
                    at = self.moved_back(at, only)
                found.append(at)
        return np.concatenate(found)

    def moved_back(self, points: np.ndarray, only: np.ndarray) -> np.ndarray:
        """Each point, with the records of `only` as near to the start as still turns the verdict."""
        low, high, rows = np.zeros(len(points)), np.ones(len(points)), np.arange(len(points))
        for _ in range(2):
            share = low + (high - low) * np.linspace(0, 1, CUTS)[:, None]
            tries = self.on_sliders(points, only, share)
            turned = self.turned(tries.reshape(-1, points.shape[1])).reshape(share.shape)
            turned[-1] = True
            first = np.argmax(turned, axis=0)
            low, high = share[np.maximum(first - 1, 0), rows], share[first, rows]
        return tries[first, rows]

    def on_sliders(self, points: np.ndarray, only: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Points at these shares of the way from the start, on positions of sliders."""
        part = self.start + share[..., None] * (points - self.start)
        for i, r in enumerate(self.records):
            part[..., i] = np.where(share == 0, self.start[i], reachable(r, part[..., i]))
        whole = np.broadcast_to(points, part.shape)
        return np.where((share == 1)[..., None], whole, np.where(only, part, whole))
