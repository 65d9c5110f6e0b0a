"""What each verdict function costs as its work grows, as a ratio to one pass over its measure.

Run: python benchmarks/verdicts.py
"""

import statistics
import time
from itertools import pairwise

import numpy as np

from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.verdicts import (
    compared,
    crux,
    discover,
    draws,
    evaluate,
    grid,
    holding,
    morris,
    rests_on,
    smallest_flip,
    whole_grid,
)
from sevensteps.verdicts.choosing import evppi

CLAIM, PASS, RUNS = "C3c", 2000, 5
TODAY = assumptions()
AUTHOR, CRITIC = TODAY.preset("author"), TODAY.preset("critic")
MEASURE = holding(claims()[CLAIM])
RECORDS = [r for r in rests_on(claims()[CLAIM], TODAY) if r.role != "lever"]


def rng():
    return np.random.default_rng(1)


def worlds(n):
    return draws(TODAY, RECORDS, n, rng())


def milliseconds(run):
    """Processor time, median of a few runs, after one that fills caches and imports."""
    run()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def differing_in(k):
    names = [r.name for r in RECORDS if getattr(AUTHOR, r.name) != getattr(CRITIC, r.name)][:k]
    return AUTHOR.replace(**{n: getattr(CRITIC, n) for n in names})


def never(a):
    """A verdict that nothing turns, so that all threes are tried."""
    return MEASURE(a) >= -1.0


def tasks():
    """Name, what grows, its three sizes, and how many worlds of the measure a size asks for."""
    w = {n: worlds(n) for n in (500, 1000, 2000, 4000)}
    happens = {n: evaluate(MEASURE, w[n]) for n in w}
    losses = {
        n: np.stack([w[n].harm_curvature, w[n].lock_in_ratio, w[n].freeze_coverage], 1) for n in w
    }
    return [
        ("draws", "worlds", (1000, 2000, 4000), worlds),
        ("evaluate", "worlds", (2000, 4000, 8000), lambda n: evaluate(MEASURE, worlds(n))),
        (
            "smallest_flip",
            "assumptions, by threes",
            (4, 8, 12),
            lambda k: smallest_flip(never, TODAY, RECORDS[:k]),
        ),
        ("crux", "differences", (4, 6, 8), lambda k: crux(MEASURE, AUTHOR, differing_in(k))),
        (
            "whole_grid",
            "assumptions, 3 points",
            (6, 8, 10),
            lambda k: whole_grid(MEASURE, grid(TODAY, RECORDS[:k])),
        ),
        (
            "morris",
            "trajectories",
            (20, 40, 80),
            lambda n: morris(MEASURE, TODAY, RECORDS, rng(), trajectories=n),
        ),
        ("discover", "worlds", (500, 1000, 2000), lambda n: discover(happens[n], w[n], RECORDS)),
        ("compared", "worlds", (1000, 2000, 4000), lambda n: compared(losses[n], ("a", "b", "c"))),
        ("evppi", "worlds", (1000, 2000, 4000), lambda n: evppi(losses[n], w[n].harm_curvature)),
    ]


def main():
    one_pass = worlds(PASS)
    base = milliseconds(lambda: MEASURE(one_pass))
    print(f"One pass: {CLAIM} in {PASS} worlds, {base:.1f} ms.\n")
    print("| function | what grows | sizes | cost in passes | growth |")
    print("| --- | --- | --- | --- | --- |")
    for name, grows, sizes, run in tasks():
        costs = [milliseconds(lambda size=size, run=run: run(size)) / base for size in sizes]
        growth = ", ".join(f"x{b / a:.1f}" for a, b in pairwise(costs))
        shown = ", ".join(f"{c:.2g}" if c < 100 else f"{c:.0f}" for c in costs)
        print(f"| {name} | {grows} | {', '.join(map(str, sizes))} | {shown} | {growth} |")


if __name__ == "__main__":
    main()
