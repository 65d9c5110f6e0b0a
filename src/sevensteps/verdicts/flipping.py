"""The smallest change of assumptions, a few of them together, that turns a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from ..assumptions import Assumption, Assumptions, parameters_read
from ..data import DataProblem
from .judging import Flip
from .work import BLOCK, Measure, at_least, evaluate
from .worlds import levels, reachable

ROLES = ("uncertainty", "value")  # what is changed unless the caller says so: levers are choices
TOGETHER = 3
REFINED = 24  # combinations that flip on the grid, the least moves first, which are refined
CUTS = 33  # points tried along a move, and again between the two that straddle the verdict
NUMBERS = {1: "one", 2: "two", 3: "three"}


class SmallestFlip(NamedTuple):
    """The fewest assumptions that together turn a verdict, and then their least total move.

    flips: what moves, from where to where; empty where nothing found turns it. tried: how many
    assumptions were free to move. together: at most so many at a time.
    """

    flips: tuple[Flip, ...]
    holds: bool
    tried: int
    together: int

    @property
    def move(self) -> float:
        """Total move, each assumption's as a share of its range (0 to 1); infinite if none turns it."""
        return sum(f.move for f in self.flips) if self.flips else float("inf")

    @property
    def sentence(self) -> str:
        """The smallest flip in words."""
        now = "stops holding" if self.holds else "holds"
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
            return f"Under these assumptions, one change is enough: the verdict {now} with {moves}."
        fewer = "one" if len(self.flips) == 2 else "one or two"
        return (
            f"Under these assumptions, the verdict {now} with {NUMBERS[len(self.flips)]} changes "
            f"together: {moves}. No change of {fewer} of {free} was found to be enough."
        )


def smallest_flip(
    measure: Measure,
    a: Assumptions,
    records: Iterable[Assumption] | None = None,
    *,
    threshold: float | None = None,
    together: int = TOGETHER,
    points: int = 5,
    executor: Executor | None = None,
) -> SmallestFlip:
    """The fewest assumptions, at most three, and then the least total move, that turn a verdict.

    measure: true or false; or a number, with its threshold. records: what may move; by default the
    uncertainties and values that the measure reads. One assumption alone is tried at every position
    of its slider. Several together are exact over a grid of `points` a record (its settings, for a
    choice); the best are then moved back towards the start as far as sliders go. So a smaller move
    between the grid's points can be missed, and what is reported always flips.
    """
    if together not in NUMBERS:
        raise DataProblem(f"together = {together!r}: at most one, two or three assumptions")
    verdict = measure if threshold is None else at_least(measure, threshold)
    if records is None:
        records = [r for r in parameters_read(verdict, a) if r.role in ROLES]
    records = list(records)
    search = _Search(verdict, a, records, executor)
    places = [r.positions() for r in records]
    for size in range(1, min(together, len(records)) + 1):
        if size == 2:
            places = [levels(r, points) for r in records]
        found = search.on_grid(size, places)
        if size > 1 and len(found):
            found = search.refined(found)
        if len(found):
            best = min(found, key=search.rank)
            return SmallestFlip(search.flips(best), search.now, len(records), together)
    return SmallestFlip((), search.now, len(records), together)


