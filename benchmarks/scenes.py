"""What each live picture costs the kernel, as a ratio to the cheapest model of step 6.

Run: python benchmarks/scenes.py
"""

import statistics
import time

from sevensteps import scenes
from sevensteps.assumptions import assumptions

RUNS = 60


def cost(scene, worlds):
    """Median milliseconds for the columns and the words of a picture."""
    times = []
    for i in range(RUNS):
        start = time.perf_counter()
        scene.words(scene.columns(worlds[i % len(worlds)]))
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main():
    today = assumptions()
    worlds = [today, today.preset("author"), today.preset("critic")]
    found = {
        n: s for n, s in vars(scenes).items() if n.endswith("_scene") and hasattr(s, "columns")
    }
    for scene in found.values():
        scene.columns(today)  # imports and caches
    costs = {name: cost(scene, worlds) for name, scene in found.items()}
    base = costs["bite_scene"]
    print("| picture | ms | ratio to bite_scene |\n| --- | --- | --- |")
    for name, ms in sorted(costs.items(), key=lambda item: -item[1]):
        print(f"| {name} | {ms:.2f} | {ms / base:.1f} |")


if __name__ == "__main__":
    main()
