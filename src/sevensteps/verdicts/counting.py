"""In how many worlds of a grid a verdict holds, and what the others have in common.

The combinations are ours, so a share of them is not a probability.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..assumptions import CHOICE, Assumption
from .worlds import Grid, Measure, at_least, evaluate

CAVEAT = "These are combinations that we chose, counted; the share is no probability."


class Condition(NamedTuple):
    """One assumption at some of its values on the grid, and all the values tried."""

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


class WholeGrid(NamedTuple):
    """How robust a verdict is over a grid of worlds: counts, and what the worlds of the rarer side share.

    holds, fails: in how many worlds it holds and does not hold; in the others it cannot be judged. rarer:
    "fails" or "holds". needed: the conditions that all worlds on that side share. meeting: how many
    worlds meet all of them.
    """

    holds: int
    fails: int
    worlds: int
    rarer: str
    needed: tuple[Condition, ...]
    meeting: int

    @property
    def open(self) -> int:
        """In how many worlds the verdict cannot be judged."""
        return self.worlds - self.holds - self.fails

    @property
    def sentence(self) -> str:
        """The count in words, and that it is not a probability."""
        return f"{self._count()}{self._conditions()} {CAVEAT}"

    def _count(self) -> str:
        said = f"Under these assumptions, the verdict holds in {self.holds} of {self.worlds} worlds"
        return f"{said}, and in {self.open} it cannot be judged" if self.open else said

    def _conditions(self) -> str:
        rare = self.fails if self.rarer == "fails" else self.holds
        if rare == 0:
            return f": nothing on this grid makes it {self.rarer.removesuffix('s')}."
        if not self.needed:
            return f". No few conditions say when it {self.rarer}."
        only = " and ".join(c.words for c in self.needed)
        of = f"{rare} of the {self.meeting} worlds with that"
        of = "always then" if self.meeting == rare else of
        return f". It {self.rarer} only if {only} ({of})."


def whole_grid(
    measure: Measure, worlds: Grid, *, threshold: float | None = None, map: Callable = map
) -> WholeGrid:
    """In how many worlds of the grid a verdict holds, and the conditions without which it always holds.

    measure: true or false; or a number, with its threshold. If the verdict holds in fewer than half of the
    worlds, the conditions are those without which it never holds. map: see `evaluate`.
    """
    found = evaluate(at_least(measure, threshold), worlds, map).reshape(worlds.shape)
    holds, fails = found == 1, found == 0
    rarer = "fails" if holds.sum() >= fails.sum() else "holds"
    side = fails if rarer == "fails" else holds
    records = [worlds.a.record(name) for name in worlds.levels]
    tried = [tuple(values.tolist()) for values in worlds.levels.values()]

    needed = []
    for axis, r in enumerate(records):
        used = side.any(axis=tuple(i for i in range(side.ndim) if i != axis))
        if side.any() and not used.all():
            kept = tuple(v for v, is_used in zip(tried[axis], used, strict=True) if is_used)
            needed.append(Condition(r, kept, tried[axis]))
    share = [len(c.values) / len(c.tried) for c in needed]
    meeting = round(found.size * np.prod(share))
    return WholeGrid(int(holds.sum()), int(fails.sum()), found.size, rarer, tuple(needed), meeting)