class _Search:
    """Points are rows: a value for each record, those that do not move at their start."""

    def __init__(self, verdict: Measure, a: Assumptions, records: Sequence, executor):
        self.verdict, self.a, self.records, self.executor = verdict, a, records, executor
        self.start = np.array([float(getattr(a, r.name)) for r in records])
        self.width = np.array([r.high - r.low for r in records])
        self.now = float(verdict(a)) == 1

    def flips_at(self, points: np.ndarray) -> np.ndarray:
        """Which of these points turn the verdict; where it cannot be judged, it is not turned."""
        worlds = self.a.replace_unchecked(
            **{r.name: points[:, i] for i, r in enumerate(self.records)}
        )
        holds = evaluate(self.verdict, worlds, executor=self.executor, progress=False)
        return holds == float(not self.now)

    def total(self, points: np.ndarray) -> np.ndarray:
        return (np.abs(points - self.start) / self.width).sum(axis=-1)

    def rank(self, point: np.ndarray) -> tuple:
        return (point != self.start).sum(), round(float(self.total(point)), 9), tuple(point)

    def flips(self, point: np.ndarray) -> tuple[Flip, ...]:
        moved = [
            Flip(r, float(s), float(p))
            for r, s, p in zip(self.records, self.start, point, strict=True)
            if s != p
        ]
        return tuple(sorted(moved, key=lambda f: -f.move))

    def on_grid(self, size: int, places: Sequence[np.ndarray]) -> np.ndarray:
        """For each combination of so many records that flips on the grid, the points that do.

        The least move of a combination first, and the combinations by their least move.
        """
        best = []
        for corners in self.batches(size, places):
            turned = self.flips_at(np.concatenate(corners))
            ends = np.cumsum([len(c) for c in corners])[:-1]
            for points, flipped in zip(corners, np.split(turned, ends), strict=True):
                if flipped.any():
                    points = points[flipped]
                    best.append(points[np.argsort(self.total(points), kind="stable")])
        best.sort(key=lambda points: float(self.total(points[0])))
        keep = 1 if size == 1 else 4
        return np.concatenate([p[:keep] for p in best[:REFINED]]) if best else np.empty((0, 0))

    def batches(self, size: int, places: Sequence[np.ndarray]) -> Iterator[list[np.ndarray]]:
        """The grid's points of each combination, as many combinations at a time as fill a block."""
        batch: list[np.ndarray] = []
        for names in combinations(range(len(self.records)), size):
            moved = [places[i][places[i] != self.start[i]] for i in names]
            corners = np.stack(np.meshgrid(*moved, indexing="ij"), axis=-1).reshape(-1, size)
            points = np.tile(self.start, (len(corners), 1))
            points[:, names] = corners
            batch.append(points)
            if sum(map(len, batch)) >= BLOCK:
                yield batch
                batch = []
        if batch:
            yield batch

    def refined(self, points: np.ndarray) -> np.ndarray:
        """The points moved back towards the start: along their line, then one record at a time.

        Every order of the records is tried, with and without the line first.
        """
        found = []
        for line in (False, True):
            for order in permutations(range((points[0] != self.start).sum())):
                at = points
                if line:
                    at = self.moved_back(at, at != self.start)
                moving = np.argsort(points == self.start, axis=1, kind="stable")
                for turn in order:
                    only = np.zeros_like(at, dtype=bool)
                    np.put_along_axis(only, moving[:, [turn]], True, axis=1)
                    at = self.moved_back(at, only)
                found.append(at)
        return np.concatenate(found)

    def moved_back(self, points: np.ndarray, only: np.ndarray) -> np.ndarray:
        """Each point as near to the start, in the records of `only`, as still turns the verdict."""
        low, high = np.zeros(len(points)), np.ones(len(points))
        for _ in range(2):
            share = low + (high - low) * np.linspace(0, 1, CUTS)[:, None]
            tries = self.on_sliders(points, only, share)
            flipped = self.flips_at(tries.reshape(-1, points.shape[1])).reshape(share.shape)
            flipped[-1] = True
            first = np.argmax(flipped, axis=0)
            rows = np.arange(len(points))
            low, high = share[np.maximum(first - 1, 0), rows], share[first, rows]
            best = tries[first, rows]
        return best

    def on_sliders(self, points, only, share) -> np.ndarray:
        """Points at these shares of the way from the start, on the records' increments."""
        part = self.start + share[..., None] * (points - self.start)
        for i, r in enumerate(self.records):
            part[..., i] = np.where(share == 0, self.start[i], reachable(r, part[..., i]))
        whole = np.broadcast_to(points, part.shape)
        part = np.where(only, part, whole)
        return np.where((share == 1)[..., None], whole, part)
