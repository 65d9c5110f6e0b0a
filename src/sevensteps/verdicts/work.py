"""A measure over many worlds, block by block: here, in other processes, or on a cluster.

A measure is any function from assumptions to a number, or to a truth, that takes arrays of draws and
answers with an array. The blocks are the same wherever they are worked on, so the results are too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, wait
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from ..assumptions import Assumptions
from ..data import DataProblem
from .worlds import Grid, count, part

Measure = Callable[[Assumptions], Any]
OPEN = 0.5  # what a verdict answers where it cannot be judged: in a mean it counts half
BLOCK = 2000  # worlds; a block is what an interruption can lose
AHEAD = 64  # blocks handed to an executor before the first of them is back


@dataclass
class Work:
    """A measure, the worlds it is wanted in, and the blocks that are done.

    `run` may be interrupted (KeyboardInterrupt) and called again: finished blocks are kept.
    """

    measure: Measure
    worlds: Assumptions | Grid
    block: int = BLOCK
    done: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-count(self.worlds) // self.block)

    def run(self, executor: Executor | None = None, progress: bool = True) -> np.ndarray:
        """The measure in every world, first axis a world; raises what the measure raises.

        executor: any of concurrent.futures (or a Dask client's `get_executor()`); None works here.
        The measure must be one that its workers can be sent: for processes, a named function.
        progress: a bar, once it takes longer than a second.
        """
        from tqdm.auto import tqdm

        source = self._here() if executor is None else self._sent(executor)
        shown = {"unit": "block", "delay": 1, "leave": False, "disable": not progress}
        try:
            with closing(source), tqdm(total=self.blocks, initial=len(self.done), **shown) as bar:
                for number, values in source:
                    self.done[number] = values
                    bar.update()
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"{len(self.done)} of {self.blocks} blocks are kept: run it again to go on"
            ) from None
        return np.concatenate([self.done[number] for number in range(self.blocks)])

    def _left(self) -> Iterator[tuple[int, Assumptions]]:
        for number in range(self.blocks):
            if number not in self.done:
                start = number * self.block
                yield number, part(self.worlds, start, start + self.block)

    def _here(self) -> Iterator[tuple[int, np.ndarray]]:
        for number, worlds in self._left():
            yield number, _values(self.measure, worlds)

    def _sent(self, executor: Executor) -> Iterator[tuple[int, np.ndarray]]:
        left, under_way = self._left(), {}
        try:
            while True:
                for number, worlds in islice(left, AHEAD - len(under_way)):
                    under_way[executor.submit(_values, self.measure, worlds)] = number
                if not under_way:
                    return
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    yield under_way.pop(future), future.result()
        finally:
            for future, number in under_way.items():
                if not future.cancel() and future.done() and not future.exception():
                    self.done[number] = future.result()


def evaluate(
    measure: Measure,
    worlds: Assumptions | Grid,
    *,
    executor: Executor | None = None,
    progress: bool = True,
) -> np.ndarray:
    """The measure in every world: see `Work`, which can be taken up again after an interruption."""
    return Work(measure, worlds).run(executor, progress)


def _values(measure: Measure, worlds: Assumptions) -> np.ndarray:
    """The measure in these worlds; one number stands for all of them."""
    n, values = count(worlds), np.asarray(measure(worlds))
    if values.ndim == 0:
        return np.full(n, values)
    if len(values) != n:
        raise DataProblem(
            f"a measure answered {n} worlds with an array of shape {values.shape}: its first axis "
            "has to be a world each, or make it a measure with one_by_one(…)"
        )
    return values


# -- making measures -----------------------------------------------------------------------------


def one_by_one(f: Measure) -> Measure:
    """A measure made of a function that takes single numbers only: called once for each world."""
    return partial(_one_by_one, f)


def _one_by_one(f: Measure, a: Assumptions) -> Any:
    arrays = a.arrays
    if not arrays:
        return f(a)
    rows = zip(*(v.tolist() for v in arrays.values()), strict=True)
    return np.array([f(a.replace_unchecked(**dict(zip(arrays, row, strict=True)))) for row in rows])


def at_least(measure: Measure, threshold: float) -> Measure:
    """The measure's verdict: true where it is at least the threshold."""
    return partial(_at_least, measure, threshold)


def _at_least(measure: Measure, threshold: float, a: Assumptions) -> Any:
    return np.greater_equal(measure(a), threshold)
