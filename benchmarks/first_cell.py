"""How long a notebook's first cell takes, as a ratio to importing NumPy and ipywidgets alone.

Run: python benchmarks/first_cell.py
"""

import statistics
import subprocess
import sys

RUNS = 7
CELLS = {"ours": "from sevensteps import *", "bare": "import numpy, ipywidgets"}
TIMED = """
import time, ipykernel.kernelapp
start = time.perf_counter()
exec({cell!r})
print(time.perf_counter() - start)
"""


def seconds(cell):
    """Seconds for this cell in a new process that has loaded what a kernel loads."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(cell=cell)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main():
    times = {name: [] for name in CELLS}
    for _ in range(RUNS):
        for name, cell in CELLS.items():
            times[name].append(seconds(cell))
    ours, bare = (statistics.median(times[name]) for name in CELLS)
    print(f"{ours / bare:.1f} times the bare imports ({ours:.2f} s and {bare:.2f} s)")


if __name__ == "__main__":
    main()
