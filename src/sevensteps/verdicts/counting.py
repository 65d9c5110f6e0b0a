"""In how many worlds of a grid a verdict holds, and what the others have in common.

The combinations are ours, so a share of them is not a probability.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..assumptions import CHOICE, Assumption
from .worlds import Grid, Measure, evaluate

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
        said = f"Under these assumptions, the verdict holds in {self.holds} of {self.worlds} worlds"
        if self.open:
            said += f", and in {self.open} it cannot be judged"
        rare = self.fails if self.rarer == "fails" else self.holds
        if rare == 0:
            said += f": nothing on this grid makes it {self.rarer.removesuffix('s')}."
        elif not self.needed:
            said += f". No few conditions say when it {self.rarer}."
        else:
            only = " and ".join(c.words for c in self.needed)
            of = f"{rare} of the {self.meeting} worlds with that"
            of = "always then" if self.meeting == rare else of
            said += f". It {self.rarer} only if {only} ({of})."
        return f"{said} {CAVEAT}"


def whole_grid(measure: Measure, worlds: Grid, *, map: Callable = map) -> WholeGrid:
    """In how many worlds of the grid a verdict holds, and the conditions without which it always holds.

    If the verdict holds in fewer than half of the worlds, the conditions are those without which it
    never holds. map: see `evaluate`.
    """
    found = evaluate(measure, worlds, map).reshape(worlds.shape)
    holds, fails = found == 1, found == 0
    rarer, side = ("fails", fails) if holds.sum() >= fails.sum() else ("holds", holds)
    needed, meeting = [], found.size
    for axis, (name, values) in enumerate(worlds.levels.items()):
        used = side.any(axis=tuple(i for i in range(side.ndim) if i != axis))
        if 0 < used.sum() < used.size:
            record, tried = worlds.a.record(name), tuple(values.tolist())
            needed.append(Condition(record, tuple(values[used].tolist()), tried))
            meeting = meeting // used.size * int(used.sum())
    return WholeGrid(int(holds.sum()), int(fails.sum()), found.size, rarer, tuple(needed), meeting)
