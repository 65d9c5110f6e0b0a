"""What each live picture costs the kernel, as a ratio to the cheapest model of step 6.

Run: python benchmarks/pictures.py
"""

import statistics
import time

from sevensteps import pictures
from sevensteps.assumptions import assumptions

RUNS = 60


def cost(picture, worlds):
    """Median milliseconds for the data and the words of a picture."""
    times = []
    for i in range(RUNS):
        start = time.perf_counter()
        picture.shows(worlds[i % len(worlds)])
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main():
    today = assumptions()
    worlds = [today, today.preset("author"), today.preset("critic")]
    found = pictures.live_pictures()
    for picture in found.values():
        picture.data(today)  # imports and caches
    costs = {name: cost(picture, worlds) for name, picture in found.items()}
    base = costs["bite"]
    print("| picture | ms | ratio to bite |\n| --- | --- | --- |")
    for name, ms in sorted(costs.items(), key=lambda item: -item[1]):
        print(f"| {name} | {ms:.2f} | {ms / base:.1f} |")


if __name__ == "__main__":
    main()
