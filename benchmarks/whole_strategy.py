"""The reference job of the whole strategy beside other ways to do it, as ratios within one run.

    .venv/bin/python benchmarks/whole_strategy.py

Job: six strategies x 10,000 draws x 60 quarters, with quantiles of the arsenal for each quarter. What is too
slow to run whole is run in part and scaled up, as the table says. Needs the test tools for PySD.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from sevensteps import comparison, strategy
from sevensteps.assumptions import assumptions
from sevensteps.scenarios import scenarios

ROOT = Path(__file__).resolve().parents[1]
DRAWS, STEPS = 10_000, 60
A, BASE, PLAN = assumptions(), scenarios().base(), scenarios().bundle()
STRATEGIES = len(scenarios().strategies)


def timed(job, repeat=1):
    """The least seconds of a few runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def ours():
    comparison.fan(A, np.random.default_rng(1), DRAWS)


def floor():
    """Drawing the numbers, and one pass over the state: what no way can do without."""
    rng, fields = np.random.default_rng(1), len(strategy.State._fields) + 3
    for first in range(0, DRAWS, comparison.BLOCK):
        size = min(comparison.BLOCK, DRAWS - first)
        chance = rng.random((STEPS, 1, size), dtype=np.float32)
        state = [np.ones((STRATEGIES, size), np.float32) for _ in range(fields)]
        for i in range(STEPS):
            state = [values + chance[i] for values in state]


def plain(draws=4):
    """The same quarter, called for one strategy and one draw at a time."""
    rng = np.random.default_rng(1)
    for row in range(STRATEGIES):
        plan = SimpleNamespace(**{n: float(v[row, 0]) for n, v in vars(PLAN).items()})
        for _ in range(draws):
            strategy.outcome(A, plan, BASE, uniforms=rng.random(STEPS))
    return draws


def pysd_cases():
    """PySD on the second writing of the model, worlds and strategies as a subscript: seconds a case.

    It works out expected standings, where ours draws them, and keeps one column of what it finds.
    """
    sys.path.insert(0, str(ROOT / "tests"))
    from test_strategy_peer import CASES, cases, peer, stocks

    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        model, params = peer(folder, *cases())
        return timed(lambda: list(stocks(model, params))) / CASES


def memory(draws):
    """Peak of what Python and NumPy ask for, in MB."""
    tracemalloc.start()
    comparison.fan(A, np.random.default_rng(1), draws)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main():
    comparison.fan(A, np.random.default_rng(1), 64)  # imports
    base = timed(ours, 5)
    rows = [("ours: vectorised, blocks, quantiles", base, "whole")]
    rows.append(("floor: the draws and one pass over the state", timed(floor, 5), "whole"))
    whole = DRAWS * STRATEGIES
    rows.append(
        ("the same quarter, called a draw at a time", timed(plain) * DRAWS / 4, "4 of 10,000 draws")
    )
    rows.append(("PySD, draws as a subscript, expected", pysd_cases() * whole, "400 of 60,000"))
    print("| way | ratio to ours | seconds | what was run |\n| --- | --- | --- | --- |")
    for name, seconds, ran in rows:
        print(f"| {name} | {seconds / base:,.2f} | {seconds:,.2f} | {ran} |")
    few, many = memory(10_000), memory(100_000)
    print(
        f"\nPeak memory at 100,000 draws over that at 10,000: {many / few:.2f} ({few:.0f} MB, {many:.0f} MB)"
    )


if __name__ == "__main__":
    main()
