"""The pictures of step 5, "let those with most at stake lead"."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .. import charts
from ..assumptions import Assumptions, percent
from ..charts import Caption, Columns
from ..steps import neighbours
from .picture import Picture

__all__ = ["distance", "influence", "settlement"]

INFLUENCE, WEIGHT = 1.6, 0.5
EFFORTS = ("leading", "from behind")
DRAWS, SEED = 60, 5  # other coders: always the same, so that a slider moves nothing else
NAMES = tuple(neighbours.ACTORS.values())


def _influence_columns(a: Assumptions) -> Columns:
    effort = np.linspace(0, 1, 81)
    kept = float(neighbours.influence_kept(a))
    return {
        "curve": {"effort": effort, "influence": neighbours.influence(a, effort)},
        "threshold": {"y": [1.0], "label": ["as much as by leading"]},
        "dot": {
            "effort": [a.us_effort],
            "influence": [kept],
            "label": [f"you: {percent(round(kept, 3))}"],
            "star": [float(neighbours.break_even_fill_in(a))],
            "fill_in": [a.fill_in],
        },
    }


def _influence_words(columns: Columns) -> Caption:
    (u,), (kept,), _, (star,), (fill,) = columns["dot"].values()
    side = "nothing is lost" if kept >= 1 else "influence is lost"
    finding = f"At {percent(u)} of full leadership {percent(round(kept, 3))} of the influence is left: {side}"
    if star > 1:
        needed = "more than all of what Washington withdraws would have to be filled in"
    else:
        needed = f"others would have to fill in more than {percent(round(star, 3))}"
    alt_text = (
        f"{finding}. For a first step back to gain, {needed}; assumed is {percent(fill)}. Without Washington "
        f"{percent(round(float(columns['curve']['influence'][0]), 3))} would be left."
    )
    return Caption(finding, alt_text)


SHORT = {"United States": "US", "South Korea": "S. Korea", "North Korea": "N. Korea"}


def _tops(stand, weigh, near: float = 9.0, gap: float = 0.055) -> np.ndarray:
    """Where an actor's name stands: over its bars, higher where the neighbour's name is."""
    tops = np.array(weigh, dtype=float)
    order = np.argsort(stand)
    for one, next_ in pairwise(order):
        if stand[next_] - stand[one] < near and abs(tops[next_] - tops[one]) < gap:
            tops[next_] = tops[one] + gap
    return tops


def _settlement_columns(a: Assumptions) -> Columns:
    stand = neighbours.positions(a)
    bars = []
    for effort, u in zip(EFFORTS, (1.0, a.us_effort), strict=True):
        weigh = neighbours.weights(a, u)
        bars.append((stand, weigh / weigh.sum(), NAMES, [effort] * len(NAMES)))
    found = neighbours.jitter(a, np.random.default_rng(SEED), DRAWS)
    settled = [neighbours.settlement(a, u) for u in (1.0, a.us_effort)]
    rows = {"mean": -0.16 * WEIGHT, "median": -0.42 * WEIGHT}
    up = {"leading": 0.05 * WEIGHT, "from behind": -0.05 * WEIGHT}
    places = [
        (kind, e, rows[kind] + up[effort], effort)
        for kind in rows
        for e, effort in enumerate(EFFORTS)
    ]
    cloud = [
        (found[:, e, list(rows).index(kind)], np.full(DRAWS, at), [effort] * DRAWS)
        for kind, e, at, effort in places
    ]
    return {
        "actors": {
            "position": np.concatenate([b[0] for b in bars]),
            "weight": np.concatenate([b[1] for b in bars]),
            "actor": [n for b in bars for n in b[2]],
            "effort": [e for b in bars for e in b[3]],
            "label": [SHORT.get(n, n) for b in bars for n in b[2]],
            "top": np.tile(_tops(stand, np.maximum(bars[0][1], bars[1][1])), 2),
        },
        "jitter": {
            "position": np.concatenate([c[0] for c in cloud]),
            "at": np.concatenate([c[1] for c in cloud]),
            "effort": [e for c in cloud for e in c[2]],
        },
        "settled": {
            "position": [float(settled[e][list(rows).index(kind)]) for kind, e, _, _ in places],
            "at": [at for _, _, at, _ in places],
            "effort": [effort for *_, effort in places],
            "kind": [kind for kind, *_ in places],
            "shift": [float(neighbours.settlement_shift(a))] * 4,
            "matters": [a.shift_that_matters] * 4,
            "by": [a.records["settlement_by"].show(a.settlement_by)] * 4,
            "spread": [
                float(np.ptp(found[:, e, list(rows).index(kind)])) for kind, e, _, _ in places
            ],
        },
        "names": {
            "position": [0.0, 0.0],
            "at": list(rows.values()),
            "label": [f"weighted {kind}" for kind in rows],
        },
    }


def _settlement_words(columns: Columns) -> Caption:
    s = columns["settled"]
    mean1, mean2, med1, med2 = s["position"]
    shift, matters, by = s["shift"][0], s["matters"][0], s["by"][0]
    side = "less than" if shift < matters else "no less than"
    finding = f"Leading from behind moves the {by} by {shift:.1f} points, {side} the {matters:g} that matter"
    mean, median = s["spread"][1], s["spread"][3]
    if max(mean, median) < 0.5:
        coders = "Other coders are taken to code as we do; all codings are ours."
    else:
        jumps = (
            ": the median jumps, and all codings are ours"
            if median > mean
            else "; all codings are ours"
        )
        coders = (
            f"Among {DRAWS} other codings the mean spreads over {mean:.0f} points and the median over "
            f"{median:.0f}{jumps}."
        )
    alt_text = (
        f"{finding}. The mean goes from {mean1:.1f} to {mean2:.1f}, the median from {med1:.0f} to {med2:.0f}. "
        f"{coders}"
    )
    return Caption(finding, alt_text)


def _distance_columns(a: Assumptions) -> Columns:
    leading, behind = neighbours.distances(a)
    who = [*NAMES, "the op-ed's author"]
    return {
        "lines": {"actor": who, "leading": leading, "behind": behind},
        "dots": {
            "actor": who * 2,
            "distance": np.concatenate([leading, behind]),
            "effort": ["leading"] * len(who) + ["from behind"] * len(who),
        },
    }


def _distance_words(columns: Columns) -> Caption:
    lines = columns["lines"]
    moved = lines["behind"] - lines["leading"]
    nearer = [n for n, m in zip(lines["actor"], moved, strict=True) if m < -0.05]
    further = [n for n, m in zip(lines["actor"], moved, strict=True) if m > 0.05]
    if not nearer and not further:
        finding = "Leading from behind leaves the settlement where it was, for all of them"
    else:
        finding = (
            f"From behind, the settlement is nearer to the ideal of {len(nearer)} and further from that "
            f"of {len(further)}"
        )
    said = [
        f"{word}: {', '.join(who)}"
        for word, who in (("Nearer", nearer), ("Further", further))
        if who
    ]
    alt_text = (
        f"{finding}. {'. '.join(said)}{'. ' if said else ''}What is a cost for some is a gain for others. "
        "By the weighted mean."
    )
    return Caption(finding, alt_text)


influence = Picture(
    _influence_columns, lambda: charts.influence_by_effort(INFLUENCE), _influence_words
)
settlement = Picture(
    _settlement_columns, lambda: charts.positions_and_settlement(WEIGHT), _settlement_words
)
distance = Picture(_distance_columns, charts.distances_to_ideal, _distance_words)
